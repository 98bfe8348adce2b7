import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { synthesize } from './seeing-platform';
import { printTelemetry } from '../../../src/cli/demo/print-telemetry';
import { isAsPromised, Seen } from '../../../src/cli/demo/telemetry';
import { run } from '../../../src/cli/run';
import { synthesize as withoutTelemetry } from '../../stories/platform';

const TENANTS = 12;

async function demo(assembly: string): Promise<{ code: number; telemetry?: Seen }> {
  let out = '';
  const stdout = { write: (text: string) => { out += text; } };
  const code = await run(['demo', '--tenants', String(TENANTS), '--json', '--assembly', assembly], { stdout, stderr: stdout });
  return { code, ...JSON.parse(out) as { telemetry?: Seen } };
}

/** An assembly whose platform is written otherwise. */
function rewritten(assembly: string, what: string, into: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'seeing-'));
  cpSync(assembly, directory, { recursive: true });
  const file = join(directory, 'Platform.template.json');
  const template = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
  expect(template.includes(what)).toBe(true);
  writeFileSync(file, template.split(what).join(into));
  return directory;
}

describe('a platform whose service hands its failures over', () => {
  const assembly = synthesize({ reports: true });
  let seen: Seen;
  let code: number;

  beforeAll(async () => {
    const { telemetry, ...rest } = await demo(assembly);
    [seen, code] = [telemetry!, rest.code];
  }, 120_000);

  test('what failed is found in the central place, with tenant, service, version and reason', () => {
    const { tenantId, found } = seen.failed!;
    const each = { tenantId, service: 'orders', version: 'version 2', state: 'held', redrives: 0 };
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining([
      { ...each, reason: 'BadOrder: order A-1002 has no address' }, { ...each, reason: 'Timeout: the warehouse does not answer' },
    ]));
  });

  test('the census names the tenant within half an hour, and the release that was the last there', () => {
    expect(seen.failed!.health).toEqual({ health: 'unhealthy', seconds: expect.any(Number), errors: 4, invocations: 4, service: 'orders', likelyRelease: 'orders/000002' });
    expect(seen.failed!.health!.seconds).toBeLessThan(1800);
  });

  test('what can be done is done once, the poison is parked, and no other account sees a call', () => {
    const { after, done, invoked } = seen.failed!;
    expect(after.map(({ state, redrives }) => `${state} ${redrives}`).sort()).toEqual(['parked 3', 'redriven 0']);
    expect(done).toEqual(['A-1001']);
    // The good one once, and the poison three times.
    expect(invoked).toEqual({ here: 4, elsewhere: 0 });
  });

  test('the tenant whom nobody uses sleeps after a week, wakes when it is used, and the others stay', () => {
    const { moves, othersMoved, others, surveys } = seen.slept!;
    expect(moves).toEqual([
      { tier: 'dormant', by: 'survey', reason: expect.stringMatching(/^no sign of life since 2026-/), seconds: expect.any(Number) },
      { tier: 'priority', by: 'survey', reason: 'it is used again', seconds: expect.any(Number) },
    ]);
    expect(moves[0].seconds).toBeGreaterThanOrEqual(Duration.days(7).toSeconds());
    expect(moves[0].seconds).toBeLessThan(Duration.days(7).toSeconds() + Duration.hours(7).toSeconds());
    expect([othersMoved, others]).toEqual([0, 8]);
    expect(surveys).toBeGreaterThan(56);
  });

  test('sleeping saves money', () => {
    const { priority, dormant } = seen.slept!.usd;
    expect(dormant).toBeGreaterThan(0);
    expect(priority).toBeGreaterThan(10 * dormant);
  });

  test('the demo succeeds by that', () => {
    expect(code).toBe(0);
  });

  test('a person reads who failed, what became of it, and who sleeps', () => {
    const lines: string[] = [];
    printTelemetry(seen, line => { lines.push(line); });
    const { failed, slept } = seen;
    expect(lines).toEqual([
      '', 'All tenants in one place',
      `  ${failed!.tenantId}: its function ${failed!.functionName} cannot work on two events`,
      ...failed!.found.map(({ reason }) => `    found      ${failed!.tenantId}  orders  version 2  held      ${reason}`),
      expect.stringMatching(/^ {4}census {5}unhealthy after \d+ min \d+ s: 4 of 4 invocations failed, most of them of orders; the likely release is orders\/000002$/),
      '    given back 3 times, after the warehouse was mended: 4 calls of functions in its own account, 0 in all others',
      `    in the end ${failed!.tenantId}  orders  version 2  parked    BadOrder: order A-1002 has no address, failed again 3 times`,
      `    in the end ${failed!.tenantId}  orders  version 2  redriven  Timeout: the warehouse does not answer`,
      `  ${slept!.tenantId}: nobody uses it; the other 8 are used, and 0 of them are moved`,
      expect.stringMatching(/^ {4}dormant {4}after 1[67]\d h \d+ min by the survey: no sign of life since 2026-01-05; from then on its telemetry costs 0\.02 USD a month$/),
      expect.stringMatching(/^ {4}priority {3}after 17\d h \d+ min by the survey: it is used again; from then on its telemetry costs 0\.\d\d USD a month$/),
    ]);
  });

  test.each<[string, (seen: Seen) => unknown]>([
    ['a failure was not found', ({ failed }) => ({ failed: { ...failed, found: failed!.found.slice(1) } })],
    ['a failure is said to be another tenant\'s', ({ failed }) => ({ failed: { ...failed, found: failed!.found.map(each => ({ ...each, tenantId: 'acme' })) } })],
    ['the census says nothing', ({ failed }) => ({ failed: { ...failed, health: undefined } })],
    ['the poison is not parked', ({ failed }) => ({ failed: { ...failed, after: failed!.after.map(each => ({ ...each, state: 'redriven' })) } })],
    ['work is done twice', ({ failed }) => ({ failed: { ...failed, done: ['A-1001', 'A-1001'] } })],
    ['nobody was called', ({ failed }) => ({ failed: { ...failed, invoked: { here: 0, elsewhere: 0 } } })],
    ['another account saw a call', ({ failed }) => ({ failed: { ...failed, invoked: { here: 4, elsewhere: 1 } } })],
    ['the idle tenant does not wake', ({ slept }) => ({ slept: { ...slept, moves: slept!.moves.slice(0, 1) } })],
    ['somebody else was moved', ({ slept }) => ({ slept: { ...slept, othersMoved: 1 } })],
  ])('it is not as promised, and marked, where %s', (_, change) => {
    const changed = change(seen) as Seen;
    const lines: string[] = [];
    printTelemetry(changed, line => { lines.push(line); });
    expect(isAsPromised(changed)).toBe(false);
    expect(lines.filter(line => line.endsWith('  NOT PROMISED'))).toHaveLength(1);
  });

  test('a central place into which no tenant gets is no success', async () => {
    const { code: without, telemetry } = await demo(rewritten(assembly, '"events:PutEvents","Resource":{"Fn::GetAtt":["CentralFailuresBus', '"events:PutRule","Resource":{"Fn::GetAtt":["CentralFailuresBus'));
    expect(telemetry!.failed!.found).toEqual([]);
    expect(without).toBe(1);
  }, 120_000);
});

test('a platform without telemetry has nothing to show of it, and succeeds', async () => {
  const report = await demo(withoutTelemetry('plain'));
  expect(report).not.toHaveProperty('telemetry');
  expect(report.code).toBe(0);
}, 120_000);

test('nothing is shown where services report no failures and tenants may be idle for a month', async () => {
  const report = await demo(synthesize({ reports: false, idleAfter: Duration.days(30) }));
  expect(report).not.toHaveProperty('telemetry');
  expect(report.code).toBe(0);
}, 120_000);
