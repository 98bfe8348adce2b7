import fc from 'fast-check';
import { play, Report } from './play';
import { isWell, print } from './print';
import { centralFailuresBusName } from '../../../../src/telemetry/contract';
import { NAME, synthesize } from '../platform';

const WELL = { lost: [], crossed: [], twice: [], stuck: [] };
const assembly = synthesize();

describe('a play without faults by chance', () => {
  let report: Report;

  beforeAll(async () => { report = await play({ assembly, tenants: 3, failures: 40, seed: 2, rate: 0 }); }, 120_000);

  test('is well, and everything is given back', () => {
    expect(report.verdict).toEqual(WELL);
    expect(isWell(report)).toBe(true);
    expect(Object.keys(report.states)).not.toContain('held');
    expect(report.deeds).toBe(report.works.filter(({ isPoison }) => !isPoison).length);
  });

  test('waits for a central bus that is away for an hour', () => {
    expect(report.faults[`bus ${centralFailuresBusName(NAME)} away`]).toBeGreaterThan(10);
    expect(report.longestWayHours).toBeGreaterThan(0.5);
  });

  test('prints what must not be first', () => {
    const lines: string[] = [];
    print(report, line => lines.push(line));
    expect(lines[0]).toBe('What must not be');
    expect(lines[1]).toMatch(/^ {2}lost +0$/);
  });
});

describe('the judge', () => {
  const playOnce = () => play({ assembly, tenants: 2, failures: 4, seed: 1, rate: 0 });

  test.each([
    ['a failure that is on no record', 'lost', /^t\d\/\d is on no record$/, ({ works, judgeAgain }: Report) => judgeAgain([...works, { ...works[0], n: 9 }])],
    ['work that was done in another account', 'crossed', /^t0\/0 was done in 333333333001$/, ({ world, judgeAgain }: Report) => {
      world.deeds.push({ ...world.deeds[0], account: world.accountOf(1), payload: { tenant: 0, n: 0 } });
      return judgeAgain();
    }],
    ['work that was done twice', 'twice', /^t\d\/\d was done 2 times$/, ({ world, judgeAgain }: Report) => {
      world.deeds.push(world.deeds[0]);
      return judgeAgain();
    }],
    ['work that fails and was given back more often than somebody asked', 'twice', /^t0\/0 was given \d times in round 3, and asked for [12] times$/, ({ givings, works, judgeAgain }: Report) => {
      for (const requestId of ['one', 'two', 'three']) { givings.note({ ...works[0], isPoison: true }, requestId); }
      return judgeAgain();
    }],
    ['work that is said to be given back, and was not', 'stuck', /is said to be redriven, and was not done$/, ({ world, judgeAgain }: Report) => {
      world.deeds.pop();
      return judgeAgain();
    }],
  ] as const)('sees %s', async (_, what, words, look) => {
    const verdict = look(await playOnce());
    expect(verdict[what].some(each => words.test(each))).toBe(true);
  });
});

describe('Whatever goes wrong', () => {
  it.each([['one call in a thousand', 0.001, 2], ['one call in a hundred', 0.01, 2], ['one call in thirty', 0.03, 2]])(
    'nothing is lost, crossed or done twice where %s meets a fault', async (_, rate, numRuns) => {
      await fc.assert(fc.asyncProperty(
        fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 4 }),
        async (seed, failures, tenants) => {
          expect((await play({ assembly, seed, failures, tenants, rate })).verdict).toEqual(WELL);
        },
      ), { numRuns, seed: 7, endOnFailure: true });
    }, 120_000);
});
