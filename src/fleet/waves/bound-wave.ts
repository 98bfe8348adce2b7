import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { HealthGateConfig } from './health-gate';
import { Pace } from './pace';
import { Wave } from './wave';
import { known } from '../../private/complaints';
import type { PaceSpec, RingSpec } from '../contract';

/** A wave with its defaults, and what its gates said. */
export interface BoundWave {
  /** What it is in the user's code, such as `waves[0]`. */
  readonly prop: string;
  readonly name: string;
  /** Not there where the name is said by the ring. */
  readonly typedName?: string;
  readonly ring: RingSpec;
  readonly bake: Duration;
  readonly concurrency: PaceSpec;
  readonly tolerance: PaceSpec;
  readonly regions?: readonly string[];
  readonly gates: readonly HealthGateConfig[];
  /** Each once. */
  readonly alarms: readonly cloudwatch.IAlarm[];
}

export function boundWaves(scope: Construct, waves: readonly Wave[]): BoundWave[] {
  const bound: BoundWave[] = [];
  for (const [at, { _ring: { _spec: ring }, _options: options }] of waves.entries()) {
    const name = options.name ?? nameOf(ring, bound.map(wave => wave.ring), options.regions);
    // A gate's scope is named after the wave, so that what it defines stays when another wave comes before.
    const nameable = known(name) && name !== '' && bound.every(other => other.name !== name);
    const place = nameable && options.gates?.length ? new Construct(scope, name) : undefined;
    const gates = place ? options.gates!.map((gate, index) => gate.bind(new Construct(place, `Gate${index + 1}`))) : [];
    bound.push({
      prop: `waves[${at}]`,
      name,
      typedName: options.name,
      ring,
      bake: options.bake ?? Duration.minutes(30),
      concurrency: (options.concurrency ?? Pace.percent(10))._spec,
      tolerance: (options.tolerance ?? Pace._percentOrNone(1))._spec,
      regions: options.regions,
      gates,
      alarms: [...new Set(gates.flatMap(gate => gate.alarms ?? []))],
    });
  }
  return bound;
}

function nameOf(ring: RingSpec, before: readonly RingSpec[], regions?: readonly string[]): string {
  return `${describe(ring, before)}${regions ? ` in ${regions.join(', ')}` : ''}`;
}

function describe(ring: RingSpec, before: readonly RingSpec[]): string {
  switch (ring.by) {
    case 'ring': return ring.name;
    case 'stage': return ring.stage;
    case 'tag': return `${ring.key}=${ring.value}`;
    case 'percent': {
      const share = before.reduce((sum, each) => sum + (each.by === 'percent' ? each.percent : 0), 0);
      return share > 0 ? `up to ${share + ring.percent} percent` : `${ring.percent} percent`;
    }
    case 'everyone': return 'everyone';
  }
}
