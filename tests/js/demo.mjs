// The line that `candor demo --json` prints once it serves, read from the file it was written to.
import { readFileSync } from 'node:fs';

/** Ends the process with code 2 and the usage where arguments are missing. */
export const usage = (words, given) => {
  if (given.length >= words.length) return;
  console.error(`usage: node ${process.argv[1]} ${words.join(' ')}`);
  process.exit(2);
};

/** `{url, token, tenants: [{slug, apps: [{slug, publishableKey}]}]}`; throws where the file holds no such line. */
export const readDemo = (path) => {
  const demo = JSON.parse(readFileSync(path, 'utf8'));
  const apps = demo.tenants?.flatMap((tenant) => tenant.apps) ?? [];
  const keyed = apps.length > 0 && apps.every((app) => app.publishableKey?.startsWith('cpk_'));
  if (typeof demo.url !== 'string' || typeof demo.token !== 'string' || !keyed) {
    throw new Error(`${path} is not what the demo prints`);
  }
  return demo;
};
