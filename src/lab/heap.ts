/** What comes first by an order, without sorting all the rest. */
export class Heap<T> {
  private readonly entries: T[] = [];

  constructor(private readonly before: (a: T, b: T) => boolean) {}

  public get first(): T | undefined {
    return this.entries[0];
  }

  public push(entry: T): void {
    const { entries } = this;
    let at = entries.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(entry, entries[parent])) { break; }
      entries[at] = entries[parent];
      at = parent;
    }
    entries[at] = entry;
  }

  public pop(): T | undefined {
    const { entries } = this;
    const [first] = entries;
    const last = entries.pop();
    if (entries.length === 0 || last === undefined) { return first; }
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= entries.length) { break; }
      if (child + 1 < entries.length && this.before(entries[child + 1], entries[child])) { child++; }
      if (!this.before(entries[child], last)) { break; }
      entries[at] = entries[child];
      at = child;
    }
    entries[at] = last;
    return first;
  }
}
