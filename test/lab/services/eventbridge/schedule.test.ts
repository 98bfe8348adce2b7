import * as fc from 'fast-check';
import { scheduleOf } from '../../../../src/lab/services/eventbridge/schedule';

const CREATED = Date.parse('2026-01-05T09:00:00Z'); // A Monday.

function times(expression: string, count: number, from = '2026-01-05T09:00:00Z'): string[] {
  const schedule = scheduleOf(expression, CREATED);
  const found: string[] = [];
  let now: number | undefined = Date.parse(from);
  for (let at = 0; at < count; at++) {
    now = schedule(now);
    if (now === undefined) { break; }
    found.push(new Date(now).toISOString().slice(0, 16));
  }
  return found;
}

test.each([
  'rate(1 hours)', 'rate(5 hour)', 'rate(0 minutes)', 'rate(5 seconds)', 'every day', 'cron(0 10 * * *)', 'cron(0 10 * * * *)', 'cron(0 10 ? * ? *)',
  'cron(60 10 * * ? *)', 'cron(0 24 * * ? *)', 'cron(0 10 * 13 ? *)', 'cron(0 10 ? * 8 *)', 'cron(0 10 ? * 3#1,6#3 *)', 'cron(0 10 ? * MON-XYZ *)', 'cron(0/0 * * * ? *)',
])('%s is refused', expression => {
  expect(() => scheduleOf(expression, CREATED)).toThrow(expect.objectContaining({ name: 'ValidationException' }) as Error);
});

test.each([
  ['rate(1 minute)', ['2026-01-05T09:01', '2026-01-05T09:02']],
  ['rate(5 hours)', ['2026-01-05T14:00', '2026-01-05T19:00']],
  ['rate(1 day)', ['2026-01-06T09:00', '2026-01-07T09:00']],
  ['cron(0 10 * * ? *)', ['2026-01-05T10:00', '2026-01-06T10:00']],
  ['cron(0 18 ? * MON-FRI *)', ['2026-01-05T18:00', '2026-01-06T18:00', '2026-01-07T18:00', '2026-01-08T18:00', '2026-01-09T18:00', '2026-01-12T18:00']],
  ['cron(0 8 1 * ? *)', ['2026-02-01T08:00', '2026-03-01T08:00']],
  ['cron(0/15 * * * ? *)', ['2026-01-05T09:15', '2026-01-05T09:30']],
  ['cron(1/10 9 * * ? *)', ['2026-01-05T09:01', '2026-01-05T09:11']],
  ['cron(0/30 20-2 ? * MON-FRI *)', ['2026-01-05T20:00', '2026-01-05T20:30']],
  ['cron(5,35 14 * * ? *)', ['2026-01-05T14:05', '2026-01-05T14:35', '2026-01-06T14:05']],
  ['cron(0 12 L * ? *)', ['2026-01-31T12:00', '2026-02-28T12:00']],
  ['cron(0 12 3W * ? *)', ['2026-02-03T12:00', '2026-03-03T12:00', '2026-04-03T12:00', '2026-05-04T12:00']],
  ['cron(0 12 ? * 3#2 *)', ['2026-01-13T12:00', '2026-02-10T12:00']],
  ['cron(0 12 ? JAN,MAR 6L *)', ['2026-01-30T12:00', '2026-03-27T12:00', '2027-01-29T12:00']],
  ['cron(15 10 ? * 6L 2019-2022)', []],
  ['cron(0 0 29 2 ? *)', ['2028-02-29T00:00', '2032-02-29T00:00']],
])('%s comes at the documented times', (expression, expected) => {
  expect(times(expression, expected.length || 1)).toEqual(expected);
});

test('whatever the moment, the next one lies ahead and is the first of its kind', () => {
  const expressions = fc.constantFrom('rate(7 minutes)', 'rate(2 days)', 'cron(0/5 8-17 ? * MON-FRI *)', 'cron(0 0 1,15 * ? *)');
  const between = fc.double({ min: 0, max: 0.99, noNaN: true });
  fc.assert(fc.property(expressions, fc.nat(100_000_000), between, (expression, later, share) => {
    const schedule = scheduleOf(expression, CREATED);
    const now = CREATED + later * 10;
    const next = schedule(now)!;
    return next > now && schedule(Math.floor(now + (next - now) * share)) === next;
  }));
});
