import { createHash } from 'crypto';
import { PLACES, STATES } from '../contract';

/** What waits or holds a place in the line in front of a limited API. */
export interface LineSeen {
  readonly holders: readonly string[];
  readonly waiting: readonly Waiting[];
}

export interface Waiting {
  readonly who: string;
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
}

/** What sweeping sees of the world, and does to it. */
export interface World {
  now(): number;
  line(): Promise<LineSeen>;
  record(tenantId: string): Promise<RecordSeen | undefined>;
  /** Tenants in a state since before a moment. */
  since(state: string, before: string): Promise<string[]>;
  isRunning(run: string): Promise<boolean>;
  /** Starts the enrolment under a name; false when there was such a run before. */
  start(name: string, input: string): Promise<boolean>;
  /** The run of this name. */
  runNamed(name: string): string;
  giveBack(tenantId: string): Promise<void>;
  /** Puts on record, and tells, that a tenant is given up; takes it off the line. */
  giveUp(tenantId: string, record: RecordSeen | undefined, input: string, failure: Failure): Promise<void>;
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

/** After so many runs that were ended from outside, a person has to look. */
const MOST_RUNS = 20;

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
    return this.swept;
  }

  /** A run has ended without a word. Whoever asked gets an answer from another one. */
  public async after(ended: Ended): Promise<Swept> {
    const tenantId = tenantIn(ended.input);
    const record = tenantId === undefined ? undefined : await this.world.record(tenantId);
    const finished = record !== undefined && !UNFINISHED.includes(record.state);
    // A run that has put on record why it failed has said all there is to say.
    if (ended.input === undefined || (ended.status === 'FAILED' && record?.state === STATES.failed)) { return this.swept; }
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
        this.swept.freed++;
        continue;
      }
      const called = waiting.find(each => each.who === tenantId && each.calledAt && this.isPast(each.calledAt, SETTLED_MS));
      if (called?.token !== undefined && await this.world.lookAgain(called.token)) { continue; }
      await this.pickUp(tenantId, record);
    }
  }

  private async sweepLine(): Promise<void> {
    const { holders, waiting } = await this.world.line();
    const first = waiting.filter(each => !holders.includes(each.who)).slice(0, Math.max(0, PLACES - holders.length));
    for (const each of first) {
      if (each.token !== undefined && await this.world.lookAgain(each.token)) { continue; }
      const record = await this.world.record(each.who);
      if (record) { await this.pickUp(each.who, record); }
    }
  }

  /** Who stands in line may do so for hours. If its run is gone, that is found when its turn comes. */
  private async sweepTenants(): Promise<void> {
    const inLine = new Set((await this.world.line()).waiting.map(each => each.who));
    const before = new Date(this.world.now() - STILL_MS).toISOString();
    for (const state of UNFINISHED) {
      for (const tenantId of await this.world.since(state, before)) {
        if (inLine.has(tenantId)) { continue; }
        const record = await this.world.record(tenantId);
        if (record && UNFINISHED.includes(record.state)) { await this.pickUp(tenantId, record); }
      }
    }
  }

  private async pickUp(tenantId: string, record: RecordSeen): Promise<void> {
    if (this.isPast(record.changedAt, SETTLED_MS) && !await this.world.isRunning(record.run)) {
      await this.startAgain(tenantId, record.run, record, record.request);
    }
  }

  /** The name follows from the run that is no more, so that two who find it start one. */
  private async startAgain(
    tenantId: string | undefined, run: string, record: RecordSeen | undefined, input: string,
  ): Promise<void> {
    const [, before] = /:again-(\d+)-[0-9a-f]+$/.exec(run) ?? [];
    const hash = createHash('sha256').update(run).digest('hex').slice(0, 40);
    for (let count = Number(before ?? 0) + 1; count <= MOST_RUNS; count++) {
      const name = `again-${count}-${hash}`;
      if (await this.world.start(name, record?.request ?? input)) {
        this.swept.pickedUp++;
        return;
      }
      if (await this.world.isRunning(this.world.runNamed(name))) { return; }
    }
    if (tenantId === undefined) { return; }
    const cause = `its runs were ended ${MOST_RUNS} times before they came to an end`
      + (record?.accountId ? `; account ${record.accountId} was left where it is` : '');
    await this.world.giveUp(tenantId, record, record?.request ?? input, { error: 'GivenUp', cause, run });
    this.swept.givenUp++;
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
