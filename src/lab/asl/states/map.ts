import { Json, isObject } from '../../json';
import { ATTEMPT_FIELDS, attempts } from '../attempts';
import { Template, template, wrongType } from '../data';
import { StatesError, dataLimitExceeded } from '../errors';
import { Flow, Kind, Source } from '../flow';
import { Life } from '../life';
import { exceeds } from '../size';
import { Visit } from '../visit';
import { inside, together, toldWhenFailed } from './parallel';

export const map: Kind = {
  fields: [
    'Items', 'ItemSelector', 'ItemProcessor', 'MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage',
    'ItemReader', 'ItemBatcher', 'ResultWriter', 'Label', ...ATTEMPT_FIELDS,
  ],
  compile: source => {
    refuseDistributed(source);
    const { Items: items, ItemSelector: selector, MaxConcurrency: most } = source.fields;
    if (items !== undefined && !Array.isArray(items) && !(typeof items === 'string' && items.startsWith('{%'))) {
      source.complain('Items must be a list or an expression');
    }
    const evaluateItems = items === undefined ? undefined : template(items, 'Items', source);
    const select = selector === undefined ? undefined : template(selector, 'ItemSelector', source);
    const concurrency = numberIn(source, 'MaxConcurrency', most, 0);
    const tolerated = ['ToleratedFailureCount', 'ToleratedFailurePercentage'].map(field => numberIn(source, field, source.fields[field], 0));
    const flow = source.flow(source.fields.ItemProcessor, 'ItemProcessor');

    return attempts(source, visit => toldWhenFailed(visit, async () => {
      const limit = await concurrency(visit);
      const tolerates = (await tolerated[0](visit)) + (await tolerated[1](visit)) > 0;
      const list = await itemsOf(visit, evaluateItems, items);
      visit.branch.run.event('MapStateStarted', visit.state.name);
      const atOnce = Math.min(limit || Infinity, visit.limit('inlineMapConcurrency'));
      const results = await together(visit, life => iterate(visit, life, flow, list, atOnce, select, tolerates));
      visit.branch.run.event('MapStateSucceeded', visit.state.name);
      if (exceeds(results, visit.limit('payloadBytes'))) { throw dataLimitExceeded(visit.state.name); }
      return results;
    }));
  },
};

function refuseDistributed(source: Source): void {
  const { ItemProcessor: processor, ...fields } = source.fields;
  const config = isObject(processor) && isObject(processor.ProcessorConfig) ? processor.ProcessorConfig : {};
  const distributed = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'].find(field => fields[field] !== undefined);
  if (config.Mode === 'DISTRIBUTED' || distributed) {
    throw new Error(`the lab does not model Distributed Map yet (state '${source.name}'${distributed ? `, field ${distributed}` : ''})`);
  }
  if (config.Mode !== undefined && config.Mode !== 'INLINE') { source.complain(`the Mode of ProcessorConfig must be INLINE or DISTRIBUTED, got ${JSON.stringify(config.Mode)}`); }
}

/** A field that must give a number from 0 up, if it is there. */
function numberIn(
  source: Source, field: string, given: Json | undefined, otherwise: number,
): (visit: Visit) => Promise<number> {
  if (given === undefined) { return async () => otherwise; }
  const fits = (value: Json): value is number => typeof value === 'number' && value >= 0 && (field.endsWith('Percentage') ? value <= 100 : Number.isInteger(value));
  if (!(typeof given === 'string' && given.startsWith('{%')) && !fits(given)) { source.complain(`${field} must be a number from 0 up, got ${JSON.stringify(given)}`); }
  const evaluate = template(given, field, source);
  return async (visit) => {
    const value = await evaluate(visit);
    if (typeof value !== 'number') { throw wrongType(visit, field, given, 'number', value); }
    if (!fits(value)) { throw visit.queryError(`The ${field} field is out of range: ${value}`); }
    return value;
  };
}

/**
 * The list to iterate over. The page on the inline mode allows nothing else, and so did the service when it was
 * recorded; objects are for the distributed mode.
 */
async function itemsOf(visit: Visit, evaluate: Template | undefined, source: Json | undefined): Promise<Json[]> {
  const value = evaluate ? await evaluate(visit) : visit.input;
  if (Array.isArray(value)) { return value; }
  throw evaluate
    ? wrongType(visit, 'Items', source!, 'array', value)
    : visit.queryError(`Map state input must be an array but was: ${JSON.stringify(value)}`);
}

async function iterate(
  visit: Visit, life: Life, flow: Flow, items: Json[], atOnce: number, select: Template | undefined, tolerates: boolean,
): Promise<Json[]> {
  const { run } = visit.branch;
  const results: Json[] = new Array<Json>(items.length);
  let following = 0;
  const work = async (): Promise<void> => {
    while (following < items.length) {
      const at = following++;
      if (life.ended) { throw life.ended; }
      run.event('MapIterationStarted', visit.state.name);
      try {
        results[at] = await inside(visit, life, flow, at, () => inputOf(visit, items[at], at, select));
      } catch (error) {
        if (!life.ended && error instanceof StatesError) {
          run.event('MapIterationFailed', visit.state.name);
          if (tolerates) { throw new Error(`the lab does not model tolerated failures of an inline Map (state '${visit.state.name}')`); }
        }
        throw error;
      }
      run.event('MapIterationSucceeded', visit.state.name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
  return results;
}

function inputOf(visit: Visit, item: Json, at: number, select: Template | undefined): Json | Promise<Json> {
  return select ? select(visit.view({ item: { Index: at, Value: item, Source: 'STATE_DATA' } })) : item;
}
