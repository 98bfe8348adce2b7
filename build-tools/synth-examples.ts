// npm run synth:examples [-- NAME ...]: each examples/NAME/app.ts into cdk.out/NAME.
import { join } from 'path';
import { findExamples, runExample, runExamples } from './examples';

async function main() {
  const names = findExamples(process.argv.slice(2));
  const runs = await runExamples(names, name => runExample(name, join('cdk.out', name), { validate: true }));
  const failed = runs.filter(run => !run.ok).length;
  console.log(`${runs.length - failed} of ${names.length} examples synthesized`);
  process.exitCode = failed > 0 ? 1 : 0;
}

void main();
