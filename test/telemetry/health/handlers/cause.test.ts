import { accountOf, FleetSeen, range } from './census-world';

describe('what is likely to have made a tenant unhealthy', () => {
  test('the function that fails most is told, of the service that fails most, and the last release of that service', async () => {
    const fleet = new FleetSeen(3);
    fleet.set(1, { invocations: 200, errors: 60 });
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
    fleet.failures.set(accountOf(1), new Map([['nightly', 10]]));
    fleet.released.set('t1', ['billing/000009', 'orders/000003']);
    await fleet.take();
    expect(fleet.unhealthy).toEqual([expect.objectContaining({ functionName: 'nightly', likelyRelease: 'billing/000009' })]);
    expect(fleet.unhealthy[0]).not.toHaveProperty('service');
    expect(fleet.calls.at(-1)!.asked).toEqual([{ accountId: accountOf(1), functionName: 'nightly', metricName: 'Throttles' }]);
  });

  test('who is unhealthy is told of where nobody knows why, and that nobody could look', async () => {
    const fleet = new FleetSeen(1);
    fleet.set(1, { invocations: 100, errors: 50 });
    fleet.refuseFunctions = () => 'throttled';
    expect(await fleet.take()).toMatchObject({ unhealthy: 1, unseen: { 'eu-central-1': 'Error: throttled' } });
    expect(fleet.told).toMatchObject([{ tenantId: 't1', health: 'unhealthy' }]);
    expect(fleet.told[0]).not.toHaveProperty('functionName');
  });

  test('of hundreds who become unhealthy at once, functions of 50 are looked at', async () => {
    const fleet = new FleetSeen(300);
    range(300).forEach(number => {
      fleet.set(number, { invocations: 1000, errors: 100 + number });
      fleet.failures.set(accountOf(number), new Map([['orders_Pack', 1]]));
    });
    await fleet.take();
    expect(fleet.unhealthy).toHaveLength(300);
    expect(fleet.unhealthy.filter(({ service }) => service === 'orders').map(({ tenantId }) => tenantId))
      .toEqual(range(50).map(number => `t${301 - number}`));
  });
});
