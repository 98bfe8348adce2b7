import { cron } from './cron';
import { AwsError } from '../../aws-error';

/** When a scheduled rule runs next, in milliseconds; undefined if never again. */
export type Schedule = (after: number) => number | undefined;

const MILLISECONDS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `rate(…)` counts from the rule's creation, `cron(…)` goes by the clock in UTC. */
export function scheduleOf(expression: string, createdAt: number): Schedule {
  const refuse = () => new AwsError('ValidationException', `Parameter ScheduleExpression is not valid: ${expression}`);
  const [, fields] = /^cron\((.*)\)$/.exec(expression) ?? [];
  if (fields !== undefined) { return cron(fields, refuse); }
  const [, number, unit, plural] = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  // AWS wants '1 hour' and '5 hours', and takes neither '1 hours' nor '5 hour'.
  if (number === undefined || Number(number) < 1 || (Number(number) === 1) !== (plural === '')) { throw refuse(); }
  const period = Number(number) * MILLISECONDS[unit];
  return after => createdAt + Math.max(1, Math.floor((after - createdAt) / period) + 1) * period;
}
