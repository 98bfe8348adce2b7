import { everyone, has, hours, NOW, pin, range, release, SERVICE, tenant } from './release-world';
import { listKey, PHASES, ReleaseItem, ServiceItem, TenantServiceItem } from '../../../../src/fleet/contract';
import { Reconciler, World } from '../../../../src/fleet/releases/handlers/reconcile';
import { TenantSeen } from '../../../../src/fleet/releases/handlers/tenants';
import { Instance } from '../../../../src/fleet/releases/handlers/truth';

const REGIONS = ['us-east-1', 'eu-central-1'];
const GOOD = { version: 'old', template: 'https://example.com/old.json' };

const service = (over: Partial<ServiceItem> = {}): ServiceItem => ({
  service: SERVICE, stackSetName: 'stack-set', regions: REGIONS, order: 1, number: 9, open: true, held: GOOD,
  good: { ...GOOD, release: '000006', at: hours(-48) }, ...over,
});

/** What StackSets has of a tenant: in each Region the same. */
const stacks = (number: number, over: Partial<Instance> = {}): Instance[] => REGIONS.map(region =>
  ({ account: String(300000000000 + number), region, isCurrent: true, status: 'SUCCEEDED', reason: '', operation: 'release-000006-wave-1-1', ...over }));

interface Scene {
  readonly services: ServiceItem[];
  readonly releases: ReleaseItem[];
  readonly ready: TenantSeen[];
  readonly items: TenantServiceItem[];
  readonly instances: Instance[];
  /** What is there though the list of instances missed it. */
  readonly missed: string[];
  readonly runs: Record<string, string>;
  readonly files: Record<string, string>;
  readonly late: boolean;
  /** What happens while StackSets lists instances. */
  readonly meanwhile: (is: { services: ServiceItem[]; items: TenantServiceItem[] }) => void;
}

/** A world of its own, and what was done to it. */
function world(is: Partial<Scene> = {}) {
  const services = is.services ?? [service()];
  const runs = new Map(Object.entries(is.runs ?? {}));
  let items = is.items ?? [];
  const done: string[] = [];
  const inputs: object[] = [];
  const find = (name: string) => services.find(each => each.service === name);
  const all: World = {
    now: () => NOW,
    isLate: () => is.late ?? false,
    services: async () => [...services],
    service: async name => find(name),
    release: async (name, id) => is.releases?.find(each => each.service === name && each.release === id),
    ready: async () => is.ready ?? [],
    items: async name => items.filter(each => each.service === name),
    async *instances() {
      yield is.instances ?? [];
      const changing = { services, items };
      is.meanwhile?.(changing);
      items = changing.items;
    },
    hasStack: async (_, account) => is.missed?.includes(account) ?? false,
    correct: async ({ tenantId, accountId }, change, name, version, before) => {
      const item = items.find(each => each.tenantId === tenantId);
      if (item?.at !== before) { return false; }
      const corrected = { ...item, service: name, tenantId, accountId, at: hours(0), ...change.became === 'current' && { version } };
      const status = change.became === 'gone' ? { status: undefined, version: undefined } : { status: change.became };
      items = [...items.filter(each => each.tenantId !== tenantId), { ...corrected, ...status }];
      done.push(`${tenantId} ${change.became}${change.became === 'current' ? ` ${version}` : ''}`);
      return true;
    },
    read: async key => is.files?.[key],
    write: async () => { throw new Error('nothing is written'); },
    statusOf: async run => runs.get(run),
    runNamed: name => `run:${name}`,
    start: async (name, input) => {
      if (runs.has(`run:${name}`)) { return false; }
      runs.set(`run:${name}`, 'RUNNING');
      inputs.push(input);
      return true;
    },
  };
  return { done, inputs, runs, reconcile: () => new Reconciler(all).reconcile() };
}

/** A fleet in which all is well. */
const well = (count: number) => ({
  ready: range(count).map(number => tenant(number)),
  items: range(count).map(number => has(number)),
  instances: range(count).flatMap(number => stacks(number)),
});

const repair = (over: Partial<ReleaseItem> = {}) =>
  release([everyone], { release: '000009', kind: 'repair', version: 'old', phase: PHASES.done, requestedAt: hours(-7), ...over });
const tried = (...numbers: number[]) => ({
  [listKey(SERVICE, '000009', 'wave-1', 'json')]: JSON.stringify(numbers.map(number => ({ tenantId: `t${number}`, accountId: '' }))),
});

describe('releases that nobody is at', () => {
  test.each([undefined, 'ABORTED', 'FAILED', 'TIMED_OUT', 'SUCCEEDED'])('are begun again, once (the run is %s)', async status => {
    const is = world({ services: [service({ running: '000007' })], releases: [release([everyone])], runs: status ? { run: status } : {} });
    expect(await is.reconcile()).toEqual({ services: [{ service: SERVICE, behind: 0, began: 'release 000007 again' }] });
    expect(await is.reconcile()).toEqual({ services: [{ service: SERVICE, behind: 0, began: '' }] });
    expect(is.inputs).toEqual([{ service: SERVICE, release: '000007' }]);
  });

  test('are begun again though those that were begun for it are gone, too', async () => {
    const is = world({ services: [service({ running: '000007' })], releases: [release([everyone])] });
    await is.reconcile();
    is.runs.forEach((_, run) => is.runs.set(run, 'ABORTED'));
    expect((await is.reconcile()).services[0].began).toBe('release 000007 again');
    expect(is.inputs).toHaveLength(2);
  });

  test('give the service on, though they are over', async () => {
    const over = release([everyone], { phase: PHASES.done });
    const is = world({ services: [service({ running: '000007' })], releases: [over] });
    expect((await is.reconcile()).services[0].began).toBe('release 000007 again');
  });

  test('may be those that wait for their turn', async () => {
    const waiting = release([everyone], { release: '000008', phase: PHASES.queued, run: 'other' });
    const is = world({ services: [service({ running: '000007', queued: '000008' })], releases: [release([everyone]), waiting], runs: { run: 'RUNNING' } });
    expect((await is.reconcile()).services[0].began).toBe('release 000008 again');
  });

  test('may be those that never came to stand in the line', async () => {
    const lost = release([everyone], { release: '000006', phase: PHASES.queued, run: 'other' });
    const is = world({ services: [service({ running: '000007', number: 7 })], releases: [release([everyone]), lost], runs: { run: 'RUNNING' } });
    expect((await is.reconcile()).services[0].began).toBe('release 000006 again');
  });

  test('are left alone while their run goes on, and so are tenants meanwhile', async () => {
    const scene = { ...well(1), items: [], services: [service({ running: '000007' })], releases: [release([everyone])], runs: { run: 'RUNNING' } };
    const is = world(scene);
    expect((await is.reconcile()).services).toEqual([{ service: SERVICE, behind: 0, began: '' }]);
    expect(is.inputs).toEqual([]);
    expect(is.done).toEqual([]);
  });
});

describe('tenants who are behind', () => {
  test('are none where all is well', async () => {
    const is = world(well(3));
    expect(await is.reconcile()).toEqual({ services: [{ service: SERVICE, behind: 0, began: '' }] });
    expect(is.inputs).toEqual([]);
  });

  test.each<[string, TenantServiceItem[], Instance[]]>([
    ['has nothing', [], []],
    ['has another version', [has(1, { version: 'older' })], stacks(1, { isCurrent: false, operation: 'by-hand' })],
    ['failed', [has(1, { status: 'failed' })], stacks(1, { isCurrent: false, status: 'FAILED' })],
    ['is stuck', [has(1, { status: 'stuck' })], stacks(1, { isCurrent: false, status: 'INOPERABLE' })],
    ['was held until now', [has(1, { version: 'older', pin: pin(hours(-1)) })], stacks(1, { isCurrent: false, operation: 'by-hand' })],
  ])('are brought up: one who %s', async (_, items, instances) => {
    const is = world({ ready: [tenant(1)], items, instances });
    expect(await is.reconcile()).toEqual({ services: [{ service: SERVICE, behind: 1, began: 'a repair' }] });
    expect(is.inputs).toEqual([{ service: SERVICE, kind: 'repair', requestedBy: 'reconcile', reason: '1 tenant is behind: t1' }]);
    expect((await is.reconcile()).services[0].began).toBe('');
    expect(is.inputs).toHaveLength(1);
  });

  test('are not those who are pinned, or not ready', async () => {
    const items = [has(1, { version: 'older', pin: pin() }), has(2, { version: 'older', pin: pin(hours(1)) }), has(3, { version: 'older' })];
    const instances = [1, 2, 3].flatMap(number => stacks(number, { isCurrent: false, operation: 'by-hand' }));
    expect((await world({ ready: [tenant(1), tenant(2)], items, instances }).reconcile()).services[0].behind).toBe(0);
  });

  test('wait for the first release', async () => {
    const is = world({ ...well(1), items: [], services: [service({ good: undefined })] });
    expect(await is.reconcile()).toEqual({ services: [] });
  });

  test('are not tried again within a day where a repair could not help', async () => {
    const instances = [...stacks(1, { isCurrent: false, status: 'FAILED' }), ...stacks(2)];
    const scene = { ...well(2), items: [has(1, { status: 'failed' }), has(2)], instances };
    const is = world({ ...scene, releases: [repair()], files: tried(1) });
    expect((await is.reconcile()).services[0]).toEqual({ service: SERVICE, behind: 1, began: 'nothing, for release 000009 has tried it within a day' });
    const later = world({ ...scene, releases: [repair({ requestedAt: hours(-25) })], files: tried(1) });
    expect((await later.reconcile()).services[0].began).toBe('a repair');
  });

  test('are tried sooner where there is another one, unless the repair came to no good end', async () => {
    const scene = { ready: [tenant(1), tenant(2)], items: [has(1, { status: 'failed' })], instances: stacks(1, { status: 'FAILED', isCurrent: false }), files: tried(1) };
    expect((await world({ ...scene, releases: [repair()] }).reconcile()).services[0].began).toBe('a repair');
    expect((await world({ ...scene, releases: [repair({ phase: PHASES.refused })] }).reconcile()).services[0].began).toMatch(/^nothing/);
  });

  test('are looked for in another service first each time, as long as there is time', async () => {
    const services = ['a', 'b', 'c'].map(name => service({ service: name }));
    const names = async (late: boolean) =>
      (await world({ ready: [tenant(1)], services, late }).reconcile()).services.map(each => each.service);
    const first = await names(false);
    expect([...first].sort()).toEqual(['a', 'b', 'c']);
    expect(await names(true)).toEqual(first.slice(0, 1));
  });
});

describe('what is on record', () => {
  test('of a stack that is gone is taken back, and the tenant brought up', async () => {
    const is = world({ ready: [tenant(1)], items: [has(1)], instances: [] });
    expect((await is.reconcile()).services[0].behind).toBe(1);
    expect(is.done).toEqual(['t1 gone']);
  });

  test('of a stack that is missing in one Region, too: only whoever has nothing gets it there', async () => {
    const is = world({ ready: [tenant(1)], items: [has(1)], instances: stacks(1).slice(0, 1) });
    await is.reconcile();
    expect(is.done).toEqual(['t1 gone']);
  });

  test('stays where only the list has missed a stack', async () => {
    const is = world({ ready: [tenant(1)], items: [has(1)], instances: [], missed: ['300000000001'] });
    expect((await is.reconcile()).services[0].behind).toBe(0);
    expect(is.done).toEqual([]);
  });

  test.each<[string, Partial<TenantServiceItem>, Partial<Instance>, string[]]>([
    ['has what the stack set holds', { version: 'older' }, {}, ['t1 current old']],
    ['has it though its last look says failed', { status: 'failed' }, {}, ['t1 current old']],
    ['was brought somewhere by a release', { version: 'older' }, { isCurrent: false, operation: 'release-000007-wave-2-again-1-4' }, ['t1 current new']],
    ['was brought back by a release', { version: 'new' }, { isCurrent: false, operation: 'release-000007-back-5' }, ['t1 current old']],
    ['failed, which nobody noticed', {}, { isCurrent: false, status: 'FAILED', reason: 'no' }, ['t1 failed']],
    ['is inoperable', {}, { isCurrent: false, status: 'INOPERABLE', reason: 'no' }, ['t1 stuck']],
    ['was stuck and is mended', { status: 'stuck' }, { isCurrent: true }, ['t1 current old']],
    ['was not begun', {}, { isCurrent: false, status: 'CANCELLED', operation: 'release-000007-wave-1-1' }, []],
    ['got something that no release knows', { version: 'older' }, { isCurrent: false, operation: 'by-hand' }, []],
    ['is as it is on record, though outdated', {}, { isCurrent: false, operation: 'release-000006-wave-1-1' }, []],
  ])('is corrected where an account %s', async (_, item, instance, corrected) => {
    const releases = [release([everyone]), release([everyone], { release: '000006', version: 'old' })];
    const is = world({ ready: [tenant(1)], items: [has(1, item)], instances: stacks(1, instance), releases });
    await is.reconcile();
    expect(is.done).toEqual(corrected);
  });

  test('of Regions that differ is corrected, and the tenant brought up', async () => {
    const [here, there] = stacks(1);
    const instances = [here, { ...there, isCurrent: false, operation: 'release-000007-wave-1-1' }];
    const is = world({ ready: [tenant(1)], items: [has(1)], instances, releases: [release([everyone])] });
    expect((await is.reconcile()).services[0].behind).toBe(1);
    expect(is.done).toEqual(['t1 partly']);
  });

  test('of who is partly on a version stays so while he is pinned, is brought up when he is let go, and corrected when all Regions agree', async () => {
    const through = new Set(['old@us-east-1']);
    const [here, there] = stacks(1);
    const instances = [here, { ...there, isCurrent: false, operation: 'release-000007-wave-1-1' }];
    const item = (over: Partial<TenantServiceItem> = {}) => [has(1, { version: 'new', status: 'partly', through, ...over })];
    const releases = [release([everyone])];
    const pinned = world({ ready: [tenant(1)], items: item({ pin: pin() }), instances, releases });
    expect((await pinned.reconcile()).services[0]).toMatchObject({ behind: 0, began: '' });
    expect(pinned.done).toEqual([]);
    const free = world({ ready: [tenant(1)], items: item(), instances, releases });
    expect((await free.reconcile()).services[0]).toMatchObject({ behind: 1, began: 'a repair' });
    const alike = world({ ready: [tenant(1)], items: item(), instances: stacks(1), releases });
    expect((await alike.reconcile()).services[0].behind).toBe(0);
    expect(alike.done).toEqual(['t1 current old']);
  });

  test('is corrected for pinned tenants, too, and for those who are not ready', async () => {
    const is = world({ ready: [tenant(1)], items: [has(1, { version: 'x', pin: pin() }), has(2, { version: 'x' })], instances: [...stacks(1), ...stacks(2)] });
    expect((await is.reconcile()).services[0].behind).toBe(0);
    expect(is.done.sort()).toEqual(['t1 current old', 't2 current old']);
  });

  test('says what a tenant has whose enrolment did not come to write it', async () => {
    const is = world({ ready: [tenant(1)], items: [], instances: stacks(1) });
    expect((await is.reconcile()).services[0].behind).toBe(0);
    expect(is.done).toEqual(['t1 current old']);
  });

  test('is left to whoever has written it meanwhile', async () => {
    const is = world({
      ready: [tenant(1)], items: [has(1, { version: 'older' })], instances: stacks(1),
      meanwhile: scene => { scene.items = [has(1, { version: 'newest', at: hours(0) })]; },
    });
    expect((await is.reconcile()).services[0].behind).toBe(0);
    expect(is.done).toEqual([]);
  });

  test('is left to a release that has begun meanwhile', async () => {
    const is = world({
      ready: [tenant(1)], items: [has(1, { version: 'older' })], instances: stacks(1),
      meanwhile: scene => { scene.services[0] = service({ number: 10, running: '000010' }); },
    });
    expect(await is.reconcile()).toEqual({ services: [{ service: SERVICE, behind: 0, began: '' }] });
    expect(is.done).toEqual([]);
  });
});
