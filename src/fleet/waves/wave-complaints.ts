import { IResource, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { BoundWave } from './bound-wave';
import { HealthGateConfig } from './health-gate';
import { isShare } from './plan-complaints';
import { complaintsAboutAlarms, elsewhere, knownOf } from '../../private/alarms';
import { known } from '../../private/complaints';
import { complaintsAboutRegionNames } from '../../private/places';
import type { PaceSpec, RingSpec } from '../contract';

/** What an execution of Step Functions lasts at most is a year, and it has work to do beside. */
const MOST_DAYS = 364;

/** Stack instances that StackSets operates on at once, in each Region, over all stack sets of an administrator. */
const MOST_AT_ONCE = 10000;

/** As a request for a tenant may say it. */
const RING_NAME = /^[a-z][a-z0-9-]{0,39}$/;

/** What is wrong with a wave by itself. */
export function complaintsAboutWave(
  scope: IConstruct, wave: BoundWave, last: boolean, regions: readonly string[],
): string[] {
  const { prop, typedName } = wave;
  const nameless = typedName !== undefined && !(known(typedName) && typedName.trim() !== '' && typedName.length <= 64);
  return [
    ...nameless ? [`'${prop}.name' must be 1 to 64 characters that are known when the app is synthesized, got '${typedName}'`] : [],
    ...complaintsAboutRing(prop, wave.ring),
    ...complaintsAboutBake(wave, last),
    ...complaintsAboutPaces(wave),
    ...wave.regions ? complaintsAboutRegions(`${prop}.regions`, wave.regions, regions) : [],
    ...complaintsAboutGates(scope, wave),
  ];
}

function complaintsAboutRing(prop: string, ring: RingSpec): string[] {
  const typed = Object.values(ring).slice(1);
  if (!typed.every(value => known(value))) { return [`'${prop}' has a ring that is known to CloudFormation only; tenants are chosen by what is written into the plan, so type it`]; }
  switch (ring.by) {
    case 'ring': return RING_NAME.test(ring.name) ? [] : [`'${prop}' has a ring that no request can name: lower-case letters, digits and hyphens, 40 at most, beginning with a letter, got '${ring.name}'`];
    case 'stage': return ['sandbox', 'production'].includes(ring.stage) ? [] : [`'${prop}' must be for stage 'sandbox' or 'production', got '${ring.stage}'`];
    case 'tag': return ring.key.length >= 1 && ring.key.length <= 128 && ring.value.length <= 256 ? [] : [`'${prop}' must be for a tag with a key of 1 to 128 characters and a value of at most 256, as AWS allows, got '${ring.key}' and '${ring.value}'`];
    case 'percent': return isShare(ring.percent) ? [] : [`'${prop}' must be for a whole percentage from 1 to 100, got ${ring.percent}`];
    case 'everyone': return [];
  }
}

function complaintsAboutBake({ prop, bake, alarms, gates }: BoundWave, last: boolean): string[] {
  if (bake.isUnresolved()) { return [`'${prop}.bake' must be known when the app is synthesized, for it is written into the plan`]; }
  const seconds = bake.toSeconds({ integral: false });
  if (!(Number.isInteger(seconds) && seconds >= 0 && seconds <= MOST_DAYS * 86400)) {
    return [`'${prop}.bake' must be whole seconds, at most ${MOST_DAYS} days, got ${bake.toHumanString()}`];
  }
  if (seconds === 0) {
    if (alarms.length > 0) { return [`'${prop}.bake' must be more than nothing, for alarms are looked at when it is over`]; }
    return last || gates.some(gate => asked(gate).length > 0) ? [] : [`'${prop}.bake' must be more than nothing where no function or state machine is asked; only the last wave may go without`];
  }
  return alarms.flatMap(alarm => {
    const { window } = knownOf(alarm);
    return window && seconds < window.toSeconds()
      ? [`'${prop}.bake' must be as long as alarm '${labelOf(alarm)}' looks back, ${window.toHumanString()}, got ${bake.toHumanString()}; it would judge the time before the wave`]
      : [];
  });
}

function complaintsAboutPaces({ prop, concurrency, tolerance }: BoundWave): string[] {
  const complaints = [...complaintsAboutPace(`${prop}.concurrency`, concurrency, 1), ...complaintsAboutPace(`${prop}.tolerance`, tolerance, 0)];
  if ('accounts' in concurrency && known(concurrency.accounts) && concurrency.accounts > MOST_AT_ONCE) {
    complaints.push(`'${prop}.concurrency' must be at most ${MOST_AT_ONCE} accounts, AWS's limit for all stack sets together, got ${concurrency.accounts}`);
  }
  if ('percent' in tolerance && tolerance.percent === 100) {
    complaints.push(`'${prop}.tolerance' of 100 percent is all accounts, so that no failure would ever stop the release; use less, or Pace.accounts(0) if none may fail`);
  }
  return complaints;
}

function complaintsAboutPace(prop: string, pace: PaceSpec, least: number): string[] {
  const count = 'accounts' in pace ? pace.accounts : pace.percent;
  if (!known(count)) { return [`'${prop}' must be known when the app is synthesized, for it is written into the plan`]; }
  if ('percent' in pace) {
    return isShare(count) ? [] : [`'${prop}' must be a whole percentage from 1 to 100, got ${count}${least === 0 ? '; use Pace.accounts(0) if none may fail' : ''}`];
  }
  return Number.isInteger(count) && count >= least ? [] : [`'${prop}' must be a whole number of at least ${least} accounts, got ${count}`];
}

function complaintsAboutRegions(prop: string, own: readonly string[], regions: readonly string[]): string[] {
  if (own.length === 0) { return [`'${prop}' must hold at least one Region; leave it out for all of the fleet`]; }
  const unknown = complaintsAboutRegionNames(prop, own);
  const others = own.filter(region => known(region) && regions.every(known) && !regions.includes(region));
  return [
    ...own.every(known) ? [] : [`'${prop}' must be known when the app is synthesized, for it is written into the plan`],
    ...unknown,
    ...new Set(own).size < own.length ? [`'${prop}' must hold each Region once, got ${own.join(', ')}`] : [],
    ...unknown.length === 0 && others.length > 0 ? [`'${prop}' must be Regions of the fleet, ${regions.join(', ')}, got ${others.join(', ')}; add them to 'regions' of the pipeline`] : [],
  ];
}

function complaintsAboutGates(scope: IConstruct, { prop, gates, alarms }: BoundWave): string[] {
  const { account, region } = Stack.of(scope);
  return [
    ...gates.flatMap((gate, at) => asked(gate).length > 0 || gate.alarms?.length
      ? []
      : [`'${prop}.gates[${at}]' looks at nothing and would always say yes; give it alarms, functions or state machines`]),
    ...complaintsAboutAlarms(scope, `${prop}.gates`, alarms),
    ...gates.flatMap(asked).filter(({ env }) => elsewhere(env.account, account) || elsewhere(env.region, region))
      .map(({ env, node }) => `'${prop}.gates' must be in this account and Region, ${account} ${region}; '${node.path}' is in ${env.account} ${env.region}`),
  ];
}

const asked = (gate: HealthGateConfig): IResource[] => [...gate.functions ?? [], ...gate.stateMachines ?? []];

/** What people know an alarm by. */
export const labelOf = (alarm: cloudwatch.IAlarm): string => known(alarm.alarmName) ? alarm.alarmName : alarm.node.path;
