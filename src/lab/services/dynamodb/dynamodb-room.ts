import { batchGetItem, batchWriteItem } from './batches';
import { describeTable } from './describe';
import { limitsFrom, unmodelled } from './errors';
import { ExpressionCache } from './expressions/cache';
import { admitToTables, permissionsOf } from './permissions';
import { getItem, query, scan } from './reads';
import { TableMaker } from './resources';
import { Tables } from './tables';
import { TokenBook, transactGetItems, transactWriteItems } from './transactions';
import { copyItem } from './values';
import { Action, World } from './world';
import { deleteItem, putItem, updateItem } from './writes';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Call, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';

/** Times that AWS does not promise. They are assumptions of the lab, each drawn anew from nothing up to the value. */
export interface DynamoDbOptions {
  /**
   * How many milliseconds a global secondary index may be behind its table. AWS says
   * "a fraction of a second, under normal conditions".
   *
   * @default 200
   */
  readonly indexLag?: number;
  /**
   * How many milliseconds reads that are not strongly consistent may be behind.
   *
   * @default 20
   */
  readonly replicaLag?: number;
  /**
   * How many milliseconds at most a transaction holds its items, so that others meet a conflict.
   *
   * @default 20
   */
  readonly transactionTime?: number;
  /**
   * How many hours an expired item is still there. AWS says "within a few days"; this one is not drawn.
   *
   * @default 48
   */
  readonly expiryDelay?: number;
}

/** A table as dumps and cost tables want it. */
export interface TableDump {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  /** Request units taken so far, those of the indexes included. */
  readonly readUnits: number;
  readonly writeUnits: number;
  /** A copy of all items, in the order of a scan. */
  readonly items: () => JsonObject[];
}

/** DynamoDB: tables, their data plane, and what a reader may see how late. */
export class DynamoDbRoom implements Room {
  public readonly service = 'dynamodb';
  public readonly resources: NonNullable<Room['resources']>;
  public readonly updates: NonNullable<Room['updates']>;
  public readonly removals: NonNullable<Room['removals']>;
  private readonly world: World;
  private readonly actions: ReadonlyMap<string, Action>;

  constructor(private readonly cloud: Cloud, options: DynamoDbOptions = {}) {
    const { indexLag = 200, replicaLag = 20, transactionTime = 20, expiryDelay = 48 } = options;
    const limits = limitsFrom(cloud.quotas);
    const random = cloud.random.fork('dynamodb');
    const tables = new Tables(cloud);
    const lags = { indexLag, replicaLag, expiryDelay: expiryDelay * 3_600_000 };
    const maker = new TableMaker(cloud, tables, limits, random, lags);
    type Work<T> = (request: ResourceRequest, current: CreatedResource) => T;
    this.resources = forBothTypes((request: ResourceRequest) => maker.make(request));
    this.updates = forBothTypes<Work<CreatedResource>>((request, current) => maker.update(request, current));
    this.removals = forBothTypes<Work<void>>((request, current) => maker.remove(request, current));
    this.world = {
      tables,
      limits,
      cache: new ExpressionCache(limits),
      now: () => cloud.clock.now(),
      betweenPhases: () => cloud.clock.sleep(random.whole(1, Math.max(1, transactionTime))),
    };
    const tokens = new TokenBook();
    this.actions = new Map<string, Action>([
      ['batchGetItem', batchGetItem],
      ['batchWriteItem', batchWriteItem],
      ['deleteItem', deleteItem],
      ['describeTable', describeTable],
      ['getItem', getItem],
      ['putItem', putItem],
      ['query', query],
      ['scan', scan],
      ['transactGetItems', transactGetItems],
      ['transactWriteItems', (world, call) => transactWriteItems(world, tokens, call)],
      ['updateItem', updateItem],
    ]);
  }

  public get answers(): string[] { return [...this.actions.keys()]; }

  public permissions(call: Call): Permission[] {
    this.actionOf(call);
    return permissionsOf(this.world, call);
  }

  public handle(call: Call): JsonObject | Promise<JsonObject> {
    const action = this.actionOf(call);
    admitToTables(this.world, this.cloud, call);
    return action(this.world, call);
  }

  /** All tables of all accounts and Regions. */
  public tables(): TableDump[] {
    return this.world.tables.all().map(table => ({
      account: table.options.account,
      region: table.options.region,
      name: table.options.name,
      arn: table.options.arn,
      readUnits: table.readUnits,
      writeUnits: table.writeUnits,
      items: () => table.items(this.cloud.clock.now()).map(copyItem),
    }));
  }

  private actionOf({ action }: Call): Action {
    const known = this.actions.get(action);
    if (!known) { throw unmodelled(`dynamodb:${action}; it has ${[...this.actions.keys()].join(', ')}`); }
    return known;
  }
}

function forBothTypes<T>(work: T): Record<string, T> {
  return { 'AWS::DynamoDB::Table': work, 'AWS::DynamoDB::GlobalTable': work };
}

/** Adds DynamoDB to a cloud. */
export function dynamodb(options?: DynamoDbOptions): RoomBuilder {
  return cloud => new DynamoDbRoom(cloud, options);
}
