import { AwsError } from '../aws-error';
import { Cloud } from '../cloud';
import { isObject, Json } from '../json';
import { Caller } from '../room';
import { Context } from './iam/pattern';
import { Statement } from './iam/policy';

/** What the policy of a resource (a queue, a topic, a bus) is asked. */
export interface ResourceQuestion {
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | undefined>>;
}

/**
 * The policy of one resource. The kernel has already judged the identity side of a call; what is left is whether the
 * resource lets in somebody of another account or an AWS service, and whether it denies somebody outright.
 */
export class ResourcePolicy {
  private readonly statements: Statement[] = [];

  constructor(private readonly cloud: Cloud) {}

  public add(document: Json | undefined): void {
    if (!isObject(document)) { throw new AwsError('MalformedPolicyDocument', 'The policy is not a JSON object.'); }
    const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
    for (const statement of statements) {
      if (!isObject(statement) || (statement.Principal === undefined && statement.NotPrincipal === undefined)) {
        throw new AwsError('MalformedPolicyDocument', "A statement of a resource's policy needs a Principal.");
      }
      if (statement.NotPrincipal !== undefined) { throw new Error("the lab does not model NotPrincipal in a resource's policy"); }
      this.statements.push(new Statement(statement, document.Version === '2012-10-17'));
    }
  }

  /** Lets the caller in or answers as AWS does. `owner` is the account of the resource. */
  public admit(question: ResourceQuestion, owner: string): void {
    const { caller, action, resource } = question;
    const service = isService(caller);
    if (caller.trusted && !service) { return; }
    const context = this.contextOf(question);
    const about = this.statements.filter(statement => names(statement.principal, caller) && statement.concerns(action, context)
      && statement.covers({ action, resource, context }));
    const allowed = about.some(statement => statement.effect === 'Allow') || (!service && caller.account === owner);
    if (about.some(statement => statement.effect === 'Deny') || !allowed) {
      throw new AwsError('AccessDeniedException', `User: ${caller.principal} is not authorized to perform: ${action} on resource: ${resource}`
        + ' because no resource-based policy allows the action');
    }
  }

  private contextOf({ caller, context = {} }: ResourceQuestion): Context {
    const known: Record<string, string | undefined> = isService(caller)
      ? { 'aws:sourcearn': caller.sourceArn, 'aws:sourceaccount': caller.account, 'aws:sourceorgid': this.organizationOf(caller.account) }
      : {
        'aws:principalarn': caller.principal, 'aws:principalaccount': caller.account,
        'aws:principalorgid': this.organizationOf(caller.account),
      };
    known['aws:securetransport'] = 'true';
    for (const [key, value] of Object.entries(context)) { known[key.toLowerCase()] = value; }
    return key => known[key];
  }

  /** Asked of the room of Organizations, if the cloud has one that can tell. */
  private organizationOf(account: string): string | undefined {
    const room = this.cloud.allRooms().find(({ service }) => service === 'organizations');
    return (room as { organizationId?: (account: string) => string | undefined } | undefined)?.organizationId?.(account);
  }
}

/** AWS services call under a name such as `events.amazonaws.com`. */
function isService(caller: Caller): boolean {
  return caller.principal.endsWith('.amazonaws.com');
}

function names(principal: Json | undefined, caller: Caller): boolean {
  if (principal === '*') { return true; }
  if (!isObject(principal)) { return false; }
  const list = (value: Json | undefined) => (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
  if (isService(caller)) { return list(principal.Service).includes(caller.principal); }
  return list(principal.AWS).some(entry => entry === '*' || entry === caller.account || entry === caller.principal
    || (entry.startsWith('arn:') && entry.endsWith(`:iam::${caller.account}:root`)));
}
