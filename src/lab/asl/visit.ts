import type { Branch, InnerCheckpoint, InnerWork } from './branch';
import { Json, JsonObject } from '../json';
import { View } from './data';
import { StatesError } from './errors';
import { State } from './flow';
import { toldError } from './history';

/** The types of states that have Retry, and so a number of retries in the context. */
const RETRIABLE: ReadonlySet<string> = new Set(['Task', 'Parallel', 'Map']);

/** One visit to a state, from entering it to leaving it, retries included. */
export class Visit implements View {
  /** How often the state was retried in this visit. */
  public retryCount = 0;
  /** The token of a task that waits for a callback. */
  public token?: string;
  /** The flows inside a Parallel or Map, for a redrive to go on with. */
  public inner?: InnerWork[];
  /** Where a redrive goes on inside this state; used up by the first attempt. */
  public resume?: InnerCheckpoint[];
  /** The same for the attempt that is under way. */
  public resumes?: InnerCheckpoint[];
  /** Which of the flows inside failed first. */
  public failed?: number;
  private readonly enteredAt: string;

  constructor(
    public readonly branch: Branch,
    public readonly state: State,
    public readonly input: Json,
    /** The number of the event that tells of the entry. */
    public readonly event: number,
    /** The number of the event before that. */
    private readonly before: number,
  ) {
    this.enteredAt = branch.run.timestamp();
  }

  public lookup(name: string): unknown {
    return name === 'states' ? statesOf(this, {}) : this.branch.variable(name);
  }

  /** What expressions see after the work (`result`), after an error (`errorOutput`), or about an item of a Map. */
  public view(more: { result?: Json; errorOutput?: JsonObject; item?: JsonObject }): View {
    const { item, ...fields } = more;
    return {
      lookup: name => name === 'states' ? statesOf(this, fields, item) : this.branch.variable(name),
      context: () => this.context(item),
      queryError: (text, location) => this.queryError(text, location),
      runtimeError: (text, error) => this.runtimeError(text, error),
    };
  }

  public queryError(text: string, location?: string): StatesError {
    const error = new StatesError('States.QueryEvaluationError', this.told(text));
    // The service hangs it beside the entry, not behind it, where the expression was the first thing to do.
    const previous = this.branch.lastEvent === this.event && this.state.type !== 'Wait' ? this.before : this.branch.lastEvent;
    this.branch.note('EvaluationFailed', () => ({
      ...toldError(error), ...(location !== undefined && { location }), state: this.state.name,
    }), previous);
    return error;
  }

  public runtimeError(text: string, error = 'States.Runtime'): StatesError {
    return this.error(error, text);
  }

  /** An error of this state, in the service's words. */
  public error(error: string, text: string): StatesError {
    return new StatesError(error, this.told(text));
  }

  /** Writes an event about this visit into the history. What it tells is put together only where histories are kept. */
  public note(type: string, details?: () => JsonObject): number {
    return this.branch.note(type, details);
  }

  public limit(name: string): number {
    return this.branch.run.limit(name);
  }

  /** The context object, with what it says of an item of a Map. */
  public context(item?: JsonObject): JsonObject {
    return {
      ...this.branch.run.context(),
      State: {
        EnteredTime: this.enteredAt,
        Name: this.state.name,
        ...(RETRIABLE.has(this.state.type) && { RetryCount: this.retryCount }),
      },
      ...(this.token !== undefined && { Task: { Token: this.token } }),
      ...(item && { Map: { Item: item } }),
    };
  }

  private told(text: string): string {
    return `An error occurred while executing the state '${this.state.name}' (entered at the event id #${this.event}). ${text}`;
  }
}

/** `$states`. Most expressions do not read its context, so that is put together only when asked for. */
function statesOf(visit: Visit, fields: JsonObject, item?: JsonObject): object {
  return { input: visit.input, ...fields, get context() { return visit.context(item); } };
}
