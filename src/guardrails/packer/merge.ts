import { Conditions, Statement } from '../statement';

type List = 'Action' | 'NotAction' | 'Resource' | 'NotResource';
const LISTS: readonly List[] = ['Action', 'NotAction', 'Resource', 'NotResource'];

/** Lists that say more the longer they are: of two statements that differ in one of these alone, one says both. */
const GROWING: readonly List[] = ['Action', 'Resource'];

/** As few statements as say the same, in an order that does not depend on the order in which they came. */
export function merge(statements: readonly Statement[]): Statement[] {
  let merged = statements.map(tidy);
  for (let before = Infinity; merged.length < before;) {
    before = merged.length;
    for (const list of GROWING) { merged = united(merged, list); }
  }
  return merged.sort((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
}

/** Statements that are the same but for one list become one with all of it. */
function united(statements: readonly Statement[], list: List): Statement[] {
  const groups = new Map<string, Statement[]>();
  for (const statement of statements) {
    const { [list]: values, ...rest } = statement;
    const key = `${values === undefined}${keyOf(rest as Statement)}`;
    groups.set(key, [...groups.get(key) ?? [], statement]);
  }
  return [...groups.values()].map(group => group.length === 1 ? group[0]
    : tidy({ ...group[0], [list]: group[0][list] && group.flatMap(({ [list]: values = [] }) => values) }));
}

/** Each value once, in order, without those that another one covers. */
function tidy(statement: Statement): Statement {
  const tidied: Record<string, unknown> = { Effect: statement.Effect };
  if (statement.Principal) { tidied.Principal = statement.Principal; }
  for (const list of LISTS) {
    const values = statement[list];
    if (values) { tidied[list] = list.endsWith('Action') ? actions(values) : resources(values); }
  }
  if (statement.Condition) { tidied.Condition = ordered(statement.Condition); }
  return tidied as unknown as Statement;
}

/** Actions are the same in any case and with any number of stars for one, and one may cover another. */
function actions(values: readonly string[]): string[] {
  const written = values.map(value => value.replace(/\*+/g, '*')).sort();
  const unique = [...new Map(written.map(value => [value.toLowerCase(), value])).values()].sort();
  const wide = unique.filter(value => /[*?]/.test(value)).map(value => ({ value, covered: coveredBy(value) }));
  return unique.filter(value => !wide.some(other => other.value !== value && other.covered.test(value)));
}

/** Fits the patterns of which all that they fit fits this one, too. */
const coveredBy = (wider: string) =>
  new RegExp(`^${wider.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '[^*]')}$`, 'i');

/** Wildcards of an ARN end at its colons, so that of two resources only `*` surely covers the other. */
function resources(values: readonly string[]): string[] {
  return values.includes('*') ? ['*'] : [...new Set(values)].sort();
}

function ordered(conditions: Conditions): Conditions {
  const sorted = <T>(object: Readonly<Record<string, T>>) => Object.entries(object).sort(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(sorted(conditions).map(([operator, keys]) => [
    operator, Object.fromEntries(sorted(keys).map(([key, values]) => [key, [...new Set(values)].sort()])),
  ]));
}

const keyOf = (statement: Statement) => JSON.stringify(statement);
