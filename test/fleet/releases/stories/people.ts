import { ONE, TWO, expectAtRest, expectEverywhere, logOf, stands, Stories } from './stories';
import { ALARM } from '../platform';
import { CANARY, idOf, templateOf, wave } from '../world';

export const people = (stories: Stories) => {
  describe('Somebody', () => {
    it('halts a release and resumes it the next day', async () => {
      const fleet = await stories.fleetOn();
      fleet.at(60, () => fleet.wish('halt'));
      fleet.at(3600, () => expect(stands(fleet.releases().at(-1)!).phase).toBe('halted'));
      fleet.at(86400, () => fleet.wish('resume'));
      const release = await fleet.release(TWO);
      expect(release).toMatchObject({ phase: 'done' });
      expect(fleet.truths()).toEqual({ [idOf(TWO)]: 20 });
      expectAtRest(fleet, TWO);
    });

    it('halts twice, resumes twice, and it is the same', async () => {
      const fleet = await stories.fleetOn();
      for (const seconds of [60, 61, 900]) { fleet.at(seconds, () => fleet.wish('halt')); }
      for (const seconds of [7200, 7201, 9000]) { fleet.at(seconds, () => fleet.wish('resume')); }
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'done' });
      expectAtRest(fleet, TWO);
    });

    it.each([['rolls', 60], ['bakes', 600], ['is in its second wave', 1300]])('takes a release back while it %s', async (_, seconds) => {
      const fleet = await stories.fleetOn();
      fleet.at(seconds, () => fleet.wish('rollback'));
      expect(stands(await fleet.release(TWO))).toEqual({ phase: 'rolled back', because: 'rolled back by jane: a test' });
      expect(fleet.truths()).toEqual({ [idOf(ONE)]: 20 });
      expectAtRest(fleet, ONE);
    });

    it('promotes a release that bakes', async () => {
      const fleet = await stories.fleetOn();
      fleet.at(400, () => fleet.wish('promote'));
      fleet.lab.cloudWatch.setAlarm(ALARM, 'INSUFFICIENT_DATA');
      const release = await fleet.release(TWO, { waves: [CANARY, wave('everyone', { by: 'everyone' }, { alarms: [], bakeSeconds: 0 })] });
      expect(release).toMatchObject({ phase: 'done' });
      expect(logOf(release).join('\n')).toContain('wave canary has passed: promoted by jane: a test');
    });
  });

  describe('A pinned tenant', () => {
    it('keeps its version, and gets the next when the pin is gone', async () => {
      const fleet = await stories.fleetOn();
      fleet.wish('pin', { tenantId: 't3' });
      await fleet.lab.play();
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'done' });
      expect(fleet.truths()).toEqual({ [idOf(TWO)]: 19, [idOf(ONE)]: 1 });
      expect(fleet.truth('t3')).toBe(idOf(ONE));
      fleet.wish('unpin', { tenantId: 't3' });
      await fleet.lab.play();
      fleet.start({ kind: 'repair' });
      await fleet.lab.play();
      expect(fleet.releases().at(-1)).toMatchObject({ phase: 'done', kind: 'repair' });
      expect(fleet.truths()).toEqual({ [idOf(TWO)]: 20 });
    });
  });

  describe('What is no request', () => {
    it.each([
      ['nothing', {}, "'service' must be the name of a service"],
      ['a service that is not there', { service: 'billing' }, 'there is none called billing'],
      ['a version that never was', { service: 'orders', version: '0123456789abcdef' }, 'never had 0123456789abcdef'],
      ['a kind that is none', { service: 'orders', kind: 'big' }, "'kind' must be release or repair"],
    ])('%s is kept with the reason', async (_, input, reason) => {
      const fleet = await stories.fleetOn();
      const run = fleet.lab.states.start(fleet.machine, input);
      await fleet.lab.play();
      expect(run.cause).toContain(reason);
      expect(fleet.items().find(({ pk }) => pk === 'REJECTED#release')).toMatchObject({ reasons: expect.stringContaining(reason) as string });
    });
  });

  describe('Who asks for what cannot be', () => {
    it.each([
      ['something unknown', { action: 'dance' }, "'action' must be one of halt"],
      ['without a reason', { action: 'halt', reason: '' }, "'reason' must say why"],
      ['a halt where nothing runs', { action: 'halt' }, 'no release of orders is under way'],
      ['a halt of a service that is not there', { action: 'halt', service: 'billing' }, 'there is no service billing'],
      ['a halt of a release that is not there', { action: 'halt', release: '000099' }, 'there is no release 000099 of orders'],
      ['a pin of nobody', { action: 'pin', tenantId: 'nobody' }, 'there is no tenant nobody'],
      ['a pin until some day', { action: 'pin', tenantId: 't1', until: 'Friday' }, "'until' must be a time such as"],
      ['a ring for nobody', { action: 'ring', tenantId: 'nobody', ring: 'beta' }, 'there is no tenant nobody'],
    ])('%s is told so', async (_, input, cause) => {
      const fleet = await stories.fleetOn();
      const run = fleet.wish('', input);
      await fleet.lab.play();
      expect(run.cause).toContain(cause);
    });

    it('a release that is not there is told so', async () => {
      const fleet = await stories.fleetOn();
      const run = fleet.start({ release: '000099' });
      await fleet.lab.play();
      expect(run.cause).toBe('There is no release 000099 of orders');
    });

    it('a halt of one that is over makes no difference', async () => {
      const fleet = await stories.fleetOn();
      const run = fleet.wish('halt', { release: '000001' });
      await fleet.lab.play();
      expect(run.status).toBe('SUCCEEDED');
      expect(stands(fleet.releases()[0]).phase).toBe('done');
    });
  });

  describe('A tenant that is moved to a ring', () => {
    it('is in its wave from then on', async () => {
      const fleet = await stories.fleetOn();
      fleet.wish('ring', { tenantId: 't15', ring: 'canary' });
      await fleet.lab.play();
      expect(JSON.parse(String((await fleet.release(TWO)).waves))).toMatchObject([{ name: 'canary', tenants: 6 }, {}, {}]);
    });
  });

  describe('A release that would delete what is stateful', () => {
    const QUEUE = { Data: { Type: 'AWS::SQS::Queue', Properties: {} } };

    it('is refused before anything has changed, and names it', async () => {
      const fleet = await stories.fleetOn(templateOf('1', QUEUE));
      expect(stands(await fleet.release(TWO))).toEqual({ phase: 'refused', because: expect.stringContaining('Data') as string });
      expectEverywhere(fleet, templateOf('1', QUEUE));
    });

    it('goes on where it says so', async () => {
      const fleet = await stories.fleetOn(templateOf('1', QUEUE));
      expect(await fleet.release(TWO, {}, { mayReplace: ['Data'] })).toMatchObject({ phase: 'done' });
      expectEverywhere(fleet, TWO);
    });
  });

  describe('An older version', () => {
    it('can be released again by its id', async () => {
      const fleet = await stories.fleetOn();
      expect(await fleet.release(TWO)).toMatchObject({ phase: 'done' });
      fleet.start({ version: idOf(ONE) });
      await fleet.lab.play();
      expectEverywhere(fleet, ONE);
    });
  });

  describe('A release that is asked for on the bus', () => {
    it('is one like any other, and so is the wish to take it back', async () => {
      const fleet = await stories.fleetOn();
      await fleet.publish(TWO);
      await fleet.tell('FleetReleaseRequested', { service: 'orders', requestedBy: 'a workflow of GitHub', reason: 'merged' });
      fleet.at(400, () => { void fleet.tell('FleetReleaseControl', { action: 'rollback', service: 'orders', by: 'jane', reason: 'no' }); });
      await fleet.lab.play();
      expect(fleet.releases().at(-1)).toMatchObject({ phase: 'rolled back', requestedBy: 'a workflow of GitHub', because: 'rolled back by jane: no' });
      expectEverywhere(fleet, ONE);
    });
  });
};
