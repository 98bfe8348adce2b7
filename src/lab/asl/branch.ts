import { Json, JsonObject } from '../json';
import { Flow, Outcome, State } from './flow';
import { told } from './history';
import { Life } from './life';
import type { Run } from './run';
import { Visit } from './visit';

/** Where a flow stands, for a redrive to go on from there. */
export interface Checkpoint {
  readonly state: string;
  readonly input: Json;
  readonly variables: JsonObject;
  /** What was done inside the state, where it is a Parallel or a Map. */
  readonly inner?: InnerCheckpoint[];
}

/** A branch that is done, one that stopped somewhere, or one that never began. */
export type InnerCheckpoint = { readonly output: Json } | { readonly at: Checkpoint } | undefined;

/** A flow inside a state while it is played. */
export type InnerWork = { readonly output: Json } | { readonly branch: Branch } | undefined;

/** One flow being played: the machine's own, or one inside a Parallel or Map, with variables of its own. */
export class Branch {
  private variables: JsonObject = {};
  private readonly sizes: Record<string, number> = {};
  private visit?: Visit;
  private last: number;

  constructor(
    public readonly run: Run,
    public readonly life: Life,
    private readonly flow: Flow,
    private readonly outer?: Branch,
    /** The event that began it. */
    began = 0,
  ) {
    this.last = began;
  }

  /** The number of the latest event of this flow. */
  public get lastEvent(): number { return this.last; }

  /** The state that the flow is in, as long as it has not left it. */
  public get within(): State | undefined { return this.visit?.state; }

  /** Writes the next event of this flow into the history and gives its number. */
  public note(type: string, details?: () => JsonObject, previous = this.last): number {
    this.last = this.run.event(type, previous, details);
    return this.last;
  }

  /** The flow goes on after this event. */
  public goOnAfter(event: number): void {
    this.last = event;
  }

  /** A variable of this scope or of one around it. */
  public variable(name: string): Json | undefined {
    const here = Object.prototype.hasOwnProperty.call(this.variables, name);
    return here ? this.variables[name] : this.outer?.variable(name);
  }

  /** By how many bytes the variables grow when these are set. */
  public growth(sizes: Record<string, number>): number {
    return Object.entries(sizes).reduce((sum, [name, size]) => sum + size - (this.sizes[name] ?? 0), 0);
  }

  public grow(sizes: Record<string, number>, growth: number): void {
    Object.assign(this.sizes, sizes);
    this.run.variableBytes += growth;
  }

  /** Plays the flow to its end and gives its output. */
  public async play(input: Json, from?: Checkpoint): Promise<Json> {
    let name = from?.state ?? this.flow.startAt;
    let data = from ? from.input : input;
    let resume = from?.inner;
    if (from) { this.variables = { ...from.variables }; }
    for (;;) {
      const { output, assign, next } = await this.enter(this.flow.states.get(name)!, data, resume);
      if (this.life.ended) { throw this.life.ended; }
      if (assign) { Object.assign(this.variables, assign); }
      if (next === undefined) {
        this.run.variableBytes -= Object.values(this.sizes).reduce((sum, size) => sum + size, 0);
        return output;
      }
      name = next;
      data = output;
      resume = undefined;
    }
  }

  /** Where this flow stands now. */
  public checkpoint(): Checkpoint | undefined {
    const { visit } = this;
    if (!visit) { return undefined; }
    const inner = visit.inner && Array.from(visit.inner, (work): InnerCheckpoint => {
      if (!work || 'output' in work) { return work; }
      const at = work.branch.checkpoint();
      return at && { at };
    });
    return { state: visit.state.name, input: visit.input, variables: { ...this.variables }, inner };
  }

  private async enter(state: State, input: Json, resume?: InnerCheckpoint[]): Promise<Outcome> {
    const { run } = this;
    run.countTransition();
    run.tell(state, 'entered');
    const before = this.last;
    const entered = this.note(`${state.type}StateEntered`, () => ({ name: state.name, ...told('input', input) }));
    const visit = new Visit(this, state, input, entered, before);
    visit.resume = resume;
    this.visit = visit;
    if (this.life.ended) { throw this.life.ended; }
    const outcome = await state.work(visit);
    if (this.life.ended) { throw this.life.ended; }
    if (state.type !== 'Fail') { this.note(`${state.type}StateExited`, () => exited(state, outcome)); }
    run.tell(state, 'exited');
    return outcome;
  }
}

/** What the history tells of leaving a state; variables are told as JSON, each for itself. */
function exited(state: State, { output, assign }: Outcome): JsonObject {
  const assigned = Object.entries(assign ?? {}).map(([name, value]) => [name, JSON.stringify(value)]);
  return {
    name: state.name,
    ...told('output', output),
    ...(assigned.length > 0 && {
      assignedVariables: Object.fromEntries(assigned) as JsonObject,
      assignedVariablesDetails: { truncated: false },
    }),
  };
}
