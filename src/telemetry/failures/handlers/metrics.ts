import { NAMESPACE } from '../../../tenants/contract';

/**
 * A line of log that CloudWatch makes metrics of, which costs no call: counts, under the first dimension and under all,
 * and what else people want to read.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsLine(
  now: number, counts: Readonly<Record<string, number>>, dimensions: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string | undefined>> = {},
): string {
  const names = Object.keys(dimensions);
  return JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{
        Namespace: NAMESPACE,
        Dimensions: [names.slice(0, 1), names],
        Metrics: Object.keys(counts).map(Name => ({ Name, Unit: 'Count' })),
      }],
    },
    ...more, ...dimensions, ...counts,
  });
}
