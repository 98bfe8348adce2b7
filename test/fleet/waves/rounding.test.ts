import * as fc from 'fast-check';
import { Pace } from '../../../src';
import type { PaceSpec, WaveSpec } from '../../../src/fleet/contract';
import { complaintsAboutTolerance, concurrencyOf, hadItsTurn, sliceOf, toleranceOf } from '../../../src/fleet/waves/rounding';
import { limitsOf } from '../../../src/lab/services/cloudformation/inputs';

const share = fc.integer({ min: 1, max: 100 });
const accounts = fc.integer({ min: 0, max: 100_000 });

const percentWaves = (shares: readonly number[]) => shares.map(percent => ({ ring: { by: 'percent' as const, percent } }));

describe('tolerance', () => {
  const wave = (tolerance: PaceSpec) => ({ name: 'canary', tolerance }) as WaveSpec;

  test.each([
    [{ percent: 1 }, 99, "'tolerance' of wave canary, 1 percent, comes to none of its 99 tenants, for AWS rounds down; use Pace.accounts(0)"],
    [{ percent: 99 }, 1, 'comes to none of its 1 tenants'],
    [{ accounts: 3 }, 3, "'tolerance' of wave canary, 3 accounts, comes to all of its 3 tenants, so that no failure would ever stop it"],
    [{ accounts: 4 }, 3, 'comes to all of its 3 tenants'],
    [{ percent: 100 }, 7, 'comes to all of its 7 tenants'],
  ])('of %j is refused in a wave of %d', (tolerance, tenants, words) => {
    expect(complaintsAboutTolerance(wave(tolerance), tenants)).toEqual([expect.stringContaining(words)]);
  });

  test.each([
    [{ percent: 1 }, 100], [{ percent: 99 }, 2], [{ accounts: 0 }, 1], [{ accounts: 2 }, 3],
    [{ percent: 1, orNone: true as const }, 99], [{ percent: 1 }, 0],
  ])('of %j is right in a wave of %d', (tolerance, tenants) => {
    expect(complaintsAboutTolerance(wave(tolerance), tenants)).toEqual([]);
  });
});

describe('rounding', () => {
  /** The greatest whole number that is not more than the share, found by counting hundredths. */
  function countedDown(percent: number, total: number): number {
    let count = 0;
    while ((count + 1) * 100 <= total * percent) { count += 1; }
    return count;
  }

  test('goes down, and leaves one account at once at least', () => {
    fc.assert(fc.property(share, fc.integer({ min: 0, max: 3000 }), (percent, total) => {
      const oracle = countedDown(percent, total);
      expect(toleranceOf({ percent }, total)).toBe(oracle);
      expect(Pace.percent(percent).of(total)).toBe(oracle);
      expect(concurrencyOf({ percent }, total)).toBe(oracle === 0 ? 1 : oracle);
    }));
  });

  test('of a number of accounts does not ask how many there are', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 10_000 }), accounts, (count, total) => {
      const pace = { accounts: count };
      const counts = [toleranceOf(pace, total), concurrencyOf(pace, total), Pace.accounts(count).of(total)];
      expect(counts).toEqual([count, count, count]);
    }));
    expect(Pace.accounts(0).of(5)).toBe(0);
  });

  test('is that of StackSets in the lab', () => {
    fc.assert(fc.property(share, share, accounts, (tolerance, concurrency, total) => {
      const limits = limitsOf({ FailureTolerancePercentage: tolerance, MaxConcurrentPercentage: concurrency }, total);
      expect(limits.tolerance).toBe(toleranceOf({ percent: tolerance }, total));
      expect(limits.atOnce).toBe(concurrencyOf({ percent: concurrency }, total));
    }));
  });
});

describe('percentages of a plan', () => {
  test('go on where the one before ended, and each reaches its share of all, rounded up', () => {
    const someShares = fc.array(share, { minLength: 1, maxLength: 10 });
    fc.assert(fc.property(someShares, fc.integer({ min: 0, max: 5000 }), (shares, total) => {
      const slices = shares.map((_, at) => sliceOf(percentWaves(shares), at, total));
      expect(slices.map(({ from }) => from)).toEqual([0, ...slices.slice(0, -1).map(({ to }) => to)]);
      slices.forEach(({ from, to }, at) => {
        const sum = shares.slice(0, at + 1).reduce((all, each) => all + each, 0);
        expect(to).toBeLessThanOrEqual(total);
        expect(to * 100).toBeGreaterThanOrEqual(Math.min(total * 100, total * sum));
        // Nobody is left out of a wave while there is anybody, and no wave takes more than it needs.
        expect(from < to || from === total).toBe(true);
        expect(to === from + 1 || (to - 1) * 100 < total * sum).toBe(true);
      });
    }));
  });

  test('of 100 in sum have everybody', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 99 }), accounts, (first, total) => {
      expect(sliceOf(percentWaves([first, 100 - first]), 1, total).to).toBe(total);
    }));
  });

  test('are not moved by waves of other rings between them', () => {
    const plan = [...percentWaves([10]), { ring: { by: 'ring' as const, name: 'canary' } }, ...percentWaves([20])];
    expect(sliceOf(plan, 2, 200)).toEqual({ from: 20, to: 60 });
  });
});

describe('a tenant has had its turn', () => {
  const plan = [{ regions: ['us-east-1'] }, { regions: ['eu-west-1'] }, {}];
  const all = ['us-east-1', 'eu-west-1'];

  test.each([
    ['nowhere', [], false], ['in one of two Regions', [0], false], ['in both, one after the other', [0, 1], true],
  ])('%s', (_where, before, answer) => {
    expect(hadItsTurn(plan, 2, before, all)).toBe(answer);
  });

  test('in the Region of a wave, whatever is left in others', () => {
    const again = [...plan, plan[0]];
    expect([hadItsTurn(again, 3, [0], all), hadItsTurn(again, 3, [1], all)]).toEqual([true, false]);
  });

  test('in all Regions, where waves have none of their own', () => {
    expect(hadItsTurn([{}, {}], 1, [0], all)).toBe(true);
  });
});
