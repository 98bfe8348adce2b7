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
  /** How many run, in each account and Region. */
  private readonly open = new Map<string, number>();

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
    this.throwIfFull(machine);
    const execution: Execution = {
      arn: arnOf(machine, name),
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
    if (age > this.world.limit('redriveDays') * 24 * 3600_000) { return 'Execution redrivable period exceeded'; }
    const sinceStart = this.cloud.clock.now() - Date.parse(execution.startDate);
    if (sinceStart >= this.world.limit('executionSeconds') * 1000) { return 'Execution has exceeded the max execution time'; }
    if (execution.events >= this.world.limit('historyEvents') - 1) { return 'Execution history event limit exceeded'; }
    return undefined;
  }

  /** Goes on where the execution failed. */
  public redrive(execution: Execution): void {
    this.throwIfFull(execution.machine);
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
    this.count(machine, 1);
    this.told(execution, input);
    void run.play(from, execution).then(ending => this.ended(execution, inside, ending));
  }

  private ended(execution: Execution, inside: Inside, ending: Ending): void {
    const { run, waiting } = inside;
    this.count(execution.machine, -1);
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

  public throwIfAnyRuns(machineArn: string): void {
    if (!this.all().some(({ machine, status }) => machine.arn === machineArn && status === 'RUNNING')) { return; }
    throw new Error('the lab does not model the end of a state machine whose executions run');
  }

  private throwIfFull({ account, region }: Machine): void {
    if ((this.open.get(`${account}/${region}`) ?? 0) < this.world.limit('openExecutions')) { return; }
    throw new AwsError('ExecutionLimitExceeded', 'The maximum number of running executions has been reached');
  }

  private count({ account, region }: Machine, change: number): void {
    this.open.set(`${account}/${region}`, (this.open.get(`${account}/${region}`) ?? 0) + change);
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

/** An Express execution has one more part, which the lab makes the same as the name. */
function arnOf({ arn, express }: Machine, name: string): string {
  return express ? `${arn.replace(':stateMachine:', ':express:')}:${name}:${name}` : `${arn.replace(':stateMachine:', ':execution:')}:${name}`;
}
