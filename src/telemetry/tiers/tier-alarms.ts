import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/** One alarm on three metrics, 0.10 USD each and month. Its description names its entry in docs/runbook.md. */
export function defineTierAlarms(
  scope: Construct, actions: readonly cloudwatch.IAlarmAction[], machine: sfn.IStateMachine,
): cloudwatch.Alarm[] {
  const usingMetrics = {
    failed: machine.metricFailed({}), timedOut: machine.metricTimedOut({}), aborted: machine.metricAborted({}),
  };
  const expression = 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)';
  const alarm = new cloudwatch.Alarm(scope, 'TierMovesFailed', {
    metric: new cloudwatch.MathExpression({ expression, usingMetrics, label: 'tier moves' }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    alarmDescription: 'Tenants are not brought into their tiers. Runbook: docs/runbook.md#tiermovesfailed',
  });
  alarm.addAlarmAction(...actions);
  return [alarm];
}
