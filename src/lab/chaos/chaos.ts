import { cancelled, PASSING } from './cancelled';
import { errorsAfter, errorsBefore } from './errors-of';
import { Fault, FaultOf, FaultSource, Occasion } from '../faults';
import { isObject } from '../json';
import { Random } from '../random';
import { FAILURE_REASONS } from '../services/organizations/failure-reasons';

export interface ChaosOptions {
  readonly seed: number;
  /** The share of calls that meet a fault. Other occasions have shares that follow from it. */
  readonly rate: number;
  /** What may become of a stack of a stack set that fails: one of these. @default it fails and is rolled back */
  readonly stacks?: readonly FaultOf<'stack'>[];
}

/** What comes by chance. The others last for a while, or are for a plan to say. */
type Kind = Exclude<Fault['kind'], 'message' | 'bus'>;

/**
 * How likely each kind is on one occasion, as a multiple of the rate. A call asks for error and late twice: before and
 * after. An enrolment has some fifty calls and a hundred moments in which it may be killed, but one account, one stack
 * and one request.
 */
const WEIGHTS: Readonly<Record<Kind, number>> = {
  error: 0.2, late: 0.1, twice: 0.12, crash: 0.1, kill: 0.08, creation: 4, stack: 3, delivery: 4,
};

/** How long something is under way that comes late: seconds, or minutes. */
const LATE_SECONDS = [1, 5, 20, 45, 90, 300, 900] as const;
/** Of what comes late, this share never comes. */
const NEVER = 0.15;

/**
 * Faults by chance instead of by plan. Each occasion is decided by the next of a row of random numbers, so a seed gives
 * the same faults each time, and a play with a million calls needs no list of them.
 */
export class Chaos implements FaultSource {
  private readonly random: Random;
  private readonly applied = new Map<string, { readonly fault: Fault; applied: number }>();
  private active = false;
  private readonly makers: { readonly [K in Kind]: (at: Occasion) => FaultOf<K> | undefined } = {
    error: at => this.error(at),
    late: at => this.late(at),
    twice: at => ({ kind: 'twice', ...callOf(at) }),
    crash: at => ({ kind: 'crash', ...callOf(at) }),
    kill: ({ inState, when }) => ({ kind: 'kill', inState, when }),
    creation: () => ({ kind: 'creation', reason: this.random.pick([...FAILURE_REASONS]) }),
    stack: () => this.options.stacks ? this.random.pick(this.options.stacks) : { kind: 'stack', reason: 'the stack failed by chance' },
    delivery: () => this.delivery(),
  };

  constructor(private readonly options: ChaosOptions) {
    this.random = new Random(`chaos ${options.seed}`);
  }

  /** Until then nothing goes wrong: what is played has to be deployed first. */
  public begin(): void {
    this.active = true;
  }

  public next<K extends Fault['kind']>(kind: K, at: Occasion): FaultOf<K> | undefined {
    return kind === 'message' || kind === 'bus' ? undefined : this.byChance(kind, at) as FaultOf<K> | undefined;
  }

  private byChance(kind: Kind, at: Occasion): Fault | undefined {
    // The operator is whoever plays, and has to be able to rely on the lab.
    if (!this.active || at.by === 'operator' || this.random.next() >= this.options.rate * WEIGHTS[kind]) { return undefined; }
    const fault = this.makers[kind](at);
    if (fault) { this.count(fault); }
    return fault;
  }

  public tally(): { fault: Fault; applied: number }[] {
    return [...this.applied.values()];
  }

  public indexOf(): number {
    return -1;
  }

  private error(at: Occasion): FaultOf<'error'> | undefined {
    const { service = '', action = '', when } = at;
    const errors = when === 'after' ? errorsAfter(service, action) : errorsBefore(service, action);
    if (errors.length === 0) { return undefined; }
    const error = this.random.pick(errors);
    return { kind: 'error', ...callOf(at), error, when, ...error === 'TransactionCanceledException' && { message: this.cancellation(at) } };
  }

  /** A transaction that others disturb, or that finds no capacity, says so in its reasons. */
  private cancellation({ about }: Occasion): string {
    const items = isObject(about) && Array.isArray(about.TransactItems) ? about.TransactItems.length : 1;
    return cancelled(this.random.pick(PASSING), this.random.whole(0, items - 1), items);
  }

  private late(at: Occasion): FaultOf<'late'> {
    // Only executions and functions have an end of their own; EventBridge gives up after a while by itself.
    const never = at.execution !== undefined && this.random.next() < NEVER;
    return { kind: 'late', ...callOf(at), when: at.when, seconds: never ? undefined : this.random.pick(LATE_SECONDS) };
  }

  private delivery(): FaultOf<'delivery'> {
    const how = this.random.pick(['doubled', 'delayed', 'lost'] as const);
    return { kind: 'delivery', how, ...how === 'delayed' && { seconds: this.random.pick(LATE_SECONDS) } };
  }

  private count(fault: Fault): void {
    const key = JSON.stringify(fault);
    const known = this.applied.get(key);
    if (known) { known.applied++; } else { this.applied.set(key, { fault, applied: 1 }); }
  }
}

function callOf({ service = '', action = '' }: Occasion): { service: string; action: string } {
  return { service, action };
}
