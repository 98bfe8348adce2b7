import { Archive } from './buses';
import { BusEvent, Hop } from './events';
import { EventFields } from './pattern/event-fields';
import { EventPattern } from './pattern/event-pattern';
import { Cloud } from '../../cloud';

/** An event as an archive keeps it, with the buses it had come through. */
export interface Archived {
  readonly event: BusEvent;
  readonly hops: readonly Hop[];
  /** When the event says that it happened, and when the bus got it. */
  readonly at: number;
  readonly keptAt: number;
}

interface Kept {
  readonly archive: Archive;
  readonly pattern?: EventPattern;
  readonly days: number;
  events: Archived[];
}

const DAY = 86_400_000;

/** The archives of all buses, and the events in them. */
export class Archives {
  private readonly kept = new Map<string, Kept>();
  private readonly byBus = new Map<string, ReadonlySet<string>>();

  constructor(private readonly cloud: Cloud) {}

  public all(): Archive[] {
    return [...this.kept.values()].map(({ archive }) => archive);
  }

  public find(arn: string): Archive | undefined {
    return this.kept.get(arn)?.archive;
  }

  /** What is in an archive that is changed stays there. */
  public put(arn: string, archive: Archive, pattern?: EventPattern): void {
    const { events = [] } = this.kept.get(arn) ?? {};
    this.kept.set(arn, { archive, pattern, days: Number(archive.properties.RetentionDays ?? 0), events });
    this.byBus.set(archive.bus, new Set([...this.byBus.get(archive.bus) ?? [], arn]));
  }

  public remove(arn: string): void {
    const { bus = '' } = this.find(arn) ?? {};
    this.kept.delete(arn);
    this.byBus.set(bus, new Set([...this.byBus.get(bus) ?? []].filter(other => other !== arn)));
  }

  /** A bus got an event. What is replayed is not archived again. */
  public take(bus: string, event: BusEvent, fields: EventFields, hops: readonly Hop[]): void {
    if (event['replay-name'] !== undefined) { return; }
    for (const arn of this.byBus.get(bus) ?? []) {
      const { pattern, events } = this.kept.get(arn)!;
      if (pattern && !pattern.matches(fields)) { continue; }
      events.push({ event, hops, at: Date.parse(event.time), keptAt: this.cloud.clock.now() });
    }
  }

  public has(bus: string): boolean {
    return (this.byBus.get(bus)?.size ?? 0) > 0;
  }

  /**
   * The events of a time that are in the archive. It takes a while until they are: AWS advises to wait ten minutes, and
   * says of no event that it is there earlier.
   */
  public between(arn: string, from: number, until: number): readonly Archived[] {
    const kept = this.kept.get(arn);
    if (!kept) { return []; }
    const now = this.cloud.clock.now();
    if (kept.days > 0) { kept.events = kept.events.filter(({ keptAt }) => keptAt > now - kept.days * DAY); }
    const latest = now - this.cloud.quotas.value('eventbridge.archiveSeconds') * 1000;
    return kept.events.filter(({ at, keptAt }) => at >= from && at < until && keptAt <= latest);
  }
}
