// GraphiQL on this gateway's own endpoint, with a bar to sign in.
//
// A token is a credential: it lives in this page's memory alone, and is gone once the page is closed.
import { createRoot } from 'react-dom/client';
import { GraphiQL } from 'graphiql';
import 'graphiql/graphiql.css';
import './graphiql.css';

let token = null;

const ask = async (parameters, headers) => {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: JSON.stringify(parameters),
  });
  return response.json();
};

const field = (id) => document.getElementById(id);
const form = field('sign-in');
const who = field('who');

const LOG_IN = `mutation LogIn($input: LogInInput!) {
  logIn(input: $input) { session { accessToken } userErrors { message } }
}`;

/** The token that was pasted, or one for the address and the password; throws with the gateway's own words. */
const credential = async () => {
  const pasted = field('token').value.trim();
  if (pasted) return pasted;
  const code = field('code').value.trim() || null;
  const input = { email: field('email').value.trim(), password: field('password').value, code };
  const { data, errors } = await ask({ query: LOG_IN, variables: { input } });
  const refused = errors?.[0] ?? data?.logIn?.userErrors[0];
  if (refused) throw new Error(refused.message);
  return data.logIn.session.accessToken;
};

const signIn = async () => {
  token = null;
  try {
    token = await credential();
    const { data, errors } = await ask({ query: '{ viewer { role tenantId } }' });
    if (errors || !data.viewer) throw new Error(errors?.[0].message ?? who.dataset.refused);
    who.textContent = `${who.dataset.signedIn}: ${data.viewer.role}, ${data.viewer.tenantId}`;
    form.reset();
  } catch (error) {
    token = null;
    who.textContent = error.message;
  }
};

form.addEventListener('submit', (event) => {
  event.preventDefault();
  signIn();
});
form.addEventListener('reset', () => {
  if (!token) who.textContent = '';
});
field('sign-out').addEventListener('click', () => {
  token = null;
  who.textContent = '';
  form.reset();
});

const root = field('graphiql');
createRoot(root).render(
  <GraphiQL
    fetcher={(parameters, options) => ask(parameters, options?.headers)}
    defaultQuery={root.dataset.query}
    shouldPersistHeaders={false}
    isHeadersEditorEnabled
  />,
);
