// The page that a one-time link opens: somebody who lost the password sets a new one, and signs in with it.
import { addAxe, axe, listen, overflow } from './checks.mjs';
import { picture } from './hosted.mjs';

const TENANT = 'songyu';
const EMAIL = 'lost@songyu.example';
const OLD = 'a password long gone';
const NEW = 'a password yet to come';

/** The one payload of a mutation; throws where something stood against it. */
const mutate = async (demo, field, told, input, token) => {
  const type = `${field[0].toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation($input: ${type}!) { ${field}(input: $input) { ${told} userErrors { message } } }`;
  const response = await fetch(`${demo.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data, errors } = await response.json();
  const refused = errors?.[0] ?? data[field].userErrors[0];
  if (refused) throw new Error(`${field}: ${refused.message}`);
  return data[field];
};

/** A link for a member who lost the password. */
const lost = async (demo) => {
  const asked = { tenant: TENANT, email: EMAIL, role: 'AUDITOR' };
  const { invited } = await mutate(demo, 'inviteMember', 'invited { text }', asked, demo.token);
  const { member } = await mutate(demo, 'acceptInvitation', 'member { accountId }', { invitation: invited.text, newPassword: OLD });
  const input = { tenant: TENANT, accountId: member.accountId };
  return (await mutate(demo, 'recoverMember', 'link', input, demo.token)).link;
};

const fill = async (page, first, second) => {
  await page.locator('#new').fill(first);
  await page.locator('#again').fill(second);
  await page.locator('button[type=submit]').click();
  await page.waitForFunction(() => document.getElementById('status').textContent.length > 1, null, { timeout: 10_000 });
  return page.locator('#status').textContent();
};

/** Calls `report(page, objections)` for each width, and for the way through. */
export const checkPassword = async (browser, demo, folder, report) => {
  for (const width of [390, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
      await addAxe(context);
      const page = await context.newPage();
      const heard = listen(page, demo.url);
      await page.goto(`${demo.url}/password#cpl_made-up`);
      const found = [...(await axe(page)), ...(await overflow(page)), ...heard()];
      if (page.url() !== `${demo.url}/password`) found.push(`the link stays in the address: ${page.url()}`);
      if (!(await fill(page, NEW, NEW)).includes('link')) found.push('says nothing of a link that was never made');
      await picture(page, folder, ['password', width, colorScheme].join('-'));
      report(`password ${width} ${colorScheme}`, found);
      await context.close();
    }
  }
  const link = await lost(demo);
  const page = await browser.newPage();
  await page.goto(`${demo.url}/password#${link}`);
  const found = [];
  if (!(await fill(page, NEW, OLD)).includes('differ')) found.push('takes two passwords that differ');
  await page.locator('#status').evaluate((status) => { status.textContent = ''; });
  const said = await fill(page, NEW, NEW);
  if (!said.includes('is set')) found.push(`says ${said}`);
  const { session } = await mutate(demo, 'logIn', 'session { tenant { slug } }', { email: EMAIL, password: NEW });
  if (session.tenant.slug !== TENANT) found.push(`signs in to ${session.tenant.slug}`);
  report('password set', found);
  await page.close();
};
