import { KeySchema, keyText } from './keys';
import { compareValues, Item, Value } from './values';
import { Random } from '../../random';

/** An item as it is stored; both are never changed. */
export interface Stored { readonly item: Item; readonly size: number }

/** An item in its place in a partition. */
export interface Entry {
  readonly sort: Value | undefined;
  /** The item's primary key, which orders items of an index whose index keys are equal. */
  readonly key: string;
  readonly stored: Stored;
}

/** Where in a partition something stands or would stand. */
export interface Position { readonly sort: Value | undefined; readonly key: string }

/** When a partition has its turn in a scan. */
interface Turn { readonly partition: string; readonly share: number }

/** Items by partition, sorted within: what a table or an index looks like to a reader. */
export class View {
  private readonly items = new Map<string, Stored>();
  private readonly partitions = new Map<string, Entry[]>();
  /** The partitions in the order of a scan, until there is another partition. */
  private order?: readonly Turn[];

  constructor(private readonly keys: KeySchema) {}

  public get size(): number {
    return this.items.size;
  }

  public get(key: string): Stored | undefined {
    return this.items.get(key);
  }

  public partition(value: Value): readonly Entry[] {
    return this.partitions.get(keyText(value)) ?? [];
  }

  /** All entries, partition by partition; which partition comes first looks random, as in AWS, but never changes. */
  public* scan(after?: { readonly partition: Value; readonly position: Position }): Generator<Entry> {
    const order = this.order ??= [...this.partitions.keys()].map(turnOf).sort(compareTurns);
    const start = after && turnOf(keyText(after.partition));
    let at = start ? firstFrom(order.length, middle => compareTurns(order[middle], start) >= 0) : 0;
    for (; at < order.length; at++) {
      const entries = this.partitions.get(order[at].partition)!;
      const from = order[at].partition === start?.partition ? placeAfter(entries, after!.position) : 0;
      for (let entry = from; entry < entries.length; entry++) { yield entries[entry]; }
    }
  }

  /** Puts, replaces or (without a new version) removes the item with this primary key. */
  public replace(key: string, stored: Stored | undefined): void {
    const before = this.items.get(key);
    const place = stored && this.placeOf(stored.item, key);
    if (before) {
      const old = this.placeOf(before.item, key)!;
      const entries = this.partitions.get(old.partition)!;
      const at = placeAt(entries, old);
      if (place?.partition === old.partition && compare(place, old) === 0) {
        entries[at] = { sort: place.sort, key, stored: stored! };
        this.items.set(key, stored!);
        return;
      }
      this.items.delete(key);
      entries.splice(at, 1);
      if (entries.length === 0) { this.drop(old.partition); }
    }
    if (!stored || !place) { return; }
    this.items.set(key, stored);
    const entries = this.partitions.get(place.partition) ?? this.open(place.partition);
    entries.splice(placeAt(entries, place), 0, { sort: place.sort, key, stored });
  }

  private placeOf(item: Item, key: string): (Position & { readonly partition: string }) | undefined {
    const { partition, sort } = this.keys;
    if (!item[partition.name] || (sort && !item[sort.name])) { return undefined; }
    return { partition: keyText(item[partition.name]), sort: sort && item[sort.name], key };
  }

  private open(partition: string): Entry[] {
    const entries: Entry[] = [];
    this.partitions.set(partition, entries);
    this.order = undefined;
    return entries;
  }

  private drop(partition: string): void {
    this.partitions.delete(partition);
    this.order = undefined;
  }
}

/** The first index at which something at this position stands or would stand. */
export function placeAt(entries: readonly Entry[], position: Position): number {
  return firstFrom(entries.length, at => compare(entries[at], position) >= 0);
}

/** The first index after this position. */
export function placeAfter(entries: readonly Entry[], position: Position): number {
  return firstFrom(entries.length, at => compare(entries[at], position) > 0);
}

/** The first index for which the test holds, if it holds for all from there on; else the length. */
export function firstFrom(length: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) { high = middle; } else { low = middle + 1; }
  }
  return low;
}

/** The place of a partition in a scan, from 0 up to, not including, 1. */
export function scanShare(partition: string): number {
  return new Random(partition).next();
}

function turnOf(partition: string): Turn {
  return { partition, share: scanShare(partition) };
}

function compareTurns(a: Turn, b: Turn): number {
  return a.share - b.share || (a.partition < b.partition ? -1 : a.partition > b.partition ? 1 : 0);
}

function compare(a: Position, b: Position): number {
  const order = a.sort && b.sort ? compareValues(a.sort, b.sort)! : 0;
  return order || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
