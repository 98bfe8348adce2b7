import { accountOf, FleetSeen, range } from './census-world';

describe('what is likely to have made a tenant unhealthy', () => {
  test('the function that fails most is told, of the service that fails most, and the last release of that service', async () => {
    const fleet = new FleetSeen(3);
    fleet.set(1, { invocations: 200, errors: 70 });
    fleet.failures.set(accountOf(1), new Map([['billing_Pay', 25], ['orders_Ship', 15], ['orders_Pack', 20], ['orders_Idle', 0], ['nightly', 10]]));
    fleet.released.set('t1', ['billing/000009', 'orders/000003', 'orders/000002']);
    await fleet.take();
    const cause = { functionName: 'orders_Pack', service: 'orders', likelyRelease: 'orders/000003' };
    expect(fleet.told).toMatchObject([cause]);
    await fleet.take();
    expect(fleet.unhealthy).toMatchObject([cause]);
  });

  test('a function whose name says no service is told without one, with the last release of all', async () => {
    const fleet = new FleetSeen(1);
    fleet.set(1, { throttles: 100 });
    fleet.failures.set(accountOf(1), new Map([['nightly', 60], ['daily', 40]]));
    fleet.released.set('t1', ['billing/000009', 'orders/000003']);
    await fleet.take();
    expect(fleet.unhealthy).toEqual([expect.objectContaining({ functionName: 'nightly', likelyRelease: 'billing/000009' })]);
    expect(fleet.unhealthy[0]).not.toHaveProperty('service');
    expect(fleet.calls.at(-1)!.asked).toEqual(['nightly', 'daily'].map(functionName => ({ accountId: accountOf(1), functionName, metricName: 'Throttles' })));
  });

  test('who is unhealthy is told of where nobody knows why, and that nobody could look', async () => {
    const fleet = new FleetSeen(1);
    fleet.set(1, { invocations: 100, errors: 50 });
    fleet.refuseFunctions = () => 'throttled';
    expect(await fleet.take()).toMatchObject({ unhealthy: 1, covered: 1, unseen: { causes: 'Error: throttled' } });
    expect(fleet.told).toMatchObject([{ tenantId: 't1', health: 'unhealthy' }]);
    expect(fleet.told[0]).not.toHaveProperty('functionName');
  });

  test('of hundreds who become unhealthy at once, functions of 50 are looked at', async () => {
    const fleet = new FleetSeen(300);
    range(300).forEach(number => {
      fleet.set(number, { invocations: 1000, errors: 100 + number });
      fleet.failures.set(accountOf(number), new Map([['orders_Pack', 100 + number]]));
    });
    await fleet.take();
    expect(fleet.unhealthy).toHaveLength(300);
    expect(fleet.unhealthy.filter(({ service }) => service === 'orders').map(({ tenantId }) => tenantId))
      .toEqual(range(50).map(number => `t${301 - number}`));
  });

  test('a function that CloudWatch does not list yet is not blamed on another one, and is found at a later look', async () => {
    const fleet = new FleetSeen(1);
    fleet.set(1, { invocations: 500, errors: 500 });
    fleet.failures.set(accountOf(1), new Map([['billing_Pay', 1]]));
    fleet.released.set('t1', ['orders/000010', 'billing/000009']);
    await fleet.take();
    expect(fleet.told).toMatchObject([{ likelyRelease: 'orders/000010' }]);
    expect(fleet.told[0]).not.toHaveProperty('functionName');
    fleet.failures.set(accountOf(1), new Map([['billing_Pay', 1], ['orders_New', 499]]));
    await fleet.take();
    expect(fleet.unhealthy).toMatchObject([{ functionName: 'orders_New', service: 'orders', likelyRelease: 'orders/000010' }]);
    expect(fleet.told).toHaveLength(1);
  });

  test('who is unhealthy for more than an hour without anybody knowing why is asked for no more', async () => {
    const fleet = new FleetSeen(1);
    fleet.set(1, { invocations: 100, errors: 50 });
    for (const _ of range(8)) { await fleet.take(); }
    expect(fleet.asked).toEqual([1, 1, 1, 1]);
  });

  test('where the service is known, a release of another one is not blamed, as it was while nobody knew', async () => {
    const fleet = new FleetSeen(1);
    fleet.set(1, { invocations: 100, errors: 50 });
    fleet.released.set('t1', ['billing/000009']);
    await fleet.take();
    expect(fleet.unhealthy).toMatchObject([{ likelyRelease: 'billing/000009' }]);
    fleet.failures.set(accountOf(1), new Map([['orders_Pack', 50]]));
    await fleet.take();
    expect(fleet.unhealthy).toMatchObject([{ service: 'orders' }]);
    expect(fleet.unhealthy[0]).not.toHaveProperty('likelyRelease');
  });

  test('where another Region becomes the worst one, it is asked anew which function fails there', async () => {
    const fleet = new FleetSeen(1, { regions: ['eu-central-1', 'eu-west-1'], cells: 1, unhealthyAt: 0.05 });
    fleet.set(1, { invocations: 100, errors: 50 });
    fleet.failures.set(accountOf(1), new Map([['orders_Pack', 50]]));
    await fleet.take();
    fleet.set(1, { invocations: 100, errors: 90 }, 'eu-west-1');
    fleet.failures.set(accountOf(1), new Map([['billing_Pay', 90]]));
    await fleet.take();
    expect(fleet.unhealthy).toMatchObject([{ region: 'eu-west-1', functionName: 'billing_Pay' }]);
  });
});
