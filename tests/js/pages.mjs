// Looks at every page of a running demo in a headless browser: accessibility, width, console, foreign hosts, scripts
// off, links, print. Pictures of all pages are written to OUTDIR. Prints each objection; exits 1 where there is one.
// The browser is /usr/bin/chromium, or what CHROMIUM names.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { readDemo, usage } from './demo.mjs';
import { checkApp } from './hosted.mjs';
import { checkPlayground } from './playground.mjs';

const given = process.argv.slice(2);
usage(['DEMO_JSON', 'OUTDIR'], given);
const demo = readDemo(given[0]);
const folder = given[1];
mkdirSync(folder, { recursive: true });

let passed = 0;
let failed = 0;
const report = (page, objections) => {
  if (objections.length === 0) passed += 1;
  else failed += 1;
  for (const objection of objections) console.log(`${page}: ${objection}`);
};

// A profile of its own, made for this run and removed after it, and no traffic but the pages'.
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  for (const { slug: tenant, apps } of demo.tenants) {
    for (const { slug: app } of apps) await checkApp(browser, demo.url, tenant, app, folder, report);
  }
  await checkPlayground(browser, demo, folder, report);
} finally {
  await browser.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(passed > 0 && failed === 0 ? 0 : 1);
