import { makeStackSet, throwIfNotModelled, updateDefinition } from './definition';
import { Deployments } from './deployments';
import { invalid } from './inputs';
import { Instance, isOver, Operation, StackMaker, StackSet } from './model';
import { Operations } from './operations';
import { nameOf, permissionsOf } from './permissions';
import { Actions, readsOf } from './reads';
import { Requests } from './requests';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { draw, Duration } from '../../durations';
import { JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { STACK_SETS_MEMBER } from '../organizations/delegation';
import { Organizations } from '../organizations/organizations';
import { throwIfUnknown } from '../parameters';

const STACK_SETS = 'stacksets.cloudformation.amazonaws.com';

export interface StackSetsOptions {
  /** Makes the stack of a stack instance in a tenant's account. */
  readonly createStack: StackMaker;
  /** Changes it. Without a way to do so, instances that would have to be updated fail, and say why. */
  readonly updateStack?: StackMaker;
  /** Deletes it. Without a way to do so, only deletions that retain the stacks are taken. */
  readonly deleteStack?: StackMaker;
  /** How long one stack takes. @default 60 to 180 s (an assumption) */
  readonly stackDuration?: Duration;
  /** How long an operation is prepared before its first stack. @default 2 to 10 s (an assumption) */
  readonly preparation?: Duration;
  /** Whether stack sets may look into the organization from the start. @default 'DISABLED' */
  readonly organizationsAccess?: 'ENABLED' | 'DISABLED';
  /**
   * What waits with managed execution. AWS documents both: that operations which do not conflict run together, and,
   * in a note, that every incoming operation is queued while another one runs or waits.
   *
   * @default 'conflicting'
   */
  readonly managedExecutionQueues?: 'conflicting' | 'all';
  /** Reads the file that an `AccountsUrl` names. @default from S3 */
  readonly accountsAt?: (url: string) => string;
  /** Reads a template at a `TemplateURL` that is no asset of the stack set's own stack. @default from S3 */
  readonly templateAt?: (url: string) => string;
}

/** AWS CloudFormation as far as stack sets go: with service-managed permissions, and without automatic deployment. */
export class StackSets implements Room {
  public readonly service = 'cloudformation';
  public readonly resources = {
    'AWS::CloudFormation::StackSet': (request: ResourceRequest) => this.makeResource(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::CloudFormation::StackSet': (request, current, previous) => this.updateResource(request, current, previous),
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::CloudFormation::StackSet': (request, current) => this.removeResource(request, current),
  };
  private readonly stackSets = new Map<string, StackSet>();
  private readonly random: Random;
  private readonly operations: Operations;
  private readonly requests: Requests;
  private readonly actions: Actions;
  private access: 'ENABLED' | 'DISABLED';

  constructor(private readonly cloud: Cloud, private readonly options: StackSetsOptions) {
    this.random = cloud.random.fork('stack sets');
    this.access = 'DISABLED';
    const times = this.random.fork('durations');
    const stackDuration = options.stackDuration ?? { kind: 'uniform', fromSeconds: 60, toSeconds: 180 };
    const preparation = options.preparation ?? { kind: 'uniform', fromSeconds: 2, toSeconds: 10 };
    const { createStack, updateStack, deleteStack, accountsAt } = options;
    this.operations = new Operations(cloud, {
      preparation: () => draw(times, preparation),
      queueing: options.managedExecutionQueues ?? 'conflicting',
      worker: new Deployments(cloud, this.organization, this.random.fork('stacks'), {
        createStack, updateStack, deleteStack, duration: () => draw(times, stackDuration),
      }),
    });
    const { organization } = this;
    this.requests = new Requests({ cloud, organization, accountsAt, newId: () => this.random.uuid() });
    this.actions = {
      ...readsOf((parameters, region) => this.found(parameters, region)),
      createStackInstances: (parameters, region) =>
        this.begin(this.found(parameters, region), to => this.requests.toCreate(to, parameters)),
      updateStackInstances: (parameters, region) =>
        this.begin(this.found(parameters, region), of => this.requests.toUpdateInstances(of, parameters)),
      deleteStackInstances: (parameters, region) =>
        this.begin(this.found(parameters, region), from => this.toDelete(from, parameters)),
      updateStackSet: (parameters, region) => this.update(this.found(parameters, region), parameters),
      stopStackSetOperation: (parameters, region) => this.stop(this.found(parameters, region), parameters),
      describeOrganizationsAccess: () => ({ Status: this.access }),
    };
    if (options.organizationsAccess === 'ENABLED') { this.activate(); }
  }

  public get answers(): string[] { return [...Object.keys(this.actions), 'activateOrganizationsAccess']; }

  public permissions(call: Call): Permission[] {
    const known = this.stackSets.get(keyOfStackSet(call.caller.region, nameOf(call.parameters.StackSetName)));
    return permissionsOf(call, this.cloud, known);
  }

  public handle(call: Call): JsonObject {
    throwIfUnknown(call);
    if (call.action === 'activateOrganizationsAccess') { return this.activateFor(call.caller.account); }
    const action = this.actions[call.action];
    if (!action) { throw new Error(`the lab does not model cloudformation:${call.action}`); }
    this.throwUnlessAdministrator(call.caller.account, call.parameters.CallAs);
    return action(call.parameters, call.caller.region);
  }

  // ---- for tests and reports

  public stackInstances(stackSetName: string, region = 'us-east-1'): readonly Readonly<Instance>[] {
    return [...this.stackSets.get(keyOfStackSet(region, stackSetName))?.instances.values() ?? []];
  }

  /** What ActivateOrganizationsAccess does. */
  public activate(): void {
    this.access = 'ENABLED';
    this.organization.enableServiceAccess(STACK_SETS);
    this.organization.enableServiceAccess(STACK_SETS_MEMBER);
  }

  private get organization(): Organizations {
    return this.cloud.room<Organizations>('organizations');
  }

  private activateFor(account: string): JsonObject {
    if (account !== this.cloud.managementAccount) {
      throw new AwsError('InvalidOperationException', 'organizations access can be activated from the management account only');
    }
    this.activate();
    return {};
  }

  private throwUnlessAdministrator(account: string, callAs: unknown = 'SELF'): void {
    if (callAs !== 'SELF' && callAs !== 'DELEGATED_ADMIN') { throw invalid(`CallAs ${JSON.stringify(callAs)} is unknown`); }
    if (callAs === 'SELF' && account !== this.cloud.managementAccount) {
      throw invalid(`account ${account} is not the management account; a delegated administrator calls with CallAs DELEGATED_ADMIN`);
    }
    if (callAs === 'DELEGATED_ADMIN' && !this.organization.isDelegatedAdministrator(account, STACK_SETS_MEMBER)) {
      throw invalid(`account ${account} is not a delegated administrator for stack sets`);
    }
  }

  /** By its name, or by an id or ARN with the very uuid. */
  private found({ StackSetName: wanted }: JsonObject, region: string): StackSet {
    const stackSet = this.stackSets.get(keyOfStackSet(region, nameOf(wanted)));
    if (!stackSet || ![stackSet.name, stackSet.id, stackSet.arn].includes(String(wanted))) {
      throw new AwsError('StackSetNotFoundException', `StackSet ${String(wanted)} not found`);
    }
    return stackSet;
  }

  private begin(stackSet: StackSet, read: (stackSet: StackSet) => Operation): JsonObject {
    if (this.access !== 'ENABLED') { throw invalid('organizations access must be activated to operate stack sets with service-managed permissions'); }
    const operation = read(stackSet);
    this.operations.throwIfBusy(stackSet);
    this.operations.submit(operation);
    return { OperationId: operation.id };
  }

  private toDelete(stackSet: StackSet, parameters: JsonObject): Operation {
    const operation = this.requests.toDelete(stackSet, parameters);
    if (!operation.retain && !this.options.deleteStack) {
      throw new Error('the lab does not model the deletion of stacks unless it is given a way to delete them (deleteStack)');
    }
    return operation;
  }

  /** The stack set changes as soon as the operation is taken, and stays changed however the operation ends. */
  private update(stackSet: StackSet, parameters: JsonObject): JsonObject {
    const { cloud, options: { templateAt } } = this;
    if (parameters.ManagedExecution !== undefined && this.operations.isActive(stackSet)) {
      throw invalid('managed execution cannot be changed while operations run or wait');
    }
    return this.begin(stackSet, () => {
      this.operations.throwIfBusy(stackSet);
      const change = updateDefinition(stackSet, parameters, { cloud, assets: stackSet.assets, templateAt });
      const operation = this.requests.toUpdate(stackSet, parameters);
      change();
      return operation;
    });
  }

  private stop(stackSet: StackSet, parameters: JsonObject): JsonObject {
    const operation = stackSet.operations.get(String(parameters.OperationId));
    if (!operation) { throw new AwsError('OperationNotFoundException', `stack set ${stackSet.name} has no operation ${String(parameters.OperationId)}`); }
    this.operations.stop(operation);
    return {};
  }

  private async makeResource(request: ResourceRequest): Promise<CreatedResource> {
    const { properties, account, region, asset } = request;
    this.throwUnlessAdministrator(account, properties.CallAs);
    if (this.access !== 'ENABLED') { throw invalid('organizations access must be activated to operate stack sets with service-managed permissions'); }
    const { cloud, options: { templateAt } } = this;
    if (this.stackSets.size >= cloud.quotas.value('cloudformation.stackSets')) { throw new AwsError('LimitExceededException', 'there are too many stack sets'); }
    const stackSet = makeStackSet(properties, region, this.random.uuid(), { cloud, assets: asset, templateAt });
    const key = keyOfStackSet(region, stackSet.name);
    if (this.stackSets.has(key)) { throw new AwsError('NameAlreadyExistsException', `StackSet ${stackSet.name} already exists`); }
    this.stackSets.set(key, stackSet);
    await this.makeInstances(stackSet, properties);
    return { ref: stackSet.id, attributes: { StackSetId: stackSet.id } };
  }

  /**
   * The instances that the template asks for belong to the resource: it is made when they are, and fails when they do.
   */
  private async makeInstances(stackSet: StackSet, properties: JsonObject): Promise<void> {
    const { StackInstancesGroup: groups, OperationPreferences } = properties;
    for (const group of Array.isArray(groups) ? groups as JsonObject[] : []) {
      const operation = this.requests.toCreate(stackSet, { ...group, OperationPreferences });
      await this.runToEnd(operation);
    }
  }

  /** A changed template reaches all stack instances, by the resource's preferences, before the resource is updated. */
  private async updateResource(
    { properties, account, region, asset }: ResourceRequest, current: CreatedResource, previous: JsonObject,
  ): Promise<CreatedResource> {
    this.throwUnlessAdministrator(account, properties.CallAs);
    throwIfNotModelled(properties);
    const fixed = ['StackSetName', 'PermissionModel', 'CallAs', 'StackInstancesGroup'];
    const changed = fixed.filter(name => JSON.stringify(properties[name]) !== JSON.stringify(previous[name]));
    if (changed.length > 0) { throw new Error(`the lab does not model updates of ${changed.join(', ')} of AWS::CloudFormation::StackSet`); }
    const stackSet = this.found({ StackSetName: current.ref }, region);
    this.operations.throwIfBusy(stackSet);
    const { cloud, options: { templateAt } } = this;
    const { version } = stackSet;
    updateDefinition(stackSet, properties, { cloud, assets: asset, templateAt })();
    if (stackSet.version === version) { return current; }
    const { OperationPreferences } = properties;
    await this.runToEnd(this.requests.toUpdate(stackSet, { OperationPreferences }));
    return current;
  }

  private removeResource({ region }: ResourceRequest, current: CreatedResource): void {
    const stackSet = this.found({ StackSetName: current.ref }, region);
    if (stackSet.instances.size > 0) {
      throw new AwsError('StackSetNotEmptyException', `StackSet ${stackSet.name} still has stack instances`);
    }
    this.stackSets.delete(keyOfStackSet(region, stackSet.name));
  }

  private async runToEnd(operation: Operation): Promise<void> {
    this.operations.submit(operation);
    if (!isOver(operation)) { await new Promise<void>(resolve => operation.then.push(resolve)); }
    if (operation.status !== 'SUCCEEDED') {
      throw new Error(`${operation.action} of stack instances of ${operation.stackSet.name} ended ${operation.status}: ${operation.statusReason}`);
    }
  }
}

/** A stack set is seen in its Region only. */
function keyOfStackSet(region: string, name: string): string {
  return `${region}/${name}`;
}

/** The room of stack sets. It needs the room of Organizations to be there. */
export function stackSets(options: StackSetsOptions): RoomBuilder {
  return cloud => new StackSets(cloud, options);
}
