import { inspect } from 'node:util';
import { deployAssembly, DeployedStack } from './assembly/deploy';
import { stackRegistry, StackStatus } from './assembly/stack-registry';
import { createStack, deleteStack, updateStack } from './assembly/stacks';
import { Template } from './assembly/template';
import { Cloud, CloudOptions } from './cloud';
import { complaintsAboutCall, servicesOf } from './fault-fields';
import { Json, JsonObject } from './json';
import { complaintsAboutOptions } from './options';
import { Caller } from './room';
import { account } from './services/account/account';
import { StackSets, stackSets, StackSetsOptions } from './services/cloudformation/stack-sets';
import { cloudWatch, CloudWatchRoom } from './services/cloudwatch/cloudwatch-room';
import { config } from './services/config/config-room';
import { dynamodb, DynamoDbRoom } from './services/dynamodb/dynamodb-room';
import { ecr } from './services/ecr/ecr-room';
import { EventBridgeRoom, eventBridge } from './services/eventbridge/eventbridge-room';
import { EventFields } from './services/eventbridge/pattern/event-fields';
import { guardDuty } from './services/guardduty/guardduty-room';
import { iam, IamRoom } from './services/iam/iam-room';
import { sts } from './services/iam/sts-room';
import { lambda } from './services/lambda/lambda-room';
import { logs } from './services/lambda/logs-room';
import { oam, OamRoom } from './services/oam/oam-room';
import { firehose, observabilityAdmin, xray } from './services/observability/rooms';
import { Organizations, organizations, OrganizationsOptions } from './services/organizations/organizations';
import { s3, S3Room } from './services/s3/s3-room';
import { schemas } from './services/schemas/schemas-room';
import { serviceQuotas, ServiceQuotasOptions } from './services/servicequotas/service-quotas';
import { sns } from './services/sns/sns-room';
import { sqs, SqsRoom } from './services/sqs/sqs-room';
import { ssm } from './services/ssm/ssm-room';
import { Execution } from './services/states/executions';
import { states, StatesOptions, StatesRoom } from './services/states/states-room';
import { Timelines } from './timeline';
import { complaintsAboutStates, complaintsAboutUnapplied } from './unapplied';

export interface LabOptions extends CloudOptions {
  /** How many accounts the organization may have. @default 10, as in a new organization */
  readonly accountQuota?: number;
  readonly organizations?: OrganizationsOptions;
  readonly stackSets?: Omit<StackSetsOptions, 'createStack' | 'updateStack' | 'deleteStack'>;
  readonly serviceQuotas?: ServiceQuotasOptions;
  readonly states?: StatesOptions;
  /** Keeps what each execution does, for `timeline`. Takes memory. @default false */
  readonly keepTimelines?: boolean;
}

/** A resource of a deployed stack, and where it is. */
export interface Place {
  readonly logicalId: string;
  readonly account: string;
  readonly region: string;
  readonly ref: string;
  readonly arn?: string;
}

/** A stack of a stack set, as it is. */
export interface TenantStack {
  readonly name: string;
  readonly id: string;
  readonly template: Template;
  /** Those that were given; others have their defaults. */
  readonly parameters: Readonly<Record<string, Json>>;
  readonly status: StackStatus;
}

/**
 * A cloud with all services that the lab models, into which cloud assemblies are deployed and in which their workflows
 * are played.
 */
export class Lab {
  public readonly cloud: Cloud;
  public readonly stacks: DeployedStack[] = [];
  private readonly timelines?: Timelines;

  constructor(options: LabOptions = {}) {
    const complaints = complaintsAboutOptions(options);
    // What the services say of the faults is told with the rest, by a lab that can be made.
    if (complaints.length > 0) { throw new Error([...complaints, ...complaintsAboutCalls(options?.faults, new Lab().cloud)].join('\n')); }
    this.cloud = new Cloud(options);
    this.timelines = options.keepTimelines ? new Timelines(this.cloud.journal) : undefined;
    this.cloud.add(
      iam(), sts(), organizations(options.organizations),
      stackSets({ ...options.stackSets, createStack, updateStack, deleteStack }),
      account(), serviceQuotas(options.serviceQuotas), states(options.states), dynamodb(), eventBridge,
      lambda(), logs(), sqs, sns, ssm, cloudWatch, schemas, s3, guardDuty, config, ecr,
      oam, xray, firehose, observabilityAdmin,
    );
    const never = complaintsAboutCalls(options.faults, this.cloud);
    if (never.length > 0) { throw new Error(never.join('\n')); }
    if (options.accountQuota !== undefined) {
      this.cloud.quotas.set('organizations.accounts', options.accountQuota);
    }
    this.organization.onAccountCreated(({ id, roleName }) => this.iam.addRole(id, {
      name: roleName,
      trust: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:${this.cloud.partition}:iam::${this.cloud.managementAccount}:root` }, Action: 'sts:AssumeRole' }],
      },
      managedPolicyArns: [`arn:${this.cloud.partition}:iam::aws:policy/AdministratorAccess`],
    }));
  }

  public get organization(): Organizations { return this.cloud.room('organizations'); }
  public get states(): StatesRoom { return this.cloud.room('sfn'); }
  public get iam(): IamRoom { return this.cloud.room('iam'); }
  public get events(): EventBridgeRoom { return this.cloud.room('eventbridge'); }
  public get queues(): SqsRoom { return this.cloud.room('sqs'); }
  public get buckets(): S3Room { return this.cloud.room('s3'); }
  public get tables(): DynamoDbRoom { return this.cloud.room('dynamodb'); }
  public get cloudWatch(): CloudWatchRoom { return this.cloud.room('cloudwatch'); }
  public get oam(): OamRoom { return this.cloud.room('oam'); }
  public get stackSets(): StackSets { return this.cloud.room('cloudformation'); }

  /**
   * Deploys all stacks of a cloud assembly; what is there already is updated. Accounts that they name and the
   * organization lacks are members from then on.
   */
  public async deploy(assembly: string): Promise<DeployedStack[]> {
    if (typeof assembly !== 'string' || assembly === '') {
      throw new Error(`deploy takes the folder of a cloud assembly, such as 'cdk.out' or what app.synth().directory says, got ${inspect(assembly, { depth: 0 })}`);
    }
    const deploying = deployAssembly(this.cloud, assembly, {
      onAccount: id => {
        if (id !== this.cloud.managementAccount && !this.organization.account(id)) {
          this.organization.addAccount({ id, name: `account ${id}`, email: `${id}@accounts.example.com`, joinedMethod: 'INVITED' });
        }
      },
    });
    const deployed = await this.until(deploying);
    for (const stack of deployed) {
      const before = this.stacks.findIndex(({ id }) => id === stack.id);
      this.stacks.splice(before < 0 ? this.stacks.length : before, 1, stack);
    }
    return deployed;
  }

  /**
   * Plays until nothing moves any more, or until the given moment of virtual time. Where nothing moves any more, a
   * fault in a state that no machine has is a mistake, and thrown as one.
   */
  public async play(until?: number): Promise<void> {
    await this.cloud.clock.run(until);
    if (until !== undefined) { return; }
    const complaints = complaintsAboutStates(this.cloud.faults, this.states.stateNames());
    if (complaints.length > 0) { throw new Error(complaints.join('\n')); }
  }

  /**
   * Throws if a fault of the plan was never applied, and says which, and how often the others were. A test that is to
   * show how a platform takes faults shows nothing where they do not come: a state may be misspelt, `mentions` may fit
   * no call, `skip` may let too many pass. Call it after `play`.
   */
  public expectFaultsApplied(): void {
    const complaints = complaintsAboutUnapplied(this.cloud.faults, this.states.stateNames());
    if (complaints.length > 0) { throw new Error(complaints.join('\n')); }
  }

  /** The one resource of this type, or of those the one whose logical id contains the word. */
  public only(type: string, word = ''): Place {
    const all = this.all(type);
    const found = all.filter(place => place.logicalId.includes(word));
    if (found.length === 1) { return found[0]; }
    const there = found.length > 0 ? `: ${idsOf(found)}` : all.length > 0 ? `; of this type there are ${idsOf(all)}` : `; ${this.types()}`;
    throw new Error(`expected one ${type}${word && ` with '${word}' in its logical id`}, found ${found.length || 'none'}${there}`);
  }

  public all(type: string): Place[] {
    return this.stacks.flatMap(stack => Object.entries(stack.resources)
      .filter(([, resource]) => resource.type === type)
      .map(([logicalId, resource]) => ({
        logicalId, account: stack.account, region: stack.region,
        ref: resource.ref, arn: resource.attributes?.Arn as string | undefined,
      })));
  }

  /** The stack that an account really has of a stack set, whatever the stack set says of it. */
  public stackOf(accountId: string, region: string, stackSetName: string): TenantStack | undefined {
    const name = this.stackSets.instanceIn(accountId, region, stackSetName)?.stackName;
    const found = name && stackRegistry(this.cloud).lookUp({ name, account: accountId, region });
    if (!found) { return undefined; }
    const { stack, scope: { template }, request: { parameters = {} }, status } = found;
    return { name: stack.name, id: stack.id, template, parameters, status };
  }

  /** Somebody at the keyboard, whom IAM does not judge. */
  public operator(at: { account: string; region: string }): Caller {
    return { principal: 'operator', trusted: true, account: at.account, region: at.region };
  }

  /** Puts events on a bus, as somebody who may. Virtual time passes until they are taken, and no longer. */
  public putEvents(bus: Place, entries: JsonObject[]): Promise<JsonObject> {
    const Entries = entries.map(entry => ({ EventBusName: bus.ref, ...entry }));
    const call = this.cloud.call(this.operator(bus), 'eventbridge', 'putEvents', { Entries });
    return this.cloud.clock.isRunning ? call : this.until(call, 10);
  }

  /** The buses on which a rule waits for such an event. */
  public listening(event: { source: string; detailType: string; detail: JsonObject }): Place[] {
    const fields = new EventFields({ 'source': event.source, 'detail-type': event.detailType, 'detail': event.detail });
    const hear = this.events.rules().filter(rule => rule.enabled && rule.pattern?.matches(fields));
    return this.all('AWS::Events::EventBus').filter(({ arn }) => hear.some(({ bus }) => bus === arn));
  }

  /** What an execution did, line by line, as people read it. */
  public timeline(execution: Pick<Execution, 'arn'>): string[] {
    if (!this.timelines) { throw new Error('timelines are kept only if asked for: new Lab({ keepTimelines: true })'); }
    return this.timelines.of(execution.arn);
  }

  /** All items of a table, in DynamoDB's JSON. */
  public items(table: string): JsonObject[] {
    const found = this.tables.tables().find(each => each.name === table);
    if (!found) { throw new Error(`there is no table '${table}'`); }
    return found.items();
  }

  /** What all tables together have been asked to write and read, in request units. */
  public capacity(): { writes: number; reads: number } {
    const tables = this.tables.tables();
    return {
      writes: tables.reduce((sum, each) => sum + each.writeUnits, 0),
      reads: tables.reduce((sum, each) => sum + each.readUnits, 0),
    };
  }

  /**
   * Writes into the log how things stand at the end: every account of the organization and every item of every table.
   */
  public writeEnd(): void {
    const at = this.cloud.timestamp();
    for (const { id } of this.organization.accounts()) {
      this.cloud.journal.write({ type: 'account', at, account: this.organization.describe(id)! });
    }
    for (const table of this.tables.tables()) {
      for (const item of table.items()) { this.cloud.journal.write({ type: 'record', at, table: table.name, item }); }
    }
  }

  /** The types of resources that are deployed, in words. */
  private types(): string {
    const types = new Set(this.stacks.flatMap(stack => Object.values(stack.resources).map(({ type }) => type)));
    return types.size > 0 ? `the stacks have ${[...types].sort().join(', ')}` : 'nothing is deployed';
  }

  /** Lets virtual time pass until the work is done. */
  private async until<T>(work: Promise<T>, step = 60_000): Promise<T> {
    let done = false;
    const settled = work.finally(() => { done = true; });
    settled.catch(() => undefined);
    while (!done) {
      await this.cloud.clock.run(this.cloud.clock.now() + step);
    }
    return settled;
  }
}

function complaintsAboutCalls(faults: unknown, cloud: Cloud): string[] {
  const services = servicesOf(cloud.allRooms());
  return Array.isArray(faults) ? faults.flatMap((fault, at) => complaintsAboutCall(fault, `faults[${at}]`, services)) : [];
}

function idsOf(places: readonly Place[]): string {
  return places.map(({ logicalId }) => logicalId).join(', ');
}
