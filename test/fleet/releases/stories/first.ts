import { ONE, TWO, expectAtRest, stands, Stories } from './stories';
import { idOf } from '../world';

export const first = (stories: Stories) => {
  describe('A release that is the first of its service', () => {
    it('brings it to all tenants', async () => {
      const fleet = await stories.fleetOn();
      expect(fleet.truths()).toEqual({ [idOf(ONE)]: 20 });
      expectAtRest(fleet, ONE);
    });

    it('is taken away again where it fails, and the next one is the first', async () => {
      const fleet = await stories.fleet({
        faults: [{ kind: 'stack', reason: 'Resource handler returned message: no such table', template: idOf(ONE), account: '300000000002', times: 1 }],
      });
      const release = await fleet.release(ONE);
      expect(stands(release)).toEqual({ phase: 'rolled back', because: expect.stringContaining('wave canary: 1 of 5 failed, and 0 may: Resource handler') as string });
      expect(fleet.truths()).toEqual({ none: 20 });
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'done' });
      expectAtRest(fleet, TWO);
    });
  });
};
