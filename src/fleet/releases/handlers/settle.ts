import { Files, readList, writeList } from './lists';
import { changeInPart, Parts } from './parts';
import { inGeneral, isOfAws, isStuck, shortened } from './reasons';
import { listKey, SettleAnswer, SettleRequest, Target } from '../../contract';

/** What StackSets says of one account and Region in an operation. */
export interface Result {
  readonly account: string;
  readonly region: string;
  readonly status: string;
  readonly reason?: string;
}

/** What a tenant's item is to say. */
export type Change =
  | { readonly became: 'current' }
  | { readonly became: 'gone' }
  | { readonly became: 'failed' | 'stuck' | 'partly'; readonly reason: string };

type DetailedStatus = 'INOPERABLE' | 'SKIPPED_SUSPENDED_ACCOUNT';

/** What settling sees of the world, and does to it. */
export interface World extends Files {
  /** What became of each account and Region, page by page. */
  results(service: string, operation: string): AsyncIterable<readonly Result[]>;
  /** Accounts with an instance of this detailed status; with an operation, only those whose last one it was. */
  accounts(service: string, detailedStatus: DetailedStatus, operation?: string): Promise<ReadonlySet<string>>;
  /** Writes a tenant's item, unless a later operation has. */
  change(tenant: Target, change: Change, request: SettleRequest): Promise<unknown>;
  /**
   * The same for an operation in some Regions: gives what the tenant has in single Regions then; undefined where a
   * later operation has written, or this one has nothing left to write.
   */
  changeInPart(
    tenant: Target, change: Change, request: SettleRequest, parts: Parts,
  ): Promise<ReadonlySet<string> | undefined>;
}

/** What became of an account, over all Regions. */
interface Outcome {
  readonly kind: 'succeeded' | 'own' | 'internal' | 'cancelled' | 'skipped' | 'stuck';
  readonly region?: string;
  readonly reason?: string;
}

/** The file beside a list. */
interface FailuresFile {
  readonly operation: string;
  readonly answer: SettleAnswer;
  readonly failures: readonly (Target & Outcome)[];
}

/** So many items are written at once. */
const AT_ONCE = 50;

const MOST_REASONS = 5;
const LONGEST_REASON = 500;

/** Puts on record what became of an operation. */
export class Settler {
  constructor(private readonly world: World) {}

  public async settle(request: SettleRequest): Promise<SettleAnswer> {
    const { service, release, operation, list } = request;
    const file = listKey(service, release, `${list}-failures`, 'json');
    // It is written last, so whoever asks again gets the same, whatever has come since.
    const before = await this.world.read(file);
    const settled = before === undefined ? undefined : JSON.parse(before) as FailuresFile;
    if (settled?.operation === operation) { return settled.answer; }

    const targets = await readList(this.world, service, release, list);
    if (!targets) { throw new Error(`release ${release} of ${service} has no list ${list}`); }
    const outcomes = await this.outcomes(request, targets);
    await inParallel(targets, async (tenant, index) => {
      const change = changeFor(outcomes[index], request.action);
      if (change) { await this.change(tenant, change, request); }
    });

    // StackSets begins no more where too many have failed, of whichever kind.
    const again = targets.filter((_, index) => ['internal', 'cancelled'].includes(outcomes[index].kind));
    await writeList(this.world, service, release, request.again, again);
    const answer = answerOf(outcomes);
    const failures = targets.map((tenant, index) => ({ ...tenant, ...outcomes[index] }))
      .filter(({ kind }) => kind !== 'succeeded' && kind !== 'cancelled' && kind !== 'skipped');
    const content: FailuresFile = { operation, answer, failures };
    await this.world.write(file, JSON.stringify(content));
    return answer;
  }

  private async change(tenant: Target, change: Change, request: SettleRequest): Promise<void> {
    const isEverywhere = request.regions.every(region => request.operated.includes(region));
    if (isEverywhere || change.became === 'gone') {
      await this.world.change(tenant, change, request);
    } else {
      await changeInPart(this.world, tenant, change, request);
    }
  }

  private async outcomes({ service, operation }: SettleRequest, targets: readonly Target[]): Promise<Outcome[]> {
    const outcomes = new Map<string, Outcome>();
    for await (const page of this.world.results(service, operation)) {
      for (const result of page) {
        outcomes.set(result.account, both(outcomes.get(result.account), outcomeOf(result)));
      }
    }
    const skipped = await this.world.accounts(service, 'SKIPPED_SUSPENDED_ACCOUNT', operation);
    const inoperable = await this.world.accounts(service, 'INOPERABLE');
    return targets.map(({ accountId }) => {
      const outcome = skipped.has(accountId) ? SKIPPED : outcomes.get(accountId) ?? SKIPPED;
      const isInoperable = inoperable.has(accountId) && outcome.kind !== 'succeeded';
      return isInoperable ? { reason: INOPERABLE, ...outcome, kind: 'stuck' } : outcome;
    });
  }
}

const CANCELLED: Outcome = { kind: 'cancelled' };
/** A suspended account, or one that is not in the organization any more. */
const SKIPPED: Outcome = { kind: 'skipped' };
const INOPERABLE = 'the stack instance is INOPERABLE: StackSets neither updates nor deletes it';

function outcomeOf({ status, reason = 'no reason given', region }: Result): Outcome {
  switch (status) {
    case 'SUCCEEDED': return { kind: 'succeeded' };
    case 'FAILED': return { kind: kindOf(reason), region, reason: shortened(reason, LONGEST_REASON) };
    default: return CANCELLED;
  }
}

function kindOf(reason: string): Outcome['kind'] {
  return isStuck(reason) ? 'stuck' : isOfAws(reason) ? 'internal' : 'own';
}

/** The worst of several Regions: what one has not got, the account has not got. */
function both(one: Outcome | undefined, other: Outcome): Outcome {
  return one && WORST.indexOf(one.kind) <= WORST.indexOf(other.kind) ? one : other;
}
const WORST: readonly Outcome['kind'][] = ['stuck', 'own', 'internal', 'cancelled', 'skipped', 'succeeded'];

function changeFor({ kind, reason = '' }: Outcome, action: SettleRequest['action']): Change | undefined {
  switch (kind) {
    case 'succeeded': return { became: action === 'DELETE' ? 'gone' : 'current' };
    case 'cancelled':
    case 'skipped': return undefined;
    default: return { became: kind === 'stuck' ? 'stuck' : 'failed', reason };
  }
}

function answerOf(outcomes: readonly Outcome[]): SettleAnswer {
  const count = (kind: Outcome['kind']) => outcomes.filter(outcome => outcome.kind === kind).length;
  const reasons = new Map<string, number>();
  for (const { reason } of outcomes) {
    if (reason !== undefined) { reasons.set(inGeneral(reason), (reasons.get(inGeneral(reason)) ?? 0) + 1); }
  }
  return {
    succeeded: count('succeeded'),
    failed: count('own') + count('stuck'),
    internal: count('internal'),
    cancelled: count('cancelled'),
    skipped: count('skipped'),
    stuck: count('stuck'),
    reasons: [...reasons].map(([reason, times]) => ({ reason, count: times }))
      .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)).slice(0, MOST_REASONS),
  };
}

async function inParallel<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  const left = items.entries();
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
    for (const [index, item] of left) { await work(item, index); }
  }));
}
