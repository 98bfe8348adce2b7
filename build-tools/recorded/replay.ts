import { Outcome, Outcomes, errorIn } from './outcomes';
import { LIVE, Recording, completed, detailsIn, read } from './recording';
import { StatesError } from '../../src/lab/asl/errors';
import { HistoryEvent } from '../../src/lab/asl/history';
import { resourceOf } from '../../src/lab/asl/tasks/resource';
import { executionOf } from '../../src/lab/asl/tasks/tokens';
import { Cloud } from '../../src/lab/cloud';
import { Json, JsonObject, isObject } from '../../src/lab/json';
import { Call, Room } from '../../src/lab/room';
import { Execution } from '../../src/lab/services/states/executions';
import { StatesRoom, states } from '../../src/lab/services/states/states-room';

const ACCOUNT = '111111111111';
const REGION = 'us-east-1';

/** A recording that cannot be played, and why. */
export class LeftOut extends Error {}

/** Plays a recorded execution in the lab: the services answer what they were recorded to answer. */
export async function replay(recording: Recording, startsAt: Date): Promise<HistoryEvent[]> {
  const cloud = new Cloud({ startsAt });
  cloud.add(states({ keepHistory: true }));
  const room = cloud.room<StatesRoom>('sfn');
  const outcomes = new Outcomes(recording);
  const definition = withResources(recording.definition, outcomes, cloud.partition) as JsonObject;
  const tasks = tasksIn(definition);
  throwIfUnrecorded(definition);
  const stage = new Stage(cloud, room, outcomes, tasks);
  for (const service of new Set(['sfn', ...[...tasks.values()].map(task => task.service)])) { cloud.add(() => stage.service(service)); }
  cloud.add(() => ({ service: 'sts', permissions: () => [], handle: () => ({}), assume: async (caller: unknown) => caller }) as Room);

  const { input: recorded } = detailsIn(recording.events[0]);
  const arn = machine(room, cloud.partition, definition, String(detailsIn(recording.events[0]).roleArn));
  const input = typeof recording.input === 'string' ? recorded : read(recorded);
  const execution = room.start(arn, completed(recording.input, input));
  const end = recording.events[recording.events.length - 1];
  if (end.type === 'ExecutionAborted') { await stoppedAt(recording.events.length - 1, stage, execution); }
  await cloud.clock.run();
  return execution.history!;

  /** Somebody stopped it, when this much had happened. */
  async function stoppedAt(events: number, by: Stage, running: Execution): Promise<void> {
    for (let second = 0; second < 3600 && running.history!.length < events; second++) {
      await cloud.clock.run(cloud.clock.now() + 1000);
    }
    by.ask('stopExecution', { ExecutionArn: running.arn, Error: errorIn(end).error, Cause: errorIn(end).cause });
  }
}

function machine(room: StatesRoom, partition: string, definition: JsonObject, role: string): string {
  return room.resources['AWS::StepFunctions::StateMachine']({
    type: 'AWS::StepFunctions::StateMachine', logicalId: 'Recorded', stack: 'recorded', account: ACCOUNT, region: REGION, asset: () => undefined,
    properties: {
      StateMachineName: 'recorded', DefinitionString: JSON.stringify(definition),
      RoleArn: role.startsWith('arn:') ? role : `arn:${partition}:iam::${ACCOUNT}:role/recorded`,
    },
  }).ref;
}

/** Gives each task whose Resource existed during the recording alone one of the kind that was recorded. */
function withResources(value: Json, outcomes: Outcomes, partition: string, name = ''): Json {
  if (Array.isArray(value)) { return value.map(part => withResources(part, outcomes, partition)); }
  if (!isObject(value)) { return value; }
  return Object.fromEntries(Object.entries(value).map(([field, part]) => {
    if (field !== 'Resource' || typeof part !== 'string' || !part.includes(LIVE)) { return [field, withResources(part as Json, outcomes, partition, field)]; }
    const activity = outcomes.scheduledAs(name) === 'ActivityScheduled';
    return [field, activity ? `arn:${partition}:states:${REGION}:${ACCOUNT}:activity:${LIVE}` : `arn:${partition}:lambda:${REGION}:${ACCOUNT}:function:${LIVE}`];
  }));
}

type Task = NonNullable<ReturnType<typeof resourceOf>>;

/** The tasks of a document by the names of their states. */
function tasksIn(value: Json, found = new Map<string, Task>(), name = ''): Map<string, Task> {
  if (Array.isArray(value)) { value.forEach(part => tasksIn(part, found)); }
  if (!isObject(value)) { return found; }
  if (value.Type === 'Task') {
    const resource = resourceOf(value.Resource, name, () => undefined);
    if (resource) { found.set(name, resource); }
  }
  for (const [field, part] of Object.entries(value)) { tasksIn(part as Json, found, field); }
  return found;
}

/** The recordings of a Distributed Map tell neither of what its children did nor of what was read from S3. */
function throwIfUnrecorded(value: Json, inChildren = false): void {
  if (Array.isArray(value)) { value.forEach(part => throwIfUnrecorded(part, inChildren)); }
  if (!isObject(value)) { return; }
  if (value.Type === 'Map' && value.ItemReader !== undefined) { throw new LeftOut('what a Distributed Map read from S3 is not recorded'); }
  if (value.Type === 'Task' && inChildren) { throw new LeftOut('what tasks in a Distributed Map were answered is not recorded'); }
  const children = inChildren || (isObject(value.ProcessorConfig) && value.ProcessorConfig.Mode === 'DISTRIBUTED');
  for (const part of Object.values(value)) { throwIfUnrecorded(part as Json, children); }
}

/** The services, as they were recorded. */
class Stage {
  /** The attempts that wait for more than the service's first answer. */
  private readonly pending = new Map<string, Outcome>();

  constructor(
    private readonly cloud: Cloud,
    private readonly room: StatesRoom,
    private readonly outcomes: Outcomes,
    private readonly tasks: Map<string, Task>,
  ) {
    cloud.journal.listen(entry => {
      if (entry.type === 'transition' && entry.event === 'entered' && tasks.get(entry.state)?.pattern === 'activity') { this.work(entry.state); }
    });
  }

  public service(service: string): Room {
    return { service, permissions: () => [], handle: call => this.answer(call) };
  }

  private answer(call: Call): Promise<JsonObject> {
    const { state = '' } = call.caller;
    const task = this.tasks.get(state)!;
    const pending = call.action === 'describeExecution' ? this.pending.get(state) : undefined;
    if (pending) { return this.described(task, pending); }
    if (call.action === 'stopExecution') { return Promise.resolve({}); }
    const outcome = this.outcomes.next(state, givenIn(task, call.parameters));
    // A result that was too large was not recorded; any will do.
    if (errorIn(outcome?.end ?? {}).error === 'States.DataLimitExceeded') { return Promise.resolve(shaped(task, { Payload: 'x'.repeat(2 ** 20) })); }
    if (outcome?.submitted === undefined) { return ended(outcome, value => shaped(task, value)); }
    this.pending.set(state, outcome);
    if (task.pattern === 'callback') { this.callBack(tokenIn(call.parameters), outcome); }
    return Promise.resolve(shaped(task, read(outcome.submitted)));
  }

  /** What became of an execution that was started and waited for. */
  private described(task: Task, outcome: Outcome): Promise<JsonObject> {
    return ended(outcome, value => {
      const about = value as JsonObject;
      return task.pattern === 'sync' ? about : { ...about, Input: JSON.stringify(about.Input), Output: JSON.stringify(about.Output) };
    });
  }

  /** Sends the recorded end to whoever waits with this token. */
  private callBack(token: string | undefined, { end }: Outcome): void {
    if (token === undefined || !end || end.type.endsWith('TimedOut')) { return; }
    const { error, cause } = errorIn(end);
    const [action, parameters] = end.type.endsWith('Succeeded')
      ? ['sendTaskSuccess', { TaskToken: token, Output: JSON.stringify(read(detailsIn(end).output)) }]
      : ['sendTaskFailure', { TaskToken: token, Error: error, Cause: cause }];
    this.cloud.clock.at(this.cloud.clock.now() + 500, () => this.ask(action, parameters));
  }

  /** A worker who asks for a task of an activity. */
  private work(state: string): void {
    this.cloud.clock.at(this.cloud.clock.now() + 500, () => {
      const outcome = this.outcomes.next(state);
      // Some were never asked for.
      if (!outcome?.started) { return; }
      const { workerName: worker } = outcome.started;
      const { TaskToken: token } = this.ask('getActivityTask', { ActivityArn: this.tasks.get(state)!.name, WorkerName: worker });
      this.callBack(token as string | undefined, outcome);
    });
  }

  public ask(action: string, parameters: JsonObject): JsonObject {
    const caller = { principal: 'operator', account: ACCOUNT, region: REGION, trusted: true };
    return this.room.handle({ service: 'sfn', action, parameters, caller });
  }
}

/** The recorded end of a task. One that took too long is never answered. */
function ended(outcome: Outcome | undefined, answer: (value: Json) => JsonObject): Promise<JsonObject> {
  const { end } = outcome ?? {};
  if (!end || end.type.endsWith('TimedOut')) { return new Promise(() => undefined); }
  const { error, cause } = errorIn(end);
  return end.type.endsWith('Failed') ? Promise.reject(new StatesError(error, cause)) : Promise.resolve(answer(read(detailsIn(end).output)));
}

/** The answer of the API behind what the integration made of it. */
function shaped(task: Task, value: Json): JsonObject {
  if (task.dialect === 'function') { return { Payload: JSON.stringify(value) }; }
  const answer = value as JsonObject;
  return task.dialect === 'optimised' && task.service === 'lambda' ? { ...answer, Payload: JSON.stringify(answer.Payload) } : answer;
}

/** What the task was given, before the integration made the parameters of a call of it. */
function givenIn(task: Task, parameters: JsonObject): Json {
  const { Payload: payload } = parameters;
  if (task.dialect === 'function') { return read(payload); }
  return payload !== undefined && task.dialect === 'optimised' ? { ...parameters, Payload: read(payload) } : parameters;
}

/** The token of a task somewhere in what a service was sent. */
function tokenIn(value: Json | undefined): string | undefined {
  if (typeof value === 'string') {
    if (executionOf(value) !== undefined) { return value; }
    const inner = read(value);
    return typeof inner === 'string' ? undefined : tokenIn(inner);
  }
  if (!isObject(value) && !Array.isArray(value)) { return undefined; }
  return (Object.values(value) as Json[]).map(tokenIn).find(token => token !== undefined);
}
