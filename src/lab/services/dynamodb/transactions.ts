import { invalid } from './errors';
import { readExpressions } from './expressions/cache';
import { readKey } from './keys';
import { shown } from './reads';
import { Table, Units } from './table';
import { copyItem } from './values';
import { Stored } from './view';
import { CapacityReport, checkMembers, oneOf, readParameters, World } from './world';
import { conditionHolds, outcomeOf, readWrite, Write, WriteKind } from './writes';
import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';
import { Call, Caller } from '../../room';

const CONDITIONAL = [
  'TableName', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues', 'ReturnValuesOnConditionCheckFailure',
];
const MEMBERS: Readonly<Record<WriteKind, readonly string[]>> = {
  Put: ['Item', ...CONDITIONAL],
  Update: ['Key', 'UpdateExpression', ...CONDITIONAL],
  Delete: ['Key', ...CONDITIONAL],
  ConditionCheck: ['Key', ...CONDITIONAL],
};
const KINDS: readonly WriteKind[] = ['Put', 'Update', 'Delete', 'ConditionCheck'];

/** Why a transaction was cancelled, for one of its actions. */
interface Reason { readonly Code: string; readonly Message?: string; readonly Item?: JsonObject }
/** One action, as far as it got. */
interface Planned { readonly write?: Write; readonly before?: Stored; readonly after?: Stored; readonly reason: Reason }

const FINE: Reason = { Code: 'None' };

/** Requests with a client token that are under way or were done in the last minutes. */
export class TokenBook {
  private readonly entries = new Map<string, { readonly request: Json; readonly until: number }>();

  /** Whether the same request was already done with this token. */
  public seen(token: string, request: Json, now: number): boolean {
    const entry = this.entries.get(token);
    if (!entry || entry.until <= now) { return false; }
    if (JSON.stringify(entry.request) !== JSON.stringify(request)) {
      throw new AwsError('IdempotentParameterMismatchException', 'The parameters of this request do not match those of the request that first used the client token');
    }
    if (entry.until === Infinity) {
      throw new AwsError('TransactionInProgressException', 'The transaction with the given request token is already in progress.');
    }
    return true;
  }

  public begin(token: string, request: Json): void {
    this.entries.set(token, { request, until: Infinity });
  }

  public finish(token: string, request: Json, until: number, now: number): void {
    this.entries.delete(token);
    this.entries.set(token, { request, until });
    // The oldest stand first, so the expired ones can be dropped without looking at all.
    for (const [old, entry] of this.entries) {
      if (entry.until > now) { break; }
      this.entries.delete(old);
    }
  }
}

export async function transactWriteItems(world: World, tokens: TokenBook, call: Call): Promise<JsonObject> {
  const parameters = readParameters(call, [
    'TransactItems', 'ClientRequestToken', 'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics',
  ]);
  const actions = readActions(parameters.TransactItems, KINDS, MEMBERS, world.limits.transactionActions);
  const token = readToken(parameters.ClientRequestToken, call.caller);
  const request = parameters.TransactItems!;
  const plans = planAll(world, actions, call.caller);
  if (token !== undefined && tokens.seen(token, request, world.now())) {
    return readAgain(plans, parameters);
  }
  cancelIfAny(plans.map(({ reason }) => reason));
  const writes = plans as (Planned & { write: Write })[];
  checkBytes(world, writes.map(({ before, after }) => Math.max(before?.size ?? 0, after?.size ?? 0)));

  if (token !== undefined) { tokens.begin(token, request); }
  for (const { write } of writes) { write.table.hold(write.key); }
  await world.betweenPhases();
  const report = new CapacityReport();
  for (const { write, before, after } of writes) {
    write.table.release(write.key);
    const bare = { table: write.table.unitsOf(before?.size ?? 0), indexes: {} };
    const units = write.kind === 'ConditionCheck' ? bare : write.table.write(write.key, after, world.now());
    // Preparing and committing are a write each; indexes are written once.
    report.add(write.table, { table: 2 * units.table, indexes: units.indexes });
  }
  if (token !== undefined) {
    tokens.finish(token, request, world.now() + world.limits.transactionTokenMinutes * 60_000, world.now());
  }
  return report.charge('write', parameters);
}

export function transactGetItems(world: World, call: Call): JsonObject {
  const parameters = readParameters(call, ['TransactItems', 'ReturnConsumedCapacity']);
  const members = { Get: ['TableName', 'Key', 'ProjectionExpression', 'ExpressionAttributeNames'] };
  const actions = readActions(parameters.TransactItems, ['Get'], members, world.limits.transactionActions);
  const { cache, limits } = world;
  const checked = actions.map(({ content }) => ({ content, expressions: readExpressions(content, cache, limits) }));
  const gets = checked.map(({ content, expressions }) => {
    const table = world.tables.find(content.TableName, call.caller);
    return { table, expressions, ...attempt(() => ({ key: table.key(readKey(content.Key, table.keys, limits)) })) };
  });
  checkDistinct(gets);
  cancelIfAny(gets.map(({ table, key, reason }) => reason ?? conflict(table, key!) ?? FINE));
  const found = gets.map(({ table, key, expressions }) => {
    return { table, expressions, stored: table.current(key!, world.now()) };
  });
  checkBytes(world, found.map(({ stored }) => stored?.size ?? 0));
  const report = new CapacityReport();
  for (const { table, stored } of found) { report.add(table, readUnitsOf(table, stored)); }
  const responses = found.map(({ stored, expressions }): JsonObject =>
    stored ? { Item: shown(stored.item, expressions.projection) } : {});
  return { Responses: responses, ...report.charge('read', parameters) };
}

interface ReadAction<K extends string> { readonly kind: K; readonly content: JsonObject }

function readActions<K extends string>(
  json: Json | undefined, kinds: readonly K[], members: Readonly<Record<K, readonly string[]>>, most: number,
): ReadAction<K>[] {
  if (!Array.isArray(json) || json.length < 1 || json.length > most) {
    throw invalid("1 validation error detected: Value at 'transactItems' failed to satisfy constraint: "
      + `Member must have length between 1 and ${most}`);
  }
  return json.map(action => {
    if (!isObject(action)) { throw invalid("a member of 'TransactItems' must be an object"); }
    checkMembers(action, kinds, 'TransactItems');
    const given = kinds.filter(kind => action[kind] !== undefined && action[kind] !== null);
    const content = given.length === 1 ? action[given[0]] : undefined;
    if (!isObject(content)) {
      throw invalid(`TransactItems can only contain one of ${kinds.join(', ')}`);
    }
    return { kind: given[0], content: checkMembers(content, members[given[0]], `TransactItems.${given[0]}`) };
  });
}

function planAll(world: World, actions: readonly ReadAction<WriteKind>[], caller: Caller): Planned[] {
  const { limits } = world;
  // What is wrong whatever the tables hold refuses the request; what depends on them cancels the transaction.
  const checked = actions.map(({ kind, content }) => {
    const expressions = readExpressions(content, world.cache, limits);
    if (kind === 'ConditionCheck' && !expressions.condition) { throw required('conditionExpression'); }
    if (kind === 'Update' && !expressions.update) { throw required('updateExpression'); }
    oneOf(content, 'ReturnValuesOnConditionCheckFailure', ['NONE', 'ALL_OLD']);
    return { kind, content, expressions, table: world.tables.find(content.TableName, caller) };
  });
  const read = checked.map(({ kind, content, expressions, table }) =>
    attempt(() => ({ write: readWrite(kind, content, expressions, table, limits) })));
  checkDistinct(read.map(({ write }) => write ?? {}));
  return read.map(({ write, reason }) => write ? plan(world, write) : { reason: reason! });
}

function plan(world: World, write: Write): Planned {
  const { table, key } = write;
  const held = conflict(table, key);
  if (held) { return { write, reason: held }; }
  const before = table.current(key, world.now());
  if (!conditionHolds(write, before)) {
    return {
      write,
      reason: {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        ...(write.tellsOnFailure && before && { Item: copyItem(before.item) }),
      },
    };
  }
  const { after, reason } = attempt(() => ({ after: outcomeOf(write, before, world.limits) }));
  return { write, before, after, reason: reason ?? FINE };
}

function conflict(table: Table, key: string): Reason | undefined {
  return table.isHeld(key) ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' } : undefined;
}

/** Turns a complaint about one action into a reason to cancel. */
function attempt<T extends object>(work: () => T): Partial<T> & { reason?: Reason } {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ValidationException') { throw error; }
    return { reason: { Code: 'ValidationError', Message: error.message } } as Partial<T> & { reason: Reason };
  }
}

function cancelIfAny(reasons: readonly Reason[]): void {
  if (reasons.every(({ Code }) => Code === 'None')) { return; }
  const codes = reasons.map(({ Code }) => Code).join(', ');
  throw new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons.map(reason => ({ ...reason })) },
  );
}

function checkDistinct(actions: readonly { readonly table?: Table; readonly key?: string }[]): void {
  const met = new Set<string>();
  for (const { table, key } of actions) {
    if (!table || key === undefined) { continue; }
    const item = `${table.options.arn} ${key}`;
    if (met.has(item)) { throw invalid('Transaction request cannot include multiple operations on one item'); }
    met.add(item);
  }
}

function checkBytes(world: World, sizes: readonly number[]): void {
  if (sizes.reduce((sum, size) => sum + size, 0) > world.limits.transactionBytes) {
    throw invalid('Transaction request size exceeded limit');
  }
}

/** A repeated token changes nothing, and costs only the reading of the items. */
function readAgain(plans: readonly Planned[], parameters: JsonObject): JsonObject {
  const report = new CapacityReport();
  for (const { write, before } of plans) {
    if (write) { report.add(write.table, readUnitsOf(write.table, before)); }
  }
  return report.charge('read', parameters);
}

/** Transactions read twice: to prepare and to commit. */
function readUnitsOf(table: Table, stored: Stored | undefined): Units {
  return { table: 2 * table.readUnitsOf(stored?.size ?? 0, true), indexes: {} };
}

function readToken(json: Json | undefined, caller: Caller): string | undefined {
  if (json === undefined || json === null) { return undefined; }
  if (typeof json !== 'string' || json.length < 1 || json.length > 36) {
    throw invalid("Value at 'clientRequestToken' failed to satisfy constraint: Member must have length between 1 and 36");
  }
  return `${caller.account}/${caller.region}/${json}`;
}

function required(member: string): Error {
  return invalid(`Value null at 'transactItems.member.${member}' failed to satisfy constraint: Member must not be null`);
}
