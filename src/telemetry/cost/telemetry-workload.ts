import { Duration } from 'aws-cdk-lib';
import { known } from '../../private/complaints';

/**
 * What a tenant does in a month that telemetry costs money for, as far as you know it. The bill that is printed when
 * the app is synthesized is made from it, and from the tiers.
 *
 * The defaults describe a tenant of some 20 services with ten functions each and small traffic: 100,000 requests, which
 * three functions serve, and a schedule of each service that runs every five minutes. That is 473,000 invocations.
 * Nobody has published such figures of a platform; measure your own and write them here.
 *
 * @see https://aws.amazon.com/blogs/architecture/lessons-learned-from-scaling-to-1-million-lambda-functions/
 */
export interface TelemetryWorkloadProps {
  /**
   * How many tenants there will be, up to 10,000: what all share is divided by it.
   *
   * @default 1000
   */
  readonly tenants?: number;

  /**
   * How many of all tenants are active in a month, 0 to 1. They share what all tenants share with those who sleep. Say
   * 1 where functions run on schedules and `activity` is left out: such tenants never sleep by it.
   *
   * @default 0.5
   */
  readonly activeShare?: number;

  /**
   * How many services a tenant runs.
   *
   * @default 20
   */
  readonly services?: number;

  /**
   * How many functions a tenant runs.
   *
   * @default - ten for each service
   */
  readonly functions?: number;

  /**
   * Logs that matter, in GB: those of log groups with `LogPriority.PRIORITY`, in the standard class, kept for 30 days.
   *
   * @default - 0.2: a fifth of 2 KB for each of 473,000 invocations
   */
  readonly priorityLogGb?: number;

  /**
   * All other logs, in GB: in the class for infrequent access, kept for 7 days.
   *
   * @default - 0.8: the rest of 2 KB for each of 473,000 invocations
   */
  readonly bulkLogGb?: number;

  /**
   * How much of logs people look through with queries, in GB.
   *
   * @default - all of them, once
   */
  readonly queriedLogGb?: number;

  /**
   * Requests of which X-Ray's sampling rules decide whether they are recorded. The tier says which share of them is.
   * Functions with active tracing that nothing traced calls do not ask these rules: Lambda records the first request of
   * each second, which with small traffic is nearly every one, for 0.000005 USD each.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
   * @default 100000
   */
  readonly requests?: number;

  /**
   * Failures: asynchronous work that was given up.
   *
   * @default - 200: one of 2,000 asynchronous invocations
   */
  readonly failures?: number;

  /**
   * Metrics that your services make themselves, each 0.30 USD a month in the tenant's own account. Two of them cost
   * as much as all else; put figures into logs and query them, or make one metric centrally for all tenants.
   *
   * @default 0
   */
  readonly customMetrics?: number;

  /**
   * Values of metrics in a month, one a minute and metric in which something happened. They cost nothing where they are
   * looked at through links, and 0.003 USD for a thousand where they are streamed.
   *
   * @default - 1,600,000: four metrics in 400,000 minutes in which some function ran
   */
  readonly metricUpdates?: number;

  /**
   * How often the tenant's health is looked at: the `healthInterval` of `CentralTelemetry`. Each look costs 0.00003 USD
   * in each Region.
   *
   * @default Duration.minutes(15)
   */
  readonly healthInterval?: Duration;
}

export type Workload = Required<Omit<TelemetryWorkloadProps, 'healthInterval' | 'tenants'>>;

const FUNCTIONS_OF_A_SERVICE = 10;

/** The workload with what nobody said. */
export function workloadOf(props: TelemetryWorkloadProps = {}): Workload {
  const { services = 20, priorityLogGb = 0.2, bulkLogGb = 0.8 } = props;
  return {
    activeShare: props.activeShare ?? 0.5,
    services,
    functions: props.functions ?? services * FUNCTIONS_OF_A_SERVICE,
    priorityLogGb,
    bulkLogGb,
    queriedLogGb: props.queriedLogGb ?? priorityLogGb + bulkLogGb,
    requests: props.requests ?? 100_000,
    failures: props.failures ?? 200,
    customMetrics: props.customMetrics ?? 0,
    metricUpdates: props.metricUpdates ?? 1_600_000,
  };
}

/** How often `CentralTelemetry` may look, in minutes. */
const INTERVAL = { least: 5, most: 60 } as const;

/** What is wrong with a workload, but for the number of tenants. */
export function complaintsAboutWorkload(props: TelemetryWorkloadProps = {}, prop = 'workload'): string[] {
  const { healthInterval, tenants: _, activeShare, ...figures } = props;
  return [
    ...known(activeShare) && !(activeShare >= 0 && activeShare <= 1)
      ? [`'${prop}.activeShare' must be a share from 0 to 1, got ${activeShare}; half of all tenants is 0.5`] : [],
    ...Object.entries(figures)
      .filter((entry): entry is [string, number] => known(entry[1]))
      .filter(([, value]) => !(value >= 0 && value < Infinity))
      .map(([name, value]) => `'${prop}.${name}' must be 0 or more, got ${value}; it is of one tenant and one month`),
    ...complaintsAboutInterval(healthInterval, prop),
  ];
}

function complaintsAboutInterval(interval: Duration | undefined, prop: string): string[] {
  if (!interval || interval.isUnresolved()) { return []; }
  const minutes = interval.toSeconds() / 60;
  return minutes >= INTERVAL.least && minutes <= INTERVAL.most ? []
    : [`'${prop}.healthInterval' must be that of CentralTelemetry, from ${INTERVAL.least} to ${INTERVAL.most} minutes, got ${interval.toHumanString()}`];
}
