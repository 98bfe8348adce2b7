import { Json, JsonObject, isObject } from '../../src/lab/json';
import { readJson } from '../json-file';

/** An execution as it was recorded from the service. */
export interface Recording {
  readonly id: string;
  readonly definition: JsonObject;
  readonly input: Json;
  /** Whether it used things that existed during the recording alone. */
  readonly live: boolean;
  readonly events: readonly RecordedEvent[];
}

export interface RecordedEvent extends JsonObject {
  readonly type: string;
}

const FORM = 'a list of {id, definition, input, live, events}, see docs/recordings.md';

/** The recordings in a file. */
export function readRecordings(file: string): Recording[] {
  const content = readJson(file, 'the recordings');
  if (!Array.isArray(content) || content.length === 0) { throw new Error(`the recordings: '${file}' is not ${FORM}`); }
  const wrong = content.findIndex(each => !isRecording(each));
  if (wrong >= 0) { throw new Error(`the recordings: entry ${wrong} of '${file}' is not as in ${FORM}`); }
  return content as unknown[] as Recording[];
}

function isRecording(value: Json): boolean {
  return isObject(value) && typeof value.id === 'string' && isObject(value.definition) && value.input !== undefined
    && typeof value.live === 'boolean' && Array.isArray(value.events) && value.events.length > 0
    && value.events.every(event => isObject(event) && typeof event.type === 'string');
}

/** Stands in a definition or an input for something that only existed during the recording. */
export const LIVE = '__LIVE__';

/** The details of an event, whatever their name. */
export function detailsIn(event: JsonObject): JsonObject {
  const name = Object.keys(event).find(member => member.endsWith('EventDetails'));
  return name === undefined ? {} : event[name] as JsonObject;
}

/** The given value, with what the recording has in place of what only existed then. */
export function completed(given: Json, recorded: Json | undefined): Json {
  if (typeof given === 'string') { return given.includes(LIVE) && typeof recorded === 'string' ? recorded : given; }
  if (Array.isArray(given)) {
    const parts = Array.isArray(recorded) ? recorded : [];
    return given.map((part, at) => completed(part, parts[at]));
  }
  if (!isObject(given)) { return given; }
  const members = isObject(recorded) ? recorded : {};
  const parts = Object.entries(given).map(([name, part]) => [name, completed(part as Json, members[name])] as const);
  return Object.fromEntries(parts);
}

/** A value that the recording may hold read, or as JSON text. */
export function read(value: Json | undefined): Json {
  if (typeof value !== 'string') { return value ?? null; }
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
