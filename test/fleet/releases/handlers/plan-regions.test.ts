import { everyone, fleet, has, hours, pin, range, release, RELEASE, tenant, wave, world } from './release-world';

describe('waves of single Regions', () => {
  test('waves of one Region each take the same tenants', async () => {
    const waves = ['us-east-1', 'eu-central-1'].map(region => wave({ by: 'everyone' }, { regions: [region] }));
    const is = world({ ...fleet(3), release: release([...waves, everyone]) });
    const first = await is.wave(0);
    is.scene.items = range(3).map(number => has(number, { status: 'partly', through: new Set(['new@us-east-1']) }));
    expect(await is.wave(1)).toEqual(first);
    expect(await is.wave(2)).toEqual([]);
  });

  test('whoever got the version in one Region before is taken for the others, and whoever has it everywhere is not', async () => {
    const items = [has(1, { status: 'partly', through: new Set(['new@us-east-1']) }), has(2, { version: 'new', release: RELEASE }), has(3, { version: 'new', status: 'partly' })];
    expect((await world({ ...fleet(3), items }).wave(0)).sort()).toEqual(['t1', 't3']);
  });

  test('the way back takes those along who have it in one Region, but for whom a pin has kept so since before', async () => {
    const partly = { status: 'partly', through: new Set(['new@us-east-1']) } as const;
    const items = [has(1, { ...partly, at: hours(0), pin: pin() }), has(2, partly), has(3, { ...partly, pin: pin() }), has(4, { ...partly, through: new Set(['newer@us-east-1']) })];
    const is = world({ items });
    await is.ask({ task: 'back' });
    expect(is.list('back')).toEqual(['t1', 't2']);
  });

  test('of a first release, whoever was pinned between two Regions and is let go since comes in with the newcomers', async () => {
    const waves = ['us-east-1', 'eu-central-1'].map(region => wave({ by: 'everyone' }, { regions: [region] }));
    const is = world({ ready: [tenant(1), tenant(2)], release: release(waves, { before: undefined }) });
    expect(await is.wave(0)).toHaveLength(2);
    is.scene.items = [has(1, { version: undefined, status: 'partly', through: new Set(['new@us-east-1']), pin: pin() })];
    expect(await is.wave(1)).toEqual(['t2']);
    is.scene.items = [has(1, { version: undefined, status: 'partly', through: new Set(['new@us-east-1']) }), has(2, { version: 'new', release: RELEASE })];
    expect(await is.wave(2)).toEqual(['t1']);
  });
});

test.each([[1, 10_000], [3, 3333], [20_000, 1]])('of %d services, each has at most %d accounts at once', async (services, most) => {
  const is = world({ ...fleet(1), services, release: release([wave({ by: 'everyone' }, { concurrency: { accounts: 10_000 } })]) });
  expect(await is.ask({ task: 'wave', wave: 0 })).toMatchObject({ concurrency: most });
  expect(await is.ask({ task: 'back' })).toMatchObject({ concurrency: most });
});
