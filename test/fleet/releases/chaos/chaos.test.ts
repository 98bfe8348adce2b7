import { withGates } from './platform';
import { play, Report } from './play';
import { isWell, print } from './print';
import { Tale } from './tale';
import { JsonObject } from '../../../../src/lab';
import { PLATFORM } from '../platform';

const WELL = { lost: [], stuck: [], halfway: [], touched: [], unproven: [], untrue: [], atOnce: [] };

describe('a play without faults', () => {
  const tale = new Tale('orders/000001');
  let report: Report;

  beforeAll(async () => {
    const assembly = withGates();
    report = await play({ assembly, releases: 6, tenants: 8, seed: 3, rate: 0, listen: entry => tale.hear(entry) });
  }, 120_000);

  const change = async (pk: string, sk: string, attribute: string, value: JsonObject) => {
    const { fleet: { lab, table } } = report;
    const done = lab.cloud.call(lab.operator(PLATFORM), 'dynamodb', 'updateItem', {
      TableName: table, Key: { pk: { S: pk }, sk: { S: sk } }, UpdateExpression: 'SET #a = :v', ExpressionAttributeNames: { '#a': attribute },
      ExpressionAttributeValues: { ':v': value },
    });
    await lab.play(lab.cloud.clock.now() + 1000);
    await done;
  };

  test('is well', () => {
    expect(report.verdict).toEqual(WELL);
    expect(isWell(report)).toBe(true);
    expect(report.releases).toBeGreaterThanOrEqual(6);
  });

  test('tells the story of a release from its request to its end', () => {
    expect(tale.lines[0]).toContain('dynamodb:transactWriteItems');
    expect(tale.lines.some(line => /entered 'It is (done|rolled back|refused)'/.test(line))).toBe(true);
  });

  test('prints what must not be first', () => {
    const lines: string[] = [];
    print(report, false, line => lines.push(line));
    expect(lines.slice(0, 2)).toEqual(['What must not be', '  lost              0']);
  });

  // Each of these breaks what is there, so they come last, and each looks at something of its own.
  test('sees a tenant of whom the directory says another version than its account has', async () => {
    await change('SERVICE#orders', 'TENANT#t1', 'version', { S: '0123456789abcdef' });
    expect(report.judgeAgain().untrue).toEqual([expect.stringMatching(/^orders t1 \(\w+\): 0123456789abcdef current on record, [0-9a-f]{16} in the account$/)]);
  });

  test('sees tenants who have not what is good', async () => {
    await change('FLEET', 'SERVICE#users', 'good', { M: { version: { S: 'fedcba9876543210' } } });
    const { halfway, stuck } = report.judgeAgain();
    expect(halfway.length).toBeGreaterThan(3);
    expect(stuck).toEqual([expect.stringMatching(/^users: holds [0-9a-f]{16}, and fedcba9876543210 is good$/)]);
  });

  test('sees a release that goes on for ever, and a service that it keeps', async () => {
    await change('SERVICE#orders', 'RELEASE#000001', 'phase', { S: 'halted' });
    await change('FLEET', 'SERVICE#orders', 'running', { S: '000001' });
    await change('FLEET', 'SERVICE#orders', 'installing', { SS: ['t2'] });
    expect(report.judgeAgain().stuck).toEqual([
      expect.stringContaining('SERVICE#orders RELEASE#000001 is halted'), 'orders: release 000001 has it, installing ["t2"]', expect.stringContaining('users: holds'),
    ]);
  });
});
