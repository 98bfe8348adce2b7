import { Json, JsonObject, isObject } from '../../json';

/** Complains about what the lab does not model, so that nobody relies on it. */
export function throwIfStrange(what: string, given: Json | undefined, known: readonly string[]): void {
  const strange = Object.keys(isObject(given) ? given : {}).filter(name => !known.includes(name));
  if (strange.length > 0) { throw new Error(`the lab does not model ${strange.join(', ')} of ${what}`); }
}

export const inside = (value: Json | undefined): JsonObject => isObject(value) ? value : {};
