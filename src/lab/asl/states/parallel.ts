import { Json } from '../../json';
import { ATTEMPT_FIELDS, ATTEMPT_FIELDS_OF, attempts } from '../attempts';
import { Branch, Checkpoint } from '../branch';
import { Ended, StatesError, dataLimitExceeded } from '../errors';
import { Flow, Kind } from '../flow';
import { Life } from '../life';
import { exceeds } from '../size';
import { Visit } from '../visit';

export const parallel: Kind = {
  fields: ['Branches', ...ATTEMPT_FIELDS],
  only: { JSONata: ['Arguments', ...ATTEMPT_FIELDS_OF.JSONata], JSONPath: ['Parameters', ...ATTEMPT_FIELDS_OF.JSONPath] },
  compile: source => {
    const { Branches: branches } = source.fields;
    if (!Array.isArray(branches) || branches.length === 0) { source.complain('Branches must be a list with at least one branch'); }
    const flows = (Array.isArray(branches) ? branches : []).map((branch, at) => source.flow(branch, `Branches[${at}]`));

    return attempts(source, async (visit) => {
      const input = await source.data.arguments(visit);
      const began = visit.note('ParallelStateStarted');
      const parts = await together(visit, life => Promise.all(
        flows.map((flow, at) => inside(visit, life, flow, at, () => input, began)),
      ));
      visit.branch.goOnAfter(Math.max(...parts.map(part => part.last)));
      noteSuccess(visit);
      const results = parts.map(part => part.output);
      if (exceeds(results, visit.limit('payloadBytes'))) { throw dataLimitExceeded(visit.state.name); }
      return results;
    });
  },
};

/** What a flow inside a state gave, and the number of its last event. */
export interface Part { readonly output: Json; readonly last: number }

/** Writes the success of a Parallel or Map into the history. What follows does not hang on it. */
export function noteSuccess(visit: Visit): void {
  const last = visit.branch.lastEvent;
  visit.note(`${visit.state.type}StateSucceeded`);
  visit.branch.goOnAfter(last);
}

/** The types of states of which the history tells when they are cut off. */
const TOLD_WHEN_ABORTED: ReadonlySet<string> = new Set(['Task', 'Wait', 'Parallel', 'Map']);

/** Runs what is inside a state; when one part of it fails, all parts stop. */
export async function together<T>(
  visit: Visit, work: (life: Life) => Promise<T>,
  tell: (event: 'Failed' | 'Aborted', at: number, previous: number) => void = () => undefined,
): Promise<T> {
  const life = new Life(visit.branch.life);
  const resumed = visit.resume;
  visit.resume = undefined;
  visit.inner = resumed?.map(part => part && ('output' in part ? part : undefined)) ?? [];
  visit.resumes = resumed;
  visit.failed = undefined;
  try {
    return await work(life);
  } catch (error) {
    const stopped = visit.branch.life.ended;
    life.end(new Ended('ABORTED'));
    // States.Runtime ends the whole execution, without a word on its parts.
    if (error instanceof StatesError && error.name !== 'States.Runtime' && !stopped) { tellAborted(visit, tell); }
    throw error;
  } finally {
    life.close();
  }
}

/** Tells of the part that failed, and of those that are cut off by it; all of that hangs on the failure's own event. */
function tellAborted(visit: Visit, tell: (event: 'Failed' | 'Aborted', at: number, previous: number) => void): void {
  const { branch, failed } = visit;
  const inner = visit.inner ?? [];
  const culprit = failed === undefined ? undefined : inner[failed];
  const previous = culprit && 'branch' in culprit ? culprit.branch.lastEvent : branch.lastEvent;
  inner.forEach((work, at) => {
    if (!work || 'output' in work) { return; }
    tell(at === failed ? 'Failed' : 'Aborted', at, previous);
    const state = work.branch.within;
    if (state && TOLD_WHEN_ABORTED.has(state.type)) { branch.run.event(`${state.type}StateAborted`, previous); }
  });
  branch.goOnAfter(previous);
}

/** Plays one flow inside a state, or takes its output from before a redrive. */
export async function inside(
  visit: Visit, life: Life, flow: Flow, at: number, input: () => Json | Promise<Json>, began: number,
): Promise<Part> {
  const inner = visit.inner!;
  const before = visit.resumes?.[at];
  if (before && 'output' in before) { return { output: before.output, last: began }; }
  const from: Checkpoint | undefined = before?.at;
  const branch = new Branch(visit.branch.run, life, flow, visit.branch, began);
  inner[at] = { branch };
  try {
    const data = from ? from.input : await input();
    const output = await branch.play(data, from);
    inner[at] = { output };
    return { output, last: branch.lastEvent };
  } catch (error) {
    if (!life.ended) { visit.failed ??= at; }
    throw error;
  }
}
