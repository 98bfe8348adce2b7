import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, IConstruct } from 'constructs';
import { known, throwIfAny } from '../../private/complaints';
import { dollars, PRICES } from '../cost/bill-item';

/**
 * How a metric of a tenant is put together in each period.
 */
export enum FleetAlarmStatistic {
  /**
   * All values added up.
   */
  SUM = 'SUM',

  /**
   * The greatest value.
   */
  MAXIMUM = 'MAX',

  /**
   * The least value.
   */
  MINIMUM = 'MIN',

  /**
   * The mean of all values.
   */
  AVERAGE = 'AVG',
}

/**
 * An alarm over a metric of all tenants.
 */
export interface FleetAlarmProps {
  /**
   * The namespace of the metric in tenant accounts, such as `AWS/SQS`. The tier of a tenant has to let it through.
   */
  readonly namespace: string;

  /**
   * The name of the metric, such as `ApproximateAgeOfOldestMessage`.
   */
  readonly metricName: string;

  /**
   * The names of the dimensions of the metric, all of them: `['QueueName']`.
   *
   * @default - the metric without dimensions, such as `AWS/Lambda Errors` of an account as a whole
   */
  readonly dimensions?: string[];

  /**
   * The alarm goes off for a tenant whose metric is as great as this, or greater.
   */
  readonly threshold: number;

  /**
   * How the tenant's values of a period are put together.
   *
   * @default FleetAlarmStatistic.SUM
   */
  readonly statistic?: FleetAlarmStatistic;

  /**
   * What is put together: whole minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration;

  /**
   * How many periods in a row have to be so. CloudWatch looks back three hours at most.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
   */
  readonly evaluationPeriods?: number;

  /**
   * How many such metrics a tenant has in a Region: with the dimension `QueueName`, as many as it has queues.
   * CloudWatch charges for each, and looks at 10,000 of all tenants at most.
   *
   * @default 1
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-limits.html
   */
  readonly metricsPerTenant?: number;

  /**
   * What it means when it goes off, for whoever is woken by it.
   *
   * @default - the metric and the threshold
   */
  readonly description?: string;
}

/** What a fleet alarm is made with, beside what the user says. */
export interface FleetAlarmTies {
  readonly tenants: number;
  /** Where the user's own runbook is; ours knows nothing of the user's alarms. */
  readonly runbookUrl?: string;
  readonly actions: readonly cloudwatch.IAlarmAction[];
}

/** What CloudWatch looks at for one query, and gives back. */
export const MOST_METRICS = 10_000;
export const MOST_SERIES = 500;
/** How many alarms on queries an account may have in a Region. */
export const MOST_QUERY_ALARMS = 200;
/** How far back an alarm on a query looks. */
const LOOKS_BACK_SECONDS = 3 * 3600;

/** One query over all tenants, of whom the worst are looked at. */
export function defineFleetAlarm(
  scope: Construct, id: string, props: FleetAlarmProps, ties: FleetAlarmTies,
): cloudwatch.Alarm {
  throwIfAny(`${scope.node.path}/${id}`, [...complaintsAbout(props, ties.tenants), ...complaintsAboutNumber(scope)]);
  const { namespace, metricName, dimensions = [], threshold, metricsPerTenant = 1 } = props;
  const { statistic = FleetAlarmStatistic.SUM } = props;
  const schema = [namespace, ...dimensions].map(each => `"${each}"`).join(', ');
  const metrics = ties.tenants * metricsPerTenant;
  const says = props.description ?? `${metricName} of ${namespace} is ${threshold} or more.`;
  const alarm = queryAlarm(scope, id, {
    query: `SELECT ${statistic}("${metricName}") FROM SCHEMA(${schema}) GROUP BY AWS.AccountId ORDER BY ${statistic}() DESC LIMIT ${MOST_SERIES}`,
    period: props.period ?? Duration.minutes(5),
    threshold,
    evaluationPeriods: props.evaluationPeriods ?? 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    alarmDescription: `${says} Looks at ${count(metrics)} metrics of ${count(ties.tenants)} tenants`
      + `${ties.tenants > MOST_SERIES ? `, of whom the ${MOST_SERIES} worst can be told apart` : ''}.${ties.runbookUrl === undefined ? '' : ` Runbook: ${ties.runbookUrl}#${id.toLowerCase()}`}`,
  }, ties.actions);
  const { usd, source } = PRICES.queryAlarms;
  Annotations.of(alarm).addInfo(`analyses up to ${count(metrics)} metrics (${count(ties.tenants)} tenants × ${metricsPerTenant}), `
    + `for ${dollars(usd)} USD each and month: up to ${dollars(metrics * usd)} USD a month (${source}). Metrics without values cost nothing.`);
  return alarm;
}

/** What an alarm on a query is told. */
export interface QueryAlarmProps extends Omit<cloudwatch.AlarmProps, 'metric'> {
  readonly query: string;
  readonly period: Duration;
}

/** An alarm of which each series that the query gives may go off by itself. */
export function queryAlarm(
  scope: Construct, id: string, { query, period, ...props }: QueryAlarmProps,
  actions: readonly cloudwatch.IAlarmAction[],
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    ...props,
    metric: new cloudwatch.MathExpression({ expression: query, period, label: id }),
  });
  alarm.addAlarmAction(...actions);
  return alarm;
}

const count = (number: number) => number.toLocaleString('en-US');

/** How SQL of CloudWatch names things in quotes. */
const NAME = /^[^"'\\]{1,255}$/;

function complaintsAbout(props: FleetAlarmProps, tenants: number): string[] {
  const complaints: string[] = [];
  const { namespace, metricName, dimensions = [], threshold } = props;
  const { evaluationPeriods = 1, metricsPerTenant = 1, period = Duration.minutes(5) } = props;
  for (const [prop, value] of Object.entries({ namespace, metricName })) {
    if (known(value) && !NAME.test(value)) { complaints.push(`'${prop}' must be 1 to 255 characters without quotes and backslashes, got '${value}'`); }
  }
  const isName = (each: string) => NAME.test(each) && !each.startsWith(':') && !each.includes('=');
  const wrong = dimensions.filter(each => known(each) && !isName(each));
  if (wrong.length > 0) {
    complaints.push(`'dimensions' must be names of dimensions without values, such as 'QueueName', got ${wrong.map(each => `'${each}'`).join(', ')}`);
  }
  const twice = dimensions.filter((each, index) => dimensions.indexOf(each) !== index);
  if (twice.length > 0) { complaints.push(`'dimensions' must name each dimension once, got '${twice[0]}' again`); }
  if (known(threshold) && !Number.isFinite(threshold)) { complaints.push(`'threshold' must be a number, got ${threshold}`); }
  if (known(evaluationPeriods) && (!Number.isInteger(evaluationPeriods) || evaluationPeriods < 1)) {
    complaints.push(`'evaluationPeriods' must be a whole number, 1 or more, got ${evaluationPeriods}`);
  }
  const seconds = period.isUnresolved() ? undefined : period.toSeconds();
  if (seconds !== undefined && (seconds < 60 || seconds % 60 !== 0)) {
    complaints.push(`'period' must be whole minutes, got ${seconds} seconds; queries know no finer ones`);
  } else if (seconds !== undefined && known(evaluationPeriods) && seconds * evaluationPeriods > LOOKS_BACK_SECONDS) {
    complaints.push(`'evaluationPeriods' times 'period' must be at most 3 hours, got ${evaluationPeriods} times ${seconds / 60} minutes; alarms on queries look back no further`);
  }
  if (known(metricsPerTenant) && (!Number.isFinite(metricsPerTenant) || metricsPerTenant <= 0)) {
    complaints.push(`'metricsPerTenant' must be more than 0, got ${metricsPerTenant}`);
  } else if (known(metricsPerTenant) && tenants * metricsPerTenant > MOST_METRICS) {
    complaints.push(`'metricsPerTenant' must be at most ${Math.floor(MOST_METRICS / tenants * 100) / 100} for ${count(tenants)} tenants, got ${metricsPerTenant}: `
      + `a query looks at ${count(MOST_METRICS)} metrics and leaves the others out without a word; put one metric per tenant, or let a function of each tenant judge and fail`);
  }
  return complaints;
}

/** What is wrong with one more alarm on a query in this stack. */
function complaintsAboutNumber(scope: IConstruct): string[] {
  const queries = Stack.of(scope).node.findAll().filter(each => cloudwatch.CfnAlarm.isCfnAlarm(each) && isQuery(each));
  return queries.length < MOST_QUERY_ALARMS ? [] : [
    `a stack must have at most ${MOST_QUERY_ALARMS} alarms on queries, for AWS allows so many in an account and Region, and has ${queries.length}; `
      + 'put what belongs together into one metric, or alarm on single metrics',
  ];
}

function isQuery(alarm: cloudwatch.CfnAlarm): boolean {
  const metrics = Array.isArray(alarm.metrics) ? alarm.metrics as cloudwatch.CfnAlarm.MetricDataQueryProperty[] : [];
  return metrics.some(({ expression = '' }) => /^\s*SELECT\b/i.test(expression));
}
