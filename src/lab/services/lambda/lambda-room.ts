import { NoCode } from './code';
import { Attempt, EventQueue, EventTally } from './event-queue';
import { FunctionPermission, Functions, LambdaFunction } from './functions';
import { LogWriter } from './log-writer';
import { Realms } from './realms';
import { responseUrls } from './response-urls';
import { Outcome, Sandbox } from './sandbox';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Crashed } from '../../faults';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, Caller, Permission, Room, RoomBuilder } from '../../room';
import { organizationOf } from '../iam/request-context';
import { throwIfUnknown } from '../parameters';

/** What a handler that is given as TypeScript knows of its invocation. */
export interface HandlerContext {
  readonly functionArn: string;
  readonly requestId: string;
  readonly environment: Record<string, string>;
  /** Virtual time. */
  now(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Calls AWS with the function's role. */
  call(service: string, action: string, parameters: JsonObject): Promise<JsonObject>;
  /** Answers CloudFormation at a custom resource's ResponseURL. */
  respond(url: string, body: JsonObject): void;
}

type Result = Json | undefined | void;

export type Handler = (event: Json, context: HandlerContext) => Result | Promise<Result>;

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
  private readonly logWriter: LogWriter;
  private readonly realms = new Realms();
  private readonly running = new Map<string, number>();
  private readonly printed = new Map<string, string[]>();
  private readonly random: Random;

  public readonly resources: Room['resources'] = {
    'AWS::Lambda::Function': request => this.functions.create(request),
    'AWS::Lambda::Permission': request => this.functions.permit(request),
    'AWS::Lambda::EventInvokeConfig': request => this.functions.handleEvents(request),
  };

  public readonly updates: Room['updates'] = {
    'AWS::Lambda::Function': (request, current, previous) => this.functions.update(request, current, previous),
    'AWS::Lambda::EventInvokeConfig': request => this.functions.handleEvents(request),
    'AWS::Lambda::Permission': request => this.functions.permit(request),
  };

  public readonly removals: Room['removals'] = {
    'AWS::Lambda::Function': (_, current) => this.functions.remove(current),
    'AWS::Lambda::Permission': request => this.functions.forbid(request),
    'AWS::Lambda::EventInvokeConfig': () => undefined,
  };

  constructor(private readonly cloud: Cloud, private readonly options: LambdaOptions = {}) {
    this.functions = new Functions(cloud);
    this.random = cloud.random.fork('lambda');
    this.logWriter = new LogWriter(cloud);
    this.queue = new EventQueue(cloud, (fn, payload, requestId) => this.attempt(fn, payload, requestId));
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
    if (pools.some(({ key, most }) => (this.running.get(key) ?? 0) >= most)) { return 'throttled'; }
    const change = (by: number) => pools.forEach(({ key }) => this.running.set(key, (this.running.get(key) ?? 0) + by));
    change(1);
    try {
      const lines: string[] = [];
      const outcome = await this.run(fn, payload, requestId, lines);
      this.keep(fn, requestId, lines);
      return this.held(outcome);
    } finally {
      change(-1);
    }
  }

  private run(fn: LambdaFunction, event: string, requestId: string, lines: string[]): Promise<Outcome> {
    const caller = { principal: fn.role, account: fn.account, region: fn.region };
    const handler = this.handlers.get(fn.arn);
    if (handler) { return this.runRegistered(fn, handler, JSON.parse(event) as Json, requestId, caller); }
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

  private async runRegistered(
    fn: LambdaFunction, handler: Handler, event: Json, requestId: string, caller: Caller,
  ): Promise<Outcome> {
    const { clock } = this.cloud;
    const beyond: unknown[] = [];
    const work = (async (): Promise<Outcome> => {
      try {
        const result = await handler(event, {
          functionArn: fn.arn,
          requestId,
          environment: environmentOf(fn),
          now: () => clock.now(),
          sleep: milliseconds => clock.sleep(milliseconds),
          call: (service, action, parameters) => this.cloud.call(caller, service, action, parameters).catch(error => {
            if (!(error instanceof AwsError)) { beyond.push(error); }
            throw error;
          }),
          respond: (url, body) => { responseUrls(this.cloud).put(url, JSON.stringify(body)); },
        });
        if (beyond.length > 0) { throw beyond[0]; }
        return { payload: JSON.stringify(result ?? null) };
      } catch (error) {
        // What the lab cannot do is not the function's failure, even if the handler caught it.
        if (beyond.length > 0 && !(beyond[0] instanceof Crashed)) { throw beyond[0]; }
        return { error: { errorType: (error as Error).name, errorMessage: (error as Error).message } };
      }
    })();
    let stop: () => void = () => undefined;
    const late = new Promise<Outcome>(resolve => {
      stop = clock.at(clock.now() + fn.timeoutSeconds * 1000, () => resolve({
        error: { errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${requestId} Error: Task timed out after ${fn.timeoutSeconds.toFixed(2)} seconds` },
      }));
    });
    try { return await Promise.race([work, late]); } finally { stop(); }
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

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function environmentOf(fn: LambdaFunction): Record<string, string> {
  return {
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memory),
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    LAMBDA_TASK_ROOT: '/var/task',
    TZ: ':UTC',
    _HANDLER: fn.handler,
    ...fn.environment,
  };
}

/** Adds Lambda to a cloud. */
export function lambda(options: LambdaOptions = {}): RoomBuilder {
  return cloud => new LambdaRoom(cloud, options);
}
