import { Duration, Lazy } from 'aws-cdk-lib';
import { ActivitySignal } from '../../../src/telemetry/tiers/activity-signal';
import { complaintsAboutTiers, TiersInput } from '../../../src/telemetry/tiers/tiers-complaints';
import { token, platformStack } from '../../good';

const ALL = ['AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup', 'AWS::XRay::Trace'];

test.each<[string, TiersInput, string]>([
  ['a namespace with a quotation mark', { tiers: { full: { metricNamespaces: ['AWS/Lambda', "it's"] } } }, "'tiers.full.metricNamespaces' must hold a namespace such as 'AWS/Lambda', or its beginning and a '*', got 'it's'"],
  ['a namespace that begins with a colon', { tiers: { full: { metricNamespaces: ['*', ':x'] } } }, "'tiers.full.metricNamespaces' must hold a namespace such as 'AWS/Lambda', or its beginning and a '*', got ':x'"],
  ['a star in the middle', { tiers: { full: { metricNamespaces: ['*', 'A*B'] } } }, "'tiers.full.metricNamespaces' must hold a namespace such as 'AWS/Lambda', or its beginning and a '*', got 'A*B'"],
  ['a namespace twice', { tiers: { priority: { metricNamespaces: ['AWS/Lambda', 'AWS/Lambda'] } } }, "'tiers.priority.metricNamespaces' must name each once, and 'AWS/Lambda' stands there twice"],
  ['a log group with a space', { tiers: { dormant: { logGroupPrefixes: ['/my logs'] } } }, "'tiers.dormant.logGroupPrefixes' must hold the beginning of a log group's name such as '/tenant/priority/', or '*' for all, got '/my logs'"],
  ['more requests than there are', { tiers: { full: { traceSampling: 1.5 } } }, "'tiers.full.traceSampling' must be a share of 0 to 1, got 1.5; 0.05 is one request in twenty"],
  ['no number at all', { tiers: { full: { traceSampling: NaN } } }, "'tiers.full.traceSampling' must be a share of 0 to 1, got NaN; 0.05 is one request in twenty"],
  ['sleepers whose activity nobody sees', { tiers: { dormant: { metricNamespaces: [] } } }, "'tiers.dormant.metricNamespaces' must hold 'AWS/Lambda', by which activity is seen: without it whoever sleeps would never wake"],
  ['workers whose activity nobody sees', { tiers: { priority: { metricNamespaces: ['AWS/S*'] } } }, "'tiers.priority.metricNamespaces' must hold 'AWS/Lambda', by which activity is seen: without it whoever works would be put to sleep"],
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
    tiers: { full: { traceSampling: 2 }, dormant: { metricNamespaces: ['Shop'] } }, idleAfter: Duration.minutes(5),
  })).toHaveLength(3);
});

test.each<[string, TiersInput]>([
  ['nothing', {}],
  ['what there is by default, for sinks that take metrics only', { resourceTypes: ALL.slice(0, 1) }],
  ['a signal of a namespace that all tiers show', { activity: [ActivitySignal.metric('Shop', 'Orders')], tiers: { priority: { metricNamespaces: ['Sh*'] }, dormant: { metricNamespaces: ['Shop'] } } }],
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
