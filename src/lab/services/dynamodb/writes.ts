import { invalidParameter, Limits } from './errors';
import { AwsError } from '../../aws-error';
import { JsonObject } from '../../json';
import { Call, Caller } from '../../room';
import { Expressions, readExpressions } from './expressions/cache';
import { meets } from './expressions/conditions';
import { project } from './expressions/paths';
import { applyUpdate, updatedPaths } from './expressions/updates';
import { checkPrimaryKey, keyAttributes, keyOf, readKey } from './keys';
import { Table, Units } from './table';
import { copyItem, Item, readItem } from './values';
import { Stored } from './view';
import { charge, oneOf, readParameters, World } from './world';

const COMMON = [
  'TableName', 'ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues',
  'ReturnConsumedCapacity', 'ReturnItemCollectionMetrics', 'ReturnValues', 'ReturnValuesOnConditionCheckFailure',
];

export type WriteKind = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

/** A write of one item, alone or within a transaction. */
export interface Write {
  readonly kind: WriteKind;
  readonly table: Table;
  /** The primary key as one text. */
  readonly key: string;
  readonly keyItem: Item;
  /** The new item of a Put. */
  readonly item?: Item;
  readonly expressions: Expressions;
  readonly tellsOnFailure: boolean;
}

/** Reads what a write asks for. Complaints about the expressions come before complaints about the item. */
export function readWrite(
  kind: WriteKind, parameters: JsonObject, expressions: Expressions, table: Table, limits: Limits,
): Write {
  const tellsOnFailure = oneOf(parameters, 'ReturnValuesOnConditionCheckFailure', ['NONE', 'ALL_OLD']) === 'ALL_OLD';
  if (kind === 'Put') {
    const item = readItem(parameters.Item, 'item', limits);
    checkPrimaryKey(item, table.keys, limits);
    return { kind, table, key: table.key(item), keyItem: keyOf(item, table.keys), item, expressions, tellsOnFailure };
  }
  const keyItem = readKey(parameters.Key, table.keys, limits);
  checkKeyKept(expressions, table);
  return { kind, table, key: table.key(keyItem), keyItem, expressions, tellsOnFailure };
}

export function conditionHolds({ expressions }: Write, current: Stored | undefined): boolean {
  return !expressions.condition || meets(expressions.condition, current?.item ?? {}, expressions.given);
}

/** What is stored after a write, if anything. */
export function outcomeOf(write: Write, current: Stored | undefined, limits: Limits): Stored | undefined {
  switch (write.kind) {
    case 'Put': return write.table.admit(write.item!, 'Item size has exceeded the maximum allowed size');
    case 'Delete': return undefined;
    case 'ConditionCheck': return current;
    case 'Update': {
      const old = current?.item ?? write.keyItem;
      const { update, given } = write.expressions;
      const item = update ? applyUpdate(update, old, given, limits) : old;
      return write.table.admit(item, 'Item size to update has exceeded the maximum allowed size');
    }
  }
}

export function putItem(world: World, call: Call): JsonObject {
  const parameters = readParameters(call, ['Item', ...COMMON]);
  const wanted = oneOf(parameters, 'ReturnValues', ['NONE', 'ALL_OLD']);
  const { before, consumed } = carryOut(world, 'Put', parameters, call.caller);
  return { ...(wanted === 'ALL_OLD' && before && { Attributes: copyItem(before.item) }), ...consumed };
}

export function deleteItem(world: World, call: Call): JsonObject {
  const parameters = readParameters(call, ['Key', ...COMMON]);
  const wanted = oneOf(parameters, 'ReturnValues', ['NONE', 'ALL_OLD']);
  const { before, consumed } = carryOut(world, 'Delete', parameters, call.caller);
  return { ...(wanted === 'ALL_OLD' && before && { Attributes: copyItem(before.item) }), ...consumed };
}

export function updateItem(world: World, call: Call): JsonObject {
  const parameters = readParameters(call, ['Key', 'UpdateExpression', ...COMMON]);
  const wanted = oneOf(parameters, 'ReturnValues', ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW']);
  const { write, before, after, consumed } = carryOut(world, 'Update', parameters, call.caller);
  const shown = wanted.endsWith('OLD') ? before : after;
  if (wanted === 'NONE' || !shown) { return consumed; }
  if (wanted.startsWith('ALL')) { return { Attributes: copyItem(shown.item), ...consumed }; }
  const { update, given } = write.expressions;
  const attributes = update ? project(shown.item, updatedPaths(update, given)) : {};
  return { ...(Object.keys(attributes).length > 0 && { Attributes: attributes }), ...consumed };
}

interface Done {
  readonly write: Write;
  readonly before?: Stored;
  readonly after?: Stored;
  readonly consumed: { ConsumedCapacity?: JsonObject };
}

function carryOut(world: World, kind: WriteKind, parameters: JsonObject, caller: Caller): Done {
  const { limits } = world;
  oneOf(parameters, 'ReturnItemCollectionMetrics', ['NONE', 'SIZE']);
  const expressions = readExpressions(parameters, world.cache, limits);
  const table = world.tables.find(parameters.TableName, caller);
  const write = readWrite(kind, parameters, expressions, table, limits);
  table.refuseIfHeld(write.key);
  const before = table.current(write.key, world.now());
  if (!conditionHolds(write, before)) {
    charge('write', table, { table: table.unitsOf(before?.size ?? 0), indexes: {} }, {});
    throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', {
      ...(write.tellsOnFailure && before && { Item: copyItem(before.item) }),
    });
  }
  const after = outcomeOf(write, before, limits);
  const units: Units = table.write(write.key, after, world.now());
  return { write, before, after, consumed: charge('write', table, units, parameters) };
}

/** The attributes of the primary key say which item it is, so no update can change them. */
function checkKeyKept({ update, given }: Expressions, table: Table): void {
  if (!update) { return; }
  for (const [first] of updatedPaths(update, given)) {
    if (keyAttributes(table.keys).some(({ name }) => name === first)) {
      throw invalidParameter(`Cannot update attribute ${first}. This attribute is part of the key`);
    }
  }
}
