import { Random } from '../random';
import { Retrier } from './errors';

/** The longest time in seconds that a state may name. */
export const MOST_SECONDS = 99_999_999;

/** How many milliseconds to wait before the retry with this number (0 is the first). */
export function retryDelay(retrier: Retrier, attempt: number, random: Random): number {
  const seconds = Math.min(
    retrier.intervalSeconds * Math.pow(retrier.backoffRate, attempt),
    retrier.maxDelaySeconds ?? Infinity,
    // Nothing in an execution lasts longer than the execution.
    366 * 24 * 3600,
  );
  return 1000 * (retrier.jitter ? random.between(0, seconds) : seconds);
}

/** Whether this may stand in TimeoutSeconds or HeartbeatSeconds. */
export function isTimeout(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_SECONDS;
}

/** Whether this may stand in a Wait state's Seconds. */
export function isDelay(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_SECONDS;
}

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Milliseconds since 1970; undefined where the text is no timestamp. A Wait looks at whole seconds, as was seen of the
 * service; to compare, everything counts.
 */
export function momentOf(text: unknown, exactly = false): number | undefined {
  const day = typeof text === 'string' ? RFC_3339.exec(text)?.[1] : undefined;
  // JavaScript takes the 31st of February for a day of March.
  const midnight = day === undefined ? NaN : Date.parse(day);
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(day!)) { return undefined; }
  const moment = Date.parse(text as string);
  return Number.isNaN(moment) ? undefined : exactly ? moment : Math.floor(moment / 1000) * 1000;
}
