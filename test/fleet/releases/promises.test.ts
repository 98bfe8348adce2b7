import fc from 'fast-check';
import { withGates } from './chaos/platform';
import { play } from './chaos/play';

const assembly = withGates();

/** What must never be, whatever is asked for, whoever is pinned, and whatever goes wrong. */
const NOTHING_WRONG = { lost: [], stuck: [], halfway: [], touched: [], unproven: [], untrue: [], atOnce: [] };

describe('Whatever plans, versions, pins, wishes and enrolments there are', () => {
  it.each([
    ['nothing goes wrong with AWS', 0, 4],
    ['one call in a hundred meets a fault', 0.01, 5],
    ['one call in twenty meets a fault', 0.05, 3],
  ])('releases end wholly forward or wholly back where %s', async (_, rate, numRuns) => {
    await fc.assert(fc.asyncProperty(
      fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 10 }),
      async (seed, releases, tenants) => {
        const { verdict } = await play({ assembly, seed, releases, tenants: tenants + 1, rate });
        expect(verdict).toEqual(NOTHING_WRONG);
      },
    ), { numRuns, seed: 7, endOnFailure: true });
  }, 120_000);
});
