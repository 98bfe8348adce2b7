interface Alarm { at: number; order: number; ring?: () => void }

/** After so many moments of virtual time the real machine has its turn. */
const TICKS = 100;

/**
 * Virtual time. Nothing here waits for real: the clock jumps to the next moment at which somebody wants to go on.
 *
 * One sleeper is woken at a time, and the next only after everything that the first one set off has come to rest
 * (its promises are settled). So a run is the same each time, whatever the machine does.
 */
export class Clock {
  private readonly alarms: Alarm[] = [];
  private readonly outside = new Set<Promise<unknown>>();
  private order = 0;
  private players = 0;
  private turns = 0;
  private broken?: { readonly error: unknown };
  private current: number;
  private written = { at: NaN, text: '' };

  constructor(startsAt: number) {
    this.current = startsAt;
  }

  /** Milliseconds since 1970, in virtual time. */
  public now(): number {
    return this.current;
  }

  /** Virtual time, as AWS writes it. It is asked for more often than it changes. */
  public timestamp(): string {
    if (this.written.at !== this.current) {
      this.written = { at: this.current, text: new Date(this.current).toISOString() };
    }
    return this.written.text;
  }

  /** Goes on after this many virtual milliseconds. */
  public sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.at(this.current + Math.max(0, milliseconds), resolve));
  }

  /** Calls back at a moment in virtual time. The returned function takes the call back. */
  public at(time: number, callback: () => void): () => void {
    const alarm: Alarm = { at: Math.max(time, this.current), order: this.order++, ring: callback };
    this.push(alarm);
    return () => { alarm.ring = undefined; };
  }

  /** Work on the real machine (a file that is read, say) which virtual time has to wait for. */
  public outsideWork<T>(work: Promise<T>): Promise<T> {
    const tracked = work.finally(() => this.outside.delete(tracked));
    this.outside.add(tracked);
    return tracked;
  }

  /** Work in virtual time that nobody awaits. What it throws is a fault of the lab or its user: `run` throws it on. */
  public background(work: Promise<unknown>): void {
    work.catch(error => { this.broken ??= { error }; });
  }

  /** Whether somebody plays. Who does not, and waits for virtual time, waits for ever. */
  public get isRunning(): boolean {
    return this.players > 0;
  }

  /** Plays on until nobody wants anything any more, or until the given moment. */
  public async run(until = Infinity): Promise<void> {
    this.players++;
    this.turns = 0;
    try {
      await this.playOn(until);
    } finally {
      this.players--;
    }
  }

  private async playOn(until: number): Promise<void> {
    await this.rest();
    while (this.alarms.length > 0 && this.alarms[0].at <= until) {
      const alarm = this.pop();
      // An alarm that was taken back moves no clock: a timeout that nobody waits for any more would add days.
      if (!alarm.ring) { continue; }
      this.current = alarm.at;
      alarm.ring();
      await this.settle();
      if (this.outside.size > 0 || this.broken) { await this.rest(); }
    }
    if (until !== Infinity) {
      this.current = Math.max(this.current, until);
    }
  }

  private async rest(): Promise<void> {
    await this.settle();
    while (this.outside.size > 0) {
      await Promise.allSettled([...this.outside]);
      await this.settle();
    }
    if (this.broken) {
      const { error } = this.broken;
      this.broken = undefined;
      throw error;
    }
  }

  /**
   * Settles when no promise is left that could be. From within a promise, Node turns to the next tick only then, at
   * little cost. At the beginning of a run, which may come from anywhere, it has to go round once; and now and then it
   * does, for its files and sockets.
   */
  private settle(): Promise<void> {
    const later = this.turns++ % TICKS === 0 ? setImmediate : process.nextTick;
    return new Promise(resolve => { later(resolve); });
  }

  private before(a: Alarm, b: Alarm): boolean {
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  private push(alarm: Alarm): void {
    const heap = this.alarms;
    let at = heap.length;
    heap.push(alarm);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(alarm, heap[parent])) { break; }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = alarm;
  }

  private pop(): Alarm {
    const heap = this.alarms;
    const first = heap[0];
    const last = heap.pop()!;
    if (heap.length > 0) {
      let at = 0;
      for (;;) {
        let child = 2 * at + 1;
        if (child >= heap.length) { break; }
        if (child + 1 < heap.length && this.before(heap[child + 1], heap[child])) { child++; }
        if (!this.before(heap[child], last)) { break; }
        heap[at] = heap[child];
        at = child;
      }
      heap[at] = last;
    }
    return first;
  }
}
