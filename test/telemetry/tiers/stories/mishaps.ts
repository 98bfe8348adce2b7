import { expectAtRest, FIRST_SLEEP, LONG, Stories } from './stories';
import { accountOf, DAY, tiersIn } from '../world';

const BEGIN = { service: 'cloudformation', action: 'updateStackInstances' } as const;

export const mishaps = (stories: Stories) => {
  describe('When something goes wrong', () => {
    it('in one account, the others are moved, it keeps what it has with the reason, and is tried again', async () => {
      const fleet = await stories.fleet(4, { faults: [{ kind: 'stack', account: accountOf('t2'), region: 'eu-central-1', reason: 'no such luck', skip: 1 }] });
      await fleet.pass(FIRST_SLEEP);
      expect([fleet.item('t1').applied, fleet.item('t2').applied]).toEqual(['dormant', 'priority']);
      expect(fleet.item('t2')).toMatchObject({ tier: 'dormant', failure: expect.stringContaining('eu-central-1: no such luck') });
      expect(fleet.events()).toHaveLength(3);
      await fleet.pass(2);
      expect(tiersIn(fleet)).toEqual({ dormant: 4 });
      expect(fleet.item('t2').failure).toBeUndefined();
      expect(fleet.operations()).toEqual([4, 1]);
      expectAtRest(fleet);
    });

    it('and a woken tenant cannot be moved, the sign of life is not forgotten', async () => {
      const fleet = await stories.fleet(1, { faults: [{ kind: 'stack', account: accountOf('t0'), reason: 'no such luck', skip: 4, times: 8 }] });
      await fleet.pass(LONG);
      fleet.observe('t0');
      await fleet.pass(3);
      expect(fleet.item('t0')).toMatchObject({ tier: 'priority', applied: 'dormant', reason: 'it is used again' });
      await fleet.pass(5);
      expect(fleet.truth('t0')).toEqual(['priority', 'priority']);
    });

    it('and a tenant has no link, it is not put to sleep, for nobody knows whether it is idle', async () => {
      const fleet = await stories.fleet(2);
      await fleet.add('t2');
      await fleet.pass(FIRST_SLEEP);
      expect(tiersIn(fleet)).toEqual({ dormant: 2, none: 1 });
      expect(fleet.item('t2')).toMatchObject({ tier: 'priority', unseenOn: expect.stringMatching(/^2026-/) });
      expectAtRest(fleet);
    });

    it('and some have no stack instance, these are let go and the others are moved', async () => {
      const fleet = await stories.fleet(2);
      await fleet.add('t2');
      const cut = await fleet.link('t2');
      await fleet.pass(FIRST_SLEEP);
      expect(tiersIn(fleet)).toEqual({ dormant: 2, none: 1 });
      expect(fleet.item('t2')).toMatchObject({ applied: 'priority', tier: 'dormant', failure: expect.stringMatching(/no stack instance/) });
      expect(fleet.item('t2').operation).toBeUndefined();
      await cut();
      await fleet.bring(['t2']);
      await fleet.pass(2);
      expect(tiersIn(fleet)).toEqual({ dormant: 3 });
    });

    it.each([
      [1, { kind: 'error', ...BEGIN, error: 'StackInstanceNotFoundException', times: 1 } as const, { dormant: 2 }],
      [2, { kind: 'error', ...BEGIN, error: 'StackInstanceNotFoundException', times: 2 } as const, { priority: 2 }],
    ])('and StackSets misses instances %d times, it is looked into once', async (_, fault, tiers) => {
      const fleet = await stories.fleet(2, { faults: [fault] });
      await fleet.pass(FIRST_SLEEP);
      expect(tiersIn(fleet)).toEqual(tiers);
      await fleet.pass(2);
      expect(tiersIn(fleet)).toEqual({ dormant: 2 });
      expectAtRest(fleet);
    });

    it('and nobody of a batch has a stack instance, nothing is asked for', async () => {
      const fleet = await stories.fleet(0);
      await fleet.add('t0');
      await fleet.link('t0');
      await fleet.pass(FIRST_SLEEP);
      expect(fleet.operations()).toEqual([]);
      expect(fleet.item('t0')).toMatchObject({ failure: 'the baseline has no stack instance in us-east-1, eu-central-1' });
    });

    it('and StackSets refuses, everybody is let go with the reason, and tried again', async () => {
      const fleet = await stories.fleet(2, { faults: [{ kind: 'error', ...BEGIN, error: 'AccessDenied', message: 'not today', times: 6 }] });
      await fleet.pass(FIRST_SLEEP);
      expect(fleet.item('t0')).toMatchObject({ applied: 'priority', failure: expect.stringContaining('not today') });
      expect(fleet.item('t0').operation).toBeUndefined();
      await fleet.pass(2);
      expect(tiersIn(fleet)).toEqual({ dormant: 2 });
    });

    it.each([
      ['the answer to the operation is lost', { kind: 'error', ...BEGIN, error: 'InternalFailure', when: 'after' } as const],
      ['the answer of the survey is lost', { kind: 'error', service: 'lambda', action: 'invoke', inState: 'Who belongs where?', error: 'ServiceException', when: 'after', skip: 167 } as const],
      ['the answer of settling is lost', { kind: 'error', service: 'lambda', action: 'invoke', inState: 'What became of them?', error: 'ServiceException', when: 'after' } as const],
      ['another operation is in its way', { kind: 'error', ...BEGIN, error: 'OperationInProgressException', times: 3 } as const],
    ])('and %s, tenants are moved once and told once', async (_, fault) => {
      const fleet = await stories.fleet(2, { faults: [fault] });
      await fleet.pass(24 * 7 + 3);
      fleet.lab.expectFaultsApplied();
      expect(tiersIn(fleet)).toEqual({ dormant: 2 });
      expect(fleet.operations().filter(each => each > 0).length).toBeLessThanOrEqual(2);
      expect(fleet.history('t0')).toHaveLength(1);
      expect(fleet.events()).toHaveLength(2);
      expectAtRest(fleet);
    });

    it.each([
      ['looking after it', 'describeStackSetOperation', 'cloudformation'],
      ['settling', 'invoke', 'lambda'],
    ])('and %s fails for good, another survey comes to the same some hours later', async (_, action, service) => {
      const inState = action === 'invoke' ? 'What became of them?' : 'Is it over?';
      const fleet = await stories.fleet(1, { faults: [{ kind: 'error', service, action, inState, error: 'AccessDenied', times: service === 'lambda' ? 6 : 61 }] });
      await fleet.pass(24 * 7 + 3);
      expect(fleet.item('t0')).toMatchObject({ applied: 'priority', operation: expect.any(String) });
      await fleet.pass(8);
      expect(fleet.truth('t0')).toEqual(['dormant', 'dormant']);
      expectAtRest(fleet);
    });

    it('and a run is no more, its tenants are free again after six hours', async () => {
      const fleet = await stories.fleet(2, { faults: [{ kind: 'kill', inState: 'Give it time' }] });
      await fleet.pass(24 * 7 + 5);
      expect(fleet.item('t0')).toMatchObject({ applied: 'priority', operation: expect.any(String) });
      await fleet.pass(5);
      expect(fleet.item('t0')).toMatchObject({ applied: 'dormant' });
      expect(fleet.history('t0')).toHaveLength(1);
      expectAtRest(fleet);
    });

    it('and a run is no more, whom it has put to sleep unseen is woken all the same', async () => {
      const fleet = await stories.fleet(1, { faults: [{ kind: 'kill', inState: 'Give it time' }] });
      await fleet.pass(FIRST_SLEEP);
      expect([fleet.truth('t0'), fleet.item('t0').applied]).toEqual([['dormant', 'dormant'], 'priority']);
      fleet.use(9, ['t0']);
      await fleet.pass(9);
      expect(fleet.item('t0')).toMatchObject({ tier: 'priority', by: 'survey', reason: 'how its last move ended is in doubt' });
      expect(fleet.truth('t0')).toEqual(['priority', 'priority']);
      expectAtRest(fleet);
    });

    it('in one of two Regions, whoever is used again by then is brought back in both', async () => {
      const fleet = await stories.fleet(1, { faults: [{ kind: 'stack', account: accountOf('t0'), region: 'eu-central-1', reason: 'no such luck', skip: 1 }] });
      await fleet.pass(FIRST_SLEEP);
      expect(fleet.truth('t0')).toEqual(['dormant', 'priority']);
      fleet.observe('t0');
      await fleet.pass(1.5);
      expect(fleet.truth('t0')).toEqual(['priority', 'priority']);
      expect(fleet.item('t0').failure).toBeUndefined();
      const operations = fleet.operations();
      await fleet.pass(2);
      expect(fleet.operations()).toEqual(operations);
    });

    it('and a survey dies after it has noted a sign of life, the doubt is not forgotten', async () => {
      const fleet = await stories.fleet(1, { faults: [{ kind: 'error', service: 'dynamodb', action: 'updateItem', error: 'AccessDeniedException', skip: 2 }] });
      const long = new Date(fleet.now - DAY).toISOString();
      await fleet.set('t0', {
        tenantId: { S: 't0' }, accountId: { S: accountOf('t0') }, tier: { S: 'priority' }, applied: { S: 'priority' },
        operation: { S: 'dead-1-dormant' }, operationAt: { S: long },
      });
      fleet.observe('t0');
      await fleet.run();
      fleet.lab.expectFaultsApplied();
      expect(fleet.item('t0').lastActiveOn).toBe('2026-03-02');
      expect(fleet.operations()).toEqual([1]);
      expectAtRest(fleet);
    });

    it('and two runs look at the same time, one moves them', async () => {
      const fleet = await stories.fleet(6);
      await fleet.pass(24 * 7);
      for (let run = 0; run < 2; run++) {
        fleet.lab.cloud.clock.at(fleet.now + 0.9 * 3600_000, () => { fleet.lab.states.start(fleet.machine, {}); });
      }
      await fleet.pass(6);
      expect(fleet.operations().reduce((sum, each) => sum + each, 0)).toBe(6);
      expect(fleet.events()).toHaveLength(6);
      expectAtRest(fleet);
    });
  });
};
