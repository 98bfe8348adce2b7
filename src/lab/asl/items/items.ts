import { Json, JsonObject, isObject } from '../../json';
import { Flow, Source } from '../flow';
import { Visit } from '../visit';

/** What a Map iterates over: a value, and the key where it is a member of an object. */
export interface Item { readonly value: Json; readonly key?: string; readonly source: string }

/** The items in the state's data: Items or ItemsPath, or else its input. Only the distributed mode takes objects. */
export function itemsOf(source: Source, objects: boolean): (visit: Visit) => Promise<Item[]> {
  const { data, fields } = source;
  const field = data.field('Items');
  if (field && !field.dynamic && !Array.isArray(field.source) && !(objects && isObject(field.source))) { source.complain('Items must be a list or an expression'); }
  // A list that is written down may hold expressions.
  return async (visit) => {
    const value = field ? await field.evaluate(visit) : data.input(visit);
    if (Array.isArray(value)) { return value.map(each => ({ value: each, source: 'STATE_DATA' })); }
    if (objects && isObject(value)) {
      return Object.entries(value).map(([key, each]) => ({ value: { Key: key, Value: each }, key, source: 'STATE_DATA' }));
    }
    if (data.language === 'JSONPath') { throw visit.runtimeError(`Reference path "${String(fields.ItemsPath ?? '$')}" must point to array.`); }
    throw field ? field.wrongType(visit, 'array', value) : visit.queryError(`Map state input must be an array but was: ${JSON.stringify(value)}`);
  };
}

/** What the flow is given for an item: what ItemSelector makes of it, or the item itself. */
export function selectorOf(source: Source): (visit: Visit, item: Item, at: number) => Json | Promise<Json> {
  const { data, fields } = source;
  // In JSONPath the field has an older name too.
  const older = data.language === 'JSONPath' ? data.template('Parameters') : undefined;
  if (older && fields.ItemSelector !== undefined) { source.complain('it has both ItemSelector and Parameters'); }
  const select = data.template('ItemSelector') ?? older;
  if (!select) { return (_, item) => item.value; }
  return (visit, item, at) => select(visit.view({ item: aboutItem(item, at) }), data.input(visit));
}

/** What the context object says of an item, under `Map.Item`. */
function aboutItem({ value, key, source }: Item, at: number): JsonObject {
  const inside = key === undefined ? { Value: value } : { Key: key, Value: (value as JsonObject).Value };
  return { Index: at, ...inside, Source: source };
}

/** The flow for each item: ItemProcessor, or in JSONPath Iterator, its older name. */
export function processorOf(source: Source): Flow {
  const { ItemProcessor: processor, Iterator: older } = source.fields;
  if (processor !== undefined && older !== undefined) { source.complain('it has both ItemProcessor and Iterator'); }
  return processor === undefined && older !== undefined ? source.flow(older, 'Iterator') : source.flow(processor, 'ItemProcessor');
}
