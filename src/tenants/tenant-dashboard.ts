import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { TenantAccountFactory } from './tenant-account-factory';

/** The metrics of a factory on one page. */
export function defineDashboard(scope: Construct, dashboardName: string, of: TenantAccountFactory) {
  const graph = (title: string, ...left: cloudwatch.IMetric[]) =>
    new cloudwatch.GraphWidget({ title, left, width: 12 });
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    dashboardName,
    widgets: [
      [
        graph('Seconds to ready', of.metricTimeToReady({ statistic: 'p50' }), of.metricTimeToReady({})),
        graph('Tenants', of.metricReady({}), of.metricFailed({}), of.metricRejected({})),
      ],
      [
        graph('AWS refuses', of.metricThrottled({}), of.metricStillInLine({})),
        graph('Accounts asked for', of.metricAccountsAskedFor({})),
      ],
    ],
  });
}
