import { ReleaseFaults } from './faults';
import { later, MINUTE, SERVICES, Stage } from './stage';
import { listKey, PHASES, serviceStackSetName, Target } from '../../../../src/fleet/contract';
import { Pin } from '../../../../src/fleet/items';
import { Entry, isObject, Json, JsonObject } from '../../../../src/lab';
import { FaultOf, Occasion } from '../../../../src/lab/faults';
import { CallEntry } from '../../../../src/lab/journal';
import { ALARM, PLATFORM } from '../platform';
import { accountOf, Plain } from '../world';

/** Between the look at who is pinned or ready and the list of it lie a function's calls, some of them late. */
const SLACK = 20 * MINUTE;

interface List {
  readonly at: number;
  readonly tenants: ReadonlySet<string>;
  readonly release: string;
  readonly name: string;
}

/** In these a version that has passed the waves that prove it is what new tenants get. */
const UNDER_WAY: readonly unknown[] = [PHASES.rolling, PHASES.halted, PHASES.back];

/** In these it is seen what a release has left. */
const SEEN: readonly unknown[] = [PHASES.done, PHASES.rolledBack, PHASES.refused];

/** Sees each stack that is worked on, each list and each end of a release, and says what must not be. */
export class Watch {
  public readonly touched: string[] = [];
  public readonly unproven: string[] = [];
  public readonly halfway: string[] = [];
  public readonly atOnce: string[] = [];
  public largestPayload = { bytes: 0, what: '' };
  /** Why runs failed, but for those that say so of a release. */
  public readonly failures = new Map<string, number>();
  /** By the key of the list. */
  private readonly lists = new Map<string, List>();
  /** Stacks with a version that sets off the alarm: account and service. */
  private readonly alarming = new Map<string, { readonly account: string; readonly service: string }>();

  constructor(private readonly stage: Stage, faults: ReleaseFaults) {
    faults.onStack(at => this.stack(at));
    stage.fleet.lab.cloud.journal.listen(entry => this.hear(entry));
  }

  // ---- stacks

  private stack(at: Occasion): FaultOf<'stack'> | undefined {
    const { fleet, versions } = this.stage;
    const { account = '', stackSet = '', sha256 = '' } = at;
    const service = SERVICES.find(each => serviceStackSetName('tenants', each) === stackSet)!;
    const tenantId = `t${Number(account) - 300_000_000_000}`;
    const operation = fleet.lab.stackSets.instanceIn(account, PLATFORM.region, stackSet)?.lastOperation ?? '';
    const [, release, list] = /^release-(\d{6})-(.+?)(?:-again-\d+)?-\d+$/.exec(operation) ?? [];
    if (release === undefined) {
      this.born(tenantId, service, sha256.slice(0, 16));
    } else {
      this.byRelease(tenantId, service, release, list);
    }
    const before = fleet.truth(tenantId, service);
    const fault = versions.fault(at, service, before);
    this.sound(account, service, fault ? before : sha256.slice(0, 16));
    return fault;
  }

  private byRelease(tenantId: string, service: string, release: string, name: string): void {
    const { fleet, notReady } = this.stage;
    const said = `${service} ${release} ${name} ${tenantId}`;
    const list = this.lists.get(listKey(service, release, name, 'json'));
    if (!list?.tenants.has(tenantId)) {
      this.touched.push(`${said}: a stack is worked on that is in no list`);
      return;
    }
    const pin = this.pinOf(tenantId, service);
    if (name === 'back') {
      const item = fleet.item(`SERVICE#${service}`, `RELEASE#${release}`) ?? {};
      const isTouched = this.listsOf(service, release).some(({ tenants }) => tenants.has(tenantId));
      if (!isTouched && pin && Date.parse(pin.at) + SLACK < Date.parse(String(item.requestedAt))) { this.touched.push(`${said}: pinned since ${pin.at}, and brought back though untouched`); }
      return;
    }
    if (pin && Date.parse(pin.at) + SLACK < list.at) { this.touched.push(`${said}: pinned since ${pin.at}, listed ${time(list.at)}`); }
    const since = notReady.get(tenantId);
    if (since !== undefined && since + SLACK < list.at) { this.touched.push(`${said}: not ready since ${time(since)}, listed ${time(list.at)}`); }
  }

  /** A tenant who enrols gets what is good, or what has passed the waves that prove it. */
  private born(tenantId: string, service: string, version: string): void {
    const { fleet } = this.stage;
    const { good, running } = fleet.serviceItem(service) as { good?: Plain; running?: string };
    if (good?.version === version) { return; }
    const release: Plain = running === undefined ? {} : fleet.item(`SERVICE#${service}`, `RELEASE#${running}`) ?? {};
    const { provenAfter } = JSON.parse(String(release.plan ?? '{}')) as { provenAfter?: number };
    // Who had begun when it was taken back comes to his end first, and is brought back with the others.
    const isProven = release.version === version && UNDER_WAY.includes(release.phase)
      && Number(release.wave) >= (provenAfter ?? Infinity);
    if (!isProven) { this.unproven.push(`${service} ${tenantId}: born on ${version} while ${String(good?.version)} is good and release ${running} is ${String(release.phase)} in wave ${String(release.wave)}`); }
  }

  private pinOf(tenantId: string, service: string): Pin | undefined {
    const { fleet } = this.stage;
    const said = fleet.item(`SERVICE#${service}`, `TENANT#${tenantId}`)?.pin;
    const pin = typeof said === 'string' ? JSON.parse(said) as Pin : undefined;
    return pin && (pin.until === undefined || Date.parse(pin.until) > fleet.lab.cloud.clock.now()) ? pin : undefined;
  }

  // ---- the alarm

  /** It goes off a while after the first stack has a bad version, and is calm when none has it any more. */
  private sound(account: string, service: string, version: string | undefined): void {
    const { versions } = this.stage;
    const key = `${service}/${account}`;
    if (!versions.alarms(version)) {
      this.alarming.delete(key);
      return;
    }
    this.alarming.set(key, { account, service });
    if (this.alarming.size === 1) { later(this.stage, 2 * MINUTE, () => this.listenToStacks()); }
  }

  private listenToStacks(): void {
    const { fleet, versions, until } = this.stage;
    for (const [key, { account, service }] of this.alarming) {
      if (!versions.alarms(fleet.truth(`t${Number(account) - 300_000_000_000}`, service))) { this.alarming.delete(key); }
    }
    fleet.lab.cloudWatch.setAlarm(ALARM, this.alarming.size > 0 ? 'ALARM' : 'OK');
    // Somebody may have promoted what sets it off.
    if (this.alarming.size === 0 || fleet.lab.cloud.clock.now() > until) { return; }
    later(this.stage, 2 * MINUTE, () => this.listenToStacks());
  }

  // ---- what is written and called

  private hear(entry: Entry): void {
    if (entry.type === 'execution' && entry.status !== 'RUNNING' && entry.status !== 'SUCCEEDED' && !/ReleaseNotForward|ReleaseRejected|ControlRejected/.test(entry.error ?? '')) {
      const why = `${entry.machine.split(':').pop()}: ${entry.status} ${entry.error ?? ''} ${(entry.cause ?? '').slice(0, 160)}`;
      this.failures.set(why, (this.failures.get(why) ?? 0) + 1);
    }
    // What answers an error by fault may have taken effect.
    if (entry.type !== 'call' || (entry.error && entry.fault === undefined)) { return; }
    if (entry.execution !== undefined) { this.weigh(entry); }
    switch (`${entry.service}:${entry.action}`) {
      case 's3:putObject': this.keep(entry.parameters); break;
      case 'cloudformation:updateStackSet':
      case 'cloudformation:createStackInstances':
      case 'cloudformation:deleteStackInstances': this.count(String(entry.parameters.StackSetName)); break;
      case 'dynamodb:updateItem': this.end(entry.parameters); break;
      default:
    }
  }

  private weigh({ service, action, parameters, result, execution }: CallEntry): void {
    for (const [what, value] of [['asked', parameters], ['answered', result]] as const) {
      const bytes = value === undefined ? 0 : JSON.stringify(value).length;
      if (bytes > this.largestPayload.bytes) { this.largestPayload = { bytes, what: `${what} ${service}:${action} in ${execution!.split(':').pop()}` }; }
    }
  }

  private keep({ Key: key, Body: body }: JsonObject): void {
    const { fleet: { lab: { cloud: { clock } } } } = this.stage;
    const [, release, name] = /^[a-z-]+\/(\d{6})\/((?:wave-\d+|newcomers|back)(?:-again-\d+)?)\.json$/.exec(String(key)) ?? [];
    if (name === undefined) { return; }
    const tenants = new Set((JSON.parse(text(body)) as Target[]).map(({ tenantId }) => tenantId));
    const before = this.lists.get(String(key));
    const all = new Set([...before?.tenants ?? [], ...tenants]);
    this.lists.set(String(key), { at: clock.now(), release, name, tenants: all });
  }

  /** One release of a service at a time, whatever enrolments do meanwhile. */
  private count(stackSet: string): void {
    const underWay = this.stage.fleet.lab.stackSets.operationsUnderWay(stackSet);
    const releases = new Set(underWay.flatMap(id => /^release-(\d{6})-/.exec(id)?.[1] ?? []));
    if (releases.size > 1) { this.atOnce.push(`${stackSet}: ${underWay.join(', ')}`); }
  }

  /** A release comes to its end: how things stand at this very moment. */
  private end({ Key: key, ExpressionAttributeValues: values }: JsonObject): void {
    const phase = isObject(values) && isObject(values[':phase']) ? values[':phase'].S : undefined;
    const [service, release] = [nameIn(key, 'pk', 'SERVICE#'), nameIn(key, 'sk', 'RELEASE#')];
    if (service === undefined || release === undefined || !SEEN.includes(phase)) { return; }
    const { fleet, versions } = this.stage;
    const { version, before } = fleet.item(`SERVICE#${service}`, `RELEASE#${release}`) as Plain;
    const had = before === undefined ? '' : (JSON.parse(String(before)) as Plain).version;
    const tenants = new Set(this.listsOf(service, release).flatMap(list => [...list.tenants]));
    const wrong = [...tenants].filter(tenantId => {
      if (fleet.lab.organization.account(accountOf(tenantId))?.state !== 'ACTIVE') { return false; }
      const truth = fleet.truth(tenantId, service);
      return phase === PHASES.done ? fleet.said(tenantId, service).status === 'current' && truth !== version : truth === version && version !== had;
    });
    if (wrong.length > 0) { this.halfway.push(`${service} ${release} (${versions.all.get(String(version))?.ill}) is ${String(phase)}, and ${wrong.length} of ${tenants.size} are not, such as ${wrong.slice(0, 3).join(', ')}`); }
  }

  /** The lists of those whom a release was to give its version. */
  private listsOf(service: string, release: string): List[] {
    return [...this.lists].filter(([key, { name }]) => key.startsWith(`${service}/${release}/`) && !name.startsWith('back'))
      .map(([, list]) => list);
  }
}

const time = (at: number) => new Date(at).toISOString();

const text = (body: Json | undefined) => typeof body === 'string' ? body : JSON.stringify(body);

function nameIn(key: Json | undefined, attribute: string, begins: string): string | undefined {
  const said = isObject(key) && isObject(key[attribute]) ? String(key[attribute].S) : '';
  return said.startsWith(begins) ? said.slice(begins.length) : undefined;
}

