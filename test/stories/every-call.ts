import { list } from './coverage';
import { callOf, DocumentState } from './document';
import { Fault } from '../../src/lab';

/** A fault for one entry of Retry or Catch of one state. */
export interface Mishap {
  readonly name: string;
  readonly state: string;
  readonly fault: Fault;
}

/** Every call of the document fails once, fails for good, and fails in each way that is caught by name. */
export function mishaps(states: readonly DocumentState[]): Mishap[] {
  return states.flatMap(state => {
    const call = callOf(state);
    if (!call) { return []; }
    const mishap = (what: string, error: string, times: number): Mishap => ({
      name: `${state.name}: ${call.service}:${call.action} ${what}`, state: state.name,
      // That something is there already can be true only after it came there.
      fault: { kind: 'error', ...call, inState: state.name, error, times, when: /Already|Duplicate/.test(error) ? 'after' : 'before' },
    });
    const patient = list(state.fields.Retry).some(retrier => Number(retrier.MaxAttempts ?? 3) > 0);
    // Errors of services have the service's name before them; the others are Step Functions' own, or ours.
    const caught = list(state.fields.Catch).flatMap(catcher => catcher.ErrorEquals as string[])
      .filter(error => error.includes('.') && !error.startsWith('States.'));
    return [
      ...patient ? [mishap('fails once', 'InternalServerError', 1)] : [],
      mishap('fails for good', 'AccessDeniedException', 1000),
      ...caught.map(error => mishap(`answers ${error}`, modelName(error), 1)),
    ];
  });
}

/** Step Functions adds a prefix to the name in the API model, and `Exception` to its own names, which have none. */
function modelName(error: string): string {
  const [service, name] = error.split('.');
  return service === 'Sfn' ? name.replace(/Exception$/, '') : name;
}
