import { ONE, Stories, THREE, TWO } from './stories';
import { Fault } from '../../../../src/lab';
import { ALARM } from '../platform';
import { CANARY, Fleet, idOf, templateOf, wave } from '../world';

const FOUR = templateOf('4');
const HOUR = 3_600_000;
const TWO_WAVES = [CANARY, wave('everyone', { by: 'everyone' }, { alarms: [], bakeSeconds: 0 })];

const phases = (fleet: Fleet) => fleet.releases().map(({ phase }) => phase);

function expectAtRest(fleet: Fleet, template: string): void {
  const version = idOf(template);
  expect(fleet.serviceItem()).toMatchObject({ open: true, good: { version }, held: { version } });
  expect(fleet.serviceItem()).not.toHaveProperty('running');
  expect(fleet.serviceItem()).not.toHaveProperty('queued');
  expect(fleet.truths()).toEqual({ [idOf(template)]: fleet.tenants.length });
}

/** Each of these was found by `npm run chaos:releases`. */
export const mishaps = (stories: Stories) => {
  /** A fleet with two tenants more than the canary has. */
  const fleetWith = (...faults: Fault[]) => stories.fleet({ faults }, 7);

  describe('A release', () => {
    it('that is the first and was taken back is over, though the run that took it back ended before it said so', async () => {
      const fleet = await fleetWith({ kind: 'kill', inState: 'Is everybody back?' });
      fleet.at(400, () => fleet.lab.cloudWatch.setAlarm(ALARM, 'ALARM'));
      expect(await fleet.release(ONE, { waves: TWO_WAVES })).toMatchObject({ phase: 'rolled back' });
      expect(fleet.truths()).toEqual({ none: 7 });
      fleet.lab.expectFaultsApplied();
    });

    it('that is the first and has a template that is none is taken back, and the next one goes forward', async () => {
      const fleet = await fleetWith();
      expect(await fleet.release('{"Resources":', { waves: TWO_WAVES })).toMatchObject({
        phase: 'rolled back', because: expect.stringContaining('stack sets refused: CloudFormation.CloudFormationException Template format error') as string,
      });
      expect(await fleet.release(TWO, { waves: TWO_WAVES })).toMatchObject({ phase: 'done' });
      expectAtRest(fleet, TWO);
    });

    it('reaches nobody before their wave where it is denied once that there is a stack set', async () => {
      const fleet = await fleetWith(
        { kind: 'error', service: 'cloudformation', action: 'describeStackSet', error: 'StackSetNotFoundException', inState: 'Is there a stack set?', skip: 1 },
      );
      await fleet.release(ONE, { waves: TWO_WAVES });
      const seen: Record<string, number>[] = [];
      fleet.at(400, () => { seen.push(fleet.truths()); });
      expect(await fleet.release(TWO, { waves: TWO_WAVES })).toMatchObject({ phase: 'done' });
      expect(seen).toEqual([{ [idOf(TWO)]: 5, [idOf(ONE)]: 2 }]);
      expectAtRest(fleet, TWO);
      fleet.lab.expectFaultsApplied();
    });
  });

  describe('A release that waits', () => {
    /** Three are asked for, one after the other, while the first of them goes out. */
    async function afterThree(fleet: Fleet): Promise<void> {
      await fleet.release(ONE, { waves: TWO_WAVES });
      [TWO, THREE, FOUR].forEach((template, at) => {
        fleet.at(100 * at, () => { void fleet.publish(template, { waves: TWO_WAVES }); });
        fleet.at(100 * at + 10, () => { fleet.start(); });
      });
      await fleet.lab.play();
    }

    it.each<[string, Fault[]]>([
      ['nothing goes wrong', []],
      ['the answer to the one that took its place was lost', [
        { kind: 'error', service: 'dynamodb', action: 'updateItem', error: 'InternalServerError', inState: 'Stand behind it', when: 'after', skip: 1 },
      ]],
      ['the run of the one that took its place ended', [{ kind: 'crash', service: 'dynamodb', action: 'updateItem', inState: 'Stand behind it', skip: 1 }]],
      ['the run of the one that was to tell it ended', [{ kind: 'kill', inState: 'Displace it' }]],
    ])('is superseded by the next where %s', async (_, faults) => {
      const fleet = await fleetWith(...faults);
      await afterThree(fleet);
      expect(phases(fleet)).toEqual(['done', 'done', 'superseded', 'done']);
      expectAtRest(fleet, FOUR);
      fleet.lab.expectFaultsApplied();
    });

    /** Another one is asked for while one goes out, which takes about an hour. */
    async function afterTwo(fleet: Fleet): Promise<void> {
      const waves = [{ ...CANARY, bakeSeconds: 3000 }, TWO_WAVES[1]];
      await fleet.release(ONE, { waves: TWO_WAVES });
      await fleet.publish(TWO, { waves });
      fleet.start();
      fleet.at(100, () => { void fleet.publish(THREE, { waves }); });
      fleet.at(110, () => { fleet.start(); });
      await fleet.lab.play();
    }

    it.each<[string, Fault[]]>([
      ['the run that was begun in its run\'s place ended before it had it', [
        { kind: 'kill', inState: 'Who is in the line?' }, { kind: 'kill', inState: 'Whose is it?', skip: 3 },
      ]],
      ['nobody called it', [{ kind: 'kill', inState: 'Call the next' }, { kind: 'delivery', how: 'lost', mentions: 'ABORTED' }]],
      ['the call that put it on record came a quarter of an hour late once more', [
        { kind: 'late', service: 'dynamodb', action: 'transactWriteItems', inState: 'Put it on record', seconds: 900, skip: 2 },
      ]],
    ])('has its turn where %s', async (_, faults) => {
      const fleet = await fleetWith(...faults);
      await afterTwo(fleet);
      expect(phases(fleet)).toEqual(['done', 'done', 'done']);
      expectAtRest(fleet, THREE);
      const [, one, next] = fleet.releases().map(({ endedAt }) => Date.parse(String(endedAt)));
      expect((next - one) / HOUR).toBeLessThan(2.1);
      fleet.lab.expectFaultsApplied();
    });
  });
};
