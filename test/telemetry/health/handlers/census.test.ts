import fc from 'fast-check';
import { accountOf, cellOfTenant, FleetSeen, NOW, range, tenant } from './census-world';
import { UnhealthyTenant } from '../../../../src/telemetry/contract';
import { accountsIn } from '../../../../src/telemetry/health/handlers/census';
import { judge } from '../../../../src/telemetry/health/handlers/judge';
import { windowAt } from '../../../../src/telemetry/health/handlers/look';

const failing = { invocations: 100, errors: 50 };

describe('health', () => {
  test('the one failing tenant of twenty is told, with figures, ring and the release that is likely to have done it', async () => {
    const fleet = new FleetSeen(20);
    fleet.set(7, { invocations: 200, errors: 30, throttles: 1 });
    fleet.released.set('t7', ['orders/000003']).set('t8', ['orders/000002']);
    expect(await fleet.take()).toMatchObject({
      tenants: 20, covered: 20, unhealthy: 1, cells: [{ cell: 0, unhealthy: 1, worst: 0.15 }],
    });
    expect(fleet.told).toEqual([{
      tenantId: 't7', accountId: accountOf(7), health: 'unhealthy', ring: 'general', region: 'eu-central-1',
      at: '2026-11-21T12:15:00.000Z', since: '2026-11-21T12:15:00.000Z', invocations: 200, errors: 30, throttles: 1, likelyRelease: 'orders/000003',
    }]);
    expect(fleet.unhealthy).toMatchObject([{ tenantId: 't7', likelyRelease: 'orders/000003' }]);
  });

  test('who goes on failing is told once, and is unhealthy since the first time', async () => {
    const fleet = new FleetSeen(3);
    fleet.released.set('t1', ['orders/000003']);
    fleet.set(1, failing);
    for (const _ of range(3)) { await fleet.take(); }
    expect(fleet.told).toHaveLength(1);
    expect(fleet.unhealthy).toMatchObject([{ since: '2026-11-21T12:15:00.000Z', likelyRelease: 'orders/000003' }]);
  });

  test('one good look does not make healthy, two in a row do', async () => {
    const fleet = new FleetSeen(3);
    const looks = [failing, {}, failing, {}, {}];
    for (const figures of looks) {
      fleet.set(1, figures);
      await fleet.take();
    }
    expect(fleet.told.map(({ health, at }) => [health, at])).toEqual([
      ['unhealthy', '2026-11-21T12:15:00.000Z'], ['healthy', '2026-11-21T13:15:00.000Z'],
    ]);
    expect(fleet.unhealthy).toEqual([]);
  });

  test('who falls asleep or leaves while unhealthy is unknown from then on, and not healthy', async () => {
    const fleet = new FleetSeen(3);
    fleet.set(1, failing);
    await fleet.take();
    fleet.tenantsThere = [tenant(2), tenant(3)];
    expect(await fleet.take()).toMatchObject({ tenants: 2, unhealthy: 0 });
    expect(fleet.told.at(-1)).toMatchObject({ tenantId: 't1', health: 'unknown' });
  });

  test('a crash before it was kept tells twice, and never not at all', async () => {
    const fleet = new FleetSeen(3);
    fleet.set(1, failing);
    const { keep } = fleet;
    fleet.keep = async () => { throw new Error('crashed'); };
    await expect(fleet.take()).rejects.toThrow('crashed');
    fleet.keep = keep;
    await fleet.take();
    expect(fleet.told.map(({ tenantId }) => tenantId)).toEqual(['t1', 't1']);
  });

  test('tenants who cannot hand over their failures are counted once, whatever Regions and rules they fail in', async () => {
    const fleet = new FleetSeen(3, { regions: ['eu-central-1', 'eu-west-1'], cells: 1, unhealthyAt: 0.05 });
    fleet.failing.push(accountOf(1), accountOf(2));
    fleet.losing.push(accountOf(2), accountOf(3));
    const { undelivered } = await fleet.take();
    expect(Object.keys(undelivered)).toEqual(['eu-central-1', 'eu-west-1']);
    expect(accountsIn(...Object.values(undelivered))).toEqual([accountOf(1), accountOf(2), accountOf(3)]);
  });

  test('how long the oldest failure has waited is told in hours, and that none waits, too', async () => {
    const fleet = new FleetSeen(1);
    expect(await fleet.take()).toMatchObject({ oldestHeldHours: 0 });
    fleet.oldest = '2026-11-20T12:30:00.000Z';
    expect(await fleet.take()).toMatchObject({ oldestHeldHours: 24 });
    fleet.oldest = '9999-01-01T00:00:00.000Z';
    expect(await fleet.take()).toMatchObject({ oldestHeldHours: 0 });
  });

  test('when it cannot be read what waits, who is unhealthy is told and kept all the same', async () => {
    const fleet = new FleetSeen(1);
    fleet.set(1, failing);
    fleet.oldestHeld = async () => { throw new Error('throttled'); };
    await expect(fleet.take()).rejects.toThrow('throttled');
    expect([fleet.told.length, fleet.unhealthy.length, fleet.reported.length]).toEqual([1, 1, 0]);
  });
});

describe('judging', () => {
  const verdict = (figures: { invocations: number; errors: number; throttles: number }, unhealthyAt = 0.05) =>
    judge(tenant(1), new Map([['r', figures]]), ['r'], { at: 'now', unhealthyAt }).unhealthy !== undefined;

  test.each([
    [{ invocations: 2, errors: 2, throttles: 0 }, false],
    [{ invocations: 3, errors: 3, throttles: 0 }, true],
    [{ invocations: 100, errors: 4, throttles: 0 }, false],
    [{ invocations: 100, errors: 5, throttles: 0 }, true],
    [{ invocations: 0, errors: 0, throttles: 3 }, true],
    [{ invocations: 1000, errors: 0, throttles: 3 }, false],
  ])('%j is unhealthy: %s', (figures, unhealthy) => {
    expect(verdict(figures)).toBe(unhealthy);
  });

  test('more failures never make a tenant healthier', () => {
    const count = fc.integer({ min: 0, max: 1000 });
    fc.assert(fc.property(count, count, count, count, (errors, more, ran, throttles) => {
      const invocations = ran + errors + more;
      const before = verdict({ invocations, errors, throttles });
      expect(before && !verdict({ invocations, errors: errors + more, throttles })).toBe(false);
    }));
  });

  test('the only invocation of one Region, which failed, hides nothing of another Region', () => {
    const sight = new Map([['one', { invocations: 0, errors: 1, throttles: 0 }], ['two', { invocations: 1000, errors: 100, throttles: 0 }]]);
    expect(judge(tenant(1), sight, ['one', 'two'], { at: 'now', unhealthyAt: 0.05 })).toMatchObject({ share: 0.1, unhealthy: { region: 'two' } });
  });

  test('a share of too few failures is none: of others it is not asked how often they ran', () => {
    const sight = new Map([['one', { invocations: 0, errors: 2, throttles: 0 }]]);
    expect(judge(tenant(1), sight, ['one'], { at: 'now', unhealthyAt: 0.05 })).toEqual({ covered: true, share: 0, unhealthy: undefined });
  });

  test('the worst Region is named', () => {
    const sight = new Map([['one', { invocations: 100, errors: 10, throttles: 0 }], ['two', { invocations: 100, errors: 90, throttles: 0 }]]);
    expect(judge(tenant(1), sight, ['one', 'two'], { at: 'now', unhealthyAt: 0.05 }).unhealthy).toMatchObject({ region: 'two', errors: 90 });
  });

  test('who was unhealthy stays so as long as a Region is not seen', () => {
    const before: UnhealthyTenant = { ...tenant(1), region: 'two', since: 'then', invocations: 5, errors: 5, throttles: 0, goodLooks: 1 };
    const sight = new Map([['one', { invocations: 100, errors: 0, throttles: 0 }]]);
    expect(judge(tenant(1), sight, ['one', 'two'], { before, at: 'now', unhealthyAt: 0.05 })).toMatchObject({ covered: false, unhealthy: before });
  });
});

describe('the window of a look', () => {
  const MINUTE = 60_000;
  const every = fc.constantFrom(5, 6, 10, 12, 15, 20, 30, 60);

  test('a failure is seen in a look more than 16 minutes after its invocation, though looks come up to 5 minutes late', () => {
    const late = fc.array(fc.integer({ min: 0, max: 5 * MINUTE - 1 }), { minLength: 40, maxLength: 40 });
    const minute = fc.integer({ min: 0, max: 59 });
    fc.assert(fc.property(every, minute, late, minute, (minutes, start, delays, invoked) => {
      const looks = delays.map((delay, index) => NOW + (start + index * minutes) * MINUTE + delay);
      const at = NOW + (start + 60 + invoked) * MINUTE;
      const seenBy = looks.filter(look => {
        const { from, to } = windowAt(look, minutes);
        return +from <= at && at < +to;
      });
      return seenBy.some(look => look - at > 16 * MINUTE);
    }));
  });

  test('is made of whole points, of which the last is two minutes old', () => {
    expect(windowAt(Date.parse('2026-11-21T12:06:59Z'), 15)).toEqual({
      from: new Date('2026-11-21T11:25:00Z'), to: new Date('2026-11-21T12:00:00Z'), period: 300,
    });
    expect(windowAt(Date.parse('2026-11-21T12:07:00Z'), 15).to).toEqual(new Date('2026-11-21T12:05:00Z'));
  });
});

describe('at scale', () => {
  test('of a cell 900 are named, the worst, and it is said how many more there are', async () => {
    const fleet = new FleetSeen(0, { regions: ['eu-central-1'], cells: 1, unhealthyAt: 0.05 });
    const isIn = (number: number) => cellOfTenant(number, 6) === 0;
    // 3,000 tenants are six cells; that so many of them are in one is made up.
    const inCell = range(8000).filter(isIn).slice(0, 1100);
    const others = range(8000).filter(number => !isIn(number)).slice(0, 1900);
    fleet.tenantsThere = [...inCell, ...others].map(tenant);
    for (const number of inCell) { fleet.set(number, { invocations: 10_000, errors: 5_000 + number % 4_000 }); }
    expect(await fleet.take()).toMatchObject({ unhealthy: 1100 });
    const { more, unhealthy } = fleet.kept.get(0)!;
    const named = JSON.parse(unhealthy) as UnhealthyTenant[];
    expect([named.length, more]).toEqual([900, 200]);
    expect(Math.min(...named.map(({ errors }) => errors))).toBeGreaterThan(5000);
  });

  test('more tenants than were expected are in more cells', async () => {
    const fleet = new FleetSeen(1200);
    expect((await fleet.take()).cells).toHaveLength(3);
  });

  test('10,000 tenants are 40 calls, and two more where 600 fail', async () => {
    const fleet = new FleetSeen(10_000, { regions: ['eu-central-1'], cells: 20, unhealthyAt: 0.05 });
    for (const number of range(600)) { fleet.set(number, failing); }
    const taken = await fleet.take();
    expect(taken).toMatchObject({ tenants: 10_000, covered: 10_000, unhealthy: 600 });
    expect(fleet.calls).toHaveLength(42);
    expect(Math.max(...fleet.calls.map(({ asked }) => asked.length))).toBe(500);
    expect(taken.cells).toHaveLength(20);
    expect([...fleet.kept.values()].reduce((sum, { tenants }) => sum + tenants, 0)).toBe(10_000);
  });

  test('it is asked which release touched the 500 worst, and nothing once it is known of all which function fails', async () => {
    const fleet = new FleetSeen(700);
    for (const number of range(600)) { fleet.set(number, failing); }
    await fleet.take();
    expect(fleet.asked).toEqual([500]);
    const few = new FleetSeen(700);
    for (const number of range(40)) {
      few.set(number, failing);
      few.failures.set(accountOf(number), new Map([['orders_Pack', 50]]));
    }
    await few.take();
    await few.take();
    expect(few.asked).toEqual([40]);
  });

  test('no more than twenty rings become metrics, those with most unhealthy tenants', async () => {
    const fleet = new FleetSeen(60);
    fleet.tenantsThere = fleet.tenantsThere.map((each, index) => ({ ...each, ring: `ring-${Math.min(index, 30)}` }));
    for (const number of range(60)) { fleet.set(number, failing); }
    const { byRing } = await fleet.take();
    expect(Object.keys(byRing)).toHaveLength(20);
    expect(byRing['ring-30']).toBe(30);
  });

  test('each cell says who of it is unhealthy, the worst first', async () => {
    const fleet = new FleetSeen(200, { regions: ['eu-central-1'], cells: 4, unhealthyAt: 0.05 });
    for (const number of range(40)) { fleet.set(number, { invocations: 100, errors: 10 + number }); }
    await fleet.take();
    for (const [cell, item] of fleet.kept) {
      const unhealthy = JSON.parse(item.unhealthy) as UnhealthyTenant[];
      const numbers = unhealthy.map(({ tenantId }) => Number(tenantId.slice(1)));
      expect(numbers).toEqual(range(40).reverse().filter(number => cellOfTenant(number, 4) === cell));
    }
  });

  test('with fewer cells than before, nothing old stays and nobody is told again', async () => {
    const fleet = new FleetSeen(200, { regions: ['eu-central-1'], cells: 4, unhealthyAt: 0.05 });
    for (const number of range(40)) { fleet.set(number, failing); }
    await fleet.take();
    const smaller = Object.assign(new FleetSeen(200), { kept: fleet.kept, figures: fleet.figures });
    await smaller.take();
    expect([...smaller.kept.keys()]).toEqual([0]);
    expect(smaller.told).toEqual([]);
    expect(smaller.unhealthy).toHaveLength(40);
  });
});
