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
  ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 2, MaxAttempts: 5, BackoffRate: 2, MaxDelaySeconds: 30, JitterStrategy: 'FULL',
};

/** As `PATIENTLY`, but for answers that the workflow deals with by itself. */
export const patientlyExcept = (...errors: string[]) => [{ ErrorEquals: errors, MaxAttempts: 0 }, PATIENTLY];

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

/** Seconds until the next look: intervals grow by 40 %, up to five minutes. `looks` counts those that were. */
export const growing = (looks: string, { firstSeconds, nextSeconds }: { firstSeconds: number; nextSeconds: number }) =>
  `${looks} = 0 ? ${firstSeconds} : $min([300, $floor(${nextSeconds} * $power(1.4, ${looks} - 1))])`;
