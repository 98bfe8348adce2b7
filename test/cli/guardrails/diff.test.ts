import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { assembly, guarded, guardrails, newFolder, otherPolicy, Said } from './apps';
import { BaselineGuardrails, Guardrail, TenantOrganization } from '../../../src';
import { Told } from '../../../src/cli/guardrails/difference';

const EVENTS = join(__dirname, 'records.jsonl');
const RECORDS = readFileSync(EVENTS, 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as { eventName: string; recipientAccountId: string });

const stops = (name: string, actions: string[], conditions = {}) => Guardrail.custom({
  name, stops: `Nobody does ${name}.`, statements: [new PolicyStatement({ effect: Effect.DENY, actions, resources: ['*'], conditions })],
});

const noFunctions = guarded(() => [stops('functions', ['lambda:CreateFunction'])]);
const noTables = guarded(() => [stops('tables', ['dynamodb:*'])]);

const written = (text: string | Buffer, name = 'events.jsonl'): string => {
  const file = join(newFolder(), name);
  writeFileSync(file, text);
  return file;
};
const lines = (records: readonly unknown[]) => records.map(record => JSON.stringify(record)).join('\n');
const told = (said: Said) => JSON.parse(said.out) as Told;
const diffed = async (...args: string[]) => told(await guardrails('diff', '--json', ...args));

describe('bad input', () => {
  test.each<[string, string[], RegExp]>([
    ['no events', ['--app', noFunctions], /--events is missing: a file with records of CloudTrail/],
    ['events that are not there', ['--app', noFunctions, '--events', 'none.jsonl'], /--events none\.jsonl: cannot be read: ENOENT/],
    ['a folder as events', ['--app', noFunctions, '--events', 'src'], /--events src: cannot be read: EISDIR/],
    ['an unknown unit', ['--app', noFunctions, '--events', EVENTS, '--unit', 'staging'], /--unit must be one of production, sandbox, onboarding, suspended, quarantine, got 'staging'/],
    ['an unknown platform', ['--app', noFunctions, '--events', EVENTS, '--platform', 'other'], /--platform other: the app has guardrails of tenants only/],
    ['an old app that is none', ['--app', noFunctions, '--events', EVENTS, '--against', 'src'], /--against src: there is no cloud assembly in that folder .* such as --against cdk\.out/],
    ['an old app that fails', ['--app', noFunctions, '--events', EVENTS, '--against', 'exit 3'], /--against 'exit 3' ended with exit code 3/],
    ['an app without guardrails', ['--app', assembly(otherPolicy), '--events', EVENTS], /the app has no policies of BaselineGuardrails; add one/],
    ['what is not compressed, called so', ['--app', noFunctions, '--events', written('{}', 'events.gz')], /events\.gz: cannot be read: incorrect header check/],
  ])('%s: one message, and exit code 2', async (_, args, message) => {
    const { code, out, err } = await guardrails('diff', ...args);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('all complaints about options come at once', async () => {
    const { err } = await guardrails('diff', '--app', 'src', '--unit', 'x', '--frob');
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/no option '--frob'/), expect.stringMatching(/--events is missing/), expect.stringMatching(/--app src/), expect.stringMatching(/--unit must be one of/),
    ]);
  });

  test('bad lines are told with their numbers, all at once', async () => {
    const events = written(`${JSON.stringify(RECORDS[0])}\n{\n\n[]\n{"eventName":"GetObject"}\n${JSON.stringify({ ...RECORDS[0], eventTime: 'noon' })}`);
    const { code, err } = await guardrails('diff', '--app', noFunctions, '--events', events);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/events\.jsonl: 4 bad lines; each line holds one record, as 'jq -c \.Records\[\]' writes them$/),
      expect.stringMatching(/^ {2}line 2 is no JSON: /),
      '  line 4 is no JSON object',
      '  line 5 is no record of CloudTrail: it has no eventTime, eventSource, awsRegion, userIdentity',
      "  line 6 has an eventTime that is no time: 'noon'",
    ]);
    expect(code).toBe(2);
  });

  test('of many bad lines ten are shown', async () => {
    const { err } = await guardrails('diff', '--app', noFunctions, '--events', written('x\n'.repeat(12)));
    expect(err.trimEnd().split('\n')).toHaveLength(12);
    expect(err).toMatch(/12 bad lines[\s\S]*line 10 [\s\S]*\n {2}and 2 more\n$/);
  });

  const pretty = (document: unknown) => JSON.stringify(document, undefined, 2);
  test.each([
    ['a log file', pretty({ Records: RECORDS }), "jq -c '.Records[]'"],
    ['one that begins with its list', `{"Records": [\n${pretty(RECORDS[0])}\n]}`, "jq -c '.Records[]'"],
    ['what lookup-events prints', pretty({ Events: [{ CloudTrailEvent: '{}' }] }), "jq -c '.Events[].CloudTrailEvent | fromjson'"],
    ['a list', `[\n${lines(RECORDS).replaceAll('\n', ',\n')}\n]`, "jq -c '.[]'"],
    ['records', RECORDS.map(pretty).join('\n'), "jq -c '.'"],
  ])('%s over many lines is told once, with what makes lines of it', async (_, text, filter) => {
    const [plain, packed] = [written(text), written(gzipSync(text), 'events.gz')];
    const said = async (events: string) => (await guardrails('diff', '--app', noFunctions, '--events', events)).err;
    expect(await said(plain)).toMatch(`--events ${plain} is one JSON document over many lines; ${filter} ${plain} makes lines of it\n`);
    expect(await said(packed)).toMatch(`; zcat ${packed} | ${filter} makes lines of it\n`);
    expect((await said(plain)).trimEnd().split('\n')).toHaveLength(1);
  });

  test('a first line that is cut off is a bad line', async () => {
    const { err } = await guardrails('diff', '--app', noFunctions, '--events', written(`{"eventTime":"20\n${lines(RECORDS)}`));
    expect(err).toMatch(/1 bad line; .*\n {2}line 1 is no JSON: /);
  });

  test('two platforms in one app: which one has to be said', async () => {
    const app = assembly((stack, organization) => {
      const other = new TenantOrganization(stack, 'Other', { platformName: 'other' });
      for (const each of [organization, other]) {
        new BaselineGuardrails(stack, `Guardrails${each.platformName}`, { organization: each, guardrails: [stops('functions', ['lambda:CreateFunction'])] });
      }
    });
    const { code, err } = await guardrails('diff', '--app', app, '--events', EVENTS);
    expect(err).toMatch(/the app has guardrails of several platforms: name one with --platform, tenants or other/);
    expect(code).toBe(2);
    expect((await diffed('--app', app, '--events', EVENTS, '--platform', 'other')).groups[0].by[0].policy).toMatch(/^cdk-account-per-tenant-other-scp-/);
  });

  test('actions that CloudFormation alone knows cannot be judged, and are not guessed', async () => {
    const app = guarded((stack: Stack) => [stops('later', [new CfnParameter(stack, 'Action').valueAsString])]);
    const { code, err } = await guardrails('diff', '--app', app, '--events', EVENTS);
    expect(err).toMatch(/the policy cdk-account-per-tenant-tenants-scp-\d cannot be judged: CloudFormation alone knows its actions/);
    expect(code).toBe(2);
  });
});

test.each([['render'], ['diff']])('%s --help shows how to use it', async name => {
  const { code, out, err } = await guardrails(name, '--help');
  expect(out).toMatch(new RegExp(`^Usage: cdk-account-per-tenant guardrails ${name} `));
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

describe('what was recorded', () => {
  test('would be denied now: by whom, how often, when, by which rule of which policy; exit code 1', async () => {
    const said = await guardrails('diff', '--app', noTables, '--events', EVENTS);
    expect(said.out).toMatch(/^Would be denied now\n/);
    expect(said.out).toMatch(/ {2}1 × dynamodb:GetItem by arn:aws:iam::333333333333:role\/orders-handler, Mon 02 Nov \d\d:\d\d\n {6}tables, in cdk-account-per-tenant-tenants-scp-\d\n/);
    expect(said.out).toMatch(/2 × dynamodb:DeleteTable by arn:aws:iam::333333333333:user\/alice, \w+ 05 Nov \d\d:\d\d to \w+ 05 Nov \d\d:\d\d\n/);
    expect(said.out).toMatch(/\n50 records, 42 stay as they are, 4 would be denied now, 0 may be, 0 no longer denied, 4 skipped \(.*2 refused already.*\)\n$/);
    expect(said.code).toBe(1);
  });

  test('stays as it is against the same app: nothing is told but that; exit code 0', async () => {
    const said = await guardrails('diff', '--app', noTables, '--against', noTables, '--events', EVENTS);
    expect(said.out).toMatch(/^50 records, 46 stay as they are, 0 would be denied now, [^\n]*\n$/);
    expect(said.code).toBe(0);
  });

  test('is denied no longer when a rule goes; exit code 0', async () => {
    const other = guarded(() => [stops('unused', ['glue:CreateJob'])]);
    const said = await guardrails('diff', '--json', '--app', other, '--against', noTables, '--events', EVENTS);
    expect(told(said).changed).toEqual({ denied: 0, mayBeDenied: 0, noLongerDenied: 4 });
    expect(told(said).groups.map(({ change, by }) => [change, by[0].guardrails])).toEqual(Array(3).fill(['noLongerDenied', ['tables']]));
    expect(said.code).toBe(0);
  });

  test('may be denied where the record does not tell a key; exit code 0', async () => {
    const app = guarded(() => [stops('plain-volumes', ['ec2:CreateVolume'], { Bool: { 'ec2:Encrypted': 'false' } })]);
    const said = await guardrails('diff', '--app', app, '--events', EVENTS);
    expect(said.out).toMatch(/^May be denied now: the records do not tell\n {2}1 × ec2:CreateVolume .*\n.*\n {6}depends on ec2:Encrypted\n/);
    expect(said.out).toMatch(/1 may be \(depends on ec2:Encrypted\)/);
    expect(said.code).toBe(0);
  });

  test('stays open if it hung on the same key before, and not if on another', async () => {
    const [one, other] = ['ec2:Encrypted', 'ec2:VolumeType'].map(key =>
      guarded(() => [stops('volumes', ['ec2:CreateVolume'], { StringEquals: { [key]: 'x' } })]));
    expect((await diffed('--app', one, '--against', one, '--events', EVENTS)).changed.mayBeDenied).toBe(0);
    expect((await diffed('--app', other, '--against', one, '--events', EVENTS)).changed.mayBeDenied).toBe(1);
  });

  test('is denied no longer for sure where a rule gets a condition that the record does not tell', async () => {
    const against = guarded(() => [stops('volumes', ['ec2:CreateVolume'])]);
    const app = guarded(() => [stops('volumes', ['ec2:CreateVolume'], { Bool: { 'ec2:Encrypted': 'false' } })]);
    const { changed, groups } = await diffed('--app', app, '--against', against, '--events', EVENTS);
    expect(changed).toEqual({ denied: 0, mayBeDenied: 0, noLongerDenied: 1 });
    expect(groups[0].dependsOn).toEqual(['ec2:Encrypted']);
  });

  test('of somebody of the organization stays within the perimeter', async () => {
    const { groups } = await diffed('--app', guarded(() => [Guardrail.dataPerimeter()]), '--events', EVENTS);
    expect(groups.map(({ principal, dependsOn }) => [principal, dependsOn])).toEqual([['account 999999999999', ['aws:PrincipalOrgID']]]);
  });

  test('of the management account is skipped: no policy holds it', async () => {
    const events = written(lines(RECORDS.map(record => ({ ...record, recipientAccountId: '111111111111' }))));
    const { skipped, records } = await diffed('--app', noTables, '--events', events);
    expect(skipped).toEqual({ 'of the management account, which no policy holds': records });
  });

  test('of a service that CloudTrail calls otherwise is asked under its prefix, and skipped where that is not known', async () => {
    const app = guarded(() => [stops('brokers', ['mq:CreateBroker'])]);
    const called = (eventSource: string) => ({ ...RECORDS[0], eventSource, eventName: 'CreateBroker' });
    const events = written(lines([called('amazonmq.amazonaws.com'), called('brokers.amazonaws.com')]));
    const { changed, same, skipped } = await diffed('--app', app, '--events', events);
    expect([changed.denied, same, skipped]).toEqual([1, 0, { 'of events whose permission is not known': 1 }]);
  });

  test('is counted, each record once', async () => {
    const { records, same, changed, skipped, groups } = await diffed('--app', guarded(() => Guardrail.strict(['eu-central-1', 'us-east-1'])), '--events', EVENTS);
    const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
    expect(records).toBe(RECORDS.length);
    expect(sum([same, ...Object.values(changed), ...Object.values(skipped)])).toBe(records);
    expect(sum(groups.map(({ count }) => count))).toBe(sum(Object.values(changed)));
  });
});

describe('who is held', () => {
  const held = async () => (await diffed('--app', guarded(() => [stops('all', ['*'])]), '--events', EVENTS)).groups.map(({ principal }) => principal);

  test('people and roles of the account, its root user as well', async () => {
    expect(await held()).toEqual(expect.arrayContaining(['arn:aws:iam::333333333333:user/alice', 'arn:aws:iam::333333333333:root', 'arn:aws:iam::333333333333:role/orders-handler']));
  });

  test('no services, no roles that are linked to one, nobody of other accounts', async () => {
    const principals = (await held()).join('\n');
    for (const other of [/^\w+\.amazonaws\.com$/m, /aws-service-role/, /999999999999/, /oidc-provider/]) {
      expect(principals).not.toMatch(other);
    }
  });
});

test('the rules of a policy that is made of many: only those that can be why', async () => {
  const app = guarded(() => Guardrail.strict(['eu-central-1', 'us-east-1']));
  const { groups } = await diffed('--app', app, '--events', EVENTS);
  const why = (action: string) =>
    groups.filter(each => each.action === action).flatMap(({ by }) => by.map(each => each.guardrails.join()));
  expect(why('iam:CreateAccessKey')).toEqual(['long-lived-keys']);
  expect(why('iam:UpdateAssumeRolePolicy')).toEqual(['platform-roles']);
  expect(why('cloudformation:DeleteStack')).toEqual(['baseline']);
  expect(why('ec2:CreateNatGateway')).toEqual(['idle-cost']);
  expect(why('ec2:CreateSecurityGroup')).toEqual(['regions']);
  expect(why('s3:PutBucketAcl')).toEqual(['public-storage']);
});

test('without --unit, the policies on production count', async () => {
  const inQuarantine = await diffed('--app', noFunctions, '--events', EVENTS, '--unit', 'quarantine');
  expect(inQuarantine.changed.denied).toBeGreaterThan(20);
  expect(inQuarantine.groups[0].by.map(({ guardrails: names }) => names)).toContainEqual(['quarantine']);
  expect((await diffed('--app', noFunctions, '--events', EVENTS)).changed.denied).toBe(1);
});

test('settings that change are named, for no record tells of them', async () => {
  const [app, against] = [guarded(() => [Guardrail.instanceMetadata()]), guarded(() => [Guardrail.serialConsole()])];
  const said = await guardrails('diff', '--app', app, '--against', against, '--events', EVENTS);
  expect(said.out).toMatch(/^Settings that change as well, of which records tell nothing: cdk-account-per-tenant-tenants-ec2\n/);
  expect((await diffed('--app', app, '--against', app, '--events', EVENTS)).notAsked).toEqual([]);
});

test.each([
  ['the log files of CloudTrail', () => written(JSON.stringify({ Records: RECORDS }), 'events.json')],
  ['several of them', () => written(`${JSON.stringify({ Records: RECORDS.slice(0, 20) })}\n${JSON.stringify({ Records: RECORDS.slice(20) })}\n`, 'events.json')],
  ['compressed ones', () => written(gzipSync(JSON.stringify({ Records: RECORDS })), 'events.json.gz')],
  ['lines that end as on Windows', () => written(lines(RECORDS).replaceAll('\n', '\r\n'))],
])('%s are read like records on lines of their own', async (_, events) => {
  expect(await diffed('--app', noTables, '--events', events())).toEqual(await diffed('--app', noTables, '--events', EVENTS));
});

test('rules that are tried on another unit first count as if they held everywhere', async () => {
  const app = assembly((stack, organization) => {
    new BaselineGuardrails(stack, 'Guardrails', {
      organization, guardrails: [stops('functions', ['lambda:CreateFunction'])], rollout: { soak: Duration.days(1) },
    });
  });
  for (const unit of ['sandbox', 'production']) {
    const { changed, groups } = await diffed('--app', app, '--events', EVENTS, '--unit', unit);
    const trial = expect.stringMatching(/^cdk-account-per-tenant-tenants-trial-scp-\d$/) as string;
    expect([changed.denied, groups[0].by]).toEqual([1, [{ policy: trial, guardrails: ['functions'] }]]);
  }
});
