import { list } from './coverage';
import { callOf, DocumentState } from './document';
import { Fault, isObject } from '../../src/lab';
import { cancelled, PASSING } from '../../src/lab/chaos/cancelled';
import { answersOf } from '../../src/lab/chaos/errors-of';

/** A fault for one entry of Retry or Catch of one state. */
export interface Mishap {
  readonly name: string;
  readonly state: string;
  readonly fault: Fault;
  /** It passes by itself: the tenant has to end as if it had not been. */
  readonly passes?: true;
  /** The sweeper does not look by itself: it only hears that runs have ended. */
  readonly unswept?: true;
  readonly leavesInRoot?: string;
}

/** Calls without which an account cannot be brought to quarantine, and why. */
const LEAVES_IN_ROOT: ReadonlyMap<string, string> = new Map([
  ['Read where quarantine is', 'nobody knows the unit for quarantine'],
  ['Write the account down', 'an account that cannot be written down may be that of another tenant'],
]);

/**
 * Every call of the document fails once, fails for good, and fails in each way that is caught by name; every
 * transaction is cancelled for reasons that pass; and every run dies after each call.
 */
export function mishaps(states: readonly DocumentState[]): Mishap[] {
  return states.flatMap(state => {
    const call = callOf(state);
    if (!call) { return []; }
    const mishap = (what: string, error: string, times: number, message?: string): Mishap => ({
      name: `${state.name}: ${call.service}:${call.action} ${what}`, state: state.name,
      // That something is there already can be true only after it came there.
      fault: { kind: 'error', ...call, inState: state.name, error, message, times, when: /Already|Duplicate/.test(error) ? 'after' : 'before' },
    });
    const patient = list(state.fields.Retry).some(retrier => Number(retrier.MaxAttempts ?? 3) > 0);
    // Errors of services have the service's name before them; the others are Step Functions' own, or ours.
    const caught = list(state.fields.Catch).flatMap(catcher => catcher.ErrorEquals as string[])
      .filter(error => error.includes('.') && !error.startsWith('States.'))
      .map(error => modelName(error, call)).filter(error => error !== 'TransactionCanceledException');
    return [
      ...patient ? [{ ...mishap('fails once', 'InternalServerError', 1), passes: true as const }] : [],
      { ...mishap('fails for good', 'AccessDeniedException', 1000), leavesInRoot: LEAVES_IN_ROOT.get(state.name) },
      ...caught.map(error => mishap(`answers ${error}`, error, 1)),
      ...cancellations(state).map(({ what, message }): Mishap => ({ ...mishap(what, 'TransactionCanceledException', 1, message), passes: true })),
      {
        name: `${state.name}: the run dies after ${call.service}:${call.action}`, state: state.name, fault: { kind: 'crash', ...call, inState: state.name },
        passes: true, unswept: true,
      },
    ];
  });
}

/** A transaction may be cancelled for any of its items, by somebody else who writes it or for want of capacity. */
function cancellations({ fields }: DocumentState): { what: string; message: string }[] {
  const size = list(isObject(fields.Arguments) ? fields.Arguments.TransactItems : undefined).length;
  return PASSING.flatMap(code => Array.from({ length: size }, (_, at) => ({
    what: `is cancelled by ${code} of item ${at + 1}`, message: cancelled(code, at, size),
  })));
}

/**
 * Step Functions adds a prefix to the name in the API model, writes `Aws` for `AWS`, and adds `Exception` to its own
 * names, which have none.
 */
function modelName(error: string, { service, action }: { service: string; action: string }): string {
  const [prefix, given] = error.split('.');
  const name = prefix === 'Sfn' ? given.replace(/Exception$/, '') : given;
  return answersOf(service, action)?.own.find(own => own.toLowerCase() === name.toLowerCase()) ?? name;
}
