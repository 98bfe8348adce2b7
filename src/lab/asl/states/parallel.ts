import { Json } from '../../json';
import { ATTEMPT_FIELDS, attempts } from '../attempts';
import { Branch, Checkpoint } from '../branch';
import { Ended, StatesError, dataLimitExceeded } from '../errors';
import { Flow, Kind } from '../flow';
import { Life } from '../life';
import { exceeds } from '../size';
import { Visit } from '../visit';

export const parallel: Kind = {
  fields: ['Branches', 'Arguments', ...ATTEMPT_FIELDS],
  compile: source => {
    const { Branches: branches } = source.fields;
    if (!Array.isArray(branches) || branches.length === 0) { source.complain('Branches must be a list with at least one branch'); }
    const flows = (Array.isArray(branches) ? branches : []).map((branch, at) => source.flow(branch, `Branches[${at}]`));

    return attempts(source, visit => toldWhenFailed(visit, async () => {
      const input = await source.data.arguments(visit);
      const { run } = visit.branch;
      run.event('ParallelStateStarted', visit.state.name);
      const results = await together(visit, life => Promise.all(
        flows.map((flow, at) => inside(visit, life, flow, at, () => input)),
      ));
      run.event('ParallelStateSucceeded', visit.state.name);
      if (exceeds(results, visit.limit('payloadBytes'))) { throw dataLimitExceeded(visit.state.name); }
      return results;
    }));
  },
};

/** Writes the failure of a Parallel or Map into the history, whatever part of it failed. */
export async function toldWhenFailed<T>(visit: Visit, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StatesError) { visit.branch.run.event(`${visit.state.type}StateFailed`, visit.state.name); }
    throw error;
  }
}

/** Runs what is inside a state; when one part of it fails, all parts stop. */
export async function together<T>(visit: Visit, work: (life: Life) => Promise<T>): Promise<T> {
  const life = new Life(visit.branch.life);
  const resumed = visit.resume;
  visit.resume = undefined;
  visit.inner = resumed?.map(part => part && ('output' in part ? part : undefined)) ?? [];
  visit.resumes = resumed;
  try {
    return await work(life);
  } catch (error) {
    life.end(new Ended('ABORTED'));
    throw error;
  } finally {
    life.close();
  }
}

/** Plays one flow inside a state, or takes its output from before a redrive. */
export async function inside(
  visit: Visit, life: Life, flow: Flow, at: number, input: () => Json | Promise<Json>,
): Promise<Json> {
  const inner = visit.inner!;
  const before = visit.resumes?.[at];
  if (before && 'output' in before) { return before.output; }
  const from: Checkpoint | undefined = before?.at;
  const data = from ? from.input : await input();
  const branch = new Branch(visit.branch.run, life, flow, visit.branch);
  inner[at] = { branch };
  const output = await branch.play(data, from);
  inner[at] = { output };
  return output;
}
