import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { tenantTelemetry } from '../good-telemetry';

interface Query {
  readonly Id: string;
  readonly MetricStat?: { readonly Stat: string; readonly Metric: { readonly MetricName: string } };
}

test('has no alarm that nobody asked for', () => {
  tenantTelemetry().template().resourceCountIs('AWS::CloudWatch::Alarm', 0);
});

test('a run of the tiers that failed, timed out or was ended is told, and silence is none', () => {
  const { telemetry, stack, template } = tenantTelemetry();
  const alarms = telemetry.addAlarms(new SnsAction(new Topic(stack, 'People')));
  expect(alarms.map(({ node }) => node.id)).toEqual(['TierMovesFailed']);
  const [{ Properties }] = Object.values(template().findResources('AWS::CloudWatch::Alarm', {
    Properties: {
      AlarmActions: [Match.anyValue()], TreatMissingData: 'notBreaching', Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold', AlarmDescription: Match.stringLikeRegexp(' Runbook: docs/runbook\\.md#tiermovesfailed$'),
    },
  }));
  const metrics = (Properties.Metrics as Query[]).flatMap(({ Id, MetricStat: asked }) =>
    asked ? [[Id, asked.Metric.MetricName, asked.Stat]] : []);
  expect(metrics).toEqual([['failed', 'ExecutionsFailed', 'Sum'], ['timedOut', 'ExecutionsTimedOut', 'Sum'], ['aborted', 'ExecutionsAborted', 'Sum']]);
  expect(JSON.stringify(Properties.Metrics)).toContain(JSON.stringify([{ Name: 'StateMachineArn', Value: stack.resolve(telemetry.tierMoves.stateMachineArn) as object }]));
});

test('the alarm has its entry in the runbook', () => {
  expect(readFileSync(join(__dirname, '../../../docs/runbook.md'), 'utf8').match(/^## TierMovesFailed$/gm)).toHaveLength(1);
});
