import {
  AttributeValue, ConditionalCheckFailedException, DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand,
  QueryCommandInput, TransactionCanceledException, TransactWriteItemsCommand, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { TenantSeen } from './decide';
import { TierChange } from './settle';
import { Move, Note, Tenant, WishNote } from './survey';
import { BY_STATE, KEYS, STATES } from '../../../tenants/contract';
import { SurveyItem, Tier, TierItem, TIER_KEYS } from '../../contract';

type Item = Record<string, AttributeValue>;
/** Attributes; without a value, those that are taken away. */
type Said = Readonly<Record<string, AttributeValue | undefined>>;

const keyOf = (partition: string, sort: string): Item =>
  ({ [KEYS.partition]: { S: partition }, [KEYS.sort]: { S: sort } });
const keyOfTenant = (tenantId: string) => keyOf(TIER_KEYS.telemetry, `${TIER_KEYS.tenant}${tenantId}`);
const keyOfSurvey = keyOf(TIER_KEYS.telemetry, TIER_KEYS.survey);

const FREE = 'attribute_not_exists(#operation)';
/** No run moves it, and nobody has said in the meantime what it shall have. */
const AS_SEEN = `(${FREE} OR #operationAt < :stale) AND (attribute_not_exists(#fixed) OR #tier = :tier)`;

/** What another account under the same id does not inherit. */
const OF_ONE_ACCOUNT: readonly Exclude<keyof TierItem, 'tenantId' | 'accountId' | 'tier' | 'applied'>[] =
  ['lastActiveOn', 'unseenOn', 'movedAt', 'by', 'reason', 'fixed', 'operation', 'operationAt', 'awake', 'failure'];

/** Tiers in the directory's table, as functions read and write them. */
export class TierTable {
  private readonly dynamodb = new DynamoDBClient({});

  constructor(private readonly table: string) {}

  public async ready(): Promise<TenantSeen[]> {
    const items = await this.query({
      IndexName: BY_STATE,
      KeyConditionExpression: '#state = :state',
      FilterExpression: `begins_with(${KEYS.partition}, :tenant) AND ${KEYS.sort} = :record AND attribute_exists(accountId)`,
      ProjectionExpression: 'tenantId, accountId, changedAt',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': { S: STATES.ready }, ':tenant': { S: KEYS.tenant }, ':record': { S: KEYS.record } },
    });
    return items.map(item => plain<TenantSeen>(item));
  }

  public tenant(tenantId: string): Promise<Tenant | undefined> {
    return this.one<Tenant>(keyOf(`${KEYS.tenant}${tenantId}`, KEYS.record));
  }

  public items(): Promise<TierItem[]> { return this.tiers({}); }

  public inOperation(operation: string): Promise<TierItem[]> {
    return this.tiers({
      FilterExpression: '#operation = :operation', ExpressionAttributeNames: { '#operation': 'operation' },
    }, { ':operation': { S: operation } });
  }

  public item(tenantId: string): Promise<TierItem | undefined> { return this.one<TierItem>(keyOfTenant(tenantId)); }

  public before(): Promise<SurveyItem | undefined> { return this.one<SurveyItem>(keyOfSurvey); }

  public async saw({ since, lastAt, looksAt }: SurveyItem): Promise<void> {
    const Item = { ...keyOfSurvey, since: { S: since }, lastAt: { S: lastAt }, looksAt: { S: looksAt } };
    await this.dynamodb.send(new PutItemCommand({ TableName: this.table, Item }));
  }

  public async note(tenant: TenantSeen, { tier, applied, lastActiveOn, unseenOn }: Note, stale: string): Promise<void> {
    await this.update(tenant.tenantId, {
      ...who(tenant), tier: { S: tier }, applied: { S: applied },
      ...lastActiveOn !== undefined && { lastActiveOn: { S: lastActiveOn } },
      ...unseenOn !== undefined && { unseenOn: { S: unseenOn } },
      // An operation that was left stays on record until the tenant is in another one: only that ends the doubt.
    }, AS_SEEN, { ':stale': { S: stale } }, ['fixed', 'operation', 'operationAt']);
  }

  public claim({ tenant, verdict, applied }: Move, operation: string, stale: string): Promise<boolean> {
    const { tier, by, reason } = verdict;
    return this.update(tenant.tenantId, {
      ...who(tenant), tier: { S: tier }, applied: { S: applied }, by: { S: by }, reason: { S: reason },
      operation: { S: operation }, operationAt: { S: new Date().toISOString() },
    }, AS_SEEN, { ':stale': { S: stale } }, ['fixed']);
  }

  /** What is wished is put on record, and in the history, whether the tenant is moved for it or not. */
  public async wish(tenant: TenantSeen, wish: WishNote, before: TierItem | undefined): Promise<void> {
    const { tier, applied, by, reason, fixed, awake, operation } = wish;
    const at = new Date().toISOString();
    const operationAt = { S: at };
    const said: Said = {
      ...who(tenant), tier: { S: tier }, applied: { S: applied }, by: { S: by }, reason: { S: reason },
      fixed: fixed ? { BOOL: true } : undefined, awake: awake && { S: awake }, failure: undefined,
      ...operation && { operation: { S: operation }, operationAt },
    };
    const seen: Item = before?.operation === undefined ? {} : { ':before': { S: before.operation } };
    const condition = before?.operation === undefined ? FREE : '#operation = :before';
    await this.dynamodb.send(new TransactWriteItemsCommand({
      TransactItems: [
        { Update: this.updateOf(tenant.tenantId, said, condition, seen, ['operation']) },
        this.entry(tenant.tenantId, at, { what: 'asked', from: applied, to: tier, by, reason, fixed: String(fixed) }),
      ],
    }));
  }

  public async forget(tenant: TenantSeen, tier: Tier): Promise<void> {
    await this.update(tenant.tenantId, {
      ...who(tenant), tier: { S: tier }, applied: { S: tier },
      ...Object.fromEntries(OF_ONE_ACCOUNT.map(name => [name, undefined])),
    }, '#accountId <> :accountId', {});
  }

  public async moved({ tenantId, tier, from, by, reason, at }: TierChange, operation: string): Promise<void> {
    const said: Said = {
      applied: { S: tier }, movedAt: { S: at }, operation: undefined, operationAt: undefined, failure: undefined,
    };
    try {
      await this.dynamodb.send(new TransactWriteItemsCommand({
        TransactItems: [
          { Update: this.updateOf(tenantId, said, '#operation = :mine', { ':mine': { S: operation } }) },
          this.entry(tenantId, at, { what: 'moved', from, to: tier, by, reason, operation }),
        ],
      }));
    } catch (error) {
      // Another operation has it, and will say what becomes of it.
      if (!isLost(error)) { throw error; }
    }
  }

  public async failed(tenantId: string, operation: string, reason: string): Promise<void> {
    await this.update(tenantId, { failure: { S: reason }, operation: undefined, operationAt: undefined },
      '#operation = :mine', { ':mine': { S: operation } });
  }

  private entry(tenantId: string, at: string, said: Readonly<Record<string, string>>) {
    const texts = Object.fromEntries(Object.entries(said).map(([name, S]) => [name, { S }]));
    return { Put: { TableName: this.table, Item: { ...keyOf(`${KEYS.tenant}${tenantId}`, `${TIER_KEYS.history}${at}`), at: { S: at }, ...texts } } };
  }

  private async update(
    tenantId: string, said: Said, condition: string, values: Item, others: readonly string[] = [],
  ): Promise<boolean> {
    try {
      await this.dynamodb.send(new UpdateItemCommand(this.updateOf(tenantId, said, condition, values, others)));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) { return false; }
      throw error;
    }
  }

  private updateOf(tenantId: string, said: Said, condition: string, values: Item, others: readonly string[] = []) {
    const names = Object.keys(said);
    const set = names.filter(name => said[name] !== undefined);
    const remove = names.filter(name => said[name] === undefined);
    return {
      TableName: this.table,
      Key: keyOfTenant(tenantId),
      UpdateExpression: `SET ${set.map(name => `#${name} = :${name}`).join(', ')}`
        + (remove.length > 0 ? ` REMOVE ${remove.map(name => `#${name}`).join(', ')}` : ''),
      ConditionExpression: condition,
      ExpressionAttributeNames: Object.fromEntries([...names, ...others].map(name => [`#${name}`, name])),
      ExpressionAttributeValues: { ...Object.fromEntries(set.map(name => [`:${name}`, said[name]!])), ...values },
    };
  }

  private async tiers(more: Partial<QueryCommandInput>, values: Item = {}): Promise<TierItem[]> {
    const items = await this.query({
      ConsistentRead: true,
      KeyConditionExpression: `${KEYS.partition} = :partition AND begins_with(${KEYS.sort}, :tenant)`,
      ...more,
      ExpressionAttributeValues: { ':partition': { S: TIER_KEYS.telemetry }, ':tenant': { S: TIER_KEYS.tenant }, ...values },
    });
    return items.map(item => plain<TierItem>(item));
  }

  private async one<T>(Key: Item): Promise<T | undefined> {
    const read = new GetItemCommand({ TableName: this.table, Key, ConsistentRead: true });
    const { Item: item } = await this.dynamodb.send(read);
    return item && plain<T>(item);
  }

  private async query(input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await this.dynamodb.send(new QueryCommand({ TableName: this.table, ...input, ExclusiveStartKey }));
      items.push(...page.Items ?? []);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  }
}

const who = ({ tenantId, accountId }: TenantSeen): Said => ({ tenantId: { S: tenantId }, accountId: { S: accountId } });

/** What the table holds of tiers are texts and yes or no. */
const plain = <T>(item: Item): T =>
  Object.fromEntries(Object.entries(item).map(([name, { S, BOOL }]) => [name, S ?? BOOL])) as T;

/** The condition on the item did not hold, as against a rate that was too high. */
const isLost = (error: unknown) => error instanceof TransactionCanceledException
  && error.CancellationReasons?.[0].Code === 'ConditionalCheckFailed';
