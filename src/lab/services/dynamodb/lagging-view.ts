import { Stored, View } from './view';
import { Random } from '../../random';

/** So many changes are kept until somebody looks: of an item that changes often, only the last one costs work. */
const MOST_PENDING = 5000;

interface Change { readonly key: string; readonly stored: Stored | undefined }

/**
 * A copy that learns of each change a little later. Changes of one item arrive in their order; changes of different
 * items may overtake each other, as nothing in AWS's documentation promises otherwise.
 */
export class LaggingView {
  /** What is on its way, by the moment of its arrival. */
  private readonly pending = new Map<number, Change[]>();
  /** When the newest change that is on its way arrives, by item. */
  private readonly arrivals = new Map<string, number>();
  /** Nothing arrives before this moment. */
  private earliest = Infinity;
  private count = 0;

  constructor(private readonly view: View, private readonly random: Random, private readonly lag: number) {}

  public replace(key: string, stored: Stored | undefined, now: number): void {
    if (this.lag <= 0) {
      this.view.replace(key, stored);
      return;
    }
    if (++this.count > MOST_PENDING) { this.settle(now); }
    const at = Math.max(this.arrivals.get(key) ?? 0, now + this.random.whole(0, this.lag));
    this.arrivals.set(key, at);
    this.earliest = Math.min(this.earliest, at);
    const together = this.pending.get(at);
    if (together) { together.push({ key, stored }); } else { this.pending.set(at, [{ key, stored }]); }
  }

  /** What a reader sees now. */
  public at(now: number): View {
    this.settle(now);
    return this.view;
  }

  private settle(now: number): void {
    if (now < this.earliest) { return; }
    const moments = [...this.pending.keys()].sort((a, b) => a - b);
    const due = moments.filter(at => at <= now);
    const last = new Map<string, Stored | undefined>();
    for (const at of due) {
      for (const { key, stored } of this.pending.get(at)!) {
        last.set(key, stored);
        if (this.arrivals.get(key) === at) { this.arrivals.delete(key); }
      }
      this.pending.delete(at);
    }
    for (const [key, stored] of last) { this.view.replace(key, stored); }
    this.count = 0;
    this.earliest = moments[due.length] ?? Infinity;
  }
}
