import { CHILD_OPERATORS, VALUE_OPERATORS } from './effective-policies';
import { isObject, Json, JsonObject } from '../../json';

/** What the documents of each type begin with, after its syntax in the Organizations User Guide. */
const TOP: Readonly<Record<string, string | undefined>> = {
  DECLARATIVE_POLICY_EC2: 'ec2_attributes',
  S3_POLICY: 's3_attributes',
  GUARDDUTY_POLICY: 'guardduty',
  AISERVICES_OPT_OUT_POLICY: 'services',
  TAG_POLICY: 'tags',
};

const ALLOWABLE: readonly Json[] = [...VALUE_OPERATORS, '@@all', '@@none'];

/**
 * What is wrong with a policy that is made of settings, if anything is. Which settings there are is not looked at, but
 * for what GuardDuty says of its plans.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html
 */
export function wrongIn(type: string, document: JsonObject): string | undefined {
  const top = TOP[type];
  if (top === undefined) { return undefined; }
  const keys = Object.keys(document);
  if (keys.join() !== top) { return `it has ${keys.join(' and ') || 'nothing'} where a ${type} has ${top}`; }
  return wrongAt(document, type) ?? (type === 'GUARDDUTY_POLICY' ? wrongPlans(document) : undefined);
}

function wrongAt(settings: Json | undefined, type: string, path = ''): string | undefined {
  if (!isObject(settings)) { return `${path} is neither an operator nor holds settings`; }
  const entries = Object.entries(settings);
  const [operators, inner] = [entries.filter(([key]) => key.startsWith('@@')), entries.filter(([key]) => !key.startsWith('@@'))];
  for (const [key, value] of operators) {
    const isKnown = key === CHILD_OPERATORS || VALUE_OPERATORS.includes(key);
    if (!isKnown) { return `${key} of ${path} is no operator`; }
    if (key === CHILD_OPERATORS && !(Array.isArray(value) && value.every(each => ALLOWABLE.includes(each)))) {
      return `${key} of ${path} is no list of operators`;
    }
    if (type === 'AISERVICES_OPT_OUT_POLICY' && (key === '@@append' || key === '@@remove')) { return `a ${type} takes no ${key}`; }
  }
  const values = operators.filter(([key]) => key !== CHILD_OPERATORS);
  if (values.length > 1) { return `${path} has ${values.map(([key]) => key).join(' and ')}`; }
  if (values.length > 0 && inner.length > 0) { return `${path} has a value and settings`; }
  return inner.map(([key, value]) => wrongAt(value, type, path ? `${path}.${key}` : key)).find(wrong => wrong !== undefined);
}

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_guardduty_syntax.html */
function wrongPlans({ guardduty }: JsonObject): string | undefined {
  const { enablement } = guardduty as JsonObject;
  if (!isObject(enablement) || Object.keys(enablement).length === 0) { return 'guardduty.enablement holds neither a default nor a Region'; }
  for (const [where, plans] of Object.entries(enablement)) {
    const isOn = ([, plan]: readonly [string, Json | undefined]) =>
      isObject(plan) && isObject(plan.status) && plan.status['@@assign'] === 'enabled';
    const on = Object.entries(plans as JsonObject).filter(isOn).map(([name]) => name);
    if (on.length > 0 && !on.includes('foundational')) { return `${where} has ${on.join(' and ')} without foundational`; }
  }
  return undefined;
}
