import { Json, JsonObject } from '../../json';
import { dataLimitExceeded } from '../errors';
import { Flow, Source } from '../flow';
import { numberIn } from '../items/fields';
import { Item, itemsOf, processorOf, selectorOf } from '../items/items';
import { Life } from '../life';
import { exceeds } from '../size';
import { Visit } from '../visit';
import { inside, noteSuccess, together } from './parallel';

/** A Map whose iterations are part of the execution. */
export function inline(source: Source): (visit: Visit) => Promise<Json> {
  const { fields } = source;
  const items = itemsOf(source, false);
  const select = selectorOf(source);
  const concurrency = numberIn(source, fields, 'MaxConcurrency', { from: 0 });
  const tolerated = [
    numberIn(source, fields, 'ToleratedFailureCount', { from: 0 }),
    numberIn(source, fields, 'ToleratedFailurePercentage', { from: 0, to: 100, fraction: true }),
  ];
  const flow = processorOf(source);

  return async (visit) => {
    const limit = await concurrency(visit);
    const tolerates = (await tolerated[0](visit) ?? 0) + (await tolerated[1](visit) ?? 0) > 0;
    const list = await items(visit);
    const began = visit.note('MapStateStarted', () => ({ length: list.length }));
    const iterations = new Iterations(visit, flow, list, select, began);
    const atOnce = Math.min(limit || Infinity, visit.limit('inlineMapConcurrency'), list.length);
    const results = await together(visit, life => iterations.play(life, atOnce), (event, at, previous) => {
      iterations.tell(event, at, previous);
      if (event === 'Failed' && tolerates) { throw new Error(`the lab does not model tolerated failures of an inline Map (state '${visit.state.name}')`); }
    });
    visit.branch.goOnAfter(iterations.last);
    noteSuccess(visit);
    if (exceeds(results, visit.limit('payloadBytes'))) { throw dataLimitExceeded(visit.state.name); }
    return results;
  };
}

class Iterations {
  /** The number of the latest event of any iteration that is over. */
  public last: number;
  private following = 0;

  constructor(
    private readonly visit: Visit,
    private readonly flow: Flow,
    private readonly items: readonly Item[],
    private readonly select: (visit: Visit, item: Item, at: number) => Json | Promise<Json>,
    /** The event before the first of each iteration. */
    private readonly began: number,
  ) {
    this.last = began;
  }

  /** Plays all, so many at once. */
  public async play(life: Life, atOnce: number): Promise<Json[]> {
    const results = new Array<Json>(this.items.length);
    await Promise.all(Array.from({ length: atOnce }, () => this.playOnes(life, results)));
    return results;
  }

  public tell(event: 'Started' | 'Succeeded' | 'Failed' | 'Aborted', at: number, previous: number): number {
    const { branch, state } = this.visit;
    return branch.run.event(`MapIteration${event}`, previous, (): JsonObject => ({ name: state.name, index: at }));
  }

  private async playOnes(life: Life, results: Json[]): Promise<void> {
    const { visit, flow, items } = this;
    let before = this.began;
    while (this.following < items.length) {
      const at = this.following++;
      if (life.ended) { throw life.ended; }
      const started = this.tell('Started', at, before);
      const input = () => this.select(visit, items[at], at);
      const { output, last } = await inside(visit, life, flow, at, input, started);
      results[at] = output;
      // The next one hangs on the end of this one's flow, as in recorded executions.
      before = last;
      this.last = Math.max(this.last, this.tell('Succeeded', at, last));
    }
  }
}
