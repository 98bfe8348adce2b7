import { NOTHING, NOTHING_YET, nothing } from './nothing';
import { StatementPolicyType } from '../guardrail-definition';
import { ALL_UNITS, PlannedPolicy, PolicyRoom, Unit, nameOf } from '../planned-policy';

/** Where changed rules are tried. */
export const TRIAL_UNITS: readonly Unit[] = ['sandbox'];

/**
 * Among how many policies rules are spread that are tried first. When a rollout is added or taken away, the unit on
 * which they are tried has both kinds for a moment: AWS takes ten and five, of which one is AWS's own.
 */
export const SPREAD_TWICE: PolicyRoom = { SERVICE_CONTROL_POLICY: 4, RESOURCE_CONTROL_POLICY: 2 };

/** A policy twice: with the rules where they are tried, and on all other units, where they come to later. */
export interface Pair {
  readonly trial: PlannedPolicy;
  readonly rest: PlannedPolicy;
}

/**
 * The policies of all units in pairs. There are always as many pairs as there is room for: a policy that were gone with
 * its last rule would let go at once what it held, also where the rule only moved to another policy.
 */
export function inPairs(planned: readonly PlannedPolicy[], room: PolicyRoom): Pair[] {
  const units = ALL_UNITS.filter(unit => !TRIAL_UNITS.includes(unit));
  return (Object.keys(room) as StatementPolicyType[]).flatMap(type => Array.from({ length: room[type] }, (_, at) => {
    const name = nameOf(type, at + 1);
    const found = planned.find(policy => policy.name === name);
    const empty = { type, content: nothing(type, NOTHING), guardrails: [] };
    const trial = { ...empty, ...found, name: `trial-${name}`, units: TRIAL_UNITS };
    return { trial, rest: { ...empty, content: nothing(type, NOTHING_YET), name, units, triedAs: trial.name } };
  }));
}
