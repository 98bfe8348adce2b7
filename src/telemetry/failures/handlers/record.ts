import { BusEvent, Failure, failureOf } from './failure';
import type { Again, RequestItem } from './store';
import { FAILURE_KINDS, FAILURE_STATES, FailureItem, INLINE_BYTES, MOST_REDRIVES } from '../../contract';

/** Whose an account is. */
export interface Owner { readonly tenantId: string; readonly ring?: string }

/** What recording sees of the world, and does to it. */
export interface World {
  now(): number;
  /** Undefined when the directory cannot be asked or does not know. It may know later: of a tenant in enrolment. */
  whose(accountId: string): Promise<Owner | undefined>;
  version(service: string, tenantId: string): Promise<string | undefined>;
  /** Keeps a body where it is found again by this key. */
  keep(key: string, body: string): Promise<NonNullable<FailureItem['bodyAt']>>;
  put(item: FailureItem, requestId: string): Promise<'new' | 'known' | 'redriven'>;
  failure(accountId: string, id: string): Promise<FailureItem | undefined>;
  request(accountId: string, requestId: string): Promise<RequestItem | undefined>;
  again(first: FailureItem, requestId: string, change: Again): Promise<boolean>;
  executionAgain(first: FailureItem, change: Again): Promise<boolean>;
  /** Tells that redriving does no good. */
  tellParked(item: FailureItem): Promise<void>;
}

/** What came of an event. Nothing did that was not known before when `counts` is false. */
export interface Recorded { readonly item: FailureItem; readonly counts: boolean }

/** The platform, and for how long failures are kept. */
export interface Settings { readonly platform: string; readonly retentionSeconds: number }

/** Puts failures of all tenants on record, each under the account that EventBridge says it is of. */
export class Recorder {
  constructor(private readonly world: World, private readonly settings: Settings) {}

  public async record(event: BusEvent): Promise<Recorded> {
    const failure = failureOf(event, this.settings.platform);
    const item = await this.itemOf(event, failure);
    // Objects that others took over from are remembered like requests.
    const became = await this.world.put(item, item.requestId ?? item.id);
    if (became === 'new') { return { item, counts: true }; }
    if (became === 'redriven') { return this.cameAgain(item); }
    const first = await this.world.failure(item.accountId, item.id) ?? item;
    if (item.kind === FAILURE_KINDS.execution && first.at < item.at) {
      const change = again(first, item);
      if (await this.world.executionAgain(first, change)) { return this.told({ ...first, ...change }); }
    }
    await this.tellIfParked(first, item.requestId);
    return { item: first, counts: false };
  }

  /** It was redriven, and failed again. */
  private async cameAgain(item: FailureItem): Promise<Recorded> {
    const { accountId, requestId = item.id } = item;
    const request = await this.world.request(accountId, requestId);
    const first = request && await this.world.failure(accountId, request.failure);
    if (!first) {
      // What it came of was forgotten meanwhile.
      const became = await this.world.put({ ...item, redrives: 1 }, '');
      return { item, counts: became === 'new' };
    }
    const change = again(first, item);
    if (!request.failedAt && await this.world.again(first, requestId, change)) {
      return this.told({ ...first, ...change });
    }
    await this.tellIfParked(first, requestId);
    return { item: first, counts: false };
  }

  private async told(item: FailureItem): Promise<Recorded> {
    if (item.state === FAILURE_STATES.parked) { await this.world.tellParked(item); }
    return { item, counts: true };
  }

  /** Whoever parked it may not have come to telling it. Told twice at worst, and never not at all. */
  private async tellIfParked(item: FailureItem, requestId?: string): Promise<void> {
    if (item.state === FAILURE_STATES.parked && item.requestId === requestId) { await this.world.tellParked(item); }
  }

  private async itemOf(event: BusEvent, failure: Failure): Promise<FailureItem> {
    const { forged, body, object, ...said } = failure;
    const { account: accountId, region } = event;
    const owner = await this.world.whose(accountId);
    const version = owner && said.service !== 'unknown' ? await this.world.version(said.service, owner.tenantId) : undefined;
    const isBig = body !== undefined && Buffer.byteLength(body) > INLINE_BYTES;
    const now = this.world.now();
    const at = new Date(now).toISOString();
    return {
      ...said,
      at: earliest(now, said.at, event.time),
      accountId, region,
      reason: forged ? `of another account, says ${accountId}: ${said.what ?? ''}` : said.reason,
      tenantId: owner?.tenantId, ring: owner?.ring, version,
      state: forged ? FAILURE_STATES.refused : FAILURE_STATES.held,
      ...body !== undefined && (isBig ? { bodyAt: await this.world.keep(keyOf(accountId, said.id), body) } : { body }),
      ...object && { bodyAt: { ...object, accountId } },
      redrives: 0, receivedAt: at, changedAt: at, expiresAt: Math.floor(now / 1000) + this.settings.retentionSeconds,
    };
  }
}

/** Where a body lies in the central bucket: each account has a folder of its own. */
export const keyOf = (accountId: string, id: string) => `${accountId}/${encodeURIComponent(id)}.json`;

/** When it failed. The event's own word counts as far as it is past: what is to come would hide all others in lists. */
const earliest = (now: number, ...times: string[]): string =>
  new Date(Math.min(now, ...times.map(Date.parse).filter(Number.isFinite))).toISOString();

/** How a failure stands after it has come again. */
export function again(first: FailureItem, item: FailureItem): Again {
  const redrives = first.redrives + 1;
  return {
    state: redrives >= MOST_REDRIVES ? FAILURE_STATES.parked : FAILURE_STATES.held,
    redrives, at: item.at, reason: item.reason, requestId: item.requestId,
    changedAt: item.receivedAt, expiresAt: item.expiresAt,
    // The body that came first is forgotten before the failure is.
    ...first.kind === item.kind && item.bodyAt && { bodyAt: item.bodyAt },
  };
}
