import { Json } from '../json';

/** How many bytes this takes as JSON in UTF-8. */
export function bytesOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Whether a text is longer in UTF-8 than the limit. No character of JavaScript takes more than three bytes. */
export function textExceeds(text: string, limit: number): boolean {
  return text.length * 3 > limit && Buffer.byteLength(text) > limit;
}

export function exceeds(value: Json, limit: number): boolean {
  return atMost(value) > limit && textExceeds(JSON.stringify(value), limit);
}

/** No less than what the value takes as JSON, without writing it: nearly all values are far from any limit. */
function atMost(value: Json | undefined): number {
  // An escaped character takes six bytes, a number at most 25.
  if (typeof value === 'string') { return 6 * value.length + 2; }
  if (typeof value !== 'object' || value === null) { return 25; }
  let bytes = 2;
  if (Array.isArray(value)) {
    for (const part of value) { bytes += atMost(part) + 1; }
  } else {
    for (const name of Object.keys(value)) { bytes += 6 * name.length + 4 + atMost(value[name]); }
  }
  return bytes;
}
