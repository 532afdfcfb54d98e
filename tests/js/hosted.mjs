// The hosted pages of one app: every page in every language it was published in, width and colour scheme, with and without scripts.
import { join } from 'node:path';
import { addAxe, anchors, axe, listen, overflow } from './checks.mjs';

const PAGES = ['', '/collected', '/shared', '/versions'];
const WIDTHS = [390, 1280];
const SCHEMES = ['light', 'dark'];
/** Pictures end here and go on in the next file, so that a long page stays legible; pixels. */
const PICTURE = 4000;

/** Takes a picture of a whole page, in as many files as it needs. */
export const picture = async (page, folder, name) => {
  const { width, height } = await page.evaluate(() => {
    const { clientWidth, scrollHeight } = document.documentElement;
    return { width: clientWidth, height: scrollHeight };
  });
  for (let y = 0, part = 1; y < height; y += PICTURE, part += 1) {
    const clip = { x: 0, y, width, height: Math.min(PICTURE, height - y) };
    await page.screenshot({ path: join(folder, `${name}.${part}.png`), fullPage: true, clip });
  }
};

/** Opens a page and says what is wrong with its answer. */
const open = async (page, address, language) => {
  const response = await page.goto(address, { waitUntil: 'load' });
  if (response?.status() !== 200) return [`answered ${response?.status()}`];
  const lang = await page.locator('html').getAttribute('lang');
  return lang === language ? [] : [`is in ${lang}`];
};

const look = async (page, address, language, folder, name) => {
  const found = await open(page, address, language);
  if (found.length > 0) return found;
  found.push(...(await axe(page)), ...(await overflow(page)), ...(await anchors(page)));
  await picture(page, folder, name);
  return found;
};

/** Without scripts the same words stand there, and the links to a section and to the other language work. */
const withoutScripts = async (browser, address, language, languages) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    const heard = listen(page, new URL(address).origin);
    const found = await open(page, address, language);
    if (found.length > 0) return found;
    if ((await page.locator('main').innerText()).trim().length < 40) found.push('says nothing without scripts');
    const entry = page.locator('nav.contents a').first();
    if ((await entry.count()) > 0) {
      const target = await entry.getAttribute('href');
      await entry.click();
      if (!page.url().endsWith(target)) found.push(`${target} is not reached without scripts`);
    }
    const others = page.locator(`header nav a[hreflang]:not([hreflang="${language}"])`);
    const [linked, expected] = [await others.count(), languages.length - 1];
    if (linked !== expected) found.push(`links to ${linked} other languages, not ${expected}`);
    if (linked > 0) {
      const wanted = await others.first().getAttribute('hreflang');
      await others.first().click();
      const reached = await page.locator('html').getAttribute('lang');
      if (reached !== wanted) found.push(`its link to ${wanted} leads to ${reached}`);
    }
    return [...found, ...heard()];
  } finally {
    await context.close();
  }
};

/** Every address a page links to on this host answers. */
const links = async (page, address) => {
  const found = [];
  await page.goto(address);
  const hrefs = await page.locator('a[href^="/"]').evaluateAll((all) => all.map((link) => link.href));
  if (hrefs.length === 0) found.push('links to no other page');
  for (const href of new Set(hrefs)) {
    const status = (await page.request.get(href)).status();
    if (status !== 200) found.push(`${href} answers ${status}`);
  }
  return found;
};

/** Calls `report(page, objections)` for each page looked at; gives the languages in which the app was published. */
export const checkApp = async (browser, url, tenant, app, folder, report) => {
  const named = (language, page) => `${url}/p/${tenant}/${app}${page}?lang=${language}`;
  const label = (...parts) => [tenant, app, ...parts].join(' ');
  const answer = await fetch(`${url}/v1/disclosures/${tenant}/${app}`, { headers: { accept: 'application/json' } });
  const { locales } = await answer.json();
  for (const colorScheme of SCHEMES) {
    for (const width of WIDTHS) {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
      await addAxe(context);
      const page = await context.newPage();
      const heard = listen(page, url);
      for (const language of locales) {
        for (const part of PAGES) {
          const name = [tenant, app, part.slice(1) || 'policy', language, width, colorScheme];
          const found = await look(page, named(language, part), language, folder, name.join('-'));
          report(label(part || '/', language, width, colorScheme), [...found, ...heard()]);
        }
      }
      await context.close();
    }
  }
  for (const language of locales) {
    for (const part of PAGES) {
      const found = await withoutScripts(browser, named(language, part), language, locales);
      report(label(part || '/', language, 'without scripts'), found);
    }
  }
  const page = await browser.newPage();
  for (const part of PAGES) report(label(part || '/', 'links'), await links(page, named(locales[0], part)));
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 720, height: 1000 });
  for (const language of locales) {
    const found = await open(page, named(language, ''), language);
    await picture(page, folder, [tenant, app, 'print', language].join('-'));
    report(label('print', language), [...found, ...(await overflow(page))]);
  }
  await page.close();
  return locales;
};
