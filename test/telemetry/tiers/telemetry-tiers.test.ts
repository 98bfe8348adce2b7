import fc from 'fast-check';
import { TIERS } from '../../../src/telemetry/contract';
import { ActivitySignal } from '../../../src/telemetry/tiers/activity-signal';
import { letsThrough, TelemetryTier, tiersOf } from '../../../src/telemetry/tiers/telemetry-tiers';

test('each tier of users is one of the contract', () => {
  expect(Object.values(TelemetryTier)).toEqual(Object.values(TIERS));
});

test('TelemetryTierProps.metricNamespaces default: all, those of every day, and those by which activity and lost failures are seen', () => {
  const { full, priority, dormant } = tiersOf();
  expect(full.metricNamespaces).toEqual(['*']);
  expect(priority.metricNamespaces).toEqual(['AWS/Lambda', 'AWS/Events', 'AWS/States', 'AWS/SQS', 'AWS/ApiGateway', 'AWS/DynamoDB', 'CdkAccountPerTenant']);
  expect(dormant.metricNamespaces).toEqual(['AWS/Lambda', 'AWS/Events']);
});

test('TelemetryTierProps.logGroupPrefixes default: all, those that matter, none', () => {
  const { full, priority, dormant } = tiersOf();
  expect([full, priority, dormant].map(each => each.logGroupPrefixes)).toEqual([['*'], ['/tenant/priority/'], []]);
});

test('TelemetryTierProps.traceSampling default: every request, one in twenty, none', () => {
  const { full, priority, dormant } = tiersOf();
  expect([full, priority, dormant].map(each => each.traceSampling)).toEqual([1, 0.05, 0]);
});

test('TelemetryTierProps.dataProtection default: in each tier', () => {
  expect(Object.values(tiersOf()).map(each => each.dataProtection)).toEqual([true, true, true]);
});

test('TelemetryTierProps.health default: but for those who sleep', () => {
  const { full, priority, dormant } = tiersOf();
  expect([full, priority, dormant].map(each => each.health)).toEqual([true, true, false]);
});

test.each(['full', 'priority', 'dormant'] as const)('TelemetryTiersProps.%s default: what is left out of it has its own, whatever else is said', tier => {
  const changed = tiersOf({ [tier]: { traceSampling: 0.5, health: undefined } });
  expect(changed).toEqual({ ...tiersOf(), [tier]: { ...tiersOf()[tier], traceSampling: 0.5 } });
});

// The check of defaults reads titles, and knows no tables.
test('TelemetryTiersProps.full default: all there is', () => { expect(tiersOf({}).full).toEqual(tiersOf().full); });
test('TelemetryTiersProps.priority default: what is looked at every day', () => { expect(tiersOf({}).priority).toEqual(tiersOf().priority); });
test('TelemetryTiersProps.dormant default: next to nothing', () => { expect(tiersOf({}).dormant).toEqual(tiersOf().dormant); });

test('a name is let through by itself, by its beginning and a star, and by nothing else', () => {
  const name = fc.stringMatching(/^[A-Za-z/]{1,12}$/);
  fc.assert(fc.property(name, name, fc.nat(11), (one, other, length) => {
    expect(letsThrough([one], one)).toBe(true);
    expect(letsThrough(['*'], one)).toBe(true);
    expect(letsThrough([`${one.slice(0, length)}*`], one)).toBe(true);
    expect(letsThrough([other], one)).toBe(one === other);
    expect(letsThrough([`${other}*`], one)).toBe(one.startsWith(other));
    expect(letsThrough([], one)).toBe(false);
  }));
});

test('activity is seen by functions that run, where nobody says otherwise', () => {
  expect(ActivitySignal.lambda()).toEqual({ namespace: 'AWS/Lambda', metricName: 'UnreservedConcurrentExecutions' });
  expect(ActivitySignal.metric('Shop', 'Orders')).toEqual({ namespace: 'Shop', metricName: 'Orders' });
});
