import { Machine } from './machine';
import { Checkpoint } from '../../asl/branch';
import { Ended } from '../../asl/errors';
import { Ending, Facts, HistoryEvent, Run, World } from '../../asl/run';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json } from '../../json';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What is kept of an execution. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: Machine;
  /** As JSON. */
  readonly input: string;
  readonly startDate: string;
  status: Status;
  stopDate?: string;
  /** As JSON. */
  output?: string;
  error?: string;
  cause?: string;
  redriveCount: number;
  redriveDate?: string;
  /** State transitions as AWS bills them: each state entered, each retry and each redrive. */
  transitions: number;
  /** How many events the history has, or had. */
  events: number;
  /** Only where the room keeps histories. */
  history?: HistoryEvent[];
}

/** What only the machinery needs. */
interface Inside { run?: Run; checkpoint?: Checkpoint; waiting: (() => void)[] }

/** All executions: running ones, and what is left of those that are over. */
export class Executions {
  private readonly known = new Map<string, Execution>();
  private readonly inside = new Map<string, Inside>();
  private open = 0;

  constructor(
    private readonly cloud: Cloud,
    private readonly world: World,
    private readonly keepHistory: boolean,
    private readonly onChange: (execution: Execution) => void,
  ) {}

  public all(): Execution[] {
    return [...this.known.values()];
  }

  /** An execution that is not yet forgotten. */
  public find(arn: string): Execution | undefined {
    const execution = this.known.get(arn);
    if (!execution?.stopDate) { return execution; }
    const age = this.cloud.clock.now() - Date.parse(execution.stopDate);
    if (age <= this.world.limit('retentionDays') * 24 * 3600_000) { return execution; }
    this.known.delete(arn);
    this.inside.delete(arn);
    return undefined;
  }

  public start(machine: Machine, name: string, text: string, input: Json): Execution {
    if (this.open >= this.world.limit('openExecutions')) { throw new AwsError('ExecutionLimitExceeded', 'The maximum number of running executions has been reached'); }
    const execution: Execution = {
      arn: `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`,
      name,
      machine,
      input: text,
      startDate: this.cloud.timestamp(),
      status: 'RUNNING',
      redriveCount: 0,
      transitions: 0,
      events: 0,
      ...(this.keepHistory && { history: [] }),
    };
    this.known.set(execution.arn, execution);
    this.play(execution, input);
    return execution;
  }

  public stop(execution: Execution, error?: string, cause?: string): void {
    this.inside.get(execution.arn)?.run?.life.end(new Ended('ABORTED', error, cause));
  }

  /** Why an execution cannot be redriven, in the service's words; undefined where it can. */
  public notRedrivable(execution: Execution): string | undefined {
    if (execution.status === 'RUNNING' || execution.status === 'SUCCEEDED') { return `Execution is ${execution.status} and cannot be redriven`; }
    const age = this.cloud.clock.now() - Date.parse(execution.stopDate!);
    if (age > this.world.limit('redriveDays') * 24 * 3600_000) { return 'Execution has exceeded the redrivable period and cannot be redriven'; }
    if (execution.events >= this.world.limit('historyEvents') - 1) { return 'Execution has exceeded the maximum number of history events and cannot be redriven'; }
    return undefined;
  }

  /** Goes on where the execution failed. */
  public redrive(execution: Execution): void {
    const { checkpoint } = this.inside.get(execution.arn)!;
    execution.redriveCount++;
    execution.redriveDate = this.cloud.timestamp();
    execution.transitions++;
    Object.assign(execution, { status: 'RUNNING', stopDate: undefined, output: undefined, error: undefined, cause: undefined });
    this.play(execution, JSON.parse(execution.input) as Json, checkpoint);
  }

  /** Settles when the execution is over. */
  public whenEnded(arn: string): Promise<void> {
    const inside = this.inside.get(arn);
    if (!inside?.run) { return Promise.resolve(); }
    return new Promise(resolve => inside.waiting.push(resolve));
  }

  private play(execution: Execution, input: Json, from?: Checkpoint): void {
    const { machine } = execution;
    const facts: Facts = {
      arn: execution.arn,
      name: execution.name,
      machineArn: machine.arn,
      machineName: machine.name,
      roleArn: machine.roleArn,
      input,
      startTime: execution.startDate,
      redriveCount: execution.redriveCount,
      redriveTime: execution.redriveDate,
      caller: {
        principal: machine.roleArn, account: machine.account, region: machine.region, execution: execution.arn,
      },
    };
    const run = new Run(machine.program, facts, this.world, execution.history);
    const inside: Inside = { run, waiting: [] };
    this.inside.set(execution.arn, inside);
    this.open++;
    this.told(execution, input);
    void run.play(from, execution).then(ending => this.ended(execution, inside, ending));
  }

  private ended(execution: Execution, inside: Inside, ending: Ending): void {
    const { run, waiting } = inside;
    this.open--;
    execution.status = ending.status;
    execution.stopDate = this.cloud.timestamp();
    execution.output = ending.output === undefined ? undefined : JSON.stringify(ending.output);
    execution.error = ending.error;
    execution.cause = ending.cause;
    execution.transitions = run!.transitions;
    execution.events = run!.events;
    // A finished execution takes little memory: only where it can be redriven is something kept beside its record.
    if (ending.status === 'SUCCEEDED') {
      this.inside.delete(execution.arn);
    } else {
      this.inside.set(execution.arn, { checkpoint: ending.checkpoint, waiting: [] });
    }
    this.told(execution, undefined, ending.output);
    for (const resolve of waiting) { resolve(); }
    // What the lab itself cannot do must not pass for an outcome: it comes out of the clock's run.
    const { failure } = ending;
    if (failure) { this.cloud.clock.at(this.cloud.clock.now(), () => { throw failure; }); }
  }

  private told(execution: Execution, input?: Json, output?: Json): void {
    this.cloud.journal.write({
      type: 'execution',
      at: this.cloud.timestamp(),
      execution: execution.arn,
      machine: execution.machine.name,
      status: execution.status,
      ...(input !== undefined && { input }),
      ...(output !== undefined && { output }),
      error: execution.error,
      cause: execution.cause,
      ...(execution.status !== 'RUNNING' && { transitions: execution.transitions }),
    });
    this.onChange(execution);
  }
}
