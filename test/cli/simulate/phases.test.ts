import * as fc from 'fast-check';
import { mostAtOnce, Phase, Phases, PHASES, Way, within } from '../../../src/cli/simulate/phases';

/** A way goes as far as it goes: some never get an account, some never end. */
const way: fc.Arbitrary<Way> = fc.record({
  askedAt: fc.nat(50), line: fc.nat(20), creating: fc.nat(20), onboarding: fc.nat(20),
  reached: fc.nat(3), ready: fc.boolean(), ends: fc.boolean(),
}).map(({ askedAt, line, creating, onboarding, reached, ready, ends }) => ({
  askedAt,
  ...(reached > 0 && { takenAt: askedAt + line }),
  ...(reached > 1 && { bornAt: askedAt + line + creating }),
  ...((ends || reached === 3) && { endedAt: askedAt + line + creating + onboarding }),
  ready: reached === 3 && ready,
}));
const ways = fc.array(way, { maxLength: 30 });

/** Where one tenant is: said again, one by one. */
function phaseOf({ askedAt, takenAt, bornAt, endedAt, ready }: Way, at: number): Phase | undefined {
  if (at < askedAt) { return undefined; }
  if (endedAt !== undefined && at >= endedAt) { return ready ? 'ready' : 'notReady'; }
  if (bornAt !== undefined && at >= bornAt) { return 'onboarding'; }
  return takenAt !== undefined && at >= takenAt ? 'creating' : 'inLine';
}

test('at any moment each tenant who has asked is in one phase', () => {
  fc.assert(fc.property(ways, fc.nat(120), (all, at) => {
    const standing = new Phases(all).at(at);
    for (const phase of PHASES) {
      expect(standing[phase]).toBe(all.filter(each => phaseOf(each, at) === phase).length);
    }
    expect(standing.requested).toBe(all.filter(({ askedAt }) => askedAt <= at).length);
  }));
});

test('the most in a phase is the most of all moments, and was so at the moment named', () => {
  fc.assert(fc.property(ways, fc.constantFrom(...PHASES), (all, phase) => {
    const phases = new Phases(all);
    const { number, at } = phases.most(phase);
    expect(number).toBe(Math.max(...Array.from({ length: 121 }, (_, moment) => phases.at(moment)[phase])));
    expect(phases.at(at)[phase]).toBe(number);
  }));
});

test('nobody is nowhere', () => {
  const phases = new Phases([]);
  expect(phases.at(5)).toEqual({ at: 5, requested: 0, inLine: 0, creating: 0, onboarding: 0, ready: 0, notReady: 0 });
  expect(phases.most('inLine').number).toBe(0);
  expect(phases.mean('inLine')).toBe(0);
  expect(phases.longest('inLine')).toEqual({ from: 0, to: 0 });
});

test('the longest line is the longest time without a break', () => {
  const stand = (askedAt: number, takenAt: number): Way => ({ askedAt, takenAt, ready: false });
  const phases = new Phases([stand(50, 55), stand(0, 9), stand(5, 20), stand(20, 24), stand(60, 70)]);
  expect(phases.longest('inLine')).toEqual({ from: 0, to: 24 });
});

test('who goes makes room before who comes', () => {
  expect(mostAtOnce([0, 10], [10, 20])).toEqual({ number: 1, at: 0 });
});

test('only what lies within a stretch counts', () => {
  const inner = [{ from: 0, to: 5 }, { from: 5, to: 12 }, { from: 11, to: 25 }, { from: 30, to: 40 }];
  expect(within({ from: 10, to: 20 }, inner)).toBe(2 + 9);
});
