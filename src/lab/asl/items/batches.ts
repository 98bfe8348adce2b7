import { Json, JsonObject, isObject } from '../../json';
import { StatesError } from '../errors';
import { Source } from '../flow';
import { bytesOf, exceeds } from '../size';
import { Visit } from '../visit';
import { numberIn, payload } from './fields';
import { ChildInput } from './map-run';

/** Makes the inputs of the child workflow executions out of the items. */
export type Batcher = (visit: Visit, items: readonly Json[]) => Promise<ChildInput[]>;

const FIELDS = ['MaxItemsPerBatch', 'MaxItemsPerBatchPath', 'MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath', 'BatchInput'];

/** Compiles ItemBatcher. Without it each item is a child's input. */
export function batcherOf(source: Source): Batcher {
  const { ItemBatcher: given } = source.fields;
  if (given === undefined) { return async (visit, items) => items.map(item => single(item, visit)); }
  const fields = isObject(given) ? given : {};
  if (!FIELDS.slice(0, 4).some(name => fields[name] !== undefined)) { source.complain('ItemBatcher needs MaxItemsPerBatch or MaxInputBytesPerBatch'); }
  for (const name of Object.keys(fields)) {
    if (!FIELDS.includes(name)) { source.complain(`ItemBatcher does not know the field '${name}'`); }
  }
  const most = numberIn(source, fields, 'MaxItemsPerBatch', { from: 1 });
  const bytes = numberIn(source, fields, 'MaxInputBytesPerBatch', { from: 1 });
  const shared = payload(source, 'BatchInput', fields);

  return async (visit, items) => {
    const around: JsonObject = shared ? { BatchInput: await shared(visit) } : {};
    const largest = Math.min(await bytes(visit) ?? Infinity, visit.limit('payloadBytes'));
    return batchesOf(items, await most(visit) ?? Infinity, largest, around, visit);
  };
}

function batchesOf(
  items: readonly Json[], most: number, largest: number, around: JsonObject, visit: Visit,
): ChildInput[] {
  const frame = bytesOf({ ...around, Items: [] });
  const batches: ChildInput[] = [];
  let batch: Json[] = [];
  let bytes = frame;
  const close = () => {
    if (batch.length > 0) { batches.push({ input: { ...around, Items: batch }, items: batch.length }); }
    batch = [];
    bytes = frame;
  };
  for (const item of items) {
    const size = bytesOf(item);
    if (frame + size > largest) {
      throw tooLarge(visit, largest);
    }
    if (batch.length >= most || bytes + size + (batch.length > 0 ? 1 : 0) > largest) { close(); }
    bytes += size + (batch.length > 0 ? 1 : 0);
    batch.push(item);
  }
  close();
  return batches;
}

function single(item: Json, visit: Visit): ChildInput {
  const largest = visit.limit('payloadBytes');
  if (exceeds(item, largest)) { throw tooLarge(visit, largest); }
  return { input: item, items: 1 };
}

function tooLarge(visit: Visit, largest: number): StatesError {
  return new StatesError('States.DataLimitExceeded', `An item of the state '${visit.state.name}' is larger than the input of a child may be (${largest} bytes).`);
}
