import {
  ConditionalCheckFailedException, DynamoDBClient, GetItemCommand, QueryCommand, TransactWriteItem,
  TransactWriteItemsCommand, TransactionCanceledException, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { itemOf, objectOf, setting } from './values';
import { CENTRAL_KEYS, FAILURE_STATES, FailureItem, FailureState } from '../../contract';

/** Under which request a failure was redriven, and since when it is known that it failed again. */
export interface RequestItem { readonly failure: string; readonly failedAt?: string; readonly expiresAt: number }

/** What changes of a failure when it comes again. */
export type Again = Pick<FailureItem, 'state' | 'at' | 'reason' | 'redrives' | 'requestId' | 'changedAt' | 'expiresAt' | 'bodyAt'>;

/** `too late`: it has failed again before it was written down, and stands there as if it were another one. */
export type Sent = 'sent' | 'too late' | 'taken';

/** A failure that a run has claimed: it writes only as long as nobody else has. */
export type Claimed = Pick<FailureItem, 'accountId' | 'id' | 'changedAt' | 'expiresAt' | 'redriveRun'>;

const ABSENT = 'attribute_not_exists(pk)';
const NOT_FAILED_YET = 'attribute_exists(pk) AND attribute_not_exists(#failedAt)';
const STILL_OURS = '#redriveRun = :theRun AND #changedAt = :since';

/** The central table, as far as failures go. */
export class FailureStore {
  private readonly dynamodb = new DynamoDBClient({});

  constructor(private readonly table: string) {}

  /**
   * Writes it down unless it is there, or came of a redrive: then it belongs to the failure that was redriven. Without
   * a request that is not asked.
   */
  public async put(item: FailureItem, requestId: string): Promise<'new' | 'known' | 'redriven'> {
    const { accountId, id } = item;
    const put = this.create(failureKey(accountId, id), item);
    const refused = await this.transact(requestId ? [put, this.absent(requestKey(accountId, requestId))] : [put]);
    return refused.includes(1) ? 'redriven' : refused.includes(0) ? 'known' : 'new';
  }

  public async failure(accountId: string, id: string): Promise<FailureItem | undefined> {
    return this.get(failureKey(accountId, id));
  }

  public async request(accountId: string, requestId: string): Promise<RequestItem | undefined> {
    return this.get(requestKey(accountId, requestId));
  }

  /** Puts down that a redriven failure came again under a request; false when that is known already. */
  public async again(first: FailureItem, requestId: string, change: Again): Promise<boolean> {
    const { accountId, id, redrives } = first;
    const refused = await this.transact([
      this.update(failureKey(accountId, id), change, '#redrives = :before', { before: redrives }),
      this.update(requestKey(accountId, requestId), { failedAt: change.changedAt }, NOT_FAILED_YET),
    ]);
    if (refused.length === 0 || refused.includes(1)) { return refused.length === 0; }
    throw new Error(`failure ${id} of ${accountId} changed while it was written`);
  }

  /** An execution that was redriven keeps its name, and so its item: what ended later is what holds. */
  public executionAgain({ accountId, id }: FailureItem, change: Again): Promise<boolean> {
    return this.change(accountId, id, change, '#at < :ended', { ended: change.at });
  }

  /** One of the account's failures after the other, from after a key on. */
  public async page(accountId: string, after?: string): Promise<{ items: FailureItem[]; last?: string }> {
    const { Items: items = [], LastEvaluatedKey: last } = await this.dynamodb.send(new QueryCommand({
      TableName: this.table, ConsistentRead: true, Limit: 100,
      KeyConditionExpression: 'pk = :account AND begins_with(sk, :failure)',
      ExpressionAttributeValues: itemOf({ ':account': CENTRAL_KEYS.account + accountId, ':failure': CENTRAL_KEYS.failure }),
      ...after !== undefined && { ExclusiveStartKey: failureKey(accountId, after) },
    }));
    const lastId = last?.sk.S?.slice(CENTRAL_KEYS.failure.length);
    return { items: items.map(item => objectOf<FailureItem>(item)), last: lastId };
  }

  /** Takes a failure for a run, if it still stands as it was seen. */
  public claim({ accountId, id, state, changedAt }: FailureItem, by: Partial<FailureItem>): Promise<boolean> {
    const change = { state: FAILURE_STATES.redriving, ...by };
    return this.change(accountId, id, change, '#state = :seen AND #changedAt = :since', { seen: state, since: changedAt });
  }

  /** Says how it stands now with a failure that a run has claimed. */
  public leave(claimed: Claimed, state: FailureState, changedAt: string, reason?: string): Promise<boolean> {
    return this.change(claimed.accountId, claimed.id, { state, changedAt, reason }, STILL_OURS, ours(claimed));
  }

  /**
   * It went out under a request, and both are remembered from now on for as long as a failure is: it may fail again at
   * the end of its days.
   */
  public async sent(claimed: Claimed, requestId: string, changedAt: string, expiresAt: number): Promise<Sent> {
    const { accountId, id } = claimed;
    const redriven = { state: FAILURE_STATES.redriven, changedAt, expiresAt };
    const refused = await this.transact([
      this.update(failureKey(accountId, id), redriven, STILL_OURS, ours(claimed)),
      this.create(requestKey(accountId, requestId), { failure: id, expiresAt }),
      this.absent(failureKey(accountId, requestId)),
    ]);
    return refused.length === 0 ? 'sent' : refused.includes(2) ? 'too late' : 'taken';
  }

  /** What was sent and has failed again already becomes one with what it came of. */
  public async fold(claimed: Claimed, second: FailureItem, change: Again): Promise<boolean> {
    const { accountId, id } = claimed;
    const { changedAt: failedAt, expiresAt } = change;
    const refused = await this.transact([
      this.update(failureKey(accountId, id), change, STILL_OURS, ours(claimed)),
      this.create(requestKey(accountId, second.id), { failure: id, failedAt, expiresAt }),
      this.remove(second),
    ]);
    return refused.length === 0;
  }

  /**
   * An object turns out to come of a redrive: it takes over from the failure that was redriven, which is remembered
   * like a request, so that it is no new one when it is told once more.
   */
  public async takeOver(
    claimed: Claimed, first: FailureItem, requestId: string, change: Partial<FailureItem>,
  ): Promise<boolean> {
    const { accountId, id, expiresAt } = claimed;
    const refused = await this.transact([
      this.update(failureKey(accountId, id), change, STILL_OURS, ours(claimed)),
      this.update(requestKey(accountId, requestId), { failedAt: change.changedAt }, NOT_FAILED_YET),
      this.create(requestKey(accountId, first.id), { failure: id, failedAt: change.changedAt, expiresAt }),
      this.remove(first),
    ]);
    return refused.length === 0;
  }

  private create(key: Key, item: FailureItem | RequestItem): TransactWriteItem {
    return { Put: { TableName: this.table, Item: { ...key, ...itemOf(item) }, ConditionExpression: ABSENT } };
  }

  private absent(Key: Key): TransactWriteItem {
    return { ConditionCheck: { TableName: this.table, Key, ConditionExpression: ABSENT } };
  }

  private remove({ accountId, id, state, changedAt }: FailureItem): TransactWriteItem {
    return {
      Delete: {
        TableName: this.table, Key: failureKey(accountId, id),
        ConditionExpression: '#state = :state AND changedAt = :since', ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: itemOf({ ':state': state, ':since': changedAt }),
      },
    };
  }

  private update(Key: Key, values: object, condition: string, given?: Record<string, unknown>): TransactWriteItem {
    return { Update: { TableName: this.table, Key, ...setting({ ...values }, condition, given) } };
  }

  private async change(
    accountId: string, id: string, values: object, condition: string, given: Record<string, unknown>,
  ): Promise<boolean> {
    try {
      await this.dynamodb.send(new UpdateItemCommand({
        TableName: this.table, Key: failureKey(accountId, id), ...setting({ ...values }, condition, given),
      }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) { return false; }
      throw error;
    }
  }

  private async get<T>(Key: Key): Promise<T | undefined> {
    const read = new GetItemCommand({ TableName: this.table, Key, ConsistentRead: true });
    const { Item: item } = await this.dynamodb.send(read);
    return item && objectOf<T>(item);
  }

  /** Which of them spoke against it; none when it was done. */
  private async transact(TransactItems: TransactWriteItem[]): Promise<number[]> {
    try {
      await this.dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
      return [];
    } catch (error) {
      const reasons = error instanceof TransactionCanceledException ? error.CancellationReasons ?? [] : [];
      const refused = reasons.flatMap(({ Code }, at) => Code === 'ConditionalCheckFailed' ? [at] : []);
      if (refused.length === 0) { throw error; }
      return refused;
    }
  }
}

type Key = ReturnType<typeof keyOf>;

const failureKey = (account: string, id: string) => keyOf(account, CENTRAL_KEYS.failure + id);
const requestKey = (account: string, id: string) => keyOf(account, CENTRAL_KEYS.request + id);
const keyOf = (account: string, sk: string) => ({ pk: { S: CENTRAL_KEYS.account + account }, sk: { S: sk } });

const ours = ({ redriveRun, changedAt }: Claimed) => ({ theRun: redriveRun, since: changedAt });
