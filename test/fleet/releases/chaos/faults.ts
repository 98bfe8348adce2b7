import { Chaos, Fault, FaultSource } from '../../../../src/lab';
import { FaultOf, Occasion } from '../../../../src/lab/faults';

/** Faults by chance, but for stacks: what becomes of these follows from the version that they get. */
export class ReleaseFaults implements FaultSource {
  private isOver = false;
  private becomes?: (at: Occasion) => FaultOf<'stack'> | undefined;

  constructor(private readonly chaos: Chaos) {}

  /** Who says what becomes of a stack, and sees by that that it is worked on. */
  public onStack(becomes: (at: Occasion) => FaultOf<'stack'> | undefined): void { this.becomes = becomes; }

  public begin(): void { this.chaos.begin(); }

  /** From now on AWS is well. */
  public end(): void { this.isOver = true; }

  public next<K extends Fault['kind']>(kind: K, at: Occasion): FaultOf<K> | undefined {
    if (kind === 'stack') { return this.becomes?.(at) as FaultOf<K> | undefined; }
    return this.isOver ? undefined : this.chaos.next(kind, at);
  }

  public tally(): { fault: Fault; applied: number }[] { return this.chaos.tally(); }

  public indexOf(): number { return -1; }
}
