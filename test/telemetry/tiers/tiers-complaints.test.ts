import { Duration, Lazy } from 'aws-cdk-lib';
import { ActivitySignal } from '../../../src/telemetry/tiers/activity-signal';
import { complaintsAboutTiers, TiersInput } from '../../../src/telemetry/tiers/tiers-complaints';
import { token, platformStack } from '../../good';

const ALL = ['AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup', 'AWS::XRay::Trace'];
const SHOP = [ActivitySignal.metric('Shop', 'Orders')];
const SHOWS_SHOP: TiersInput['tiers'] = { priority: { metricNamespaces: ['AWS/*', 'Sh*'] }, dormant: { metricNamespaces: ['AWS/Events', 'Shop'] } };

test.each<[string, TiersInput, string]>([
  ['a namespace with a quotation mark', { tiers: { full: { metricNamespaces: ['AWS/*', "it's"] } } }, "'tiers.full.metricNamespaces' must hold a namespace such as 'AWS/Lambda', or its beginning and a '*', got 'it's'"],
  ['a namespace that begins with a colon', { tiers: { full: { metricNamespaces: ['*', ':x'] } } }, "'tiers.full.metricNamespaces' must hold a namespace such as 'AWS/Lambda', or its beginning and a '*', got ':x'"],
  ['a star in the middle', { tiers: { full: { metricNamespaces: ['*', 'A*B'] } } }, "'tiers.full.metricNamespaces' must hold a namespace such as 'AWS/Lambda', or its beginning and a '*', got 'A*B'"],
  ['a namespace twice', { tiers: { priority: { metricNamespaces: ['AWS/Lambda', 'AWS/Events', 'AWS/Lambda'] } } }, "'tiers.priority.metricNamespaces' must name each once, and 'AWS/Lambda' stands there twice"],
  ['a log group with a space', { tiers: { dormant: { logGroupPrefixes: ['/my logs'] } } }, "'tiers.dormant.logGroupPrefixes' must hold the beginning of a log group's name such as '/tenant/priority/', or '*' for all, got '/my logs'"],
  ['more requests than there are', { tiers: { full: { traceSampling: 1.5 } } }, "'tiers.full.traceSampling' must be a share of 0 to 1, got 1.5; 0.05 is one request in twenty"],
  ['no number at all', { tiers: { full: { traceSampling: NaN } } }, "'tiers.full.traceSampling' must be a share of 0 to 1, got NaN; 0.05 is one request in twenty"],
  ['sleepers whose activity nobody sees', { tiers: { dormant: { metricNamespaces: ['AWS/Events'] } } }, "'tiers.dormant.metricNamespaces' must hold 'AWS/Lambda', by which activity is seen: without it whoever sleeps would never wake"],
  ['workers whose activity nobody sees', { tiers: { priority: { metricNamespaces: ['AWS/E*'] } } }, "'tiers.priority.metricNamespaces' must hold 'AWS/Lambda', by which activity is seen: without it whoever works would be put to sleep"],
  ['a tier that is looked at and does not show what is looked at', { activity: SHOP, tiers: { ...SHOWS_SHOP, full: { metricNamespaces: ['AWS/E*', 'Shop'] } } }, "'tiers.full.metricNamespaces' must hold 'AWS/Lambda', by which health is seen; add it, or set 'tiers.full.health' to false"],
  ['sleepers of whom nobody hears that they lost failures', { tiers: { dormant: { metricNamespaces: ['AWS/Lambda'] } } }, "'tiers.dormant.metricNamespaces' must hold 'AWS/Events', by which it is seen that failures could not be handed over; add it"],
  ['no signal', { activity: [] }, "'activity' must hold 1 to 5 signals, got 0; leave it out for ActivitySignal.lambda()"],
  ['a signal without a metric', { activity: [ActivitySignal.metric('AWS/Lambda', ' ')] }, "'activity' must name a metric of 'AWS/Lambda', in at most 255 characters, got ' '"],
  ['a signal without a namespace', { activity: [ActivitySignal.metric('', 'Orders')] }, "'activity' must name a namespace such as 'AWS/Lambda', got ''"],
  ['a pause of a night', { idleAfter: Duration.hours(8) }, "'idleAfter' must be 1 to 365 days, got 8 hours; nights are pauses, too, and nobody wants to wait for years"],
  ['a pause of years', { idleAfter: Duration.days(366) }, "'idleAfter' must be 1 to 365 days, got 366 days; nights are pauses, too, and nobody wants to wait for years"],
  ['logs that sinks do not let in', { tiers: { priority: { logGroupPrefixes: ['/x/'] } }, resourceTypes: [ALL[0], ALL[2]] }, "'tiers.priority.logGroupPrefixes' asks for logs, and not all of 'sinks' let AWS::Logs::LogGroup in; add it to their 'resourceTypes', or leave the prop out"],
  ['traces that sinks do not let in', { tiers: { full: { traceSampling: 0.2 } }, resourceTypes: ALL.slice(0, 2) }, "'tiers.full.traceSampling' asks for traces, and not all of 'sinks' let AWS::XRay::Trace in; add it to their 'resourceTypes', or leave the prop out"],
  ['activity that sinks do not let in', { resourceTypes: ALL.slice(1) }, "'sinks' must let AWS::CloudWatch::Metric in, for tenants' activity is seen by it; add it to their 'resourceTypes'"],
])('%s: one clear complaint', (_, input, complaint) => {
  expect(complaintsAboutTiers(input)).toEqual([complaint]);
});

test('all that is wrong is said at once', () => {
  expect(complaintsAboutTiers({
    tiers: { full: { traceSampling: 2 }, dormant: { metricNamespaces: ['AWS/Events'] } }, idleAfter: Duration.minutes(5),
  })).toHaveLength(3);
});

test.each<[string, TiersInput]>([
  ['nothing', {}],
  ['what there is by default, for sinks that take metrics only', { resourceTypes: ALL.slice(0, 1) }],
  ['a signal of a namespace that all tiers show', { activity: SHOP, tiers: SHOWS_SHOP }],
  ['a tier that is not looked at, and does not show what would be looked at', { activity: SHOP, tiers: { ...SHOWS_SHOP, full: { metricNamespaces: ['AWS/Events', 'Shop'], health: false } } }],
  ['no logs and no traces', { tiers: { full: { logGroupPrefixes: [], traceSampling: 0 } }, resourceTypes: ALL.slice(0, 1) }],
  ['pauses of a day and of a year', { idleAfter: Duration.days(1) }],
  ['a year', { idleAfter: Duration.days(365) }],
])('%s is right', (_, input) => {
  expect(complaintsAboutTiers(input)).toEqual([]);
});

test('what only CloudFormation knows is neither right nor wrong, but for lists, of which filters are made', () => {
  const stack = platformStack();
  const later = token(stack);
  expect(complaintsAboutTiers({
    tiers: { full: { metricNamespaces: ['*', later], logGroupPrefixes: [later], traceSampling: Lazy.number({ produce: () => 7 }) } },
    activity: [ActivitySignal.metric(later, later)],
    idleAfter: Duration.minutes(Lazy.number({ produce: () => 1 })),
  })).toEqual([]);
  expect(complaintsAboutTiers({ tiers: { full: { logGroupPrefixes: Lazy.list({ produce: () => [] }) } } })).toEqual([
    "'tiers.full.logGroupPrefixes' must be known when the app is synthesized, for filters are made of it",
  ]);
});
