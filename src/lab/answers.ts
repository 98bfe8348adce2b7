import { StatesError } from './asl/errors';
import { executionOf } from './asl/tasks/tokens';
import { Cloud } from './cloud';
import { Json, JsonObject, isObject } from './json';
import { Call, Room } from './room';

/** What somebody who plays a document by hand lets a call be answered. */
export interface Answer {
  /** What the API answers; of a function, what it returns; of an execution that is waited for, its output. */
  readonly result?: Json;
  /** The error as the workflow sees it, with its prefix, such as `Lambda.TooManyRequestsException`. */
  readonly error?: string;
  readonly cause?: string;
  /** What is sent back to a task that waits for its token. */
  readonly callback?: Omit<Answer, 'callback'>;
  /** How long it takes, in virtual time. @default 0 */
  readonly afterSeconds?: number;
}

/** Answers in the order of the calls; the last one is for all that follow. */
export type InTurn = Answer | readonly Answer[];

export interface Answers {
  /** By the name of the state that calls. */
  readonly states?: Readonly<Record<string, InTurn>>;
  /** By service and action, as in `dynamodb:getItem`, where the state has no answers of its own. */
  readonly calls?: Readonly<Record<string, InTurn>>;
}

/** Answers calls by hand: all of those for which there are answers, in front of the lab's own rooms. */
export class Answering {
  private readonly given = new Map<InTurn, number>();
  /** What the executions that were started by hand give. */
  private readonly started = new Map<string, Answer>();

  constructor(private readonly cloud: Cloud, private readonly answers: Answers) {}

  /** Stands in for a service; calls without an answer go to the lab's room, if it has one. */
  public room(service: string): Room {
    const behind = this.cloud.roomIfAny(service);
    const front = { service, permissions: () => [], handle: (call: Call) => this.handle(call, behind) };
    // Everything else that the room can do stays as it is.
    return behind ? Object.assign(Object.create(behind) as Room, front) : front;
  }

  private async handle(call: Call, behind: Room | undefined): Promise<JsonObject> {
    const { service, action, parameters, caller } = call;
    const described = action === 'describeExecution' ? this.started.get(String(parameters.ExecutionArn)) : undefined;
    if (described) { return aboutExecution(parameters.ExecutionArn, await this.come(described)); }
    const answer = this.next(caller.state ?? '', `${service}:${action}`);
    if (!answer) {
      if (behind) { return behind.handle(call); }
      throw new Error(`there is no answer for ${service}:${action} in state '${caller.state ?? ''}'`);
    }
    if (answer.callback) { this.callBack(parameters, answer.callback); }
    if (service === 'sfn' && action === 'startExecution') { return this.start(parameters, answer); }
    const result = await this.come(answer) ?? {};
    if (service === 'lambda' && action === 'invoke') { return { ExecutedVersion: '$LATEST', Payload: JSON.stringify(result), StatusCode: 200 }; }
    if (!isObject(result)) { throw new Error(`${service}:${action} answers an object, and not ${JSON.stringify(result)}`); }
    return result;
  }

  private next(state: string, call: string): Answer | undefined {
    const inTurn = this.answers.states?.[state] ?? this.answers.calls?.[call];
    if (inTurn === undefined) { return undefined; }
    const list = Array.isArray(inTurn) ? inTurn as readonly Answer[] : [inTurn as Answer];
    const count = this.given.get(inTurn) ?? 0;
    this.given.set(inTurn, count + 1);
    return list[Math.min(count, list.length - 1)];
  }

  /** The result when its time has come, or the error. */
  private async come({ result, error, cause, afterSeconds = 0 }: Answer): Promise<Json | undefined> {
    if (afterSeconds > 0) { await this.cloud.clock.sleep(afterSeconds * 1000); }
    if (error !== undefined) { throw new StatesError(error, cause); }
    return result;
  }

  private start({ StateMachineArn: machine }: JsonObject, answer: Answer): JsonObject {
    const arn = `${String(machine).replace(':stateMachine:', ':execution:')}:by-hand-${this.started.size + 1}`;
    this.started.set(arn, answer);
    return { ExecutionArn: arn, StartDate: this.cloud.timestamp() };
  }

  private callBack(parameters: JsonObject, answer: Answer): void {
    const TaskToken = tokenIn(parameters);
    if (TaskToken === undefined) { throw new Error('an answer calls back, and the call holds no token of a task'); }
    const caller = { principal: 'operator', account: '', region: '', trusted: true };
    this.cloud.clock.at(this.cloud.clock.now() + (answer.afterSeconds ?? 1) * 1000, () => {
      const [action, more] = answer.error === undefined
        ? ['sendTaskSuccess', { Output: JSON.stringify(answer.result ?? {}) }]
        : ['sendTaskFailure', { Error: answer.error, Cause: answer.cause }];
      // Who answers too late is told so, which changes nothing.
      const call = this.cloud.call(caller, 'sfn', action, { TaskToken, ...more });
      call.catch((error: Error) => { if (error.name !== 'TaskTimedOut') { throw error; } });
    });
  }
}

function aboutExecution(arn: Json | undefined, output: Json | undefined): JsonObject {
  return { ExecutionArn: arn, Status: 'SUCCEEDED', Input: '{}', Output: JSON.stringify(output ?? {}) };
}

/** The token of a task, wherever it is in what a service was sent; perhaps in a text that holds JSON. */
function tokenIn(value: Json | undefined): string | undefined {
  if (typeof value === 'string') {
    const texts = [...value.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g)].map(([text]) => text);
    return texts.find(text => executionOf(text) !== undefined);
  }
  if (typeof value !== 'object' || value === null) { return undefined; }
  return (Object.values(value) as Json[]).map(tokenIn).find(token => token !== undefined);
}
