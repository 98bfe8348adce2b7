import { IConstruct } from 'constructs';
import { QUARANTINE } from './catalogue/quarantine';
import { SUSPENDED } from './catalogue/suspended';
import {
  GuardrailDefinition, Platform, PolicyType, SettingsRule, StatementPolicyType, StatementRule, isSettingsRule,
  isStatementRule,
} from './guardrail-definition';
import { ROOM } from './limits';
import { pack, TooLarge } from './packer/pack';
import { Contradiction, united } from './packer/settings';
import { Land } from '../organization/contract';
import { errorAbout } from '../private/complaints';

/** The units that tenant accounts are in. */
export type Unit = Exclude<keyof Land, 'root'>;

export const ALL_UNITS: readonly Unit[] = ['production', 'sandbox', 'onboarding', 'suspended', 'quarantine'];

/** A policy that there shall be, and on which units. */
export interface PlannedPolicy {
  /** Tells it from the others of the platform. */
  readonly name: string;
  readonly type: PolicyType;
  readonly content: string;
  readonly guardrails: readonly GuardrailDefinition[];
  readonly units: readonly Unit[];
  /** The policy whose content it gets once that has been tried. */
  readonly triedAs?: string;
}

/** Among how many policies the rules of a type are spread. */
export type PolicyRoom = Readonly<Record<StatementPolicyType, number>>;

/** How a type of policy is called in names, in the order in which they are made. */
const SHORT: Readonly<Record<PolicyType, string>> = {
  SERVICE_CONTROL_POLICY: 'scp',
  RESOURCE_CONTROL_POLICY: 'rcp',
  DECLARATIVE_POLICY_EC2: 'ec2',
  S3_POLICY: 's3',
  AISERVICES_OPT_OUT_POLICY: 'ai-opt-out',
  TAG_POLICY: 'tags',
  GUARDDUTY_POLICY: 'guardduty',
};

/** The types in the order in which their policies are made. */
export const POLICY_TYPES = Object.keys(SHORT) as PolicyType[];

/**
 * Which policies hold the tenants of a platform, whatever the order of the rules. Where the rules of a type do not fit
 * into its room, they get most.
 */
export function plannedPolicies(
  scope: IConstruct, guardrails: readonly GuardrailDefinition[], platform: Platform, room: PolicyRoom, most: PolicyRoom,
): PlannedPolicy[] {
  const inOrder = [...guardrails].sort((a, b) => a.name < b.name ? -1 : 1);
  const rules = inOrder.filter(isStatementRule);
  const spread = (type: StatementPolicyType) =>
    packed(scope, type, rules.filter(each => each.policyType === type), platform, room[type], most[type])
      .map(({ name, ...rest }) => ({ ...rest, name: nameOf(type, name), units: ALL_UNITS }));
  const alone = (rule: StatementRule, unit: Unit): PlannedPolicy[] =>
    packed(scope, rule.policyType, [rule], platform, 1)
      .map(policy => ({ ...policy, name: nameOf(rule.policyType, rule.name), units: [unit] }));
  return [
    ...spread('SERVICE_CONTROL_POLICY'),
    ...alone(SUSPENDED, 'suspended'),
    ...alone(QUARANTINE, 'quarantine'),
    ...spread('RESOURCE_CONTROL_POLICY'),
    ...POLICY_TYPES.flatMap(type => ofSettings(scope, type, inOrder.filter(isSettingsRule), platform)),
  ];
}

/** The name of a policy of its type. */
export const nameOf = (type: StatementPolicyType, which: string | number) => `${SHORT[type]}-${which}`;

function packed(
  scope: IConstruct, type: StatementPolicyType, rules: readonly StatementRule[], platform: Platform,
  policies: number, most = policies,
): Omit<PlannedPolicy, 'units'>[] {
  const parcels = rules.map(({ name, statements }) => ({ name, statements: statements(platform) }));
  const room = { ...ROOM[type], policies };
  try {
    return pack(parcels, room).map(({ number, content, parcels: inIt }) =>
      ({ name: String(number), type, content, guardrails: rules.filter(({ name }) => inIt.includes(name)) }));
  } catch (error) {
    if (!(error instanceof TooLarge)) { throw error; }
    if (policies < most) { return packed(scope, type, rules, platform, most); }
    const more = type === 'SERVICE_CONTROL_POLICY' ? ", or raise 'serviceControlPolicies'" : '';
    const sizes = [...error.sizes].sort(([, a], [, b]) => b - a).map(([name, size]) => `${name} ${size}`).join(', ');
    throw errorAbout(scope, [`'guardrails' do not fit into ${policies} ${policies === 1 ? 'policy' : 'policies'} of ${room.characters} characters; no room for ${error.without.join(', ')}: leave some out${more}. Characters by rule: ${sizes}`]);
  }
}

/** All settings of one type are one policy. */
function ofSettings(
  scope: IConstruct, type: PolicyType, all: readonly SettingsRule[], platform: Platform,
): PlannedPolicy[] {
  const rules = all.filter(each => each.policyType === type);
  if (rules.length === 0) { return []; }
  const content = contentOf(scope, rules, platform);
  const { characters } = ROOM[type];
  if (content.length > characters) {
    throw errorAbout(scope, [`'guardrails' ${rules.map(({ name }) => name).join(', ')} have ${content.length} characters together, and a ${type} takes ${characters}; leave some out`]);
  }
  return [{ name: SHORT[type], type, content, guardrails: rules, units: ALL_UNITS }];
}

function contentOf(scope: IConstruct, rules: readonly SettingsRule[], platform: Platform): string {
  try {
    return united(rules.map(({ name, settings }) => ({ name, settings: settings(platform) })));
  } catch (error) {
    if (!(error instanceof Contradiction)) { throw error; }
    const { where, one, other } = error;
    throw errorAbout(scope, [`'guardrails' hold a contradiction: '${one}' and '${other}' set ${where} differently; leave one of them out`]);
  }
}
