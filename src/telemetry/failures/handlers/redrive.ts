import { accountOf, functionIn, isRequestId } from './failure';
import { textAt } from './raw-json';
import { again } from './record';
import type { Again, Claimed, RequestItem, Sent } from './store';
import {
  FAILURE_KINDS, FAILURE_STATES, FailureItem, FailureState, MOST_REDRIVES, RedriveRequest,
} from '../../contract';
import { CLAIM_MS } from '../settings';

/** What redriving sees of the world, and does to it. */
export interface World {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Whether the function's own end is near. */
  isLate(): boolean;
  page(accountId: string, after?: string): Promise<{ items: FailureItem[]; last?: string }>;
  failure(accountId: string, id: string): Promise<FailureItem | undefined>;
  request(accountId: string, requestId: string): Promise<RequestItem | undefined>;
  claim(item: FailureItem, by: Partial<FailureItem>): Promise<boolean>;
  leave(claimed: Claimed, state: FailureState, changedAt: string, reason?: string): Promise<boolean>;
  sent(claimed: Claimed, requestId: string, changedAt: string, expiresAt: number): Promise<Sent>;
  fold(claimed: Claimed, second: FailureItem, change: Again): Promise<boolean>;
  takeOver(claimed: Claimed, first: FailureItem, requestId: string, change: Partial<FailureItem>): Promise<boolean>;
  tellParked(item: FailureItem): Promise<void>;
  /** A body out of the central bucket. */
  body(key: string): Promise<string>;
  /** An object out of the tenant's own bucket, read with nothing but the right to read it. */
  object(item: FailureItem): Promise<string>;
  /** Invokes with nothing but the right to do so, once, and says the request's id. */
  invoke(accountId: string, functionArn: string, payload: string): Promise<string>;
  redrive(accountId: string, executionArn: string, token: string): Promise<void>;
}

/** It surely had no effect. */
export class NotSent extends Error {}

/** The account does not let us in: no other failure of it will fare better. */
export class ShutOut extends Error {}

/** One page of a run. */
export interface Task {
  readonly request: RedriveRequest;
  readonly run: string;
  /** When the run began. What came later was not there to be asked for. */
  readonly askedAt: string;
  /** Where the last page ended; empty for the first. */
  readonly cursor: string;
  /** Nothing is given back any more: only what runs that died have left is dealt with. */
  readonly settling: boolean;
}

export interface Page {
  readonly cursor: string;
  readonly more: boolean;
  /** Somebody may still be at some of them. */
  readonly unsettled: boolean;
  readonly problem: string;
  readonly counts: Counts;
}

/** `kept`: it surely was not given back, and stands as before. `passed`: not one to be redriven, or gone. */
export type Counts = Readonly<Record<'redriven' | 'kept' | 'doubtful' | 'parked' | 'refused' | 'passed', number>>;

const MOST_AT_ONCE = 10;
const LONGEST_REASON = 1000;
const MOST_TRIES = 4;

/** Gives failures back to the account that they came from, each once for each time that somebody asks for it. */
export class Redriver {
  private readonly counts = { redriven: 0, kept: 0, doubtful: 0, parked: 0, refused: 0, passed: 0 };
  private unsettled = false;
  private problem = '';
  private nextAt = 0;

  constructor(private readonly world: World, private readonly task: Task, private readonly retentionSeconds: number) {}

  public async page(): Promise<Page> {
    const { entries, last } = await this.entries();
    const under = new Set<Promise<void>>();
    const errors: unknown[] = [];
    let cursor = this.task.cursor;
    let done = 0;
    for (const { item, after } of entries) {
      if (this.problem !== '' || this.world.isLate()) { break; }
      if (!item) {
        this.counts.passed++;
      } else if (this.isWanted(item)) {
        await this.turn();
        while (under.size >= MOST_AT_ONCE) { await Promise.race(under); }
        const work = this.redrive(item).catch(error => { errors.push(error); }).finally(() => { under.delete(work); });
        under.add(work);
      } else {
        await this.settle(item);
      }
      cursor = after;
      done++;
    }
    await Promise.all(under);
    if (errors.length > 0) { throw errors[0]; }
    const more = this.problem === '' && (done < entries.length || last !== undefined);
    const { unsettled, problem, counts } = this;
    return { cursor: done === entries.length && last !== undefined ? last : cursor, more, unsettled, problem, counts };
  }

  /** Failures, each with the cursor after it; those that were named and are gone are empty. */
  private async entries(): Promise<{ entries: { item?: FailureItem; after: string }[]; last?: string }> {
    const { request: { accountId, ids }, cursor } = this.task;
    if (!ids) {
      const { items, last } = await this.world.page(accountId, cursor || undefined);
      return { entries: items.map(item => ({ item, after: item.id })), last };
    }
    const from = Number(cursor);
    const names = ids.slice(from, from + 100);
    const found = await Promise.all(names.map(id => this.world.failure(accountId, id)));
    const entries = found.map((item, index) => ({ item, after: String(from + index + 1) }));
    return { entries, last: from + 100 < ids.length ? String(from + 100) : undefined };
  }

  private isWanted(item: FailureItem): boolean {
    const { request: { ids, service }, run, askedAt, settling } = this.task;
    const { state, changedAt, kind } = item;
    const isOther = kind === FAILURE_KINDS.custom || (service !== undefined && item.service !== service);
    if (settling || isOther) { return false; }
    // Once for each time that somebody asks: whatever became of it meanwhile is for another run.
    if (item.redriveRun === run) { return false; }
    // It may be what this run itself has given back: one who died could not say so.
    if (ids === undefined && Date.parse(item.receivedAt) > Date.parse(askedAt)) { return false; }
    const isByName = state === FAILURE_STATES.parked || (state === FAILURE_STATES.inDoubt && this.isOld(changedAt));
    return state === FAILURE_STATES.held || (ids !== undefined && isByName);
  }

  /** Who claimed it is at it still, or is gone. Then nobody knows whether it went out. */
  private async settle(item: FailureItem): Promise<void> {
    if (item.state !== FAILURE_STATES.redriving) {
      if (!this.task.settling) { this.counts.passed++; }
      return;
    }
    if (!this.isOld(item.changedAt)) {
      this.unsettled = true;
    } else if (await this.world.leave(item, FAILURE_STATES.inDoubt, item.changedAt)) {
      this.counts.doubtful++;
    }
  }

  private async redrive(item: FailureItem): Promise<void> {
    const { accountId, what, bodyAt } = item;
    const { request: { by, reason }, run } = this.task;
    const changedAt = this.now();
    if (!await this.world.claim(item, { changedAt, redrivenBy: by, redriveReason: reason, redriveRun: run })) {
      this.counts.passed++;
      return;
    }
    const claimed: FailureItem = { ...item, state: FAILURE_STATES.redriving, changedAt, redriveRun: run };
    // The key decides, and no word of the event: see also the session's policy and the tenant's role.
    const said = [what === undefined ? '' : accountOf(what), bodyAt?.accountId ?? accountId, this.task.request.accountId];
    if (said.some(each => each !== accountId)) { return this.refuse(claimed); }
    try {
      await this.giveBack(claimed);
    } catch (error) {
      if (error instanceof ShutOut) { this.problem = error.message; }
      const isCertain = error instanceof NotSent || error instanceof ShutOut;
      // What was held or parked is so again; what went out perhaps is not repeated by itself.
      const state = isCertain ? item.state : FAILURE_STATES.inDoubt;
      const words = `${isCertain ? 'not' : 'perhaps'} given back: ${(error as Error).message}`;
      await this.world.leave(claimed, state, isCertain ? this.now() : changedAt, words.slice(0, LONGEST_REASON));
      this.counts[isCertain ? 'kept' : 'doubtful']++;
    }
  }

  private async giveBack(claimed: FailureItem): Promise<void> {
    const { accountId, what = '', kind, bodyAt, body, at } = claimed;
    if (kind === FAILURE_KINDS.execution) {
      await this.world.redrive(accountId, what, `${what} ${at} ${claimed.changedAt}`);
      // It may have failed again by now: then that stands on record.
      await this.world.leave(claimed, FAILURE_STATES.redriven, this.now());
      this.counts.redriven++;
      return;
    }
    if (kind === FAILURE_KINDS.object) { return this.giveBackObject(claimed); }
    const payload = bodyAt ? await this.world.body(bodyAt.key) : body ?? 'null';
    await this.send(claimed, what, payload);
  }

  /** The object is Lambda's record of the invocation, in the tenant's own bucket. */
  private async giveBackObject(claimed: FailureItem): Promise<void> {
    const text = await this.world.object(claimed);
    const requestContext = contextIn(text);
    const payload = textAt(text, 'requestPayload');
    const arn = functionIn(requestContext?.functionArn);
    const named = arn?.split(':').slice(0, 7).join(':');
    if (!arn || named !== claimed.what || payload === undefined) { return this.refuse(claimed); }
    const { accountId } = claimed;
    const requestId = requestContext?.requestId;
    const request = isRequestId(requestId) ? await this.world.request(accountId, requestId) : undefined;
    const first = request && !request.failedAt ? await this.world.failure(accountId, request.failure) : undefined;
    const heir = first && { ...claimed, redrives: first.redrives + 1 };
    const isPoison = heir !== undefined && heir.redrives >= MOST_REDRIVES && !this.task.request.ids;
    if (heir) {
      const { redrives, changedAt } = heir;
      const change = { redrives, changedAt, ...isPoison && { state: FAILURE_STATES.parked } };
      if (!await this.world.takeOver(claimed, first, requestId as string, change)) {
        throw new NotSent('what it came of changed meanwhile');
      }
    }
    if (!isPoison) { return this.send(claimed, arn, payload); }
    this.counts.parked++;
    await this.world.tellParked({ ...heir, state: FAILURE_STATES.parked });
  }

  private async send(claimed: FailureItem, functionArn: string, payload: string): Promise<void> {
    const { accountId } = claimed;
    const requestId = await this.world.invoke(accountId, functionArn, payload);
    this.counts.redriven++;
    const sent = await this.stubbornly(() => this.world.sent(claimed, requestId, this.now(), this.expiresAt()));
    if (sent !== 'too late') { return; }
    const second = await this.world.failure(accountId, requestId);
    const change = second && again(claimed, { ...second, requestId });
    if (change && await this.world.fold(claimed, second, change) && change.state === FAILURE_STATES.parked) {
      this.counts.parked++;
      await this.world.tellParked({ ...claimed, ...change });
    }
  }

  private async refuse(claimed: FailureItem): Promise<void> {
    const reason = `of another account, says ${claimed.accountId}: ${claimed.what ?? ''}`;
    await this.world.leave(claimed, FAILURE_STATES.refused, this.now(), reason);
    this.counts.refused++;
  }

  /** Waits for its turn, so that no second sees more than it should. */
  private async turn(): Promise<void> {
    const { now } = this.world;
    const at = Math.max(now(), this.nextAt);
    this.nextAt = at + 1000 / this.task.request.perSecond;
    if (at > now()) { await this.world.sleep(at - now()); }
  }

  /** It is out, and only the table does not know yet under which request. */
  private async stubbornly<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work();
      } catch (error) {
        if (tries === MOST_TRIES) { throw error; }
        await this.world.sleep(1000 * 2 ** tries);
      }
    }
  }

  private isOld(changedAt: string): boolean { return Date.parse(changedAt) < this.world.now() - CLAIM_MS; }

  private expiresAt(): number { return Math.floor(this.world.now() / 1000) + this.retentionSeconds; }

  private now(): string { return new Date(this.world.now()).toISOString(); }
}

function contextIn(text: string): { readonly functionArn?: unknown; readonly requestId?: unknown } | undefined {
  try {
    return (JSON.parse(text) as { requestContext?: object } | null)?.requestContext;
  } catch {
    throw new NotSent('the object holds no record of an invocation');
  }
}
