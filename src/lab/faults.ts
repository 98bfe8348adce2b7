import { isObject } from './json';

/**
 * What may go wrong, by plan. Each is applied `times` times (once unless said otherwise), after `skip` matches were
 * let pass.
 */
export type Fault = {
  /** A name for the log. */
  readonly name?: string;
  /**
   * Only where this text is a whole string value somewhere in the call's parameters (or in the account's description,
   * or in the event).
   */
  readonly mentions?: string;
  readonly times?: number;
  readonly skip?: number;
  /** Only each n-th match. @default 1 */
  readonly every?: number;
} & (
  /** The call answers an error, before it took effect or after. */
  | {
    readonly kind: 'error'; readonly service: string; readonly action: string;
    /** Only calls that this state of a workflow makes. */
    readonly inState?: string;
    readonly error: string; readonly message?: string; readonly when?: 'before' | 'after';
  }
  /** The execution that called is gone, right after the call took effect and before its answer is seen. */
  | { readonly kind: 'crash'; readonly service: string; readonly action: string; readonly inState?: string }
  /** An account creation that was accepted ends FAILED with this reason. */
  | { readonly kind: 'creation'; readonly reason: string }
  /** A stack of a stack set fails in an account. */
  | { readonly kind: 'stack'; readonly reason: string; readonly stackSet?: string }
  /** EventBridge gives an event to the targets of a rule twice, later by some seconds, or never. */
  | {
    readonly kind: 'delivery'; readonly how: 'doubled' | 'delayed' | 'lost';
    readonly rule?: string; readonly seconds?: number;
  }
);

/** Thrown through an execution that is no more. Nothing catches it but Step Functions itself. */
export class Crashed extends Error {
  constructor() {
    super('the execution was killed by a planned fault');
    this.name = 'Crashed';
  }
}

/** What logs and reports call a fault: its own name, or what it does. */
export function nameOf(fault: Fault): string {
  if (fault.name !== undefined) { return fault.name; }
  switch (fault.kind) {
    case 'error': return `error ${fault.error} of ${fault.service}:${fault.action}`;
    case 'crash': return `crash after ${fault.service}:${fault.action}`;
    case 'delivery': return `delivery ${fault.how}`;
    default: return `${fault.kind} ${fault.reason}`;
  }
}

/** Hands out the faults of a plan, each as often as it asks for. */
export class FaultPlan {
  private readonly applied: number[];
  private readonly met: number[];

  constructor(public readonly faults: readonly Fault[]) {
    this.applied = faults.map(() => 0);
    this.met = faults.map(() => 0);
  }

  /** The first fault that is due here; it counts as applied. */
  public next<K extends Fault['kind']>(
    kind: K, about: unknown, matches: (fault: Extract<Fault, { kind: K }>) => boolean,
  ): Extract<Fault, { kind: K }> | undefined {
    for (let at = 0; at < this.faults.length; at++) {
      const fault = this.faults[at];
      if (fault.kind !== kind || this.applied[at] >= (fault.times ?? 1)) { continue; }
      if (!matches(fault as Extract<Fault, { kind: K }>)) { continue; }
      if (fault.mentions !== undefined && !mentions(about, fault.mentions)) { continue; }
      const met = this.met[at]++ - (fault.skip ?? 0);
      if (met < 0 || met % (fault.every ?? 1) !== 0) { continue; }
      this.applied[at]++;
      return fault as Extract<Fault, { kind: K }>;
    }
    return undefined;
  }

  /** How often each fault was applied, in the order of the plan. */
  public tally(): { fault: Fault; applied: number }[] {
    return this.faults.map((fault, at) => ({ fault, applied: this.applied[at] }));
  }
}

function mentions(where: unknown, text: string): boolean {
  if (where === text) { return true; }
  if (Array.isArray(where)) { return where.some(part => mentions(part, text)); }
  return isObject(where) && Object.values(where).some(part => mentions(part, text));
}
