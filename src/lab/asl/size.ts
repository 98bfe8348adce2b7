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
  return textExceeds(JSON.stringify(value), limit);
}
