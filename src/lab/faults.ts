import { complaintsAboutFault } from './fault-fields';
import { isObject } from './json';

/** Which calls a fault is about. */
interface OfCalls {
  readonly service: string;
  readonly action: string;
  /** Only calls that this state of a workflow makes. */
  readonly inState?: string;
}

/**
 * What may go wrong, by plan. Each is applied `times` times (once unless said otherwise here), after `skip` matches
 * were let pass.
 */
export type Fault = {
  /** A name for the log. */
  readonly name?: string;
  /**
   * Only where this text is a whole string value somewhere in the call's parameters (or in the account's description,
   * in the event, in the execution's input).
   */
  readonly mentions?: string;
  readonly times?: number;
  readonly skip?: number;
  /** Only each n-th match. @default 1 */
  readonly every?: number;
} & (
  /** The call answers an error, before it took effect or after. */
  | { readonly kind: 'error'; readonly error: string; readonly message?: string; readonly when?: 'before' | 'after' } & OfCalls
  /** The call comes late to its service, or its answer comes late; without seconds it never comes. */
  | { readonly kind: 'late'; readonly seconds?: number; readonly when?: 'before' | 'after' } & OfCalls
  /** The answer is lost on its way, and the SDK makes the call again by itself. */
  | { readonly kind: 'twice' } & OfCalls
  /** The execution that called is gone, right after the call took effect and before its answer is seen. */
  | { readonly kind: 'crash' } & OfCalls
  /** The execution is gone as it enters a state, or after the state's work and before its result is kept. */
  | { readonly kind: 'kill'; readonly inState?: string; readonly when?: 'before' | 'after' }
  /** An account creation that was accepted ends FAILED with this reason. */
  | { readonly kind: 'creation'; readonly reason: string }
  /** A stack of a stack set fails in an account, and is rolled back. */
  | {
    readonly kind: 'stack'; readonly reason: string;
    readonly stackSet?: string; readonly account?: string; readonly region?: string;
    /** Only a template whose SHA-256, in hexadecimal, begins so. */
    readonly template?: string;
    /** Only a template that has a resource with this logical id. */
    readonly resource?: string;
    /** The rollback of an update fails, too: the stack is in UPDATE_ROLLBACK_FAILED, and takes no update any more. */
    readonly stuck?: boolean;
  }
  /** EventBridge gives an event to the targets of a rule twice, later by some seconds, or never. */
  | {
    readonly kind: 'delivery'; readonly how: 'doubled' | 'delayed' | 'lost';
    readonly rule?: string; readonly seconds?: number;
  }
  /** SQS keeps a message that it was sent twice, or shows it later by some seconds. */
  | { readonly kind: 'message'; readonly how: 'doubled' | 'delayed'; readonly queue?: string; readonly seconds?: number }
  /** A bus takes no events between two moments, in ISO 8601; applied each time somebody sends it one. */
  | {
    readonly kind: 'bus'; readonly bus: string; readonly from: string; readonly until: string;
    readonly account?: string; readonly region?: string;
  }
);

/** A moment in which something may go wrong. Which fields there are depends on the kind of fault that is asked for. */
export interface Occasion {
  /** What `mentions` looks through. */
  readonly about: unknown;
  readonly when?: 'before' | 'after';
  readonly service?: string;
  readonly action?: string;
  readonly inState?: string;
  readonly rule?: string;
  readonly queue?: string;
  readonly bus?: string;
  /** Virtual time in milliseconds, where a fault may last for a while. */
  readonly at?: number;
  readonly stackSet?: string;
  readonly account?: string;
  readonly region?: string;
  /** Of the stack that may fail: the SHA-256 of its template, and the logical ids of its resources. */
  readonly sha256?: string;
  readonly resources?: ReadonlySet<string>;
  /** Who calls, and for which execution. */
  readonly by?: string;
  readonly execution?: string;
}

export type FaultOf<K extends Fault['kind']> = Extract<Fault, { kind: K }>;

/** Says what goes wrong: a plan of faults, or chance. */
export interface FaultSource {
  /** The fault that is due here, if there is one; it counts as applied. */
  next<K extends Fault['kind']>(kind: K, at: Occasion): FaultOf<K> | undefined;
  /** How often each fault was applied. */
  tally(): { fault: Fault; applied: number }[];
  /** Where the fault stands in the plan; -1 if in none. */
  indexOf(fault: Fault): number;
}

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
    case 'late': {
      const how = fault.seconds === undefined ? 'never' : `${fault.seconds} s late`;
      return `${fault.when === 'after' ? 'answer of' : 'call of'} ${fault.service}:${fault.action} ${how}`;
    }
    case 'twice': return `${fault.service}:${fault.action} twice`;
    case 'crash': return `crash after ${fault.service}:${fault.action}`;
    case 'kill': return `kill ${fault.when ?? 'before'} ${fault.inState ?? 'a state'}`;
    case 'delivery': return `delivery ${fault.how}`;
    case 'message': return `message ${fault.how}`;
    case 'bus': return `bus ${fault.bus} away`;
    default: return `${fault.kind} ${fault.reason}`;
  }
}

/** What of a fault has to be the same on the occasion. */
const TERMS = ['service', 'action', 'inState', 'rule', 'queue', 'bus', 'stackSet', 'account', 'region'] as const;

/** Hands out the faults of a plan, each as often as it asks for. */
export class FaultPlan implements FaultSource {
  private readonly applied: number[];
  private readonly met: number[];

  constructor(public readonly faults: readonly Fault[]) {
    const complaints = faults.flatMap((fault, at) => complaintsAboutFault(fault, `faults[${at}]`));
    if (complaints.length > 0) { throw new Error(complaints.join('\n')); }
    this.applied = faults.map(() => 0);
    this.met = faults.map(() => 0);
  }

  /** The first fault that is due here. */
  public next<K extends Fault['kind']>(kind: K, at: Occasion): FaultOf<K> | undefined {
    for (let index = 0; index < this.faults.length; index++) {
      const fault = this.faults[index];
      if (fault.kind !== kind || this.applied[index] >= (fault.times ?? (fault.kind === 'bus' ? Infinity : 1)) || !fits(fault, at)) { continue; }
      if (fault.mentions !== undefined && !mentions(at.about, fault.mentions)) { continue; }
      const met = this.met[index]++ - (fault.skip ?? 0);
      if (met < 0 || met % (fault.every ?? 1) !== 0) { continue; }
      this.applied[index]++;
      return fault as FaultOf<K>;
    }
    return undefined;
  }

  /** In the order of the plan. */
  public tally(): { fault: Fault; applied: number }[] {
    return this.faults.map((fault, index) => ({ fault, applied: this.applied[index] }));
  }

  public indexOf(fault: Fault): number {
    return this.faults.indexOf(fault);
  }
}

function fits(fault: Fault, at: Occasion): boolean {
  if (fault.kind === 'bus' && !(at.at! >= Date.parse(fault.from) && at.at! < Date.parse(fault.until))) { return false; }
  const wanted = fault as Partial<Occasion>;
  const { template = '', resource } = fault as Partial<FaultOf<'stack'>>;
  return TERMS.every(term => wanted[term] === undefined || wanted[term] === at[term])
    && (at.sha256 ?? '').startsWith(template) && (resource === undefined || at.resources?.has(resource) === true)
    && (at.when === undefined || at.when === (wanted.when ?? 'before'));
}

function mentions(where: unknown, text: string): boolean {
  if (where === text) { return true; }
  if (Array.isArray(where)) { return where.some(part => mentions(part, text)); }
  return isObject(where) && Object.values(where).some(part => mentions(part, text));
}
