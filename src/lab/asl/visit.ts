import type { Branch, InnerCheckpoint, InnerWork } from './branch';
import { Json, JsonObject } from '../json';
import { View } from './data';
import { StatesError } from './errors';
import { State } from './flow';

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
  private readonly enteredAt: string;

  constructor(
    public readonly branch: Branch,
    public readonly state: State,
    public readonly input: Json,
    /** The number of the event that tells of the entry. */
    private readonly event: number,
  ) {
    this.enteredAt = branch.run.timestamp();
  }

  public lookup(name: string): unknown {
    return name === 'states' ? this.states({}) : this.branch.variable(name);
  }

  /** What expressions see after the work (`result`), after an error (`errorOutput`), or about an item of a Map. */
  public view(more: { result?: Json; errorOutput?: JsonObject; item?: JsonObject }): View {
    const { item, ...fields } = more;
    return {
      lookup: name => name === 'states' ? this.states(fields, item) : this.branch.variable(name),
      queryError: text => this.queryError(text),
    };
  }

  public queryError(text: string): StatesError {
    this.branch.run.event('EvaluationFailed', this.state.name);
    return new StatesError('States.QueryEvaluationError', this.told(text));
  }

  public runtimeError(text: string): StatesError {
    return new StatesError('States.Runtime', this.told(text));
  }

  public limit(name: string): number {
    return this.branch.run.limit(name);
  }

  /** `$states`. Most expressions do not read its context, so that is put together only when asked for. */
  private states(fields: JsonObject, item?: JsonObject): object {
    const context = () => ({ ...this.context(), ...(item && { Map: { Item: item } }) });
    return { input: this.input, ...fields, get context() { return context(); } };
  }

  private told(text: string): string {
    return `An error occurred while executing the state '${this.state.name}' (entered at the event id #${this.event}). ${text}`;
  }

  private context(): JsonObject {
    return {
      ...this.branch.run.context(),
      State: { EnteredTime: this.enteredAt, Name: this.state.name, RetryCount: this.retryCount },
      ...(this.token !== undefined && { Task: { Token: this.token } }),
    };
  }
}
