import { Random } from '../../random';
import { Stored, View } from './view';

interface Change { readonly at: number; readonly key: string; readonly stored: Stored | undefined }

/**
 * A copy that learns of each change a little later. Changes of one item arrive in their order; changes of different
 * items may overtake each other, as nothing in AWS's documentation promises otherwise.
 */
export class LaggingView {
  private pending: Change[] = [];
  /** When the newest change that is on its way arrives, by item. */
  private readonly arrivals = new Map<string, number>();
  /** So many changes may wait before they are looked through, to keep the cost of a write even. */
  private patience = 64;

  constructor(private readonly view: View, private readonly random: Random, private readonly lag: number) {}

  public replace(key: string, stored: Stored | undefined, now: number): void {
    if (this.lag <= 0) {
      this.view.replace(key, stored);
      return;
    }
    const at = Math.max(this.arrivals.get(key) ?? 0, now + this.random.whole(0, this.lag));
    this.arrivals.set(key, at);
    this.pending.push({ at, key, stored });
    if (this.pending.length >= this.patience) {
      this.settle(now);
      this.patience = Math.max(64, 2 * this.pending.length);
    }
  }

  /** What a reader sees now. */
  public at(now: number): View {
    this.settle(now);
    return this.view;
  }

  private settle(now: number): void {
    if (this.pending.length === 0) { return; }
    const late: Change[] = [];
    for (const change of this.pending) {
      if (change.at > now) {
        late.push(change);
        continue;
      }
      this.view.replace(change.key, change.stored);
      if (this.arrivals.get(change.key) === change.at) { this.arrivals.delete(change.key); }
    }
    this.pending = late;
  }
}
