import { Cloud, CloudOptions } from '../../../src/lab/cloud';
import { Entry } from '../../../src/lab/journal';
import { Json, JsonObject } from '../../../src/lab/json';
import { Call, Caller, Room } from '../../../src/lab/room';
import { Execution } from '../../../src/lab/services/states/executions';
import { StatesOptions, StatesRoom, states } from '../../../src/lab/services/states/states-room';

const PARTITION = 'aws';

/** What a stand-in for a service does with a call. */
export type Answer = (call: Call) => JsonObject | Promise<JsonObject>;

/** A cloud with Step Functions and stand-ins for the services that a test calls. */
export class Lab {
  public readonly cloud: Cloud;
  public readonly room: StatesRoom;
  public readonly entries: Entry[] = [];
  private machines = 0;

  constructor(services: Record<string, Answer> = {}, options: CloudOptions & StatesOptions = {}) {
    this.cloud = new Cloud(options);
    this.cloud.journal.listen(entry => this.entries.push(entry));
    this.cloud.add(states(options));
    for (const [service, handle] of Object.entries(services)) {
      this.cloud.add(() => ({ service, handle, permissions: () => [] }));
    }
    this.room = this.cloud.room<StatesRoom>('sfn');
  }

  /** Makes a machine and gives its ARN. JSONata, unless the document says otherwise. */
  public machine(definition: JsonObject, properties: JsonObject = {}): string {
    const logicalId = `Machine${++this.machines}`;
    return this.room.resources['AWS::StepFunctions::StateMachine']({
      type: 'AWS::StepFunctions::StateMachine',
      logicalId,
      stack: 'app',
      account: '222222222222',
      region: 'eu-west-1',
      asset: () => undefined,
      properties: {
        StateMachineName: logicalId,
        RoleArn: `arn:${this.cloud.partition}:iam::222222222222:role/machine`,
        DefinitionString: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
        ...properties,
      },
    }).ref;
  }

  /** Plays a document to its end. */
  public async play(definition: JsonObject, input: Json = {}): Promise<Execution> {
    const execution = this.room.start(this.machine(definition), input);
    await this.cloud.clock.run();
    return execution;
  }

  /** The output of a document that has to succeed. */
  public async output(definition: JsonObject, input: Json = {}): Promise<Json> {
    const execution = await this.play(definition, input);
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    return JSON.parse(execution.output!) as Json;
  }

  /** `state event` of each transition, with the rule that was taken. */
  public transitions(): string[] {
    return this.entries.flatMap(entry => entry.type === 'transition' ? [`${entry.state} ${entry.event}${entry.rule === undefined ? '' : ` ${entry.rule}`}`] : []);
  }

  public calls(): Extract<Entry, { type: 'call' }>[] {
    return this.entries.filter(entry => entry.type === 'call');
  }

  /** One call by somebody whom IAM does not judge. */
  public call(action: string, parameters: JsonObject): Promise<JsonObject> {
    const operator: Caller = { principal: 'operator', account: '222222222222', region: 'eu-west-1', trusted: true };
    const answer = this.cloud.call(operator, 'sfn', action, parameters);
    answer.catch(() => undefined);
    return this.cloud.clock.run(this.cloud.clock.now() + 1000).then(() => answer);
  }

  /** What a call answers as its error. */
  public async refusal(action: string, parameters: JsonObject): Promise<string> {
    return this.call(action, parameters).then(() => 'no error', (error: Error) => error.name);
  }

  /** How many virtual seconds have passed since the start, calls' own few milliseconds apart. */
  public seconds(): number {
    return Math.round((this.cloud.clock.now() - Date.parse('2026-01-05T09:00:00Z')) / 1000);
  }
}

/** A machine of one state. */
export function one(state: JsonObject): JsonObject {
  const ends = ['Succeed', 'Fail', 'Choice'].includes(state.Type as string);
  return { StartAt: 'Only', States: { Only: { ...state, ...(!ends && { End: true }) } } };
}

/** A Task state. */
export function task(resource: string, more: JsonObject = {}): JsonObject {
  return { Type: 'Task', Resource: `arn:${PARTITION}:states:::${resource}`, Arguments: {}, ...more };
}

/** A room that is only there to assume roles. */
export function sts(
  assume: (caller: Caller, roleArn: string, options?: { externalId?: string }) => Promise<Caller>,
): () => Room {
  return () => ({ service: 'sts', handle: () => ({}), permissions: () => [], assume }) as Room;
}
