import { LambdaFunction } from './functions';
import { responseUrls } from './response-urls';
import { Outcome } from './sandbox';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Crashed } from '../../faults';
import { Json, JsonObject } from '../../json';
import { Caller } from '../../room';

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

/** Runs a handler that was given as TypeScript once, on virtual time. */
export async function runHandler(
  cloud: Cloud, fn: LambdaFunction, handler: Handler, event: Json, requestId: string, caller: Caller,
): Promise<Outcome> {
  const { clock } = cloud;
  const beyond: unknown[] = [];
  const work = (async (): Promise<Outcome> => {
    try {
      const result = await handler(event, {
        functionArn: fn.arn,
        requestId,
        environment: environmentOf(fn),
        now: () => clock.now(),
        sleep: milliseconds => clock.sleep(milliseconds),
        call: (service, action, parameters) => cloud.call(caller, service, action, parameters).catch(error => {
          if (!(error instanceof AwsError)) { beyond.push(error); }
          throw error;
        }),
        respond: (url, body) => { responseUrls(cloud).put(url, JSON.stringify(body)); },
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

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export function environmentOf(fn: LambdaFunction): Record<string, string> {
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
