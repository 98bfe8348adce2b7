import * as fc from 'fast-check';
import { everyone, fleet, has, hours, pin, range, release, RELEASE, SERVICE, tenant, wave, world } from './release-world';
import { RingSpec } from '../../../../src/fleet/contract';

const canary = wave({ by: 'ring', name: 'canary' });
const percent = (share: number) => wave({ by: 'percent', percent: share });
const isCanary = { ring: 'canary' };

describe('what speaks against a plan', () => {
  test('a release that is not on record cannot be planned', async () => {
    const { ask } = world({ release: release([everyone], { release: '000008' }) });
    await expect(ask({ task: 'plan' })).rejects.toThrow(`service ${SERVICE} has no release ${RELEASE}`);
  });

  test.each<[RingSpec, string]>([
    [{ by: 'ring', name: 'canary' }, "nobody is in ring 'canary'"],
    [{ by: 'stage', stage: 'sandbox' }, "nobody is in stage 'sandbox'"],
    [{ by: 'tag', key: 'tier', value: 'free' }, 'nobody is in tag tier=free'],
  ])('a ring that nobody is in is named: %j', async (ring, words) => {
    const { complaints } = await world({ ...fleet(4), release: release([wave(ring), everyone]) }).ask({ task: 'plan' });
    expect(complaints).toEqual([expect.stringContaining(words)]);
  });

  test('a ring whose only tenant is pinned is one that nobody is in', async () => {
    const ready = [tenant(1, isCanary), tenant(2)];
    const items = [has(1, { pin: pin() }), has(2)];
    const { complaints, leftOut } = await world({ ready, items, release: release([canary, everyone]) }).ask({ task: 'plan' });
    expect(complaints).toEqual([expect.stringContaining("'canary'")]);
    expect(leftOut).toEqual({ pinned: 1 });
  });

  test('a tolerance of all of a wave is named, since nothing could stop the wave', async () => {
    const waves = [wave({ by: 'ring', name: 'canary' }, { tolerance: { accounts: 2 } }), everyone];
    const ready = [tenant(1, isCanary), tenant(2, isCanary), tenant(3)];
    const { complaints } = await world({ ...fleet(3), ready, release: release(waves) }).ask({ task: 'plan' });
    expect(complaints).toEqual([expect.stringMatching(/wave canary.*all of its 2 tenants/)]);
  });

  test('where all tenants are left out, it is said why', async () => {
    const items = [has(1, { pin: pin() }), has(2, { pin: pin(hours(1)) }), has(3, { status: 'stuck' }), has(4)];
    const { complaints, leftOut } = await world({ ready: [1, 2, 3].map(n => tenant(n)), items, notReady: ['t4', 't5'] }).ask({ task: 'plan' });
    expect(leftOut).toEqual({ 'pinned': 1, 'held': 1, 'stuck': 1, 'not ready': 2 });
    expect(complaints).toEqual([expect.stringMatching(/^nobody would get version new: all 5 tenants are left out \(1 pinned, 1 held, 1 stuck, 2 not ready\)$/)]);
  });

  test('a first release before the first tenant is fine', async () => {
    expect(await world({ release: release([canary, everyone], { before: undefined }) }).ask({ task: 'plan' }))
      .toEqual({ waves: [{ name: 'canary', tenants: 0 }, { name: 'everyone', tenants: 0 }], sample: [], leftOut: {}, complaints: [] });
  });

  test('a version that everybody has already is fine, and takes nobody', async () => {
    const { complaints, waves } = await world({ ready: [tenant(1)], items: [has(1, { version: 'new' })] }).ask({ task: 'plan' });
    expect(complaints).toEqual([]);
    expect(waves).toEqual([{ name: 'everyone', tenants: 0 }]);
  });

  test('nothing speaks against a repair, which takes whoever is behind', async () => {
    const is = { ...fleet(3), release: release([canary, wave({ by: 'everyone' }, { tolerance: { accounts: 3 } })], { kind: 'repair' }) };
    expect((await world(is).ask({ task: 'plan' })).complaints).toEqual([]);
  });
});

describe('who is left out', () => {
  test('a hold that is over joins again', async () => {
    const items = [has(1, { pin: pin(hours(-1)) }), has(2, { pin: pin(hours(1)) })];
    expect(await world({ ready: [tenant(1), tenant(2)], items }).wave(0)).toEqual(['t1']);
  });

  test('a stuck stack spoils no release, but a repair tries it', async () => {
    const is = { ready: [tenant(1), tenant(2)], items: [has(1, { status: 'stuck' }), has(2)] };
    expect(await world(is).wave(0)).toEqual(['t2']);
    const repair = release([everyone], { kind: 'repair' });
    expect((await world({ ...is, release: repair }).wave(0)).sort()).toEqual(['t1', 't2']);
  });

  test('a tenant whose last attempt failed is tried again, with the version that it tried', async () => {
    const items = [has(1, { version: 'new', status: 'failed' })];
    expect(await world({ ready: [tenant(1)], items }).wave(0)).toEqual(['t1']);
  });
});

describe('waves', () => {
  test('an update leaves those without the service to the wave of newcomers', async () => {
    const items = [has(1), has(2), has(3, { version: undefined, status: 'failed' })];
    const is = world({ ready: range(5).map(n => tenant(n)), items });
    expect((await is.ask({ task: 'plan' })).waves).toEqual([{ name: 'everyone', tenants: 2 }, { name: 'newcomers', tenants: 3 }]);
    expect((await is.wave(0)).sort()).toEqual(['t1', 't2']);
    expect((await is.wave(1)).sort()).toEqual(['t3', 't4', 't5']);
    expect(is.list('newcomers')).toHaveLength(3);
  });

  test.each([undefined, JSON.stringify({ version: '', template: '' })])('a first release takes all of them through its waves (before: %s)', async before => {
    const ready = [tenant(1, isCanary), tenant(2), tenant(3)];
    const is = world({ ready, release: release([canary, everyone], { before }) });
    expect((await is.ask({ task: 'plan' })).sample).toEqual([]);
    expect(await is.wave(0)).toEqual(['t1']);
    // What it brought itself, and whoever was born on it since, makes it no update.
    is.scene.items.push(has(1, { version: 'new', release: RELEASE }), has(4, { version: 'new', release: 'enrolment' }));
    is.scene.ready.push(tenant(4));
    expect((await is.wave(1)).sort()).toEqual(['t2', 't3']);
    expect(await is.wave(2)).toEqual([]);
  });

  test('at most three who have the service are looked at first, of different waves', async () => {
    const ready = [tenant(1, isCanary), tenant(2, isCanary), ...range(40, 3).map(number => tenant(number))];
    const waves = [canary, percent(10), percent(20), everyone];
    const is = world({ ready, items: range(42).map(n => has(n)), release: release(waves) });
    const { sample = [] } = await is.ask({ task: 'plan' });
    expect(sample).toHaveLength(3);
    for (const index of [0, 1, 2]) { expect(await is.wave(index)).toContain(sample[index].tenantId); }
  });

  test('a list is written once: who is taken up again finds the same one', async () => {
    const is = world(fleet(3));
    const first = await is.ask({ task: 'wave', wave: 0 });
    const written = [...is.writes];
    is.scene.items.push(has(4));
    is.scene.ready.push(tenant(4));
    expect(await is.ask({ task: 'wave', wave: 0 })).toEqual(first);
    expect(first).toEqual({ list: 'wave-1', accounts: 3, concurrency: 1, tolerance: 0 });
    // The list that StackSets reads is there before the one that says that it is.
    expect(written).toEqual([`${SERVICE}/${RELEASE}/wave-1.csv`, `${SERVICE}/${RELEASE}/wave-1.json`]);
    expect(is.writes).toEqual(written);
    expect(is.files.get(written[0])!.split('\n').sort()).toEqual(['300000000001', '300000000002', '300000000003']);
  });

  test('what a run wrote that died before the list was whole is written again', async () => {
    const is = world(fleet(2));
    is.files.set(`${SERVICE}/${RELEASE}/wave-1.csv`, 'half');
    await is.wave(0);
    expect(is.files.get(`${SERVICE}/${RELEASE}/wave-1.csv`)).not.toContain('half');
  });

  test('whoever has come since the first share was taken is in the last one', async () => {
    const is = world({ ...fleet(4), release: release([percent(50), percent(50)]) });
    expect(await is.wave(0)).toHaveLength(2);
    is.scene.ready.push(...range(6, 5).map(number => tenant(number)));
    is.scene.items.push(...range(6, 5).map(number => has(number)));
    expect(await is.wave(1)).toHaveLength(8);
  });

  test('shares take other tenants first for another service', async () => {
    const first = async (service: string) => {
      const is = world({ ...fleet(50), release: { ...release([percent(10), everyone]), service } });
      return (await is.wave(0)).join();
    };
    expect(await first('orders')).toEqual(await first('orders'));
    expect(new Set(await Promise.all(['orders', 'users', 'bills'].map(first))).size).toBe(3);
  });

  test.each([[1, 1], [10, 1], [11, 2], [100, 10], [101, 11]])('ten percent of %d tenants are %d', async (count, taken) => {
    expect(await world({ ...fleet(count), release: release([percent(10), everyone]) }).wave(0)).toHaveLength(taken);
  });

  const tenants = fc.array(fc.record({
    ring: fc.constantFrom('', 'canary', 'early'), stage: fc.constantFrom('sandbox', 'production'), tier: fc.constantFrom('free', 'paid'),
    ready: fc.boolean(), version: fc.constantFrom('old', 'older', 'new', undefined), status: fc.constantFrom('current', 'failed', 'stuck'),
    pin: fc.constantFrom(undefined, 'for ever', 'a while', 'over'),
  }), { maxLength: 40 });
  const rings = fc.constantFrom<RingSpec[]>(
    [{ by: 'everyone' }], [{ by: 'ring', name: 'canary' }, { by: 'percent', percent: 10 }, { by: 'everyone' }],
    [{ by: 'stage', stage: 'sandbox' }, { by: 'tag', key: 'tier', value: 'free' }, { by: 'everyone' }],
    [{ by: 'ring', name: 'early' }, { by: 'percent', percent: 1 }, { by: 'percent', percent: 33 }, { by: 'percent', percent: 66 }],
  );

  test('property: waves and newcomers share out exactly those who may get the release, and nobody else', async () => {
    await fc.assert(fc.asyncProperty(tenants, rings, fc.boolean(), async (each, by, isFirst) => {
      const pins = { 'for ever': pin(), 'a while': pin(hours(1)), 'over': pin(hours(-1)) };
      const is = world({
        ready: each.flatMap(({ ready, ring, stage, tier }, n) =>
          ready ? [tenant(n, { ring, stage, tags: JSON.stringify({ tier }) })] : []),
        notReady: each.flatMap((one, n) => one.ready ? [] : [`t${n}`]),
        items: each.map((one, n) => has(n, {
          version: isFirst ? undefined : one.version,
          status: one.status as 'current',
          pin: one.pin && pins[one.pin as keyof typeof pins],
        })),
        release: release(by.map(ring => wave(ring)), isFirst ? { before: undefined } : {}),
      });
      const planned = await is.ask({ task: 'plan' });
      const lists: string[][] = [];
      for (let index = 0; index <= by.length; index++) { lists.push(await is.wave(index)); }

      const may = each.flatMap((one, n) => one.ready && one.status !== 'stuck' && one.pin !== 'for ever' && one.pin !== 'a while'
        && (isFirst || one.version !== 'new' || one.status !== 'current') ? [`t${n}`] : []);
      expect(lists.flat().sort()).toEqual(may.sort());
      const told = lists.filter((list, at) => at < by.length || list.length > 0).map(({ length }) => length);
      expect(planned.waves!.map(({ tenants: count }) => count)).toEqual(told);
      const out = Object.values(planned.leftOut!).reduce((sum, count) => sum + count, 0);
      const have = each.filter(({ ready, version, status }) => ready && !isFirst && version === 'new' && status === 'current');
      expect(out).toBe(each.length - may.length - have.filter(one => one.pin === undefined || one.pin === 'over').length);
    }));
  });

  test('property: whatever is pinned, let go, enrolled or lost between waves, nobody is taken twice and no pinned one at all', async () => {
    const changes = fc.array(fc.record({ number: fc.nat(30), what: fc.constantFrom('pin', 'let go', 'come', 'go') }), { maxLength: 12 });
    await fc.assert(fc.asyncProperty(rings, fc.array(changes, { minLength: 5, maxLength: 5 }), async (by, between) => {
      const is = world({ ...fleet(20), release: release(by.map(ring => wave(ring))) });
      const seen = new Set<string>();
      for (let index = 0; index <= by.length; index++) {
        for (const { number, what } of between[index]) {
          const others = is.scene.items.filter(({ tenantId }) => tenantId !== `t${number}`);
          const item = is.scene.items.find(({ tenantId }) => tenantId === `t${number}`);
          if (what === 'pin') { is.scene.items = [...others, { ...item ?? has(number, { version: undefined }), pin: pin() }]; }
          if (what === 'let go' && item) { is.scene.items = [...others, { ...item, pin: undefined }]; }
          const ready = is.scene.ready.filter(({ tenantId }) => tenantId !== `t${number}`);
          if (what === 'come') { is.scene.ready = [...ready, tenant(number)]; }
          if (what === 'go') { is.scene.ready = ready; }
        }
        const pinned = is.scene.items.filter(item => item.pin).map(({ tenantId }) => tenantId);
        for (const tenantId of await is.wave(index)) {
          expect(pinned).not.toContain(tenantId);
          expect(is.scene.ready.map(each => each.tenantId)).toContain(tenantId);
          expect(seen).not.toContain(tenantId);
          seen.add(tenantId);
        }
      }
    }));
  });
});

describe('the way back', () => {
  test('takes all who were touched, pinned or not ready any more, and nobody else', async () => {
    const is = world({ ...fleet(5), release: release([canary, everyone]) });
    is.scene.ready[0] = tenant(1, isCanary);
    await is.wave(0);
    is.scene.items = [
      has(1, { version: 'new', release: RELEASE, pin: pin() }), has(2), has(3, { version: 'new', release: 'enrolment', at: hours(-0.5) }),
      // Pinned to that version by an earlier release: it was never touched.
      has(4, { version: 'new', pin: pin() }), has(5, { version: 'old', status: 'failed' }),
    ];
    is.scene.ready = [];
    expect(await is.ask({ task: 'back' })).toEqual({ list: 'back', accounts: 2, concurrency: 1, tolerance: 2 });
    expect(is.list('back').sort()).toEqual(['t1', 't3']);
  });

  test('goes as fast as the fastest wave, and gives up on nobody', async () => {
    const waves = [wave({ by: 'percent', percent: 50 }, { concurrency: { percent: 50 } }), wave({ by: 'everyone' }, { concurrency: { accounts: 3 } })];
    const is = world({ ...fleet(20), release: release(waves) });
    await is.wave(0);
    expect(await is.ask({ task: 'back' })).toMatchObject({ accounts: 10, concurrency: 5, tolerance: 10 });
  });

  test('of a repair takes nobody whom it found well', async () => {
    const is = world({
      ready: range(3).map(n => tenant(n)), items: [has(1), has(2), has(3, { version: 'older' })],
      release: release([everyone], { kind: 'repair', version: 'old' }),
    });
    await is.wave(0);
    await is.ask({ task: 'back' });
    expect(is.list('back')).toEqual(['t3']);
  });

  test('takes newcomers, too', async () => {
    const is = world({ ready: [tenant(1)], items: [], release: release([everyone]) });
    await is.wave(1);
    await is.ask({ task: 'back' });
    expect(is.list('back')).toEqual(['t1']);
  });
});

describe('installs that are under way', () => {
  test('are waited for while their enrolment goes on, and forgotten when it is over', async () => {
    const is = world({ installing: ['goes on', 'ready', 'failed', 'nobody'], states: { 'goes on': 'onboarding', 'ready': 'ready', 'failed': 'failed' } });
    expect(await is.ask({ task: 'drain' })).toEqual({ installing: 1 });
    expect([...is.installing]).toEqual(['goes on']);
  });

  test('are none where nobody is enrolled', async () => {
    expect(await world().ask({ task: 'drain' })).toEqual({ installing: 0 });
  });
});
