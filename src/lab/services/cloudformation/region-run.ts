import { Operation, Result } from './model';

export interface RegionHost {
  launch(run: RegionRun, result: Result): void;
  /** Whether the Region has room for one more; if not, the run is pumped again when it has. */
  hasRoom(run: RegionRun): boolean;
  cancel(result: Result): void;
}

/** An operation's way through the accounts of one Region. */
export class RegionRun {
  private readonly results: Result[];
  private next = 0;
  private running = 0;
  private failures = 0;

  constructor(public readonly region: string, public readonly operation: Operation, private readonly host: RegionHost) {
    this.results = operation.results.filter(result => result.region === region);
  }

  /** Starts as many as may run now. */
  public pump(): void {
    while (this.next < this.results.length && this.running < this.atOnce() && this.host.hasRoom(this)) {
      const result = this.results[this.next++];
      result.status = 'RUNNING';
      this.running++;
      this.host.launch(this, result);
    }
  }

  public settled(result: Result, reason?: string): void {
    this.running--;
    result.status = reason === undefined ? 'SUCCEEDED' : 'FAILED';
    if (reason !== undefined) {
      result.reason = reason;
      this.failures++;
    }
  }

  public isOverTolerance(): boolean {
    return this.failures > this.operation.limits.tolerance;
  }

  public isDone(): boolean {
    return this.running === 0 && this.next >= this.results.length;
  }

  public cancelRest(): void {
    this.results.slice(this.next).forEach(result => this.host.cancel(result));
    this.next = this.results.length;
  }

  /**
   * Strict: each failure takes one away, so that those which still run cannot overstep the tolerance by more than one.
   */
  private atOnce(): number {
    const { atOnce, tolerance, strict } = this.operation.limits;
    return strict ? Math.min(atOnce, tolerance + 1 - this.failures) : atOnce;
  }
}
