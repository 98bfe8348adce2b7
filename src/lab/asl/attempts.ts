import { Json, isObject } from '../json';
import { QueryLanguage } from './data';
import { StatesError, errorsOf, retrierOf, ruleFor } from './errors';
import { Outcome, Source, Work } from './flow';
import { Leave } from './leaving';
import { retryDelay } from './time';
import { Visit } from './visit';

interface Catcher { readonly errors: readonly string[]; readonly next: string; readonly leave: Leave }

const CATCHER_FIELDS: Record<QueryLanguage, readonly string[]> = {
  JSONata: ['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'],
  JSONPath: ['ErrorEquals', 'Next', 'ResultPath', 'Assign', 'Comment'],
};

/** The fields of the states that can be tried again: Task, Parallel and Map. */
export const ATTEMPT_FIELDS = ['Retry', 'Catch', 'Assign', 'Next', 'End'] as const;

/** Those that they have in one language alone. */
export const ATTEMPT_FIELDS_OF: Readonly<Record<QueryLanguage, readonly string[]>> = {
  JSONata: ['Output'],
  JSONPath: ['InputPath', 'ResultSelector', 'ResultPath', 'OutputPath'],
};

/** Compiles Retry, Catch, Assign and Output around the work of a state, whose result is `$states.result`. */
export function attempts(source: Source, work: (visit: Visit) => Promise<Json>): Work {
  const leave = source.data.leaving(source.fields, '', ['result']);
  const retriers = listOf(source, 'Retry').map((entry, at, all) => retrierOf(entry, at === all.length - 1, source.complain));
  const catchers = listOf(source, 'Catch').map((entry, at, all) => catcherOf(entry, at === all.length - 1, source));
  const next = source.fields.Next as string | undefined;

  return async (visit): Promise<Outcome> => {
    const tried = retriers.map(() => 0);
    for (;;) {
      try {
        const result = await work(visit);
        return { ...await leave(visit, visit.view({ result }), result), next };
      } catch (error) {
        // The end of the execution or of the branch, and faults of the lab itself, are none of the workflow's business.
        if (!(error instanceof StatesError) || visit.branch.life.ended) { throw error; }
        if (error.name === 'States.DataLimitExceeded') { visit.inner = undefined; }
        const { world } = visit.branch.run;
        const retried = error.name === 'States.QueryEvaluationError' && !world.retriesEvaluationErrors ? -1 : ruleFor(error, retriers);
        if (retried >= 0 && tried[retried] < retriers[retried].maxAttempts) {
          await waitForRetry(visit, error, retried, retryDelay(retriers[retried], tried[retried]++, world.random));
          continue;
        }
        tellFailure(visit, error);
        const caught = ruleFor(error, catchers);
        if (caught < 0) { throw error; }
        visit.branch.run.tell(visit.state, 'caught', { error: error.error, rule: caught });
        const view = visit.view({ errorOutput: error.output });
        return { ...await catchers[caught].leave(visit, view, error.output), next: catchers[caught].next };
      }
    }
  };
}

/** Writes the failure of a Parallel or Map into the history. States.Runtime ends the execution without a word of it. */
function tellFailure({ branch, state }: Visit, error: StatesError): void {
  if (state.type !== 'Task' && error.name !== 'States.Runtime') { branch.note(`${state.type}StateFailed`); }
}

async function waitForRetry(visit: Visit, error: StatesError, rule: number, delay: number): Promise<void> {
  const { run, life } = visit.branch;
  run.tell(visit.state, 'retried', { error: error.error, rule });
  run.countTransition();
  visit.retryCount++;
  visit.token = undefined;
  visit.inner = undefined;
  await life.sleep(run.world.clock, delay);
}

function listOf(source: Source, field: 'Retry' | 'Catch'): Json[] {
  const list = source.fields[field];
  if (list === undefined) { return []; }
  if (!Array.isArray(list)) { source.complain(`${field} must be a list`); }
  return Array.isArray(list) ? list : [];
}

function catcherOf(entry: Json, last: boolean, source: Source): Catcher {
  const fields = isObject(entry) ? entry : {};
  if (!isObject(entry)) { source.complain('each entry of Catch must be an object'); }
  const { language } = source.data;
  const elsewhere = CATCHER_FIELDS[language === 'JSONata' ? 'JSONPath' : 'JSONata'];
  for (const field of Object.keys(fields)) {
    if (!CATCHER_FIELDS[language].includes(field)) {
      source.complain(`Catch does not know the field '${field}'${elsewhere.includes(field) ? ` in ${language}` : ''}`);
    }
  }
  if (typeof fields.Next !== 'string') { source.complain('each entry of Catch needs a Next'); }
  return {
    errors: errorsOf(fields, 'Catch', last, source.complain),
    next: String(fields.Next),
    leave: source.data.leaving(fields, 'Catch/', ['errorOutput']),
  };
}
