import { Cloud } from '../../cloud';
import { isObject, Json, JsonObject } from '../../json';
import { Call, Permission } from '../../room';
import { ResourcePolicy } from '../resource-policy';
import { Expressions, readExpressions } from './expressions/cache';
import { rangeOf } from './expressions/key-conditions';
import { keyText } from './keys';
import { World } from './world';

/** The members of a transaction, with the permission each needs. A transaction has no permission of its own. */
const TRANSACTION_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem', ConditionCheck: 'ConditionCheckItem', Get: 'GetItem',
};

export function permissionsOf(world: World, call: Call): Permission[] {
  const { action, parameters } = call;
  switch (action) {
    case 'transactWriteItems': case 'transactGetItems':
      return list(parameters.TransactItems).flatMap(member => Object.entries(member).flatMap(([kind, content]) => {
        const name = TRANSACTION_ACTIONS[kind];
        if (name === undefined || !isObject(content)) { return []; }
        return [permission(world, call, name, content, { 'dynamodb:EnclosingOperation': pascal(action) })];
      }));
    case 'batchGetItem': case 'batchWriteItem':
      return isObject(parameters.RequestItems)
        ? Object.entries(parameters.RequestItems).map(([TableName, content]) =>
          permission(world, call, pascal(action), {
            ...(isObject(content) ? content : { Writes: content }), TableName,
          }))
        : [];
    default:
      return [permission(world, call, pascal(action), parameters)];
  }
}

/** Asks the policies of the tables themselves. A table of another account lets nobody in unless its policy says so. */
export function admitToTables(world: World, cloud: Cloud, call: Call): void {
  const { caller } = call;
  if (!world.tables.guarded && !mayNameOthers(call)) { return; }
  for (const asked of permissionsOf(world, call)) {
    const { action, resource } = asked;
    const table = world.tables.seek(resource.split('/index/')[0], caller);
    if (!table || (!table.policy && table.options.account === caller.account)) { continue; }
    const scalars = Object.fromEntries(Object.entries(asked.context ?? {}).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
    const policy = table.policy ?? new ResourcePolicy(cloud);
    policy.admit({ caller, action, resource, context: scalars }, table.options.account);
  }
}

/** Whether a request may name a table by its ARN; batches and transactions are taken to, rather than searched. */
function mayNameOthers({ parameters: { TableName: name } }: Call): boolean {
  return typeof name !== 'string' || name.startsWith('arn:');
}

function permission(world: World, call: Call, action: string, content: JsonObject, more: Permission['context'] = {}): Permission {
  return {
    action: `dynamodb:${action}`,
    resource: resourceOf(world, call, content),
    // Few policies ask for it, and it takes a look at the expressions.
    get context() { return { ...contextOf(world, call, content), ...more }; },
  };
}

function resourceOf({ tables }: World, call: Call, { TableName: name, IndexName: index }: JsonObject): string {
  if (typeof name !== 'string') { return '*'; }
  const table = name.startsWith('arn:') ? name : tables.arn({ account: call.caller.account, region: call.caller.region, name });
  return typeof index === 'string' ? `${table}/index/${index}` : table;
}

function contextOf(world: World, call: Call, content: JsonObject): Record<string, string | string[]> {
  const table = world.tables.seek(content.TableName, call.caller);
  const expressions = attempt(() => readExpressions(content, world.cache, world.limits));
  const keys = table && attempt(() => typeof content.IndexName === 'string' ? table.index(content.IndexName).keys : table.keys);
  const items = [content.Item, content.Key, ...list(content.Keys), ...list(content.Writes).flatMap(writtenBy)]
    .filter(isObject);
  const leading = keys ? items.flatMap(item => leadingKey(item[keys.partition.name])) : [];
  const condition = expressions?.keyCondition;
  if (condition && keys) {
    const range = attempt(() => rangeOf(condition, keys, expressions.given, world.limits));
    if (range) { leading.push(keyText(range.partition)); }
  }
  const attributes = new Set([...items.flatMap(item => Object.keys(item)), ...(expressions?.attributes() ?? [])]);
  return {
    ...(leading.length > 0 && { 'dynamodb:LeadingKeys': [...new Set(leading)] }),
    ...(attributes.size > 0 && { 'dynamodb:Attributes': [...attributes] }),
    ...text(content, 'ReturnConsumedCapacity'),
    ...text(content, 'ReturnValues'),
    ...selected(call, content, expressions),
  };
}

function selected(call: Call, content: JsonObject, expressions: Expressions | undefined): Record<string, string> {
  if (call.action === 'query' || call.action === 'scan' || call.action.toLowerCase().includes('get')) {
    const usual = expressions?.projection ? 'SPECIFIC_ATTRIBUTES' : content.IndexName === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
    return { 'dynamodb:Select': typeof content.Select === 'string' ? content.Select : usual };
  }
  return {};
}

function text(content: JsonObject, name: string): Record<string, string> {
  const value = content[name];
  return typeof value === 'string' ? { [`dynamodb:${name}`]: value } : {};
}

function writtenBy(write: JsonObject): Json[] {
  const { PutRequest: put, DeleteRequest: removal } = write;
  return [isObject(put) ? put.Item : undefined, isObject(removal) ? removal.Key : undefined]
    .filter(item => item !== undefined);
}

function leadingKey(value: Json | undefined): string[] {
  return isObject(value) ? Object.values(value).filter(content => typeof content === 'string') : [];
}

function list(json: Json | undefined): JsonObject[] {
  return Array.isArray(json) ? json.filter(isObject) : [];
}

/** What is wrong with a request is said when it is carried out; here it only means that less is known of it. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function pascal(action: string): string {
  return action[0].toUpperCase() + action.slice(1);
}
