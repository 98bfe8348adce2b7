import { Statement } from './policy';
import { AttachedPolicy, Role } from './role';

/** The entries of one statement of one role. */
export interface StatementEntries {
  readonly role: string;
  /** The policy's name, and the statement's Sid or place in it. */
  readonly statement: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** One pair of entries that let calls in, and how many. */
export interface Grant {
  readonly role: string;
  readonly statement: string;
  readonly action: string;
  readonly resource: string;
  readonly calls: number;
}

interface Place { readonly name: string; readonly statement: Statement }

function allows(policies: readonly AttachedPolicy[]): Place[] {
  return policies.flatMap(({ name, statements }) => statements === 'unknown' ? [] : statements
    .map((statement, at) => ({ name: `${name}/${statement.sid ?? at}`, statement }))
    .filter(({ statement }) => statement.effect === 'Allow'));
}

/** What a role's Allow statements hold. */
export function granted(role: Role, policies: readonly AttachedPolicy[]): StatementEntries[] {
  return allows(policies).map(({ name, statement }) => ({
    role: role.arn, statement: name, actions: statement.actionEntries(), resources: statement.resourceEntries(),
  }));
}

/** What of it some call has needed. */
export function used(role: Role, policies: readonly AttachedPolicy[]): StatementEntries[] {
  return allows(policies).filter(({ statement }) => role.uses?.has(statement)).map(({ name, statement }) => {
    const entries = [...role.uses!.get(statement)!.values()].map(({ entry }) => entry);
    return {
      role: role.arn,
      statement: name,
      actions: statement.actionEntries().filter(action => entries.some(entry => entry.action === action)),
      resources: statement.resourceEntries().filter(resource => entries.some(entry => entry.resource === resource)),
    };
  });
}

/** What no call has needed: statements with only those of their entries that lie idle. */
export function unused(role: Role, policies: readonly AttachedPolicy[]): StatementEntries[] {
  const needed = new Map(used(role, policies).map(entries => [entries.statement, entries]));
  return granted(role, policies).map(({ statement, actions, resources }) => ({
    role: role.arn,
    statement,
    actions: actions.filter(action => !needed.get(statement)?.actions.includes(action)),
    resources: resources.filter(resource => !needed.get(statement)?.resources.includes(resource)),
  })).filter(({ actions, resources }) => actions.length + resources.length > 0);
}

/** Each pair of entries that let calls in. */
export function grants(role: Role, policies: readonly AttachedPolicy[]): Grant[] {
  return allows(policies).flatMap(({ name, statement }) => [...role.uses?.get(statement)?.values() ?? []]
    .map(({ entry, count }) => ({ role: role.arn, statement: name, ...entry, calls: count })));
}
