import { Duration, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, IConstruct } from 'constructs';
import type { TenantAccountFactory } from './tenant-account-factory';
import { throwIfAny } from '../private/complaints';

/**
 * Alarms of a tenant account factory: who is told, and what the organization may hold.
 */
export interface TenantAlarmOptions {
  /**
   * What happens when an alarm goes off, for example `new SnsAction(topic)`.
   */
  readonly actions: cloudwatch.IAlarmAction[];

  /**
   * How many accounts the organization may have: the value of the quota "Maximum number of accounts"
   * (L-E619E033). At 80 % of it, counted in accounts that this factory has asked for, an alarm goes off.
   *
   * @default 10
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
   */
  readonly accountQuota?: number;
}

interface Signal {
  readonly id: string;
  readonly metric: cloudwatch.Metric;
  readonly threshold: number;
  readonly says: string;
}

/** At how many accounts somebody should ask for more, or an error that says why that cannot be told. */
function nearly(scope: IConstruct, accountQuota = 10): number {
  if (Token.isUnresolved(accountQuota)) {
    throwIfAny(scope, ["'accountQuota' must be known when the app is synthesized, for 80 % of it are counted here"]);
  }
  if (!Number.isInteger(accountQuota) || accountQuota < 1) {
    throwIfAny(scope, [`'accountQuota' must be a whole number of accounts, 1 or more, got ${accountQuota}`]);
  }
  return Math.max(1, Math.floor(accountQuota * 0.8));
}

function signalsOf(factory: TenantAccountFactory, accountQuota?: number): Signal[] {
  const threshold = nearly(factory, accountQuota);
  return [
    {
      id: 'TenantsStuck',
      metric: factory.metricStillInLine({}),
      threshold: 1,
      says: 'A tenant stands in line for a day.',
    },
    {
      id: 'TenantsFailing',
      metric: factory.metricFailed({ period: Duration.minutes(5) }),
      threshold: 1,
      says: 'An enrolment failed.',
    },
    {
      id: 'RunsAborted',
      metric: factory.enrolment.metricAborted({ period: Duration.minutes(5) }),
      threshold: 1,
      says: 'An enrolment was ended from outside; the sweeper takes its tenant up.',
    },
    {
      id: 'RunsTimedOut',
      metric: factory.enrolment.metricTimedOut({ period: Duration.minutes(5) }),
      threshold: 1,
      says: 'An enrolment took longer than its timeout; the sweeper takes its tenant up.',
    },
    {
      id: 'TenantsGivenUp',
      metric: factory.metricGivenUp({}),
      threshold: 1,
      says: 'The runs of a tenant were ended too often to be begun again.',
    },
    {
      id: 'SweeperFailing',
      metric: factory.metricSweeperErrors({}),
      threshold: 3,
      says: 'The function fails that takes up enrolments which nobody is at any more.',
    },
    {
      id: 'AccountQuotaNearlyUsed',
      metric: factory.metricAccountsAskedFor({}),
      threshold,
      says: `${threshold} accounts are asked for, 80 % of what the organization may have.`,
    },
    {
      id: 'CreationThrottled',
      metric: factory.metricThrottled({}),
      threshold: 5,
      says: 'AWS refuses to create accounts, five times an hour.',
    },
  ];
}

/** Eight alarms, 0.10 USD each and month. Each description names its entry in docs/runbook.md. */
export function defineAlarms(scope: Construct, options: TenantAlarmOptions, factory: TenantAccountFactory) {
  return signalsOf(factory, options.accountQuota).map(({ id, metric, threshold, says }) => {
    const alarm = new cloudwatch.Alarm(scope, id, {
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `${says} Runbook: docs/runbook.md#${id.toLowerCase()}`,
    });
    alarm.addAlarmAction(...options.actions);
    return alarm;
  });
}
