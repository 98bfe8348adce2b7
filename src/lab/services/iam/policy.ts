import { Condition, condition } from './conditions';
import { Context, Pattern } from './pattern';
import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';

/** What a policy is asked: one action on one resource. */
export interface Ask {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** One entry of a statement's Action and one of its Resource that together let a call in. */
export interface Entry {
  readonly action: string;
  readonly resource: string;
}

/** One statement of a policy, made ready to be asked. */
export class Statement {
  public readonly effect: 'Allow' | 'Deny';
  public readonly sid?: string;
  public readonly principal?: Json;
  public readonly notPrincipal?: Json;
  public readonly actions: readonly Pattern[];
  public readonly resources: readonly Pattern[];
  private readonly notActions: boolean;
  private readonly notResources: boolean;
  private readonly conditions: readonly Condition[];

  constructor(document: JsonObject, variables: boolean) {
    if (document.Effect !== 'Allow' && document.Effect !== 'Deny') { throw malformed('Effect must be Allow or Deny'); }
    this.effect = document.Effect;
    this.sid = document.Sid as string | undefined;
    this.principal = document.Principal;
    this.notPrincipal = document.NotPrincipal;
    if ((document.Action === undefined) === (document.NotAction === undefined)) { throw malformed('a statement has either Action or NotAction'); }
    if (document.Resource !== undefined && document.NotResource !== undefined) { throw malformed('a statement has either Resource or NotResource'); }
    this.notActions = document.Action === undefined;
    this.notResources = document.NotResource !== undefined;
    this.actions = texts(document.Action ?? document.NotAction).map(text => new Pattern(text, false, 'action'));
    this.resources = texts(document.Resource ?? document.NotResource ?? [])
      .map(text => new Pattern(text, variables, 'arn'));
    this.conditions = Object.entries(isObject(document.Condition) ? document.Condition : {})
      .flatMap(([operator, keys]) =>
        Object.entries(keys as JsonObject).map(([key, values]) => condition(operator, key, texts(values), variables)));
  }

  /** Whether the statement is about this action at all. */
  public concerns(action: string, context: Context): boolean {
    return this.actions.some(pattern => pattern.matches(action, context)) !== this.notActions;
  }

  /** Whether resource and conditions fit too. */
  public covers({ resource, context }: Ask): boolean {
    if (this.notResources && !this.resources.every(pattern => pattern.resolves(context))) { return false; }
    return this.resources.some(pattern => pattern.matches(resource, context)) !== this.notResources
      && this.conditionsHold(context);
  }

  /** Statements of a trust policy have no resource: what they are about is the role itself. */
  public conditionsHold(context: Context): boolean {
    return this.conditions.every(line => line.holds(context));
  }

  /** Which of its entries let a call in: the first that fit. */
  public entry({ action, resource, context }: Ask): Entry {
    return {
      action: this.notActions ? this.actionEntries()[0] : fitting(this.actions, action, context),
      resource: this.notResources ? this.resourceEntries()[0] : fitting(this.resources, resource, context),
    };
  }

  public actionEntries(): string[] {
    return this.notActions ? [`not ${this.actions.map(pattern => pattern.text).join(', ')}`] : this.actions.map(pattern => pattern.text);
  }

  public resourceEntries(): string[] {
    return this.notResources ? [`not ${this.resources.map(pattern => pattern.text).join(', ')}`] : this.resources.map(pattern => pattern.text);
  }
}

/** The entry that fits, of a statement of which it is known that one does. */
function fitting(patterns: readonly Pattern[], asked: string, context: Context): string {
  return (patterns.length === 1 ? patterns[0] : patterns.find(pattern => pattern.matches(asked, context))!).text;
}

/** What the statements of a kind of policy must have, one of these, and must not have. */
const ELEMENTS: Readonly<Record<'identity' | 'trust' | 'resource', readonly (readonly string[])[]>> = {
  identity: [['Resource', 'NotResource'], ['Principal', 'NotPrincipal']],
  trust: [['Principal', 'NotPrincipal'], ['Resource', 'NotResource']],
  resource: [['Resource', 'NotResource'], []],
};

/** The statements of a policy document, or AWS's complaint about it. */
export function parsePolicy(document: Json | undefined, kind: keyof typeof ELEMENTS = 'identity'): Statement[] {
  if (!isObject(document)) { throw malformed('the document is no object'); }
  const version = document.Version ?? '2008-10-17';
  if (version !== '2012-10-17' && version !== '2008-10-17') { throw malformed(`version ${JSON.stringify(version)}`); }
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
  return statements.map(statement => {
    if (!isObject(statement)) { throw malformed('a statement is no object'); }
    const [has, lacks] = ELEMENTS[kind];
    if (!has.some(key => statement[key] !== undefined)) { throw malformed(`a statement of this kind of policy needs ${has[0]}`); }
    if (lacks.some(key => statement[key] !== undefined)) { throw malformed(`a statement of this kind of policy has no ${lacks[0]}`); }
    return new Statement(statement, version === '2012-10-17');
  });
}

/** A value that may be one text or a list of them; numbers and booleans count as their text. */
export function texts(value: Json | undefined): string[] {
  return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);
}

function malformed(why: string): AwsError {
  return new AwsError('MalformedPolicyDocument', `This policy document is not accepted: ${why}.`);
}
