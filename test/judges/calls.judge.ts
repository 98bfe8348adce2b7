// With Python, a minute each: npx jest --testMatch '<rootDir>/test/judges/*.judge.ts', as .ci/run does.
import { judgeAll } from '../../judges/calls/main';
import { Noticed, seeded } from '../../judges/calls/seeded';

const told = ({ change, complaints }: Noticed) => `${change.what}: ${complaints.join('; ') || 'no complaint'}`;

test('the API models have nothing against any call of a workflow or a handler', async () => {
  const { headline, complaints } = await judgeAll();
  expect(complaints).toEqual([]);
  expect(headline).toMatch(/^[1-9]\d+ calls of [1-9]\d* documents and [1-9]\d* functions judged, 0 complaints$/);
}, 300_000);

test('every seeded mistake is found by what is said of it, and nothing right is complained about', async () => {
  const { mistakes, variations } = await seeded();
  expect(mistakes.filter(({ found }) => !found).map(told)).toEqual([]);
  expect(variations.filter(({ complaints }) => complaints.length > 0).map(told)).toEqual([]);
}, 300_000);
