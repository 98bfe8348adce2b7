import fc from 'fast-check';
import { SurveyItem, Tier, TierItem, TIERS } from '../../../src/telemetry/contract';
import { SurveyAnswer } from '../../../src/telemetry/tiers/contract';
import { TenantSeen } from '../../../src/telemetry/tiers/handlers/decide';
import { STALE_MS, Settings, Surveyor, World } from '../../../src/telemetry/tiers/handlers/survey';

const NOW = Date.parse('2026-03-02T12:30:00Z');
const at = (time: number) => new Date(time).toISOString();
const HOUR = 3600_000;
const MONTH_AGO = at(NOW - 30 * 24 * HOUR);
const SETTINGS: Settings = {
  regions: ['us-east-1'], signals: [{ namespace: 'AWS/Lambda', metricName: 'UnreservedConcurrentExecutions' }],
  idleAfterMs: 7 * 24 * HOUR, tierOfNewTenants: TIERS.priority,
};

/** A directory in memory, seen without a gap for a month. */
class Memory implements World {
  public readonly tiers = new Map<string, TierItem>();
  public readonly used = new Set<string>();
  public readonly unlinked = new Set<string>();
  public time = NOW;
  public saved: SurveyItem;
  private readonly tenants: readonly TenantSeen[];

  constructor(count: number, private readonly settings = SETTINGS) {
    const { regions, signals } = settings;
    this.saved = { since: MONTH_AGO, lastAt: at(NOW - HOUR), looksAt: JSON.stringify({ regions, signals }) };
    this.tenants = Array.from({ length: count }, (_, each) =>
      ({ tenantId: `t${each}`, accountId: String(300_000_000_000 + each), changedAt: MONTH_AGO }));
  }

  public survey(run: string): Promise<SurveyAnswer> { return new Surveyor(this, this.settings).answer({ run }); }

  public now() { return this.time; }
  public ready() { return Promise.resolve([...this.tenants]); }
  public tenant(tenantId: string) {
    const found = this.tenants.find(each => each.tenantId === tenantId);
    return Promise.resolve(found && { ...found, state: 'ready' });
  }
  public items() { return Promise.resolve([...this.tiers.values()]); }
  public item(tenantId: string) { return Promise.resolve(this.tiers.get(tenantId)); }
  public before() { return Promise.resolve(this.saved); }
  public saw(survey: SurveyItem) { this.saved = survey; return Promise.resolve(); }
  public linked(region: string) {
    const accounts = this.tenants.map(({ accountId }) => accountId);
    return Promise.resolve(new Set(accounts.filter(each => !this.unlinked.has(`${each}/${region}`))));
  }
  public active() { return Promise.resolve(this.used); }
  public note({ tenantId, accountId }: TenantSeen, note: Parameters<World['note']>[1]) {
    this.tiers.set(tenantId, { ...this.tiers.get(tenantId), tenantId, accountId, ...note });
    return Promise.resolve();
  }
  public claim({ tenant, verdict, applied }: Parameters<World['claim']>[0], operation: string, stale: string) {
    const { tenantId, accountId } = tenant;
    const before = this.tiers.get(tenantId);
    if (before?.operation && before.operationAt! >= stale) { return Promise.resolve(false); }
    const operationAt = at(this.time);
    this.tiers.set(tenantId, { ...before, tenantId, accountId, ...verdict, applied, operation, operationAt });
    return Promise.resolve(true);
  }
  public wish({ tenantId, accountId }: TenantSeen, { tier, applied, fixed }: Parameters<World['wish']>[1]) {
    this.tiers.set(tenantId, { ...this.tiers.get(tenantId), tenantId, accountId, tier, applied, fixed });
    return Promise.resolve();
  }
  public forget({ tenantId, accountId }: TenantSeen, tier: Tier) {
    this.tiers.set(tenantId, { tenantId, accountId, tier, applied: tier });
    return Promise.resolve();
  }
}

const accountsIn = ({ batches }: SurveyAnswer) => batches.flatMap(({ accounts }) => accounts);

describe('A survey', () => {
  const TWO = { ...SETTINGS, regions: ['us-east-1', 'eu-central-1'] };

  it('puts nobody to sleep whose link is missing in a Region, for nobody knows whether he is idle', async () => {
    const world = new Memory(3, TWO);
    world.unlinked.add('300000000001/eu-central-1');
    expect(accountsIn(await world.survey('run'))).toEqual(['300000000000', '300000000002']);
    expect(world.tiers.get('t1')).toMatchObject({ tier: 'priority', unseenOn: '2026-03-02' });
  });

  it('lets the time begin anew after which he is idle once the link is back', async () => {
    const world = new Memory(1, TWO);
    world.unlinked.add('300000000000/eu-central-1');
    await world.survey('run-1');
    world.unlinked.clear();
    const days = async (count: number) => {
      for (const _ of Array.from({ length: count * 24 })) {
        world.time += HOUR;
        world.saved = { ...world.saved, lastAt: at(world.time - HOUR) };
        const answer = await world.survey(`run-${world.time}`);
        if (accountsIn(answer).length > 0) { return true; }
      }
      return false;
    };
    expect(await days(7)).toBe(false);
    expect(await days(1)).toBe(true);
    expect(world.tiers.get('t0')).toMatchObject({ tier: 'dormant', reason: 'no sign of life since 2026-03-03' });
  });

  it('puts nobody to sleep where it cannot ask for links and says so, and goes on with what it knows when it can', async () => {
    const world = new Memory(3);
    const { linked } = world;
    world.linked = () => Promise.reject(new Error('throttled'));
    expect(await world.survey('run-1')).toMatchObject({ batches: [], unseen: ['us-east-1 links: Error throttled'] });
    expect(world.tiers.size).toBe(0);
    expect(world.saved).toMatchObject({ since: MONTH_AGO, lastAt: at(NOW) });
    world.linked = linked;
    expect(accountsIn(await world.survey('run-2'))).toHaveLength(3);
  });

  it('moves no more than ten thousand at once, a thousand in an operation, and whoever wakes before whoever falls asleep', async () => {
    const world = new Memory(12_500);
    for (let each = 0; each < 1500; each++) {
      world.tiers.set(`t${each}`, { tenantId: `t${each}`, accountId: String(300_000_000_000 + each), tier: 'dormant', applied: 'dormant', movedAt: MONTH_AGO });
      world.used.add(String(300_000_000_000 + each));
    }
    const answer = await world.survey('run');
    expect(answer.batches.map(({ tier, accounts }) => [tier, accounts.length])).toEqual([
      ['priority', 1000], ['priority', 500], ...Array.from({ length: 8 }, () => ['dormant', 1000]), ['dormant', 500],
    ]);
    expect(new Set(accountsIn(answer)).size).toBe(10_000);
    // What goes from state to state takes 262,144 bytes.
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(200_000);
  });

  it('whose answer was lost gives the same again, and another run nothing of it', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 2500 }), fc.nat(60), async (count, used) => {
      const world = new Memory(count);
      for (let each = 0; each < used; each++) { world.used.add(String(300_000_000_000 + each)); }
      const first = await world.survey('run');
      expect(await world.survey('run')).toEqual(first);
      expect((await world.survey('other')).batches).toEqual([]);
      expect(accountsIn(first)).toHaveLength(Math.max(0, count - used));
    }), { numRuns: 20 });
  });

  it('takes over whom a run left behind, as soon as it can be no more', async () => {
    const world = new Memory(3);
    await world.survey('dead');
    world.time += STALE_MS;
    world.saved = { ...world.saved, lastAt: at(world.time - HOUR) };
    expect((await world.survey('next')).batches).toEqual([]);
    world.time += 1;
    expect(accountsIn(await world.survey('next'))).toHaveLength(3);
  });

  const tier = fc.constantFrom(...Object.values(TIERS));
  const left = fc.constantFrom<Partial<TierItem>>(
    { operation: 'dead-1-dormant', operationAt: at(NOW - STALE_MS - 1) }, { failure: 'eu-central-1: no such luck' },
  );

  it('moves whoever may have another tier than the one on record, even when that is where they belong', async () => {
    const fixes = fc.constantFrom(true, undefined);
    const known = [left, fc.boolean(), fixes, tier, tier] as const;
    await fc.assert(fc.asyncProperty(...known, async (how, isUsed, fixed, applied, shall) => {
      const world = new Memory(1);
      world.tiers.set('t0', { tenantId: 't0', accountId: '300000000000', tier: shall, applied, movedAt: MONTH_AGO, fixed, ...how });
      if (isUsed) { world.used.add('300000000000'); }
      const { batches } = await world.survey('run');
      expect(batches).toEqual([{ operation: expect.stringMatching(/^run-1-/), tier: world.tiers.get('t0')!.tier, accounts: ['300000000000'] }]);
      if (fixed) { expect(batches[0].tier).toBe(shall); }
      if (isUsed && !fixed) { expect(batches[0].tier).toBe('priority'); }
    }));
  });

  it('hands nothing down to another account under the same id', async () => {
    const fixes = fc.constantFrom(true, undefined);
    await fc.assert(fc.asyncProperty(fc.option(left, { nil: {} }), fixes, tier, async (how, fixed, had) => {
      const world = new Memory(1);
      world.used.add('300000000000');
      world.tiers.set('t0', { tenantId: 't0', accountId: '399999999999', tier: had, applied: had, movedAt: MONTH_AGO, fixed, awake: 'full', ...how });
      expect((await world.survey('run')).batches).toEqual([]);
      expect(world.tiers.get('t0')).toEqual({ tenantId: 't0', accountId: '300000000000', tier: 'priority', applied: 'priority', lastActiveOn: '2026-03-02' });
    }));
  });

  it('that came while another was at it puts nobody into two operations', async () => {
    const world = new Memory(2500);
    const [one, other] = await Promise.all([world.survey('one'), world.survey('other')]);
    const both = [...accountsIn(one), ...accountsIn(other)];
    expect([both.length, new Set(both).size]).toEqual([2500, 2500]);
  });

  it('writes nothing down of whoever is where they belong and was seen today before', async () => {
    const world = new Memory(2);
    world.used.add('300000000000').add('300000000001');
    await world.survey('one');
    const before = new Map(world.tiers);
    await world.survey('other');
    expect([...world.tiers.values()].every(each => each === before.get(each.tenantId))).toBe(true);
    expect(world.tiers.get('t0')).toEqual({ tenantId: 't0', accountId: '300000000000', tier: 'priority', applied: 'priority', lastActiveOn: '2026-03-02' });
  });

  it('puts right what is on record of whoever was never moved, when new tenants get another tier', async () => {
    const world = new Memory(1);
    world.used.add('300000000000');
    world.tiers.set('t0', { tenantId: 't0', accountId: '300000000000', tier: 'full', applied: 'full', lastActiveOn: '2026-03-02' });
    expect((await world.survey('run')).batches).toEqual([]);
    expect(world.tiers.get('t0')).toMatchObject({ tier: 'priority', applied: 'priority' });
  });

  it('moves whoever is awake when new tenants get another tier and they were moved before', async () => {
    const world = new Memory(1);
    world.used.add('300000000000');
    world.tiers.set('t0', { tenantId: 't0', accountId: '300000000000', tier: 'full', applied: 'full', movedAt: MONTH_AGO });
    expect((await world.survey('run')).batches).toEqual([{ operation: 'run-1-priority', tier: 'priority', accounts: ['300000000000'] }]);
  });
});
