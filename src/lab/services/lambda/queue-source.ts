import { Attempt } from './event-queue';
import { SourceSettings } from './source-settings';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Crashed } from '../../faults';
import { isObject, Json, JsonObject } from '../../json';
import { Caller } from '../../room';
import { urlOf } from '../sqs/names';

/** A queue that is polled. */
export interface Watched {
  visibilitySeconds(): number;
  onArrival(wake: () => void): () => void;
  nextVisibleAt(): number;
}

interface Invoker {
  invoke(payload: string, requestId: string): Promise<Attempt>;
  freshId(): string;
}

/** As many messages as one call of SQS gives, and takes. */
const AT_ONCE = 10;
/** After a call of SQS that failed. An assumption of the lab. */
const PAUSE = 1000;

/** Gives the messages of a queue to a function in batches, and deletes what it has processed. */
export class QueueSource {
  private readonly forget: () => void;
  private readonly url: string;
  private running = 0;
  private gathering = false;
  private stopped = false;
  /** Since when there have been more messages than batches under way. */
  private behindSince?: number;
  private alarm?: { readonly at: number; readonly takeBack: () => void };

  constructor(
    private readonly cloud: Cloud, private readonly queue: Watched, private readonly settings: SourceSettings,
    private readonly role: Caller, private readonly fn: Invoker,
  ) {
    this.url = urlOf(settings.queueArn);
    this.stopped = !settings.enabled;
    this.forget = queue.onArrival(() => this.lookAt(queue.nextVisibleAt()));
    if (this.stopped) { return; }
    cloud.clock.background(this.begin());
  }

  public stop(): void {
    this.stopped = true;
    this.forget();
    this.alarm?.takeBack();
  }

  private async begin(): Promise<void> {
    await this.try('getQueueAttributes', { AttributeNames: ['All'] });
    this.lookAt(this.queue.nextVisibleAt());
  }

  /** Polls at a moment, if it would not poll earlier anyway. Who asked again and again would keep time from ending. */
  private lookAt(at: number): void {
    if (this.stopped || at === Infinity || (this.alarm && this.alarm.at <= at)) { return; }
    this.alarm?.takeBack();
    const takeBack = this.cloud.clock.at(at, () => {
      this.alarm = undefined;
      this.poll();
    });
    this.alarm = { at, takeBack };
  }

  private poll(): void {
    const { clock } = this.cloud;
    const next = this.queue.nextVisibleAt();
    if (next > clock.now()) {
      this.behindSince = undefined;
      this.lookAt(next);
      return;
    }
    this.behindSince ??= clock.now();
    // One batch is filled before the next one is begun, so that few messages make one batch and not several.
    if (this.gathering || this.running >= this.mostBatches()) { return; }
    this.gathering = true;
    this.running++;
    clock.background(this.batch().then(() => {
      this.running--;
      // What the alarm was set for may be deleted by now, and an alarm for nothing would move the clock.
      this.alarm?.takeBack();
      this.alarm = undefined;
      this.lookAt(this.queue.nextVisibleAt());
    }));
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
  private mostBatches(): number {
    const { quotas, clock } = this.cloud;
    const minutes = Math.floor((clock.now() - (this.behindSince ?? clock.now())) / 60_000);
    const grown = quotas.value('lambda.sqsFirstBatches') + minutes * quotas.value('lambda.sqsBatchesMoreEachMinute');
    return Math.min(grown, this.settings.concurrency);
  }

  private async batch(): Promise<void> {
    const messages = await this.gather();
    this.gathering = false;
    this.lookAt(this.queue.nextVisibleAt());
    if (messages.length === 0) { return; }
    const receivedAt = this.cloud.clock.now();
    const payload = JSON.stringify({ Records: messages.map(message => this.recordOf(message)) });
    const failed = await this.process(payload, receivedAt);
    const done = messages.filter(({ MessageId }) => failed !== 'all' && !failed.has(String(MessageId)));
    await this.delete(done);
  }

  /** A full batch, or what came until the window was over. */
  private async gather(): Promise<JsonObject[]> {
    const { clock } = this.cloud;
    const { batchSize, windowSeconds } = this.settings;
    const until = clock.now() + windowSeconds * 1000;
    const messages: JsonObject[] = [];
    for (;;) {
      const asked = Math.min(AT_ONCE, batchSize - messages.length);
      const more = await this.receive(asked);
      if (more === undefined) { return messages; }
      messages.push(...more);
      if (messages.length >= batchSize || clock.now() >= until) { return messages; }
      if (more.length < asked) { await this.somethingNew(until); }
    }
  }

  private somethingNew(until: number): Promise<void> {
    const { clock } = this.cloud;
    return new Promise(resolve => {
      const forget = this.queue.onArrival(() => done());
      const takeBack = clock.at(Math.min(until, Math.max(this.queue.nextVisibleAt(), clock.now() + 1)), () => done());
      const done = () => {
        forget();
        takeBack();
        resolve();
      };
    });
  }

  private async receive(most: number): Promise<JsonObject[] | undefined> {
    const answer = await this.try('receiveMessage', {
      MaxNumberOfMessages: most, MessageSystemAttributeNames: ['All'], MessageAttributeNames: ['All'],
    });
    if (answer) { return (answer.Messages ?? []) as JsonObject[]; }
    await this.cloud.clock.sleep(PAUSE);
    return undefined;
  }

  /**
   * The messages that failed. What is throttled is tried again for as long as its messages are hidden.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
   */
  private async process(payload: string, receivedAt: number): Promise<'all' | ReadonlySet<string>> {
    const { clock } = this.cloud;
    const until = receivedAt + this.queue.visibilitySeconds() * 1000;
    for (let wait = PAUSE; ; wait *= 2) {
      const outcome = await this.fn.invoke(payload, this.fn.freshId());
      if (outcome === 'throttled') {
        if (clock.now() + wait >= until) { return 'all'; }
        await clock.sleep(wait);
        continue;
      }
      if ('error' in outcome) { return 'all'; }
      return this.settings.reportsFailures ? failuresIn(outcome.payload) : new Set();
    }
  }

  private async delete(messages: readonly JsonObject[]): Promise<void> {
    for (let from = 0; from < messages.length; from += AT_ONCE) {
      const Entries = messages.slice(from, from + AT_ONCE)
        .map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle: ReceiptHandle! }));
      // What could not be deleted comes again.
      await this.try('deleteMessageBatch', { Entries });
    }
  }

  private async try(action: string, parameters: JsonObject): Promise<JsonObject | undefined> {
    try {
      return await this.cloud.call(this.role, 'sqs', action, { QueueUrl: this.url, ...parameters });
    } catch (error) {
      if (error instanceof AwsError || error instanceof Crashed) { return undefined; }
      throw error;
    }
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
  private recordOf(message: JsonObject): JsonObject {
    const { MessageId, ReceiptHandle, Body, Attributes, MessageAttributes = {}, MD5OfBody } = message;
    const attributes = Object.entries(MessageAttributes as Record<string, JsonObject>).map(([name, given]) => {
      const { StringValue: stringValue, DataType: dataType } = given;
      const known: JsonObject = { stringValue, stringListValues: [], binaryListValues: [], dataType };
      return [name, known] as const;
    });
    return {
      messageId: MessageId,
      receiptHandle: ReceiptHandle,
      body: Body,
      attributes: Attributes,
      messageAttributes: Object.fromEntries(attributes),
      md5OfBody: MD5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: this.settings.queueArn,
      awsRegion: this.role.region,
    };
  }
}

/** What a function says of its batch. What cannot be understood means that all of it failed. */
function failuresIn(payload: string): 'all' | ReadonlySet<string> {
  const answer = JSON.parse(payload) as Json;
  if (answer === null) { return new Set(); }
  if (!isObject(answer)) { return 'all'; }
  const failures = answer.batchItemFailures ?? [];
  if (!Array.isArray(failures)) { return 'all'; }
  const ids = failures.map(failure => isObject(failure) ? failure.itemIdentifier : undefined);
  return ids.every(id => typeof id === 'string' && id !== '') ? new Set(ids as string[]) : 'all';
}
