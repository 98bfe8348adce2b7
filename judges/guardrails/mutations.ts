import { Deployed } from './decide';

type Statement = Readonly<Record<string, unknown>>;
type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A policy with something taken out of it. */
export interface Mutation {
  readonly what: string;
  readonly policies: Deployed[];
}

const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource'];

/** Denies what nobody does, for AWS takes no policy without a statement. */
const NOTHING = { Effect: 'Deny', Action: 'none:Nothing', Resource: '*' };

/** Each statement is taken out, each of what it lists, and each of its conditions, one at a time. */
export function mutationsOf(policies: readonly Deployed[]): Mutation[] {
  return policies.flatMap(policy => {
    const all = [(JSON.parse(policy.content) as { Statement: Statement | Statement[] }).Statement].flat();
    return all.flatMap((statement, which) => without(statement).map(([what, changed]) => {
      const left = [...all.slice(0, which), ...changed, ...all.slice(which + 1)];
      const content = JSON.stringify({ Version: '2012-10-17', Statement: left.length > 0 ? left : [{ ...NOTHING, Principal: statement.Principal }] });
      return { what: `${policy.name}, statement ${which + 1}: ${what} is not there`, policies: policies.map(each => each === policy ? { ...policy, content } : each) };
    }));
  });
}

/** A statement without one thing, and what that is. */
function without(statement: Statement): [string, Statement[]][] {
  const lists = LISTS.flatMap(name => {
    const values = [statement[name] ?? []].flat();
    return values.length < 2 ? []
      : values.map((value): [string, Statement[]] => [`${name} ${String(value)}`, [{ ...statement, [name]: values.filter(each => each !== value) }]]);
  });
  const conditions = Object.entries((statement.Condition ?? {}) as Conditions).flatMap(([operator, keys]) =>
    Object.keys(keys).map((key): [string, Statement[]] => [`the condition ${operator} ${key}`, [withoutCondition(statement, operator, key)]]));
  return [['it', []], ...lists, ...conditions];
}

function withoutCondition(statement: Statement, operator: string, key: string): Statement {
  const conditions = statement.Condition as Conditions;
  const left = Object.fromEntries(Object.entries(conditions[operator]).filter(([other]) => other !== key));
  const all = Object.entries({ ...conditions, [operator]: left });
  const Condition = all.filter(([, keys]) => Object.keys(keys).length > 0);
  return { ...statement, Condition: Object.fromEntries(Condition) };
}
