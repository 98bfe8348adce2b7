import { Fault, FaultOf, FaultPlan, FaultSource, Occasion } from '../../src/lab/faults';

/** Faults by plan that come only between a beginning and an end. */
export class Weather implements FaultSource {
  private readonly plan: FaultPlan;
  private bad = false;

  constructor(faults: readonly Fault[]) {
    this.plan = new FaultPlan(faults);
  }

  public begin(): void {
    this.bad = true;
  }

  public end(): void {
    this.bad = false;
  }

  public next<K extends Fault['kind']>(kind: K, at: Occasion): FaultOf<K> | undefined {
    // Who plays has to be able to rely on the lab.
    return this.bad && at.by !== 'operator' ? this.plan.next(kind, at) : undefined;
  }

  public tally(): { fault: Fault; applied: number }[] {
    return this.plan.tally();
  }

  public indexOf(fault: Fault): number {
    return this.plan.indexOf(fault);
  }
}
