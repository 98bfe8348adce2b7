import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownOf } from './markdown';
import { guardedPoliciesIn, Policies } from './policies';
import { fileOf, repositoriesOf } from './repository';
import { assemblyOf, complaintsAboutApp } from '../assembly';
import { Kind, readOptions } from '../options';
import { Terminal } from '../terminal';
import { grouped } from '../words';

export const RENDER_USAGE = `Usage: cdk-account-per-tenant guardrails render --out DIR [options]

Writes the policies of your app exactly as they are deployed, and guardrails.md and guardrails.json, which say what each rule stops and why.

  --out DIR              where to
  --app APP              the command that synthesizes your app, or a cloud assembly (default: "app" in cdk.json)`;

const OPTIONS: Readonly<Record<string, Kind>> = { out: 'value', app: 'value', help: 'switch' };

const DOCUMENTS: readonly string[] = ['guardrails.md', 'guardrails.json'];

/** Writes the repository of policies. Returns the exit code. */
export function render(args: string[], { stdout }: Terminal): number {
  const { values, switches, complaints } = readOptions(args, OPTIONS);
  if (switches.has('help')) {
    stdout.write(`${RENDER_USAGE}\n`);
    return 0;
  }
  const { app, out } = values;
  const all = [...complaints, ...out === undefined ? ['--out is missing: the folder to write to, such as --out guardrails'] : [], ...complaintsAboutApp(app)];
  if (all.length > 0) { throw new Error(all.join('\n  ')); }
  const assembly = assemblyOf(app);
  try {
    const policies = guardedPoliciesIn(assembly.directory);
    write(policies, out);
    for (const { platform, digest, policies: entries, rules, others } of repositoriesOf(policies)) {
      stdout.write(`${platform}: ${rules.length} rules in ${entries.length} policies${digest === undefined ? '' : `, digest ${digest}`}\n`);
      for (const { name, characters, available } of entries) {
        stdout.write(`  ${name}: ${grouped(characters)} of ${available === undefined ? 'unknown' : grouped(available)} characters\n`);
      }
      for (const { name, stack } of others) { stdout.write(`  not ours, left out: ${name} (${stack})\n`); }
    }
    stdout.write(`Written to ${out}: ${policies.ours.length} policies, ${DOCUMENTS.join(' and ')}.\n`);
    return 0;
  } finally {
    assembly.dispose();
  }
}

function write(policies: Policies, out: string): void {
  const repositories = repositoriesOf(policies);
  const files = new Map([
    ...policies.ours.map(policy => [fileOf(policy), policy.content] as const),
    ['guardrails.md', markdownOf(repositories)] as const,
    ['guardrails.json', `${JSON.stringify(repositories, undefined, 2)}\n`] as const,
  ]);
  const stale = existsSync(out) ? readdirSync(out).filter(file => file.endsWith('.json') && !files.has(file)) : [];
  // A policy of yesterday among those of today would be taken for one that holds.
  if (stale.length > 0) { throw new Error(`--out ${out} holds ${stale.join(', ')}, which the app has no policy for; remove it or name an empty folder`); }
  try {
    mkdirSync(out, { recursive: true });
    for (const [file, text] of files) { writeFileSync(join(out, file), text); }
  } catch (error) {
    throw new Error(`--out ${out}: cannot be written: ${(error as Error).message}`);
  }
}
