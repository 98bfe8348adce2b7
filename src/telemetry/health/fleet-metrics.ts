import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { NAMESPACE } from '../../tenants/contract';
import { TELEMETRY_METRICS } from '../contract';

type Name = typeof TELEMETRY_METRICS[keyof typeof TELEMETRY_METRICS];

/** One of the metrics of all tenants. */
export const fleetMetric = (platformName: string, metricName: Name, options: cloudwatch.MetricOptions = {}) =>
  new cloudwatch.Metric({
    namespace: NAMESPACE,
    metricName,
    statistic: cloudwatch.Stats.SUM,
    period: Duration.minutes(5),
    ...options,
    dimensionsMap: { Platform: platformName, ...options.dimensionsMap },
  });

/** A query over those that a metric has for each cell, service, ring or release, the greatest first. */
export const worstBy = (platformName: string, by: 'cell' | 'service' | 'ring' | 'release', metricName: Name, statistic: 'MAX' | 'SUM'): string =>
  `SELECT ${statistic}(${metricName}) FROM SCHEMA("${NAMESPACE}", Platform, ${by}) WHERE Platform = '${platformName}'`
  + ` GROUP BY ${by} ORDER BY ${statistic}() DESC`;
