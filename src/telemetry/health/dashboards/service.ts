import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { FUNCTION, graph, ofFunctions, query, text, total, WORST } from './widgets';
import { TELEMETRY_METRICS } from '../../contract';
import type { FleetDashboardsProps } from '../fleet-dashboards';
import { worstBy } from '../fleet-metrics';

const PERIOD = Duration.minutes(5);
const WHERE = `FunctionName = '${FUNCTION}'`;

/** Services, rings and releases; and one function in all tenants, whose name is typed in. */
export function serviceRows({ platformName, every, regions }: FleetDashboardsProps): cloudwatch.IWidget[][] {
  const unhealthyBy = (by: 'ring' | 'release') => query(worstBy(platformName, by, TELEMETRY_METRICS.unhealthy, 'MAX'), every);
  return [
    [text('**Services, rings and releases, over all tenants.** A release is named where it is likely to have made a tenant unhealthy: the last one in the day before, of the service that fails. '
      + 'Below, one function in all tenants: type its name above, as all tenants have it, `<service>_<id>`. Sums are those of 10,000 tenants at most.')],
    [
      graph('Failures by service', [query(`${worstBy(platformName, 'service', TELEMETRY_METRICS.failures, 'SUM')} LIMIT ${WORST}`, PERIOD)], { stacked: true }),
      graph('Unhealthy tenants by ring', [unhealthyBy('ring')], { stacked: true }),
      graph('Unhealthy tenants by likely release', [unhealthyBy('release')], { stacked: true }),
    ],
    ...regions.flatMap(rowsOf),
  ];
}

function rowsOf(region: string): cloudwatch.IWidget[][] {
  const inAll = (metricName: string, statistic: 'SUM' | 'AVG', label: string) => query(ofFunctions(metricName, statistic, { where: WHERE }), PERIOD, label);
  const byTenant = (title: string, metricName: string, statistic: 'SUM' | 'MAX') =>
    graph(title, [query(ofFunctions(metricName, statistic, { where: WHERE, groupBy: 'AWS.AccountId', limit: WORST }), PERIOD)], { region });
  return [
    [
      // CloudWatch takes one query for a widget, so that no share can be shown.
      total(`Invocations, ${region}`, region, inAll('Invocations', 'SUM', 'invocations')),
      total('Errors', region, inAll('Errors', 'SUM', 'errors')),
      total('Throttles', region, inAll('Throttles', 'SUM', 'throttles')),
      total('Mean run, ms', region, inAll('Duration', 'AVG', 'ms')),
    ],
    [
      byTenant(`Errors by tenant, the ${WORST} worst`, 'Errors', 'SUM'),
      byTenant(`Longest run by tenant in ms, the ${WORST} longest`, 'Duration', 'MAX'),
      byTenant(`Throttles by tenant, the ${WORST} worst`, 'Throttles', 'SUM'),
    ],
  ];
}
