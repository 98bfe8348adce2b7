import { ONE, Stories, THREE, TWO, expectAtRest, expectEverywhere, stands } from './stories';
import { ALARM } from '../platform';
import { idOf, wave } from '../world';

const EVERYONE = wave('everyone', { by: 'everyone' }, { alarms: [], bakeSeconds: 0 });

/** What is asked for at odd moments, and fleets that are not as one thinks of them. */
export const corners = (stories: Stories) => {
  describe('A repair that is asked for while a release runs', () => {
    it('gives way to it, and the directory says what accounts have', async () => {
      const fleet = await stories.fleetOn();
      fleet.at(200, () => { fleet.start({ kind: 'repair' }); });
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'superseded', kind: 'repair' });
      expectEverywhere(fleet, TWO);
    });

    it('does not take the place of somebody in the line', async () => {
      const fleet = await stories.fleetOn();
      await fleet.publish(TWO);
      fleet.start();
      fleet.at(120, () => { void fleet.publish(THREE); });
      fleet.at(130, () => { fleet.start(); });
      fleet.at(140, () => { fleet.start({ kind: 'repair' }); });
      await fleet.lab.play();
      expect(fleet.releases().map(({ phase }) => phase)).toEqual(['done', 'done', 'done', 'superseded']);
      expectEverywhere(fleet, THREE);
    });
  });

  describe('A release while nobody is there', () => {
    it('is what the next tenant gets', async () => {
      const fleet = await stories.fleet({}, 0);
      const waves = [EVERYONE];
      expect(await fleet.release(ONE, { waves })).toMatchObject({ phase: 'done' });
      expect(await fleet.release(TWO, { waves })).toMatchObject({ phase: 'done' });
      await fleet.late(0);
      fleet.schedules(24);
      await fleet.lab.play();
      expectEverywhere(fleet, TWO);
    });

    it('who has the service and is not pinned changes nothing', async () => {
      const fleet = await stories.fleet({}, 1);
      const waves = [EVERYONE];
      expect(await fleet.release(ONE, { waves })).toMatchObject({ phase: 'done' });
      fleet.wish('pin', { tenantId: 't0' });
      await fleet.lab.play();
      expect(await fleet.release(TWO, { waves })).toMatchObject({ phase: 'refused' });
      expectEverywhere(fleet, ONE);
    });
  });

  describe('A version for other Regions', () => {
    it('is refused, and what is on record stays', async () => {
      const fleet = await stories.fleetOn();
      expect(stands(await fleet.release(TWO, { regions: ['us-east-1', 'eu-central-1'] }))).toEqual({
        phase: 'refused', because: 'Regions of a service cannot change: it is in us-east-1, and this version is for us-east-1, eu-central-1',
      });
      fleet.schedules(24);
      await fleet.lab.play();
      expectEverywhere(fleet, ONE);
    });
  });

  describe('The news of a run\'s end', () => {
    it('that comes long after, or twice, brings nothing out again', async () => {
      const fleet = await stories.fleet({ faults: [{ kind: 'kill', inState: 'Plan', when: 'after' }] });
      expect(await fleet.release(ONE)).toMatchObject({ phase: 'done' });
      const [first] = fleet.lab.states.executions().filter(({ machine }) => machine.arn === fleet.machine);
      fleet.lab.states.start(fleet.control, { endedRun: first.arn, input: first.input, error: null });
      await fleet.lab.play();
      expect(fleet.releases()).toHaveLength(1);
      expectEverywhere(fleet, ONE);
    });
  });

  describe('Wishes', () => {
    const baking = [wave('some', { by: 'percent', percent: 25 }, { alarms: [], bakeSeconds: 3600 }), EVERYONE];

    it('to take a release back are not undone by somebody who promotes it', async () => {
      const fleet = await stories.fleetOn();
      fleet.at(60, () => fleet.wish('rollback'));
      fleet.at(62, () => fleet.wish('promote'));
      expect(await fleet.release(TWO, { waves: baking })).toMatchObject({ phase: 'rolled back' });
      expectEverywhere(fleet, ONE);
    });

    it('that say the same again stand in the log once', async () => {
      const fleet = await stories.fleetOn();
      for (const seconds of [60, 62, 64]) { fleet.at(seconds, () => fleet.wish('rollback')); }
      const { log } = await fleet.release(TWO, { waves: baking });
      expect((log as string[]).filter(entry => entry.includes('wished: rollback'))).toHaveLength(1);
    });

    it('to promote a wave are about no other wave', async () => {
      const fleet = await stories.fleetOn();
      const waves = [wave('some', { by: 'percent', percent: 25 }, { alarms: [], bakeSeconds: 60 }), wave('everyone', { by: 'everyone' }, { alarms: [], bakeSeconds: 7200 })];
      fleet.at(250, () => fleet.wish('promote'));
      const release = await fleet.release(TWO, { waves });
      expect(release).toMatchObject({ phase: 'done' });
      expect(Date.parse(String(release.endedAt)) - Date.parse(String(release.requestedAt))).toBeGreaterThan(7_200_000);
    });

    it('to promote what does not bake make no difference', async () => {
      const fleet = await stories.fleetOn();
      fleet.at(60, () => fleet.wish('halt'));
      const answers: string[] = [];
      fleet.at(3600, () => {
        const asked = fleet.wish('promote');
        fleet.at(60, () => answers.push(String(asked.output)));
      });
      fleet.at(7200, () => fleet.wish('resume'));
      expect(await fleet.release(TWO, { waves: baking })).toMatchObject({ phase: 'done' });
      expect(answers.join()).toContain('nothing to do');
    });

    it('are heard while an enrolment is waited for', async () => {
      const fleet = await stories.fleetOn();
      await fleet.enrolling('new');
      fleet.at(300, () => fleet.wish('rollback'));
      fleet.at(5000, () => { void fleet.enrolled('new'); });
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'rolled back' });
      expect(fleet.events('FleetReleaseChanged').filter(({ phase }) => phase === 'done')).toHaveLength(1);
      expectEverywhere(fleet, ONE);
    });

    it('are tried again where AWS does not stop an operation at once', async () => {
      const fleet = await stories.fleetOn(ONE, {
        faults: [{ kind: 'error', service: 'cloudformation', action: 'stopStackSetOperation', error: 'InvalidOperationException', times: 6 }],
      });
      const waves = [wave('everyone', { by: 'everyone' }, { alarms: [], bakeSeconds: 0, concurrency: { accounts: 1 } })];
      fleet.at(60, () => fleet.wish('rollback'));
      const release = await fleet.release(TWO, { waves });
      expect(release).toMatchObject({ phase: 'rolled back' });
      expect(Number((JSON.parse(String(release.waves)) as { succeeded: number }[])[0].succeeded)).toBeLessThan(10);
      expectAtRest(fleet, ONE);
    });
  });

  describe('A bake of a week', () => {
    it('sees an alarm that is on for a quarter of an hour', async () => {
      const fleet = await stories.fleetOn();
      fleet.at(2 * 86400, () => fleet.lab.cloudWatch.setAlarm(ALARM, 'ALARM'));
      fleet.at(2 * 86400 + 900, () => fleet.lab.cloudWatch.setAlarm(ALARM, 'OK'));
      const waves = [wave('everyone', { by: 'everyone' }, { bakeSeconds: 7 * 86400 })];
      expect(stands(await fleet.release(TWO, { waves }))).toEqual({ phase: 'rolled back', because: `wave everyone: the alarm ${ALARM} is ALARM` });
      expect(fleet.truths()).toEqual({ [idOf(ONE)]: 20 });
    });
  });
};
