import { NoCode } from './code';
import { Attempt, EventQueue, EventTally } from './event-queue';
import { EventSources } from './event-sources';
import { FunctionMetrics } from './function-metrics';
import { FunctionPermission, Functions, LambdaFunction } from './functions';
import { environmentOf, Handler, runHandler } from './handlers';
import { LogWriter } from './log-writer';
import { Realms } from './realms';
import { Outcome, Sandbox } from './sandbox';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, Caller, Permission, Room, RoomBuilder } from '../../room';
import { organizationOf } from '../iam/request-context';
import { throwIfUnknown } from '../parameters';

export interface LambdaOptions {
  /** Keep what functions print, for `output()`. @default false */
  readonly keepOutput?: boolean;
}

/** Lambda: runs the real code of functions on virtual time, each invocation in a realm of its own. */
export class LambdaRoom implements Room {
  public readonly service = 'lambda';
  public readonly answers = ['invoke'];
  private readonly functions: Functions;
  private readonly handlers = new Map<string, Handler>();
  private readonly queue: EventQueue;
  private readonly sources: EventSources;
  private readonly logWriter: LogWriter;
  private readonly metrics: FunctionMetrics;
  private readonly realms = new Realms();
  private readonly running = new Map<string, number>();
  private readonly printed = new Map<string, string[]>();
  private readonly random: Random;
  private readonly requestIds = new WeakMap<JsonObject, string>();

  public readonly resources: Room['resources'] = {
    'AWS::Lambda::Function': request => this.functions.create(request),
    'AWS::Lambda::Permission': request => this.functions.permit(request),
    'AWS::Lambda::EventInvokeConfig': request => this.functions.handleEvents(request),
    'AWS::Lambda::EventSourceMapping': request => this.sources.create(request),
  };

  public readonly updates: Room['updates'] = {
    'AWS::Lambda::Function': (request, current, previous) => this.functions.update(request, current, previous),
    'AWS::Lambda::EventInvokeConfig': request => this.functions.handleEvents(request),
    'AWS::Lambda::Permission': request => this.functions.permit(request),
    'AWS::Lambda::EventSourceMapping': (request, current) => this.sources.update(request, current),
  };

  public readonly removals: Room['removals'] = {
    'AWS::Lambda::Function': (_, current) => this.functions.remove(current),
    'AWS::Lambda::Permission': request => this.functions.forbid(request),
    'AWS::Lambda::EventInvokeConfig': request => this.functions.handleNoEvents(request),
    'AWS::Lambda::EventSourceMapping': (_, current) => this.sources.remove(current),
  };

  constructor(private readonly cloud: Cloud, private readonly options: LambdaOptions = {}) {
    this.functions = new Functions(cloud);
    this.random = cloud.random.fork('lambda');
    this.logWriter = new LogWriter(cloud);
    this.metrics = new FunctionMetrics(cloud);
    const attempt = (fn: LambdaFunction, payload: string, requestId: string) => this.attempt(fn, payload, requestId);
    this.queue = new EventQueue(cloud, attempt);
    this.sources = new EventSources(cloud, this.functions, attempt);
  }

  /** Gives a function, deployed or not, another code. One that is not deployed gets a role that may do nothing. */
  public register(
    functionArn: string, handler: Handler, options: { role?: string; timeoutSeconds?: number } = {},
  ): void {
    this.handlers.set(functionArn, handler);
    if (this.functions.tryFind(functionArn)) { return; }
    const [, , , region, account, , name] = functionArn.split(':');
    this.functions.add({
      arn: functionArn,
      name,
      account,
      region,
      role: options.role ?? `arn:${this.cloud.partition}:iam::${account}:role/${name}`,
      handler: 'index.handler',
      runtime: 'nodejs',
      code: new NoCode('a registered handler has no code'),
      environment: {},
      timeoutSeconds: options.timeoutSeconds ?? 3,
      memory: 128,
      logGroup: `/aws/lambda/${name}`,
    });
  }

  /** What a function has printed, if the room keeps it. */
  public output(functionArn: string): readonly string[] {
    return this.printed.get(functionArn) ?? [];
  }

  /** What became of asynchronous events. */
  public get events(): Readonly<EventTally> {
    return this.queue.tally;
  }

  /** The request id of an invocation, by its answer: SDKs find it in a header. */
  public requestIdOf(answer: JsonObject): string | undefined {
    return this.requestIds.get(answer);
  }

  /** How many reports on asynchronous events did not arrive: DestinationDeliveryFailures, DeadLetterErrors. */
  public lostReports(functionArn: string): number {
    return this.queue.lost.get(functionArn) ?? 0;
  }

  /** The function's resource policy. Whether a service's call needs it is for the calling room to ask. */
  public permissionsOf(functionArn: string): FunctionPermission[] {
    return this.functions.permissionsOf(functionArn);
  }

  public permissions({ action, parameters, caller }: Call): Permission[] {
    if (action !== 'invoke') { return []; }
    const name = String(parameters.FunctionName);
    const arn = name.startsWith('arn:') ? name
      : this.functions.arn(name.split(':').length >= 3 ? name.split(':')[0] : caller.account, caller.region, name.split(':function:').pop()!);
    return [{ action: 'lambda:InvokeFunction', resource: arn }];
  }

  public handle(call: Call): JsonObject | Promise<JsonObject> {
    if (call.action !== 'invoke') { throw new Error(`the lab does not model lambda:${call.action}`); }
    throwIfUnknown(call);
    return this.invoke(call.caller, call.parameters);
  }

  private async invoke(caller: Caller, parameters: JsonObject): Promise<JsonObject> {
    const fn = this.functions.find(String(parameters.FunctionName), caller.account, caller.region);
    this.checkOwner(fn, caller);
    const type = parameters.InvocationType ?? 'RequestResponse';
    const payload = this.payload(parameters.Payload, type === 'Event' ? 'lambda.asyncPayloadBytes' : 'lambda.syncPayloadBytes');
    const requestId = this.random.uuid();
    const answer = await this.answer(fn, type, payload, requestId);
    this.requestIds.set(answer, requestId);
    return answer;
  }

  private async answer(fn: LambdaFunction, type: Json, payload: string, requestId: string): Promise<JsonObject> {
    switch (type) {
      case 'DryRun': return { StatusCode: 204 };
      case 'Event':
        this.queue.accept(fn, payload, requestId, this.functions.handlingOf(fn));
        return { StatusCode: 202 };
      case 'RequestResponse': {
        const outcome = await this.attempt(fn, payload, requestId);
        if (outcome === 'throttled') { throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', { Reason: 'ConcurrentInvocationLimitExceeded' }); }
        return 'payload' in outcome
          ? { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: outcome.payload }
          : { StatusCode: 200, ExecutedVersion: '$LATEST', FunctionError: 'Unhandled', Payload: JSON.stringify(outcome.error) };
      }
      default: throw new AwsError('InvalidParameterValueException', `InvocationType ${JSON.stringify(type)}`);
    }
  }

  /** From another account the function's own policy has to allow it, too. */
  private checkOwner(fn: LambdaFunction, caller: Caller): void {
    if (caller.trusted || caller.account === fn.account) { return; }
    const { account, principal } = caller;
    const names = [account, `arn:${this.cloud.partition}:iam::${account}:root`, principal];
    const open = this.functions.permissionsOf(fn.arn).some(({ action, principal: allowed, organization }) =>
      /^lambda:(InvokeFunction|\*)$/.test(action) && (names.includes(allowed) || allowed === '*')
      && (organization === undefined || organization === organizationOf(this.cloud, account)));
    if (!open) {
      throw new AwsError('AccessDeniedException',
        `User: ${principal} is not authorized to perform: lambda:InvokeFunction on resource: ${fn.arn} because no resource-based policy allows the lambda:InvokeFunction action`);
    }
  }

  private payload(given: Json | undefined, quota: string): string {
    const payload = given === undefined ? '{}' : typeof given === 'string' ? given : JSON.stringify(given);
    const most = this.cloud.quotas.value(quota);
    if (Buffer.byteLength(payload) > most) {
      throw new AwsError('RequestTooLargeException', `Request must be smaller than ${most} bytes for the InvokeFunction operation`);
    }
    try {
      JSON.parse(payload);
    } catch (error) {
      throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${(error as Error).message}`);
    }
    return payload;
  }

  private async attempt(fn: LambdaFunction, payload: string, requestId: string): Promise<Attempt> {
    const pools = [
      { key: `${fn.account}/${fn.region}`, most: this.functions.concurrency(fn.account, fn.region) },
      ...(fn.reserved === undefined ? [] : [{ key: fn.arn, most: fn.reserved }]),
    ];
    if (pools.some(({ key, most }) => (this.running.get(key) ?? 0) >= most)) {
      this.metrics.throttled(fn);
      return 'throttled';
    }
    const change = (by: number) => pools.forEach(({ key }) => this.running.set(key, (this.running.get(key) ?? 0) + by));
    change(1);
    const began = this.cloud.clock.now();
    this.metrics.running(fn, this.running.get(pools[0].key)!);
    try {
      const lines: string[] = [];
      const outcome = await this.run(fn, payload, requestId, lines);
      this.keep(fn, requestId, lines);
      const held = this.held(outcome);
      this.metrics.ran(fn, began, 'error' in held);
      return held;
    } finally {
      change(-1);
    }
  }

  private run(fn: LambdaFunction, event: string, requestId: string, lines: string[]): Promise<Outcome> {
    const caller = { principal: fn.role, account: fn.account, region: fn.region };
    const handler = this.handlers.get(fn.arn);
    if (handler) { return runHandler(this.cloud, fn, handler, JSON.parse(event) as Json, requestId, caller); }
    if (!fn.runtime.startsWith('nodejs')) { throw new Error(`the lab does not model the runtime ${fn.runtime} of ${fn.arn}; register a handler`); }
    const sandbox = new Sandbox({
      cloud: this.cloud,
      code: fn.code,
      handler: fn.handler,
      event,
      caller,
      random: this.random.fork(requestId),
      deadline: this.cloud.clock.now() + fn.timeoutSeconds * 1000,
      environment: environmentOf(fn),
      context: {
        functionName: fn.name,
        functionVersion: '$LATEST',
        invokedFunctionArn: fn.arn,
        memoryLimitInMB: String(fn.memory),
        awsRequestId: requestId,
        logGroupName: fn.logGroup,
        logStreamName: requestId,
        callbackWaitsForEmptyEventLoop: true,
      },
      print: line => lines.push(line),
    }, this.realms);
    return sandbox.invoke();
  }

  private held(outcome: Outcome): Outcome {
    const most = this.cloud.quotas.value('lambda.syncPayloadBytes');
    if ('error' in outcome || Buffer.byteLength(outcome.payload) <= most) { return outcome; }
    return { error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage: `Response payload size exceeded maximum allowed payload size (${most} bytes).` } };
  }

  private keep(fn: LambdaFunction, requestId: string, lines: string[]): void {
    if (this.options.keepOutput) { this.printed.set(fn.arn, [...this.output(fn.arn), ...lines]); }
    const caller = { principal: fn.role, account: fn.account, region: fn.region };
    const written = [`START RequestId: ${requestId} Version: $LATEST`, ...lines, `END RequestId: ${requestId}`];
    this.cloud.clock.background(this.logWriter.write(fn, caller, written));
  }
}

/** Adds Lambda to a cloud. */
export function lambda(options: LambdaOptions = {}): RoomBuilder {
  return cloud => new LambdaRoom(cloud, options);
}
