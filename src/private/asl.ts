/** The states of a workflow document, by name. */
export type States = Record<string, Record<string, unknown>>;

/** An expression for Step Functions to evaluate. */
export const jsonata = (expression: string) => `{% ${expression} %}`;

/** A string of DynamoDB's, from an expression. */
export const text = (expression: string) => ({ S: jsonata(expression) });

/** A number of DynamoDB's, from an expression. */
export const number = (expression: string) => ({ N: jsonata(`$string(${expression})`) });

/** A string in an expression. JSON's way of quoting is JSONata's. */
export const quoted = (value: string) => JSON.stringify(value);

/**
 * A call that may be made twice without harm is made up to six times before it counts as failed, for about a minute.
 */
export const PATIENTLY = {
  ErrorEquals: ['States.TaskFailed', 'States.Timeout'], IntervalSeconds: 2, MaxAttempts: 5, BackoffRate: 2, MaxDelaySeconds: 30, JitterStrategy: 'FULL',
};

/** The errors of a write and of a transaction of DynamoDB that were not made. */
export const CONDITION_FAILED = 'DynamoDb.ConditionalCheckFailedException';
export const TRANSACTION_CANCELED = 'DynamoDb.TransactionCanceledException';

/** As `PATIENTLY`, but for answers that the workflow deals with by itself. */
export const patientlyExcept = (...errors: string[]) => [{ ErrorEquals: errors, MaxAttempts: 0 }, PATIENTLY];

/** The same for each attempt of one state, so that a repeated attempt after a lost answer is no second one. */
export const clientToken = jsonata(
  '$substring($hash($states.context.Execution.Id & $states.context.State.Name & $states.context.State.EnteredTime, "SHA-256"), 0, 36)',
);

/**
 * The longest that a call may take that says nothing of its own. Without it, one that never answers holds on for ever.
 */
const LONGEST_CALL_SECONDS = 60;

/** Gives each task a bound that has none. */
export function bounded(states: States): States {
  return Object.fromEntries(Object.entries(states).map(([name, state]) => {
    if (state.Type === 'Task') { return [name, { TimeoutSeconds: LONGEST_CALL_SECONDS, ...state }]; }
    const inside = state.ItemProcessor as { States: States } | undefined;
    return [name, inside ? { ...state, ItemProcessor: { ...inside, States: bounded(inside.States) } } : state];
  }));
}

/** What went wrong, for the record and the event. `step` is what a person would call it. */
export const failureIn = (step: string) => ({
  failure: {
    step,
    error: jsonata('$states.errorOutput.Error'),
    cause: jsonata('$exists($states.errorOutput.Cause) ? $substring($states.errorOutput.Cause, 0, 2000) : ""'),
  },
});

/** Whatever goes wrong here is noted and dealt with in the state named. */
export const otherwise = (step: string, next: string, assign: Record<string, unknown> = {}) =>
  ({ ErrorEquals: ['States.ALL'], Assign: { ...failureIn(step), ...assign }, Next: next });

/** An empty string, in a spelling that validators of the Amazon States Language take. */
export const EMPTY = jsonata('""');

/** Nothing went wrong so far. */
export const NO_FAILURE = { failure: { step: EMPTY, error: EMPTY, cause: EMPTY } };

/**
 * The error of a state that must not be done by a run which was redriven since it last looked whether it still has its
 * tenant.
 *
 * Variables: `redrives`, how often it was redriven when it looked; 0 at first.
 */
export const unlessRedriven = (expression: string) =>
  jsonata(`$states.context.Execution.RedriveCount = $redrives ? ${expression} : $error("redriven in the meantime")`);
export const REDRIVEN = 'States.QueryEvaluationError';

/** A look at something that AWS does in the background. */
export interface Look {
  readonly name: string;
  /** The state's `Resource`, `Arguments` and `Credentials`. */
  readonly call: Record<string, unknown>;
  /** What is true of the answer while it goes on and is worth waiting for. */
  readonly isGoingOn: string;
  /** The variable that holds, once it is over, the value of an expression. */
  readonly variable: string;
  readonly value: string;
  /** How often and at what intervals it is looked again. */
  readonly looks: Record<string, number>;
  /** A Wait in front of this state, and the variable that says how long. */
  readonly pause: { readonly state: string; readonly variable: string };
  /** Where the workflow goes when looking itself fails. */
  readonly failure: Record<string, unknown>;
  readonly then: string;
}

const GOES_ON = 'States.QueryEvaluationError';

/**
 * A retrier counts over all looks, those in between that were answered included, and one in so many meets AWS's rate:
 * as `PATIENTLY`, half an hour of it in all.
 */
const STUBBORNLY = { ...PATIENTLY, IntervalSeconds: 4, MaxAttempts: 60, BackoffRate: 1.05, MaxDelaySeconds: 60 };

/**
 * Looks until something is over, for one transition each: an answer that says it still goes on is an evaluation error,
 * which is retried (docs/adr/0005). Should Step Functions not retry it, or not any more, the Wait is taken again.
 */
export const untilItIsOver = (look: Look): States => ({
  [look.name]: {
    Type: 'Task',
    ...look.call,
    Assign: { [look.variable]: jsonata(`${look.isGoingOn} ? $error("it goes on") : ${look.value}`) },
    Retry: [{ ErrorEquals: [GOES_ON], ...look.looks }, STUBBORNLY],
    Catch: [
      { ErrorEquals: [GOES_ON], Assign: { [look.pause.variable]: look.looks.IntervalSeconds }, Next: look.pause.state },
      look.failure,
    ],
    Next: look.then,
  },
});
