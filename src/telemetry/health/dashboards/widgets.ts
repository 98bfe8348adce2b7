import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** What stands in a dashboard where a tenant's account id is typed in, and a function's name. */
export const ACCOUNT = '000000000000';
export const FUNCTION = 'service_Function';

/** How many tenants, services or functions a graph shows: the worst. */
export const WORST = 10;

export const text = (markdown: string) => new cloudwatch.TextWidget({ markdown, width: 24, height: 2 });

/** A number that is true now, with its course behind it. */
export const figure = (title: string, metric: cloudwatch.IMetric) =>
  new cloudwatch.SingleValueWidget({ title, metrics: [metric], width: 4, height: 4, sparkline: true });

/** A number of the whole time that is looked at, in one Region. */
export const total = (title: string, region: string, metric: cloudwatch.IMetric) =>
  new cloudwatch.SingleValueWidget({
    title, metrics: [metric], width: 6, height: 3, region, setPeriodToTimeRange: true,
  });

export const graph = (
  title: string, left: readonly cloudwatch.IMetric[], options: Partial<cloudwatch.GraphWidgetProps> = {},
) => new cloudwatch.GraphWidget({
  title, left: [...left], width: 8, height: 6, leftYAxis: { min: 0, showUnits: false }, ...options,
});

/** What SQL of CloudWatch gives, one line for each that it tells apart. */
export const query = (expression: string, period: Duration, label = '') =>
  new cloudwatch.MathExpression({ expression, period, label });

export const math = (
  expression: string, usingMetrics: Record<string, cloudwatch.IMetric>, label: string, period: Duration,
) => new cloudwatch.MathExpression({ expression, usingMetrics, label, period });

interface Asked {
  /** One metric for each function, or one for the account. */
  readonly byFunction?: boolean;
  readonly where?: string;
  readonly groupBy?: string;
  readonly limit?: number;
}

/** A metric of tenants' functions, as far as the links let it through. */
export function ofFunctions(
  metricName: string, statistic: 'SUM' | 'MAX' | 'AVG', { byFunction = true, where, groupBy, limit }: Asked,
): string {
  const schema = byFunction ? '"AWS/Lambda", FunctionName' : '"AWS/Lambda"';
  return `SELECT ${statistic}(${metricName}) FROM SCHEMA(${schema})`
    + (where ? ` WHERE ${where}` : '')
    + (groupBy ? ` GROUP BY ${groupBy} ORDER BY ${statistic}() DESC` : '')
    + (limit ? ` LIMIT ${limit}` : '');
}
