import { DocumentState } from './document';
import { Entry, isObject, JsonObject } from '../../src/lab';

/** What of a document the stories have seen: states entered, and entries of Retry and Catch taken. */
export class Coverage {
  private readonly seen = new Set<string>();

  public add(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.type !== 'transition') { continue; }
      if (entry.event === 'entered') { this.seen.add(entry.state); }
      if (entry.event === 'retried') { this.seen.add(`${entry.state} / Retry ${entry.rule}`); }
      if (entry.event === 'caught') { this.seen.add(`${entry.state} / Catch ${entry.rule}`); }
    }
  }

  public has(state: string): boolean {
    return this.seen.has(state);
  }

  /** What no story has come to. */
  public missing(states: readonly DocumentState[]): string[] {
    return places(states).filter(place => !this.seen.has(place));
  }
}

/**
 * All states, and all entries of Retry and Catch. An entry of Retry with no attempts is none: it sends errors on to
 * Catch.
 */
export function places(states: readonly DocumentState[]): string[] {
  return states.flatMap(({ name, fields }) => [
    name,
    ...list(fields.Retry).flatMap((retrier, rule) => retrier.MaxAttempts === 0 ? [] : [`${name} / Retry ${rule}`]),
    ...list(fields.Catch).map((_, rule) => `${name} / Catch ${rule}`),
  ]);
}

export const list = (value: unknown): JsonObject[] => Array.isArray(value) ? value.filter(isObject) : [];
