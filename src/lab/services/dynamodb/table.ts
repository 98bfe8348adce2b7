import { AwsError } from '../../aws-error';
import { Random } from '../../random';
import { ResourcePolicy } from '../resource-policy';
import { invalid, Limits } from './errors';
import { checkIndexKeys, checkPrimaryKey, IndexSchema, keyAttributes, keyOf, KeySchema, primaryKey } from './keys';
import { LaggingView } from './lagging-view';
import { equalItems, Item, sizeOfItem } from './values';
import { Stored, View } from './view';

export interface TableOptions {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: number;
  readonly keys: KeySchema;
  readonly indexes: readonly IndexSchema[];
  readonly streamArn?: string;
  /** How late others than strongly consistent reads may see a change, in milliseconds. */
  readonly replicaLag: number;
  readonly indexLag: number;
  /** How long after its moment an expired item is really gone, in milliseconds. */
  readonly expiryDelay: number;
}

/** Units that a request took of a table, and of its indexes by name. */
export interface Units { readonly table: number; readonly indexes: Readonly<Record<string, number>> }

/** One table with its indexes: who sees what when, what it costs, and which items a transaction holds. */
export class Table {
  /** Seconds since 1970 in this attribute say when an item may go. */
  public expiryAttribute?: string;
  public deletionProtected = false;
  /** Who else may come in, and who may not. */
  public policy?: ResourcePolicy;
  public readUnits = 0;
  public writeUnits = 0;
  private readonly leader: View;
  private readonly replica: LaggingView;
  private readonly indexes = new Map<string, { schema: IndexSchema; view: LaggingView }>();
  private readonly held = new Set<string>();

  constructor(public readonly options: TableOptions, private readonly limits: Limits, random: Random) {
    this.leader = new View(options.keys);
    this.replica = new LaggingView(new View(options.keys), random, options.replicaLag);
    for (const schema of options.indexes) {
      this.indexes.set(schema.name, { schema, view: new LaggingView(new View(schema.keys), random, options.indexLag) });
    }
  }

  public get keys(): KeySchema {
    return this.options.keys;
  }

  public key(item: Item): string {
    return primaryKey(item, this.options.keys);
  }

  /** The item that a write or a strongly consistent read meets. */
  public current(key: string, now: number): Stored | undefined {
    return this.unlessExpired(this.leader.get(key), now);
  }

  public read(key: string, consistent: boolean, now: number): Stored | undefined {
    return this.unlessExpired(this.view(consistent, now).get(key), now);
  }

  /** What a query or scan goes through. */
  public view(consistent: boolean, now: number): View {
    return consistent ? this.leader : this.replica.at(now);
  }

  public index(name: string): IndexSchema {
    const index = this.indexes.get(name);
    if (!index) { throw invalid(`The table does not have the specified index: ${name}`); }
    return index.schema;
  }

  public indexView(name: string, now: number): View {
    return this.indexes.get(name)!.view.at(now);
  }

  /** Everything that is stored now, in no order that means anything. */
  public items(now: number): Item[] {
    return [...this.leader.scan()].map(({ stored }) => stored)
      .filter(stored => this.unlessExpired(stored, now))
      .map(({ item }) => item);
  }

  /** Refuses an item that this table cannot hold, and tells its size. */
  public admit(item: Item, tooLarge: string): Stored {
    checkPrimaryKey(item, this.options.keys, this.limits);
    for (const { schema } of this.indexes.values()) { checkIndexKeys(item, schema, this.limits); }
    const size = sizeOfItem(item);
    if (size > this.limits.itemBytes) { throw invalid(tooLarge); }
    return { item, size };
  }

  /** Replaces or removes an item, and tells the write units that this takes, indexes included. */
  public write(key: string, stored: Stored | undefined, now: number): Units {
    const before = this.leader.get(key);
    this.leader.replace(key, stored);
    this.replica.replace(key, stored, now);
    const indexes: Record<string, number> = {};
    for (const [name, { schema, view }] of this.indexes) {
      const old = this.image(before, schema);
      const image = this.image(stored, schema);
      if (!old && !image) { continue; }
      const units = this.indexUnits(old, image, schema);
      if (units === 0) { continue; }
      indexes[name] = units;
      view.replace(key, image, now);
    }
    return { table: this.unitsOf(Math.max(before?.size ?? 0, stored?.size ?? 0)), indexes };
  }

  /** Write units for so many bytes. */
  public unitsOf(bytes: number): number {
    return Math.max(1, Math.ceil(bytes / this.limits.writeUnitBytes));
  }

  /** Read units for so many bytes: half of them when the read need not be strongly consistent. */
  public readUnitsOf(bytes: number, consistent: boolean): number {
    return Math.max(1, Math.ceil(bytes / this.limits.readUnitBytes)) * (consistent ? 1 : 0.5);
  }

  public isHeld(key: string): boolean {
    return this.held.has(key);
  }

  public hold(key: string): void {
    this.held.add(key);
  }

  public release(key: string): void {
    this.held.delete(key);
  }

  /** A plain write of an item that a transaction is about to write fails. */
  public refuseIfHeld(key: string): void {
    if (this.held.has(key)) {
      throw new AwsError('TransactionConflictException', 'Transaction is ongoing for the item');
    }
  }

  /** An expired item is read and written like any other until the service gets round to it. */
  public unlessExpired(stored: Stored | undefined, now: number): Stored | undefined {
    const { expiryAttribute, options: { expiryDelay } } = this;
    const seconds = expiryAttribute === undefined ? undefined : stored?.item[expiryAttribute]?.N;
    if (seconds === undefined) { return stored; }
    const expiresAt = Number(seconds) * 1000;
    // Times more than five years ago are taken for a mistake and left alone.
    const expired = expiresAt + expiryDelay <= now && expiresAt > now - 5 * 365 * 86_400_000;
    return expired ? undefined : stored;
  }

  /** What an index keeps of an item, if anything. */
  private image(stored: Stored | undefined, schema: IndexSchema): Stored | undefined {
    if (!stored || !keyAttributes(schema.keys).every(({ name }) => stored.item[name])) { return undefined; }
    if (schema.projection === 'ALL') { return stored; }
    const item = { ...keyOf(stored.item, this.options.keys), ...keyOf(stored.item, schema.keys) };
    for (const name of schema.included) {
      if (stored.item[name]) { item[name] = stored.item[name]; }
    }
    return { item, size: sizeOfItem(item) };
  }

  /** A changed index key costs a removal and an addition; an image that stays the same costs nothing. */
  private indexUnits(before: Stored | undefined, after: Stored | undefined, schema: IndexSchema): number {
    if (!before || !after) { return this.unitsOf((before ?? after)!.size); }
    if (equalItems(before.item, after.item)) { return 0; }
    return equalItems(keyOf(before.item, schema.keys), keyOf(after.item, schema.keys))
      ? this.unitsOf(Math.max(before.size, after.size))
      : this.unitsOf(before.size) + this.unitsOf(after.size);
  }
}
