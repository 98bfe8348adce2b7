import { EventHandling, LambdaFunction } from './functions';
import { FunctionFailure, Outcome } from './sandbox';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Crashed } from '../../faults';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Caller } from '../../room';

/** How one attempt went. Throttled attempts do not count as attempts of the code. */
export type Attempt = { readonly payload: string } | { readonly error: FunctionFailure } | 'throttled';

/** What became of the events of asynchronous invocations. */
export interface EventTally { accepted: number; succeeded: number; failed: number; undelivered: number }

/** One event on its way. */
interface Delivery {
  readonly fn: LambdaFunction;
  readonly payload: string;
  readonly requestId: string;
  readonly handling: EventHandling;
  tries: number;
}

/** Lambda's own queue of events: retries, and what is done with events that could not be processed. */
export class EventQueue {
  public readonly tally: EventTally = { accepted: 0, succeeded: 0, failed: 0, undelivered: 0 };

  /** Reports that did not arrive, by function. */
  public readonly lost = new Map<string, number>();
  private readonly random: Random;

  constructor(
    private readonly cloud: Cloud,
    private readonly attempt: (fn: LambdaFunction, payload: string, requestId: string) => Promise<Attempt>,
  ) {
    this.random = cloud.random.fork('lambda destinations');
  }

  public accept(fn: LambdaFunction, payload: string, requestId: string, handling: EventHandling): void {
    this.tally.accepted++;
    this.cloud.clock.background(this.process({ fn, payload, requestId, handling, tries: 0 }));
  }

  private async process(event: Delivery): Promise<void> {
    const { fn, payload, requestId, handling } = event;
    const { quotas, clock } = this.cloud;
    const arrived = clock.now();
    const tooOld = (wait: number) => clock.now() + wait - arrived > handling.maximumAgeSeconds * 1000;
    for (let throttles = 0; ;) {
      const outcome = await this.attempt(fn, payload, requestId);
      if (outcome === 'throttled') {
        const wait = Math.min(2 ** throttles++, quotas.value('lambda.asyncThrottleLongestWaitSeconds')) * 1000;
        if (tooOld(wait)) { return this.giveUp(event, 'EventAgeExceeded'); }
        await clock.sleep(wait);
        continue;
      }
      event.tries++;
      if ('payload' in outcome) { return this.succeed(event, outcome); }
      if (event.tries > handling.retries) { return this.giveUp(event, 'RetriesExhausted', outcome); }
      const pause = event.tries === 1 ? 'lambda.asyncFirstRetrySeconds' : 'lambda.asyncSecondRetrySeconds';
      const wait = quotas.value(pause) * 1000;
      if (tooOld(wait)) { return this.giveUp(event, 'EventAgeExceeded', outcome); }
      await clock.sleep(wait);
    }
  }

  private async succeed(event: Delivery, outcome: Outcome): Promise<void> {
    const { fn, handling } = event;
    this.tally.succeeded++;
    if (handling.onSuccess) { await this.report(fn, handling.onSuccess, this.record(event, 'Success', outcome)); }
  }

  private async giveUp(event: Delivery, condition: string, outcome?: { error: FunctionFailure }): Promise<void> {
    const { fn, payload, requestId, handling } = event;
    this.tally.failed++;
    if (handling.onFailure) { await this.report(fn, handling.onFailure, this.record(event, condition, outcome)); }
    if (!fn.deadLetterArn) { return; }
    await this.send(fn, fn.deadLetterArn, payload, {
      RequestID: { DataType: 'String', StringValue: requestId },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: outcome?.error.errorMessage ?? condition },
    });
  }

  private report(fn: LambdaFunction, target: string, document: JsonObject): Promise<void> {
    return this.send(fn, target, JSON.stringify(document));
  }

  /** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
  private record({ fn, payload, requestId, tries }: Delivery, condition: string, outcome?: Outcome): JsonObject {
    const failed = outcome && 'error' in outcome;
    return {
      version: '1.0',
      timestamp: this.cloud.timestamp(),
      requestContext: { requestId, functionArn: `${fn.arn}:$LATEST`, condition, approximateInvokeCount: tries },
      requestPayload: JSON.parse(payload) as Json,
      ...(outcome && {
        responseContext: { statusCode: 200, executedVersion: '$LATEST', ...(failed && { functionError: 'Unhandled' }) },
        responsePayload: failed ? { ...outcome.error } : JSON.parse(outcome.payload) as Json,
      }),
    };
  }

  /** Lambda sends with the permissions of the function's role. What does not arrive is gone, and counted. */
  private async send(fn: LambdaFunction, target: string, body: string, attributes?: JsonObject): Promise<void> {
    const [, , service, region, account, ...rest] = target.split(':');
    const caller: Caller = { principal: fn.role, account: fn.account, region: region || fn.region };
    const more = attributes && { MessageAttributes: attributes };
    try {
      switch (service) {
        case 'sqs': {
          const QueueUrl = `https://sqs.${region}.amazonaws.com/${account}/${rest[0]}`;
          await this.cloud.call(caller, 'sqs', 'sendMessage', { QueueUrl, MessageBody: body, ...more });
          return;
        }
        case 'sns':
          await this.cloud.call(caller, 'sns', 'publish', { TopicArn: target, Message: body, ...more });
          return;
        case 'lambda':
          await this.cloud.call(caller, 'lambda', 'invoke', { FunctionName: target, InvocationType: 'Event', Payload: body });
          return;
        case 's3':
          return await this.putObject(fn, caller, rest[0], body);
        case 'events':
          return await this.putEvent(fn, caller, target, body);
        default: throw new Error(`the lab does not model a destination in ${service}`);
      }
    } catch (error) {
      // A planned crash comes after the call took effect, and here nobody is there to be killed.
      if (error instanceof Crashed) { return; }
      if (!(error instanceof AwsError)) { throw error; }
      this.lose(fn);
    }
  }

  /** What CloudWatch would count as DestinationDeliveryFailures, or as DeadLetterErrors. */
  private lose({ arn }: LambdaFunction): void {
    this.tally.undelivered++;
    this.lost.set(arn, (this.lost.get(arn) ?? 0) + 1);
  }

  /**
   * Beside `s3:PutObject` the role needs `s3:ListBucket`.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
   */
  private async putObject(fn: LambdaFunction, caller: Caller, Bucket: string, Body: string): Promise<void> {
    await this.cloud.call(caller, 's3', 'headBucket', { Bucket });
    const [day, time] = this.cloud.timestamp().slice(0, 19).split('T');
    const Key = `aws/lambda/async/${fn.name}/${day.replace(/-/g, '/')}/${day}T${time.replace(/:/g, '.')}-${this.random.uuid()}`;
    await this.cloud.call(caller, 's3', 'putObject', { Bucket, Key, Body });
  }

  private async putEvent(fn: LambdaFunction, caller: Caller, bus: string, body: string): Promise<void> {
    const success = (JSON.parse(body) as { requestContext: { condition: string } }).requestContext.condition === 'Success';
    const answer = await this.cloud.call(caller, 'eventbridge', 'putEvents', {
      Entries: [{
        Source: 'lambda',
        DetailType: `Lambda Function Invocation Result - ${success ? 'Success' : 'Failure'}`,
        Detail: body,
        EventBusName: bus,
        Resources: [bus, `${fn.arn}:$LATEST`],
      }],
    });
    if (Number(answer.FailedEntryCount ?? 0) > 0) { this.lose(fn); }
  }
}
