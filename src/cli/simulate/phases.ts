/** What is known of one tenant's way: moments in milliseconds since 1970. */
export interface Way {
  readonly askedAt: number;
  /** When AWS took its CreateAccount. */
  readonly takenAt?: number;
  /** When its account came to be. */
  readonly bornAt?: number;
  readonly endedAt?: number;
  readonly ready: boolean;
}

export const PHASES = ['inLine', 'creating', 'onboarding', 'ready', 'notReady'] as const;
export type Phase = typeof PHASES[number];

/** How many tenants are where at one moment. `requested` is the sum of all others. */
export type Standing = Readonly<Record<Phase | 'at' | 'requested', number>>;

/** A length of time. */
export interface Stretch { readonly from: number; readonly to: number }

/** How many tenants are in which phase, at any moment. */
export class Phases {
  private readonly stretches: Record<Phase, Stretch[]> = {
    inLine: [], creating: [], onboarding: [], ready: [], notReady: [],
  };
  private readonly moments: Record<Phase, { starts: number[]; ends: number[] }>;

  constructor(ways: readonly Way[]) {
    for (const { askedAt, takenAt, bornAt, endedAt = Infinity, ready } of ways) {
      this.stretches.inLine.push({ from: askedAt, to: takenAt ?? endedAt });
      if (takenAt !== undefined) { this.stretches.creating.push({ from: takenAt, to: bornAt ?? endedAt }); }
      if (bornAt !== undefined) { this.stretches.onboarding.push({ from: bornAt, to: endedAt }); }
      if (endedAt !== Infinity) { this.stretches[ready ? 'ready' : 'notReady'].push({ from: endedAt, to: Infinity }); }
    }
    this.moments = Object.fromEntries(PHASES.map(phase => [phase, {
      starts: sorted(this.stretches[phase].map(({ from }) => from)),
      ends: sorted(this.stretches[phase].map(({ to }) => to)),
    }])) as Record<Phase, { starts: number[]; ends: number[] }>;
  }

  public at(at: number): Standing {
    const numbers = Object.fromEntries(PHASES.map(phase => {
      const { starts, ends } = this.moments[phase];
      return [phase, upTo(starts, at) - upTo(ends, at)];
    })) as Record<Phase, number>;
    return { at, requested: PHASES.reduce((sum, phase) => sum + numbers[phase], 0), ...numbers };
  }

  /** The most that were in a phase at once, and since when. */
  public most(phase: Phase): { readonly number: number; readonly at: number } {
    return mostAtOnce(this.moments[phase].starts, this.moments[phase].ends);
  }

  /** How long a tenant is in a phase, on average, in seconds. */
  public mean(phase: Phase): number {
    const over = this.stretches[phase].filter(({ to }) => to !== Infinity);
    return over.reduce((sum, { from, to }) => sum + to - from, 0) / 1000 / Math.max(1, over.length);
  }

  /** The longest time without a break in which somebody was in the phase. */
  public longest(phase: Phase): Stretch {
    const byStart = [...this.stretches[phase]].sort((a, b) => a.from - b.from);
    let [best, current]: Stretch[] = [{ from: 0, to: 0 }, { from: 0, to: -1 }];
    for (const { from, to } of byStart) {
      current = from <= current.to ? { from: current.from, to: Math.max(current.to, to) } : { from, to };
      if (current.to - current.from > best.to - best.from) { best = current; }
    }
    return best;
  }
}

/** How much of the time within a stretch all others take together, in milliseconds. */
export function within(outer: Stretch, inner: readonly Stretch[]): number {
  return inner.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, outer.to) - Math.max(from, outer.from)), 0);
}

/** Who goes makes room before who comes takes it. */
export function mostAtOnce(starts: readonly number[], ends: readonly number[]): { number: number; at: number } {
  let most = { number: 0, at: starts[0] ?? 0 };
  let ended = 0;
  starts.forEach((at, started) => {
    while (ended < ends.length && ends[ended] <= at) { ended++; }
    if (started + 1 - ended > most.number) { most = { number: started + 1 - ended, at }; }
  });
  return most;
}

const sorted = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

/** How many of the sorted numbers are not above the limit. */
function upTo(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (numbers[middle] <= limit) { low = middle + 1; } else { high = middle; }
  }
  return low;
}
