import { AwsError } from '../aws-error';
import { Cloud } from '../cloud';
import { isObject, Json } from '../json';
import { Caller, Permission, Room } from '../room';
import { Statement, texts } from './iam/policy';
import { isService, requestContext } from './iam/request-context';

/** What the policy of a resource (a queue, a topic, a bus) is asked. */
export interface ResourceQuestion extends Permission {
  readonly caller: Caller;
}

/** What the room of IAM says of an AWS service. */
interface Guard extends Room {
  throwIfBarred?(caller: Caller, permission: Permission): void;
}

interface PolicyPart {
  readonly statements: readonly Statement[];
  readonly characters: number;
}

/**
 * The policy of one resource. The kernel has already judged the identity side of a call; what is left is whether the
 * resource lets in somebody of another account or an AWS service, and whether it denies somebody outright.
 */
export class ResourcePolicy {
  private readonly documents = new Map<string, PolicyPart>();

  constructor(private readonly cloud: Cloud) {}

  /** Sets one part of the policy, in the place of what the part said before. */
  public set(part: string, document: Json | undefined, longest = Infinity): void {
    const made = { statements: statementsOf(document), characters: JSON.stringify(document).length };
    const others = [...this.documents].filter(([name]) => name !== part);
    if (others.reduce((sum, [, { characters }]) => sum + characters, made.characters) > longest) {
      throw new AwsError('PolicyLengthExceededException', `The policy is longer than ${longest} characters.`);
    }
    this.documents.set(part, made);
  }

  public remove(part: string): void {
    this.documents.delete(part);
  }

  /** Lets the caller in or answers as AWS does. `owner` is the account of the resource. */
  public admit(question: ResourceQuestion, owner: string): void {
    const { caller, action, resource } = question;
    const service = isService(caller);
    if (caller.trusted && !service) { return; }
    // Others have been asked by the kernel, before they came here.
    if (service) { this.cloud.roomIfAny<Guard>('iam')?.throwIfBarred?.(caller, question); }
    const context = requestContext(this.cloud, caller, question);
    const ask = { action, resource, context };
    const statements = [...this.documents.values()].flatMap(document => document.statements);
    const about = statements.filter(statement => names(statement.principal, caller)
      && statement.concerns(action, context) && statement.covers(ask));
    const allowed = about.some(statement => statement.effect === 'Allow') || (!service && caller.account === owner);
    if (about.some(statement => statement.effect === 'Deny') || !allowed) {
      throw new AwsError('AccessDeniedException', `User: ${caller.principal} is not authorized to perform: ${action} on resource: ${resource}`
        + ' because no resource-based policy allows the action');
    }
  }
}

function names(principal: Json | undefined, caller: Caller): boolean {
  if (principal === '*') { return true; }
  if (!isObject(principal)) { return false; }
  if (isService(caller)) { return texts(principal.Service).includes(caller.principal); }
  return texts(principal.AWS).some(entry => entry === '*' || entry === caller.account || entry === caller.principal
    || (entry.startsWith('arn:') && entry.endsWith(`:iam::${caller.account}:root`)));
}

function statementsOf(document: Json | undefined): Statement[] {
  if (!isObject(document)) { throw new AwsError('MalformedPolicyDocument', 'The policy is not a JSON object.'); }
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return statements.map(statement => {
    if (!isObject(statement) || (statement.Principal === undefined && statement.NotPrincipal === undefined)) {
      throw new AwsError('MalformedPolicyDocument', "A statement of a resource's policy needs a Principal.");
    }
    if (statement.NotPrincipal !== undefined) { throw new Error("the lab does not model NotPrincipal in a resource's policy"); }
    return new Statement(statement, document.Version === '2012-10-17');
  });
}
