import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { throwIfUnknown } from '../parameters';
import { Former, physicalName } from '../physical-name';
import { ResourcePolicy } from '../resource-policy';
import { asReceived, bytesOf, entriesOf, handleIn, md5 } from './messages';
import { arnOf } from './names';
import { Kept, Message, Queue } from './queue';
import { invalid, redriveText, settingsOf, within } from './queue-settings';

const ACTIONS: Readonly<Record<string, string>> = {
  sendMessage: 'sqs:SendMessage',
  receiveMessage: 'sqs:ReceiveMessage',
  deleteMessage: 'sqs:DeleteMessage',
  deleteMessageBatch: 'sqs:DeleteMessage',
  changeMessageVisibility: 'sqs:ChangeMessageVisibility',
  getQueueAttributes: 'sqs:GetQueueAttributes',
};

/** A queue as somebody sees it who polls it without asking all the time. */
export interface Watched {
  visibilitySeconds(): number;
  /** Calls back at each message that comes, until the returned function is called. */
  onArrival(wake: () => void): () => void;
  /** When there is a message to be had: now, later or never. */
  nextVisibleAt(): number;
}

/** SQS: standard queues with visibility, retention, delays and dead letters. */
export class SqsRoom implements Room {
  public readonly service = 'sqs';
  public readonly answers = Object.keys(ACTIONS);
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::SQS::Queue': request => this.putQueue(request),
    'AWS::SQS::QueuePolicy': request => this.putPolicy(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::SQS::Queue': (request, current, previous) => this.updateQueue(request, current, previous),
    'AWS::SQS::QueuePolicy': (request, current, previous) => {
      this.removePolicy({ ...request, properties: previous });
      return { ...this.putPolicy(request), ref: current.ref };
    },
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::SQS::Queue': (_, { attributes }) => { this.queues.delete(String(attributes?.Arn)); },
    'AWS::SQS::QueuePolicy': request => this.removePolicy(request),
  };
  private readonly queues = new Map<string, Queue>();
  private readonly random: Random;

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('sqs');
  }

  public permissions({ action, parameters }: Call): Permission[] {
    return [{ action: ACTIONS[action] ?? `sqs:${action}`, resource: arnOf(parameters.QueueUrl, this.cloud.partition) ?? '*' }];
  }

  public handle(call: Call): JsonObject | Promise<JsonObject> {
    const { action, parameters, caller } = call;
    if (!(action in ACTIONS)) { throw new Error(`the lab does not model sqs:${action}`); }
    throwIfUnknown(call);
    const queue = this.queueAt(parameters.QueueUrl);
    const { arn, account } = queue.settings;
    queue.policy.admit({ caller, action: ACTIONS[action], resource: arn }, account);
    switch (action) {
      case 'sendMessage': return this.send(queue, call);
      case 'receiveMessage': return this.receive(queue, parameters);
      case 'deleteMessage': return this.delete(queue, parameters);
      case 'deleteMessageBatch': return this.deleteBatch(queue, parameters);
      case 'changeMessageVisibility': return this.changeVisibility(queue, parameters);
      default: return this.attributes(queue, parameters);
    }
  }

  /** The messages that are in a queue, hidden ones too. */
  public messages(queueArn: string): Pick<Message, 'body' | 'attributes' | 'receipts'>[] {
    const queue = this.queues.get(queueArn);
    if (!queue) { throw new Error(`there is no queue ${queueArn}; there are ${[...this.queues.keys()].join(', ')}`); }
    return queue.all(this.cloud.clock.now()).map(({ body, attributes, receipts }) => ({ body, attributes, receipts }));
  }

  /** For those who wait for messages, such as Lambda: what they need to know of a queue. */
  public watch(queueArn: string): Watched | undefined {
    const queue = this.queues.get(queueArn);
    const { clock } = this.cloud;
    return queue && {
      visibilitySeconds: () => queue.settings.visibilitySeconds,
      onArrival: wake => queue.onArrival(wake),
      nextVisibleAt: () => queue.nextVisibleAt(clock.now()),
    };
  }

  private send(queue: Queue, { parameters, caller }: Call): JsonObject {
    const { MessageBody: body, MessageAttributes: attributes = {} } = parameters;
    const delay = parameters.DelaySeconds ?? queue.settings.delaySeconds;
    if (parameters.MessageDeduplicationId !== undefined) {
      throw invalid('The request include parameter that is not valid for this queue type');
    }
    if (body === undefined || body === null) {
      throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
    }
    if (typeof body !== 'string') {
      throw new AwsError('SerializationException', `MessageBody is a string, got ${typeof body}`);
    }
    if (body === '') { throw invalid('Message body must be at least one character'); }
    // eslint-disable-next-line no-control-regex
    if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(body)) {
      throw new AwsError('InvalidMessageContents', 'Invalid characters were found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF and so on.');
    }
    if (Buffer.byteLength(body) + bytesOf(attributes as JsonObject) > queue.settings.messageBytes) {
      throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${queue.settings.messageBytes} bytes.`);
    }
    within(delay, 0, this.cloud.quotas.value('sqs.delaySeconds'), 'DelaySeconds');
    const now = this.cloud.clock.now();
    const fault = this.cloud.faults.next('message', { about: { body, attributes }, queue: queue.settings.name });
    if (fault) { this.cloud.tellFault(fault); }
    const later = fault?.how === 'delayed' ? fault.seconds ?? 60 : 0;
    const message: Message = {
      id: this.random.uuid(),
      body,
      attributes: attributes as JsonObject,
      sentAt: now,
      sender: caller.principal,
      visibleAt: now + (Number(delay) + later) * 1000,
      receipts: 0,
    };
    for (let copies = fault?.how === 'doubled' ? 2 : 1; copies > 0; copies--) { queue.add(message); }
    return { MessageId: message.id, MD5OfMessageBody: md5(body) };
  }

  private async receive(queue: Queue, parameters: JsonObject): Promise<JsonObject> {
    const { settings } = queue;
    const { MaxNumberOfMessages: most = 1 } = parameters;
    const { VisibilityTimeout: hidden = settings.visibilitySeconds } = parameters;
    const { WaitTimeSeconds: wait = settings.waitSeconds } = parameters;
    within(most, 1, 10, 'MaxNumberOfMessages');
    within(hidden, 0, this.cloud.quotas.value('sqs.visibilitySeconds'), 'VisibilityTimeout');
    within(wait, 0, 20, 'WaitTimeSeconds');
    const until = this.cloud.clock.now() + Number(wait) * 1000;
    let messages = this.taken(queue, Number(most));
    while (messages.length === 0 && this.cloud.clock.now() < until) {
      await this.somethingNew(queue, until);
      messages = this.taken(queue, Number(most));
    }
    if (messages.length === 0) { return {}; }
    const now = this.cloud.clock.now();
    return {
      Messages: messages.map(message => {
        message.receipts++;
        message.firstReceivedAt ??= now;
        queue.hide(message, now + Number(hidden) * 1000, this.random.text(40));
        return asReceived(message, parameters);
      }),
    };
  }

  /** Messages for a receiver. One that was received too often goes to the dead-letter queue instead. */
  private taken(queue: Queue, most: number): Kept[] {
    const { redrive, arn } = queue.settings;
    const now = this.cloud.clock.now();
    const found: Kept[] = [];
    while (found.length < most) {
      const message = queue.take(now);
      if (!message) { break; }
      if (!redrive || message.receipts < redrive.receipts) {
        found.push(message);
        continue;
      }
      queue.remove(message);
      // A queue that is gone takes nothing; CloudFormation does not check that it exists.
      const fresh = { receipts: 0, firstReceivedAt: undefined, handle: undefined };
      this.queues.get(redrive.deadLetterArn)?.add({ ...message, ...fresh, visibleAt: now, deadLetterOf: arn });
    }
    return found;
  }

  private somethingNew(queue: Queue, until: number): Promise<void> {
    const now = this.cloud.clock.now();
    return new Promise(resolve => {
      const forget = queue.onArrival(() => done());
      const takeBack = this.cloud.clock.at(Math.min(until, queue.nextVisibleAt(now)), () => done());
      const done = () => {
        forget();
        takeBack();
        resolve();
      };
    });
  }

  private delete(queue: Queue, { ReceiptHandle: handle }: JsonObject): JsonObject {
    // A handle of an earlier receipt is taken without an error, and the message stays.
    const message = queue.received(handleIn(handle));
    if (message) { queue.remove(message); }
    return {};
  }

  private deleteBatch(queue: Queue, { Entries: entries }: JsonObject): JsonObject {
    const given = entriesOf(entries);
    for (const entry of given) { this.delete(queue, entry); }
    return { Successful: given.map(({ Id }) => ({ Id })) };
  }

  private changeVisibility(queue: Queue, { ReceiptHandle: handle, VisibilityTimeout: hidden }: JsonObject): JsonObject {
    const now = this.cloud.clock.now();
    const message = queue.received(handleIn(handle));
    const seconds = within(hidden, 0, this.cloud.quotas.value('sqs.visibilitySeconds'), 'VisibilityTimeout');
    if (!message || message.visibleAt <= now) {
      throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
    }
    queue.show(message, now + seconds * 1000);
    return {};
  }

  private attributes(queue: Queue, { AttributeNames: asked = [] }: JsonObject): JsonObject {
    const { settings } = queue;
    const now = this.cloud.clock.now();
    const messages = queue.all(now);
    const count = (test: (message: Message) => boolean) => String(messages.filter(test).length);
    const known: JsonObject = {
      QueueArn: settings.arn,
      ApproximateNumberOfMessages: count(({ visibleAt }) => visibleAt <= now),
      ApproximateNumberOfMessagesNotVisible: count(({ visibleAt, receipts }) => visibleAt > now && receipts > 0),
      ApproximateNumberOfMessagesDelayed: count(({ visibleAt, receipts }) => visibleAt > now && receipts === 0),
      CreatedTimestamp: String(Math.floor(settings.createdAt / 1000)),
      VisibilityTimeout: String(settings.visibilitySeconds),
      MaximumMessageSize: String(settings.messageBytes),
      MessageRetentionPeriod: String(settings.retentionSeconds),
      DelaySeconds: String(settings.delaySeconds),
      ReceiveMessageWaitTimeSeconds: String(settings.waitSeconds),
      ...(settings.redrive && { RedrivePolicy: redriveText(settings.redrive) }),
    };
    const names = (asked as Json[]).map(String);
    const unknown = names.find(name => name !== 'All' && !(name in known) && name !== 'RedrivePolicy');
    if (unknown !== undefined) { throw new AwsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`); }
    return { Attributes: names.includes('All') ? known : Object.fromEntries(Object.entries(known).filter(([name]) => names.includes(name))) };
  }

  private queueAt(url: Json | undefined): Queue {
    if (url === undefined) {
      throw new AwsError('MissingParameter', 'The request must contain the parameter QueueUrl.');
    }
    const arn = arnOf(url, this.cloud.partition);
    if (arn === undefined) {
      throw new AwsError('InvalidAddress', `The address ${JSON.stringify(url)} is not valid for this endpoint.`);
    }
    const queue = this.queues.get(arn);
    if (!queue) { throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.'); }
    return queue;
  }

  private putQueue(request: ResourceRequest, current?: CreatedResource, former?: Former): CreatedResource {
    const name = physicalName(request, request.properties.QueueName, this.random, 80, former);
    const settings = settingsOf(request, name, this.cloud);
    const { arn, url } = settings;
    const known = this.queues.get(arn);
    if (known && current?.ref !== url) {
      throw new AwsError('QueueNameExists', `A queue already exists with the name ${name}.`);
    }
    if (known) {
      known.settings = settings;
    } else {
      this.queues.set(arn, new Queue(settings, new ResourcePolicy(this.cloud)));
    }
    return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
  }

  /** A queue with another name is another queue; the old one goes with its messages. */
  private updateQueue(request: ResourceRequest, current: CreatedResource, previous: JsonObject): CreatedResource {
    const former = { given: previous.QueueName, name: String(current.attributes?.QueueName) };
    const made = this.putQueue(request, current, former);
    if (made.ref !== current.ref) { this.queues.delete(String(current.attributes?.Arn)); }
    return made;
  }

  /** A queue has one policy. A second resource that sets it takes the place of the first. */
  private putPolicy({ properties, logicalId }: ResourceRequest): CreatedResource {
    for (const url of (properties.Queues ?? []) as Json[]) {
      this.queueAt(url).policy.set('policy', properties.PolicyDocument);
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  }

  private removePolicy({ properties }: ResourceRequest): void {
    for (const url of (properties.Queues ?? []) as Json[]) {
      this.queues.get(String(arnOf(url, this.cloud.partition)))?.policy.remove('policy');
    }
  }
}

export const sqs: RoomBuilder = cloud => new SqsRoom(cloud);
