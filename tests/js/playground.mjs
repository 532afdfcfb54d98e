// The playground: a reader with a token sends a query and sees its answer.
import { addAxe, axe, listen, overflow } from './checks.mjs';
import { picture } from './hosted.mjs';

const QUERY = '{viewer{role} tenants{nodes{slug}}}';

/** Sends the query and says what is wrong with what is seen. */
const ask = async (page, demo) => {
  await page.locator('#token').fill(demo.token);
  await page.locator('#query').fill(QUERY);
  await page.locator('button[type=submit]').click();
  await page.waitForFunction(() => document.getElementById('answer').textContent !== '', null, { timeout: 10_000 });
  const { data, errors } = JSON.parse(await page.locator('#answer').textContent());
  if (errors) return [`answers errors: ${JSON.stringify(errors)}`];
  const found = data.viewer?.role === 'OWNER' ? [] : [`shows the role ${data.viewer?.role}`];
  const seen = new Set(data.tenants.nodes.map(({ slug }) => slug));
  for (const { slug } of demo.tenants) if (!seen.has(slug)) found.push(`does not show the tenant ${slug}`);
  return found;
};

/** Calls `report(page, objections)` for each width and colour scheme. */
export const checkPlayground = async (browser, demo, folder, report) => {
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [390, 1280]) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
      await addAxe(context);
      const page = await context.newPage();
      const heard = listen(page, demo.url);
      const response = await page.goto(`${demo.url}/playground`);
      const found = response?.status() === 200 ? await ask(page, demo) : [`answered ${response?.status()}`];
      found.push(...(await axe(page)), ...(await overflow(page)), ...heard());
      await picture(page, folder, ['playground', width, colorScheme].join('-'));
      report(`playground ${width} ${colorScheme}`, found);
      await context.close();
    }
  }
};
