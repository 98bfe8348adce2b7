import { RecordedEvent, Recording, detailsIn, read } from './recording';
import { alike } from './wildcards';
import { Json, JsonObject } from '../../src/lab/json';

/** What became of one attempt of a task, as the recording tells. */
export interface Outcome {
  /** What it was scheduled with. */
  readonly given: Json;
  started?: JsonObject;
  /** The service's first answer, where the task waited for more after it. */
  submitted?: Json;
  end?: RecordedEvent;
}

const OF_TASKS = /^(Task|LambdaFunction|Activity)(Scheduled|Started|Submitted|Succeeded|Failed|TimedOut)$/;
const ENDED = /^(Task|LambdaFunction|Activity)(Succeeded|Failed|TimedOut)$/;

/** The attempts of each task in order, by the name of its state. */
export class Outcomes {
  private readonly attempts = new Map<string, Outcome[]>();
  /** What each task was scheduled with: a function, an activity or an integration. */
  private readonly resources = new Map<string, string>();

  constructor({ events }: Recording) {
    const places = placesOf(events);
    const attemptOf = new Map<Json | undefined, Outcome>();
    events.forEach((event, at) => {
      const state = places[at];
      if (state === undefined || !OF_TASKS.test(event.type)) { return; }
      const details = detailsIn(event);
      const attempts = this.attempts.get(state) ?? [];
      this.attempts.set(state, attempts);
      if (event.type.endsWith('Scheduled')) {
        attempts.push({ given: read(details.parameters ?? details.input) });
        this.resources.set(state, event.type);
      }
      const known = typeof event.id === 'number' ? attemptOf.get(event.previousEventId) : undefined;
      const attempt = event.type.endsWith('Scheduled') ? attempts[attempts.length - 1] : known ?? attempts.find(other => !other.end);
      if (!attempt) { return; }
      attemptOf.set(event.id, attempt);
      if (event.type.endsWith('Started')) { attempt.started = details; }
      if (event.type.endsWith('Submitted')) { attempt.submitted = details.output; }
      if (ENDED.test(event.type)) { attempt.end = event; }
    });
  }

  /** What became of the next attempt of a task: of one that was given the same, if there is one. */
  public next(state: string, given?: Json): Outcome | undefined {
    const attempts = this.attempts.get(state) ?? [];
    const at = Math.max(0, attempts.findIndex(attempt => alike(attempt.given, given)));
    return attempts.splice(at, 1)[0];
  }

  /** The type of the event that tells how a task was scheduled. */
  public scheduledAs(state: string): string | undefined {
    return this.resources.get(state);
  }
}

/** The state that each event is about: by its own name, by the event it hangs on, or else the state entered last. */
export function placesOf(events: readonly RecordedEvent[]): (string | undefined)[] {
  const byId = new Map<number, string>();
  const waiting: string[] = [];
  let latest: string | undefined;
  return events.map(event => {
    const { name } = detailsIn(event) as { name?: string };
    if (event.type.endsWith('StateEntered')) {
      latest = name;
      if (event.type === 'TaskStateEntered') { waiting.push(name!); }
    }
    const before = event.previousEventId as number;
    // Where the recording hides its numbers, tasks are taken in the order in which they were entered.
    const hidden = typeof event.id !== 'number' && /^(Task|Lambda|Activity)/.test(event.type) && name === undefined
      ? nthOfItsType(event, events, waiting) : undefined;
    const place = name ?? hidden ?? byId.get(before) ?? latest;
    if (typeof event.id === 'number' && place !== undefined) { byId.set(event.id, place); }
    return place;
  });
}

function nthOfItsType(
  event: RecordedEvent, events: readonly RecordedEvent[], states: readonly string[],
): string | undefined {
  const ofItsType = events.filter(other => other.type === event.type);
  return states[ofItsType.indexOf(event) % Math.max(1, states.length)];
}

/** What an event of an end tells of an error. */
export function errorIn(event: JsonObject): { error?: string; cause?: string } {
  const { error, cause } = detailsIn(event);
  return {
    ...(typeof error === 'string' && { error }),
    ...(cause !== undefined && cause !== null && { cause: typeof cause === 'string' ? cause : JSON.stringify(cause) }),
  };
}
