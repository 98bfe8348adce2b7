import { Heap } from '../../heap';
import { JsonObject } from '../../json';
import { ResourcePolicy } from '../resource-policy';
import { QueueSettings } from './queue-settings';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: JsonObject;
  readonly sentAt: number;
  readonly sender: string;
  /** From when on a receiver gets it. */
  visibleAt: number;
  receipts: number;
  firstReceivedAt?: number;
  /** The handle of the last receipt; deleting takes it. */
  handle?: string;
  /** The queue whose receivers gave up on it. */
  readonly deadLetterOf?: string;
}

/** A message as the queue keeps it. */
export interface Kept extends Message {
  /** In which order it came. */
  readonly order: number;
  isThere: boolean;
  /** Whether it stands in the line of those that receivers can have. */
  inLine: boolean;
}

/** A message and until when it was hidden when it was put here. It may have been hidden anew since. */
interface Hidden { readonly kept: Kept; readonly until: number }

/** One standard queue. Messages come in the order of their sending, which AWS does not promise. */
export class Queue {
  private readonly kept = new Set<Kept>();
  private readonly byHandle = new Map<string, Kept>();
  private readonly ready = new Heap<Kept>((a, b) => a.order < b.order);
  private readonly hidden = new Heap<Hidden>(isShownBefore);
  private readonly waiting = new Set<() => void>();
  private orders = 0;

  constructor(public settings: QueueSettings, public readonly policy: ResourcePolicy) {}

  public add(message: Message): void {
    const kept: Kept = { ...message, order: this.orders++, isThere: true, inLine: false };
    this.kept.add(kept);
    this.hidden.push({ kept, until: kept.visibleAt });
    for (const wake of [...this.waiting]) { wake(); }
  }

  /** All messages that are there, visible or not. */
  public all(now: number): readonly Message[] {
    for (const kept of this.kept) { if (this.isTooOld(kept, now)) { this.remove(kept); } }
    return [...this.kept];
  }

  /** Whether a receiver would get a message now. */
  public hasVisible(now: number): boolean {
    return this.next(now) !== undefined;
  }

  /** Takes the next message that a receiver can have now out of the line. Then it is to be hidden or removed. */
  public take(now: number): Kept | undefined {
    const kept = this.next(now);
    if (kept) { this.leaveLine(); }
    return kept;
  }

  /** Gives a message that was taken to its receiver: nobody else gets it until then. */
  public hide(kept: Kept, until: number, handle: string): void {
    if (kept.handle !== undefined) { this.byHandle.delete(kept.handle); }
    kept.handle = handle;
    this.byHandle.set(handle, kept);
    this.show(kept, until);
  }

  /** The message of a receipt, if that is its last one. */
  public received(handle: string): Kept | undefined {
    return this.byHandle.get(handle);
  }

  /** Shows a message from another moment on. */
  public show(kept: Kept, at: number): void {
    kept.visibleAt = at;
    this.hidden.push({ kept, until: at });
  }

  /** When the next hidden message shows up. */
  public nextVisibleAt(now: number): number {
    if (this.hasVisible(now)) { return now; }
    return this.hidden.first?.until ?? Infinity;
  }

  public remove(kept: Kept): void {
    kept.isThere = false;
    this.kept.delete(kept);
    if (kept.handle !== undefined) { this.byHandle.delete(kept.handle); }
  }

  /** Called back when a message arrives, until the returned function is called. */
  public onArrival(wake: () => void): () => void {
    this.waiting.add(wake);
    return () => this.waiting.delete(wake);
  }

  private next(now: number): Kept | undefined {
    for (let { first } = this.hidden; first && (first.until <= now || isStale(first)); { first } = this.hidden) {
      this.hidden.pop();
      if (isStale(first) || first.kept.inLine) { continue; }
      first.kept.inLine = true;
      this.ready.push(first.kept);
    }
    for (let { first } = this.ready; first; { first } = this.ready) {
      if (first.isThere && this.isTooOld(first, now)) { this.remove(first); }
      if (first.isThere && first.visibleAt <= now) { return first; }
      this.leaveLine();
    }
    return undefined;
  }

  private leaveLine(): void {
    this.ready.pop()!.inLine = false;
  }

  private isTooOld({ sentAt }: Message, now: number): boolean {
    return sentAt <= now - this.settings.retentionSeconds * 1000;
  }
}

function isShownBefore(a: Hidden, b: Hidden): boolean {
  return a.until < b.until || (a.until === b.until && a.kept.order < b.kept.order);
}

/** Whether the message is gone, or was hidden until another moment since. */
function isStale({ kept, until }: Hidden): boolean {
  return !kept.isThere || kept.visibleAt !== until;
}
