import { Context } from './pattern';
import { Ask, Entry, Statement } from './policy';
import { Json } from '../../json';

/** A set of statements with a name, or a managed policy whose content the lab does not know. */
export interface AttachedPolicy {
  readonly name: string;
  readonly statements: readonly Statement[] | 'unknown';
}

/** A role: who may assume it and what it may do. */
export interface Role {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  /** The unique id. A role that is made again under the same name has another. */
  readonly id: string;
  trust: readonly Statement[];
  /** The roles that the trust policy names, by the ids which they had when it was saved. */
  trustedIds: ReadonlyMap<string, string>;
  readonly inline: Map<string, { statements: readonly Statement[]; size: number }>;
  readonly managed: Set<string>;
  tags: ReadonlyMap<string, string>;
  boundary?: string;
  /** By action: the statements that concern it. Thrown away when a policy changes. */
  concerned?: Map<string, readonly AttachedPolicy[]>;
  /** How often each pair of a statement's entries let a call of this role in. */
  uses?: Map<Statement, Map<string, { entry: Entry; count: number }>>;
}

/** What a set of policies says of a call. */
export type Verdict = { readonly kind: 'allowed'; readonly by: Statement } | Refusal;

export type Refusal =
  | { readonly kind: 'denied'; readonly policy: string }
  | { readonly kind: 'unmentioned' }
  | { readonly kind: 'unknown'; readonly policy: string };

/** What stands in the way of a call, and the kind of policy that says so, in the words of AWS's errors. */
export interface Barrier {
  readonly refusal: Refusal;
  readonly by: 'identity-based policy' | 'permissions boundary' | 'session policy' | 'resource control policy' | 'service control policy';
}

/**
 * An explicit deny wins, then an allow; what nobody mentions is denied; a policy of unknown content decides nothing.
 */
export function judge(policies: readonly AttachedPolicy[], ask: Ask): Verdict {
  let by: Statement | undefined;
  let unknown: string | undefined;
  for (const policy of policies) {
    if (policy.statements === 'unknown') { unknown ??= policy.name; continue; }
    for (const statement of policy.statements) {
      if (statement.effect === 'Deny') {
        if (statement.covers(ask)) { return { kind: 'denied', policy: policy.name }; }
      } else if (!by && statement.covers(ask)) {
        by = statement;
      }
    }
  }
  if (by) { return { kind: 'allowed', by }; }
  return unknown === undefined ? { kind: 'unmentioned' } : { kind: 'unknown', policy: unknown };
}

/** Only what concerns the action. Actions hold no variables, so this can be remembered per role and action. */
export function concerning(policies: readonly AttachedPolicy[], action: string): AttachedPolicy[] {
  const nothing: Context = () => undefined;
  return policies
    .map(({ name, statements }) => ({
      name, statements: statements === 'unknown' ? statements : statements.filter(statement => statement.concerns(action, nothing)),
    }))
    .filter(({ statements }) => statements.length > 0);
}

/** Remembers by which entries a call was let in. */
export function count(role: Role, statement: Statement, ask: Ask): void {
  const entry = statement.entry(ask);
  const key = `${entry.action} ${entry.resource}`;
  role.uses ??= new Map();
  const uses = role.uses.get(statement) ?? new Map<string, { entry: Entry; count: number }>();
  role.uses.set(statement, uses);
  const known = uses.get(key);
  if (known) { known.count++; } else { uses.set(key, { entry, count: 1 }); }
}

/** How a role's name and path become its ARN. */
export function roleArn(partition: string, account: string, path: Json | undefined, name: string): string {
  return `arn:${partition}:iam::${account}:role${path ?? '/'}${name}`;
}

const FIRMNESS = ['unknown', 'unmentioned', 'denied'] as const;

/** Of two barriers the firmer one: what is denied is denied, whatever a policy of unknown content may say. */
export function firmer(one: Barrier | undefined, other: Barrier): Barrier {
  const firmness = ({ refusal }: Barrier) => FIRMNESS.indexOf(refusal.kind);
  return one && firmness(one) >= firmness(other) ? one : other;
}

/**
 * What AWS says of it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function wordsFor({ refusal, by }: Barrier, action: string): string {
  if (refusal.kind !== 'denied') { return `because no ${by} allows the ${action} action`; }
  const arn = refusal.policy.startsWith('arn:') ? `: ${refusal.policy}` : '';
  return `with an explicit deny in ${by.startsWith('i') ? 'an' : 'a'} ${by}${arn}`;
}
