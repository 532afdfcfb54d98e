// What must hold on a page, whatever it shows. Each check gives its objections as lines of text; none means it holds.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Puts axe into every page of a context; as an init script it needs no exception from the page's own policy. */
export const addAxe = (context) => context.addInitScript({ content: axeSource });

/** Violations of axe-core's rules, those for touch targets included, which it leaves out by default. */
export const axe = async (page) => {
  const { violations, passes } = await page.evaluate(() =>
    globalThis.axe.run(document, { preload: false, rules: { 'target-size': { enabled: true } } }),
  );
  if (passes.length === 0) return ['axe looked at nothing'];
  return violations.map(({ id, help, nodes }) => {
    const where = nodes.slice(0, 3).map((node) => node.target.join(' ')).join(', ');
    return `axe ${id}: ${help} (${nodes.length} times: ${where})`;
  });
};

/** What is wider than the window. On a narrow window a table may not scroll either: its rows are cards there. */
export const overflow = (page) =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} px too wide`] : [];
    if (clientWidth < 600) {
      for (const region of document.querySelectorAll('.table')) {
        const excess = region.scrollWidth - region.clientWidth;
        if (excess > 0) found.push(`#${region.id} is ${excess} px too wide`);
      }
    }
    return found;
  });

/** Ids that stand twice, and links within the page that lead nowhere. */
export const anchors = (page) =>
  page.evaluate(() => {
    const found = [];
    const ids = new Set();
    for (const { id } of document.querySelectorAll('[id]')) {
      if (ids.has(id)) found.push(`id ${id} stands twice`);
      ids.add(id);
    }
    for (const link of document.querySelectorAll('a[href^="#"]')) {
      const target = decodeURIComponent(link.getAttribute('href').slice(1));
      if (!ids.has(target)) found.push(`#${target} leads nowhere`);
    }
    return found;
  });

/** Collects what a page says on its console, throws, fails to load, or asks of any host but its own. */
export const listen = (page, origin) => {
  const heard = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) heard.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => heard.push(`script: ${error.message}`));
  page.on('requestfailed', (request) => heard.push(`request failed: ${request.url()}`));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) heard.push(`request to another host: ${request.url()}`);
  });
  return () => heard.splice(0);
};
