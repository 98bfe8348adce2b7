// npm run nag [-- NAME ...]: cdk-nag over each example; fails on any finding that nobody acknowledged.
import { existsSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import { ExampleRun, findExamples, runExample, runExamples } from './examples';

const PACK = 'AwsSolutions';

interface Report {
  readonly pluginReports?: readonly { readonly pluginName: string; readonly violations: readonly unknown[] }[];
}

function read<T>(file: string): T | undefined {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as T : undefined;
}

/** An exit code of 0 alone does not say that cdk-nag looked at anything. */
async function nag(name: string): Promise<ExampleRun> {
  const outdir = join('cdk.out', 'nag', name);
  const run = await runExample(name, outdir, { validate: false, hooks: [resolve(__dirname, 'nag-hook.ts')] });
  const looked = read<{ resources: number }>(join(outdir, 'nag.json'))?.resources ?? 0;
  if (looked === 0) {
    return { ...run, ok: false, output: `${run.output}\n${name}: cdk-nag looked at no resource\n` };
  }
  const reports = read<Report>(join(outdir, 'validation-report.json'))?.pluginReports ?? [];
  const findings = reports.filter(report => report.pluginName === PACK).flatMap(report => report.violations);
  return { ...run, ok: run.ok && findings.length === 0 };
}

async function main() {
  const names = findExamples(process.argv.slice(2));
  const runs = await runExamples(names, nag);
  const failed = runs.filter(run => !run.ok).length;
  console.log(`${runs.length - failed} of ${names.length} examples free of unacknowledged findings`);
  if (failed > 0) {
    console.log("Where the id of a finding holds '::' more than once, acknowledge it with ':' for each '::'.");
  }
  process.exitCode = failed > 0 ? 1 : 0;
}

void main();
