import fc from 'fast-check';
import { SurveyItem, TierItem, TIERS } from '../../../src/telemetry/contract';
import { appliedOf, dayOf, seenSince, Sight, verdictOn } from '../../../src/telemetry/tiers/handlers/decide';

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-03-02T12:30:00Z');
const at = (time: number) => new Date(time).toISOString();

const tier = fc.constantFrom(...Object.values(TIERS));
const past = fc.integer({ min: 0, max: 30 * 24 }).map(hours => NOW - hours * HOUR);
const tenant = past.map(since => ({ tenantId: 'acme', accountId: '333333333333', changedAt: at(since) }));
const item = fc.option(fc.record({
  tenantId: fc.constant('acme'), accountId: fc.constant('333333333333'), tier, applied: tier,
  lastActiveOn: fc.option(past.map(dayOf), { nil: undefined }), movedAt: fc.option(past.map(at), { nil: undefined }),
  fixed: fc.constantFrom(true, undefined),
  awake: fc.option(fc.constantFrom(TIERS.full, TIERS.priority), { nil: undefined }),
}) as fc.Arbitrary<TierItem>, { nil: undefined });
const sight: fc.Arbitrary<Sight> = fc.record({
  now: fc.constant(NOW), idleAfterMs: fc.integer({ min: 1, max: 20 }).map(days => days * DAY),
  since: fc.option(past.map(at), { nil: undefined }), tierOfNewTenants: tier,
});

describe('Whatever is known of a tenant', () => {
  it('whoever somebody has fixed stays where they said', () => {
    fc.assert(fc.property(tenant, item, fc.boolean(), sight, (who, has, isActive, seen) => {
      fc.pre(has?.fixed === true);
      expect(verdictOn(who, has, isActive, seen).tier).toBe(has!.tier);
    }));
  });

  it('whoever is active is awake', () => {
    fc.assert(fc.property(tenant, item, sight, (who, has, seen) => {
      fc.pre(!has?.fixed);
      expect(verdictOn(who, has, true, seen).tier).toBe(has?.awake ?? seen.tierOfNewTenants);
    }));
  });

  it('nobody is put to sleep by a survey that did not see all of it', () => {
    fc.assert(fc.property(tenant, item, fc.boolean(), sight, (who, has, isActive, seen) => {
      fc.pre(!has?.fixed && (has?.awake ?? seen.tierOfNewTenants) !== TIERS.dormant);
      const verdict = verdictOn(who, has, isActive, { ...seen, since: undefined });
      expect(verdict.tier === TIERS.dormant && appliedOf(has, seen.tierOfNewTenants) !== TIERS.dormant).toBe(false);
    }));
  });

  it('nobody is put to sleep who was made ready, active or out of sight for less long than that', () => {
    fc.assert(fc.property(tenant, item, sight, (who, has, seen) => {
      const applied = appliedOf(has, seen.tierOfNewTenants);
      fc.pre(!has?.fixed && applied !== TIERS.dormant && (has?.awake ?? seen.tierOfNewTenants) !== TIERS.dormant);
      const lastDay = has?.lastActiveOn === undefined ? -Infinity : Date.parse(has.lastActiveOn) + DAY;
      const seenFrom = seen.since === undefined ? NOW : Date.parse(seen.since);
      const idleFor = NOW - Math.max(lastDay, Date.parse(who.changedAt), seenFrom);
      const sleeps = verdictOn(who, has, false, seen).tier === TIERS.dormant;
      expect(sleeps).toBe(seen.since !== undefined && idleFor >= seen.idleAfterMs);
    }));
  });

  it('says since when nobody has used it: the last day of activity, or as far as it was looked', () => {
    const since = at(NOW - 20 * DAY);
    const seen: Sight = { now: NOW, idleAfterMs: 7 * DAY, since, tierOfNewTenants: TIERS.priority };
    const who = { tenantId: 'acme', accountId: '333333333333', changedAt: at(NOW - 400 * DAY) };
    const has = { tenantId: 'acme', accountId: '333333333333', tier: TIERS.priority, applied: TIERS.priority };
    expect(verdictOn(who, undefined, false, seen).reason).toBe('no sign of life since 2026-02-10');
    expect(verdictOn(who, { ...has, lastActiveOn: '2026-02-20' }, false, seen).reason).toBe('no sign of life since 2026-02-20');
    expect(verdictOn(who, { ...has, lastActiveOn: '2026-01-20' }, false, seen).reason).toBe('no sign of life since 2026-02-10');
  });
});

describe('How long activity was seen without a gap', () => {
  it('goes on while two surveys are no farther apart than CloudWatch remembers, and looked at the same', () => {
    fc.assert(fc.property(past, past, fc.boolean(), (since, lastAt, isSame) => {
      const before: SurveyItem = { since: at(since), lastAt: at(lastAt), looksAt: 'a' };
      const goesOn = isSame && NOW - lastAt <= 3 * HOUR;
      expect(seenSince(before, isSame ? 'a' : 'b', NOW)).toEqual({ since: goesOn ? at(since) : at(NOW), lastAt: at(NOW), looksAt: isSame ? 'a' : 'b' });
    }));
    expect(seenSince(undefined, 'a', NOW).since).toBe(at(NOW));
  });
});
