import { ReadyTenant } from './observer';
import { PublishedService, serviceStackSetName } from '../../fleet/contract';
import { Entry, isObject, JsonObject, Lab } from '../../lab';
import { LambdaRoom } from '../../lab/services/lambda/lambda-room';
import { DEFAULT_PLATFORM } from '../../organization/contract';
import { CENTRAL_EVENTS, FAILURE_STATES, MOST_REDRIVES, redriveMachineName, tenantFailuresBusName } from '../../telemetry/contract';
import type { FailureItem, RedriveRequest } from '../../telemetry/items';
import { LabFailures } from '../dlq/lab';

/** A failure as the central place has it. */
export type ToldFailure = Pick<FailureItem, 'tenantId' | 'service' | 'version' | 'state' | 'reason' | 'redrives'>;

/** What became of a tenant whose work failed. */
export interface PlayedFailure {
  readonly tenantId: string;
  readonly accountId: string;
  readonly functionName: string;
  /** As the central place had them before anybody gave them back, and afterwards. */
  readonly found: readonly ToldFailure[];
  readonly after: readonly ToldFailure[];
  /** What the census said of the tenant, and how long after the first failure; not there when it said nothing. */
  readonly health?: {
    readonly health: string;
    readonly seconds: number;
    readonly errors: number;
    readonly invocations: number;
    readonly service?: string;
    readonly likelyRelease?: string;
  };
  /** How often all that was held was given back. */
  readonly redrives: number;
  /** Calls of functions by that: in the account that the work came from, and in all other tenants' accounts. */
  readonly invoked: { readonly here: number; readonly elsewhere: number };
  /** What was done of it in the end. */
  readonly done: readonly string[];
}

/** Work that can be done once its cause is mended, and work that never can. */
const GOOD = { order: 'A-1001', address: '1 Main Street' };
const POISON = { order: 'A-1002' };

/** Nobody waits longer for a census than an hour, and it sees what was minutes before. */
const QUARTER = 15 * 60_000;
const MOST_QUARTERS = 5;

const MOST = 100;

/** A function of a tenant whose asynchronous work fails. It is played by hand: the demo knows nobody's code. */
export class WorkThatFails {
  /** Of the first service whose function reports to the tenant's failures bus; undefined where there is none. */
  public static of(lab: Lab, tenant: ReadyTenant, services: readonly PublishedService[]): WorkThatFails | undefined {
    const failures = LabFailures.find(lab);
    for (const { service, regions: [region] } of failures ? services : []) {
      const stack = lab.stackOf(tenant.accountId, region, serviceStackSetName(DEFAULT_PLATFORM, service));
      const name = stack && reportingFunction(stack.template.Resources as Resources);
      if (name !== undefined) { return new WorkThatFails(lab, tenant, failures!, { name, region }); }
    }
    return undefined;
  }

  private isMended = false;
  private readonly done: string[] = [];
  private readonly told: { at: string; detail: JsonObject }[] = [];
  /** The account of each function that somebody called. */
  private readonly invoked: string[] = [];

  private constructor(
    private readonly lab: Lab, private readonly tenant: ReadyTenant, private readonly failures: LabFailures,
    private readonly fn: { readonly name: string; readonly region: string },
  ) {
    lab.cloud.journal.listen(entry => this.see(entry));
    lab.cloud.room<LambdaRoom>('lambda').register(this.functionArn, event => this.work(event as JsonObject));
  }

  /** Among these tenants; with what versions are called. */
  public async play(tenants: readonly ReadyTenant[], called: (version: string) => string): Promise<PlayedFailure> {
    const { lab, tenant: { tenantId, accountId }, fn: { name: functionName } } = this;
    const began = lab.cloud.clock.now();
    for (const order of [GOOD, POISON]) { await this.invoke(order); }
    for (let quarter = 1; quarter <= MOST_QUARTERS && this.told.length === 0; quarter++) {
      lab.events.startSchedules(began + quarter * QUARTER);
      await lab.play(began + quarter * QUARTER);
    }
    const found = await this.onRecord(called);
    this.isMended = true;
    this.invoked.length = 0;
    for (let run = 0; run < MOST_REDRIVES; run++) { await this.redrive(); }
    const accounts = tenants.map(each => each.accountId);
    const invoked = this.invoked.filter(account => accounts.includes(account));
    const here = invoked.filter(account => account === accountId).length;
    return {
      tenantId, accountId, functionName, found, after: await this.onRecord(called), health: this.healthSince(began),
      redrives: MOST_REDRIVES, invoked: { here, elsewhere: invoked.length - here }, done: this.done,
    };
  }

  private work({ order, address }: JsonObject): void {
    if (address === undefined) { throw Object.assign(new Error(`order ${order} has no address`), { name: 'BadOrder' }); }
    if (!this.isMended) { throw Object.assign(new Error('the warehouse does not answer'), { name: 'Timeout' }); }
    this.done.push(String(order));
  }

  private async invoke(order: JsonObject): Promise<void> {
    const { lab, tenant: { accountId: account }, fn: { name, region } } = this;
    const input = { FunctionName: name, InvocationType: 'Event', Payload: JSON.stringify(order) };
    lab.cloud.clock.background(lab.cloud.call(lab.operator({ account, region }), 'lambda', 'invoke', input));
    await lab.play(lab.cloud.clock.now() + 1000);
  }

  /** As `dlq redrive --tenant` does it: all that is held. */
  private async redrive(): Promise<void> {
    const request: RedriveRequest = { accountId: this.tenant.accountId, perSecond: 5, by: 'demo', reason: 'the warehouse answers again' };
    await this.failures.start(redriveMachineName(DEFAULT_PLATFORM), request);
    await this.lab.play();
  }

  private async onRecord(called: (version: string) => string): Promise<ToldFailure[]> {
    const { failures } = await this.failures.failuresOf(this.tenant.accountId, {}, MOST);
    return failures.map(({ tenantId, service, version, state, reason, redrives }) =>
      ({ tenantId, service, version: version && called(version), state, reason, redrives }));
  }

  private healthSince(began: number): PlayedFailure['health'] {
    const first = this.told[0];
    if (!first) { return undefined; }
    const { health, errors, invocations, service, likelyRelease } = first.detail;
    return {
      health: String(health),
      seconds: Math.round((Date.parse(first.at) - began) / 1000),
      errors: Number(errors),
      invocations: Number(invocations),
      ...service !== undefined && { service: String(service) },
      ...likelyRelease !== undefined && { likelyRelease: String(likelyRelease) },
    };
  }

  private see(entry: Entry): void {
    if (entry.type === 'event' && entry.detailType === CENTRAL_EVENTS.health && isObject(entry.detail)) {
      if (entry.detail.accountId === this.tenant.accountId) { this.told.push({ at: entry.at, detail: entry.detail }); }
    } else if (entry.type === 'call' && entry.service === 'lambda' && entry.action === 'invoke') {
      const name = String(entry.parameters.FunctionName);
      this.invoked.push(name.startsWith('arn:') ? name.split(':')[4] : entry.account);
    }
  }

  private get functionArn(): string {
    const { lab, tenant: { accountId }, fn: { name, region } } = this;
    return `arn:${lab.cloud.partition}:lambda:${region}:${accountId}:function:${name}`;
  }
}

/** Whether all was found, named, given back to its own account, and done or parked. */
export function isAsPromised({ tenantId, found, after, health, invoked, done }: PlayedFailure): boolean {
  const states = after.map(({ state }) => state).sort();
  return found.length === 2 && found.every(each => each.tenantId === tenantId && each.state === FAILURE_STATES.held)
    && health?.health === 'unhealthy' && states.join() === [FAILURE_STATES.parked, FAILURE_STATES.redriven].sort().join()
    && done.join() === GOOD.order && invoked.here > 0 && invoked.elsewhere === 0;
}

type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties?: JsonObject }>>;

/** The name of a function of a template whose failures go to the bus of failures. */
function reportingFunction(resources: Resources): string | undefined {
  const bus = `event-bus/${tenantFailuresBusName(DEFAULT_PLATFORM)}`;
  const names = Object.values(resources)
    .filter(({ Type, Properties }) => Type === 'AWS::Lambda::EventInvokeConfig' && JSON.stringify(Properties?.DestinationConfig ?? '').includes(bus))
    .map(({ Properties }) => isObject(Properties?.FunctionName) ? String(Properties.FunctionName.Ref) : '')
    .map(logicalId => resources[logicalId]?.Properties?.FunctionName);
  return names.find((name): name is string => typeof name === 'string');
}
