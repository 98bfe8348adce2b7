import { MISTAKES } from '../../judges/calls/mistakes';
import { VARIATIONS } from '../../judges/calls/variations';

test('there are enough of both, and each is another one', () => {
  const all = [...MISTAKES, ...VARIATIONS].map(({ what }) => what);
  expect(new Set(all).size).toBe(all.length);
  expect(MISTAKES.length).toBeGreaterThanOrEqual(45);
  expect(VARIATIONS.length).toBeGreaterThanOrEqual(15);
});
