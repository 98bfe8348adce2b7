import { changesOf, Side } from './changes';
import { invalid, isTrue, parameterValues } from './inputs';
import { filesIn } from './permissions';
import { capabilitiesOf, templateOf, throwUnlessFitting } from './template';
import { Scope } from '../../assembly/scope';
import { Deployed, STUCK, StackRegistry, stackRegistry } from '../../assembly/stack-registry';
import { Template } from '../../assembly/template';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, Caller, Permission } from '../../room';

/** A change set: what an update would do to a stack. Nobody can execute it in the lab. */
interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly token?: Json;
  readonly stack: Deployed;
  readonly at: number;
  readonly begins: number;
  readonly ends: number;
  readonly capabilities: string[];
  readonly parameters: JsonObject[];
  readonly changes: JsonObject[];
  readonly fails?: string;
}

const NOTHING = "The submitted information didn't contain changes. Submit different information to create a change set.";

/** Stacks of an account and Region, as whoever works there sees them: described, and compared with other templates. */
export class AccountStacks {
  /** By the id of the stack and the name of the change set. */
  private readonly changeSets = new Map<string, ChangeSet>();
  private readonly random: Random;
  private readonly actions: Readonly<Record<string, (call: Call) => JsonObject>> = {
    continueUpdateRollback: call => this.continueRollback(call),
    createChangeSet: call => this.create(call),
    deleteChangeSet: call => this.delete(call),
    describeChangeSet: call => this.describe(call),
    describeStacks: call => this.describeStacks(call),
  };

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('change sets');
  }

  public get answers(): string[] { return Object.keys(this.actions); }

  public handle(call: Call): JsonObject {
    return this.actions[call.action](call);
  }

  public permissions({ action, parameters, caller }: Call): Permission[] {
    const { ChangeSetName: changeSet, TemplateURL: url } = parameters;
    const context: Record<string, string> = {
      ...(typeof changeSet === 'string' && { 'cloudformation:ChangeSetName': changeSet }),
      ...(typeof url === 'string' && { 'cloudformation:TemplateUrl': url }),
    };
    const name = String(parameters.StackName ?? this.byArn(changeSet)?.stack.stack.id ?? '*');
    const resource = this.registry.lookUp({ ...caller, name })?.stack.id
      ?? (name.startsWith('arn:') ? name : `arn:${this.cloud.partition}:cloudformation:${caller.region}:${caller.account}:stack/${name}/*`);
    return [{ action: `cloudformation:${action[0].toUpperCase()}${action.slice(1)}`, resource, context }, ...filesIn(parameters, this.cloud)];
  }

  private get registry(): StackRegistry {
    return stackRegistry(this.cloud);
  }

  private found({ account, region }: Caller, name: Json | undefined): Deployed {
    const found = typeof name === 'string' ? this.registry.lookUp({ name, account, region }) : undefined;
    if (!found) { throw invalid(`Stack [${String(name)}] does not exist`); }
    return found;
  }

  private create({ parameters, caller }: Call): JsonObject {
    const { StackName: stackName, ChangeSetName: name, ChangeSetType: type = 'UPDATE', ClientToken: token } = parameters;
    if (type !== 'UPDATE') { throw new Error(`the lab does not model change sets of the type ${JSON.stringify(type)}, only UPDATE`); }
    if (typeof name !== 'string' || !/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) {
      throw invalid(`ChangeSetName must begin with a letter and have letters, digits and hyphens, 128 at most, got ${JSON.stringify(name)}`);
    }
    const stack = this.found(caller, stackName);
    if (stack.status === STUCK) { throw invalid(this.registry.refusal({ ...caller, name: stack.stack.name })); }
    const key = `${stack.stack.id}/${name}`;
    const before = this.changeSets.get(key);
    if (before && token !== undefined && before.token === token) { return shortly(before); }
    if (before) { throw new AwsError('AlreadyExistsException', `ChangeSet ${name} already exists for stack ${stack.stack.name}`); }
    const made = this.compared(name, stack, { parameters, caller });
    this.changeSets.set(key, made);
    return shortly(made);
  }

  private compared(name: string, stack: Deployed, { parameters, caller }: Pick<Call, 'parameters' | 'caller'>): ChangeSet {
    const { cloud, random } = this;
    const previous = stack.scope.template;
    const { TemplateBody, TemplateURL } = parameters;
    const given = isTrue(parameters.UsePreviousTemplate)
      ? { TemplateBody: JSON.stringify(previous) } : { TemplateBody, TemplateURL };
    const wanted = templateOf(given, { cloud, caller, assets: () => undefined });
    const before = stack.request.parameters as Record<string, string> | undefined ?? {};
    const values = parameterValues(parameters.Parameters, cloud.quotas.value('cloudformation.parameterValueBytes'), before);
    throwUnlessFitting(wanted, values);
    const template = wanted.content as unknown as Template;
    const changes = changesOf({
      before: { template: previous, present: logicalId => stack.scope.resources.has(logicalId) },
      after: this.side(template, values, stack),
      parameters: changedParameters(previous, before, template, values),
      physicalId: logicalId => stack.scope.resources.get(logicalId)?.ref,
    });
    const at = cloud.clock.now();
    const begins = at + random.whole(500, 2000);
    return {
      name, stack, at, begins, changes,
      id: `arn:${cloud.partition}:cloudformation:${caller.region}:${caller.account}:changeSet/${name}/${random.uuid()}`,
      token: parameters.ClientToken,
      ends: begins + random.whole(2000, 10_000),
      capabilities: capabilitiesOf(parameters, wanted),
      parameters: Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      // That other outputs alone make a change set without changes of resources is unverified.
      ...(changes.length === 0 && isSame(template.Outputs, previous.Outputs) && { fails: NOTHING }),
    };
  }

  private side(template: Template, values: Record<string, string>, { stack, request }: Deployed): Side {
    const defaults = Object.fromEntries(Object.entries(template.Parameters ?? {}).map(([name, { Default }]) => [name, values[name] ?? Default ?? '']));
    const scope = new Scope(this.cloud, stack, template, defaults, new Map(), this.registry.exportsFor(request));
    return {
      template,
      present: logicalId => {
        const { Condition } = template.Resources[logicalId];
        return Condition === undefined || scope.condition(Condition);
      },
    };
  }

  private lookUp({ parameters, caller }: Call): ChangeSet | undefined {
    const { ChangeSetName: name, StackName: stackName } = parameters;
    if (typeof name === 'string' && name.startsWith('arn:')) { return this.byArn(name); }
    if (stackName === undefined) { throw invalid('StackName must be specified if ChangeSetName is not specified as an ARN.'); }
    return this.changeSets.get(`${this.found(caller, stackName).stack.id}/${String(name)}`);
  }

  private byArn(id: Json | undefined): ChangeSet | undefined {
    return [...this.changeSets.values()].find(changeSet => changeSet.id === id);
  }

  private describe(call: Call): JsonObject {
    const changeSet = this.lookUp(call);
    if (!changeSet) { throw new AwsError('ChangeSetNotFoundException', `ChangeSet [${String(call.parameters.ChangeSetName)}] does not exist`); }
    const { name, id, stack: { stack }, at, fails, changes, parameters, capabilities } = changeSet;
    const status = this.statusOf(changeSet);
    const isOver = status === 'CREATE_COMPLETE' || status === 'FAILED';
    const { items, NextToken } = pageOf(isOver ? changes : [], call.parameters, this.cloud.quotas.value('cloudformation.changesPageBytes'));
    return {
      ChangeSetName: name,
      ChangeSetId: id,
      StackId: stack.id,
      StackName: stack.name,
      ...(parameters.length > 0 && { Parameters: parameters }),
      CreationTime: new Date(at).toISOString(),
      ExecutionStatus: status !== 'CREATE_COMPLETE' ? 'UNAVAILABLE' : this.isCurrent(changeSet) ? 'AVAILABLE' : 'OBSOLETE',
      Status: status,
      ...(status === 'FAILED' && { StatusReason: fails }),
      Capabilities: capabilities,
      Changes: items,
      ...(NextToken !== undefined && { NextToken }),
    };
  }

  /** The API's model has no error for a change set that is not there: that it is taken for deleted is unverified. */
  private delete(call: Call): JsonObject {
    const changeSet = this.lookUp(call);
    if (!changeSet) { return {}; }
    const status = this.statusOf(changeSet);
    if (status === 'CREATE_PENDING' || status === 'CREATE_IN_PROGRESS') {
      throw new AwsError('InvalidChangeSetStatusException', `ChangeSet ${changeSet.name} cannot be deleted while it is ${status}`);
    }
    this.changeSets.delete(`${changeSet.stack.stack.id}/${changeSet.name}`);
    return {};
  }

  private statusOf({ begins, ends, fails }: ChangeSet): string {
    const now = this.cloud.clock.now();
    if (now < begins) { return 'CREATE_PENDING'; }
    if (now < ends) { return 'CREATE_IN_PROGRESS'; }
    return fails === undefined ? 'CREATE_COMPLETE' : 'FAILED';
  }

  /** Whether the stack still is what the change set was compared with. */
  private isCurrent({ stack }: ChangeSet): boolean {
    return this.registry.lookUp(stack.request) === stack;
  }

  private describeStacks({ parameters: { StackName: name }, caller }: Call): JsonObject {
    if (name === undefined) { throw new Error('the lab models cloudformation:describeStacks with a StackName only'); }
    const { stack, status, request } = this.found(caller, name);
    const Parameters = Object.entries(request.parameters ?? {})
      .map(([ParameterKey, value]) => ({ ParameterKey, ParameterValue: String(value) }));
    const Outputs = Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
    return { Stacks: [{ StackId: stack.id, StackName: stack.name, Parameters, Outputs, StackStatus: status }] };
  }

  /** In the lab the rollback always comes to its end, and at once. */
  private continueRollback({ parameters: { StackName: name }, caller }: Call): JsonObject {
    const found = this.found(caller, name);
    if (found.status !== STUCK) { throw invalid(`Stack:${found.stack.id} is in ${found.status} state and can not continue rolling back`); }
    found.status = 'UPDATE_ROLLBACK_COMPLETE';
    return {};
  }
}

function shortly({ id, stack }: ChangeSet): JsonObject {
  return { Id: id, StackId: stack.stack.id };
}

function changedParameters(
  before: Template, had: Readonly<Record<string, Json>>, after: Template, has: Readonly<Record<string, Json>>,
): ReadonlySet<string> {
  const inBoth = Object.keys(after.Parameters ?? {}).filter(name => before.Parameters?.[name] !== undefined);
  return new Set(inBoth.filter(name =>
    !isSame(had[name] ?? before.Parameters?.[name]?.Default, has[name] ?? after.Parameters?.[name]?.Default)));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** A page holds as many changes as fit into so many bytes. */
function pageOf(
  changes: readonly JsonObject[], { NextToken: token }: JsonObject, most: number,
): { items: JsonObject[]; NextToken?: string } {
  const start = token === undefined ? 0 : Number(/^changes:(\d+)$/.exec(String(token))?.[1] ?? NaN);
  if (Number.isNaN(start)) { throw invalid('NextToken is not one of this change set'); }
  let [end, bytes] = [start, 0];
  while (end < changes.length && (end === start || bytes + JSON.stringify(changes[end]).length <= most)) {
    bytes += JSON.stringify(changes[end++]).length;
  }
  return { items: changes.slice(start, end), ...(end < changes.length && { NextToken: `changes:${end}` }) };
}
