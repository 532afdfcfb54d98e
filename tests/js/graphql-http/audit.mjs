// Audits a GraphQL endpoint: `node audit.mjs http://127.0.0.1:8080/graphql`.
// Prints a count for each level of the specification and what did not pass; exits 1 unless MUST and SHOULD all pass.
import { auditServer } from 'graphql-http';

const url = process.argv[2];
if (!url) {
  console.error('usage: node audit.mjs URL');
  process.exit(2);
}

const levels = { MUST: { passed: 0, total: 0 }, SHOULD: { passed: 0, total: 0 }, MAY: { passed: 0, total: 0 } };
for (const result of await auditServer({ url })) {
  const level = levels[result.name.split(' ')[0]];
  level.total += 1;
  if (result.status === 'ok') {
    level.passed += 1;
  } else {
    console.log(`${result.status} ${result.id} ${result.name}: ${result.reason}`);
  }
}
for (const [name, { passed, total }] of Object.entries(levels)) console.log(`${name} ${passed}/${total}`);

// An audit that ran nothing has shown nothing.
const complete = ({ passed, total }) => total > 0 && passed === total;
process.exit(complete(levels.MUST) && complete(levels.SHOULD) ? 0 : 1);
