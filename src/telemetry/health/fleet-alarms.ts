import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { defineFleetAlarm, FleetAlarmProps, MOST_SERIES, queryAlarm } from './fleet-alarm';
import { fleetMetric, worstBy } from './fleet-metrics';
import { redriveMachineName, TELEMETRY_METRICS } from '../contract';
import { cellsOf } from '../cost/central-items';

/** What the alarms look at. */
export interface FleetAlarmsProps {
  readonly platformName: string;
  readonly tenants: number;
  /** How often the census looks. */
  readonly every: Duration;
  /** Where failures wait until they are on record. */
  readonly queue: sqs.IQueue;
  /** Where those end that could not be put on record. */
  readonly deadLetterQueues: readonly sqs.IQueue[];
  readonly runbookUrl: string;
  /** The user's own, where there is one. */
  readonly ownRunbookUrl?: string;
  /** Who is told. */
  readonly topic?: sns.ITopic;
}

interface Signal {
  readonly id: string;
  readonly metric: cloudwatch.IMetric;
  readonly says: string;
  readonly threshold?: number;
  readonly periods?: number;
  readonly missing?: cloudwatch.TreatMissingData;
}

/** How old a failure may get on its way to the record. */
const LATE = Duration.minutes(15);

/** How long a failure may wait for somebody. */
const LONG = Duration.days(1);

/**
 * Alarms of all tenants, in one place: eight, however many tenants there are.
 *
 * An alarm on a query costs 0.10 USD a month for each metric that it looks at, which are as many as there are cells of
 * 500 tenants; the others cost 0.10 to 0.30 USD each.
 */
export class FleetAlarms extends Construct {
  private readonly actions: readonly cloudwatch.IAlarmAction[];

  constructor(scope: Construct, id: string, private readonly props: FleetAlarmsProps) {
    super(scope, id);
    this.actions = props.topic ? [new actions.SnsAction(props.topic)] : [];
    this.defineUnhealthy();
    for (const signal of [...this.census(), ...this.failures()]) { this.define(signal); }
  }

  /** An alarm of the user's own over all tenants. */
  public addAlarm(id: string, props: FleetAlarmProps): cloudwatch.Alarm {
    const { tenants, ownRunbookUrl: runbookUrl } = this.props;
    return defineFleetAlarm(this, id, props, { tenants, runbookUrl, actions: this.actions });
  }

  private defineUnhealthy(): void {
    const { platformName, tenants, every } = this.props;
    queryAlarm(this, 'TenantsUnhealthy', {
      query: `${worstBy(platformName, 'cell', TELEMETRY_METRICS.unhealthy, 'MAX')} LIMIT ${MOST_SERIES}`,
      period: every,
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: this.describe('TenantsUnhealthy', 'Functions of a tenant fail or are throttled, in the cells named; who they are is in the '
        + `events TenantHealthChanged. Covers all ${tenants.toLocaleString('en-US')} tenants who are awake, in ${cellsOf(tenants)} cells.`),
    }, this.actions);
  }

  private census(): Signal[] {
    const { platformName, tenants: number, every } = this.props;
    const last = { period: every, statistic: cloudwatch.Stats.MINIMUM };
    const usingMetrics = {
      tenants: fleetMetric(platformName, TELEMETRY_METRICS.tenants, { ...last, statistic: cloudwatch.Stats.MAXIMUM }),
      covered: fleetMetric(platformName, TELEMETRY_METRICS.covered, last),
    };
    return [{
      id: 'TenantsNotCovered',
      metric: new cloudwatch.MathExpression({ expression: 'tenants - covered', usingMetrics, period: every, label: 'not covered' }),
      says: `Not every tenant who is awake was looked at, or who sleeps has no link, or nobody looked at all: what is unhealthy there is not known. ${number.toLocaleString('en-US')} tenants are expected.`,
      periods: 2,
      // A census that is dead says nothing.
      missing: cloudwatch.TreatMissingData.BREACHING,
    }];
  }

  private failures(): Signal[] {
    const { platformName, queue, deadLetterQueues, every } = this.props;
    const dead = Object.fromEntries(deadLetterQueues.map((each, index) => [
      `dead${index}`, each.metricApproximateNumberOfMessagesVisible({ statistic: cloudwatch.Stats.MAXIMUM }),
    ]));
    const age = queue.metricApproximateAgeOfOldestMessage({ statistic: cloudwatch.Stats.MAXIMUM });
    const lost = [...Object.keys(dead).map(each => `FILL(${each}, 0)`), `(FILL(age, 0) > ${LATE.toSeconds()})`].join(' + ');
    const redrives = (metricName: string) => new cloudwatch.Metric({
      namespace: 'AWS/States', metricName, statistic: cloudwatch.Stats.SUM,
      dimensionsMap: { StateMachineArn: this.redriveMachineArn() },
    });
    const usingMetrics = {
      failed: redrives('ExecutionsFailed'), timedOut: redrives('ExecutionsTimedOut'), aborted: redrives('ExecutionsAborted'),
    };
    return [
      {
        id: 'FailuresParked',
        metric: fleetMetric(platformName, TELEMETRY_METRICS.parked),
        says: 'A message failed again each time that it was redriven, and is parked. Covers all tenants.',
      },
      {
        id: 'FailuresRefused',
        metric: fleetMetric(platformName, TELEMETRY_METRICS.refused),
        says: 'A failure said that it is of another account than it came from. Covers all tenants.',
      },
      {
        id: 'FailuresNotRecorded',
        metric: new cloudwatch.MathExpression({ expression: lost, usingMetrics: { ...dead, age }, label: 'not recorded' }),
        says: `Failures wait for ${LATE.toMinutes()} minutes to be put on record, or could not be. Covers all tenants.`,
      },
      {
        id: 'FailuresUndelivered',
        metric: fleetMetric(platformName, TELEMETRY_METRICS.undelivered, {
          statistic: cloudwatch.Stats.MAXIMUM, period: every,
        }),
        says: 'Tenant accounts could not hand over failures: a rule for a day, and they are in archives, or a function to its destination, and they are lost. Covers all tenants, asleep or not; the log of the census names them.',
      },
      {
        id: 'FailuresWaiting',
        metric: fleetMetric(platformName, TELEMETRY_METRICS.oldestHeld, {
          statistic: cloudwatch.Stats.MAXIMUM, period: every,
        }),
        threshold: LONG.toHours(),
        says: `A failure has waited for ${LONG.toHours()} hours, and nobody has redriven it; when its retention is over it is forgotten. Covers all tenants.`,
      },
      {
        id: 'RedrivesFailed',
        metric: new cloudwatch.MathExpression({ expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)', usingMetrics, label: 'redrives' }),
        says: 'A redrive came to no good end. Covers all tenants.',
      },
    ];
  }

  private redriveMachineArn(): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: redriveMachineName(this.props.platformName),
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  private define({ id, metric, says, threshold = 1, periods = 1, ...more }: Signal): void {
    const alarm = new cloudwatch.Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: more.missing ?? cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: this.describe(id, says),
    });
    alarm.addAlarmAction(...this.actions);
  }

  /** Each names its entry in the runbook. */
  private describe(id: string, says: string): string {
    return `${says} Runbook: ${this.props.runbookUrl}#${id.toLowerCase()}`;
  }
}
