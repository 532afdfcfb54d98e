// Audits the demo's endpoint against the GraphQL over HTTP specification. Prints what did not pass, a count for each
// level and all in all; exits 1 unless MUST and SHOULD all pass.
import { auditServer } from 'graphql-http';
import { readDemo, usage } from './demo.mjs';

const given = process.argv.slice(2);
usage(['DEMO_JSON'], given);

const levels = new Map(['MUST', 'SHOULD', 'MAY'].map((name) => [name, { passed: 0, failed: 0 }]));
for (const result of await auditServer({ url: `${readDemo(given[0]).url}/graphql` })) {
  const level = levels.get(result.name.split(' ')[0]);
  if (!level) throw new Error(`audit ${result.id} is of no known level: ${result.name}`);
  if (result.status === 'ok') {
    level.passed += 1;
  } else {
    level.failed += 1;
    console.log(`${result.status} ${result.id} ${result.name}: ${result.reason}`);
  }
}
for (const [name, { passed, failed }] of levels) console.log(`${name}: ${passed} passed, ${failed} failed`);
const sum = (count) => [...levels.values()].reduce((total, level) => total + level[count], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);

// An audit that ran nothing has shown nothing.
const complete = ({ passed, failed }) => passed > 0 && failed === 0;
process.exit(complete(levels.get('MUST')) && complete(levels.get('SHOULD')) ? 0 : 1);
