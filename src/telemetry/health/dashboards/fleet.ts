import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { figure, graph, math, ofFunctions, query, text, WORST } from './widgets';
import { NAMESPACE } from '../../../tenants/contract';
import { TELEMETRY_METRICS, TIERS } from '../../contract';
import type { FleetDashboardsProps } from '../fleet-dashboards';
import { fleetMetric, worstBy } from '../fleet-metrics';

/** All tenants on one page. */
export function fleetRows(props: FleetDashboardsProps): cloudwatch.IWidget[][] {
  const { platformName, tenants, every } = props;
  const now = (name: 'tenants' | 'covered' | 'undelivered', label: string, statistic = cloudwatch.Stats.MAXIMUM) =>
    fleetMetric(platformName, TELEMETRY_METRICS[name], { statistic, period: every, label });
  const [toCover, covered] = [now('tenants', 'tenants'), now('covered', 'tenants', cloudwatch.Stats.MINIMUM)];
  const unhealthy = query(
    `SELECT SUM(${TELEMETRY_METRICS.unhealthy}) FROM SCHEMA("${NAMESPACE}", Platform, cell) WHERE Platform = '${platformName}'`, every, 'tenants',
  );
  const aDay = (name: 'failures' | 'parked', label: string) =>
    fleetMetric(platformName, TELEMETRY_METRICS[name], { period: Duration.days(1), label });
  return [
    [text(`**Tenants of the platform ${platformName}.** Health is looked at each ${every.toMinutes()} minutes for every tenant who is awake; failures of all tenants come in by `
      + 'themselves, asleep or not. Where *seen* is less than *awake*, not everybody was looked at, and an alarm says so. '
      + `Metrics of tenants are asked for by queries, which see 10,000 of them at most: enough for ${tenants.toLocaleString('en-US')} tenants at one each and Region.`)],
    [
      figure('Awake', toCover),
      figure('Seen', covered),
      figure('Share seen, %', math('100 * covered / tenants', { covered, tenants: toCover }, '%', every)),
      figure('Unhealthy', unhealthy),
      figure('Failures in a day', aDay('failures', 'failures')),
      figure('Could not hand over failures', now('undelivered', 'tenants')),
    ],
    [
      graph('Unhealthy tenants by cell', [query(worstBy(platformName, 'cell', TELEMETRY_METRICS.unhealthy, 'MAX'), every)], { stacked: true }),
      graph('Greatest share of errors of any tenant, % by cell', [query(worstBy(platformName, 'cell', TELEMETRY_METRICS.worst, 'MAX'), every)]),
      graph('Tenants by tier', Object.values(TIERS).map(tier => fleetMetric(platformName, TELEMETRY_METRICS.inTier, {
        dimensionsMap: { tier }, statistic: cloudwatch.Stats.MAXIMUM, period: every, label: tier,
      })), { stacked: true }),
    ],
    worstTenants(props),
    failures(props),
  ];
}

/** A query sees one Region, so there is a graph for each. */
function worstTenants({ regions, every }: FleetDashboardsProps): cloudwatch.IWidget[] {
  const width = regions.length === 1 ? 24 : regions.length === 2 ? 12 : 8;
  return regions.map(region => graph(`The ${WORST} tenants with most errors, by account, ${region}`, [
    query(ofFunctions('Errors', 'SUM', { byFunction: false, groupBy: 'AWS.AccountId', limit: WORST }), every),
  ], { region, width }));
}

function failures(props: FleetDashboardsProps): cloudwatch.IWidget[] {
  const { platformName, queue, deadLetterQueues, redriveMachineArn } = props;
  const period = Duration.minutes(5);
  const redrives = (metricName: string, label: string) => new cloudwatch.Metric({
    namespace: 'AWS/States', metricName, statistic: cloudwatch.Stats.SUM, period, label, dimensionsMap: { StateMachineArn: redriveMachineArn },
  });
  const waiting = { statistic: cloudwatch.Stats.MAXIMUM, period };
  return [
    graph('Failures by service', [query(`${worstBy(platformName, 'service', TELEMETRY_METRICS.failures, 'SUM')} LIMIT ${WORST}`, period)], { stacked: true }),
    graph('On the way to the record', [
      queue.metricApproximateNumberOfMessagesVisible({ ...waiting, label: 'waiting' }),
      ...deadLetterQueues.map((each, index) => each.metricApproximateNumberOfMessagesVisible({ ...waiting, label: `not recorded (${index + 1})` })),
    ], { right: [queue.metricApproximateAgeOfOldestMessage({ ...waiting, label: 'oldest, seconds' })], rightYAxis: { min: 0, showUnits: false } }),
    graph('Redrives and what became of them', [
      redrives('ExecutionsSucceeded', 'redrives done'), redrives('ExecutionsFailed', 'redrives failed'),
      fleetMetric(platformName, TELEMETRY_METRICS.parked, { label: 'messages parked' }),
      fleetMetric(platformName, TELEMETRY_METRICS.refused, { label: 'messages refused' }),
    ]),
  ];
}
