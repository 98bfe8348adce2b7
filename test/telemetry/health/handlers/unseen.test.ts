import { accountOf, FleetSeen, range, tenant } from './census-world';

const failing = { invocations: 100, errors: 50 };

describe('what cannot be seen', () => {
  test('a page that fails leaves its tenants uncovered, and nobody of them is healthy by that', async () => {
    const fleet = new FleetSeen(600);
    fleet.set(7, failing);
    await fleet.take();
    fleet.figures.clear();
    fleet.refuse = (_, asked) => asked.some(({ accountId }) => accountId === accountOf(7)) ? 'throttled' : undefined;
    for (const _ of range(3)) { await fleet.take(); }
    expect(fleet.reported.at(-1)).toMatchObject({ tenants: 600, unhealthy: 1, unseen: { 'eu-central-1': 'Error: throttled' } });
    expect(fleet.reported.at(-1)!.covered).toBeLessThan(600);
    expect(fleet.told.map(({ health }) => health)).toEqual(['unhealthy']);
  });

  test('partial data of one tenant leaves it alone uncovered', async () => {
    const fleet = new FleetSeen(20);
    fleet.partly.add(accountOf(3));
    expect(await fleet.take()).toMatchObject({ tenants: 20, covered: 19, unhealthy: 0 });
    expect([...fleet.kept.values()]).toMatchObject([{ unseen: JSON.stringify([accountOf(3)]) }]);
  });

  test.each(['Errors', 'Throttles'])('partial data of its %s alone does so, too', async metric => {
    const fleet = new FleetSeen(20);
    fleet.partly.add(`${accountOf(3)}/${metric}`);
    expect(await fleet.take()).toMatchObject({ tenants: 20, covered: 19 });
  });

  test('who has no link is not covered, and nobody asks for metrics that would be silence', async () => {
    const fleet = new FleetSeen(3);
    fleet.set(2, failing);
    fleet.unlinked.add(accountOf(2));
    expect(await fleet.take()).toMatchObject({ tenants: 3, covered: 2, unhealthy: 0 });
    expect(fleet.calls.flatMap(({ asked }) => asked).map(({ accountId }) => accountId)).not.toContain(accountOf(2));
  });

  test('who sleeps and has no link in one Region would not be seen waking there: nobody covers him, and he is not looked at', async () => {
    const fleet = new FleetSeen(3, { regions: ['eu-central-1', 'eu-west-1'], cells: 1, unhealthyAt: 0.05 });
    fleet.asleepThere.push(tenant(7), tenant(8));
    fleet.set(8, failing);
    fleet.unlinked.add(`${accountOf(8)}/eu-west-1`);
    expect(await fleet.take()).toMatchObject({ tenants: 4, covered: 3, unhealthy: 0 });
    expect([...fleet.kept.values()]).toMatchObject([{ unseen: JSON.stringify([accountOf(8)]) }]);
    expect(fleet.told).toEqual([]);
  });

  test('where it cannot be asked who is linked nobody is covered, and who fails is found all the same', async () => {
    const fleet = new FleetSeen(5);
    fleet.set(2, failing);
    fleet.linked = async () => { throw new Error('throttled'); };
    fleet.asleepThere.push(tenant(7));
    expect(await fleet.take()).toMatchObject({ tenants: 5, covered: 0, unhealthy: 1, unseen: { 'eu-central-1': 'Error: throttled' } });
    fleet.figures.clear();
    for (const _ of range(3)) { await fleet.take(); }
    expect(fleet.told.map(({ health }) => health)).toEqual(['unhealthy']);
  });

  test('who fails in the Region that is seen is unhealthy, though another is not seen', async () => {
    const fleet = new FleetSeen(2, { regions: ['eu-central-1', 'eu-west-1'], cells: 1, unhealthyAt: 0.05 });
    fleet.set(1, failing);
    fleet.refuse = region => region === 'eu-west-1' ? 'away' : undefined;
    expect(await fleet.take()).toMatchObject({ tenants: 2, covered: 0, unhealthy: 1 });
    expect(fleet.told).toMatchObject([{ tenantId: 't1', region: 'eu-central-1', health: 'unhealthy' }]);
  });

  test('invocations that cannot be seen leave a suspect uncovered, and not judged', async () => {
    const fleet = new FleetSeen(2);
    fleet.set(1, failing);
    fleet.refuse = (_, asked) => asked[0].metricName === 'Invocations' ? 'throttled' : undefined;
    expect(await fleet.take()).toMatchObject({ covered: 1, unhealthy: 0 });
  });

  test('where it cannot be asked who lost failures, the Region counts as not seen', async () => {
    const fleet = new FleetSeen(5);
    fleet.undelivered = async () => { throw new Error('denied'); };
    expect(await fleet.take()).toMatchObject({ tenants: 5, covered: 0, unseen: { 'eu-central-1': 'Error: denied' } });
  });

  test('without the directory the census fails and says that nobody is covered, of as many as there were', async () => {
    const fleet = new FleetSeen(20);
    await fleet.take();
    fleet.directoryAway = true;
    await expect(fleet.take()).rejects.toThrow('the directory is away');
    expect(fleet.reported.at(-1)).toMatchObject({ tenants: 20, covered: 0 });
    expect([...fleet.kept.values()]).toMatchObject([{ tenants: 20, covered: 20 }]);
  });

  test('without the directory at the very first census, there is a gap all the same', async () => {
    const fleet = new FleetSeen(20);
    fleet.directoryAway = true;
    await expect(fleet.take()).rejects.toThrow();
    expect(fleet.reported).toMatchObject([{ tenants: 1, covered: 0 }]);
  });
});
