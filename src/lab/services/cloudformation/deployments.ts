import { addInstance, Instance, keyOf, Operation, removeInstance, Result, StackMaker, StackRequest, StackSet } from './model';
import { Worker } from './operations';
import { obstacleIn } from './template';
import { STUCK, stackRegistry } from '../../assembly/stack-registry';
import { Cloud } from '../../cloud';
import { FaultOf } from '../../faults';
import { Random } from '../../random';
import { Organizations } from '../organizations/organizations';

export interface DeploymentOptions {
  readonly createStack: StackMaker;
  readonly updateStack?: StackMaker;
  readonly deleteStack?: StackMaker;
  /** How long a stack takes, in milliseconds. */
  readonly duration: (request: StackRequest) => number;
}

/** What a maker of stacks may tell of the stack. */
interface Made { readonly id?: string }

/** Makes, changes and deletes the stacks of stack instances, one at a time. */
export class Deployments implements Worker {
  constructor(
    private readonly cloud: Cloud,
    private readonly organization: Organizations,
    private readonly random: Random,
    private readonly options: DeploymentOptions,
  ) {}

  public begins({ stackSet, action, results, id, overrides }: Operation): void {
    for (const { account, region, unit } of results) {
      const key = keyOf({ account, region });
      if (action === 'CREATE' && !stackSet.instances.has(key)) {
        addInstance(stackSet, { account, region, unit, status: 'OUTDATED', detailed: 'PENDING', overrides: {}, lastOperation: id });
      }
      const instance = stackSet.instances.get(key);
      if (!instance) { continue; }
      instance.lastOperation = id;
      instance.detailed = 'PENDING';
      // Other values for an existing stack make it one that is out of date.
      const wanted = overrides?.(instance.overrides) ?? instance.overrides;
      if (JSON.stringify(wanted) !== JSON.stringify(instance.overrides)) {
        instance.overrides = wanted;
        instance.status = 'OUTDATED';
      }
    }
  }

  public async work(operation: Operation, result: Result): Promise<string | undefined> {
    const { stackSet } = operation;
    const instance = stackSet.instances.get(keyOf(result));
    // Another operation deleted it while this one waited.
    if (!instance) { return undefined; }
    const state = this.organization.account(result.account)?.state;
    if (state !== 'ACTIVE') {
      // The result's own list of states has none for this: the operation counts it as done, and only the instance
      // tells.
      Object.assign(instance, { detailed: 'SKIPPED_SUSPENDED_ACCOUNT', reason: `account ${result.account} is ${state ?? 'not in the organization'}` });
      return undefined;
    }
    instance.detailed = 'RUNNING';
    delete instance.reason;
    const reason = operation.action === 'DELETE' ? await this.remove(operation, instance) : await this.deploy(stackSet, instance);
    instance.detailed = reason === undefined ? 'SUCCEEDED' : operation.action === 'DELETE' ? 'INOPERABLE' : 'FAILED';
    if (reason !== undefined) { instance.reason = reason; }
    return reason;
  }

  public cancelled({ stackSet }: Operation, result: Result): void {
    const instance = stackSet.instances.get(keyOf(result));
    if (instance) { instance.detailed = 'CANCELLED'; }
  }

  /** Brings one stack up to date. The reason, when it fails. */
  private async deploy(stackSet: StackSet, instance: Instance): Promise<string | undefined> {
    if (instance.status === 'CURRENT') { return undefined; }
    const { version, template } = stackSet;
    const isNew = instance.stackName === undefined;
    const name = instance.stackName ?? `StackSet-${stackSet.name}-${this.random.uuid()}`;
    const request = this.requestFor(stackSet, instance, name);
    const planned = this.plannedFailure(stackSet, instance);
    await this.cloud.clock.sleep(this.options.duration(request));
    const made = planned ? this.rolledBack(planned, request)
      : obstacleIn(template) ?? this.tooYoung(instance) ?? await this.make(isNew, request);
    if (typeof made === 'string') {
      instance.status = 'OUTDATED';
      return made;
    }
    instance.stackName = name;
    if (isNew) {
      const standIn = `arn:${this.cloud.partition}:cloudformation:${instance.region}:${instance.account}:stack/${name}/${this.random.uuid()}`;
      instance.stackId = made.id ?? standIn;
    }
    instance.version = version;
    // The template may have changed in the meantime.
    instance.status = version === stackSet.version ? 'CURRENT' : 'OUTDATED';
    return undefined;
  }

  /** A stack that is there keeps its template. If not even that can be had back, it takes no update any more. */
  private rolledBack({ reason, stuck }: FaultOf<'stack'>, request: StackRequest): string {
    const registry = stackRegistry(this.cloud);
    if (registry.statusOf(request) === STUCK) { return registry.refusal(request); }
    registry.setStatus(request, stuck ? STUCK : 'UPDATE_ROLLBACK_COMPLETE');
    return reason;
  }

  /** In the words that others were told by accounts which had just been made. */
  private tooYoung({ account }: Instance): string | undefined {
    return this.organization.isInitialized(account) ? undefined : 'OptInRequired: You are not subscribed to this service';
  }

  private async make(isNew: boolean, request: StackRequest): Promise<string | Made> {
    const { createStack, updateStack } = this.options;
    if (!isNew && !updateStack) { return 'the lab does not model updates of stacks unless it is given a way to make them (updateStack)'; }
    return attempt(() => (isNew ? createStack : updateStack!)(this.cloud, request));
  }

  private async remove(operation: Operation, instance: Instance): Promise<string | undefined> {
    const { stackSet, retain } = operation;
    if (instance.stackName !== undefined && !retain) {
      const request = this.requestFor(stackSet, instance, instance.stackName);
      await this.cloud.clock.sleep(this.options.duration(request));
      const reason = await attempt(() => this.options.deleteStack!(this.cloud, request));
      if (typeof reason === 'string') {
        instance.status = 'INOPERABLE';
        return reason;
      }
    }
    removeInstance(stackSet, instance);
    return undefined;
  }

  private requestFor(stackSet: StackSet, { account, region, overrides }: Instance, name: string): StackRequest {
    return {
      name,
      account,
      region,
      template: stackSet.template.content,
      parameters: { ...stackSet.parameters, ...overrides },
      assets: stackSet.assets,
    };
  }

  private plannedFailure(stackSet: StackSet, { account, region }: Instance): FaultOf<'stack'> | undefined {
    const about = { ...this.organization.describe(account), Region: region, StackSetName: stackSet.name };
    const { name, template: { sha256, resources } } = stackSet;
    const fault = this.cloud.faults.next('stack', { about, stackSet: name, account, region, sha256, resources });
    if (fault) { this.cloud.tellFault(fault); }
    return fault;
  }
}

/** The message of what goes wrong: CloudFormation shows it as the reason of the instance's status. */
async function attempt(work: () => Promise<unknown>): Promise<string | Made> {
  try {
    return (await work() ?? {}) as Made;
  } catch (error) {
    return (error as Error).message;
  }
}
