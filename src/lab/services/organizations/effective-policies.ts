import { isObject, Json, JsonObject } from '../../json';

/** What sets a value. */
export const VALUE_OPERATORS: readonly string[] = ['@@assign', '@@append', '@@remove'];

/** What says which of them policies further down may use. */
export const CHILD_OPERATORS = '@@operators_allowed_for_child_policies';

/** A setting, or what holds settings, on the way from the root down to an account. */
interface Node {
  readonly value?: Json;
  readonly children: ReadonlyMap<string, Node>;
  /** What may be done to it from the next level on. */
  readonly allowed: ReadonlySet<string>;
}

const EMPTY: Node = { children: new Map(), allowed: new Set(VALUE_OPERATORS) };

/**
 * The effective policy of an account: what its policies of one type come to, given level by level from the root down to
 * the account, and at each level in the order in which they were attached.
 *
 * Of two policies at the same level that assign, the first one holds; of what they let policies further down do, only
 * what both let. A lock keeps what is there as it is and lets nothing be added below it; it says nothing of what is
 * there below it.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/policy-operators.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/inheritance-examples.html
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ai-opt-out_syntax.html for locks
 * on what holds settings
 */
export function effectivePolicy(levels: readonly (readonly JsonObject[])[]): JsonObject {
  const whole = levels.reduce<Node>((inherited, here) => merged(inherited, here, inherited.allowed, []), EMPTY);
  return rendered(whole) as JsonObject | undefined ?? {};
}

/** What is inherited, changed by the policies of one level as far as they may. */
function merged(inherited: Node, here: readonly JsonObject[], may: ReadonlySet<string>, path: readonly string[]): Node {
  const children = new Map(inherited.children);
  for (const key of new Set(here.flatMap(Object.keys).filter(name => !name.startsWith('@@')))) {
    const below = inherited.children.get(key);
    const fragments = here.map(fragment => fragment[key]).filter(isObject);
    // What is not there yet is added to what it stands in, and that is what may be locked.
    children.set(key, merged(below ?? { ...EMPTY, allowed: may }, fragments, below?.allowed ?? may, [...path, key]));
  }
  return { value: valueOf(inherited.value, here, may, path), children, allowed: allowedBy(inherited, here) };
}

function valueOf(
  inherited: Json | undefined, here: readonly JsonObject[], may: ReadonlySet<string>, path: readonly string[],
): Json | undefined {
  const isUsed = (operator: string) => may.has(operator) && here.some(fragment => fragment[operator] !== undefined);
  const uses = VALUE_OPERATORS.filter(isUsed);
  if (uses.length === 0) { return inherited; }
  if (uses.length > 1) { throw new Error(`the lab does not model ${uses.join(' and ')} on the same level, of ${path.join('.')}`); }
  const [operator] = uses;
  const given = here.map(fragment => fragment[operator]).filter(value => value !== undefined);
  if (operator === '@@assign') { return given[0]; }
  const [values, before] = [given.flatMap(listed), listed(inherited ?? [])];
  if (operator === '@@append') { return [...new Set([...before, ...values])]; }
  const left = before.filter(value => !values.includes(value));
  // A setting without any value is none: AWS shows it no more. One that was assigned an empty list is.
  return left.length > 0 ? left : undefined;
}

const listed = (value: Json): Json[] => Array.isArray(value) ? value : [value];

/** A policy further down cannot allow what one further up does not. */
function allowedBy({ allowed }: Node, here: readonly JsonObject[]): ReadonlySet<string> {
  const lists = here.map(fragment => fragment[CHILD_OPERATORS]).filter(value => value !== undefined).map(listed);
  return new Set([...allowed].filter(operator => lists.every(list => list.includes(operator) || list.includes('@@all'))));
}

/** Without operators, as DescribeEffectivePolicy shows it. */
function rendered({ value, children }: Node): Json | undefined {
  const settings = [...children].map(([key, child]) => [key, rendered(child)] as const)
    .filter(([, shown]) => shown !== undefined);
  return settings.length > 0 ? Object.fromEntries(settings) as JsonObject : value;
}
