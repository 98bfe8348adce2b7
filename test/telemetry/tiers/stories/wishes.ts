import { expectAtRest, LONG, Stories } from './stories';
import { TelemetryTier } from '../../../../src/telemetry/tiers/telemetry-tiers';
import { accountOf } from '../world';

const JANE = { by: 'jane', reason: 'a customer calls' };

export const wishes = (stories: Stories) => {
  describe('A wish', () => {
    it.each<[string, Record<string, unknown>, string]>([
      ['that says nothing', { tenantId: '' }, "'tenantId' must be the id of a tenant; 'tier' must be there, or 'fixed' must be false, which leaves it to the survey; 'by' must say who asks, in at most 200 characters; 'reason' must say why, in at most 500 characters"],
      ['for a tier that there is not', { tenantId: 't0', tier: 'half', ...JANE }, "'tier' must be one of full, priority, dormant"],
      ['that is half fixed', { tenantId: 't0', tier: 'full', fixed: 'yes', ...JANE }, "'fixed' must be true or false"],
      ['for a tenant that there is not', { tenantId: 'nobody', tier: 'full', ...JANE }, "'tenantId' must be a tenant, and there is none called 'nobody'"],
      ['for a tenant that is not ready', { tenantId: 't7', tier: 'full', ...JANE }, "'tenantId' must be a tenant that is ready, and 't7' is failed; ask again when it is"],
    ])('%s is told what it lacks, and moves nobody', async (_, input, cause) => {
      const fleet = await stories.fleet(1);
      await fleet.add('t7', 'failed');
      const run = await fleet.run(input as never);
      expect([run.status, run.error, run.cause]).toEqual(['FAILED', 'TierRejected', cause]);
      expect(fleet.operations()).toEqual([]);
    });

    it('moves one tenant at once, who then stays there whether anybody uses it or not', async () => {
      const fleet = await stories.fleet(2);
      const run = await fleet.run({ tenantId: 't0', tier: 'full', ...JANE });
      expect(JSON.parse(run.output!)).toMatchObject({ moved: 1, failed: 0 });
      expect(fleet.truth('t0')).toEqual(['full', 'full']);
      expect(fleet.history('t0').map(({ what, from, to, by, reason }) => [what, from, to, by, reason])).toEqual([
        ['asked', 'priority', 'full', 'jane', 'a customer calls'], ['moved', 'priority', 'full', 'jane', 'a customer calls'],
      ]);
      await fleet.pass(LONG);
      expect([fleet.truth('t0')[0], fleet.truth('t1')[0]]).toEqual(['full', 'dormant']);
      expect(fleet.item('t0')).toMatchObject({ fixed: true, by: 'jane' });
    });

    it('for sleep holds against signs of life, until it is left to the survey again', async () => {
      const fleet = await stories.fleet(1);
      fleet.use(24, ['t0']);
      await fleet.run({ tenantId: 't0', tier: 'dormant', ...JANE });
      await fleet.pass(12);
      expect(fleet.truth('t0')).toEqual(['dormant', 'dormant']);
      const run = await fleet.run({ tenantId: 't0', fixed: false, ...JANE });
      // It was used today, so that it is not let sleep on.
      expect(JSON.parse(run.output!)).toMatchObject({ moved: 1 });
      expect(fleet.truth('t0')).toEqual(['priority', 'priority']);
      expect(fleet.item('t0').fixed).toBeUndefined();
    });

    it('that leaves a tenant to the survey lets it sleep on when nobody has used it', async () => {
      const fleet = await stories.fleet(1);
      await fleet.run({ tenantId: 't0', tier: 'dormant', ...JANE });
      await fleet.pass(LONG);
      const run = await fleet.run({ tenantId: 't0', fixed: false, ...JANE });
      expect(JSON.parse(run.output!)).toMatchObject({ moved: 0, note: 'it is on record; the tenant is dormant already' });
      expect(fleet.truth('t0')).toEqual(['dormant', 'dormant']);
    });

    it('that fixes nothing says which tier the tenant has when it is awake', async () => {
      const fleet = await stories.fleet(1);
      await fleet.run({ tenantId: 't0', tier: 'full', fixed: false, ...JANE });
      await fleet.pass(LONG);
      expect(fleet.truth('t0')).toEqual(['dormant', 'dormant']);
      fleet.observe('t0');
      await fleet.pass(1.2);
      expect(fleet.truth('t0')).toEqual(['full', 'full']);
      await fleet.run({ tenantId: 't0', fixed: false, ...JANE });
      expect(fleet.truth('t0')).toEqual(['priority', 'priority']);
      expectAtRest(fleet);
    });

    it('for the tier on record moves a tenant whose last move failed, for nobody knows what that has left', async () => {
      const fleet = await stories.fleet(1, { faults: [{ kind: 'stack', account: accountOf('t0'), region: 'eu-central-1', reason: 'no such luck', skip: 1 }] });
      await fleet.run({ tenantId: 't0', tier: 'full', ...JANE });
      expect(fleet.truth('t0')).toEqual(['full', 'priority']);
      const run = await fleet.run({ tenantId: 't0', tier: 'priority', ...JANE });
      expect(JSON.parse(run.output!)).toMatchObject({ moved: 1, note: '' });
      expect(fleet.truth('t0')).toEqual(['priority', 'priority']);
      expectAtRest(fleet);
    });

    it('of the account that had the id before binds neither the survey nor the next wish', async () => {
      const fleet = await stories.fleet(2);
      for (const tenant of ['t0', 't1']) {
        const texts = Object.entries({
          tenantId: tenant, accountId: '399999999999', tier: 'full', applied: 'full', awake: 'full', movedAt: '2026-03-01T00:00:00.000Z',
          by: 'joe', reason: 'long ago', operation: 'other-1-full', operationAt: new Date(fleet.now).toISOString(), failure: 'no such luck',
        });
        const said = Object.fromEntries(texts.map(([name, S]) => [name, { S }]));
        await fleet.set(tenant, { ...said, fixed: { BOOL: true } });
      }
      const run = await fleet.run({ tenantId: 't1', tier: 'priority', ...JANE });
      expect(JSON.parse(run.output!)).toMatchObject({ note: 'it is on record; the tenant is priority already' });
      expect(fleet.item('t1')).toMatchObject({ accountId: accountOf('t1'), tier: 'priority', fixed: true, by: 'jane' });
      await fleet.run();
      expect(fleet.item('t0')).toEqual({ pk: 'TELEMETRY', sk: 'TENANT#t0', tenantId: 't0', accountId: accountOf('t0'), tier: 'priority', applied: 'priority' });
      expect(fleet.operations()).toEqual([]);
    });

    it('for a tenant that is moved just now is put on record, and the next survey grants it', async () => {
      const fleet = await stories.fleet(1, { tierOfNewTenants: TelemetryTier.FULL });
      fleet.lab.states.start(fleet.machine, { tenantId: 't0', tier: 'dormant', ...JANE });
      await fleet.lab.play(fleet.now + 10_000);
      const run = fleet.lab.states.start(fleet.machine, { tenantId: 't0', tier: 'priority', by: 'joe', reason: 'no, that one' });
      await fleet.lab.play();
      expect(JSON.parse(run.output!)).toMatchObject({ moved: 0, note: expect.stringContaining('moved by somebody else just now') });
      expect(fleet.truth('t0')).toEqual(['dormant', 'dormant']);
      await fleet.pass(1.2);
      expect(fleet.truth('t0')).toEqual(['priority', 'priority']);
      expect(fleet.history('t0').slice(-1)).toEqual([expect.objectContaining({ to: 'priority', by: 'joe', reason: 'no, that one' })]);
    });
  });
};
