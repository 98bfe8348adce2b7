import { Context } from './pattern';
import { Statement, texts } from './policy';
import { Role } from './role';
import { isObject } from '../../json';

/** How a trust policy lets somebody in: by name, or only together with the other side's own permission. */
export type Trust = 'named' | 'account' | 'denied' | 'none';

/** Who knocks. */
export interface Visitor {
  /** A role's ARN. */
  readonly arn: string;
  readonly account: string;
  /** The role's unique id, if the lab knows the role. */
  readonly id?: string;
}

const NOBODY: Context = () => undefined;

/** What the trust policy of a role says to a visitor who asks for one action, such as `sts:AssumeRole`. */
export function trusts(role: Role, visitor: Visitor, action: string, context: Context): Trust {
  let answer: Trust = 'none';
  for (const statement of role.trust) {
    if (!statement.concerns(action, NOBODY)) { continue; }
    const meant = statement.notPrincipal === undefined ? names(role, statement, visitor) : unnamed(statement, visitor);
    if (meant === 'none' || !statement.conditionsHold(context)) { continue; }
    if (statement.effect === 'Deny') { return 'denied'; }
    if (answer !== 'named') { answer = meant; }
  }
  return answer;
}

/** Whether an AWS service such as `lambda.amazonaws.com` may assume the role. */
export function trustsService(role: Role, service: string, context: Context): boolean {
  const about = role.trust.filter(({ principal }) => isObject(principal) && texts(principal.Service).includes(service))
    .filter(statement => statement.concerns('sts:AssumeRole', NOBODY) && statement.conditionsHold(context));
  return about.some(({ effect }) => effect === 'Allow') && !about.some(({ effect }) => effect === 'Deny');
}

/** The role ARNs that a trust policy names. IAM turns them into ids when the policy is saved. */
export function namedRoles(trust: readonly Statement[]): string[] {
  return trust.flatMap(({ principal, notPrincipal }) => principals(principal ?? notPrincipal))
    .filter(principal => /^arn:[^:]+:iam::\d{12}:role\//.test(principal));
}

function principals(principal: Statement['principal']): string[] {
  return principal === '*' ? ['*'] : isObject(principal) ? texts(principal.AWS) : [];
}

function names(role: Role, statement: Statement, visitor: Visitor): 'named' | 'account' | 'none' {
  let answer: 'account' | 'none' = 'none';
  for (const principal of principals(statement.principal)) {
    if (principal === visitor.arn && role.trustedIds.get(principal) === visitor.id) { return 'named'; }
    if (principal === '*' || accountOf(principal) === visitor.account) { answer = 'account'; }
  }
  return answer;
}

/** NotPrincipal means everybody else; a role is among the excepted when it or its account is listed. */
function unnamed(statement: Statement, visitor: Visitor): 'account' | 'none' {
  const excepted = principals(statement.notPrincipal);
  return excepted.some(principal => principal === visitor.arn || principal === '*' || accountOf(principal) === visitor.account) ? 'none' : 'account';
}

function accountOf(principal: string): string | undefined {
  return /^(?:arn:[^:]+:iam::(\d{12}):root|(\d{12}))$/.exec(principal)?.slice(1).find(Boolean);
}
