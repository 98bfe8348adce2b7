import { App, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { HealthGate, IHealthGate, Ring, Wave, WaveOptions } from '../../../src';
import { wavesOf } from '../../../src/fleet/waves/waves-of';

export const REGIONS = ['us-east-1', 'eu-central-1'];

export const platform = () => new Stack(new App(), 'Platform', { env: { account: '222222222222', region: 'us-east-1' } });

export const planned = (waves: Wave[], stack = platform()) => wavesOf(new Construct(stack, 'Waves'), waves, REGIONS);

/** What is said of a plan, in one text. */
export const saidOf = (waves: Wave[], stack = platform()) => planned(waves, stack).complaints.join('\n');

/** What is said of one wave with these options, before one for everyone. */
export const saidOfWave = (options: WaveOptions, stack = platform()) =>
  saidOf([Wave.of(Ring.of('canary'), options), Wave.of(Ring.everyone())], stack);

/** The one wave for everyone with these options. */
export const only = (options: WaveOptions, stack = platform()) =>
  planned([Wave.of(Ring.everyone(), options)], stack).waves[0];

export const errors = (period?: cloudwatch.MetricOptions['period']) => new cloudwatch.Metric({ namespace: 'Orders', metricName: 'Errors', period });

export function alarm(stack: Stack, id: string, props: Partial<cloudwatch.AlarmProps> = {}) {
  return new cloudwatch.Alarm(stack, id, { metric: errors(), threshold: 1, evaluationPeriods: 1, ...props });
}

/** A gate that looks at so many alarms of their own names. */
export const alarms = (stack: Stack, count: number): IHealthGate => HealthGate.fromAlarms(
  ...Array.from({ length: count }, (_, at) => cloudwatch.Alarm.fromAlarmName(stack, `Alarm${at}`, `alarm-${at}`)));
