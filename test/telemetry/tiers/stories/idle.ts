import { expectAtRest, LONG, Stories } from './stories';
import { TelemetryTier } from '../../../../src/telemetry/tiers/telemetry-tiers';
import { REGIONS } from '../platform';
import { tiersIn } from '../world';

const ONE = { kind: 'error', service: 'cloudwatch', action: 'listMetrics', error: 'InternalServiceError' } as const;

/** Each survey looks at two Regions, and the second fails. */
const SECOND_REGION = { ...ONE, skip: 1, every: 2, times: 1000 };

export const idle = (stories: Stories) => {
  describe('Who is idle', () => {
    it('is not known while one Region cannot be seen: nobody is put to sleep, and whoever sleeps is woken all the same', async () => {
      const fleet = await stories.fleet(3);
      fleet.use(LONG, ['t0', 't1']);
      await fleet.pass(LONG);
      expect(tiersIn(fleet)).toEqual({ priority: 2, dormant: 1 });

      const blind = await stories.fleet(3, { faults: [{ ...SECOND_REGION, skip: 2 * 180 + 1 }] });
      blind.use(24, ['t0', 't1']);
      await blind.pass(24 * 7 + 3);
      expect(tiersIn(blind)).toEqual({ priority: 2, dormant: 1 });
      blind.observe('t2');
      await blind.pass(24 * 4);
      // t0 and t1 are idle for ten days by now, and nobody has seen all of it for three of them.
      expect(tiersIn(blind)).toEqual({ priority: 3 });
      const [last] = blind.runs().slice(-1);
      expect(JSON.parse(last.output!)).toMatchObject({ unseen: [expect.stringMatching(/^eu-central-1 AWS\/Lambda UnreservedConcurrentExecutions: InternalServiceError/)] });
      expectAtRest(blind);
    });

    it('begins anew when nobody has looked for longer than CloudWatch remembers', async () => {
      const fleet = await stories.fleet(2);
      await fleet.pass(24 * 6);
      // Four days without a survey, in which t0 was used all the time.
      await fleet.lab.play(fleet.now + 24 * 4 * 3600_000);
      await fleet.pass(24 * 6);
      expect(tiersIn(fleet)).toEqual({ priority: 2 });
      await fleet.pass(30);
      expect(tiersIn(fleet)).toEqual({ dormant: 2 });
      expectAtRest(fleet);
    });

    it('is nobody who was made ready a few days ago', async () => {
      const fleet = await stories.fleet(1);
      await fleet.pass(24 * 4);
      await fleet.add('t1');
      await fleet.bring(['t1']);
      await fleet.pass(24 * 4);
      expect([fleet.truth('t0')[0], fleet.truth('t1')[0]]).toEqual(['dormant', 'priority']);
      await fleet.pass(24 * 4);
      expect(fleet.truth('t1')).toEqual(['dormant', 'dormant']);
    });

    it('is nobody who works in any Region', async () => {
      const fleet = await stories.fleet(2);
      fleet.use(LONG, ['t1'], REGIONS[1]);
      await fleet.pass(LONG);
      expect([fleet.truth('t0')[0], fleet.item('t1').applied]).toEqual(['dormant', 'priority']);
    });

    it('goes dormant by one operation for all, in each Region, with the reason on record and on the bus', async () => {
      const fleet = await stories.fleet(8);
      fleet.use(LONG, ['t0', 't1', 't2']);
      await fleet.pass(LONG);
      expect(fleet.operations()).toEqual([5]);
      expect(fleet.truth('t7')).toEqual(['dormant', 'dormant']);
      expect(fleet.item('t7')).toMatchObject({ tier: 'dormant', applied: 'dormant', by: 'survey', reason: 'no sign of life since 2026-03-02' });
      expect(fleet.history('t7')).toEqual([expect.objectContaining({ what: 'moved', from: 'priority', to: 'dormant', by: 'survey', reason: 'no sign of life since 2026-03-02' })]);
      expect(fleet.events().map(({ tenantId, accountId, from, tier }) => [tenantId, accountId, from, tier]))
        .toEqual(['t3', 't4', 't5', 't6', 't7'].map(each => [each, `30000000000${each[1]}`, 'priority', 'dormant']));
      expect(fleet.item('t0')).toMatchObject({ applied: 'priority', lastActiveOn: expect.any(String) });
      expectAtRest(fleet);
    });

    it('is woken by one sign of life within an hour and some minutes, and sleeps no sooner than after another week', async () => {
      const fleet = await stories.fleet(2, { tierOfNewTenants: TelemetryTier.FULL });
      await fleet.pass(LONG);
      expect(tiersIn(fleet)).toEqual({ dormant: 2 });
      fleet.observe('t1');
      await fleet.pass(1.2);
      expect(fleet.truth('t1')).toEqual(['full', 'full']);
      expect(fleet.history('t1').slice(-1)).toEqual([expect.objectContaining({ from: 'dormant', to: 'full', reason: 'it is used again' })]);
      await fleet.pass(24 * 7);
      expect(fleet.truth('t1')).toEqual(['full', 'full']);
      await fleet.pass(25);
      expect(fleet.truth('t1')).toEqual(['dormant', 'dormant']);
      expect(fleet.operations()).toHaveLength(3);
    });

    it('writes a tenant that works once a day, and asks for no operation', async () => {
      const fleet = await stories.fleet(1);
      fleet.use(72, ['t0']);
      await fleet.pass(3);
      const before = fleet.lab.capacity().writes;
      await fleet.pass(48);
      // A note of each survey, and two days.
      expect(fleet.lab.capacity().writes - before).toBe(48 + 2);
      expect(fleet.operations()).toEqual([]);
    });
  });
};
