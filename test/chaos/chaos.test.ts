import { TENANT_TAG } from './directory';
import { play, Report } from './play';
import { isWell, kindOf, neverApplied, print, sayNeverApplied } from './print';
import { Tale } from './tale';
import { Json, JsonObject } from '../../src/lab';
import { synthesize } from '../stories/platform';

const TENANTS = 8;
const NOTHING_WRONG = { lost: [], duplicate: [], stuck: [], orphaned: [], violations: [], broken: [] };

describe('a play without faults', () => {
  const tale = new Tale('tenant-00002');
  let report: Report;

  beforeAll(async () => {
    report = await play({ assembly: synthesize('plain'), tenants: TENANTS, seed: 4, rate: 0, listen: entry => tale.hear(entry) });
  }, 120_000);

  const call = async (service: string, action: string, parameters: JsonObject) => {
    const { lab } = report;
    const { account: platform } = lab.only('AWS::DynamoDB::Table', 'Directory');
    const account = service === 'organizations' ? lab.cloud.managementAccount : platform;
    const done = lab.cloud.call(lab.operator({ account, region: 'us-east-1' }), service, action, parameters);
    await lab.play(lab.cloud.clock.now() + 1000);
    return done;
  };
  const set = (tenantId: string, attribute: string, value: Json) => call('dynamodb', 'updateItem', {
    TableName: report.lab.only('AWS::DynamoDB::Table', 'Directory').ref,
    Key: { pk: { S: `TENANT#${tenantId}` }, sk: { S: 'RECORD' } },
    UpdateExpression: 'SET #a = :v',
    ExpressionAttributeNames: { '#a': attribute },
    ExpressionAttributeValues: { ':v': value },
  });
  const accountOf = (tenantId: string) =>
    report.lab.organization.accounts().find(({ tags }) => tags.get(TENANT_TAG) === tenantId)!.id;

  test('makes all ready, and nothing is wrong', () => {
    expect(report.outcomes).toEqual({ ready: TENANTS });
    expect(report.verdict).toEqual(NOTHING_WRONG);
  });

  test('is no chaos: that is not well, unless there were too few tenants for all kinds of faults to come', () => {
    const said = (tenants: number) => {
      const lines: string[] = [];
      sayNeverApplied(report, tenants, line => lines.push(line));
      return lines;
    };
    expect(neverApplied(report)).toHaveLength(15);
    expect([isWell(report, 1000), said(1000)]).toEqual([false, [expect.stringMatching(/^FAILS: no fault of the kind 'error before', /)]]);
    expect([isWell(report, 999), said(999)]).toEqual([true, [expect.stringMatching(/^Note: no fault of the kind 'error before', /)]]);
  });

  test('tells the story of a tenant from its request to its record', () => {
    expect(tale.lines[0]).toContain('EVENT TenantRequested');
    expect(tale.lines.some(line => line.includes("entered 'Mark it ready'"))).toBe(true);
    expect(tale.lines.filter(line => line.includes('tenant-00003'))).toEqual([]);
  });

  test('prints what must not be first', () => {
    const lines: string[] = [];
    print(report, false, line => lines.push(line));
    expect(lines.slice(0, 2)).toEqual(['What must not be', '  lost              0']);
  });

  // Each of these breaks what is there, so they come last, and each looks at a tenant of its own.
  test('sees an account that is not where it should be', async () => {
    const account = accountOf('tenant-00001');
    const { lab } = report;
    await call('organizations', 'moveAccount', {
      AccountId: account,
      SourceParentId: lab.organization.parentOf(account)!,
      DestinationParentId: lab.organization.rootId(),
    });
    expect(report.judgeAgain().broken).toEqual(['tenant-00001: its account is in root, not in production']);
  });

  test('sees facts that are not those on record', async () => {
    const account = accountOf('tenant-00006');
    const { lab } = report;
    const Value = JSON.stringify({ tenantId: 'tenant-00006', accountId: account, stage: 'sandbox', features: [], parameters: {} });
    const caller = lab.operator({ account, region: 'us-east-1' });
    void lab.cloud.call(caller, 'ssm', 'putParameter', { Name: '/cdk-account-per-tenant/tenant', Type: 'String', Overwrite: true, Value });
    await lab.play(lab.cloud.clock.now() + 1000);
    expect(report.judgeAgain().broken).toContainEqual(expect.stringMatching(/^tenant-00006: its facts are .*"sandbox".*, not .*"production"/));
  });

  test('sees a tenant that is stuck', async () => {
    await set('tenant-00002', 'state', { S: 'creating' });
    expect(report.judgeAgain().stuck).toEqual(['tenant-00002: creating']);
  });

  test('sees an account that serves two', async () => {
    await set('tenant-00003', 'accountId', { S: accountOf('tenant-00004') });
    expect(report.judgeAgain().duplicate).toEqual([
      expect.stringMatching(/^tenant-00003: account \d+ belongs to tenant-00004$/),
      expect.stringMatching(/^account \d+ serves tenant-0000[34] and tenant-0000[34]$/),
    ]);
  });

  test('sees an account that nobody knows', async () => {
    const born = { AccountName: 'orphan', Email: 'orphan@example.com', Tags: [{ Key: TENANT_TAG, Value: 'tenant-00099' }] };
    await call('organizations', 'createAccount', born);
    await report.lab.play(report.lab.cloud.clock.now() + 3_600_000);
    expect(report.judgeAgain().orphaned).toEqual([expect.stringContaining('that of nobody, the record is undefined')]);
  });
});

test('under chaos all kinds of faults come, and what must not be is not', async () => {
  const report = await play({ assembly: synthesize('plain'), tenants: 12, seed: 1, rate: 0.12 });
  const kinds = new Set(report.faults.map(({ fault }) => kindOf(fault)));
  expect(kinds.size).toBeGreaterThan(10);
  expect(report.verdict).toEqual(NOTHING_WRONG);
}, 300_000);
