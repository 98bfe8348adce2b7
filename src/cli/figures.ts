import * as prices from './prices.json';
import { Lab } from '../lab';

/** The middle, the slow and the slowest, by the nearest rank. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const last = sorted.length - 1;
  const at = (share: number) => last < 0 ? 0 : sorted[Math.min(last, Math.ceil(share * sorted.length) - 1)];
  return { p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** How often each word is there. */
export function count(words: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const word of words) { counted[word] = (counted[word] ?? 0) + 1; }
  return counted;
}

/** One line of a bill. */
export interface Charge {
  readonly what: string;
  readonly units: number;
  readonly usd: number;
}

/**
 * What AWS would have billed for all that was played, by the prices of the data file, free tiers not counted.
 *
 * @param lab where it was played
 * @param calls how often each `service:action` was called
 */
export function bill(lab: Lab, calls: ReadonlyMap<string, number>): Charge[] {
  const transitions = lab.states.executions().reduce((sum, each) => sum + each.transitions, 0);
  const capacity = lab.capacity();
  const line = (what: keyof typeof prices.perUnit, units: number) => (
    { what, units, usd: units * prices.perUnit[what].usd });
  return [
    line('Step Functions transition', transitions),
    line('DynamoDB write unit', capacity.writes),
    line('DynamoDB read unit', capacity.reads),
    line('Lambda invocation', calls.get('lambda:invoke') ?? 0),
    line('EventBridge event', calls.get('eventbridge:putEvents') ?? 0),
  ];
}
