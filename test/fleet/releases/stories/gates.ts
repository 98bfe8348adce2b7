import { ONE, TWO, Stories, expectEverywhere, stands } from './stories';
import { FUNCTION, STATE_MACHINE } from '../gates/gates';
import { wave } from '../world';

const WAVES = [wave('everyone', { by: 'everyone' }, { alarms: [], bakeSeconds: 60, gates: [STATE_MACHINE, FUNCTION] })];

/** What users say of a wave. */
export const gates = (stories: Stories) => {
  describe('A gate', () => {
    it('that says healthy lets the wave pass', async () => {
      const fleet = await stories.fleetOn();
      await fleet.parameter('/gate', 'healthy');
      const release = await fleet.release(TWO, { waves: WAVES });
      expect(release).toMatchObject({ phase: 'done' });
      expect(JSON.stringify(release.log)).toContain('judge says healthy: there are few, probe says healthy: it is healthy');
      expectEverywhere(fleet, TWO);
    });

    it.each([
      ['unhealthy', 'probe says unhealthy: it is unhealthy'],
      ['silent', 'probe says unhealthy: no reason given'],
      ['broken', 'probe says unhealthy: Error'],
    ])('that is %s has the release taken back', async (says, because) => {
      const fleet = await stories.fleetOn();
      await fleet.parameter('/gate', says);
      expect(stands(await fleet.release(TWO, { waves: WAVES }))).toEqual({
        phase: 'rolled back', because: expect.stringContaining(`wave everyone: ${because}`) as string,
      });
      expectEverywhere(fleet, ONE);
    });
  });
};
