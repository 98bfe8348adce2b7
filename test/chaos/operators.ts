import { HOUR, later, MINUTE, SECONDS_BETWEEN_REQUESTS, Stage, tenantName } from './contents';
import { Customers } from './customers';
import { landOf, TENANT_TAG } from './directory';
import { Entry, isObject, JsonObject } from '../../src/lab';
import { Place } from '../../src/lab/lab';

/** How the addresses of the other team end. */
export const OTHER_TEAM = '@other.example.com';

/** Each of these is done for this share of the tenants. */
const SHARE = 0.012;
/** How many bursts of another team come for each tenant. */
const BURSTS = 1 / 120;

/** Errors that an operator meets now and then, and shrugs off. */
const SHRUGGED = /NotFound|Duplicate|OperationInProgress|InvalidOperation|DoesNotExist|ConditionalCheckFailed|TooManyRequests|Throttl|StaleRequest/;

/** People who work on the platform beside its workflow, and another team that makes accounts of its own. */
export class Operators {
  /** Tenants whose accounts somebody has moved, whose baseline has been taken away, whose record was written. */
  public readonly moved = new Set<string>();
  public readonly stripped = new Set<string>();
  public readonly edited = new Set<string>();
  /** When the other team called CreateAccount. */
  public readonly bursts: number[] = [];
  private readonly directory: Place;
  private readonly stackSet: Place;
  private readonly runs = new Map<string, string>();

  constructor(private readonly stage: Stage, private readonly customers: Customers) {
    const { lab } = stage;
    this.directory = lab.only('AWS::DynamoDB::Table', 'Directory');
    this.stackSet = lab.only('AWS::CloudFormation::StackSet', 'Baseline');
    lab.cloud.journal.listen(entry => this.hear(entry));
  }

  /** Plans what is done to whom, between the moment in which a tenant asks and some hours later. */
  public plan(tenants: number): void {
    const { random } = this.stage;
    const deeds = [this.move, this.takeBaseline, this.edit, this.writeBack, this.stop];
    for (let index = 1; index <= tenants; index++) {
      const arrival = index * SECONDS_BETWEEN_REQUESTS * 1000;
      for (const deed of deeds) {
        if (random.next() >= SHARE) { continue; }
        // Most enrolments take minutes: half of what is done meets one of them.
        const after = random.next() < 0.5 ? random.whole(0, 20 * MINUTE) : random.whole(0, 6 * HOUR);
        later(this.stage, arrival + after, () => deed.call(this, tenantName(index)));
      }
      if (random.next() < BURSTS) { later(this.stage, arrival, () => this.burst(index)); }
    }
  }

  private hear(entry: Entry): void {
    if (entry.type === 'execution' && entry.status === 'RUNNING' && isObject(entry.input)) {
      this.runs.set(String(entry.input.tenantId), entry.execution);
    }
    if (entry.type === 'call' && entry.service === 'sqs' && entry.action === 'sendMessage' && entry.result) {
      later(this.stage, this.stage.random.whole(1, 12) * HOUR, () => this.sendAgain(String(entry.parameters.QueueUrl)));
    }
  }

  private async move(tenantId: string): Promise<void> {
    const { lab, random, did } = this.stage;
    const account = this.accountOf(tenantId);
    if (!account) { return; }
    const from = lab.organization.parentOf(account)!;
    const to = random.pick(Object.values(landOf(lab)).filter(unit => unit !== from));
    this.moved.add(tenantId);
    did('an account was moved by hand');
    await this.act('organizations', 'moveAccount', { AccountId: account, SourceParentId: from, DestinationParentId: to }, lab.cloud.managementAccount);
  }

  private async takeBaseline(tenantId: string): Promise<void> {
    const { lab, random, did } = this.stage;
    const account = this.accountOf(tenantId);
    if (!account) { return; }
    const unit = lab.organization.parentOf(account)!;
    this.stripped.add(tenantId);
    did('a baseline was taken away by hand');
    await this.act('cloudformation', 'deleteStackInstances', {
      StackSetName: String(this.stackSet.ref).split(':')[0],
      CallAs: this.stackSet.account === lab.cloud.managementAccount ? 'SELF' : 'DELEGATED_ADMIN',
      Regions: [this.stackSet.region],
      RetainStacks: false,
      OperationId: random.uuid(),
      DeploymentTargets: { Accounts: [account], OrganizationalUnitIds: [unit], AccountFilterType: 'INTERSECTION' },
    }, this.stackSet.account);
  }

  /** What the grant to record lets people write: one attribute that the enrolment lives by. */
  private async edit(tenantId: string): Promise<void> {
    const { random, did } = this.stage;
    const [set, values] = random.pick([
      ['SET #state = :v', { S: 'failed' }], ['SET #state = :v', { S: 'requested' }], ['SET #run = :v', { S: 'by hand' }], ['SET displayName = :v', { S: 'by hand' }],
    ] as const);
    this.edited.add(tenantId);
    did('a record was edited by hand');
    await this.act('dynamodb', 'updateItem', {
      TableName: this.directory.ref,
      Key: this.keyOf(tenantId),
      UpdateExpression: set,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':v': values },
      ...set.includes('#state') && { ExpressionAttributeNames: { '#state': 'state' } },
      ...set.includes('#run') && { ExpressionAttributeNames: { '#run': 'run' } },
    }, this.directory.account);
    this.mention(tenantId);
  }

  /** An editor that was open for some minutes saves the whole item as it was when it was opened. */
  private async writeBack(tenantId: string): Promise<void> {
    const { did, random } = this.stage;
    const read = await this.act('dynamodb', 'getItem', { TableName: this.directory.ref, Key: this.keyOf(tenantId) }, this.directory.account);
    const item = read?.Item;
    if (!item) { return; }
    later(this.stage, random.whole(1, 30) * MINUTE, async () => {
      this.edited.add(tenantId);
      did('an old copy of a record was written back by hand');
      await this.act('dynamodb', 'putItem', { TableName: this.directory.ref, Item: item }, this.directory.account);
      this.mention(tenantId);
    });
  }

  private async stop(tenantId: string): Promise<void> {
    const { lab, did } = this.stage;
    const run = this.runs.get(tenantId);
    if (!run || lab.states.execution(run).status !== 'RUNNING') { return; }
    did('a run was stopped by hand');
    await this.act('sfn', 'stopExecution', { ExecutionArn: run }, this.directory.account);
  }

  /** Who wrote by hand asks again, to see whether all is well. */
  private mention(tenantId: string): void {
    later(this.stage, this.stage.random.whole(1, 3) * HOUR, () => this.customers.askAgainFor(tenantId));
  }

  /** The other team makes some accounts, as fast as it can. */
  private burst(index: number): void {
    const { lab, random, did } = this.stage;
    did('a burst of CreateAccount by another team');
    const size = random.whole(3, 12);
    for (let call = 0; call < size; call++) {
      later(this.stage, call * random.whole(200, 4000), () => {
        this.bursts.push(lab.cloud.clock.now());
        return this.act('organizations', 'createAccount', { AccountName: 'other team', Email: `other+${index}-${call}${OTHER_TEAM}` }, lab.cloud.managementAccount);
      });
    }
  }

  /** A message of a dead-letter queue is an event, or Lambda's record of one. */
  private async sendAgain(queue: string): Promise<void> {
    const { lab, did } = this.stage;
    const [, account] = /amazonaws\.com\/(\d+)\//.exec(queue) ?? [];
    const answer = await this.act('sqs', 'receiveMessage', { QueueUrl: queue, MaxNumberOfMessages: 10 }, account);
    for (const { Body, ReceiptHandle } of (answer?.Messages ?? []) as JsonObject[]) {
      const body = JSON.parse(String(Body)) as { detail?: JsonObject; requestPayload?: { detail?: JsonObject } };
      const detail = body.detail ?? body.requestPayload?.detail;
      did('a dead letter was sent again');
      await this.act('sqs', 'deleteMessage', { QueueUrl: queue, ReceiptHandle: ReceiptHandle! }, account);
      if (detail) {
        await lab.putEvents(lab.only('AWS::Events::EventBus'), [{ Source: 'operator', DetailType: 'TenantRequested', Detail: JSON.stringify(detail) }]);
      }
    }
  }

  private async act(
    service: string, action: string, parameters: JsonObject, account: string,
  ): Promise<JsonObject | undefined> {
    const { lab } = this.stage;
    const operator = lab.operator({ account, region: this.directory.region });
    try {
      return await lab.cloud.call(operator, service, action, parameters);
    } catch (error) {
      if (!SHRUGGED.test((error as Error).name) && (error as Error).name !== 'ConstraintViolationException') { throw error; }
      return undefined;
    }
  }

  private accountOf(tenantId: string): string | undefined {
    return this.stage.lab.organization.accounts().find(account => account.tags.get(TENANT_TAG) === tenantId)?.id;
  }

  private keyOf(tenantId: string): JsonObject {
    return { pk: { S: `TENANT#${tenantId}` }, sk: { S: 'RECORD' } };
  }
}
