import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { FleetStackSetPipeline } from './fleet-stack-set-pipeline';

/** Two alarms, 0.10 USD each and month. Each description names its entry in docs/runbook.md. */
export function defineFleetAlarms(
  scope: Construct, actions: readonly cloudwatch.IAlarmAction[], fleet: FleetStackSetPipeline,
): cloudwatch.Alarm[] {
  const signals = [
    { id: 'ReleasesStuck', metric: fleet.metricStuck({}), says: 'A release could not be taken back everywhere.' },
    { id: 'ReleasesNotForward', metric: fleet.metricNotForward({ period: Duration.minutes(5) }), says: 'A release was refused or taken back.' },
  ];
  return signals.map(({ id, metric, says }) => {
    const alarm = new cloudwatch.Alarm(scope, id, {
      metric,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      alarmDescription: `${says} Runbook: docs/runbook.md#${id.toLowerCase()}`,
    });
    alarm.addAlarmAction(...actions);
    return alarm;
  });
}
