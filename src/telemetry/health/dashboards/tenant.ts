import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ACCOUNT, graph, math, ofFunctions, query, text, total, WORST } from './widgets';
import { tenantFailuresBusName } from '../../contract';
import { FORWARDING_RULES } from '../../failures/settings';
import type { FleetDashboardsProps } from '../fleet-dashboards';

const PERIOD = Duration.minutes(5);

/** One tenant, whose account id is typed in. */
export function tenantRows({ platformName, recordLog, regions }: FleetDashboardsProps): cloudwatch.IWidget[][] {
  return [
    [text('**One tenant.** Type its account id above; `npx cdk-account-per-tenant fleet show TENANT` says which it is. '
      + 'Functions are called `<service>_<id>`, so that lines which begin alike are one service. A tenant who is asleep shows little but its failures. '
      + 'What waits to be redriven: `npx cdk-account-per-tenant dlq list --tenant TENANT`.')],
    ...regions.flatMap(region => rowsOf(region, platformName)),
    [new cloudwatch.LogQueryWidget({
      title: 'Its failures, as they came in',
      logGroupNames: [recordLog.logGroupName],
      queryLines: [
        'fields @timestamp, service, region, kind, reason', `filter accountId = '${ACCOUNT}'`, 'sort @timestamp desc', 'limit 50',
      ],
      width: 24,
      height: 6,
    })],
  ];
}

function rowsOf(region: string, platformName: string): cloudwatch.IWidget[][] {
  const here = { region, account: ACCOUNT, statistic: cloudwatch.Stats.SUM, period: PERIOD };
  const ofAccount = (metricName: string, label: string) => new cloudwatch.Metric({ ...here, namespace: 'AWS/Lambda', metricName, label });
  const handedOver = (RuleName: string, label: string, EventBusName?: string) => new cloudwatch.Metric({
    ...here, namespace: 'AWS/Events', metricName: 'Invocations', label, dimensionsMap: { RuleName, ...EventBusName && { EventBusName } },
  });
  const byFunction = (title: string, metricName: string, statistic: 'SUM' | 'MAX') => graph(title, [query(
    ofFunctions(metricName, statistic, { where: `AWS.AccountId = '${ACCOUNT}'`, groupBy: 'FunctionName', limit: WORST }), PERIOD,
  )], { region });
  const [errors, invocations] = [ofAccount('Errors', 'errors'), ofAccount('Invocations', 'invocations')];
  return [
    [
      total(`Invocations, ${region}`, region, invocations),
      total('Errors', region, errors),
      total('Share of errors, %', region, math('100 * errors / invocations', { errors, invocations }, '%', PERIOD)),
      total('Throttles', region, ofAccount('Throttles', 'throttles')),
    ],
    [
      byFunction(`Errors by function, the ${WORST} worst`, 'Errors', 'SUM'),
      byFunction(`Invocations by function, the ${WORST} busiest`, 'Invocations', 'SUM'),
      byFunction(`Longest run by function in ms, the ${WORST} longest`, 'Duration', 'MAX'),
    ],
    [
      byFunction(`Throttles by function, the ${WORST} worst`, 'Throttles', 'SUM'),
      graph('All functions', [errors, ofAccount('Throttles', 'throttles')], { region, right: [invocations], rightYAxis: { min: 0, showUnits: false } }),
      graph('Failures handed over', [
        handedOver(FORWARDING_RULES.bus(platformName), 'invocations', tenantFailuresBusName(platformName)),
        handedOver(FORWARDING_RULES.executions(platformName), 'executions'),
        handedOver(FORWARDING_RULES.objects(platformName), 'too big for a bus'),
      ], { region }),
    ],
  ];
}
