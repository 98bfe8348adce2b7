import { Json, JsonObject, isObject } from '../json';

/** An error as a workflow sees it: a name that Retry and Catch match, and a cause for people. */
export class StatesError extends Error {
  public override readonly name: string;
  public override readonly cause: string | undefined;

  constructor(
    /** Absent when a Fail state or a callback named none. */
    public readonly error: string | undefined,
    cause?: string,
    /** Further names that Retry and Catch may know it by: a missed heartbeat is reported as a timeout, for example. */
    public readonly alsoKnownAs: readonly string[] = [],
  ) {
    // Where in the lab it arose tells nobody anything, and to find out would take longer than the rest of a retry.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(cause ?? error ?? 'an error without a name');
    Error.stackTraceLimit = stackTraceLimit;
    this.name = error ?? '';
    this.cause = cause;
  }

  /** What `$states.errorOutput` holds. Who fails a task may leave out both. */
  public get output(): JsonObject {
    return { Error: this.error ?? null, Cause: this.cause ?? null };
  }
}

/** A task took too long, or its heartbeats stayed away. Its cause is empty, which is not the same as none. */
export class TimedOut extends StatesError {
  constructor(alsoKnownAs: readonly string[] = []) {
    super('States.Timeout', '', alsoKnownAs);
  }
}

/** Thrown through everything that still runs when an execution (or a branch) is over. No Retry and no Catch sees it. */
export class Ended extends Error {
  constructor(
    public readonly status: 'ABORTED' | 'TIMED_OUT',
    public readonly error?: string,
    public override readonly cause?: string,
  ) {
    super(`the execution is ${status}`);
  }
}

export function dataLimitExceeded(what: string, alsoKnownAs: readonly string[] = []): StatesError {
  return new StatesError(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    alsoKnownAs,
  );
}

export interface Retrier {
  readonly errors: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds?: number;
  readonly jitter: boolean;
}

/** Which entry of a Retry or Catch list an error meets: the first that names it, or -1. */
export function ruleFor(error: StatesError, rules: readonly { readonly errors: readonly string[] }[]): number {
  return rules.findIndex(rule => rule.errors.some(name => matches(error, name)));
}

/**
 * States.Runtime always ends the execution, even where a Catch names it. The two wildcards do not reach
 * States.DataLimitExceeded, and States.TaskFailed does not reach States.Timeout either.
 */
function matches(error: StatesError, name: string): boolean {
  if (error.name === 'States.Runtime') { return false; }
  if (name === error.error || error.alsoKnownAs.includes(name)) { return true; }
  if (error.name === 'States.DataLimitExceeded') { return false; }
  return name === 'States.ALL' || (name === 'States.TaskFailed' && error.name !== 'States.Timeout');
}

const RETRIER_FIELDS = ['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'Comment'];
const MOST = 99_999_999;

/** Reads one entry of Retry; says what is wrong with it through `complain`. */
export function retrierOf(entry: Json, last: boolean, complain: (text: string) => void): Retrier {
  const fields = isObject(entry) ? entry : {};
  if (!isObject(entry)) { complain('each entry of Retry must be an object'); }
  for (const field of Object.keys(fields)) {
    if (!RETRIER_FIELDS.includes(field)) { complain(`Retry does not know the field '${field}'`); }
  }
  const number = (field: string, otherwise: number, low: number, high: number, whole = true): number => {
    const value = fields[field] ?? otherwise;
    if (typeof value !== 'number' || value < low || value > high || (whole && !Number.isInteger(value))) {
      complain(`${field} in Retry must be ${whole ? 'a whole number' : 'a number'} from ${low} to ${high}, got ${JSON.stringify(value)}`);
    }
    return value as number;
  };
  const jitter = fields.JitterStrategy ?? 'NONE';
  if (jitter !== 'FULL' && jitter !== 'NONE') { complain(`JitterStrategy must be FULL or NONE, got ${JSON.stringify(jitter)}`); }
  const intervalSeconds = number('IntervalSeconds', 1, 1, MOST);
  const maxDelaySeconds = fields.MaxDelaySeconds === undefined ? undefined : number('MaxDelaySeconds', 1, 1, 31_622_400);
  if (maxDelaySeconds !== undefined && maxDelaySeconds <= intervalSeconds) {
    complain(`MaxDelaySeconds (${maxDelaySeconds}) in Retry must be greater than IntervalSeconds (${intervalSeconds})`);
  }
  return {
    errors: errorsOf(fields, 'Retry', last, complain),
    intervalSeconds,
    maxAttempts: number('MaxAttempts', 3, 0, MOST),
    backoffRate: number('BackoffRate', 2, 1, Number.MAX_VALUE, false),
    maxDelaySeconds,
    jitter: jitter === 'FULL',
  };
}

/** Reads ErrorEquals, which has rules of its own about States.ALL. */
export function errorsOf(fields: JsonObject, where: string, last: boolean, complain: (text: string) => void): string[] {
  const errors = fields.ErrorEquals;
  if (!Array.isArray(errors) || errors.length === 0 || errors.some(name => typeof name !== 'string')) {
    complain(`ErrorEquals in ${where} must be a list of names with at least one entry`);
    return [];
  }
  if (errors.includes('States.ALL') && (errors.length > 1 || !last)) {
    complain(`States.ALL must stand alone in its ErrorEquals, and in the last entry of ${where}`);
  }
  return errors as string[];
}
