import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { assembly, guarded, guardrails, newFolder, otherPolicy } from './apps';
import { BaselineGuardrails, Guardrail } from '../../../src';
import { Repository } from '../../../src/cli/guardrails/repository';

const PRESETS: readonly (readonly [string, () => Guardrail[]])[] = [
  ['essential', () => Guardrail.essential()],
  ['recommended', () => Guardrail.recommended()],
  ['strict', () => Guardrail.strict(['eu-central-1', 'us-east-1'])],
];

const noQueues = (region = 'eu-west-1') => Guardrail.custom({
  name: 'no-queues', stops: 'Nobody makes queues.',
  statements: [new PolicyStatement({
    effect: Effect.DENY, actions: ['sqs:CreateQueue'], resources: ['*'], conditions: { StringEquals: { 'aws:RequestedRegion': region } },
  })],
});

interface Template {
  readonly Resources: Readonly<Record<string, {
    readonly Type: string;
    readonly Properties: { readonly Name: string; readonly Content: unknown; readonly Value: string };
  }>>;
}

const resourcesIn = (app: string) => Object.values((JSON.parse(readFileSync(join(app, 'Organization.template.json'), 'utf8')) as Template).Resources);

function rendered(out: string): Repository {
  const [repository] = JSON.parse(readFileSync(join(out, 'guardrails.json'), 'utf8')) as Repository[];
  return repository;
}

describe('bad input', () => {
  test.each<[string, string[], RegExp]>([
    ['nothing to do', [], /^cdk-account-per-tenant guardrails: say what: render or diff; --help shows how to use them\n$/],
    ['an unknown thing to do', ['paint'], /there is no 'paint': render or diff/],
    ['an unknown option', ['render', '--in', 'x', '--out', 'y', '--app', 'z'], /there is no option '--in'; there are --out, --app, --help/],
    ['a folder that is no assembly', ['render', '--app', 'src', '--out', 'x'], /--app src: there is no cloud assembly in that folder/],
  ])('%s: one message, and exit code 2', async (_, args, message) => {
    const { code, out, err } = await guardrails(...args);
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('all complaints come at once', async () => {
    const { err } = await guardrails('render', '--frob', '--app', 'src');
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/no option '--frob'/), expect.stringMatching(/--out is missing: the folder to write to/), expect.stringMatching(/--app src: /),
    ]);
  });

  test('an app without guardrails is told how to add them', async () => {
    const { code, err } = await guardrails('render', '--app', assembly(otherPolicy), '--out', newFolder());
    expect(err).toMatch(/the app has no policies of BaselineGuardrails; add one to the stack of your TenantOrganization: new BaselineGuardrails\(/);
    expect(code).toBe(2);
  });

  test('a policy of another day in the folder is not left among those of today', async () => {
    const out = newFolder();
    writeFileSync(join(out, 'cdk-account-per-tenant-tenants-scp-9.json'), '{}');
    const { code, err } = await guardrails('render', '--app', guarded(() => [noQueues()]), '--out', out);
    expect(err).toMatch(/holds cdk-account-per-tenant-tenants-scp-9\.json, which the app has no policy for; remove it or name an empty folder/);
    expect({ code, files: readdirSync(out) }).toEqual({ code: 2, files: ['cdk-account-per-tenant-tenants-scp-9.json'] });
  });

  test('a folder that cannot be made is named', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    const { code, err } = await guardrails('render', '--app', guarded(() => [noQueues()]), '--out', join(file, 'below'));
    expect(err).toMatch(/--out .*below: cannot be written: ENOTDIR/);
    expect(code).toBe(2);
  });
});

describe.each(PRESETS)('%s', (_, preset) => {
  const app = guarded(preset);
  const out = newFolder();
  beforeAll(async () => { await guardrails('render', '--app', app, '--out', out); });

  test('each policy is written as it is deployed, byte by byte', () => {
    const policies = resourcesIn(app).filter(({ Type }) => Type === 'AWS::Organizations::Policy');
    expect(policies.length).toBeGreaterThan(3);
    for (const { Properties: { Name, Content } } of policies) {
      expect(readFileSync(join(out, `${Name}.json`), 'utf8')).toBe(Content);
    }
    expect(readdirSync(out)).toHaveLength(policies.length + 2);
  });

  test('every rule of the preset is in the repository, with where it holds', () => {
    const { rules } = rendered(out);
    const names = rules.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...preset().map(({ name }) => name), 'suspended', 'quarantine']));
    expect(rules.find(({ name }) => name === 'suspended')!.units).toEqual(['suspended']);
    expect(rules.find(({ name }) => name === 'root-user')).toMatchObject({
      units: ['production', 'sandbox', 'onboarding', 'suspended', 'quarantine'], policies: [expect.stringMatching(/^cdk-account-per-tenant-tenants-scp-\d$/)],
      controls: expect.arrayContaining(['CIS-AWS-3.0.0 1.7']) as string[], denied: expect.arrayContaining([expect.stringMatching(/\(\w[\w-]+:\w+\)$/)]) as string[],
    });
  });

  test('the digest is that of the parameter in the template', () => {
    const parameter = resourcesIn(app).find(({ Properties }) => Properties?.Name === '/cdk-account-per-tenant/tenants/guardrails')!;
    const { digest } = JSON.parse(parameter.Properties.Value) as { digest: string };
    expect(rendered(out).digest).toBe(digest);
    expect(readFileSync(join(out, 'guardrails.md'), 'utf8')).toContain(`Digest: \`${digest}\``);
  });

  test('characters are those of the files, and what is left adds up', () => {
    for (const { file, characters, available, left } of rendered(out).policies) {
      expect(readFileSync(join(out, file), 'utf8')).toHaveLength(characters);
      expect(characters + left!).toBe(available);
    }
  });

  test('people read the same', () => {
    const text = readFileSync(join(out, 'guardrails.md'), 'utf8');
    const { rules } = rendered(out);
    for (const { name, stops, excepted, denied } of rules) {
      expect(text).toContain(`### ${name}\n\n**${stops}**`);
      expect(text).toContain(`- Let through: ${excepted}`);
      for (const sentence of denied) { expect(text).toContain(`- ${sentence}`); }
    }
  });
});

test('what only CloudFormation knows is said to be so, and nothing fails', async () => {
  const out = newFolder();
  const app = guarded((stack: Stack) => [noQueues(new CfnParameter(stack, 'QueueRegion').valueAsString)]);
  const { code } = await guardrails('render', '--app', app, '--out', out);
  expect(code).toBe(0);
  const [policy] = rendered(out).policies.filter(({ rules }) => rules.includes('no-queues'));
  expect(policy.unknown).toEqual(['QueueRegion']);
  expect(readFileSync(join(out, policy.file), 'utf8')).toContain('"aws:RequestedRegion":"${cloudformation:QueueRegion}"');
  expect(readFileSync(join(out, 'guardrails.md'), 'utf8')).toContain(`\`${policy.name}\` holds what only CloudFormation knows: \`QueueRegion\``);
});

test('a rule of the user\'s own is there, without cases', async () => {
  const out = newFolder();
  await guardrails('render', '--app', guarded(() => [noQueues()]), '--out', out);
  expect(readFileSync(join(out, 'guardrails.md'), 'utf8')).toMatch(/### no-queues\n\n\*\*Nobody makes queues\.\*\*\n[^#]*The library has no cases for this rule\./);
});

test('policies of others are listed and not written', async () => {
  const out = newFolder();
  const app = assembly((stack, organization) => {
    otherPolicy(stack);
    new BaselineGuardrails(stack, 'Guardrails', { organization, guardrails: [noQueues()] });
  });
  const { out: said } = await guardrails('render', '--app', app, '--out', out);
  expect(said).toMatch(/not ours, left out: backup-plan \(Organization\)/);
  expect(rendered(out).others).toEqual([{ name: 'backup-plan', type: 'BACKUP_POLICY', stack: 'Organization' }]);
  expect(readdirSync(out)).not.toContain('backup-plan.json');
});

test('rendered again, nothing changes', async () => {
  const [app, out] = [guarded(() => [noQueues()]), newFolder()];
  const contents = () => readdirSync(out).map(file => readFileSync(join(out, file), 'utf8'));
  await guardrails('render', '--app', app, '--out', out);
  const before = contents();
  expect((await guardrails('render', '--app', app, '--out', out)).code).toBe(0);
  expect(contents()).toEqual(before);
});

test('rules that are tried first: where they are, and where they come to', async () => {
  const out = newFolder();
  const app = assembly((stack, organization) => {
    new BaselineGuardrails(stack, 'Guardrails', { organization, guardrails: [noQueues()], rollout: { soak: Duration.days(1) } });
  });
  await guardrails('render', '--app', app, '--out', out);
  const { trial, rules, policies } = rendered(out);
  const rule = rules.find(({ name }) => name === 'no-queues')!;
  expect({ trial, units: rule.units, laterOn: rule.laterOn })
    .toEqual({ trial: ['sandbox'], units: ['sandbox'], laterOn: ['production', 'onboarding', 'suspended', 'quarantine'] });
  const rest = policies.find(({ triedAs }) => triedAs === rule.policies[0])!;
  expect(rest.rules).toEqual([]);
  const text = readFileSync(join(out, 'guardrails.md'), 'utf8');
  expect(text).toContain(`| those of ${rule.policies[0]}, once they have been tried |`);
  expect(text).toContain('- On: sandbox; once it has been tried there, on production, onboarding, suspended, quarantine');
});
