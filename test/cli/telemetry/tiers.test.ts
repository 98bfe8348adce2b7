import { AwsCommand, AwsRefusal } from '../../../src/cli/fleet/aws-command';
import { telemetry } from '../../../src/cli/telemetry/command';
import { tier } from '../../../src/cli/telemetry/tier';
import { AwsTiers, TierData } from '../../../src/cli/telemetry/tier-data';
import { tiers } from '../../../src/cli/telemetry/tiers';
import { labWorld } from '../../telemetry/tiers/lab-tiers';
import { FIRST_SLEEP } from '../../telemetry/tiers/stories/stories';
import { accountOf, Fleet } from '../../telemetry/tiers/world';

/** What a command printed, and how it ended. */
async function said(command: typeof tiers, fleet: Fleet, ...args: string[]): Promise<{ code: number; text: string }> {
  let text = '';
  const out = { write: (part: string) => { text += part; return true; } };
  return { code: await command(args, { stdout: out, stderr: out } as never, labWorld(fleet)), text };
}

const refused = (...args: string[]) => tier(args, {} as never, { connect: () => Promise.reject(new Error('nobody was to be asked')), now: () => 0, pause: () => Promise.resolve() });

test('what is typed wrong is said at once, before AWS is asked anything', async () => {
  await expect(refused('t1', 'half', '--by', 'x'.repeat(201))).rejects.toThrow(
    "--reason is missing: why; it is kept with who asked for it\n  TIER must be one of full, priority, dormant, auto, got 'half'\n  --by must have at most 200 characters, got 201");
  await expect(refused('t1')).rejects.toThrow('TIER is missing');
  await expect(telemetry(['tiers', 'a', 'b'], {} as never)).rejects.toThrow("'b' is a word too many");
});

test('who has which tier, who was moved and why, and who could not be moved', async () => {
  const fleet = await Fleet.of(4, { faults: [{ kind: 'stack', account: accountOf('t3'), region: 'eu-central-1', reason: 'no such luck', skip: 1 }] });
  expect((await said(tiers, fleet)).text).toContain('no survey has seen all Regions so far; it looks once an hour');
  fleet.use(FIRST_SLEEP, ['t0']);
  await fleet.pass(FIRST_SLEEP);
  const { text, code } = await said(tiers, fleet);
  expect(code).toBe(0);
  expect(text).toMatch(/^tier +tenants\nfull +0\npriority +2\ndormant +2\n/);
  expect(text).toMatch(/seen without a gap since Mon 02 Mar \d\d:\d\d, last at Mon 09 Mar \d\d:\d\d; 0 tenants are fixed/);
  expect(text).toMatch(/moved last:\nwhen +tenant +tier +by +why\nMon 09 Mar \d\d:\d\d +t1 +dormant +survey +no sign of life since 2026-03-02\n/);
  expect(text).toMatch(/could not be moved:\ntenant +has +should have +why\nt3 +priority +dormant +eu-central-1: .*no such luck/);
  expect(text.split('\n').every(line => line.length <= 150)).toBe(true);
  expect(JSON.parse((await said(tiers, fleet, '--json')).text)).toMatchObject({ tiers: { full: 0, priority: 2, dormant: 2 }, fixed: 0, failed: [{ tenantId: 't3' }] });

  await fleet.lab.play(fleet.now + 4 * 3600_000);
  expect((await said(tiers, fleet)).text).toContain('nobody is put to sleep: the output of the last run of cdk-account-per-tenant-tenants-tiers says why');

  const one = await said(tiers, fleet, 't3');
  expect(one.text).toMatch(/^t3 is priority, as new tenants are; nobody has seen it active\nit shall be dormant: eu-central-1: /);
  await expect(said(tiers, fleet, 't9')).rejects.toThrow("there is no tenant 't9' on platform 'tenants'");
});

test('one tenant gets a tier by a word, and is left to the survey by another', async () => {
  const fleet = await Fleet.of(1);
  const full = await said(tier, fleet, 't0', 'full', '--reason', 'a customer calls');
  expect(full).toEqual({ code: 0, text: 'asked for; moving an account takes some minutes\nt0 is full\n' });
  expect(fleet.truth('t0')).toEqual(['full', 'full']);
  expect((await said(tiers, fleet, 't0')).text).toMatch(/^t0 is full, fixed; nobody has seen it active\n\nhistory:\nwhen +what +from +to +by +why\n.* asked +priority +full +arn:aws:sts::2222222222… +a customer calls\n.* moved /);
  const auto = await said(tier, fleet, 't0', 'auto', '--reason', 'all is well', '--by', 'joe', '--json');
  expect(JSON.parse(auto.text)).toMatchObject({ tenantId: 't0', tier: 'priority', moved: 1 });
  expect(fleet.item('t0').fixed).toBeUndefined();
  await expect(said(tier, fleet, 't9', 'full', '--reason', 'who?')).rejects.toThrow("refused: 'tenantId' must be a tenant, and there is none called 't9'");
});

test('a tenant that cannot be moved is told with the reason, and exit code 1', async () => {
  const fleet = await Fleet.of(1, { faults: [{ kind: 'stack', account: accountOf('t0'), region: 'us-east-1', reason: 'no such luck', skip: 1 }] });
  const { code, text } = await said(tier, fleet, 't0', 'full', '--reason', 'a customer calls');
  expect([code, text]).toEqual([1, expect.stringMatching(/t0 is priority still: us-east-1: .*no such luck/)]);
});

test('a tenant that cannot be moved to the tier on record is not told to have it', async () => {
  const fleet = await Fleet.of(1, { faults: [{ kind: 'stack', account: accountOf('t0'), region: 'eu-central-1', reason: 'no such luck', skip: 1, times: 2 }] });
  await said(tier, fleet, 't0', 'full', '--reason', 'a customer calls');
  const { code, text } = await said(tier, fleet, 't0', 'priority', '--reason', 'never mind');
  expect([code, text]).toEqual([1, expect.stringMatching(/t0 is priority as far as is known: eu-central-1: .*no such luck/)]);
  expect((await said(tiers, fleet, 't0')).text).toMatch(/\nit shall be priority: eu-central-1: .*no such luck/);
});

/** Answers by service and command; what was asked is kept. */
function answering(answers: Record<string, unknown>): { aws: AwsCommand; asked: string[][] } {
  const asked: string[][] = [];
  const aws: AwsCommand = args => {
    asked.push([...args]);
    const answer = answers[args.slice(0, 2).join(' ')];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(JSON.stringify(answer));
  };
  return { aws, asked };
}

const PLACES = {
  'ssm get-parameter': { Parameter: { ARN: 'arn:aws:ssm:us-east-1:222222222222:parameter/x', Value: '{"table":"Directory1","tierOfNewTenants":"full","lookedAt":[]}' } },
  'sts get-caller-identity': { Arn: 'arn:aws:sts::222222222222:assumed-role/Operator/jane' },
};

test('where there is no telemetry, it is said where it was looked for', async () => {
  const { aws } = answering({ ...PLACES, 'ssm get-parameter': new AwsRefusal('ParameterNotFound', 'no') });
  await expect(AwsTiers.find({ platform: 'tenants', region: 'eu-central-1' }, aws)).rejects.toThrow(
    /no telemetry of a platform 'tenants' in account 222222222222, eu-central-1 \(no parameter \/cdk-account-per-tenant\/tenants\/telemetry\)[^]*TenantTelemetry deployed\?/);
});

test('AWS is asked by partition, by index and by key', async () => {
  const { aws, asked } = answering({
    ...PLACES,
    'dynamodb query': { Items: [{ tenantId: { S: 't0' }, tier: { S: 'full' }, fixed: { BOOL: true } }] },
    'dynamodb get-item': { Item: { tenantId: { S: 't0' }, state: { S: 'ready' }, since: { S: '2026' } } },
  });
  const data: TierData = await AwsTiers.find({ platform: 'tenants' }, aws);
  expect(data.tierOfNewTenants).toBe('full');
  expect(await data.ready()).toEqual(['t0']);
  expect(await data.items()).toEqual([{ tenantId: 't0', tier: 'full', fixed: true }]);
  expect((await data.tier('t0'))?.tenantId).toBe('t0');
  expect(await data.state('t0')).toBe('ready');
  expect(await data.history('t0')).toHaveLength(1);
  expect((await data.survey())?.since).toBe('2026');
  const keys = asked.filter(args => args[0] === 'dynamodb').map(args => args.find(each => each.includes('":p"') || each.includes('":state"') || each.startsWith('{"pk"')));
  expect(keys).toEqual([
    '{":state":{"S":"ready"}}', '{":p":{"S":"TELEMETRY"},":s":{"S":"TENANT#"}}', '{"pk":{"S":"TELEMETRY"},"sk":{"S":"TENANT#t0"}}',
    '{"pk":{"S":"TENANT#t0"},"sk":{"S":"RECORD"}}', '{":p":{"S":"TENANT#t0"},":s":{"S":"TIER#"}}', '{"pk":{"S":"TELEMETRY"},"sk":{"S":"SURVEY"}}',
  ]);
});
