// What a console sends in its day.
import { graphql } from './graphql.js';

const errors = graphql(`fragment Errors on UserError @_unmask { code message field }`);

export const logIn = graphql(
  `mutation LogIn($input: LogInInput!) {
    logIn(input: $input) { session { accessToken tenant { slug role } } userErrors { ...Errors } }
  }`,
  [errors],
);
export const createTenant = graphql(
  `mutation CreateTenant($input: CreateTenantInput!) {
    createTenant(input: $input) { tenant { slug kind parent { slug } } userErrors { ...Errors } }
  }`,
  [errors],
);
export const inviteMember = graphql(
  `mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) { invited { text } userErrors { ...Errors } }
  }`,
  [errors],
);
export const acceptInvitation = graphql(
  `mutation AcceptInvitation($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) { member { role } userErrors { ...Errors } }
  }`,
  [errors],
);
export const updateTenant = graphql(
  `mutation UpdateTenant($input: UpdateTenantInput!) {
    updateTenant(input: $input) { updated { tenant { slug } } userErrors { ...Errors } }
  }`,
  [errors],
);
export const registerApp = graphql(
  `mutation RegisterApp($input: RegisterAppInput!) {
    registerApp(input: $input) { app { slug } userErrors { ...Errors } }
  }`,
  [errors],
);
export const editDeclaration = graphql(
  `mutation EditDeclaration($input: EditDeclarationInput!) {
    editDeclaration(input: $input) { edited { revision } userErrors { ...Errors } }
  }`,
  [errors],
);
export const declareFunction = graphql(
  `mutation DeclareFunction($input: DeclareFunctionInput!) {
    declareFunction(input: $input) { edited { revision } userErrors { ...Errors } }
  }`,
  [errors],
);
export const declareSdk = graphql(
  `mutation DeclareSdk($input: DeclareSdkInput!) {
    declareSdk(input: $input) { edited { revision } userErrors { ...Errors } }
  }`,
  [errors],
);
export const openDraft = graphql(
  `mutation OpenDraft($input: OpenDraftInput!) {
    openDraft(input: $input) { draft { id revision } userErrors { ...Errors } }
  }`,
  [errors],
);
export const publishDraft = graphql(
  `mutation PublishDraft($input: PublishDraftInput!) {
    publishDraft(input: $input) { version { number } userErrors { ...Errors } }
  }`,
  [errors],
);
export const issueApiKey = graphql(
  `mutation IssueApiKey($input: IssueApiKeyInput!) {
    issueApiKey(input: $input) { issued { text } userErrors { ...Errors } }
  }`,
  [errors],
);
export const disclosure = graphql(`
  query Disclosure($tenant: String!, $app: String!, $locale: String!) {
    disclosure(tenant: $tenant, app: $app, locale: $locale) { title locale version markdown }
  }
`);
export const apps = graphql(`
  query Apps($filter: AppFilter!) {
    apps(filter: $filter, first: 10) { nodes { slug tenant { slug } } pageInfo { hasNextPage } }
  }
`);
