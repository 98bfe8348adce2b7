import { Fault, FaultSource, nameOf } from '../../../../src/lab';
import { FaultOf, FaultPlan, Occasion } from '../../../../src/lab/faults';
import { Random } from '../../../../src/lab/random';

/** What AWS's services answer now and then, before anything has happened. */
const PASSING: Readonly<Record<string, string>> = {
  dynamodb: 'ProvisionedThroughputExceededException', sqs: 'RequestThrottled', s3: 'SlowDown', sts: 'Throttling',
  ssm: 'ThrottlingException', lambda: 'TooManyRequestsException', eventbridge: 'ThrottlingException',
  sfn: 'ThrottlingException',
};

/** Left alone: Lambda says nowhere how long it tries to bring the record of a failure to its destination. */
const isDestination = ({ service, action, by = '' }: Occasion) =>
  service === 'eventbridge' && action === 'putEvents' && by.includes('/StackSet-');

/** Much goes wrong by chance, and the central bus is away for an hour. */
export class FailureFaults implements FaultSource {
  private readonly plan: FaultPlan;
  private readonly random: Random;
  private readonly counts = new Map<string, { fault: Fault; applied: number }>();
  private isOn = false;

  constructor(seed: number, private readonly rate: number, away: Omit<FaultOf<'bus'>, 'kind'>) {
    this.random = new Random(`faults ${seed}`);
    this.plan = new FaultPlan([{ kind: 'bus', ...away }]);
  }

  public begin(): void { this.isOn = true; }

  /** From now on AWS is well. */
  public end(): void { this.isOn = false; }

  public next<K extends Fault['kind']>(kind: K, at: Occasion): FaultOf<K> | undefined {
    if (kind === 'bus') { return this.count(this.plan.next(kind, at)); }
    if (!this.isOn || at.by === 'operator') { return undefined; }
    return this.count(this.byChance(kind, at) as FaultOf<K> | undefined);
  }

  public tally(): { fault: Fault; applied: number }[] { return [...this.counts.values()]; }

  public indexOf(): number { return -1; }

  private byChance(kind: Fault['kind'], at: Occasion): Fault | undefined {
    const { service = '', action = '', when } = at;
    const happens = (times = 1) => this.random.next() < this.rate * times;
    switch (kind) {
      case 'delivery': return happens(4) ? { kind, ...this.twiceOrLater() } : undefined;
      case 'message': return happens(4) ? { kind, ...this.twiceOrLater() } : undefined;
      case 'kill': return happens(2) ? { kind, when } : undefined;
      case 'crash': return happens() ? { kind, service, action } : undefined;
      case 'error': {
        if (isDestination(at) || !happens()) { return undefined; }
        // Whether an invocation took effect is not known where Lambda fails at it.
        const isUnclear = service === 'lambda' && (when === 'after' || this.random.next() < 0.5);
        const error = isUnclear ? 'ServiceException' : PASSING[service];
        return error && (when === 'before' || isUnclear) ? { kind, service, action, error, when } : undefined;
      }
      default: return undefined;
    }
  }

  private twiceOrLater(): { how: 'doubled' } | { how: 'delayed'; seconds: number } {
    return this.random.next() < 0.5 ? { how: 'doubled' } : { how: 'delayed', seconds: this.random.pick([5, 60, 900]) };
  }

  private count<F extends Fault>(fault: F | undefined): F | undefined {
    if (fault) {
      const name = nameOf(fault);
      const known = this.counts.get(name);
      if (known) { known.applied++; } else { this.counts.set(name, { fault, applied: 1 }); }
    }
    return fault;
  }
}
