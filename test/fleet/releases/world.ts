import { createHash } from 'node:crypto';
import { ALARM, ASSETS, ORGANIZATION_ID, PLATFORM } from './platform';
import {
  PublishedService, WaveSpec, previewFunctionRoleName, serviceParameterName, serviceStackSetName, tenantPreviewRoleName,
} from '../../../src/fleet/contract';
import { Entry, Execution, Expressions, isObject, JsonObject, Lab, LabOptions } from '../../../src/lab';

export type Plain = Record<string, unknown>;

/** A wave as a plan would have it; a test changes what it is about. */
export const wave = (name: string, ring: WaveSpec['ring'], over: Partial<WaveSpec> = {}): WaveSpec => ({
  name, ring, concurrency: { percent: 50 }, tolerance: { accounts: 0 }, bakeSeconds: 600, alarms: [ALARM], gates: [],
  ...over,
});

export const CANARY = wave('canary', { by: 'ring', name: 'canary' });
export const THREE_WAVES = [
  CANARY, wave('some', { by: 'percent', percent: 25 }), wave('everyone', { by: 'everyone' }, { alarms: [], bakeSeconds: 0 }),
];

/** What a service is in a version: a parameter that says so, and a queue, which is a stateful thing. */
export const templateOf = (version: string, more: JsonObject = {}): string => JSON.stringify({
  Resources: { Version: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/orders/version', Type: 'String', Value: version } }, ...more },
});

export const idOf = (template: string) => createHash('sha256').update(template).digest('hex').slice(0, 16);

const expressions = new Expressions();

/** As the baseline would bring it. */
const PREVIEWS = { AWS: `arn:aws:iam::${PLATFORM.account}:role/${previewFunctionRoleName('tenants')}` };
const PREVIEW_ROLE = {
  name: tenantPreviewRoleName('tenants'),
  trust: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: PREVIEWS, Action: 'sts:AssumeRole' }] },
  managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
};

/** Tenants with accounts, a service that can be published and released, and a look at what is true. */
export class Fleet {
  public static async of(assembly: string, tenants: number, options: LabOptions = {}): Promise<Fleet> {
    const lab = new Lab({
      accountQuota: 40_000,
      stackSets: { stackDuration: { kind: 'uniform', fromSeconds: 60, toSeconds: 120 } },
      organizations: { organizationId: ORGANIZATION_ID },
      ...options,
      states: { ...options.states, expressions },
    });
    await lab.deploy(assembly);
    const fleet = new Fleet(lab);
    const adding = Array.from({ length: tenants }, (_, at) => fleet.addTenant(at));
    await fleet.settled(Promise.all(adding));
    // The index of the directory comes after.
    await lab.cloud.clock.run(lab.cloud.clock.now() + 10_000);
    return fleet;
  }

  public readonly entries: Entry[] = [];
  public readonly machine: string;
  public readonly control: string;
  public readonly table: string;
  public readonly service: string = 'orders';
  public readonly tenants: string[] = [];

  private constructor(public readonly lab: Lab) {
    lab.cloud.journal.listen(entry => {
      if (entry.type === 'event' || entry.type === 'transition') { this.entries.push(entry); }
    });
    this.machine = lab.only('AWS::StepFunctions::StateMachine', 'Machine').ref;
    this.control = lab.only('AWS::StepFunctions::StateMachine', 'Control').ref;
    this.table = lab.only('AWS::DynamoDB::Table', 'Directory').ref;
    lab.cloudWatch.setAlarm(ALARM, 'OK');
  }

  /** The first five are in the ring `canary`. */
  public async addTenant(at: number, ring = at < 5 ? 'canary' : '', state = 'ready'): Promise<string> {
    const tenantId = `t${at}`;
    const accountId = accountOf(tenantId);
    this.lab.organization.addAccount({ id: accountId, name: tenantId, email: `${tenantId}@example.com`, joinedMethod: 'INVITED' });
    this.lab.iam.addRole(accountId, PREVIEW_ROLE);
    await this.put({
      pk: { S: `TENANT#${tenantId}` }, sk: { S: 'RECORD' }, state: { S: state }, changedAt: { S: this.lab.cloud.timestamp() },
      tenantId: { S: tenantId }, accountId: { S: accountId }, stage: { S: 'production' }, ring: { S: ring }, tags: { S: '{}' },
    });
    this.tenants.push(tenantId);
    return tenantId;
  }

  /** Puts a version where the pipeline would, and says its id. */
  public async publish(template: string, over: Partial<PublishedService> = {}): Promise<string> {
    const service = over.service ?? this.service;
    const version = idOf(template);
    const key = `${service}/${version}.json`;
    this.lab.buckets.put(ASSETS, key, template);
    const published: PublishedService = {
      service, version, label: 'abc', template: `https://${ASSETS}.s3.us-east-1.amazonaws.com/${key}`, regions: ['us-east-1'], order: 1,
      waves: THREE_WAVES, provenAfter: 1, whileAnother: 'queue', mayReplace: [], ...over,
    };
    await this.settled(this.call('ssm', 'putParameter', {
      Name: serviceParameterName('tenants', service), Type: 'String', Value: JSON.stringify(published), Overwrite: true,
    }));
    return version;
  }

  public start(input: JsonObject = {}): Execution {
    return this.lab.states.start(this.machine, { service: this.service, requestedBy: 'jane', reason: 'a test', ...input });
  }

  public wish(action: string, input: JsonObject = {}): Execution {
    return this.lab.states.start(this.control, { action, service: this.service, by: 'jane', reason: 'a test', ...input });
  }

  /** Publishes, releases and plays to the end. */
  public async release(template: string, over: Partial<PublishedService> = {}, input: JsonObject = {}): Promise<Plain> {
    await this.publish(template, over);
    this.start({ service: over.service ?? this.service, ...input });
    await this.lab.play();
    return this.releases(over.service).at(-1)!;
  }

  /** Puts an event on the bus. */
  public tell(DetailType: string, detail: JsonObject): Promise<unknown> {
    return this.lab.putEvents(this.lab.only('AWS::Events::EventBus'), [{ Source: 'test', DetailType, Detail: JSON.stringify(detail) }]);
  }

  /** Lets what is scheduled happen for some hours. */
  public schedules(hours: number): void {
    this.lab.events.startSchedules(this.lab.cloud.clock.now() + hours * 3_600_000);
  }

  /** Has the directory say that a tenant has a version. */
  public async misstate(tenantId: string, version: string): Promise<void> {
    await this.settled(this.call('dynamodb', 'updateItem', {
      TableName: this.table,
      Key: { pk: { S: `SERVICE#${this.service}` }, sk: { S: `TENANT#${tenantId}` } },
      UpdateExpression: 'SET version = :version',
      ExpressionAttributeValues: { ':version': { S: version } },
    }));
  }

  /** A tenant who came later. */
  public async late(at: number): Promise<void> {
    await this.settled(this.addTenant(at));
  }

  /** Ends a run from outside. */
  public stop({ arn }: Execution): void {
    void this.call('sfn', 'stopExecution', { executionArn: arn });
  }

  public parameter(Name: string, Value: string): Promise<void> {
    return this.settled(this.call('ssm', 'putParameter', { Name, Type: 'String', Value, Overwrite: true }));
  }

  /** An enrolment brings the service just now, as its workflow says it. */
  public async enrolling(tenantId: string): Promise<void> {
    const Key = { pk: { S: 'FLEET' }, sk: { S: `SERVICE#${this.service}` } };
    await this.settled(this.put({ pk: { S: `TENANT#${tenantId}` }, sk: { S: 'RECORD' }, state: { S: 'onboarding' }, changedAt: { S: this.lab.cloud.timestamp() } }));
    await this.settled(this.call('dynamodb', 'updateItem', {
      TableName: this.table, Key, UpdateExpression: 'ADD installing :them', ExpressionAttributeValues: { ':them': { SS: [tenantId] } },
    }));
  }

  /** It is through, and leaves its name behind. */
  public enrolled(tenantId: string): Promise<unknown> {
    return this.put({ pk: { S: `TENANT#${tenantId}` }, sk: { S: 'RECORD' }, state: { S: 'failed' }, changedAt: { S: this.lab.cloud.timestamp() } });
  }

  public at(seconds: number, what: () => void): void {
    this.lab.cloud.clock.at(this.lab.cloud.clock.now() + seconds * 1000, what);
  }

  public items(): Plain[] { return this.lab.items(this.table).map(item => plain({ M: item }) as Plain); }

  /** One item of the directory. */
  public item(pk: string, sk: string): Plain | undefined {
    const found = this.lab.items(this.table)
      .find(item => (item.pk as JsonObject).S === pk && (item.sk as JsonObject).S === sk);
    return found && plain({ M: found }) as Plain;
  }

  public releases(service = this.service): Plain[] {
    return this.items().filter(({ pk, sk }) => pk === `SERVICE#${service}` && String(sk).startsWith('RELEASE#'))
      .sort((a, b) => String(a.sk) < String(b.sk) ? -1 : 1);
  }

  public serviceItem(service = this.service): Plain {
    return this.items().find(({ pk, sk }) => pk === 'FLEET' && sk === `SERVICE#${service}`) ?? {};
  }

  /** What the directory says that a tenant has. */
  public said(tenantId: string, service = this.service): Plain {
    return this.items().find(({ pk, sk }) => pk === `SERVICE#${service}` && sk === `TENANT#${tenantId}`) ?? {};
  }

  /** What a tenant's account really has: the id of the template of its stack. */
  public truth(tenantId: string, service = this.service, region = PLATFORM.region): string | undefined {
    const stack = this.lab.stackOf(accountOf(tenantId), region, serviceStackSetName('tenants', service));
    return stack && idOf(JSON.stringify(stack.template));
  }

  public truths(service = this.service): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const tenant of this.tenants) {
      const truth = this.truth(tenant, service) ?? 'none';
      counts[truth] = (counts[truth] ?? 0) + 1;
    }
    return counts;
  }

  public events(detailType: string): JsonObject[] {
    return this.entries.flatMap(entry => entry.type === 'event' && entry.detailType === detailType && isObject(entry.detail) ? [entry.detail] : []);
  }

  public put(Item: JsonObject): Promise<unknown> { return this.call('dynamodb', 'putItem', { TableName: this.table, Item }); }

  private call(service: string, action: string, parameters: JsonObject): Promise<unknown> {
    return this.lab.cloud.call(this.lab.operator(PLATFORM), service, action, parameters);
  }

  /** Lets virtual time pass until it is done, unless it passes anyway. */
  private async settled(work: Promise<unknown>): Promise<void> {
    let done = this.lab.cloud.clock.isRunning;
    void work.then(() => { done = true; });
    while (!done) { await this.lab.cloud.clock.run(this.lab.cloud.clock.now() + 10); }
    await work;
  }
}

export const accountOf = (tenantId: string) => String(300_000_000_000 + Number(tenantId.slice(1)));

/** A value of DynamoDB's as one of JavaScript's. */
function plain(value: unknown): unknown {
  const [[type, content]] = Object.entries(value as JsonObject);
  switch (type) {
    case 'N': return Number(content);
    case 'M': return Object.fromEntries(Object.entries(content as JsonObject).map(([name, each]) => [name, plain(each)]));
    case 'L': return (content as unknown[]).map(plain);
    default: return content;
  }
}
