import { createHash } from 'crypto';
import { Json } from '../../json';
import { Ended, StatesError, dataLimitExceeded } from '../errors';
import { Source } from '../flow';
import { toldError } from '../history';
import { batcherOf } from '../items/batches';
import { numberIn } from '../items/fields';
import { Item, itemsOf, processorOf, selectorOf } from '../items/items';
import { MapRun } from '../items/map-run';
import { readerOf } from '../items/reader';
import { Tolerance } from '../items/tolerance';
import { writerOf } from '../items/writer';
import { Life } from '../life';
import { exceeds } from '../size';
import { Visit } from '../visit';
import { noteSuccess } from './parallel';

/** A Map whose items are played by child workflow executions, with histories of their own. */
export function distributed(source: Source): (visit: Visit) => Promise<Json> {
  const { fields } = source;
  const { ProcessorConfig: config } = fields.ItemProcessor as { ProcessorConfig: { ExecutionType?: Json } };
  const read = readerOf(source);
  const items = itemsOf(source, true);
  const select = selectorOf(source);
  const batches = batcherOf(source);
  const write = writerOf(source);
  const concurrency = numberIn(source, fields, 'MaxConcurrency', { from: 0 });
  const count = numberIn(source, fields, 'ToleratedFailureCount', { from: 0 });
  const percentage = numberIn(source, fields, 'ToleratedFailurePercentage', { from: 0, to: 100, fraction: true });
  const flow = processorOf(source);
  const label = labelOf(source);

  const inputsOf = async (visit: Visit, given: readonly Item[]) => {
    const selected: Json[] = [];
    for (const [at, item] of given.entries()) { selected.push(await select(visit, item, at)); }
    return batches(visit, selected);
  };

  return async (visit) => {
    const { run } = visit.branch;
    const atOnce = Math.min(await concurrency(visit) || Infinity, visit.limit('distributedMapConcurrency'));
    const given = read ? [] : await items(visit);
    visit.note('MapStateStarted', () => ({ length: given.length }));
    const [toleratedCount, toleratedPercentage] = [await count(visit), await percentage(visit)];
    const before = mapRunBefore(visit);
    const mapRun = before ?? await run.world.mapRuns.start(run, {
      label, flow, express: config.ExecutionType === 'EXPRESS', maxConcurrency: atOnce,
      toleratedFailureCount: toleratedCount ?? 0, toleratedFailurePercentage: toleratedPercentage ?? 0,
    });
    // A redrive goes on with this map run.
    visit.inner = [{ output: mapRun.arn }];
    visit.note(before ? 'MapRunRedriven' : 'MapRunStarted', () => ({ mapRunArn: mapRun.arn }));
    try {
      mapRun.inputs ??= await inputsOf(visit, read ? await read(visit) : given);
      const total = mapRun.inputs.reduce((sum, input) => sum + input.items, 0);
      await played(visit, mapRun, atOnce, new Tolerance(total, toleratedCount, toleratedPercentage))
        .catch(async (error: unknown) => {
          // What came of a map run that failed is written too.
          if (error instanceof StatesError) { await write(visit, mapRun); }
          throw error;
        });
      const result = await write(visit, mapRun);
      if (exceeds(result, visit.limit('payloadBytes'))) { throw dataLimitExceeded(visit.state.name); }
      mapRun.end('SUCCEEDED');
      visit.note('MapRunSucceeded');
      noteSuccess(visit);
      return result;
    } catch (error) {
      mapRun.end(error instanceof StatesError ? 'FAILED' : 'ABORTED');
      if (error instanceof StatesError) { visit.note('MapRunFailed', () => toldError(error)); }
      throw error;
    }
  };
}

/** The map run that a redrive goes on with. */
function mapRunBefore(visit: Visit): MapRun | undefined {
  const [before] = visit.resume ?? [];
  visit.resume = undefined;
  return before && 'output' in before ? visit.branch.run.world.mapRuns.redrive(String(before.output)) : undefined;
}

/** Plays all children, so many at once; when there are more failures than are tolerated, none goes on. */
async function played(visit: Visit, mapRun: MapRun, atOnce: number, tolerance: Tolerance): Promise<void> {
  const inputs = mapRun.inputs!;
  const life = new Life(visit.branch.life);
  let following = 0;
  const work = async (): Promise<void> => {
    while (following < inputs.length) {
      const at = following++;
      if (life.ended) { throw life.ended; }
      const { status } = await mapRun.play(at, life);
      if (life.ended) { throw life.ended; }
      if (status !== 'SUCCEEDED') { tolerance.fail(inputs[at].items); }
    }
  };
  const workers = Array.from({ length: Math.min(atOnce, inputs.length) }, work);
  try {
    await Promise.all(workers);
  } catch (error) {
    life.end(new Ended('ABORTED'));
    // Those that are stopped are still to be told of.
    await Promise.allSettled(workers);
    throw error;
  } finally {
    life.close();
  }
}

/** What names the children's machine beside the parent's. Without a Label it looks random, and stays the same. */
function labelOf(source: Source): string {
  const { Label: label } = source.fields;
  if (label === undefined) {
    const hash = createHash('sha256').update(source.name).digest('hex');
    return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
  }
  // eslint-disable-next-line no-control-regex
  if (typeof label !== 'string' || label.length < 1 || label.length > 40 || /[\s?*<>{}[\]:;,\\|^~$#%&`"\u0000-\u001f\u007f-\u009f]/.test(label)) {
    source.complain(`Label must be a name of at most 40 characters, got ${JSON.stringify(label)}`);
  }
  return String(label);
}
