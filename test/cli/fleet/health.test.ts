import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolling, withHealth } from './fleets';
import { cli } from './memory';
import { AwsFleet } from '../../../src/cli/fleet/aws';
import { AwsCommand, AwsRefusal } from '../../../src/cli/fleet/aws-command';
import { Fleet } from '../../../src/cli/fleet/fleet';
import { healthOf, wordsOf } from '../../../src/cli/fleet/health';

const NOW = Date.parse('2026-03-02T12:00:00Z');
const file = join(mkdtempSync(join(tmpdir(), 'health-')), 'page.html');

describe('how a tenant is', () => {
  const words = async (tenantId: string, accountId: string, now = NOW) =>
    wordsOf((await healthOf(new Fleet(withHealth())))!, { tenantId, accountId }, now);

  test.each([
    ['acme', '333333333001', 'ok'], ['bolt', '333333333002', 'unhealthy since Mon 02 Mar 11:20, orders'],
    ['core', '333333333003', 'not looked at (dormant)'], ['dune', '333333333004', 'unknown'],
  ])('%s is told: %s %s', async (tenantId, accountId, told) => {
    expect(await words(tenantId, accountId)).toBe(told);
  });

  test('what was seen hours ago is not known any more', async () => {
    expect(await words('acme', '333333333001', NOW + 3 * 3_600_000)).toBe('unknown');
    expect(await words('bolt', '333333333002', NOW + 3 * 3_600_000)).toBe('unknown');
  });
});

describe('fleet status', () => {
  test('says nothing of health where there is no central place', async () => {
    expect((await cli(rolling(), ['status'])).out).not.toContain('health');
    expect(JSON.parse((await cli(rolling(), ['status', '--json'])).out)).not.toHaveProperty('health');
  });

  test('says in one line how all tenants are, and how many failures wait', async () => {
    expect((await cli(withHealth(), ['status'])).out).toContain('health: 1 unhealthy, 3 of 4 covered at Mon 02 Mar 11:50 UTC; 3 failures of 2 tenants held\n');
    expect(JSON.parse((await cli(withHealth(), ['status', '--json'])).out)).toMatchObject({
      health: { tenants: 4, covered: 3, unhealthy: [{ tenantId: 'bolt' }], held: { 333333333002: 2, 333333333005: 1 } },
    });
  });

  test('says that nobody has looked, and since when', async () => {
    const data = withHealth();
    const { cells } = data.healthRecords!;
    data.healthRecords = { cells: cells.map(cell => ({ ...cell, at: '2026-03-01T12:00:00.000Z' })), held: [], more: false };
    expect((await cli(data, ['status'])).out).toContain('health: unknown: nobody has looked since Sun 01 Mar 12:00 UTC; no failures held');
    data.healthRecords = { cells: [], held: ['333333333001'], more: true };
    expect((await cli(data, ['status'])).out).toContain('health: nobody has looked so far; more than 1 failure of 1 tenant held');
  });
});

test('the page has a section for health, and a column beside the tenants that failed', async () => {
  expect(await cli(withHealth(), ['page', 'orders', '--html', file])).toMatchObject({ code: 0, err: '' });
  const html = readFileSync(file, 'utf8');
  expect(html).toContain('Health: 1 unhealthy');
  expect(html).toMatch(/bolt<\/th>.*333333333002.*eu-central-1.*Mon 02 Mar 11:20.*30 of 100.*orders\/000007.*2</s);
});

describe('on AWS', () => {
  const refused = (code: string): AwsCommand => args => {
    const [service, , , name] = args;
    if (service === 'ssm' && name.endsWith('/fleet')) {
      return Promise.resolve(JSON.stringify({ Parameter: { ARN: 'arn:aws:ssm:eu-central-1:222222222222:parameter/x', Value: '{"table":"t","bucket":"b"}' } }));
    }
    return Promise.reject(new AwsRefusal(code, `aws ssm get-parameter: ${code}`));
  };

  test.each(['ParameterNotFound', 'AccessDeniedException'])('%s of the central place leaves health unknown, and all the rest known', async code => {
    expect(await (await AwsFleet.find({ platform: 'tenants' }, refused(code))).health()).toBeUndefined();
  });

  test('any other refusal is told', async () => {
    await expect((await AwsFleet.find({ platform: 'tenants' }, refused('ExpiredToken'))).health()).rejects.toThrow('ExpiredToken');
  });
});
