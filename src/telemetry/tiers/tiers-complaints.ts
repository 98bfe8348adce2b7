import { Duration, Token } from 'aws-cdk-lib';
import { ActivitySignal } from './activity-signal';
import { TelemetryTierProps, TelemetryTiersProps, letsThrough, tiersOf } from './telemetry-tiers';
import { known } from '../../private/complaints';
import { Tier, TIERS } from '../contract';

/** What can be wrong with tiers and with how tenants come into them. Names are those that users type. */
export interface TiersInput {
  readonly tiers?: TelemetryTiersProps;
  readonly activity?: readonly ActivitySignal[];
  readonly idleAfter?: Duration;
  /** What every sink lets in, as AWS calls it. */
  readonly resourceTypes?: readonly string[];
}

/**
 * Names of namespaces and log groups, as a filter of a link can hold them.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
 */
const NAMESPACE = /^[\w.\-/#][\w.\-/#: ]{0,254}$/;
const LOG_GROUP = /^[\w.\-/#]{1,512}$/;

/** A survey looks three hours back, each hour; a day is the least that can be told apart. */
const LEAST_IDLE = Duration.days(1);
const MOST_IDLE = Duration.days(365);

/** A call of the survey for each Region, signal and 500 tenants, each hour. */
const MOST_SIGNALS = 5;

/** Needed by what a tier names, as AWS calls it and as people do. */
const SHARED = { metrics: 'AWS::CloudWatch::Metric', logs: 'AWS::Logs::LogGroup', traces: 'AWS::XRay::Trace' } as const;

/** Everything that is wrong with them, one line each. */
export function complaintsAboutTiers(input: TiersInput): string[] {
  const { tiers = {}, activity = [ActivitySignal.lambda()], idleAfter, resourceTypes } = input;
  return [
    ...Object.values(TIERS).flatMap(tier => complaintsAboutTier(tier, tiers[tier] ?? {}, resourceTypes)),
    ...complaintsAboutActivity(activity, tiers, resourceTypes),
    ...complaintsAboutSight(activity, tiers),
    ...idleAfter && !idleAfter.isUnresolved() && (isLess(idleAfter, LEAST_IDLE) || isLess(MOST_IDLE, idleAfter))
      ? [`'idleAfter' must be 1 to 365 days, got ${idleAfter.toHumanString()}; nights are pauses, too, and nobody wants to wait for years`] : [],
  ];
}

const isLess = (one: Duration, other: Duration) => one.toMilliseconds() < other.toMilliseconds();

function complaintsAboutTier(tier: Tier, props: TelemetryTierProps, resourceTypes?: readonly string[]): string[] {
  const { metricNamespaces, logGroupPrefixes, traceSampling } = props;
  const complaints = [
    ...complaintsAboutNames(`tiers.${tier}.metricNamespaces`, metricNamespaces, NAMESPACE, "a namespace such as 'AWS/Lambda', or its beginning and a '*'"),
    ...complaintsAboutNames(`tiers.${tier}.logGroupPrefixes`, logGroupPrefixes, LOG_GROUP, "the beginning of a log group's name such as '/tenant/priority/', or '*' for all"),
  ];
  if (known(traceSampling) && !(traceSampling >= 0 && traceSampling <= 1)) {
    complaints.push(`'tiers.${tier}.traceSampling' must be a share of 0 to 1, got ${traceSampling}; 0.05 is one request in twenty`);
  }
  if (resourceTypes) {
    const wants = (prop: string, is: boolean, type: string, what: string) => {
      if (is && !resourceTypes.includes(type)) {
        complaints.push(`'tiers.${tier}.${prop}' asks for ${what}, and not all of 'sinks' let ${type} in; add it to their 'resourceTypes', or leave the prop out`);
      }
    };
    wants('metricNamespaces', isAny(metricNamespaces), SHARED.metrics, 'metrics');
    wants('logGroupPrefixes', isAny(logGroupPrefixes), SHARED.logs, 'logs');
    wants('traceSampling', known(traceSampling) && traceSampling > 0, SHARED.traces, 'traces');
  }
  return complaints;
}

const isAny = (names?: readonly string[]) => names !== undefined && (Token.isUnresolved(names) || names.length > 0);

function complaintsAboutNames(
  prop: string, names: readonly string[] | undefined, pattern: RegExp, what: string,
): string[] {
  if (Token.isUnresolved(names)) { return [`'${prop}' must be known when the app is synthesized, for filters are made of it`]; }
  const wrong = (names ?? []).filter(name => known(name) && name !== '*' && !pattern.test(name.replace(/\*$/, '')));
  const twice = (names ?? []).filter((name, at) => names!.indexOf(name) < at);
  return [
    ...wrong.map(name => `'${prop}' must hold ${what}, got '${name}'`),
    ...twice.map(name => `'${prop}' must name each once, and '${name}' stands there twice`),
  ];
}

/** What the census looks at. Of a tenant that does not show it, nothing would be found wrong. */
function complaintsAboutSight(activity: readonly ActivitySignal[], tiers: TelemetryTiersProps): string[] {
  const told = activity.map(({ namespace }) => namespace);
  return Object.entries(tiersOf(tiers)).flatMap(([tier, { metricNamespaces, health }]) => {
    if (Token.isUnresolved(metricNamespaces) || !metricNamespaces.every(known)) { return []; }
    const lacks = (namespace: string, why: string) =>
      letsThrough(metricNamespaces, namespace) || told.includes(namespace) ? []
        : [`'tiers.${tier}.metricNamespaces' must hold '${namespace}', ${why}`];
    return [
      ...health ? lacks('AWS/Lambda', `by which health is seen; add it, or set 'tiers.${tier}.health' to false`) : [],
      ...lacks('AWS/Events', 'by which it is seen that failures could not be handed over; add it'),
    ];
  });
}

function complaintsAboutActivity(
  activity: readonly ActivitySignal[], tiers: TelemetryTiersProps, resourceTypes?: readonly string[],
): string[] {
  if (activity.length === 0 || activity.length > MOST_SIGNALS) {
    return [`'activity' must hold 1 to ${MOST_SIGNALS} signals, got ${activity.length}; leave it out for ActivitySignal.lambda()`];
  }
  if (resourceTypes && !resourceTypes.includes(SHARED.metrics)) {
    return [`'sinks' must let ${SHARED.metrics} in, for tenants' activity is seen by it; add it to their 'resourceTypes'`];
  }
  const complaints: string[] = [];
  const all = tiersOf(tiers);
  for (const { namespace, metricName } of activity) {
    if (known(namespace) && !NAMESPACE.test(namespace)) {
      complaints.push(`'activity' must name a namespace such as 'AWS/Lambda', got '${namespace}'`);
      continue;
    }
    if (known(metricName) && (metricName.trim() === '' || metricName.length > 255)) {
      complaints.push(`'activity' must name a metric of '${namespace}', in at most 255 characters, got '${metricName}'`);
    }
    for (const tier of Object.values(TIERS)) {
      if (!known(namespace) || letsThrough(all[tier].metricNamespaces, namespace)) { continue; }
      const then = tier === TIERS.dormant ? 'whoever sleeps would never wake' : 'whoever works would be put to sleep';
      complaints.push(`'tiers.${tier}.metricNamespaces' must hold '${namespace}', by which activity is seen: without it ${then}`);
    }
  }
  return complaints;
}
