import { DeployedPolicy, OtherPolicy, Policies, Rule } from './policies';
import { BREAK_GLASS, Case } from '../../guardrails/case';
import { CASES } from '../../guardrails/catalogue/cases';
import { SETTINGS_CASES } from '../../guardrails/catalogue/settings-cases';
import { ROOM } from '../../guardrails/limits';

/** A policy, and what there is still room for. */
export interface PolicyEntry extends Omit<DeployedPolicy, 'content' | 'rules'> {
  readonly file: string;
  readonly rules: readonly string[];
  readonly characters: number;
  /** What AWS takes; undefined where no source says it. */
  readonly available?: number;
  readonly left?: number;
}

/** A rule, where it holds and what is proven of it. */
export interface RuleEntry extends Rule {
  readonly policies: readonly string[];
  readonly units: readonly string[];
  /** The units that get it once it has been tried on the others. */
  readonly laterOn: readonly string[];
  /** Sentences from the library's catalogue; a rule of the user's own has none. */
  readonly denied: readonly string[];
  readonly allowed: readonly string[];
  /** Those of both that look very much like the other side. */
  readonly nearMisses: readonly string[];
}

/** Everything that there is to say of the guardrails of one platform. */
export interface Repository {
  readonly platform: string;
  readonly digest?: string;
  /** The units that get new policies before the others. */
  readonly trial: readonly string[];
  readonly policies: readonly PolicyEntry[];
  readonly rules: readonly RuleEntry[];
  /** Policies in the same app that are not of `BaselineGuardrails`. */
  readonly others: readonly OtherPolicy[];
}

/** One for each platform of an assembly. */
export function repositoriesOf({ ours, others, held }: Policies): Repository[] {
  return [...new Set(ours.map(({ platform }) => platform))].map(platform => {
    const policies = ours.filter(each => each.platform === platform);
    const { digest, trial = [] } = held.get(platform) ?? {};
    return { platform, digest, trial, policies: policies.map(entryOf), rules: rulesOf(policies), others };
  });
}

/** Under which name a policy is written. */
export const fileOf = ({ name }: Pick<DeployedPolicy, 'name'>): string => `${name.replace(/[^\w.-]+/g, '-')}.json`;

function entryOf({ content, rules, ...policy }: DeployedPolicy): PolicyEntry {
  const room = Object.entries(ROOM).find(([type]) => type === policy.type)?.[1];
  return {
    ...policy, file: fileOf(policy), rules: rules.map(({ name }) => name), characters: content.length,
    available: room?.characters, left: room && room.characters - content.length,
  };
}

/** A rule that is tried on one unit and told otherwise on the others is two. */
function rulesOf(policies: readonly DeployedPolicy[]): RuleEntry[] {
  const all = policies.flatMap(({ rules }) => rules);
  const different = all.filter((rule, at) => all.findIndex(other => same(other, rule)) === at);
  return different.map(rule => {
    const homes = policies.filter(({ rules }) => rules.some(other => same(other, rule)));
    const later = policies.filter(({ triedAs }) => homes.some(({ name }) => name === triedAs));
    const cases = casesOf(rule.name, policies.some(({ content }) => content.includes(BREAK_GLASS)));
    const sentences = (chosen: (each: Told) => boolean) => cases.filter(chosen).map(({ says }) => says);
    return {
      ...rule,
      policies: homes.map(home => home.name),
      units: [...new Set(homes.flatMap(({ units }) => units))],
      laterOn: [...new Set(later.flatMap(({ units }) => units))],
      denied: sentences(({ is, isNearMiss }) => is === 'denied' && !isNearMiss),
      allowed: sentences(({ is, isNearMiss }) => is === 'allowed' && !isNearMiss),
      nearMisses: cases.filter(({ isNearMiss }) => isNearMiss).map(({ says, is }) => `${says}: ${is}`),
    };
  });
}

/** A case as people read it: with the action that is tried, or with what the policy of somebody else is attached to. */
type Told = Pick<Case, 'says' | 'is' | 'isNearMiss'>;

/** The catalogue tries a break-glass role of its own name, which says nothing of an app that has none of it. */
function casesOf(rule: string, hasBreakGlass: boolean): Told[] {
  const tried = (Object.hasOwn(CASES, rule) ? CASES[rule] : [])
    .filter(({ who }) => hasBreakGlass || who !== BREAK_GLASS);
  const set = Object.hasOwn(SETTINGS_CASES, rule) ? SETTINGS_CASES[rule] : [];
  return [
    ...tried.map(({ says, does, ...rest }) => ({ ...rest, says: `${says} (${does})` })),
    ...set.map(({ says, on, ...rest }) => ({ ...rest, says: `${says} (a policy on ${PLACES[on]})` })),
  ];
}

const PLACES = { root: 'the root', account: 'the account', elsewhere: 'another unit' } as const;

const same = (one: Rule, other: Rule): boolean => JSON.stringify(one) === JSON.stringify(other);
