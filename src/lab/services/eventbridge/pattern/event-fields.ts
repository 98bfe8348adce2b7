import { Leaf } from './tests';
import { isObject, Json, JsonObject } from '../../../json';

/** In which element of which array a value lies, from the inside out. */
export interface Place {
  readonly array: number;
  readonly element: number;
  readonly outer?: Place;
}

export interface FieldValue {
  readonly value: Leaf;
  readonly place?: Place;
}

/** An event as its paths and their values, the way EventBridge looks at it: keys joined by dots, arrays taken apart. */
export class EventFields {
  private readonly values = new Map<string, FieldValue[]>();
  private arrays = 0;
  private isTakenApart = false;

  constructor(private readonly event: JsonObject) {}

  public at(path: string): readonly FieldValue[] {
    const value = !path.includes('.') && Object.hasOwn(this.event, path) ? this.event[path] : undefined;
    // Most patterns ask for the source and the like; for these nobody has to take an event apart.
    if (value !== undefined && (value === null || typeof value !== 'object')) { return [{ value }]; }
    if (!this.isTakenApart) {
      this.isTakenApart = true;
      this.collect('', this.event);
    }
    return this.values.get(path) ?? [];
  }

  private collect(path: string, value: Json | undefined, place?: Place): void {
    if (Array.isArray(value)) {
      const array = this.arrays++;
      value.forEach((member, element) => {
        const nested = typeof member === 'object' && member !== null;
        this.collect(path, member, nested ? { array, element, outer: place } : place);
      });
    } else if (isObject(value)) {
      for (const [key, member] of Object.entries(value)) {
        this.collect(path === '' ? key : `${path}.${key}`, member, place);
      }
    } else if (value !== undefined) {
      const known = this.values.get(path);
      if (known) { known.push({ value, place }); } else { this.values.set(path, [{ value, place }]); }
    }
  }
}

/** Whether this place and the places chosen before lie nowhere in different elements of one array. */
export function together(chosen: readonly Place[], place: Place | undefined): boolean {
  for (let mine = place; mine; mine = mine.outer) {
    for (const other of chosen) {
      for (let theirs: Place | undefined = other; theirs; theirs = theirs.outer) {
        if (theirs.array === mine.array && theirs.element !== mine.element) { return false; }
      }
    }
  }
  return true;
}
