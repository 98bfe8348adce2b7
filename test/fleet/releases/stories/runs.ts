import { ONE, THREE, TWO, Stories, expectEverywhere, stands } from './stories';
import { Fault } from '../../../../src/lab';
import { accountOf, idOf, wave } from '../world';

/** Runs that end before their release does, and calls that go astray. */
export const runs = (stories: Stories) => {
  describe('A run that is gone', () => {
    it.each([
      ['before anything is on record', 'Number it'],
      ['when the release is on record', 'Plan'],
      ['while a wave is on its way', 'Give it time'],
      ['while it bakes', 'Let it bake'],
      ['when all is good', 'It is good'],
    ])('%s leaves its release to another one', async (_, inState) => {
      const fleet = await stories.fleet({ faults: [{ kind: 'kill', inState, when: 'after' }] });
      expect(await fleet.release(ONE)).toMatchObject({ phase: 'done' });
      fleet.lab.expectFaultsApplied();
      expectEverywhere(fleet, ONE);
    });

    it('while it hands its service on leaves the next one waiting only until that is seen', async () => {
      const fleet = await stories.fleetOn(ONE, { faults: [{ kind: 'kill', inState: 'Hand the service on', when: 'after' }] });
      fleet.at(130, () => { fleet.start(); });
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'done' });
      fleet.lab.expectFaultsApplied();
      expectEverywhere(fleet, TWO);
    });

    it('again and again is given up, with its last words on record', async () => {
      const fleet = await stories.fleetOn(ONE, {
        faults: [{ kind: 'error', service: 'cloudformation', action: 'describeStackSet', error: 'AccessDenied', message: 'not you', skip: 1, times: 1000 }],
      });
      const release = await fleet.release(TWO);
      expect(stands(release)).toEqual({ phase: 'stuck', because: 'its runs ended 20 times before the release did' });
      expect(JSON.stringify(release.log)).toContain('not you');
    });
  });

  describe('A wish that is seen only by the next run', () => {
    it('to halt is heeded before it plans', async () => {
      const fleet = await stories.fleetOn(ONE, {
        faults: [{ kind: 'late', service: 'lambda', action: 'invoke', inState: 'Plan', seconds: 100, skip: 1 }],
      });
      await fleet.publish(TWO);
      const run = fleet.start();
      fleet.at(20, () => fleet.wish('halt'));
      fleet.at(30, () => { fleet.stop(run); });
      fleet.at(4000, () => {
        expect(stands(fleet.releases().at(-1)!).phase).toBe('halted');
        fleet.wish('resume');
      });
      await fleet.lab.play();
      expectEverywhere(fleet, TWO);
    });
  });

  describe('A sleeper', () => {
    const deaf = (inState: string) => ({ kind: 'error', service: 'sfn', action: 'sendTaskSuccess', error: 'InvalidToken', inState } as const);

    it.each<[string, Fault[]]>([
      ['by the one before', []],
      ['by control, where the one before ended as well', [{ kind: 'kill', inState: 'Hand the service on', when: 'after' }]],
    ])('whose run ended unheard is taken up %s', async (_, more) => {
      const fleet = await stories.fleetOn(ONE, { faults: [{ kind: 'delivery', how: 'lost', mentions: 'ABORTED' }, ...more] });
      await fleet.publish(TWO);
      fleet.start();
      fleet.at(130, () => {
        const second = fleet.start();
        fleet.at(10, () => { fleet.stop(second); });
      });
      await fleet.lab.play();
      fleet.lab.expectFaultsApplied();
      expect(fleet.releases().map(({ phase }) => phase)).toEqual(['done', 'done', 'done']);
      expectEverywhere(fleet, TWO);
    });

    it('who does not hear that it is displaced is told by another run', async () => {
      const fleet = await stories.fleetOn(ONE, { faults: [deaf('Displace it: wake its run')] });
      await fleet.publish(TWO);
      fleet.start();
      fleet.at(130, () => { fleet.start(); });
      fleet.at(140, () => { void fleet.publish(THREE); });
      fleet.at(150, () => { fleet.start(); });
      await fleet.lab.play();
      expectEverywhere(fleet, THREE);
    });
  });

  describe('An enrolment that brings the service just now', () => {
    it('is waited for before the template changes', async () => {
      const fleet = await stories.fleetOn();
      await fleet.enrolling('new');
      fleet.at(600, () => expect(fleet.truths()).toEqual({ [fleet.truth('t0')!]: 20 }));
      fleet.at(900, () => { void fleet.enrolled('new'); });
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'done' });
      expectEverywhere(fleet, TWO);
    });
  });

  describe('Stack sets that refuse', () => {
    it('an operation have the release taken back', async () => {
      const fleet = await stories.fleetOn(ONE, {
        faults: [{ kind: 'error', service: 'cloudformation', action: 'updateStackSet', error: 'StaleRequestException', inState: 'Update', times: 6 }],
      });
      expect(stands(await fleet.release(TWO))).toEqual({
        phase: 'rolled back', because: expect.stringContaining('stack sets refused: CloudFormation.StaleRequestException') as string,
      });
      expectEverywhere(fleet, ONE);
    });
  });

  describe('A suspended account', () => {
    it('is passed by, and does not count as failed', async () => {
      const fleet = await stories.fleetOn();
      fleet.lab.organization.setState(accountOf('t9'), 'SUSPENDED');
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'done' });
      expect(fleet.truth('t9')).toBe(fleet.said('t9').version);
    });
  });

  describe('The reconciliation', () => {
    it('begins a release again whose end nobody heard', async () => {
      const fleet = await stories.fleetOn(ONE, { faults: [{ kind: 'delivery', how: 'lost', mentions: 'ABORTED' }] });
      await fleet.publish(TWO);
      const run = fleet.start();
      fleet.at(100, () => { fleet.stop(run); });
      fleet.schedules(24);
      await fleet.lab.play();
      fleet.lab.expectFaultsApplied();
      expectEverywhere(fleet, TWO);
    });

    it('brings up a tenant who came while nothing was released', async () => {
      const fleet = await stories.fleetOn();
      await fleet.late(20);
      fleet.schedules(24);
      await fleet.lab.play();
      expect(fleet.releases().map(({ kind, phase }) => [kind, phase])).toEqual([['release', 'done'], ['repair', 'done']]);
      expectEverywhere(fleet, ONE);
    });

    it('tries a tenant who fails again and again once a day, and leaves it what it has', async () => {
      const fleet = await stories.fleetOn(ONE, {
        faults: [{ kind: 'stack', reason: 'no such table', template: idOf(TWO), account: accountOf('t9'), times: 100 }],
      });
      const waves = [wave('everyone', { by: 'everyone' }, { alarms: [], bakeSeconds: 0, tolerance: { accounts: 1 } })];
      expect(await fleet.release(TWO, { waves })).toMatchObject({ phase: 'done' });
      fleet.schedules(72);
      await fleet.lab.play();
      expect(fleet.truth('t9')).toBe(idOf(ONE));
      expect(fleet.said('t9')).toMatchObject({ status: 'failed', version: idOf(ONE), reason: 'no such table' });
      expect(fleet.releases().filter(({ kind }) => kind === 'repair').length).toBeLessThanOrEqual(4);
    });

    it('corrects what the directory says wrongly', async () => {
      const fleet = await stories.fleetOn();
      await fleet.misstate('t7', '0123456789abcdef');
      fleet.schedules(24);
      await fleet.lab.play();
      expectEverywhere(fleet, ONE);
    });
  });
};
