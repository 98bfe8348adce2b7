import { App, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { run } from '../../../src/cli/run';
import { TelemetryBill } from '../../../src/telemetry/cost/bill';
import { costInput, CostSettings } from '../../../src/telemetry/cost/recommended';
import { TelemetryBudgetProps } from '../../../src/telemetry/cost/telemetry-budget';
import { tellCost } from '../../../src/telemetry/cost/tell-cost';
import { said } from '../command-line';

const telemetry = (...args: string[]) => said(terminal => run(['telemetry', ...args], terminal));

/** A cloud assembly with as many bills as there are settings. */
function assembly(
  settings: readonly CostSettings[], budget?: TelemetryBudgetProps, more: (stack: Stack) => void = () => undefined,
): string {
  const app = new App();
  settings.forEach((each, index) => {
    const stack = new Stack(app, `Platform${index}`, { env: { account: '222222222222', region: 'us-east-1' } });
    new cloudwatch.Dashboard(stack, 'Dashboard');
    tellCost(stack, costInput(each), budget);
    more(stack);
  });
  return app.synth().directory;
}

describe.each(['cost', 'limits'])('telemetry %s that cannot be run: all complaints at once, exit code 2', command => {
  test.each<[string, string[], string]>([
    ['no tenants', ['--tenants', '0'], "--tenants must be a whole number from 1 to 100000, got '0'"],
    ['more than everybody', ['--active', '1.2'], "--active must be the share of tenants that are active, from 0 to 1, such as 0.2, got '1.2'"],
    ['a share in words', ['--active', 'half'], "--active must be the share of tenants that are active, from 0 to 1, such as 0.2, got 'half'"],
    ['an unknown option', ['--budget'], "there is no option '--budget'; there are --tenants, --active, --regions, --app, --json"],
    ['all at once', ['--tenants', 'x', '--active', '-1'], "--tenants must be a whole number from 1 to 100000, got 'x'\n  --active must be the share"],
  ])('%s', async (_, args, words) => {
    const { code, out, err } = await telemetry(command, ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(words);
  });

  test('an app without telemetry: what to do', async () => {
    expect((await telemetry(command, '--app', assembly([]))).err).toMatch(/^cdk-account-per-tenant telemetry: --app .* has no TenantTelemetry; leave --app out to see what the recommended one costs\n$/);
  });

  test('an app with two of them: which', async () => {
    expect((await telemetry(command, '--app', assembly([{}, {}]))).err).toContain('has 2 TenantTelemetry: /Platform0, /Platform1; synthesize the stack of one of them');
  });
});

test('telemetry without a command says which there are', async () => {
  expect((await telemetry()).err).toMatch(/say what: cost, limits/);
  expect((await telemetry('toString')).err).toMatch(/there is no 'toString': cost, limits/);
  expect(await telemetry('--help')).toMatchObject({ code: 0, out: expect.stringContaining('--active SHARE') as string });
});

describe('telemetry cost', () => {
  test('prints tiers, items, arithmetic, sources, doubts, and the naive set-up beside it', async () => {
    const { code, out } = await telemetry('cost', '--tenants', '6000', '--active', '0.2');
    expect(code).toBe(0);
    expect(out).toMatch(/^Telemetry of 6,000 tenants, 1,200 of them active, in 1 Region: as recommended\n/);
    expect(out).toMatch(/\nlooks at its health +0\.0876 +0\.0876 +– +observability\n/);
    expect(out).toMatch(/\n {2}looks at its health +0\.0876 +observab\. +3 metrics × 1 Region × 2,920 looks \[\d+\]\n/);
    expect(out).toMatch(/\n {2}masking of logs that matter +0\.0240 +tenant +0\.2 GB \? \[\d+\]\n/);
    expect(out).toMatch(/\n {2}alarms in each account +2\.0000 +tenant +20 alarms \[\d+\]\n/);
    expect(out).toMatch(/\nan active tenant \('priority'\) +0\.4\d +11\.14 /);
    expect(out).toMatch(/\n1,200 active and 4,800 dormant +\d{3}\.\d\d +38,629 +1\.\d\d %\n/);
    expect(out).toMatch(/\n {2}\[\d+\] metrics asked for by GetMetricData: 0\.01 for 1,000 metrics\n {6}https:\/\/aws\.amazon\.com\/cloudwatch\/pricing\/, \d{4}-/);
  });

  test('names each source that an item refers to', async () => {
    const { out } = await telemetry('cost');
    const [items, prices] = out.split('\nPrices\n');
    const named = [...items.matchAll(/\[(\d+)\]/g)].map(([, number]) => number);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(number => !prices.includes(`  [${number}] `))).toEqual([]);
  });

  test('fits 120 columns', async () => {
    expect((await telemetry('cost', '--tenants', '10000')).out.split('\n').filter(line => line.length > 120)).toEqual([]);
  });

  test('--json holds the same', async () => {
    const { code, out } = await telemetry('cost', '--tenants', '6000', '--active', '0.2', '--json');
    const bill = JSON.parse(out) as TelemetryBill & { naive: { usd: number }; prices: object };
    expect(code).toBe(0);
    expect(bill.tiers.priority.usd).toBeLessThanOrEqual(0.7);
    expect(bill.tiers.dormant.usd).toBeLessThanOrEqual(0.02);
    expect(bill.naive.usd).toBeGreaterThan(10 * bill.usd);
    expect(bill.tiers.priority.items.filter(({ price }) => !Object.hasOwn(bill.prices, price))).toEqual([]);
  });

  test("--app takes the settings of the app's own telemetry, and the command line overrides them", async () => {
    const app = assembly([{ tenants: 300, regions: 2, workload: { requests: 0, activeShare: 1 } }]);
    expect((await telemetry('cost', '--app', app)).out).toMatch(/^Telemetry of 300 tenants, 300 of them active, in 2 Regions: \/Platform0\n/);
    const { out } = await telemetry('cost', '--app', app, '--tenants', '500', '--active', '0.5', '--regions', '1', '--json');
    const input = { regions: 1, workload: { requests: 0 } };
    expect(JSON.parse(out)).toMatchObject({ active: 250, dormant: 250, input });
  });

  test('over budget: exit code 1, and why', async () => {
    const { code, out } = await telemetry('cost', '--app', assembly([{}], { activeUsd: 0.3 }));
    expect(code).toBe(1);
    expect(out).toMatch(/\nOver budget: tier 'priority' costs 0\.45 USD .*'budget\.activeUsd' allows 0\.30/);
  });
});

describe('telemetry limits', () => {
  test('10,000 tenants stay below all limits, and failures and errors of all of them are seen', async () => {
    const { code, out } = await telemetry('limits', '--tenants', '10000', '--active', '0.2');
    expect(code).toBe(0);
    expect(out).toMatch(/\nalarms on queries +1 +200 /);
    expect(out).toMatch(/\nseries that the alarm on unhealthy tenants returns +20 +500 /);
    expect(out).toMatch(/\ncalls of GetMetricData for a census +12 +500 /);
    expect(out).toMatch(/\n1\.00 {2}failures\n/);
    expect(out).toMatch(/\n1\.00 {2}errors\n/);
    expect(out.split('\n').filter(line => line.length > 100 && !line.includes('https:'))).toEqual([]);
    expect(out).toMatch(/\n0\.05 {2}errors, were one query grouped by account\n/);
  });

  test('all that is named fits where everybody is active, too', async () => {
    const { code, out } = await telemetry('limits', '--tenants', '10000', '--active', '1', '--json');
    expect(code).toBe(0);
    expect((JSON.parse(out) as { reaches: { over: boolean }[] }).reaches.filter(({ over }) => over)).toEqual([]);
  });

  test('alarms and dashboards are counted in the templates of the app, in the Region that has the most', async () => {
    const app = assembly([{}], undefined, stack => {
      for (let index = 0; index < 201; index++) {
        new cloudwatch.CfnAlarm(stack, `Alarm${index}`, {
          comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1, threshold: 1,
          metrics: [{ id: 'q', expression: 'SELECT MAX(Errors) FROM "AWS/Lambda"', period: 60 }],
        });
      }
      new cloudwatch.Metric({ namespace: 'a', metricName: 'b' }).createAlarm(stack, 'Plain', { evaluationPeriods: 1, threshold: 1 });
    });
    const { code, out } = await telemetry('limits', '--app', app);
    expect(code).toBe(1);
    expect(out).toMatch(/\nalarms on single metrics +1 +any /);
    expect(out).toMatch(/\nalarms on queries +201 +200 {2}\[\d\] TOO MANY\n/);
    expect(out).toMatch(/\ndashboards +1 +any /);
  });

  test('a tier that nobody looks at is not covered', async () => {
    const app = assembly([{ tiers: { priority: { health: false } } }]);
    expect((await telemetry('limits', '--app', app)).out).toMatch(/\n0\.00 {2}errors\n +'tiers\.priority\.health' is false\n/);
  });
});
