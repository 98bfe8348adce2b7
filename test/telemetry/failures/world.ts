import { BIG_FUNCTION, FUNCTION, NAME, OBSERVABILITY, ORGANIZATION_ID, PLATFORM, QUICK_FUNCTION } from './platform';
import { Entry, Execution, Expressions, JsonObject, Lab, LabOptions } from '../../../src/lab';
import { LambdaRoom } from '../../../src/lab/services/lambda/lambda-room';
import { FailureItem, RedriveRequest } from '../../../src/telemetry/items';
import { SOURCE } from '../../../src/tenants/contract';

const expressions = new Expressions();

const BASELINE = `cdk-account-per-tenant-${NAME}-baseline`;

/** What work was done, in which account, and what is to fail. */
export interface Deed { readonly account: string; readonly payload: JsonObject; readonly at: number }

/** Tenants with work that fails, and the central place of their failures. */
export class World {
  public static async of(assembly: string, tenants = 2, options: LabOptions = {}): Promise<World> {
    const lab = new Lab({
      accountQuota: 40_000,
      stackSets: { stackDuration: { kind: 'fixed', seconds: 1 } },
      organizations: { organizationId: ORGANIZATION_ID },
      ...options,
      states: { ...options.states, expressions },
    });
    await lab.deploy(assembly);
    const world = new World(lab);
    await world.enrol(tenants);
    return world;
  }

  public readonly deeds: Deed[] = [];
  public readonly entries: Entry[] = [];
  private constructor(public readonly lab: Lab) {
    lab.cloud.journal.listen(entry => {
      if (entry.type === 'event' && entry.source === SOURCE) { this.entries.push(entry); }
    });
  }

  /** Whether a piece of work fails. */
  public fails: (payload: JsonObject, account: string, requestId: string) => boolean = () => true;

  public accountOf(tenant: number): string { return String(333_333_333_000 + tenant); }

  /** Gives tenants accounts and what every tenant gets, and a place in the directory. */
  private async enrol(tenants: number): Promise<void> {
    const { lab } = this;
    const accounts = Array.from({ length: tenants }, (_, tenant) => this.accountOf(tenant));
    for (const [tenant, id] of accounts.entries()) {
      lab.organization.addAccount({ id, name: `t${tenant}`, email: `t${tenant}@example.com`, joinedMethod: 'INVITED' });
      await this.done(this.know(tenant, id));
    }
    for (let from = 0; from < accounts.length; from += 500) {
      await this.done(this.call(PLATFORM, 'cloudformation', 'createStackInstances', {
        StackSetName: BASELINE, CallAs: 'DELEGATED_ADMIN', Regions: ['us-east-1', 'eu-central-1'],
        DeploymentTargets: { OrganizationalUnitIds: [lab.organization.rootId()], AccountFilterType: 'INTERSECTION', Accounts: accounts.slice(from, from + 500) },
        OperationPreferences: { MaxConcurrentPercentage: 100, FailureTolerancePercentage: 100, ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE' },
      }));
      await lab.play();
    }
    for (const account of accounts) {
      const { status = 'no stack' } = lab.stackOf(account, OBSERVABILITY.region, BASELINE) ?? {};
      if (status !== 'CREATE_COMPLETE') { throw new Error(`${account}: ${status} ${await this.reasons()}`); }
      for (const name of [FUNCTION, QUICK_FUNCTION, BIG_FUNCTION]) { this.employ(account, name); }
    }
  }

  private async reasons(): Promise<string> {
    const { Summaries } = await this.done(this.call(PLATFORM, 'cloudformation', 'listStackInstances', { StackSetName: BASELINE, CallAs: 'DELEGATED_ADMIN' }));
    return String((Summaries as JsonObject[])[0]?.StatusReason);
  }

  /** The directory knows whose account it is, and what it has of the service. */
  public async know(tenant: number, accountId: string): Promise<void> {
    const table = this.lab.only('AWS::DynamoDB::Table', 'Directory').ref;
    const put = (Item: JsonObject) => this.call(PLATFORM, 'dynamodb', 'putItem', { TableName: table, Item });
    const tenantId = { S: `t${tenant}` };
    await put({ pk: { S: `ACCOUNT#${accountId}` }, sk: { S: 'RECORD' }, tenantId });
    await put({ pk: { S: `TENANT#t${tenant}` }, sk: { S: 'RECORD' }, tenantId, accountId: { S: accountId }, ring: { S: tenant === 0 ? 'canary' : '' } });
    await put({ pk: { S: 'SERVICE#orders' }, sk: { S: `TENANT#t${tenant}` }, tenantId, version: { S: `v${tenant}` } });
  }

  /** Does the work of a function by hand, so that a test sees what was done where. */
  private employ(account: string, name: string): void {
    const at = { account, region: OBSERVABILITY.region };
    this.lab.cloud.room<LambdaRoom>('lambda').register(`arn:aws:lambda:${at.region}:${account}:function:${name}`, (payload, { requestId }) => {
      if (this.fails(payload as JsonObject, account, requestId)) { throw Object.assign(new Error('the shelf is empty'), { name: 'NoStock' }); }
      this.deeds.push({ account, payload: payload as JsonObject, at: this.lab.cloud.clock.now() });
      return null;
    });
  }

  /** Gives a tenant something to do. */
  public async work(tenant: number, payload: JsonObject, name = FUNCTION): Promise<void> {
    const place = { account: this.accountOf(tenant), region: OBSERVABILITY.region };
    await this.done(this.call(place, 'lambda', 'invoke', { FunctionName: name, InvocationType: 'Event', Payload: JSON.stringify(payload) }));
  }

  public redrive(request: Partial<RedriveRequest> & { accountId: string }): Execution {
    const { ref } = this.lab.only('AWS::StepFunctions::StateMachine', 'Redrive');
    return this.lab.states.start(ref, { perSecond: 10, by: 'jane', reason: 'it is mended', ...request } as unknown as JsonObject);
  }

  /** All failures on record, with those of one tenant first come. */
  public failures(tenant?: number): FailureItem[] {
    return this.items().filter(({ sk, accountId }) => sk.startsWith('FAILURE#') && (tenant === undefined || accountId === this.accountOf(tenant)))
      .sort((one, other) => one.at < other.at ? -1 : 1);
  }

  public items(): (FailureItem & { pk: string; sk: string })[] {
    const table = this.lab.only('AWS::DynamoDB::Table', 'FailuresTable').ref;
    return this.lab.items(table).map(item => plain({ M: item }) as FailureItem & { pk: string; sk: string });
  }

  /** Messages in a queue of the central place: `Queue`, `Undelivered`, `Unrecorded`. */
  public inQueue(name: string): number {
    return this.lab.queues.messages(this.lab.only('AWS::SQS::Queue', `Failures${name}`).arn!).length;
  }

  public told(detailType: string): JsonObject[] {
    return this.entries.flatMap(entry => entry.type === 'event' && entry.detailType === detailType ? [entry.detail as JsonObject] : []);
  }

  public call(
    at: { account: string; region: string }, service: string, action: string, parameters: JsonObject,
  ): Promise<JsonObject> {
    return this.lab.cloud.call(this.lab.operator(at), service, action, parameters);
  }

  public play(hours?: number): Promise<void> {
    return this.lab.play(hours === undefined ? undefined : this.lab.cloud.clock.now() + hours * 3_600_000);
  }

  /** Lets virtual time pass until it is done, and no longer. */
  public async done<T>(work: Promise<T>): Promise<T> {
    let over = this.lab.cloud.clock.isRunning;
    const settled = work.finally(() => { over = true; });
    settled.catch(() => undefined);
    while (!over) { await this.lab.cloud.clock.run(this.lab.cloud.clock.now() + 10); }
    return settled;
  }
}

function plain(value: unknown): unknown {
  const [[type, content]] = Object.entries(value as JsonObject);
  switch (type) {
    case 'N': return Number(content);
    case 'M': return Object.fromEntries(Object.entries(content as JsonObject).map(([name, each]) => [name, plain(each)]));
    default: return content;
  }
}
