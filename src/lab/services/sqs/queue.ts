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

/** One standard queue. Messages come in the order of their sending, which AWS does not promise. */
export class Queue {
  private messages: Message[] = [];
  private readonly waiting = new Set<() => void>();

  constructor(public settings: QueueSettings, public readonly policy: ResourcePolicy) {}

  public add(message: Message): void {
    this.messages.push(message);
    for (const wake of this.waiting) { wake(); }
  }

  /** All messages that are there, visible or not. */
  public all(now: number): readonly Message[] {
    const oldest = now - this.settings.retentionSeconds * 1000;
    // A dead letter keeps the moment of its first sending, so that the first message need not be the oldest.
    if (this.messages.some(({ sentAt }) => sentAt <= oldest)) { this.remove(({ sentAt }) => sentAt <= oldest); }
    return this.messages;
  }

  /** Up to so many messages that a receiver can have now. */
  public visible(now: number, most: number): Message[] {
    const found: Message[] = [];
    for (const message of this.all(now)) {
      if (found.length === most) { break; }
      if (message.visibleAt <= now) { found.push(message); }
    }
    return found;
  }

  /** When the next hidden message shows up. */
  public nextVisibleAt(now: number): number {
    return Math.min(...this.all(now).map(({ visibleAt }) => visibleAt));
  }

  public remove(gone: (message: Message) => boolean): void {
    this.messages = this.messages.filter(message => !gone(message));
  }

  /** Called back when a message arrives, until the returned function is called. */
  public onArrival(wake: () => void): () => void {
    this.waiting.add(wake);
    return () => this.waiting.delete(wake);
  }
}
