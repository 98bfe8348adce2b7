import { Clock } from '../clock';

/**
 * How long something may go on: an execution, a branch, an attempt of a task. Who waits, waits through a life, so that
 * its end reaches everybody inside at once; the end of an outer life ends the inner ones.
 */
export class Life {
  private reason?: Error;
  private readonly farewells = new Set<(reason: Error) => void>();
  private leave?: () => void;

  constructor(outer?: Life) {
    if (outer) { this.leave = outer.onEnd(reason => this.end(reason)); }
  }

  public get ended(): Error | undefined {
    return this.reason;
  }

  public end(reason: Error): void {
    if (this.reason) { return; }
    this.reason = reason;
    this.leave?.();
    const farewells = [...this.farewells];
    this.farewells.clear();
    for (const farewell of farewells) { farewell(reason); }
  }

  /** No longer needed; the outer life may forget it. */
  public close(): void {
    this.leave?.();
  }

  /** Calls back at the end. The returned function takes the call back. */
  public onEnd(farewell: (reason: Error) => void): () => void {
    if (this.reason) {
      farewell(this.reason);
      return () => undefined;
    }
    this.farewells.add(farewell);
    return () => { this.farewells.delete(farewell); };
  }

  /** The result of the work, or the reason of the end, whichever comes first. */
  public until<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const forget = this.onEnd(reject);
      work.then(
        value => { forget(); resolve(value); },
        error => { forget(); reject(error); },
      );
    });
  }

  /** Sleeps in virtual time. */
  public sleep(clock: Clock, milliseconds: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const forget = this.onEnd(reason => { wake(); reject(reason); });
      const wake = clock.at(clock.now() + milliseconds, () => { forget(); resolve(); });
    });
  }
}
