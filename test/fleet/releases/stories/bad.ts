import { ONE, TWO, THREE, expectAtRest, logOf, stands, Stories } from './stories';
import { ALARM } from '../platform';
import { idOf } from '../world';

export const bad = (stories: Stories) => {
  describe('A bad release', () => {
    it('that only the alarm of the canary shows is taken back, and nobody else has had it', async () => {
      const fleet = await stories.fleetOn();
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'done' });
      fleet.at(400, () => fleet.lab.cloudWatch.setAlarm(ALARM, 'ALARM'));
      const release = await fleet.release(THREE);
      expect(stands(release)).toEqual({ phase: 'rolled back', because: `wave canary: the alarm ${ALARM} is ALARM` });
      expect(fleet.truths()).toEqual({ [idOf(TWO)]: 20 });
      expectAtRest(fleet, TWO);
      expect(logOf(release).join('\n')).not.toContain('wave-2');
    });

    it('is taken back where an alarm has no data when it has baked', async () => {
      const fleet = await stories.fleetOn();
      fleet.lab.cloudWatch.setAlarm(ALARM, 'INSUFFICIENT_DATA');
      expect(stands(await fleet.release(TWO))).toEqual({ phase: 'rolled back', because: `wave canary: the alarm ${ALARM} is INSUFFICIENT_DATA` });
      expectAtRest(fleet, ONE);
    });

    it('is taken back from everybody where a later wave fails', async () => {
      const fleet = await stories.fleetOn();
      fleet.lab.cloudWatch.setAlarm(ALARM, 'OK');
      fleet.at(60 * 25, () => fleet.lab.cloudWatch.setAlarm(ALARM, 'ALARM'));
      expect(stands(await fleet.release(TWO))).toEqual({ phase: 'rolled back', because: `wave some: the alarm ${ALARM} is ALARM` });
      expect(fleet.truths()).toEqual({ [idOf(ONE)]: 20 });
      expectAtRest(fleet, ONE);
    });

    it('whose way back fails halts and raises the alarm, and goes on when somebody has mended the account', async () => {
      const fleet = await stories.fleetOn(ONE, {
        faults: [{ kind: 'stack', reason: 'UPDATE_ROLLBACK_FAILED: a role is missing', template: idOf(TWO), account: '300000000002', stuck: true, times: 1 }],
      });
      const release = await fleet.release(TWO);
      expect(stands(release)).toEqual({ phase: 'stuck', because: expect.stringContaining('1 of 5 did not come back') as string });
      expect(fleet.serviceItem()).toMatchObject({ running: '000002', open: false });
      expect(fleet.events('FleetReleaseChanged').at(-1)).toMatchObject({ phase: 'stuck' });
      expect(fleet.lab.cloudWatch.metrics('CdkAccountPerTenant').map(({ name }) => name)).toContain('ReleasesStuck');
    });
  });

  describe('What fails for reasons of AWS\'s', () => {
    it('is tried again and not held against the release', async () => {
      const fleet = await stories.fleetOn(ONE, {
        faults: [{ kind: 'stack', reason: 'Internal Failure', template: idOf(TWO), times: 3 }],
      });
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'done' });
      expect(fleet.truths()).toEqual({ [idOf(TWO)]: 20 });
    });

    it('again and again counts in the end', async () => {
      const fleet = await stories.fleetOn(ONE, {
        faults: [{ kind: 'stack', reason: 'Internal Failure', template: idOf(TWO), account: '300000000001', times: 100 }],
      });
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'rolled back' });
      expectAtRest(fleet, ONE);
    });
  });
};
