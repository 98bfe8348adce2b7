import {
  AttributeValue, ConditionalCheckFailedException, DeleteItemCommand, DynamoDBClient, GetItemCommand, QueryCommand,
  QueryCommandInput, TransactionCanceledException, TransactWriteItemsCommand, UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { VersionSeen } from './collect';
import { Parts } from './parts';
import { Change } from './settle';
import { TenantSeen } from './tenants';
import { plain } from './values';
import { BY_STATE, KEYS, STATES } from '../../../tenants/contract';
import { FLEET_KEYS, ReleaseItem, ServiceItem, SettleRequest, Target, TenantServiceItem } from '../../contract';

type Item = Record<string, AttributeValue>;

const keyOf = (partition: string, sort: string): Item =>
  ({ [KEYS.partition]: { S: partition }, [KEYS.sort]: { S: sort } });
const ofService = (service: string) => `${FLEET_KEYS.service}${service}`;
const keyOfService = (service: string) => keyOf(FLEET_KEYS.fleet, ofService(service));

/** States in which no enrolment is under way. */
const ENROLMENT_OVER: readonly string[] = [STATES.ready, STATES.failed];

/** What an item says of the operation that changed it. */
type Operation = Pick<SettleRequest, 'service' | 'release' | 'version' | 'sequence'>;

/** Attributes; without a value, those that are taken away. */
type Said = Readonly<Record<string, AttributeValue | undefined>>;

interface Condition {
  readonly expression: string;
  readonly names: readonly string[];
  readonly values?: Item;
}

/** The directory's table, as functions of releases read and write it. */
export class Directory {
  private readonly dynamodb = new DynamoDBClient({});

  constructor(private readonly table: string) {}

  public services(): Promise<ServiceItem[]> {
    return this.beginningWith<ServiceItem>(FLEET_KEYS.fleet, FLEET_KEYS.service);
  }

  public service(service: string): Promise<ServiceItem | undefined> {
    return this.one<ServiceItem>(keyOfService(service));
  }

  public release(service: string, release: string): Promise<ReleaseItem | undefined> {
    return this.one<ReleaseItem>(keyOf(ofService(service), `${FLEET_KEYS.release}${release}`));
  }

  public async versions(service: string): Promise<VersionSeen[]> {
    type Seen = VersionSeen & Record<string, string>;
    const items = await this.beginningWith<Seen>(ofService(service), FLEET_KEYS.version);
    return items.map(item => ({ ...item, version: item[KEYS.sort].slice(FLEET_KEYS.version.length) }));
  }

  /** Takes a version from the record, so that nobody can ask for it any more. */
  public async forget(service: string, version: string): Promise<void> {
    const Key = keyOf(ofService(service), `${FLEET_KEYS.version}${version}`);
    await this.dynamodb.send(new DeleteItemCommand({ TableName: this.table, Key }));
  }

  /** What each tenant has of a service, a pin that was set just now with it. */
  public items(service: string): Promise<TenantServiceItem[]> {
    return this.beginningWith<TenantServiceItem>(ofService(service), FLEET_KEYS.tenant);
  }

  public ready(): Promise<TenantSeen[]> {
    return this.inState(STATES.ready);
  }

  public async notReady(): Promise<string[]> {
    const others = Object.values(STATES).filter(state => state !== STATES.ready);
    return (await Promise.all(others.map(state => this.inState(state)))).flat().map(({ tenantId }) => tenantId);
  }

  /**
   * Takes a tenant out of those whose enrolment brings the service. False when that is under way again: who has failed
   * may be asked for anew at any time.
   */
  public async drop(service: string, tenantId: string): Promise<boolean> {
    const over = Object.fromEntries(ENROLMENT_OVER.map(state => [`:${state}`, { S: state }]));
    try {
      await this.dynamodb.send(new TransactWriteItemsCommand({
        TransactItems: [
          {
            ConditionCheck: {
              TableName: this.table,
              Key: keyOf(`${KEYS.tenant}${tenantId}`, KEYS.record),
              ConditionExpression: `attribute_not_exists(${KEYS.partition}) OR #state IN (${Object.keys(over).join(', ')})`,
              ExpressionAttributeNames: { '#state': 'state' },
              ExpressionAttributeValues: over,
            },
          },
          {
            Update: {
              TableName: this.table,
              Key: keyOfService(service),
              UpdateExpression: 'DELETE installing :them',
              ExpressionAttributeValues: { ':them': { SS: [tenantId] } },
            },
          },
        ],
      }));
      return true;
    } catch (error) {
      if (error instanceof TransactionCanceledException) { return false; }
      throw error;
    }
  }

  /** Writes what a tenant has, unless a later operation has; a pin stays where it is. */
  public change(tenant: Target, change: Change, { service, release, version, sequence }: Operation): Promise<boolean> {
    const said = { ...about(change, version, release), through: undefined, sequence: { N: String(sequence) } };
    return this.write(tenant, service, said, {
      expression: 'attribute_not_exists(#sequence) OR #sequence <= :sequence', names: ['sequence'],
    });
  }

  /**
   * Writes what an operation in some Regions left, and gives what the tenant has in single Regions then. Undefined
   * where a later operation has written, or where this one was put on record to its end: what the other Regions had is
   * not known any more.
   */
  public async changeInPart(
    tenant: Target, change: Change, { service, release, version, sequence }: Operation, parts: Parts,
  ): Promise<ReadonlySet<string> | undefined> {
    const said = { ...about(change, version, release), sequence: { N: String(sequence) } };
    const written = await this.written(tenant, service, said, {
      expression: 'attribute_not_exists(#sequence) OR #sequence < :sequence'
        + ' OR (#sequence = :sequence AND attribute_exists(#through))',
      names: ['sequence', 'through'],
    }, parts);
    return written && (plain<TenantServiceItem>(written).through ?? new Set());
  }

  /** Writes what a tenant has as stack sets know it, unless something was written since the item was read. */
  public correct(tenant: Target, change: Change, service: string, version: string, before?: string): Promise<boolean> {
    return this.write(tenant, service, { ...about(change, version, 'reconcile'), through: undefined }, before === undefined
      ? { expression: 'attribute_not_exists(#at)', names: ['at'] }
      : { expression: '#at = :before', names: ['at'], values: { ':before': { S: before } } });
  }

  private async write(tenant: Target, service: string, said: Said, condition: Condition): Promise<boolean> {
    return await this.written(tenant, service, said, condition) !== undefined;
  }

  /** What the item says then; undefined when the condition does not hold. */
  private async written(
    { tenantId, accountId }: Target, service: string, said: Said, condition: Condition, parts: Parts = {},
  ): Promise<Item | undefined> {
    const at = new Date().toISOString();
    const all: Said = {
      ...said, service: { S: service }, tenantId: { S: tenantId }, accountId: { S: accountId }, at: { S: at },
    };
    const names = Object.keys(all);
    const set = names.filter(name => all[name] !== undefined);
    const remove = names.filter(name => all[name] === undefined);
    const { add = [], remove: gone = [] } = parts;
    const sets = Object.entries({ ADD: add, DELETE: gone }).filter(([, each]) => each.length > 0);
    try {
      const { Attributes = {} } = await this.dynamodb.send(new UpdateItemCommand({
        TableName: this.table,
        Key: keyOf(ofService(service), `${FLEET_KEYS.tenant}${tenantId}`),
        UpdateExpression: `SET ${set.map(name => `#${name} = :${name}`).join(', ')}`
          + (remove.length > 0 ? ` REMOVE ${remove.map(name => `#${name}`).join(', ')}` : '')
          + sets.map(([verb]) => ` ${verb} #through :${verb}`).join(''),
        ConditionExpression: condition.expression,
        ExpressionAttributeNames: Object.fromEntries([...names, ...condition.names].map(name => [`#${name}`, name])),
        ExpressionAttributeValues: {
          ...Object.fromEntries(set.map(name => [`:${name}`, all[name]!])), ...condition.values,
          ...Object.fromEntries(sets.map(([verb, each]) => [`:${verb}`, { SS: [...each] }])),
        },
        ReturnValues: 'ALL_NEW',
      }));
      return Attributes;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) { return undefined; }
      throw error;
    }
  }

  private async inState(state: string): Promise<TenantSeen[]> {
    return (await this.query({
      TableName: this.table,
      IndexName: BY_STATE,
      KeyConditionExpression: '#state = :state',
      FilterExpression: `begins_with(${KEYS.partition}, :tenant) AND ${KEYS.sort} = :record`,
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':state': { S: state }, ':tenant': { S: KEYS.tenant }, ':record': { S: KEYS.record } },
    })).map(item => plain<TenantSeen>(item));
  }

  private async beginningWith<T>(partition: string, sort: string): Promise<T[]> {
    return (await this.query({
      TableName: this.table,
      ConsistentRead: true,
      KeyConditionExpression: `${KEYS.partition} = :partition AND begins_with(${KEYS.sort}, :sort)`,
      ExpressionAttributeValues: { ':partition': { S: partition }, ':sort': { S: sort } },
    })).map(item => plain<T>(item));
  }

  private async one<T>(Key: Item): Promise<T | undefined> {
    const read = new GetItemCommand({ TableName: this.table, Key, ConsistentRead: true });
    const { Item: item } = await this.dynamodb.send(read);
    return item && plain<T>(item);
  }

  private async query(input: QueryCommandInput): Promise<Item[]> {
    const items: Item[] = [];
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await this.dynamodb.send(new QueryCommand({ ...input, ExclusiveStartKey }));
      items.push(...page.Items ?? []);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  }
}

/** What is known of a tenant after a change. What failed left the version that was there. */
function about(change: Change, version: string, release: string): Said {
  switch (change.became) {
    case 'current': return { version: { S: version }, release: { S: release }, status: { S: 'current' }, reason: undefined };
    case 'gone': return { version: undefined, release: undefined, status: undefined, reason: undefined };
    default: return { status: { S: change.became }, reason: { S: change.reason } };
  }
}
