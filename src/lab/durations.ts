import { Random } from './random';

/**
 * How long something takes that AWS does in the background. AWS documents no such times: each is an assumption of the
 * lab.
 */
export type Duration =
  | { readonly kind: 'fixed'; readonly seconds: number }
  | { readonly kind: 'uniform'; readonly fromSeconds: number; readonly toSeconds: number }
  /** Many short ones and a long tail: half of them are over by the median, 19 of 20 by the 95th percentile. */
  | { readonly kind: 'lognormal'; readonly medianSeconds: number; readonly p95Seconds: number };

/** Where the 95th percentile of the normal distribution lies, in standard deviations. */
const Z95 = 1.6448536269514722;

/** One such time, in whole milliseconds. */
export function draw(random: Random, duration: Duration): number {
  switch (duration.kind) {
    case 'fixed': return Math.round(duration.seconds * 1000);
    case 'uniform': return Math.round(random.between(duration.fromSeconds, duration.toSeconds) * 1000);
    case 'lognormal': {
      const spread = Math.log(duration.p95Seconds / duration.medianSeconds) / Z95;
      return Math.round(duration.medianSeconds * Math.exp(spread * normal(random)) * 1000);
    }
  }
}

/** A draw from the normal distribution (Box and Muller's way; 1 - x keeps the logarithm away from 0). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
