import {
  PHASES, PlanRequest, PublishedService, ReleaseItem, RingSpec, ServiceItem, Target, TenantServiceItem, WaveSpec,
} from '../../../../src/fleet/contract';
import { Planner, World } from '../../../../src/fleet/releases/handlers/plan';
import { TenantSeen } from '../../../../src/fleet/releases/handlers/tenants';

export const NOW = Date.parse('2026-03-02T12:00:00Z');
export const hours = (count: number) => new Date(NOW + count * 3_600_000).toISOString();
export const SERVICE = 'orders';
export const RELEASE = '000007';

export const wave = (ring: RingSpec, over: Partial<WaveSpec> = {}): WaveSpec => ({
  name: ring.by === 'ring' ? ring.name : ring.by, ring, concurrency: { percent: 10 }, tolerance: { accounts: 0 }, bakeSeconds: 0, alarms: [], gates: [],
  ...over,
});

export const everyone = wave({ by: 'everyone' });

export const plan = (...waves: WaveSpec[]): PublishedService => ({
  service: SERVICE, version: 'new', label: 'abc', template: 'https://example.com/new.json', regions: ['us-east-1', 'eu-central-1'], order: 1, waves,
  provenAfter: 1, whileAnother: 'queue', mayReplace: [],
});

export const release = (waves: readonly WaveSpec[], over: Partial<ReleaseItem> = {}): ReleaseItem => ({
  service: SERVICE, release: RELEASE, kind: 'release', version: 'new', template: 'https://example.com/new.json', label: 'abc', requestedBy: 'jane',
  reason: 'why not', requestedAt: hours(-1), phase: PHASES.rolling, changedAt: hours(-1), plan: JSON.stringify(plan(...waves)), waves: '[]', wave: 0,
  before: JSON.stringify({ version: 'old', template: 'https://example.com/old.json' }), run: 'run', ...over,
});

/** What the directory says of a tenant. The account follows from the number. */
export const tenant = (number: number, over: Partial<TenantSeen> = {}): TenantSeen =>
  ({ tenantId: `t${number}`, accountId: String(300000000000 + number), stage: 'production', ring: '', tags: '{}', ...over });

export const has = (number: number, over: Partial<TenantServiceItem> = {}): TenantServiceItem => ({
  service: SERVICE, tenantId: `t${number}`, accountId: String(300000000000 + number), version: 'old', release: '000006', status: 'current', at: hours(-48),
  ...over,
});

export const pin = (until?: string) => JSON.stringify({ by: 'jane', reason: 'quarter end', at: hours(-2), ...until && { until } });

export const range = (count: number, from = 1) => Array.from({ length: count }, (_, index) => index + from);

/** Tenants who have the version before. */
export const fleet = (count: number) =>
  ({ ready: range(count).map(number => tenant(number)), items: range(count).map(number => has(number)) });

export interface Scene {
  readonly release: ReleaseItem;
  readonly ready: TenantSeen[];
  readonly notReady: string[];
  readonly items: TenantServiceItem[];
  readonly installing: string[];
  readonly services: number;
  readonly states: Record<string, string>;
}

/** A world of its own, the planner in it, and the files that it wrote. */
export function world(is: Partial<Scene> = {}) {
  const files = new Map<string, string>();
  const writes: string[] = [];
  const installing = new Set(is.installing);
  const nothing = {
    release: release([everyone]), ready: [], notReady: [], items: [], installing: [], services: 1, states: {},
  };
  const scene: { -readonly [name in keyof Scene]: Scene[name] } = { ...nothing, ...is };
  const all: World = {
    now: () => NOW,
    services: async () => scene.services,
    service: async () => ({ service: SERVICE, installing } as unknown as ServiceItem),
    release: async (service, id) => service === SERVICE && id === scene.release.release ? scene.release : undefined,
    ready: async () => scene.ready,
    notReady: async () => scene.notReady,
    items: async () => scene.items,
    drop: async (_, tenantId) => !['requested', 'creating', 'onboarding'].includes(is.states?.[tenantId] ?? '') && installing.delete(tenantId),
    read: async key => files.get(key),
    write: async (key, content) => {
      files.set(key, content);
      writes.push(key);
    },
  };
  const planner = new Planner(all);
  const ask = (request: { task: PlanRequest['task']; wave?: number }) =>
    planner.answer({ service: SERVICE, release: RELEASE, ...request } as PlanRequest);
  return {
    ...all,
    scene,
    files,
    writes,
    installing,
    ask,
    list: (name: string) => (JSON.parse(files.get(`${SERVICE}/${RELEASE}/${name}.json`)!) as Target[]).map(({ tenantId }) => tenantId),
    /** Asks for a wave, and gives who is in it. */
    wave: async (index: number) => {
      const { list } = await ask({ task: 'wave', wave: index });
      return (JSON.parse(files.get(`${SERVICE}/${RELEASE}/${list}.json`)!) as Target[]).map(({ tenantId }) => tenantId);
    },
  };
}

