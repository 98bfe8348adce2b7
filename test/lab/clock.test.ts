import { readFile } from 'fs/promises';
import { Clock } from '../../src/lab/clock';

/** Promises that lead to each other. */
async function chain(links: number): Promise<void> {
  for (let link = 0; link < links; link++) { await Promise.resolve(); }
}

test('an alarm rings only after all that the one before set off has come to rest', async () => {
  const clock = new Clock(0);
  const told: string[] = [];
  for (let at = 1; at <= 250; at++) {
    clock.at(at, () => { void chain(50).then(() => told.push(`end of ${at} at ${clock.now()}`)); });
  }
  await clock.run();
  expect(told).toEqual(Array.from({ length: 250 }, (_, at) => `end of ${at + 1} at ${at + 1}`));
});

test('what was begun before the run comes first', async () => {
  const clock = new Clock(0);
  const told: string[] = [];
  clock.at(1, () => told.push('alarm'));
  void chain(50).then(() => told.push('begun before'));
  await clock.run();
  expect(told).toEqual(['begun before', 'alarm']);
});

test('virtual time waits for work on the real machine', async () => {
  const clock = new Clock(0);
  const told: string[] = [];
  clock.at(1, () => { void clock.outsideWork(readFile(__filename)).then(() => told.push(`read at ${clock.now()}`)); });
  clock.at(2, () => told.push(`rang at ${clock.now()}`));
  await clock.run();
  expect(told).toEqual(['read at 1', 'rang at 2']);
});

test('a long run lets the real machine have its turn', async () => {
  const clock = new Clock(0);
  let [turns, alarms] = [0, 0];
  const turn = () => { turns++; if (alarms < 5_000) { setImmediate(turn); } };
  setImmediate(turn);
  const again = () => { if (++alarms < 5_000) { clock.at(clock.now() + 1, again); } };
  clock.at(1, again);
  await clock.run();
  expect(turns).toBeGreaterThan(10);
});

test('time is written as AWS writes it, and anew when it has moved', async () => {
  const clock = new Clock(Date.parse('2026-01-05T09:00:00Z'));
  expect(clock.timestamp()).toBe('2026-01-05T09:00:00.000Z');
  await clock.run(clock.now() + 1);
  expect(clock.timestamp()).toBe('2026-01-05T09:00:00.001Z');
});
