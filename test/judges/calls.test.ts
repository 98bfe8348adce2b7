import { judgeAll } from '../../judges/calls/main';
import { MISTAKES } from '../../judges/calls/mistakes';
import { Noticed, seeded } from '../../judges/calls/seeded';
import { VARIATIONS } from '../../judges/calls/variations';
import { python } from '../../judges/python';

/** Where nobody has Python there is nothing to be done, but CI has it. */
async function unlessThereIsNoPython(test: () => Promise<void>): Promise<void> {
  try {
    await python();
  } catch (error) {
    if (process.env.CI) { throw error; }
    console.warn(`Not judged: the API models are read by Python, and there is none that can be used (${(error as Error).message})`);
    return;
  }
  await test();
}

const told = ({ change, complaints }: Noticed) => `${change.what}: ${complaints.join('; ') || 'no complaint'}`;

test('the API models have nothing against any call of a workflow or a handler', () => unlessThereIsNoPython(async () => {
  const { headline, complaints } = await judgeAll();
  expect(complaints).toEqual([]);
  expect(headline).toMatch(/^[1-9]\d+ calls of [1-9]\d* documents and [1-9]\d* functions judged, 0 complaints$/);
}), 300_000);

test('every seeded mistake is found by what is said of it, and nothing right is complained about', () => unlessThereIsNoPython(async () => {
  const { mistakes, variations } = await seeded();
  expect(mistakes.filter(({ found }) => !found).map(told)).toEqual([]);
  expect(variations.filter(({ complaints }) => complaints.length > 0).map(told)).toEqual([]);
}), 300_000);

test('there are enough of both, and each is another one', () => {
  const all = [...MISTAKES, ...VARIATIONS].map(({ what }) => what);
  expect(new Set(all).size).toBe(all.length);
  expect(MISTAKES.length).toBeGreaterThanOrEqual(45);
  expect(VARIATIONS.length).toBeGreaterThanOrEqual(15);
});
