import { ONE, Stories, TWO, expectAtRest } from './stories';
import { ALARM } from '../platform';
import { CANARY, Fleet, idOf, wave } from '../world';

const REGIONS = ['us-east-1', 'eu-central-1'];
const [US, EU] = REGIONS;

/** One Region after the other, each with a bake. */
const IN_TURN = REGIONS.map(region => wave(`everyone in ${region}`, { by: 'everyone' }, { regions: [region] }));
const OVER = { regions: REGIONS, waves: IN_TURN };

/** Everybody has the version in both Regions, and the directory says so. */
function expectInBoth(fleet: Fleet, template: string): void {
  const version = idOf(template);
  for (const tenant of fleet.tenants) {
    expect([tenant, ...REGIONS.map(region => fleet.truth(tenant, 'orders', region))]).toEqual([tenant, version, version]);
    expect(fleet.said(tenant)).toMatchObject({ version, status: 'current' });
    expect(fleet.said(tenant)).not.toHaveProperty('through');
  }
  expectAtRest(fleet, template);
}

/** A version that comes to one Region after the other. */
export const regions = (stories: Stories) => {
  async function fleetOn(template: string): Promise<Fleet> {
    const fleet = await stories.fleet({}, 7);
    expect(await fleet.release(template, OVER)).toMatchObject({ phase: 'done' });
    expectInBoth(fleet, template);
    return fleet;
  }

  describe('A release by Regions', () => {
    it('is partly there between its waves, and whoever is pinned then stays so until he is let go', async () => {
      const fleet = await fleetOn(ONE);
      const seen: unknown[] = [];
      fleet.at(500, () => {
        seen.push([fleet.truth('t1', 'orders', US), fleet.truth('t1', 'orders', EU)], fleet.said('t1'));
        fleet.wish('pin', { tenantId: 't3' });
      });
      expect(await fleet.release(TWO, OVER)).toMatchObject({ phase: 'done' });
      const partly = { version: idOf(ONE), status: 'partly', reason: `has ${idOf(TWO)} in us-east-1 only`, through: [`${idOf(TWO)}@us-east-1`] };
      expect(seen).toMatchObject([[idOf(TWO), idOf(ONE)], partly]);
      expect([fleet.truth('t3', 'orders', US), fleet.truth('t3', 'orders', EU)]).toEqual([idOf(TWO), idOf(ONE)]);
      expect(fleet.said('t3')).toMatchObject(partly);
      expect(fleet.said('t4')).toMatchObject({ version: idOf(TWO), status: 'current' });

      // Nobody touches a pinned tenant.
      fleet.schedules(24);
      await fleet.lab.play();
      expect(fleet.said('t3')).toMatchObject(partly);
      fleet.wish('unpin', { tenantId: 't3' });
      await fleet.lab.play();
      fleet.schedules(24);
      await fleet.lab.play();
      expectInBoth(fleet, TWO);
    });

    it.each([['in its first Region', 500, 0], ['in its second', 1400, 1]])('that goes back %s leaves everybody on the old version in both', async (_, seconds, at) => {
      const fleet = await fleetOn(ONE);
      fleet.at(seconds, () => fleet.lab.cloudWatch.setAlarm(ALARM, 'ALARM'));
      expect(await fleet.release(TWO, OVER)).toMatchObject({
        phase: 'rolled back', because: `wave ${IN_TURN[at].name}: the alarm ${ALARM} is ALARM`,
      });
      expectInBoth(fleet, ONE);
    });

    it('takes those along who were pinned since', async () => {
      const fleet = await fleetOn(ONE);
      fleet.at(500, () => { fleet.wish('pin', { tenantId: 't3' }); });
      fleet.at(700, () => fleet.lab.cloudWatch.setAlarm(ALARM, 'ALARM'));
      expect(await fleet.release(TWO, OVER)).toMatchObject({ phase: 'rolled back' });
      expectInBoth(fleet, ONE);
    });

    it('after one whose half somebody has kept by a pin brings both Regions to its own version', async () => {
      const fleet = await fleetOn(ONE);
      fleet.at(500, () => { fleet.wish('pin', { tenantId: 't3' }); });
      expect(await fleet.release(TWO, OVER)).toMatchObject({ phase: 'done' });
      fleet.wish('unpin', { tenantId: 't3' });
      await fleet.lab.play();
      fleet.start({ version: idOf(ONE) });
      await fleet.lab.play();
      expectInBoth(fleet, ONE);
    });

    it('that is the first, with a pin between its Regions, reaches the pinned one when he is let go', async () => {
      const fleet = await stories.fleet({}, 7);
      fleet.at(500, () => { fleet.wish('pin', { tenantId: 't3' }); });
      const waves = [{ ...CANARY, regions: [US] }, ...IN_TURN];
      expect(await fleet.release(ONE, { ...OVER, waves })).toMatchObject({ phase: 'done' });
      expect(fleet.said('t3')).toMatchObject({ status: 'partly', through: [`${idOf(ONE)}@us-east-1`] });
      expect(fleet.said('t3')).not.toHaveProperty('version');
      fleet.wish('unpin', { tenantId: 't3' });
      await fleet.lab.play();
      fleet.schedules(24);
      await fleet.lab.play();
      expectInBoth(fleet, ONE);
    });
  });
};
