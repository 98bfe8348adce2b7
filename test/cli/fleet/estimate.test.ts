import * as fc from 'fast-check';
import { NOW, planOf, waveSpec } from './memory';
import { Release } from '../../../src/cli/fleet/fleet';
import { timeLeft } from '../../../src/cli/fleet/page/estimate';
import { PHASES, WaveItem } from '../../../src/fleet/contract';

const MINUTE = 60_000;
const ago = (since: number) => new Date(NOW - since * MINUTE).toISOString();

const SPEC = { concurrency: { accounts: 10 }, bakeSeconds: 600 };
const PLAN = planOf('orders', { waves: ['one', 'two', 'three'].map(name => waveSpec(name, SPEC)) });
const toCome = (name: string, tenants: number): WaveItem => ({ name, tenants, status: 'to come' });

/** Ten accounts at once, and bakes of ten minutes; twenty tenants have taken four minutes, two a turn. */
const PASSED: WaveItem = { name: 'one', tenants: 20, status: 'passed', startedAt: ago(34), bakedUntil: ago(20), endedAt: ago(20), succeeded: 20, failed: 0 };

const release = (phase: Release['phase'], wave: number, waves: readonly WaveItem[], changedAt = ago(0)) => ({
  service: 'orders', release: '000007', kind: 'release', phase, wave, waves, plan: PLAN, changedAt,
} as unknown as Release);

function minutes(given: Release) {
  const left = timeLeft(given, NOW);
  return left && [left.seconds / 60, left.isPaced];
}

test.each([[PHASES.queued], [PHASES.planning], [PHASES.halted], [PHASES.stuck], [PHASES.done]])('of what does not go on by itself, or is only planned, nothing is said: %s', phase => {
  expect(minutes(release(phase, 1, [PASSED, toCome('two', 40)]))).toBeUndefined();
});

test('before the first wave is through, only bakes are known, and of waves with nobody not even those', () => {
  const first: WaveItem = { name: 'one', tenants: 20, status: 'rolling', startedAt: ago(3) };
  expect(minutes(release(PHASES.rolling, 0, [first, toCome('two', 0), toCome('three', 9)]))).toEqual([20, false]);
});

test('waves take as many turns as there are times as many accounts as may run at once, and each has its bake', () => {
  const second: WaveItem = { name: 'two', tenants: 41, status: 'rolling', startedAt: ago(3) };
  // Five turns of two minutes, three minutes of which are over, and a bake; then ten turns, and a bake.
  expect(minutes(release(PHASES.rolling, 1, [PASSED, second, toCome('three', 100)]))).toEqual([7 + 10 + 20 + 10, true]);
});

test('a wave that bakes takes until its bake is over', () => {
  const baking: WaveItem = { name: 'two', tenants: 40, status: 'baking', startedAt: ago(10), bakedUntil: ago(-6) };
  const [left] = minutes(release(PHASES.rolling, 1, [PASSED, baking, toCome('three', 0)]))!;
  expect(left).toBe(6);
});

test('the way back takes a turn for as many as were touched', () => {
  const failed: WaveItem = { name: 'two', tenants: 30, status: 'failed', startedAt: ago(9), endedAt: ago(3) };
  // Twenty in four minutes and thirty in six: two minutes a turn, five turns, one minute of which is over.
  expect(minutes(release(PHASES.back, 1, [PASSED, failed, toCome('three', 100)], ago(1)))).toEqual([9, true]);
});

test('is never less than nothing, however late things are', () => {
  fc.assert(fc.property(
    fc.constantFrom(PHASES.rolling, PHASES.back), fc.nat(3), fc.nat(1000), fc.constantFrom('rolling', 'baking', 'passed', 'to come', 'failed'), fc.nat(50), fc.nat(50),
    (phase, wave, tenants, status, started, baked) => {
      const second: WaveItem = { name: 'two', tenants, status, startedAt: ago(started + 20), bakedUntil: status === 'baking' ? ago(baked) : undefined, endedAt: status === 'failed' ? ago(started) : undefined };
      const left = timeLeft(release(phase, wave, [PASSED, second, toCome('three', tenants)]), NOW);
      if (left) { expect(left.seconds).toBeGreaterThanOrEqual(0); }
    }));
});
