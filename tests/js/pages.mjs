// Looks at every page of a running demo in a headless browser: accessibility, width, console, foreign hosts, scripts
// off, links, print. Pictures of all pages are written to OUTDIR. Prints each objection; exits 1 where there is one.
import { mkdirSync } from 'node:fs';
import { launch } from './browser.mjs';
import { readDemo, usage } from './demo.mjs';
import { checkApp } from './hosted.mjs';
import { checkPassword } from './password.mjs';
import { checkPlayground } from './playground.mjs';

const given = process.argv.slice(2);
usage(['DEMO_JSON', 'OUTDIR'], given);
const demo = readDemo(given[0]);
const folder = given[1];
mkdirSync(folder, { recursive: true });

/** Every sample reads in Chinese; these were published in English too, by their manifests. */
const IN_ENGLISH = ['idphoto/idphoto', 'songyu/home'];

let passed = 0;
const failures = [];
const report = (page, objections) => {
  if (objections.length === 0) passed += 1;
  else failures.push(page);
  for (const objection of objections) console.log(`${page}: ${objection}`);
};

const browser = await launch();
try {
  for (const { slug: tenant, apps } of demo.tenants) {
    for (const { slug: app } of apps) {
      const expected = IN_ENGLISH.includes(`${tenant}/${app}`) ? 'en,zh-CN' : 'zh-CN';
      const locales = await checkApp(browser, demo.url, tenant, app, folder, report);
      report(`${tenant} ${app} languages`, `${locales}` === expected ? [] : [`are ${locales}, not ${expected}`]);
    }
  }
  await checkPlayground(browser, demo, folder, report);
  await checkPassword(browser, demo, folder, report);
} finally {
  await browser.close();
}
console.log([`${passed} passed, ${failures.length} failed`, ...failures].join('; '));
process.exit(passed > 0 && failures.length === 0 ? 0 : 1);
