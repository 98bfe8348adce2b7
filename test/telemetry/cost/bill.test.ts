import { Duration } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { TelemetryWorkloadProps } from '../../../src';
import { billOf, CostInput } from '../../../src/telemetry/cost/bill';
import { BillItem, PRICES, sumOf } from '../../../src/telemetry/cost/bill-item';
import { naiveBillOf } from '../../../src/telemetry/cost/naive';
import { costInput } from '../../../src/telemetry/cost/recommended';
import { complaintsAboutWorkload, workloadOf } from '../../../src/telemetry/cost/telemetry-workload';

const PROGLOVE = costInput({ tenants: 6000, workload: { activeShare: 0.2 } });

const share = fc.double({ min: 0, max: 1, noNaN: true });
const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
const traits = fc.record({ traceSampling: share, dataProtection: fc.boolean(), health: fc.boolean() });
const inputs: fc.Arbitrary<CostInput> = fc.record({
  tenants: fc.integer({ min: 1, max: 10_000 }),
  regions: fc.integer({ min: 1, max: 10 }),
  censusMinutes: fc.constantFrom(5, 10, 15, 30, 60),
  activeTier: fc.constantFrom('full', 'priority'),
  tiers: fc.record({ full: traits, priority: traits, dormant: traits }),
  workload: fc.record({
    activeShare: share, services: fc.integer({ min: 1, max: 50 }), functions: fc.integer({ min: 1, max: 500 }),
    priorityLogGb: amount, bulkLogGb: amount,
    queriedLogGb: amount, requests: amount, failures: amount, customMetrics: amount, metricUpdates: amount,
  }),
});

const itemsOf = (input: CostInput): BillItem[] => {
  const { tiers, shared } = billOf(input);
  const naive = naiveBillOf(input);
  return [...Object.values(tiers).flatMap(({ items }) => items), ...shared, ...naive.active, ...naive.dormant];
};

describe('prices', () => {
  test.each(Object.entries(PRICES))('%s says how much, of what, who says so, and when', (_, { usd, per, unit, what, source, date, verified }) => {
    expect(usd).toBeGreaterThanOrEqual(0);
    expect(per).toBeGreaterThan(0);
    expect([unit, what]).toEqual([expect.stringMatching(/./), expect.stringMatching(/./)]);
    expect(source).toMatch(/^https:\/\/[a-z0-9.-]+\//);
    expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(typeof verified).toBe('boolean');
  });

  test('what is not verified is never more than half of what an active tenant costs', () => {
    const { items, ownUsd } = billOf(PROGLOVE).tiers.priority;
    expect(sumOf(items.filter(({ price }) => !PRICES[price].verified))).toBeLessThan(ownUsd / 2);
  });
});

describe('the recommended set-up, with 6,000 tenants of whom a fifth is active', () => {
  const bill = billOf(PROGLOVE);

  test('costs at most 0.70 USD for an active tenant, its part of what all share included', () => {
    expect(bill.tiers.priority.usd).toBeLessThanOrEqual(0.7);
    expect(bill.tiers.priority.usd).toBeGreaterThan(0.3);
  });

  test('costs at most 0.02 USD for one who sleeps, its part of what all share included', () => {
    expect(bill.tiers.dormant.usd).toBeLessThanOrEqual(0.02);
    expect(bill.tiers.dormant.usd).toBeGreaterThan(0);
  });

  test('costs less than a tenth of the naive set-up', () => {
    expect(bill.usd).toBeLessThan(naiveBillOf(PROGLOVE).usd / 10);
  });
});

test('20 alarms in each of 5,000 accounts cost 10,000 USD', () => {
  const input = costInput({ tenants: 5000, workload: { activeShare: 1 } });
  const alarms = naiveBillOf(input).active.find(({ price }) => price === 'alarms')!;
  expect(alarms.usd * 5000).toBeCloseTo(10_000, 6);
});

test('each item is its quantity times its price', () => {
  fc.assert(fc.property(inputs, input => {
    for (const { usd, quantity, price } of itemsOf(input)) {
      expect(usd).toBeCloseTo(quantity * PRICES[price].usd / PRICES[price].per, 9);
    }
  }));
});

test('the monthly bill is that of everybody, and what they share', () => {
  fc.assert(fc.property(inputs, input => {
    const { usd, tiers, sharedUsd, shared, active, dormant } = billOf(input);
    expect(active + dormant).toBe(input.tenants);
    expect(sharedUsd).toBe(sumOf(shared));
    const everybody = active * tiers[input.activeTier].usd + dormant * tiers.dormant.usd;
    expect(Math.abs(usd - everybody)).toBeLessThanOrEqual(1e-9 * usd + 1e-9);
  }));
});

test('who sleeps causes nothing but the looks that its tier asks for, whatever others do', () => {
  fc.assert(fc.property(inputs, input => {
    const { items } = billOf(input).tiers.dormant;
    const causes = items.filter(({ usd }) => usd > 0).map(({ price }) => price);
    expect(causes).toEqual(input.tiers.dormant.health ? ['getMetricData'] : []);
  }));
});

test('more of anything never costs less', () => {
  const props = ['priorityLogGb', 'bulkLogGb', 'queriedLogGb', 'requests', 'failures', 'customMetrics', 'metricUpdates'] as const;
  fc.assert(fc.property(inputs, fc.constantFrom(...props), amount, (input, prop, more) => {
    const greater = { ...input, workload: { ...input.workload, [prop]: input.workload[prop] + more } };
    for (const tier of ['full', 'priority', 'dormant'] as const) {
      expect(billOf(greater).tiers[tier].usd).toBeGreaterThanOrEqual(billOf(input).tiers[tier].usd);
    }
    expect(naiveBillOf(greater).usd).toBeGreaterThanOrEqual(naiveBillOf(input).usd);
  }));
});

test('with more tenants each pays less of what all share', () => {
  fc.assert(fc.property(inputs, input => {
    const twice = billOf({ ...input, tenants: 2 * input.tenants });
    expect(twice.tiers.dormant.shareUsd).toBeLessThanOrEqual(billOf(input).tiers.dormant.shareUsd + 1e-9);
  }));
});

describe('the settings of a tier and of the platform are what is paid for', () => {
  const usd = (input: CostInput, price: string) =>
    sumOf(billOf(input).tiers.priority.items.filter(item => item.price === price));

  test.each<[string, Parameters<typeof costInput>[0], string, number]>([
    ['no masking', { tiers: { priority: { dataProtection: false } } }, 'dataProtection', 0],
    ['masking of the standard class only', { workload: { priorityLogGb: 1, bulkLogGb: 2 } }, 'dataProtection', 0.12],
    ['no census', { tiers: { priority: { health: false } } }, 'getMetricData', 0],
    ['a census of 3 metrics each 15 minutes', {}, 'getMetricData', 0.0876],
    ['the same in two Regions', { regions: 2 }, 'getMetricData', 0.1752],
    ['the same each half hour', { workload: { healthInterval: Duration.minutes(30) } }, 'getMetricData', 0.0438],
    ['every request traced', { tiers: { priority: { traceSampling: 1 } } }, 'traces', 0.5],
    ['two metrics of its own', { workload: { customMetrics: 2 } }, 'customMetrics', 0.6],
  ])('%s', (_, settings, price, expected) => {
    expect(usd(costInput(settings), price)).toBeCloseTo(expected, 6);
  });
});

describe('what nobody says of a workload', () => {
  const said = workloadOf({});
  test('TelemetryWorkloadProps.tenants default: 1,000', () => { expect(costInput().tenants).toBe(1000); });
  test('TelemetryWorkloadProps.activeShare default: half of all tenants', () => { expect(said.activeShare).toBe(0.5); });
  test('TelemetryWorkloadProps.services default: 20', () => { expect(said.services).toBe(20); });
  test('TelemetryWorkloadProps.functions default: ten for each service', () => {
    expect([said.functions, workloadOf({ services: 3 }).functions]).toEqual([200, 30]);
  });
  test('TelemetryWorkloadProps.priorityLogGb default: 0.2', () => { expect(said.priorityLogGb).toBe(0.2); });
  test('TelemetryWorkloadProps.bulkLogGb default: 0.8', () => { expect(said.bulkLogGb).toBe(0.8); });
  test('TelemetryWorkloadProps.queriedLogGb default: all logs once', () => {
    expect([said.queriedLogGb, workloadOf({ bulkLogGb: 3.8 }).queriedLogGb]).toEqual([1, 4]);
  });
  test('TelemetryWorkloadProps.requests default: 100,000', () => { expect(said.requests).toBe(100_000); });
  test('TelemetryWorkloadProps.failures default: 200', () => { expect(said.failures).toBe(200); });
  test('TelemetryWorkloadProps.customMetrics default: none', () => { expect(said.customMetrics).toBe(0); });
  test('TelemetryWorkloadProps.metricUpdates default: 1,600,000', () => { expect(said.metricUpdates).toBe(1_600_000); });
  test('TelemetryWorkloadProps.healthInterval default: 15 minutes', () => { expect(costInput().censusMinutes).toBe(15); });
});

test.each<[string, TelemetryWorkloadProps, string[]]>([
  ['looks without end', { healthInterval: Duration.minutes(0) }, ["'workload.healthInterval' must be that of CentralTelemetry, from 5 to 60 minutes, got 0 minutes"]],
  ['less than nothing', { failures: -1 }, ["'workload.failures' must be 0 or more, got -1; it is of one tenant and one month"]],
  ['no number', { requests: NaN }, ["'workload.requests' must be 0 or more, got NaN; it is of one tenant and one month"]],
  ['more than everybody', { activeShare: 20 }, ["'workload.activeShare' must be a share from 0 to 1, got 20; half of all tenants is 0.5"]],
  ['all at once', { activeShare: -1, bulkLogGb: -1 }, [expect.stringContaining('activeShare') as string, expect.stringContaining('bulkLogGb') as string]],
  ['nothing against good ones', { activeShare: 1, bulkLogGb: 0, healthInterval: Duration.minutes(5) }, []],
])('a workload: %s', (_, props, complaints) => {
  expect(complaintsAboutWorkload(props)).toEqual(complaints);
});
