/** What travels between workflows, services and templates. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject { [key: string]: Json | undefined }

/** A copy, so that nobody can change the other's data later. Members that are undefined are left out, as in JSON. */
export function copyOf(value: Json | undefined): Json {
  if (Array.isArray(value)) { return value.map(copyOf); }
  if (!isObject(value)) { return value ?? null; }
  const copy: JsonObject = {};
  for (const name of Object.keys(value)) {
    if (value[name] !== undefined) { copy[name] = copyOf(value[name]); }
  }
  return copy;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
