// GraphiQL on a running demo: somebody signs in and runs the README's queries; what comes back is what the README shows.
// Pictures are written to OUTDIR. Prints each objection; exits 1 where there is one.
import { readFileSync, mkdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { listen } from './checks.mjs';
import { launch } from './browser.mjs';
import { readDemo, usage } from './demo.mjs';
import { picture } from './hosted.mjs';

const given = process.argv.slice(2);
usage(['DEMO_JSON', 'OUTDIR'], given);
const demo = readDemo(given[0]);
const folder = given[1];
mkdirSync(folder, { recursive: true });

/** The README's GraphQL blocks, each with the answer that stands behind it. */
const tour = () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/^```graphql *(\w*)\n(.*?)^```\n\s*^```json\n(.*?)^```/gms)];
  return blocks.map(([, who, query, answer]) => ({ who, query, answer: JSON.parse(answer) }));
};

/** Whether an answer is the one shown; a word in capitals with a low line stands for what is made up anew. */
const fits = (shown, got) => {
  if (typeof shown === 'string' && /^[A-Z0-9]+(_[A-Z0-9]+)+$/.test(shown)) return typeof got === 'string';
  if (Array.isArray(shown)) {
    return Array.isArray(got) && shown.length === got.length && shown.every((one, at) => fits(one, got[at]));
  }
  if (shown && typeof shown === 'object') {
    return isDeepStrictEqual(Object.keys(shown), Object.keys(got ?? {})) &&
      Object.keys(shown).every((key) => fits(shown[key], got[key]));
  }
  return Object.is(shown, got);
};

/** Answers of this query alone: GraphiQL asks for the schema on the same address, when it pleases. */
const answers = (query) => (response) =>
  response.url().endsWith('/graphql') && response.request().postDataJSON()?.query === query;

/** Writes into the query editor and sends; gives the answer of the request that goes out. */
const run = async (page, query) => {
  await page.evaluate((text) => document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.setValue(text), query);
  const [response] = await Promise.all([
    page.waitForResponse(answers(query)),
    page.locator('.graphiql-execute-button').click(),
  ]);
  return response.json();
};

const signIn = async (page, token) => {
  await page.locator('#token').fill(token);
  await page.locator('#sign-in button[type=submit]').click();
  await page.waitForFunction(() => document.getElementById('who').textContent.includes('OWNER'), null, { timeout: 10_000 });
};

const browser = await launch();
const failures = [];
let passed = 0;
const report = (what, objections) => {
  if (objections.length === 0) passed += 1;
  else failures.push(what);
  for (const objection of objections) console.log(`${what}: ${objection}`);
};
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en' });
  const page = await context.newPage();
  const heard = listen(page, demo.url);
  const schema = page.waitForResponse((response) => response.request().postDataJSON()?.operationName === 'IntrospectionQuery');
  await page.goto(`${demo.url}/playground`);
  await page.locator('.graphiql-query-editor .CodeMirror').waitFor();
  await schema;
  for (const [at, { who, query, answer }] of tour().entries()) {
    await page.locator('#sign-out').click();
    if (who === 'operator') await signIn(page, demo.token);
    const { data } = await run(page, query);
    report(`query ${at + 1}`, fits(answer, { data }) ? [] : [`answers ${JSON.stringify(data)}`]);
    await page.waitForTimeout(300);
    await picture(page, folder, `graphiql-${at + 1}`);
  }
  report('console', heard());
} finally {
  await browser.close();
}
console.log([`${passed} passed, ${failures.length} failed`, ...failures].join('; '));
process.exit(passed > 1 && failures.length === 0 ? 0 : 1);
