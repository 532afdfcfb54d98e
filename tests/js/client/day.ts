// A console's day on a running demo, by a client library with types made from the schema: from the operator's token to an
// app that reads its policy. Ends with 1 where something is not as it should be.
import assert from 'node:assert/strict';
import { Client, fetchExchange, type TypedDocumentNode } from '@urql/core';
import { readDemo, usage } from '../demo.mjs';
import * as ask from './documents.js';

const given = process.argv.slice(2);
usage(['DEMO_JSON'], given);
const demo = readDemo(given[0]!);
const PASSWORD = 'correct horse battery';
const made = Date.now().toString(36);

/** A client with a credential, or a stranger's. */
const clientOf = (credential?: string | null) =>
  new Client({
    url: `${demo.url}/graphql`,
    exchanges: [fetchExchange],
    preferGetMethod: false,
    fetchOptions: credential ? { headers: { authorization: `Bearer ${credential}` } } : {},
  });

/** What a query answers; throws with the gateway's own words. */
const query = async <Data, Variables extends Record<string, unknown>>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> => {
  const { data, error } = await client.query(document, variables as never).toPromise();
  if (error || !data) throw error ?? new Error('no data');
  return data;
};

type Payload = { userErrors: readonly { code: string; message: string }[] };

/** The payload of a mutation's one field, which nothing stood against. */
const mutate = async <Data extends Record<string, Payload>, Input>(
  client: Client,
  document: TypedDocumentNode<Data, { input: Input }>,
  input: Input,
): Promise<Data[keyof Data]> => {
  const { data, error } = await client.mutation(document, { input } as never).toPromise();
  if (error || !data) throw error ?? new Error('no data');
  const payload = Object.values(data)[0] as Data[keyof Data];
  assert.deepEqual(payload.userErrors, [], JSON.stringify(payload));
  return payload;
};

const stranger = clientOf();
const named = (text: string) => [
  { locale: 'zh-CN', text: `${text}（中）` },
  { locale: 'en', text },
];

/** Somebody new, invited by `host`, who accepts and signs in. */
const welcome = async (host: Client, tenant: string, role: 'OWNER' | 'EDITOR') => {
  const email = `${role.toLowerCase()}-${tenant}@example.com`;
  const { invited } = await mutate(host, ask.inviteMember, { tenant, email, role });
  assert.ok(invited);
  const accepted = await mutate(stranger, ask.acceptInvitation, { invitation: invited.text, newPassword: PASSWORD });
  assert.equal(accepted.member?.role, role);
  const { session } = await mutate(stranger, ask.logIn, { email, password: PASSWORD, tenant });
  assert.deepEqual(session?.tenant, { slug: tenant, role });
  return clientOf(session.accessToken);
};

// Morning: the operator lets a platform in, the platform a brand, and each its people.
const operator = clientOf(demo.token);
const [platform, brand, app] = [`platform-${made}`, `brand-${made}`, 'lamp'];
await mutate(operator, ask.createTenant, { slug: platform, kind: 'DEVELOPER_PLATFORM', name: named('Platform') });
const host = await welcome(operator, platform, 'OWNER');
const { tenant: child } = await mutate(host, ask.createTenant, { slug: brand, kind: 'OEM_BRAND', name: named('Brand') });
assert.deepEqual(child, { slug: brand, kind: 'OEM_BRAND', parent: { slug: platform } });
const owner = await welcome(host, brand, 'OWNER');
const editor = await welcome(owner, brand, 'EDITOR');
await mutate(owner, ask.updateTenant, {
  tenant: brand,
  profile: {
    legalEntities: [{ key: 'main', name: { 'zh-CN': '明灯有限公司', en: 'Bright Lamp Ltd' }, region: 'CN' }],
    contacts: [{ key: 'mail', kind: 'email', value: 'privacy@lamp.example' }],
  },
});

// Noon: the editor declares an app; who may publish does.
const of = { tenant: brand, app };
await mutate(editor, ask.registerApp, { tenant: brand, slug: app, name: named('Lamp') });
await mutate(editor, ask.editDeclaration, {
  ...of,
  edits: [{ set: { path: '/policy/languages', value: ['zh-CN', 'en'] } }],
});
await mutate(editor, ask.declareFunction, {
  ...of,
  key: 'light',
  name: named('Switch a light'),
  class: 'basic',
  more: { data: [{ key: 'address', label: { 'zh-CN': '网络地址', en: 'Network address' }, category: 'ip_address' }] },
});
const sdk = `sdk_${made}`;
await mutate(editor, ask.declareSdk, { ...of, key: 'stats', name: named('Statistics'), catalog: sdk, version: '2.1.0' });
const { draft } = await mutate(editor, ask.openDraft, of);
assert.ok(draft);
// The demo's tenants live in China; a day begins there first.
const effectiveOn = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
await assert.rejects(mutate(editor, ask.publishDraft, { draftId: draft.id, effectiveOn }), /role or key/);
const { version } = await mutate(owner, ask.publishDraft, { draftId: draft.id, effectiveOn });
assert.equal(version?.number, 1);

// Afternoon: the app in the field reads with its key, in both languages.
const { issued } = await mutate(owner, ask.issueApiKey, { ...of, name: 'Field', kind: 'PUBLISHABLE' });
const device = clientOf(issued?.text);
for (const [locale, told] of [['zh-CN', '明灯有限公司'], ['en', 'Bright Lamp Ltd']] as const) {
  const { disclosure } = await query(device, ask.disclosure, { ...of, locale });
  assert.equal(disclosure?.locale, locale);
  assert.equal(disclosure.version, 1);
  assert.ok(disclosure.markdown.includes(told), disclosure.markdown);
}

// Evening: the operator finds every app that ships the SDK.
const found = { nodes: [{ slug: app, tenant: { slug: brand } }], pageInfo: { hasNextPage: false } };
assert.deepEqual((await query(operator, ask.apps, { filter: { sdk: { key: sdk } } })).apps, found);
assert.deepEqual((await query(host, ask.apps, { filter: { sdk: { key: sdk } } })).apps.nodes, []);
console.log('a console got through its day');
