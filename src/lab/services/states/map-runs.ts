import { describe } from './describe';
import { Execution, Executions } from './executions';
import { Machine } from './machine';
import { StatesError } from '../../asl/errors';
import { Child, ChildInput, MapRun, MapRunPlan } from '../../asl/items/map-run';
import { Life } from '../../asl/life';
import type { Run } from '../../asl/run';
import { AwsError } from '../../aws-error';
import { Authorizer, Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Room } from '../../room';

/** One visit to a Distributed Map: its children, and how it stands. */
class KeptMapRun implements MapRun {
  public inputs?: readonly ChildInput[];
  public status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' = 'RUNNING';
  public stopDate?: string;
  public redriveCount = 0;
  public redriveDate?: string;
  public readonly startDate: string;
  private readonly executions: (Execution | undefined)[] = [];
  private started = 0;
  private startsFrom: number;

  constructor(
    private readonly cloud: Cloud,
    private readonly runs: Executions,
    private readonly random: Random,
    public readonly executionArn: string,
    public readonly arn: string,
    public readonly plan: MapRunPlan,
    public readonly machine: Machine,
  ) {
    this.startDate = cloud.timestamp();
    this.startsFrom = cloud.clock.now();
  }

  public async play(at: number, life: Life): Promise<Child> {
    const before = this.executions[at];
    if (before?.status === 'SUCCEEDED') { return this.childOf(before); }
    await this.paced(life);
    const execution = before && this.redriven(before) ? before : this.begin(this.inputs![at].input);
    this.executions[at] = execution;
    const forget = life.onEnd(() => this.runs.stop(execution));
    await this.runs.whenEnded(execution.arn);
    forget();
    return this.childOf(execution);
  }

  public children(): (Child | undefined)[] {
    return (this.inputs ?? []).map((_, at) => {
      const execution = this.executions[at];
      return execution && execution.status !== 'RUNNING' ? this.childOf(execution) : undefined;
    });
  }

  public end(status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): void {
    this.status = status;
    this.stopDate = this.cloud.timestamp();
  }

  public redrive(): void {
    this.redriveCount++;
    this.redriveDate = this.cloud.timestamp();
    this.status = 'RUNNING';
    this.stopDate = undefined;
    this.started = 0;
    this.startsFrom = this.cloud.clock.now();
  }

  /** How many children, or items in them, stand how. */
  public counts(of: 'items' | 'executions'): JsonObject {
    const counts = { Pending: 0, Running: 0, Succeeded: 0, Failed: 0, TimedOut: 0, Aborted: 0, Total: 0 };
    const names = { RUNNING: 'Running', SUCCEEDED: 'Succeeded', FAILED: 'Failed', TIMED_OUT: 'TimedOut', ABORTED: 'Aborted' } as const;
    for (const [at, { items }] of (this.inputs ?? []).entries()) {
      const execution = this.executions[at];
      const weight = of === 'items' ? items : 1;
      counts[execution ? names[execution.status] : 'Pending'] += weight;
      counts.Total += weight;
    }
    return counts;
  }

  /** Standard children go on where they failed; others, and those that cannot be redriven, begin anew. */
  private redriven(before: Execution): boolean {
    if (this.plan.express || this.runs.notRedrivable(before) !== undefined) { return false; }
    this.runs.redrive(before);
    return true;
  }

  private begin(input: Json): Execution {
    const name = this.random.uuid();
    return this.runs.start(this.machine, name, JSON.stringify(input), input);
  }

  /** Children are started at a rate that AWS limits. */
  private async paced(life: Life): Promise<void> {
    const { clock, quotas } = this.cloud;
    const rate = quotas.value(this.plan.express ? 'sfn.expressChildrenPerSecond' : 'sfn.standardChildrenPerSecond');
    const wait = this.startsFrom + Math.floor(this.started++ / rate) * 1000 - clock.now();
    if (wait > 0) { await life.sleep(clock, wait); }
  }

  private childOf(execution: Execution): Child {
    const { status, output } = execution;
    return {
      status: status as Child['status'],
      output: output === undefined ? undefined : JSON.parse(output) as Json,
      record: describe(execution, this.runs.notRedrivable(execution)),
    };
  }
}

/** All map runs, by their ARNs. */
export class KeptMapRuns {
  private readonly known = new Map<string, KeptMapRun>();

  constructor(private readonly cloud: Cloud, private readonly runs: Executions, private readonly random: Random) {}

  /** Starts a map run, if the role may start executions of its own machine. */
  public async start({ facts }: Run, plan: MapRunPlan): Promise<MapRun> {
    const { caller } = facts;
    try {
      this.cloud.roomIfAny<Room & Authorizer>('iam')?.authorize?.(caller, { action: 'states:StartExecution', resource: facts.machineArn });
    } catch (error) {
      throw error instanceof AwsError ? new StatesError('States.Permissions', error.message) : error;
    }
    const arn = `${facts.machineArn.replace(':stateMachine:', ':mapRun:')}/${plan.label}:${this.random.uuid()}`;
    const machine: Machine = {
      arn: `${facts.machineArn}/${plan.label}`,
      name: `${facts.machineName}/${plan.label}`,
      roleArn: facts.roleArn,
      account: caller.account,
      region: caller.region,
      program: { flow: plan.flow, ...(plan.express && { timeoutSeconds: this.cloud.quotas.value('sfn.expressSeconds') }) },
      mapRunArn: arn,
      express: plan.express,
    };
    const mapRun = new KeptMapRun(this.cloud, this.runs, this.random, facts.arn, arn, plan, machine);
    this.known.set(arn, mapRun);
    return mapRun;
  }

  public redrive(arn: string): MapRun {
    const mapRun = this.find(arn);
    mapRun.redrive();
    return mapRun;
  }

  /** DescribeMapRun. */
  public describe(arn: string): JsonObject {
    const mapRun = this.find(arn);
    const { plan } = mapRun;
    return {
      MapRunArn: arn,
      ExecutionArn: mapRun.executionArn,
      Status: mapRun.status,
      StartDate: mapRun.startDate,
      ...(mapRun.stopDate !== undefined && { StopDate: mapRun.stopDate }),
      MaxConcurrency: plan.maxConcurrency,
      ToleratedFailurePercentage: plan.toleratedFailurePercentage,
      ToleratedFailureCount: plan.toleratedFailureCount,
      ItemCounts: mapRun.counts('items'),
      ExecutionCounts: mapRun.counts('executions'),
      RedriveCount: mapRun.redriveCount,
      ...(mapRun.redriveDate !== undefined && { RedriveDate: mapRun.redriveDate }),
    };
  }

  /** ListMapRuns. */
  public list(executionArn: string): JsonObject {
    const found = [...this.known.values()].filter(mapRun => mapRun.executionArn === executionArn);
    return {
      MapRuns: found.map(({ arn, machine, startDate, stopDate }) => ({
        ExecutionArn: executionArn, MapRunArn: arn, StateMachineArn: machine.arn,
        StartDate: startDate, ...(stopDate !== undefined && { StopDate: stopDate }),
      })),
    };
  }

  private find(arn: string): KeptMapRun {
    const mapRun = this.known.get(arn);
    if (!mapRun) { throw new AwsError('ResourceNotFound', `Resource not found: '${arn}'`); }
    return mapRun;
  }
}
