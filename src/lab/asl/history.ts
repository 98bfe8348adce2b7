import { Json, JsonObject } from '../json';

/** An entry of the execution history, with its details under the name that its type asks for. */
export interface HistoryEvent extends JsonObject {
  readonly timestamp: string;
  readonly type: string;
  readonly id: number;
  /** The event before it in the same flow; 0 at the beginning. */
  readonly previousEventId: number;
}

const OF_STATES = /^[A-Z][a-z]+State(Entered|Exited)$/;

/** Where the details of an event of this type stand. */
export function detailsOf(type: string): string {
  const name = type.replace(OF_STATES, 'State$1');
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails`;
}

/** Data in the details of an event: as JSON, with a word on whether it is whole. The lab's always is. */
export function told(name: 'input' | 'output', value: Json): JsonObject {
  return { [name]: JSON.stringify(value), [`${name}Details`]: { truncated: false } };
}

/** What an event says of an error; nothing where there is nothing to say. */
export function toldError(error: { error?: string; cause?: string }): JsonObject {
  return { ...(error.error && { error: error.error }), ...(error.cause && { cause: error.cause }) };
}
