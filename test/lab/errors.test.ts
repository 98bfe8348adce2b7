import { knowsErrorsOf } from '../../src/lab/chaos/errors-of';
import * as data from '../../src/lab/errors.json';
import { callOf, statesIn } from '../stories/document';
import { synthesize } from '../stories/platform';

test('each call that a document of the platform makes has its errors', () => {
  const calls = statesIn(synthesize('probing')).map(callOf).filter(call => call !== undefined);
  expect(calls.length).toBeGreaterThan(20);
  expect(calls.filter(({ service, action }) => !knowsErrorsOf(service, action))).toEqual([]);
});

test('what leaves open whether a call took effect is said by some model, or by all services', () => {
  const own = Object.values(data.services).flatMap(actions => Object.values(actions).flat());
  const all = new Set([...data.common, ...own]);
  expect(data.noWord.filter(name => !all.has(name))).toEqual([]);
});
