import { OBSERVABILITY, ORGANIZATION_ID, PLATFORM, REGIONS, STACK_SET, synthesize, synthesizeSinks } from './platform';
import { Entry, Execution, Expressions, isObject, JsonObject, Lab, LabOptions } from '../../../src/lab';
import { TIER_PARAMETER, TierItem } from '../../../src/telemetry/contract';
import { TelemetryTier } from '../../../src/telemetry/tiers/telemetry-tiers';

const expressions = new Expressions();
export const HOUR = 3600_000;
export const DAY = 24 * HOUR;

export const accountOf = (tenantId: string) => String(300_000_000_000 + Number(tenantId.slice(1)));

export interface FleetOptions extends LabOptions {
  readonly regions?: readonly string[];
  readonly tierOfNewTenants?: TelemetryTier;
}

/** Tenants whose accounts have the baseline and are linked, and who may be active or not. */
export class Fleet {
  public static async of(tenants: number, about: FleetOptions = {}): Promise<Fleet> {
    const { regions = REGIONS, tierOfNewTenants, ...options } = about;
    const lab = new Lab({
      accountQuota: 40_000,
      startsAt: new Date('2026-03-02T00:00:00Z'),
      stackSets: { stackDuration: { kind: 'uniform', fromSeconds: 30, toSeconds: 90 } },
      organizations: { organizationId: ORGANIZATION_ID },
      ...options,
      states: { ...options.states, expressions },
    });
    await lab.deploy(synthesizeSinks([...regions]));
    const sinks = lab.all('AWS::Oam::Sink').map(({ arn, ref }) => arn ?? ref);
    await lab.deploy(synthesize(sinks, [...regions], tierOfNewTenants));
    const fleet = new Fleet(lab, regions);
    await fleet.fill(tenants);
    return fleet;
  }

  public readonly entries: Entry[] = [];
  public readonly tenants: string[] = [];
  private readonly calls: { readonly accounts: number }[] = [];
  public readonly table: string;
  public readonly machine: string;

  private constructor(public readonly lab: Lab, public readonly regions: readonly string[]) {
    this.table = lab.only('AWS::DynamoDB::Table').ref;
    this.machine = lab.only('AWS::StepFunctions::StateMachine').ref;
    lab.cloud.journal.listen(entry => {
      if (entry.type === 'event' || entry.type === 'transition') { this.entries.push(entry); }
      if (entry.type === 'call' && entry.action === 'updateStackInstances' && !entry.error) {
        const { DeploymentTargets: targets } = entry.parameters as { DeploymentTargets: { Accounts: string[] } };
        this.calls.push({ accounts: targets.Accounts.length });
      }
    });
  }

  public get now(): number { return this.lab.cloud.clock.now(); }

  /** Somebody uses these tenants each hour from now on until an hour is over, in the first Region. */
  public use(hours: number, tenants: readonly string[], region = this.regions[0]): void {
    for (let hour = 0; hour <= hours; hour++) {
      this.lab.cloud.clock.at(this.now + hour * HOUR, () => { tenants.forEach(each => this.observe(each, region)); });
    }
  }

  public observe(tenantId: string, region = this.regions[0]): void {
    this.lab.cloudWatch.observe({
      account: accountOf(tenantId), region, namespace: 'AWS/Lambda', metricName: 'UnreservedConcurrentExecutions', value: 1,
    });
  }

  /** Lets hours pass with all that is scheduled in them. */
  public async pass(hours: number): Promise<void> {
    const until = this.now + hours * HOUR;
    this.lab.events.startSchedules(until);
    await this.lab.play(until);
  }

  /** Eight days pass in which surveys have seen nobody, without playing each of them. */
  public async nobodyForLong(): Promise<void> {
    const since = this.lab.cloud.timestamp();
    await this.lab.play(this.now + 8 * DAY);
    const looksAt = JSON.stringify({ regions: this.regions, signals: [{ namespace: 'AWS/Lambda', metricName: 'UnreservedConcurrentExecutions' }] });
    await this.put({
      pk: { S: 'TELEMETRY' }, sk: { S: 'SURVEY' }, since: { S: since }, lastAt: { S: this.lab.cloud.timestamp() }, looksAt: { S: looksAt },
    });
  }

  /** A run by hand, to its end. */
  public async run(input: JsonObject = {}): Promise<Execution> {
    const run = this.lab.states.start(this.machine, input);
    await this.lab.play();
    return run;
  }

  public runs(): readonly Execution[] { return this.lab.states.executions(); }

  /** The tier that a tenant's account really has, in each Region. */
  public truth(tenantId: string): string[] {
    return this.regions.map(region => {
      const stack = this.lab.stackOf(accountOf(tenantId), region, STACK_SET);
      return String(stack?.parameters[TIER_PARAMETER] ?? 'none');
    });
  }

  public item(tenantId: string): Partial<TierItem> & Record<string, unknown> {
    return this.items().find(({ pk, sk }) => pk === 'TELEMETRY' && sk === `TENANT#${tenantId}`) ?? {};
  }

  public history(tenantId: string): Record<string, unknown>[] {
    return this.items().filter(({ pk, sk }) => pk === `TENANT#${tenantId}` && String(sk).startsWith('TIER#'));
  }

  public items(): Record<string, unknown>[] { return this.lab.items(this.table).map(plain); }

  public events(): JsonObject[] {
    return this.entries.flatMap(entry => entry.type === 'event' && entry.detailType === 'TenantTierChanged' && isObject(entry.detail) ? [entry.detail] : []);
  }

  /** Operations of the baseline's stack set that were to move somebody: how many accounts each. */
  public operations(): number[] {
    return this.calls.map(({ accounts }) => accounts);
  }

  public async put(Item: JsonObject): Promise<void> {
    await this.call(PLATFORM, 'dynamodb', 'putItem', { TableName: this.table, Item });
  }

  public async set(tenantId: string, fields: JsonObject): Promise<void> {
    const names = Object.keys(fields);
    await this.call(PLATFORM, 'dynamodb', 'updateItem', {
      TableName: this.table, Key: { pk: { S: 'TELEMETRY' }, sk: { S: `TENANT#${tenantId}` } },
      UpdateExpression: `SET ${names.map(name => `#${name} = :${name}`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(names.map(name => [`:${name}`, fields[name]])),
    });
  }

  public async add(tenantId: string, state = 'ready'): Promise<void> {
    const id = accountOf(tenantId);
    this.lab.organization.addAccount({ id, name: tenantId, email: `${tenantId}@example.com`, joinedMethod: 'INVITED' });
    await this.put({
      pk: { S: `TENANT#${tenantId}` }, sk: { S: 'RECORD' }, state: { S: state }, changedAt: { S: this.lab.cloud.timestamp() },
      tenantId: { S: tenantId }, accountId: { S: id }, stage: { S: 'production' }, ring: { S: '' }, tags: { S: '{}' },
    });
    this.tenants.push(tenantId);
  }

  /** Gives tenants the baseline. */
  public async bring(tenants: readonly string[]): Promise<void> {
    await this.call({ account: '111111111111', region: PLATFORM.region }, 'cloudformation', 'createStackInstances', {
      StackSetName: STACK_SET, Regions: [...this.regions], OperationId: `bring-${tenants[0]}`,
      DeploymentTargets: { OrganizationalUnitIds: [this.lab.organization.rootId()], Accounts: tenants.map(accountOf), AccountFilterType: 'INTERSECTION' },
      OperationPreferences: { RegionConcurrencyType: 'SEQUENTIAL', MaxConcurrentPercentage: 100, ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE', FailureTolerancePercentage: 100 },
    });
    await this.lab.play();
  }

  /** Links it as the baseline does, and gives what cuts the links again. */
  public async link(tenantId: string): Promise<() => Promise<void>> {
    const account = accountOf(tenantId);
    const links: { region: string; Identifier: string }[] = [];
    for (const region of this.regions) {
      const { Items } = await this.call({ account: OBSERVABILITY, region }, 'oam', 'listSinks', {});
      const { Arn } = await this.call({ account, region }, 'oam', 'createLink', {
        SinkIdentifier: (Items as { Arn: string }[])[0].Arn, LabelTemplate: '$AccountName', ResourceTypes: ['AWS::CloudWatch::Metric'],
      });
      links.push({ region, Identifier: String(Arn) });
    }
    return async () => {
      for (const { region, Identifier } of links) { await this.call({ account, region }, 'oam', 'deleteLink', { Identifier }); }
    };
  }

  public async call(
    where: { account: string; region: string }, service: string, action: string, parameters: JsonObject,
  ): Promise<JsonObject> {
    let done = this.lab.cloud.clock.isRunning;
    const calling = this.lab.cloud.call(this.lab.operator(where), service, action, parameters);
    const work = calling.finally(() => { done = true; });
    work.catch(() => undefined);
    while (!done) { await this.lab.cloud.clock.run(this.now + 10); }
    return work;
  }

  private async fill(count: number): Promise<void> {
    const tenants = Array.from({ length: count }, (_, at) => `t${at}`);
    for (const tenant of tenants) { await this.add(tenant); }
    await this.bring(tenants);
    // The index of the directory comes after.
    await this.lab.play(this.now + 10_000);
  }
}

/** An item without the types of its attributes: texts, and yes or no. */
export const plain = (item: JsonObject): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, Object.values(value as JsonObject)[0]]));

export const tiersIn = (fleet: Fleet): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const tenant of fleet.tenants) {
    const truth = [...new Set(fleet.truth(tenant))].join('+');
    counts[truth] = (counts[truth] ?? 0) + 1;
  }
  return counts;
};
