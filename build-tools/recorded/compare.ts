import { RecordedEvent, detailsIn } from './recording';
import { alike } from './wildcards';
import { HistoryEvent, detailsOf } from '../../src/lab/asl/history';
import { Json, JsonObject } from '../../src/lab/json';

/** Where two histories part. */
export interface Difference { readonly recorded?: JsonObject; readonly ours?: JsonObject }

interface Event { readonly type: string; readonly details: JsonObject; readonly key: string }

/** The first difference between a recorded history and the lab's; undefined where they agree. */
export function difference(recorded: readonly RecordedEvent[], ours: readonly HistoryEvent[]): Difference | undefined {
  const hidden = recorded.some(event => typeof event.id !== 'number');
  if (hidden) { return withoutOrder(recorded, ours); }
  // A recording that was cut off tells only how it began.
  const over = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/.test(recorded[recorded.length - 1].type);
  const theirs = eventsOf(recorded);
  const mine = eventsOf(over ? ours : ours.slice(0, recorded.length));
  const first = inOrder(theirs, mine);
  if (!first) { return undefined; }
  // Parallel flows have no order among each other: what counts is the order within each.
  const keys = [...new Set([...theirs, ...mine].map(event => event.key))];
  const parted = keys.map(key => {
    const [one, other] = [theirs, mine].map(events => events.filter(event => event.key === key));
    // How far a flow came while it was being stopped is a race.
    const most = keys.includes(`MapIterationAborted ${key}`) ? Math.min(one.length, other.length) : Infinity;
    return inOrder(one.slice(0, most), other.slice(0, most));
  });
  return parted.find(found => found);
}

function inOrder(recorded: readonly Event[], ours: readonly Event[]): Difference | undefined {
  for (let at = 0; at < Math.max(recorded.length, ours.length); at++) {
    const [one, other] = [recorded[at], ours[at]];
    if (!one || !other || !same(one, other)) { return { recorded: shown(one), ours: shown(other) }; }
  }
  return undefined;
}

/** For recordings that hide numbers of events: each must be there once, and no more than the numbers leave room for. */
function withoutOrder(recorded: readonly RecordedEvent[], ours: readonly HistoryEvent[]): Difference | undefined {
  const left = eventsOf(ours);
  for (const event of eventsOf(recorded)) {
    const at = left.findIndex(other => same(event, other));
    if (at < 0) { return { recorded: shown(event), ours: shown(left.find(other => other.type === event.type)) }; }
    left.splice(at, 1);
  }
  const last = recorded[recorded.length - 1].id;
  const room = typeof last === 'number' ? last - recorded.length : 0;
  return left.length > room ? { ours: shown(left[0]) } : undefined;
}

function same(recorded: Event, ours: Event): boolean {
  return recorded.type === ours.type && alike(recorded.details, ours.details, [detailsOf(recorded.type)]);
}

function shown(event: Event | undefined): JsonObject | undefined {
  return event && { type: event.type, ...event.details };
}

/** The events without numbers and times, each with a word on the flow that it belongs to. */
function eventsOf(events: readonly JsonObject[]): Event[] {
  const flows = new Map<Json | undefined, string>();
  return events.map(event => {
    const type = event.type as string;
    const details = detailsIn(event);
    const before = flows.get(event.previousEventId) ?? '';
    const key = keyOf(type, details, before, event);
    flows.set(event.id, key);
    return { type, details, key };
  });
}

/** Each iteration and each branch is a flow, told apart by the event that begins it; what ends one belongs to none. */
function keyOf(type: string, details: JsonObject, before: string, event: JsonObject): string {
  if (type === 'MapIterationStarted') { return `${String(details.name)}[${String(details.index)}]`; }
  if (/^MapIteration/.test(type)) { return `${type} ${String(details.name)}[${String(details.index)}]`; }
  if (/^(Map|Parallel)State/.test(type) || /^Execution/.test(type) || /Aborted$/.test(type)) { return `${type} ${String(details.name ?? '')}`; }
  if (/^ParallelStateStarted/.test(before)) { return `branch at ${String(details.name)} ${String(event.previousEventId)}`; }
  return before;
}
