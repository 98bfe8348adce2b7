import { Annotations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct, IConstruct } from 'constructs';
import { BoundWave, boundWaves } from './bound-wave';
import { complaintsAboutPlan } from './plan-complaints';
import { Wave } from './wave';
import { complaintsAboutWave, labelOf } from './wave-complaints';
import { knownOf } from '../../private/alarms';
import type { GateSpec, WaveSpec } from '../contract';

/** A plan as a release's record keeps it, and what is wrong with it. */
export interface WavePlan {
  /**
   * Names of alarms and ARNs are tokens where `scope`'s stack defines them. Not to be used where there are complaints.
   */
  readonly waves: readonly WaveSpec[];
  readonly complaints: readonly string[];
}

/**
 * Reads a plan, once, for its gates are bound below `scope`.
 *
 * @param regions all of the fleet
 */
export function wavesOf(scope: Construct, waves: readonly Wave[], regions: readonly string[]): WavePlan {
  const bound = boundWaves(scope, waves);
  for (const alarm of bound.flatMap(wave => wave.alarms)) { warnOfMissingData(scope, alarm); }
  return {
    waves: bound.map(specOf),
    complaints: [
      ...complaintsAboutPlan(bound, regions),
      ...bound.flatMap((wave, at) => complaintsAboutWave(scope, wave, at === bound.length - 1, regions)),
    ],
  };
}

function specOf({ name, ring, concurrency, tolerance, bake, regions, gates, alarms }: BoundWave): WaveSpec {
  return {
    name,
    ring,
    ...regions && { regions },
    concurrency,
    tolerance,
    bakeSeconds: bake.isUnresolved() ? 0 : bake.toSeconds({ integral: false }),
    alarms: alarms.map(alarm => alarm.alarmName),
    gates: gates.flatMap(({ functions = [], stateMachines = [] }) => [
      ...functions.map((asked): GateSpec => ({ name: asked.node.id, kind: 'function', arn: asked.functionArn })),
      ...stateMachines.map((asked): GateSpec => ({ name: asked.node.id, kind: 'stateMachine', arn: asked.stateMachineArn })),
    ]),
  };
}

/** Silence counts as health there, which may be meant. */
function warnOfMissingData(scope: IConstruct, alarm: cloudwatch.IAlarm): void {
  const { treatMissingData } = knownOf(alarm);
  if (treatMissingData !== 'notBreaching' && treatMissingData !== 'ignore') { return; }
  const words = treatMissingData === 'ignore' ? 'keeps its state without data' : 'is OK without data';
  Annotations.of(scope).addWarningV2(`cdk-account-per-tenant:HealthGate.missingData:${labelOf(alarm)}`,
    `alarm '${labelOf(alarm)}' ${words}, so a version under which nothing works any more may pass; take a metric that has data wherever work is done, and TreatMissingData.MISSING`);
}
