import { createHash } from 'crypto';
import { PLACES, STATES } from '../contract';

/** What waits or holds a place in the line in front of a limited API. */
export interface LineSeen {
  readonly holders: readonly string[];
  readonly waiting: readonly Waiting[];
}

export interface Waiting {
  readonly who: string;
  /** Its key in the line. */
  readonly item: string;
  /** Wakes it, if it sleeps. */
  readonly token?: string;
  readonly calledAt?: string;
}

/** What the directory says of a tenant. */
export interface RecordSeen {
  readonly state: string;
  readonly changedAt: string;
  readonly run: string;
  /** The request, as an input of the workflow. */
  readonly request: string;
  readonly accountId: string;
  /** When it came into the line. */
  readonly queuedAt: string;
  readonly stage: string;
  readonly requestedBy: string;
  /** Why it failed: the error, and what was being done with what AWS said of it. */
  readonly error: string;
  readonly cause: string;
  readonly notes: string;
  /** The run whose failure the sweeper has told in its stead. */
  readonly toldBy: string;
}

/** What sweeping sees of the world, and does to it. */
export interface World {
  now(): number;
  /** The head of the line. */
  line(): Promise<LineSeen>;
  /** Everybody who stands in line. */
  inLine(): Promise<string[]>;
  record(tenantId: string): Promise<RecordSeen | undefined>;
  /** Tenants in a state since before a moment. */
  since(state: string, before: string): Promise<string[]>;
  /** What Step Functions says of a run; undefined when it knows none. */
  statusOf(run: string): Promise<string | undefined>;
  /** The error with which a run failed. */
  errorOf(run: string): Promise<string | undefined>;
  /** Runs that were ended from outside, or failed, since a moment. */
  ended(since: string): Promise<Ended[]>;
  stop(run: string): Promise<void>;
  /** Starts the enrolment under a name; false when there was such a run before. */
  start(name: string, input: string): Promise<boolean>;
  /** The run of this name. */
  runNamed(name: string): string;
  giveBack(tenantId: string): Promise<void>;
  leaveLine(item: string): Promise<void>;
  /** Tells why a tenant failed, as the run on its record would have, and notes that it is told. */
  tellFailure(tenantId: string, record: RecordSeen): Promise<void>;
  /** Whether a request that never came on record was given up before, after this run. */
  wasGivenUp(tenantId: string, run: string): Promise<boolean>;
  /** Tells, and puts on record, that a tenant is given up; takes it off the line. False when somebody else is at it. */
  giveUp(tenantId: string, record: RecordSeen | undefined, input: string, failure: Failure): Promise<boolean>;
  /** Lets a sleeper look at the line again; false when nobody sleeps there. */
  lookAgain(token: string): Promise<boolean>;
}

/** Why a tenant is given up. */
export interface Failure {
  readonly error: string;
  readonly cause: string;
  readonly run: string;
}

/** How a run ended, as Step Functions tells it. */
export interface Ended {
  readonly run: string;
  readonly status: string;
  /** Not there when it is too large for an event. */
  readonly input?: string;
  /** With which it failed, where that is known already. */
  readonly error?: string;
}

/** What was done. */
export interface Swept {
  /** Runs that were begun again. */
  pickedUp: number;
  /** Tenants whose runs ended too often without an end of the enrolment. */
  givenUp: number;
  /** Places that were given back for somebody who does not need them any more. */
  freed: number;
}

/** Long enough for whoever is at it to finish what is done between two writes. */
const SETTLED_MS = 5 * 60_000;

/** How long a tenant stands still before somebody looks whether its run is still there. */
const STILL_MS = 15 * 60_000;

/** How far it is looked back for runs that ended: some looks further than the last. */
const LOOK_BACK_MS = 40 * 60_000;

const ALIVE: readonly string[] = ['RUNNING', 'PENDING_REDRIVE'];

/** A run that ended so came to no end of its own. */
const CUT_SHORT: readonly string[] = ['ABORTED', 'TIMED_OUT'];

/** After so many runs that were ended from outside, a person has to look. */
const MOST_RUNS = 20;

/** How a tenant is called whose request does not name it. */
const NOBODY = 'unknown';

const UNFINISHED: readonly string[] = [STATES.requested, STATES.creating, STATES.onboarding];
const NEEDS_A_PLACE: readonly string[] = [STATES.requested, STATES.creating];

/** Finds what no workflow owns any more: places in flight, sleepers that nobody woke, tenants without a run. */
export class Sweeper {
  public readonly swept: Swept = { pickedUp: 0, givenUp: 0, freed: 0 };

  constructor(private readonly world: World) {}

  public async sweep(): Promise<Swept> {
    await this.sweepPlaces();
    await this.sweepLine();
    await this.sweepTenants();
    await this.sweepEnds();
    return this.swept;
  }

  /** A run has ended without a word. Whoever asked gets an answer from another one. */
  public async after(ended: Ended): Promise<Swept> {
    const tenantId = tenantIn(ended.input);
    const record = tenantId === undefined ? undefined : await this.world.record(tenantId);
    if (ended.input === undefined) { return this.swept; }
    // What has failed has its reason on record, and may be asked for again by whoever wants it.
    if (tenantId !== undefined && record?.state === STATES.failed) {
      const cutShort = CUT_SHORT.includes(ended.status);
      if (record.run === ended.run) {
        // A run that told it ends with the error that it put on record.
        const isTold = record.toldBy === ended.run
          || (!cutShort && (ended.error ?? await this.world.errorOf(ended.run)) === record.error);
        if (!isTold) { await this.world.tellFailure(tenantId, record); }
      } else if (cutShort) {
        // Somebody asked again, and that run ended before it took the tenant over.
        await this.startAgain(tenantId, ended.run, undefined, ended.input);
      }
      return this.swept;
    }
    const finished = record !== undefined && !UNFINISHED.includes(record.state);
    await this.startAgain(tenantId, ended.run, record && !finished ? record : undefined, ended.input);
    return this.swept;
  }

  private async sweepPlaces(): Promise<void> {
    const { holders, waiting } = await this.world.line();
    for (const tenantId of holders) {
      const record = await this.world.record(tenantId);
      if (!record || !NEEDS_A_PLACE.includes(record.state)) {
        if (record && !this.isPast(record.changedAt, SETTLED_MS)) { continue; }
        await this.world.giveBack(tenantId);
        for (const { item } of waiting.filter(({ who }) => who === tenantId)) { await this.world.leaveLine(item); }
        this.swept.freed++;
        continue;
      }
      const place = waiting.find(({ who }) => who === tenantId);
      if (place && await this.wake(place, record)) { continue; }
      await this.pickUp(tenantId, record);
    }
  }

  private async sweepLine(): Promise<void> {
    const { holders, waiting } = await this.world.line();
    const first = waiting.filter(each => !holders.includes(each.who)).slice(0, Math.max(0, PLACES - holders.length));
    for (const each of first) {
      const record = await this.world.record(each.who);
      if (!await this.wake(each, record)) { await this.pickUpWaiting(each, record); }
    }
  }

  /**
   * Who has a place, or could have one, and sleeps, was not woken or was told by mistake that there is none. Who does
   * not hear is stopped, and is begun again when its end is heard: its token was written over by another run, or its
   * own call hangs.
   */
  private async wake({ token, calledAt }: Waiting, record: RecordSeen | undefined): Promise<boolean> {
    const inVain = calledAt !== undefined && this.isPast(calledAt, STILL_MS);
    if (!inVain && token !== undefined && await this.world.lookAgain(token)) { return true; }
    const hasSlept = token !== undefined || calledAt !== undefined;
    if (record?.state !== STATES.requested || !hasSlept) { return false; }
    // Who took the tenant over a while ago may still look for its account; who was called just now is on its way.
    const hasHadTime = this.isPast(record.changedAt, STILL_MS)
      && (calledAt === undefined || this.isPast(calledAt, SETTLED_MS));
    if (hasHadTime && await this.isAlive(record.run)) { await this.world.stop(record.run); }
    return false;
  }

  /** Who stands in line may do so for hours. If its run is gone, that is found when its turn comes. */
  private async sweepTenants(): Promise<void> {
    const inLine = new Set(await this.world.inLine());
    const before = new Date(this.world.now() - STILL_MS).toISOString();
    for (const state of UNFINISHED) {
      for (const tenantId of await this.world.since(state, before)) {
        if (inLine.has(tenantId)) { continue; }
        const record = await this.world.record(tenantId);
        if (record && UNFINISHED.includes(record.state)) { await this.pickUp(tenantId, record); }
      }
    }
  }

  /** A run may end before anything is on record, and the news of it be lost. */
  private async sweepEnds(): Promise<void> {
    const since = new Date(this.world.now() - LOOK_BACK_MS).toISOString();
    for (const ended of await this.world.ended(since)) { await this.after(ended); }
  }

  /** Who stands in line and needs no place any more was left there by a run that is gone. */
  private async pickUpWaiting({ who, item }: Waiting, record: RecordSeen | undefined): Promise<void> {
    if (!record) { return; }
    if (NEEDS_A_PLACE.includes(record.state)) { return this.pickUp(who, record); }
    if (this.isPast(record.changedAt, SETTLED_MS)) { await this.world.leaveLine(item); }
  }

  private async pickUp(tenantId: string, record: RecordSeen): Promise<void> {
    if (this.isPast(record.changedAt, SETTLED_MS) && !await this.isAlive(record.run)) {
      await this.startAgain(tenantId, record.run, record, record.request, true);
    }
  }

  /**
   * The name follows from the run that is no more, so that two who find it start one. Whether that one came to an end
   * is its own story, unless the record says that nobody is at it.
   */
  private async startAgain(
    tenantId: string | undefined, run: string, record: RecordSeen | undefined, input: string,
    nobodyIsAtIt = false,
  ): Promise<void> {
    const [, before] = /:again-(\d+)-[0-9a-f]+$/.exec(run) ?? [];
    const hash = createHash('sha256').update(run).digest('hex').slice(0, 40);
    for (let count = Number(before ?? 0) + 1; count <= MOST_RUNS; count++) {
      const name = `again-${count}-${hash}`;
      if (await this.world.start(name, record?.request ?? input)) {
        this.swept.pickedUp++;
        return;
      }
      if (!nobodyIsAtIt || await this.isAlive(this.world.runNamed(name))) { return; }
    }
    if (await this.isLookedAfter(tenantId, run)) { return; }
    const cause = `its runs were ended ${MOST_RUNS} times before they came to an end`
      + (record?.accountId ? `; account ${record.accountId} was left where it is` : '');
    const done = await this.world.giveUp(tenantId ?? NOBODY, record, record?.request ?? input, { error: 'GivenUp', cause, run });
    if (done) { this.swept.givenUp++; }
  }

  /** A tenant that another request has brought to its end, or is bringing there, or that was given up before. */
  private async isLookedAfter(tenantId: string | undefined, run: string): Promise<boolean> {
    const record = tenantId === undefined ? undefined : await this.world.record(tenantId);
    if (!record) { return this.world.wasGivenUp(tenantId ?? NOBODY, run); }
    return !UNFINISHED.includes(record.state) || this.isAlive(record.run);
  }

  private async isAlive(run: string): Promise<boolean> {
    return ALIVE.includes(await this.world.statusOf(run) ?? '');
  }

  private isPast(moment: string, milliseconds: number): boolean {
    return Date.parse(moment) <= this.world.now() - milliseconds;
  }
}

function tenantIn(input: string | undefined): string | undefined {
  if (input === undefined) { return undefined; }
  const { tenantId } = (JSON.parse(input) ?? {}) as { tenantId?: unknown };
  return typeof tenantId === 'string' && tenantId !== '' ? tenantId : undefined;
}
