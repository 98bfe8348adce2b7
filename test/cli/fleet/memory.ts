import { fleet } from '../../../src/cli/fleet/command';
import { FleetData, HealthRecords, Item, Run } from '../../../src/cli/fleet/data';
import { World } from '../../../src/cli/fleet/request';
import {
  FLEET_KEYS, LogEntry, Pin, PHASES, PublishedService, ReleaseItem, serviceParameterName, ServiceItem,
  serviceStackSetName, TenantServiceItem, WaveItem, WaveSpec,
} from '../../../src/fleet/contract';
import { KEYS } from '../../../src/tenants/contract';
import { saidOf, worldOf } from '../command-line';

export const NOW = Date.parse('2026-03-02T12:00:00Z');
export const ME = 'arn:aws:sts::222222222222:assumed-role/Operator/jane@example.com';

/** Sixteen hexadecimal digits for a version. */
export const hex = (digit: string): string => digit.repeat(16);

const KEY = (partition: string, sort: string) => `${partition}|${sort}`;

type Machine = (machine: string, input: Record<string, unknown>, execution: string) => Run;

/** A fleet's records, for tests. */
export class MemoryFleet implements FleetData {
  public readonly platform = 'tenants';
  public readonly started: { machine: string; input: Record<string, unknown> }[] = [];
  public readonly files = new Map<string, string>();
  private readonly items = new Map<string, Item>();
  private readonly ready = new Map<string, Item>();
  private readonly texts = new Map<string, string>();
  private readonly runs = new Map<string, Run>();

  public healthRecords?: HealthRecords;

  /** What an execution of a machine does, and how it ends. */
  public onStart: Machine = () => ({ status: 'SUCCEEDED', output: '{}' });

  public put(partition: string, sort: string, item: object): this {
    // As DynamoDB keeps it: what is undefined is not there.
    const there = Object.entries(item).filter(([, value]) => value !== undefined);
    this.items.set(KEY(partition, sort), Object.fromEntries(there));
    return this;
  }

  public service(service: string, more: Partial<ServiceItem> = {}): this {
    const item: ServiceItem = {
      service, stackSetName: serviceStackSetName('tenants', service), regions: ['us-east-1'], order: 1, number: 1, open: true,
      good: { version: hex('a'), template: 'https://a', release: '000001', at: '2026-03-01T09:00:00Z' }, held: { version: hex('a'), template: 'https://a' }, ...more,
    };
    return this.put(FLEET_KEYS.fleet, `${FLEET_KEYS.service}${service}`, item);
  }

  public release(service: string, release: string, more: Partial<Omit<ReleaseItem, 'waves' | 'plan' | 'log'>> & { waves?: WaveItem[]; plan?: PublishedService; log?: LogEntry[] } = {}): this {
    const { waves = [], plan = planOf(service), log = [], ...fields } = more;
    const item: ReleaseItem = {
      service, release, kind: 'release', version: plan.version, template: plan.template, label: plan.label, requestedBy: ME, reason: 'a fix', requestedAt: '2026-03-02T10:00:00Z',
      phase: PHASES.done, changedAt: '2026-03-02T11:50:00Z', wave: 0, run: `run-of-${release}`, plan: JSON.stringify(plan), waves: JSON.stringify(waves), log: log.map(entry => JSON.stringify(entry)), ...fields,
    };
    return this.put(`${FLEET_KEYS.service}${service}`, `${FLEET_KEYS.release}${release}`, item);
  }

  public tenant(tenantId: string, accountId: string, has: Record<string, Partial<TenantServiceItem> & { pinned?: Pin }> = {}, state = 'ready'): this {
    this.put(`${KEYS.tenant}${tenantId}`, KEYS.record, { tenantId, accountId, state });
    if (state === 'ready') { this.ready.set(tenantId, { tenantId, accountId, state }); }
    for (const [service, { pinned, ...item }] of Object.entries(has)) {
      this.put(`${FLEET_KEYS.service}${service}`, `${FLEET_KEYS.tenant}${tenantId}`, { service, tenantId, accountId, ...item, pin: pinned && JSON.stringify(pinned) });
    }
    return this;
  }

  public publish(service: string, version: string): this {
    this.texts.set(serviceParameterName('tenants', service), JSON.stringify(planOf(service, { version })));
    return this;
  }

  public query(partition: string, beginning: string): Promise<readonly Item[]> {
    const keys = [...this.items.keys()].filter(key => key.startsWith(KEY(partition, beginning))).sort();
    return Promise.resolve(keys.map(key => this.items.get(key)!));
  }
  public item(partition: string, sort: string): Promise<Item | undefined> {
    return Promise.resolve(this.items.get(KEY(partition, sort)));
  }
  public readyTenants(): Promise<readonly Item[]> { return Promise.resolve([...this.ready.values()]); }
  public parameters(path: string): Promise<readonly string[]> {
    return Promise.resolve([...this.texts].filter(([name]) => name.startsWith(`${path}/`)).map(([, text]) => text));
  }
  public health(): Promise<HealthRecords | undefined> { return Promise.resolve(this.healthRecords); }
  public file(key: string): Promise<string | undefined> { return Promise.resolve(this.files.get(key)); }
  public start(machine: string, input: object): Promise<string> {
    const execution = `execution-${this.started.length + 1}`;
    // What goes to AWS goes as JSON.
    const sent = JSON.parse(JSON.stringify(input)) as Record<string, unknown>;
    this.started.push({ machine, input: sent });
    this.runs.set(execution, this.onStart(machine, sent, execution));
    return Promise.resolve(execution);
  }
  public run(execution: string): Promise<Run> { return Promise.resolve(this.runs.get(execution)!); }
  public me(): Promise<string> { return Promise.resolve(ME); }
}

export const waveSpec = (name: string, more: Partial<WaveSpec> = {}): WaveSpec => ({
  name, ring: { by: 'everyone' }, concurrency: { percent: 10 }, tolerance: { accounts: 0 }, bakeSeconds: 1800, alarms: [], gates: [], ...more,
});

export const planOf = (service: string, more: Partial<PublishedService> = {}): PublishedService => ({
  service, version: hex('b'), label: 'commit 1a2b3c', template: 'https://b', regions: ['us-east-1'], order: 1, provenAfter: 1, whileAnother: 'queue', mayReplace: [],
  waves: [waveSpec('canary', { alarms: ['orders-errors'] }), waveSpec('10 percent'), waveSpec('everyone', { bakeSeconds: 0 })], ...more,
});

/** Runs a command of the fleet. Each pause lets `meanwhile` change things. */
export async function cli(
  data: MemoryFleet | Error, args: string[], meanwhile: (pauses: number) => void = () => undefined,
) {
  return cliIn(worldOf(data, NOW, meanwhile), args);
}

/** Runs a command of the fleet in a world. */
export const cliIn = (world: World, args: readonly string[]) => saidOf(terminal => fleet([...args], terminal, world));
