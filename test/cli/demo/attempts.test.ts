import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../src/cli/run';
import { synthesize } from '../../stories/platform';

interface Tried { readonly rule?: string; readonly allowed: boolean }

const assembly = synthesize('plain');

async function demo(directory: string): Promise<{ code: number; tried: Tried[] }> {
  let out = '';
  const stdout = { write: (text: string) => { out += text; } };
  const code = await run(['demo', '--tenants', '10', '--json', '--assembly', directory], { stdout, stderr: stdout });
  return { code, ...JSON.parse(out) as { tried: Tried[] } };
}

/** The assembly with its organization policies written otherwise. */
function rewritten(change: (content: string) => string): string {
  const directory = mkdtempSync(join(tmpdir(), 'attempts-'));
  cpSync(assembly, directory, { recursive: true });
  const file = join(directory, 'Organization.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, { Type: string; Properties: Record<string, string> }> };
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type === 'AWS::Organizations::Policy') { Properties.Content = change(Properties.Content); }
  }
  writeFileSync(file, JSON.stringify(template));
  return directory;
}

test('a rule whose policy does not stop what it says is no success', async () => {
  const { code, tried } = await demo(rewritten(content => content.replace('"organizations:LeaveOrganization"', '"organizations:DescribeOrganization"')));
  expect(tried.filter(({ rule, allowed }) => rule !== undefined && allowed)).toEqual([expect.objectContaining({ rule: 'leaving-organization' })]);
  expect(code).toBe(1);
});

test('a policy that stops what services need is no success', async () => {
  const { code, tried } = await demo(rewritten(content => content.replace('"organizations:LeaveOrganization"', '"organizations:LeaveOrganization","dynamodb:*"')));
  expect(tried.filter(({ rule, allowed }) => rule === undefined && !allowed)).toHaveLength(2);
  expect(code).toBe(1);
});

test('ten forbidden things are not done, and ten needed ones are', async () => {
  const { code, tried } = await demo(assembly);
  expect(tried.filter(({ rule, allowed }) => rule !== undefined && !allowed)).toHaveLength(10);
  expect(tried.filter(({ rule, allowed }) => rule === undefined && allowed)).toHaveLength(10);
  expect(code).toBe(0);
});
