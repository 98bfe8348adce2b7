import { AwsError } from '../aws-error';
import { Clock } from '../clock';
import { Crashed } from '../faults';
import { Json, JsonObject } from '../json';
import { Random } from '../random';
import { Caller } from '../room';
import { Branch, Checkpoint } from './branch';
import { Ended, StatesError } from './errors';
import { Program, State } from './flow';
import { HistoryEvent, detailsOf, told, toldError } from './history';
import { MapRuns } from './items/map-run';
import { Life } from './life';
import { Tasks } from './tasks/tokens';

export type { HistoryEvent } from './history';

/** What an execution needs from the world around it. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly tasks: Tasks;
  readonly mapRuns: MapRuns;
  /** Whether Retry sees that an expression over a task's result failed. */
  readonly retriesEvaluationErrors: boolean;
  /** A limit of Step Functions by its name in the list of quotas, without the prefix `sfn.`. */
  limit(name: string): number;
  call(caller: Caller, service: string, action: string, parameters: JsonObject): Promise<JsonObject>;
  assume(caller: Caller, roleArn: string): Promise<Caller>;
  /** Settles when another execution is over. */
  whenEnded(executionArn: string): Promise<void>;
  tell(run: Run, state: State, event: 'entered' | 'retried' | 'caught' | 'exited', more?: { error?: string; rule?: number }): void;
}

/** What is known of an execution from its start. */
export interface Facts {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly roleArn: string;
  readonly input: Json;
  readonly startTime: string;
  readonly caller: Caller;
  readonly redriveCount: number;
  readonly redriveTime?: string;
}

/** How an execution ended. */
export interface Ending {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** Where a redrive would go on. */
  readonly checkpoint?: Checkpoint;
  /** Something the lab itself could not do; it is no error of the workflow. */
  readonly failure?: Error;
}

/** One execution, from its start (or its redrive) to its end. */
export class Run {
  public readonly life = new Life();
  /** State transitions as AWS bills them: each state entered, and each retry. */
  public transitions = 0;
  public events = 0;
  /** How many bytes all variables take at present. */
  public variableBytes = 0;

  constructor(
    private readonly program: Program,
    public readonly facts: Facts,
    public readonly world: World,
    /** The history is only counted, unless there is a list to keep it in. */
    private readonly history?: HistoryEvent[],
  ) {}

  /** Plays to the end. Never throws. */
  public async play(from?: Checkpoint, before?: { transitions: number; events: number }): Promise<Ending> {
    this.transitions = before?.transitions ?? 0;
    this.events = before?.events ?? 0;
    this.begin(from !== undefined);
    const { clock } = this.world;
    const seconds = Math.min(this.program.timeoutSeconds ?? Infinity, this.limit('executionSeconds'));
    const forget = clock.at(clock.now() + seconds * 1000, () => this.life.end(new Ended('TIMED_OUT', 'States.Timeout')));
    const branch = new Branch(this, this.life, this.program.flow);
    try {
      const output = await branch.play(this.facts.input, from);
      this.write('ExecutionSucceeded', branch.lastEvent, () => told('output', output));
      return { status: 'SUCCEEDED', output };
    } catch (error) {
      const checkpoint = branch.checkpoint();
      // Who was stopped stays stopped, whatever error the stopping met on its way.
      const { ended } = this.life;
      // Whatever still goes on inside must come to rest.
      this.life.end(new Ended('ABORTED'));
      return { ...this.endingOf(ended ?? error as Error, branch.lastEvent), checkpoint };
    } finally {
      forget();
    }
  }

  private begin(redriven: boolean): void {
    const { facts } = this;
    if (redriven) {
      this.write('ExecutionRedriven', this.events, () => ({ redriveCount: facts.redriveCount }));
    } else {
      this.write('ExecutionStarted', 0, () => ({ ...told('input', facts.input), roleArn: facts.roleArn }));
    }
  }

  private endingOf(error: Error, previous: number): Ending {
    if (error instanceof Ended) {
      this.write(error.status === 'ABORTED' ? 'ExecutionAborted' : 'ExecutionTimedOut', previous, () => toldError(error));
      return { status: error.status, error: error.error, cause: error.cause };
    }
    if (error instanceof StatesError) {
      this.write('ExecutionFailed', previous, () => toldError(error));
      return { status: 'FAILED', error: error.error, cause: error.cause || undefined };
    }
    return { status: 'FAILED', error: 'Lab.Error', cause: error.message, failure: error };
  }

  /** A call of the execution's role, or of another that it assumed. A planned crash in it ends the whole execution. */
  public async call(caller: Caller, service: string, action: string, parameters: JsonObject): Promise<JsonObject> {
    return this.orGone(this.world.call(caller, service, action, parameters));
  }

  private async orGone<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof Crashed) {
        const end = new Ended('ABORTED', undefined, error.message);
        this.life.end(end);
        throw end;
      }
      throw error;
    }
  }

  /** The role to call as: the machine's own, or one that it assumes first. */
  public async assume(own: Caller, roleArn: string): Promise<Caller> {
    try {
      const caller = await this.life.until(this.orGone(this.world.assume(own, roleArn)));
      return { ...caller, execution: own.execution, state: own.state };
    } catch (error) {
      if (!(error instanceof AwsError)) { throw error; }
      throw new StatesError('States.TaskFailed', `The role ${this.facts.roleArn} is not authorized to assume the task state's role, ${roleArn}.`);
    }
  }

  /**
   * Counts an event of the history and gives its number. Its details are put together only where histories are kept. An
   * execution whose history is full fails.
   */
  public event(type: string, previous: number, details?: () => JsonObject): number {
    const most = this.limit('historyEvents');
    // One is left for the event that tells of the end.
    if (this.events >= most - 1) {
      throw new StatesError('States.Runtime', `The execution reached the maximum number of history events (${most}).`);
    }
    return this.write(type, previous, details);
  }

  /** Counts an event that is written whatever the limit. */
  private write(type: string, previous: number, details?: () => JsonObject): number {
    const id = ++this.events;
    this.history?.push({
      timestamp: this.timestamp(),
      type,
      id,
      previousEventId: previous,
      ...(details && { [detailsOf(type)]: details() }),
    });
    return id;
  }

  public countTransition(): void {
    this.transitions++;
  }

  public tell(state: State, event: 'entered' | 'retried' | 'caught' | 'exited', more?: { error?: string; rule?: number }): void {
    this.world.tell(this, state, event, more);
  }

  public limit(name: string): number {
    return this.world.limit(name);
  }

  public timestamp(): string {
    return this.world.clock.timestamp();
  }

  /** The part of the context object that is the same for the whole execution. */
  public context(): JsonObject {
    const { facts } = this;
    return {
      Execution: {
        Id: facts.arn,
        Input: facts.input,
        Name: facts.name,
        RoleArn: facts.roleArn,
        StartTime: facts.startTime,
        RedriveCount: facts.redriveCount,
        ...(facts.redriveTime && { RedriveTime: facts.redriveTime }),
      },
      StateMachine: { Id: facts.machineArn, Name: facts.machineName },
    };
  }
}
