/* Policies as they are deployed, by what they are called, and what it means to take a protection out. */

export interface Statement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Document { readonly Version: string; readonly Statement: readonly Statement[] }

/** Undefined for what has no policy of its own. */
export type World = Readonly<Record<string, Document | undefined>>;

/** What stops a call, and the world without it. */
export interface Protection {
  readonly says: string;
  readonly out: (world: World) => World;
}

const VERSION = '2012-10-17';
const OPEN: Statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };

export const EVERYTHING: Document = { Version: VERSION, Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

type Change = (statement: Statement) => Statement | undefined;

const changing = (policy: string, says: string, change: Change): Protection => ({
  says,
  out: world => {
    const { Version, Statement: all } = existing(world, policy);
    return { ...world, [policy]: { Version, Statement: all.flatMap(each => change(each) ?? []) } };
  },
});

function existing(world: World, policy: string): Document {
  const document = world[policy];
  if (!document) { throw new Error(`there is no policy '${policy}'`); }
  return document;
}

/** A condition on a key. */
export function condition(policy: string, key: string, operator?: string): Protection {
  return changing(policy, `${policy}: ${operator ? `${operator} of ` : ''}${key}`, statement => {
    const left = Object.entries(statement.Condition ?? {}).map(([name, keys]): [string, Keys] =>
      [name, operator && operator !== name ? keys : lessOne(keys, key)]);
    return { ...statement, Condition: Object.fromEntries(left.filter(([, keys]) => Object.keys(keys).length > 0)) };
  });
}

type Keys = Readonly<Record<string, unknown>>;

const lessOne = (keys: Keys, key: string): Keys =>
  Object.fromEntries(Object.entries(keys).filter(([each]) => each !== key));

/** Whom a policy lets in. */
export const principal = (policy: string): Protection =>
  changing(policy, `${policy}: whom it lets in`, statement => statement.Effect === 'Allow' ? { ...statement, Principal: '*' } : statement);

/** What a policy lets do. */
export const actions = (policy: string): Protection =>
  changing(policy, `${policy}: what it lets do`, statement => statement.Effect === 'Allow' ? { ...statement, Action: '*' } : statement);

/** On what a policy lets do it. */
export const resources = (policy: string): Protection =>
  changing(policy, `${policy}: on what it lets do it`, statement => statement.Effect === 'Allow' ? { ...statement, Resource: '*' } : statement);

/** What a policy denies. */
export const denial = (policy: string): Protection =>
  changing(policy, `${policy}: what it denies`, statement => statement.Effect === 'Deny' ? undefined : statement);

/** There is no policy that would let anybody in from outside, or none that lets him do this. */
export const closed = (policy: string): Protection => ({
  says: `${policy}: nobody from outside is let in`,
  out: world => ({ ...world, [policy]: { Version: VERSION, Statement: [...world[policy]?.Statement ?? [], OPEN] } }),
});

/** Policies as a whole, such as that of a session, or guardrails. */
export const whole = (says: string, ...policies: string[]): Protection => ({
  says,
  out: world => policies.reduce((without, policy) => {
    existing(without, policy);
    return { ...without, [policy]: undefined };
  }, world),
});
