import { asSeenAt, describe, statusChange, summary } from './describe';
import { Execution, Executions } from './executions';
import { inCaseOf, inPascalCase, isName, jsonOf, only, textOf } from './inputs';
import { Machine, machineOf } from './machine';
import { KeptMapRuns } from './map-runs';
import { throwIfForeign, throwUnlessTrusted } from './ownership';
import { Redrives } from './redrives';
import { tellTransition } from './transitions';
import { Expressions } from '../../asl/expressions';
import { World } from '../../asl/run';
import { Tasks, executionOf } from '../../asl/tasks/tokens';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Call, Caller, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';

export interface StatesOptions {
  /**
   * Whether Retry sees that an expression over a task's result failed. AWS says that States.TaskFailed stands for any
   * error but a timeout, and shows no retry of this one.
   *
   * @default true
   */
  readonly retriesEvaluationErrors?: boolean;
  /** Keeps the events of each execution, for `getExecutionHistory`. Takes memory. @default false */
  readonly keepHistory?: boolean;
  /**
   * For how long an execution that is over is still shown as RUNNING. AWS says that what DescribeExecution and
   * ListExecutions answer is eventually consistent, and not how late it may be.
   *
   * @default 0
   */
  readonly lagSeconds?: number;
  /**
   * Labs that are given the same ones read each expression once between them: who plays many stories of one platform
   * deploys it in half the time.
   *
   * @default each lab reads for itself
   */
  readonly expressions?: Expressions;
}

interface Action {
  readonly known: readonly string[];
  readonly required: readonly string[];
  readonly do: (parameters: JsonObject) => JsonObject;
}

/** What the room needs of STS and EventBridge, which others build. */
interface RoleAssumer extends Room {
  assume(caller: Caller, roleArn: string, options?: { externalId?: string }): Promise<Caller>;
}
interface ServiceEvent { source: string; detailType: string; detail: JsonObject; resources?: string[] }
interface EventBus extends Room {
  publish(account: string, region: string, event: ServiceEvent): unknown;
}

/** Step Functions: machines, their executions, and the tasks that wait for somebody to call back. */
export class StatesRoom implements Room {
  public readonly service = 'sfn';
  public readonly resources = {
    'AWS::StepFunctions::StateMachine': (request: ResourceRequest): CreatedResource => this.create(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::StepFunctions::StateMachine': (request, current) => this.create(request, current.ref),
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::StepFunctions::StateMachine': (_, { ref }) => { this.runs.throwIfAnyRuns(ref); this.machines.delete(ref); },
  };
  private readonly machines = new Map<string, Machine>();
  private readonly tasks = new Tasks();
  private readonly runs: Executions;
  private readonly redrives: Redrives;
  private readonly mapRuns: KeptMapRuns;
  private readonly random;
  private readonly actions: Record<string, Action> = {
    startExecution: { known: ['StateMachineArn', 'Name', 'Input', 'TraceHeader'], required: ['StateMachineArn'], do: p => this.startExecution(p) },
    describeExecution: { known: ['ExecutionArn', 'IncludedData'], required: ['ExecutionArn'], do: p => this.describeExecution(p) },
    stopExecution: { known: ['ExecutionArn', 'Error', 'Cause'], required: ['ExecutionArn'], do: p => this.stopExecution(p) },
    redriveExecution: { known: ['ExecutionArn', 'ClientToken'], required: ['ExecutionArn'], do: p => this.redriveExecution(p) },
    listExecutions: { known: ['StateMachineArn', 'MapRunArn', 'StatusFilter', 'MaxResults', 'NextToken', 'RedriveFilter'], required: [], do: p => this.listExecutions(p) },
    describeMapRun: { known: ['MapRunArn'], required: ['MapRunArn'], do: p => this.mapRuns.describe(p.MapRunArn as string) },
    listMapRuns: { known: ['ExecutionArn'], required: ['ExecutionArn'], do: p => this.mapRuns.list(p.ExecutionArn as string) },
    getExecutionHistory: { known: ['ExecutionArn', 'ReverseOrder', 'IncludeExecutionData'], required: ['ExecutionArn'], do: p => this.getExecutionHistory(p) },
    getActivityTask: { known: ['ActivityArn', 'WorkerName'], required: ['ActivityArn'], do: p => this.getActivityTask(p) },
    sendTaskSuccess: { known: ['TaskToken', 'Output'], required: ['TaskToken', 'Output'], do: p => this.sendTaskSuccess(p) },
    sendTaskFailure: { known: ['TaskToken', 'Error', 'Cause'], required: ['TaskToken'], do: p => this.sendTaskFailure(p) },
    sendTaskHeartbeat: { known: ['TaskToken'], required: ['TaskToken'], do: p => this.sendTaskHeartbeat(p) },
  };

  constructor(private readonly cloud: Cloud, private readonly options: StatesOptions = {}) {
    this.random = cloud.random.fork('sfn');
    const { keepHistory = false } = options;
    this.runs = new Executions(cloud, this.world(), keepHistory, execution => this.announce(execution));
    this.redrives = new Redrives(cloud);
    this.mapRuns = new KeptMapRuns(cloud, this.runs, this.random);
  }

  /** Starts an execution as the lab's own operator would, past IAM and throttles. */
  public start(machineArn: string, input: Json = {}, name?: string): Execution {
    const answer = this.startExecution({ StateMachineArn: machineArn, Input: JSON.stringify(input), Name: name });
    return this.execution(answer.ExecutionArn as string);
  }

  public execution(arn: string): Execution {
    const execution = this.runs.find(arn);
    if (!execution) { throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`); }
    return execution;
  }

  /** All executions in the order in which they started. */
  public executions(): Execution[] {
    return this.runs.all();
  }

  /** The names of all states of all machines. */
  public stateNames(): ReadonlySet<string> {
    return new Set([...this.machines.values()].flatMap(({ states: names = [] }) => names));
  }

  public get answers(): string[] { return Object.keys(this.actions); }

  public permissions({ action, parameters: given }: Call): Permission[] {
    const parameters = inPascalCase(given);
    const api = `states:${action.charAt(0).toUpperCase()}${action.slice(1)}`;
    if (action === 'startExecution' || action === 'listExecutions') { return [{ action: api, resource: String(parameters.StateMachineArn ?? parameters.MapRunArn) }]; }
    if (action.startsWith('sendTask')) {
      const execution = executionOf(parameters.TaskToken);
      return [{ action: api, resource: execution === undefined ? '*' : machineArnOf(execution) }];
    }
    return [{ action: api, resource: String(parameters.ExecutionArn ?? parameters.MapRunArn ?? '*') }];
  }

  public handle({ action: name, parameters: given, caller }: Call): JsonObject {
    const action = Object.prototype.hasOwnProperty.call(this.actions, name) ? this.actions[name] : undefined;
    if (!action) { throw new Error(`the lab does not model sfn:${name}`); }
    const parameters = inPascalCase(given);
    only(parameters, name, action.known, action.required);
    if (!caller.trusted) { throwIfForeign(name, parameters, caller); }
    return inCaseOf(given, action.do(parameters));
  }

  /** Executions that run go on with the document that they were started with. */
  private create(request: ResourceRequest, current?: string): CreatedResource {
    const sources = { clock: this.cloud.clock, random: this.random, expressions: this.options.expressions };
    const machine = machineOf(request, this.cloud.partition, sources, this.random, this.limit('nameLength'));
    throwUnlessTrusted(machine, this.cloud);
    if (current !== undefined && current !== machine.arn) { throw new Error('the lab does not model updates of a state machine that is not named in its template'); }
    if (current === undefined && this.machines.has(machine.arn)) { throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${machine.arn}'`); }
    this.machines.set(machine.arn, machine);
    return { ref: machine.arn, attributes: { Arn: machine.arn, Name: machine.name } };
  }

  private startExecution(parameters: JsonObject): JsonObject {
    const arn = parameters.StateMachineArn as string;
    if (!/^arn:[^:]+:states:[^:]+:\d{12}:stateMachine:/.test(arn)) { throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`); }
    if (arn.split(':').length > 7) { throw new Error(`the lab does not model versions and aliases of state machines: ${arn}`); }
    const machine = this.machines.get(arn);
    if (!machine) { throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`); }
    const text = (parameters.Input ?? '{}') as string;
    const input = jsonOf(text, 'input', this.limit('payloadBytes'), 'InvalidExecutionInput');
    const name = (parameters.Name ?? this.random.uuid()) as string;
    if (typeof name !== 'string' || !isName(name)) { throw new AwsError('InvalidName', `Invalid Name: '${String(name)}'`); }
    const before = this.runs.find(`${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`);
    if (before && (before.status !== 'RUNNING' || before.input !== text)) {
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${before.arn}'`);
    }
    const execution = before ?? this.runs.start(machine, name, text, input);
    return { ExecutionArn: execution.arn, StartDate: execution.startDate };
  }

  private describeExecution(parameters: JsonObject): JsonObject {
    if ((parameters.IncludedData ?? 'ALL_DATA') !== 'ALL_DATA') { throw new Error('the lab does not model IncludedData of sfn:describeExecution'); }
    const execution = this.seen(this.execution(executionArn(parameters)));
    return describe(execution, this.runs.notRedrivable(execution));
  }

  private stopExecution(parameters: JsonObject): JsonObject {
    const execution = this.execution(executionArn(parameters));
    if (execution.status === 'RUNNING') {
      this.runs.stop(execution, textOf(parameters.Error, 'error', this.limit('errorLength')), textOf(parameters.Cause, 'cause', this.limit('causeLength')));
    }
    return { StopDate: execution.stopDate ?? this.cloud.timestamp() };
  }

  private redriveExecution(parameters: JsonObject): JsonObject {
    const execution = this.execution(executionArn(parameters));
    const repeated = this.redrives.dateOf(execution.arn, parameters.ClientToken);
    if (repeated !== undefined) { return { RedriveDate: repeated }; }
    const reason = this.runs.notRedrivable(execution);
    if (reason !== undefined) { throw new AwsError('ExecutionNotRedrivable', `Execution Not Redrivable: '${reason}'`); }
    this.runs.redrive(execution);
    this.redrives.keep(execution.arn, parameters.ClientToken);
    return { RedriveDate: execution.redriveDate };
  }

  private listExecutions(parameters: JsonObject): JsonObject {
    const { StateMachineArn: machine, MapRunArn: mapRun, StatusFilter: status, NextToken: token } = parameters;
    if (parameters.RedriveFilter !== undefined) { throw new Error('the lab does not model RedriveFilter of sfn:listExecutions'); }
    if (mapRun === undefined && !this.machines.has(machine as string)) { throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${String(machine)}'`); }
    const from = token === undefined ? 0 : Number(token);
    if (!Number.isInteger(from)) { throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'"); }
    const found = this.runs.all()
      .filter(({ machine: its }) => mapRun === undefined ? its.arn === machine : its.mapRunArn === mapRun)
      .filter(({ arn }) => this.runs.find(arn))
      .map(execution => this.seen(execution))
      .filter(execution => status === undefined || execution.status === status)
      .reverse();
    const size = parameters.MaxResults as number | undefined || this.limit('pageSize');
    const page = found.slice(from, from + size);
    return { Executions: page.map(summary), ...(from + size < found.length && { NextToken: String(from + size) }) };
  }

  private seen(execution: Execution): Execution {
    return asSeenAt(execution, this.cloud.clock.now() - (this.options.lagSeconds ?? 0) * 1000);
  }

  private getExecutionHistory(parameters: JsonObject): JsonObject {
    const { history } = this.execution(executionArn(parameters));
    if (!history) { throw new Error('the lab keeps no histories; make the room with keepHistory to have them'); }
    const events = history.map(event => JSON.parse(JSON.stringify(event)) as JsonObject);
    return { Events: parameters.ReverseOrder === true ? events.reverse() : events };
  }

  /** AWS keeps a worker waiting for up to a minute; here it has its answer at once, and asks again. */
  private getActivityTask({ ActivityArn: arn, WorkerName: worker }: JsonObject): JsonObject {
    const task = this.tasks.activity(arn as string).take(worker as string | undefined);
    return task ? { TaskToken: task.token, Input: JSON.stringify(task.input) } : {};
  }

  private sendTaskSuccess({ TaskToken: token, Output: output }: JsonObject): JsonObject {
    const value = jsonOf(output, 'output', this.limit('payloadBytes'), 'InvalidOutput');
    this.task(token).succeed(value);
    return {};
  }

  private sendTaskFailure({ TaskToken: token, Error: error, Cause: cause }: JsonObject): JsonObject {
    this.task(token).fail(textOf(error, 'error', this.limit('errorLength')), textOf(cause, 'cause', this.limit('causeLength')));
    return {};
  }

  private sendTaskHeartbeat({ TaskToken: token }: JsonObject): JsonObject {
    this.task(token).onHeartbeat?.();
    return {};
  }

  private task(token: unknown) {
    return this.tasks.find(token, arn => this.runs.find(arn) !== undefined);
  }

  private limit(name: string): number {
    return this.cloud.quotas.value(`sfn.${name}`);
  }

  /** What executions see of the cloud around them. */
  private world(): World {
    const { cloud } = this;
    return {
      clock: cloud.clock,
      random: this.random,
      tasks: this.tasks,
      mapRuns: { start: (run, plan) => this.mapRuns.start(run, plan), redrive: arn => this.mapRuns.redrive(arn) },
      retriesEvaluationErrors: this.options.retriesEvaluationErrors ?? true,
      limit: name => this.limit(name),
      call: (caller, service, action, parameters) => cloud.call(caller, service, action, parameters),
      // Step Functions names the machine as external ID, so that a trust policy can ask for it.
      assume: (caller, roleArn) => cloud.room<RoleAssumer>('sts').assume(caller, roleArn, { externalId: machineArnOf(caller.execution!) }),
      whenEnded: arn => this.runs.whenEnded(arn),
      tell: (run, state, event, more) => tellTransition(cloud, run, state, event, more),
    };
  }

  private announce(execution: Execution): void {
    if (execution.machine.express) { return; }
    const bus = this.cloud.allRooms().find((room): room is EventBus => room.service === 'eventbridge' && 'publish' in room);
    bus?.publish(execution.machine.account, execution.machine.region, {
      source: 'aws.states',
      detailType: 'Step Functions Execution Status Change',
      resources: [execution.arn],
      detail: statusChange(execution, this.runs.notRedrivable(execution), this.limit('eventPayloadBytes')),
    });
  }
}

function executionArn({ ExecutionArn: arn }: JsonObject): string {
  if (!/^arn:[^:]+:states:[^:]+:\d{12}:execution:[^:]+:[^:]+$/.test(arn as string)) { throw new AwsError('InvalidArn', `Invalid Arn: '${String(arn)}'`); }
  return arn as string;
}

function machineArnOf(execution: string): string {
  return execution.split(':').slice(0, 7).join(':').replace(':execution:', ':stateMachine:');
}

/** Adds Step Functions to a cloud. */
export function states(options: StatesOptions = {}): RoomBuilder {
  return cloud => new StatesRoom(cloud, options);
}
