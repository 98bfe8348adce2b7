import { App, Lazy, Stack, Token } from 'aws-cdk-lib';
import { TelemetryBudgetProps } from '../../../src';
import { costInput, CostSettings } from '../../../src/telemetry/cost/recommended';
import { budgetOf, complaintsAboutBudget } from '../../../src/telemetry/cost/telemetry-budget';
import { COST_METADATA, tellCost } from '../../../src/telemetry/cost/tell-cost';

const complaints = (settings: CostSettings, budget?: TelemetryBudgetProps) =>
  complaintsAboutBudget(costInput(settings), budget);

test('a tier that costs more than its budget: which, how much, what most of it is, and the cure', () => {
  expect(complaints({ tiers: { priority: { traceSampling: 1 } } })).toEqual([
    "tier 'priority' costs 0.93 USD a tenant and month, and 'budget.activeUsd' allows 0.70; most are traces 0.50 (100,000 requests × 1 × 5.00 for 1,000,000 traces), "
    + 'other logs, ingested 0.20 (0.8 GB × 0.25 a GB), logs that matter, ingested 0.10 (0.2 GB × 0.50 a GB). '
    + "Lower 'tiers.priority.traceSampling', or allow more",
  ]);
});

test.each<[string, CostSettings, TelemetryBudgetProps | undefined, RegExp]>([
  ['the census', { regions: 6 }, undefined, /tier 'priority' costs 0\.8\d .* Look less often \('healthInterval' of CentralTelemetry and of 'workload'\), or set 'tiers\.priority\.health' to false, or allow more/],
  ['a census of those who sleep', { tiers: { dormant: { health: true } } }, undefined, /tier 'dormant' costs 0\.09 .*'budget\.dormantUsd' allows 0\.02; .* or set 'tiers\.dormant\.health' to false/],
  ['metrics of its own', { workload: { customMetrics: 3 } }, undefined, /metrics of its own 0\.90 \(3 metrics × 0\.30 a metric\).* Put figures into logs instead of metrics/],
  ['masking', { workload: { priorityLogGb: 0, bulkLogGb: 0.1 } }, { activeUsd: 0.06, fullUsd: 9 }, /Look less often/],
  ['logs that matter', { workload: { priorityLogGb: 5 } }, undefined, /Log less, or with LogPriority\.BULK, or allow more/],
  ['failures', { workload: { priorityLogGb: 0, bulkLogGb: 0, requests: 0, failures: 1e6 }, tiers: { priority: { health: false } } }, undefined, /failures, written down .* If 'workload' is more than your tenants really do, say what they do/],
  ['tier full, where others are usual', { workload: { requests: 300_000 } }, undefined, /^tier 'full' costs 1\.93 .*'budget\.fullUsd' allows 1\.50/],
  ['tier full, where it is usual', { activeTier: 'full' }, undefined, /^tier 'full' costs 0\.93 .*'budget\.activeUsd' allows 0\.70/],
  ['a budget of nothing', {}, { activeUsd: 0 }, /^tier 'priority' .*'budget\.activeUsd' allows 0\.00/],
])('over budget by %s', (_, settings, budget, words) => {
  expect(complaints(settings, budget)[0]).toMatch(words);
});

test('all tiers are complained about at once', () => {
  expect(complaints({ regions: 12, tiers: { dormant: { health: true } } })).toHaveLength(3);
});

test.each<[string, TelemetryBudgetProps, string]>([
  ['less than nothing', { activeUsd: -1 }, "'budget.activeUsd' must be dollars a month, 0 or more, got -1"],
  ['no number', { dormantUsd: NaN }, "'budget.dormantUsd' must be dollars a month, 0 or more, got NaN"],
  ['no end', { fullUsd: Infinity }, "'budget.fullUsd' must be dollars a month, 0 or more, got Infinity"],
])('a budget of %s', (_, budget, words) => {
  expect(complaints({}, budget)).toEqual([words]);
});

test('a budget that only CloudFormation knows is neither right nor wrong', () => {
  const activeUsd = Token.asNumber(Lazy.any({ produce: () => 0 }));
  expect(complaints({ regions: 12 }, { activeUsd, fullUsd: 9 })).toEqual([]);
});

test('what all tenants share is in no budget: ten tenants fail as little as ten thousand', () => {
  expect(complaints({ tenants: 10 })).toEqual([]);
});

test('TelemetryBudgetProps.activeUsd default: 0.70', () => { expect(budgetOf('priority').priority).toBe(0.7); });
test('TelemetryBudgetProps.fullUsd default: 1.50, and that of active tenants where these have it', () => {
  expect([budgetOf('priority').full, budgetOf('full').full]).toEqual([1.5, 0.7]);
});
test('TelemetryBudgetProps.dormantUsd default: 0.02', () => { expect(budgetOf('priority').dormant).toBe(0.02); });

describe('when the app is synthesized', () => {
  const told = () => {
    const stack = new Stack(new App(), 'Platform');
    tellCost(stack, costInput({ tenants: 6000, workload: { activeShare: 0.2 } }), { activeUsd: 0.6 });
    return stack;
  };

  test('the bill is printed: by tier and item, sums, budgets, the day of the prices, and what nobody verified', () => {
    const text = String(told().node.metadata.find(({ type }) => type === 'aws:cdk:info')!.data);
    expect(text).toMatch(/^Telemetry costs, in USD a month, by prices of us-east-1 of \d{4}-\d\d-\d\d/);
    expect(text).toMatch(/\n {2}of one tenant +full +priority +dormant +billed to\n/);
    expect(text).toMatch(/\n {2}masking of logs that matter \? +0\.0240 +0\.0240 +– {2}tenant\n/);
    expect(text).toMatch(/\n {2}what it causes itself +0\.\d{4} +0\.4\d{3} +0\.0000\n/);
    expect(text).toMatch(/\n {2}allowed by the budget +1\.5000 +0\.6000 +0\.0200\n/);
    expect(text).toMatch(/\n {2}6,000 tenants, 1,200 of them active: \d{3}\.\d\d\. /);
  });

  test('what it is made from is kept for the command line', () => {
    const kept = told().node.metadata.find(({ type }) => type === COST_METADATA)!;
    expect(kept.data).toMatchObject({ input: { tenants: 6000, activeTier: 'priority' }, budget: { activeUsd: 0.6 } });
  });
});
