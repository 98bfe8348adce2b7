import { AccountStacks } from './account-stacks';
import { makeStackSet, throwIfNotModelled, updateDefinition } from './definition';
import { Deployments } from './deployments';
import { invalid } from './inputs';
import { Instance, isOver, keyOf, Operation, StackSet } from './model';
import { Operations } from './operations';
import { permissionsOf } from './permissions';
import { Actions, readsOf } from './reads';
import { Requests } from './requests';
import { Shelf } from './shelf';
import { StackSetsOptions } from './stack-sets-options';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { draw } from '../../durations';
import { JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { STACK_SETS_MEMBER } from '../organizations/delegation';
import { Organizations } from '../organizations/organizations';
import { throwIfUnknown } from '../parameters';

const STACK_SETS = 'stacksets.cloudformation.amazonaws.com';

export { StackSetsOptions };

/**
 * AWS CloudFormation as far as stack sets go, with service-managed permissions and without automatic deployment; and
 * what change sets say of stacks in an account.
 */
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
  private readonly shelf: Shelf;
  private readonly accounts: AccountStacks;
  private readonly random: Random;
  private readonly operations: Operations;
  private readonly requests: Requests;
  private readonly actions: Actions;
  private access: 'ENABLED' | 'DISABLED';

  constructor(private readonly cloud: Cloud, private readonly options: StackSetsOptions) {
    this.random = cloud.random.fork('stack sets');
    this.shelf = new Shelf(cloud);
    this.accounts = new AccountStacks(cloud);
    this.access = 'DISABLED';
    const times = this.random.fork('durations');
    const stackDuration = options.stackDuration ?? { kind: 'uniform', fromSeconds: 60, toSeconds: 180 };
    const preparation = options.preparation ?? { kind: 'uniform', fromSeconds: 2, toSeconds: 10 };
    const { createStack, updateStack, deleteStack, accountsAt, durationOf } = options;
    this.operations = new Operations(cloud, {
      preparation: () => draw(times, preparation),
      queueing: options.managedExecutionQueues ?? 'conflicting',
      worker: new Deployments(cloud, this.organization, this.random.fork('stacks'), {
        createStack, updateStack, deleteStack, duration: request => draw(times, durationOf?.(request) ?? stackDuration),
      }),
    });
    const { organization, shelf } = this;
    this.requests = new Requests({ cloud, organization, accountsAt, newId: () => this.random.uuid() });
    this.actions = {
      ...readsOf((parameters, region) => shelf.found(parameters, region)),
      createStackSet: (parameters, region) => this.create(parameters, region),
      deleteStackSet: (parameters, region) => this.delete(parameters, region),
      createStackInstances: (parameters, region) =>
        this.begin(shelf.found(parameters, region), to => this.requests.toCreate(to, parameters)),
      updateStackInstances: (parameters, region) =>
        this.begin(shelf.found(parameters, region), of => this.requests.toUpdateInstances(of, parameters)),
      deleteStackInstances: (parameters, region) =>
        this.begin(shelf.found(parameters, region), from => this.toDelete(from, parameters)),
      updateStackSet: (parameters, region) => this.update(shelf.found(parameters, region), parameters),
      stopStackSetOperation: (parameters, region) => this.stop(shelf.found(parameters, region), parameters),
      describeOrganizationsAccess: () => ({ Status: this.access }),
    };
    if (options.organizationsAccess === 'ENABLED') { this.activate(); }
  }

  public get answers(): string[] { return [...Object.keys(this.actions), ...this.accounts.answers, 'activateOrganizationsAccess']; }

  public permissions(call: Call): Permission[] {
    if (this.accounts.answers.includes(call.action)) { return this.accounts.permissions(call); }
    return permissionsOf(call, this.cloud, this.shelf.known(call.caller.region, call.parameters.StackSetName));
  }

  public handle(call: Call): JsonObject {
    throwIfUnknown(call);
    if (this.accounts.answers.includes(call.action)) { return this.accounts.handle(call); }
    if (call.action === 'activateOrganizationsAccess') { return this.activateFor(call.caller.account); }
    const action = this.actions[call.action];
    if (!action) { throw new Error(`the lab does not model cloudformation:${call.action}`); }
    this.throwUnlessAdministrator(call.caller.account, call.parameters.CallAs);
    return action(call.parameters, call.caller.region);
  }

  // ---- for tests and reports

  public stackInstances(stackSetName: string, region = 'us-east-1'): readonly Readonly<Instance>[] {
    return [...this.shelf.known(region, stackSetName)?.instances.values() ?? []];
  }

  /** The instance of a stack set in an account and Region, wherever the stack set itself is. */
  public instanceIn(account: string, region: string, stackSetName: string): Readonly<Instance> | undefined {
    const key = keyOf({ account, region });
    return this.shelf.named(stackSetName).map(({ instances }) => instances.get(key)).find(found => found);
  }

  /** The operations of a stack set that are not over, those that wait included. */
  public operationsUnderWay(stackSetName: string): string[] {
    return this.shelf.named(stackSetName).flatMap(({ operations }) => [...operations.values()])
      .filter(operation => !isOver(operation)).map(({ id }) => id);
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

  private throwUnlessActivated(): void {
    if (this.access !== 'ENABLED') { throw invalid('organizations access must be activated to operate stack sets with service-managed permissions'); }
  }

  private create(parameters: JsonObject, region: string): JsonObject {
    const { ClientRequestToken: _, ...properties } = parameters;
    const before = this.shelf.madeBefore(parameters, region);
    if (before) { return { StackSetId: before.id }; }
    const stackSet = this.make(properties, region, () => undefined);
    this.shelf.remember(parameters, stackSet);
    return { StackSetId: stackSet.id };
  }

  /** The API's model has no error for a stack set that is not there: that it is taken for deleted is unverified. */
  private delete(parameters: JsonObject, region: string): JsonObject {
    const stackSet = this.shelf.known(region, parameters.StackSetName);
    if (!stackSet) { return {}; }
    if (this.operations.isActive(stackSet)) { throw new AwsError('OperationInProgressException', `an operation of stack set ${stackSet.name} is in progress`); }
    this.shelf.remove(stackSet);
    return {};
  }

  private make(properties: JsonObject, region: string, assets: StackSet['assets']): StackSet {
    this.throwUnlessActivated();
    const { cloud, options: { templateAt } } = this;
    this.shelf.throwIfFull();
    const stackSet = makeStackSet(properties, region, this.random.uuid(), { cloud, assets, templateAt });
    this.shelf.add(stackSet);
    return stackSet;
  }

  private begin(stackSet: StackSet, read: (stackSet: StackSet) => Operation): JsonObject {
    this.throwUnlessActivated();
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
    const { cloud, options: { templateAt, outdates } } = this;
    if (parameters.AutoDeployment !== undefined && parameters.Regions !== undefined) { throw invalid('AutoDeployment goes without DeploymentTargets and Regions'); }
    if (parameters.ManagedExecution !== undefined && this.operations.isActive(stackSet)) {
      throw invalid('managed execution cannot be changed while operations run or wait');
    }
    return this.begin(stackSet, () => {
      this.operations.throwIfBusy(stackSet);
      const change = updateDefinition(stackSet, parameters, { cloud, assets: stackSet.assets, templateAt, outdates });
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
    const stackSet = this.make(properties, region, asset);
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
    const stackSet = this.shelf.found({ StackSetName: current.ref }, region);
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
    this.shelf.remove(this.shelf.found({ StackSetName: current.ref }, region));
  }

  private async runToEnd(operation: Operation): Promise<void> {
    this.operations.submit(operation);
    if (!isOver(operation)) { await new Promise<void>(resolve => operation.then.push(resolve)); }
    if (operation.status !== 'SUCCEEDED') {
      throw new Error(`${operation.action} of stack instances of ${operation.stackSet.name} ended ${operation.status}: ${operation.statusReason}`);
    }
  }
}

/** The room of stack sets. It needs the room of Organizations to be there. */
export function stackSets(options: StackSetsOptions): RoomBuilder {
  return cloud => new StackSets(cloud, options);
}
