import { AwsError } from './aws-error';
import { Clock } from './clock';
import { Crashed, Fault, FaultOf, FaultPlan, FaultSource, nameOf, Occasion } from './faults';
import { Journal } from './journal';
import { JsonObject } from './json';
import { Quotas } from './quotas';
import { Random } from './random';
import { Call, Caller, Permission, Room, RoomBuilder } from './room';

export interface CloudOptions {
  readonly seed?: number;
  /** Virtual time at the start. @default 2026-01-05T09:00:00Z */
  readonly startsAt?: Date;
  /**
   * What goes wrong: faults by plan, or another source of them. A test does well to end with `expectFaultsApplied()`
   * of the lab: a fault that never came proves nothing.
   */
  readonly faults?: readonly Fault[] | FaultSource;
  readonly managementAccount?: string;
}

/** What came of a call, as the log tells it. */
interface Outcome {
  readonly result?: JsonObject;
  readonly error?: { name: string; message: string };
  readonly fault?: string;
}

/** Decides whether a caller may. The room of IAM is one. */
export interface Authorizer {
  authorize(caller: Caller, permission: Permission): void;
}

/**
 * A model of the services that workflows call. Every call goes through here: IAM, throttles, faults, the room, the log.
 */
export class Cloud {
  public readonly clock: Clock;
  public readonly journal = new Journal();
  public readonly random: Random;
  public readonly faults: FaultSource;
  public readonly quotas = new Quotas();
  public readonly partition = 'aws';
  public readonly managementAccount: string;
  private readonly rooms = new Map<string, Room>();
  private readonly kept = new Map<string, unknown>();
  private calls = 0;
  private authorizer?: Authorizer;

  constructor(options: CloudOptions = {}) {
    this.clock = new Clock((options.startsAt ?? new Date('2026-01-05T09:00:00Z')).getTime());
    this.random = new Random(options.seed ?? 1);
    const { faults = [] } = options;
    this.faults = 'next' in faults ? faults : new FaultPlan(faults);
    this.managementAccount = options.managementAccount ?? '111111111111';
  }

  /** Virtual time, as AWS writes it. */
  public timestamp(): string {
    return this.clock.timestamp();
  }

  public add(...builders: RoomBuilder[]): void {
    for (const build of builders) {
      const room = build(this);
      this.rooms.set(room.service, room);
      if ('authorize' in room) { this.authorizer = room as Room & Authorizer; }
    }
  }

  public room<T extends Room>(service: string, caller?: Caller): T {
    const room = this.rooms.get(service);
    if (!room) {
      const known = [...this.rooms.keys()].join(', ');
      const who = caller?.state === undefined ? '' : `, which the state '${caller.state}' of ${caller.execution} calls`;
      throw new Error(`the lab has no room for the service '${service}'${who}; it has ${known}`);
    }
    return room as T;
  }

  public allRooms(): Room[] {
    return [...this.rooms.values()];
  }

  /** What a part of the lab that is no room remembers about this cloud, made at its first use. */
  public keep<T>(name: string, make: () => T): T {
    if (!this.kept.has(name)) { this.kept.set(name, make()); }
    return this.kept.get(name) as T;
  }

  /** The room if there is one: for what is richer with it and works without. */
  public roomIfAny<T extends Room>(service: string): T | undefined {
    return this.rooms.get(service) as T | undefined;
  }

  /** One API call. Takes virtual time, and is logged whatever comes of it. */
  public async call(caller: Caller, service: string, action: string, parameters: JsonObject): Promise<JsonObject> {
    const room = this.room(service, caller);
    const call: Call = { service, action, parameters, caller };
    const number = ++this.calls;
    const { principal: by, state: inState, execution } = caller;
    const before: Occasion = { about: parameters, service, action, inState, by, execution, when: 'before' };
    let fault: Fault | undefined;
    try {
      await this.clock.sleep(this.latency());
      const late = this.late(before);
      if (late) { fault = await late; }
      if (!caller.trusted) {
        for (const permission of room.permissions(call)) { this.authorizer?.authorize(caller, permission); }
      }
      this.quotas.admit(call, this.clock.now());
      fault ??= this.faults.next('error', before);
      const result = fault?.kind === 'error' ? {} : await room.handle(call);
      const after: Occasion = { ...before, when: 'after' };
      const at: Occasion = { ...before, when: undefined };
      fault ??= this.faults.next('error', after) ?? this.faults.next('crash', at) ?? this.faults.next('twice', at);
      const later = fault ? undefined : this.late(after);
      if (later) { fault = await later; }
      await this.clock.sleep(this.latency());
      if (fault?.kind === 'error' || fault?.kind === 'crash') { throw this.thrownBy(fault); }
      this.log(number, call, { result, ...(fault && { fault: nameOf(fault) }) });
      if (fault?.kind !== 'twice') { return result; }
      this.tellFault(fault, { call: number, execution: caller.execution });
    } catch (error) {
      const { name, message } = error as Error;
      this.log(number, call, { error: { name, message }, ...(fault && { fault: nameOf(fault) }) });
      if (fault && fault.kind !== 'late') { this.tellFault(fault, { call: number, execution: caller.execution }); }
      throw error;
    }
    return this.call(caller, service, action, parameters);
  }

  /** Writes into the log that a planned fault was applied. */
  public tellFault(fault: Fault, where: { call?: number; execution?: string } = {}): void {
    const planned = this.faults.indexOf(fault);
    this.journal.write({ type: 'fault', at: this.timestamp(), fault: nameOf(fault), planned, ...where });
  }

  private log(call: number, of: Call, outcome: Outcome): void {
    const { caller, service, action, parameters } = of;
    this.journal.write({
      type: 'call', at: this.timestamp(), call, execution: caller.execution, role: caller.principal,
      account: caller.account, region: caller.region, service, action, parameters, ...outcome,
    });
  }

  /** Holds the call or its answer up, if that is due: for ever, where the fault says nothing else. */
  private late(at: Occasion): Promise<FaultOf<'late'>> | undefined {
    const fault = this.faults.next('late', at);
    if (!fault) { return undefined; }
    this.tellFault(fault, { execution: at.execution });
    const held = fault.seconds === undefined
      ? new Promise<never>(() => undefined) : this.clock.sleep(fault.seconds * 1000);
    return held.then(() => fault);
  }

  private thrownBy(fault: FaultOf<'error' | 'crash'>): Error {
    return fault.kind === 'error' ? new AwsError(fault.error, fault.message ?? `planned fault: ${fault.error}`) : new Crashed();
  }

  /** One way of a call: 5 to 40 ms. An assumption of the lab; AWS documents none. */
  private latency(): number {
    return this.random.whole(5, 40);
  }
}
