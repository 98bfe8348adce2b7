import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { throwIfUnknown } from '../parameters';
import { physicalName } from '../physical-name';
import { ResourcePolicy } from '../resource-policy';

export interface Subscription {
  readonly arn: string;
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
}

/** What was published to a topic. */
export interface Publication {
  readonly id: string;
  readonly message: string;
  readonly subject?: string;
  readonly attributes: JsonObject;
  readonly sender: string;
}

interface Topic {
  readonly arn: string;
  readonly account: string;
  readonly policy: ResourcePolicy;
  readonly publications: Publication[];
}

/** Protocols that lead out of AWS. What is sent by them leaves the lab, so that it only has to be kept. */
const OUTWARD = ['email', 'email-json', 'sms', 'http', 'https'];

/** SNS, no further than its topics: what is published is kept for tests to see. */
export class SnsRoom implements Room {
  public readonly service = 'sns';
  public readonly answers = ['publish'];
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::SNS::Topic': request => this.createTopic(request),
    'AWS::SNS::TopicPolicy': request => this.putPolicy(request),
    'AWS::SNS::Subscription': request => this.createSubscription(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::SNS::TopicPolicy': (request, current, previous) => {
      this.removePolicy({ ...request, properties: previous });
      return { ...this.putPolicy(request), ref: current.ref };
    },
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::SNS::Topic': (_, { ref }) => { this.topics.delete(ref); },
    'AWS::SNS::TopicPolicy': request => this.removePolicy(request),
    'AWS::SNS::Subscription': (_, { ref }) => { this.subscribed.delete(ref); },
  };
  private readonly topics = new Map<string, Topic>();
  private readonly subscribed = new Map<string, Subscription>();
  private readonly random: Random;

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('sns');
  }

  public permissions({ action, parameters }: Call): Permission[] {
    if (action !== 'publish') { return [{ action: `sns:${action}`, resource: '*' }]; }
    return [{ action: 'sns:Publish', resource: String(parameters.TopicArn ?? parameters.TargetArn ?? '*') }];
  }

  public handle(call: Call): JsonObject {
    const { action, parameters, caller } = call;
    if (action !== 'publish') { throw new Error(`the lab does not model sns:${action}`); }
    throwIfUnknown(call);
    const { Message: message, Subject: subject } = parameters;
    if (parameters.PhoneNumber !== undefined) { throw new Error('the lab does not model text messages to phones'); }
    if (typeof message !== 'string') { throw invalid('Invalid parameter: Message is a string'); }
    if (message === '') { throw invalid('Invalid parameter: Empty message'); }
    if (Buffer.byteLength(message) > this.cloud.quotas.value('sns.messageBytes')) {
      throw invalid('Invalid parameter: Message too long');
    }
    // eslint-disable-next-line no-control-regex
    if (subject !== undefined && !/^[^\u0000-\u001f]{1,99}$/.test(String(subject))) {
      throw invalid('Invalid parameter: Subject');
    }
    if (parameters.MessageStructure === 'json' && !hasDefault(message)) {
      throw invalid('Invalid parameter: Message Structure - No default entry in JSON message body');
    }
    const topic = this.topicAt(parameters.TopicArn ?? parameters.TargetArn);
    if (topic.arn.split(':')[3] !== caller.region) { throw invalid('Invalid parameter: TopicArn'); }
    topic.policy.admit({ caller, action: 'sns:Publish', resource: topic.arn }, topic.account);
    const id = this.random.uuid();
    const attributes = (parameters.MessageAttributes ?? {}) as JsonObject;
    const sender = caller.principal;
    topic.publications.push({ id, message, subject: subject as string | undefined, attributes, sender });
    return { MessageId: id };
  }

  public messages(topicArn: string): readonly Publication[] {
    return this.topicAt(topicArn).publications;
  }

  public subscriptions(topicArn: string): Subscription[] {
    return [...this.subscribed.values()].filter(({ topic }) => topic === topicArn);
  }

  private topicAt(arn: Json | undefined): Topic {
    if (typeof arn !== 'string' || !/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/.test(arn)) {
      throw invalid(`Invalid parameter: TopicArn Reason: ${JSON.stringify(arn)}`);
    }
    const topic = this.topics.get(arn);
    if (!topic) { throw new AwsError('NotFoundException', 'Topic does not exist'); }
    return topic;
  }

  private createTopic(request: ResourceRequest): CreatedResource {
    const { properties, account, region } = request;
    if (String(properties.FifoTopic) === 'true') { throw new Error('the lab does not model FIFO topics'); }
    const name = physicalName(request, properties.TopicName, this.random, 256);
    if (!/^[\w-]{1,256}$/.test(name)) { throw invalid(`Invalid parameter: Topic Name '${name}'`); }
    const arn = `arn:${this.cloud.partition}:sns:${region}:${account}:${name}`;
    if (this.topics.has(arn)) { throw new AwsError('AlreadyExistsException', `Topic ${name} already exists`); }
    this.topics.set(arn, { arn, account, policy: new ResourcePolicy(this.cloud), publications: [] });
    for (const { Protocol, Endpoint } of (properties.Subscription ?? []) as JsonObject[]) {
      this.subscribe(arn, Protocol, Endpoint);
    }
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  }

  /** A topic has one policy. A second resource that sets it takes the place of the first. */
  private putPolicy({ properties, logicalId }: ResourceRequest): CreatedResource {
    for (const arn of (properties.Topics ?? []) as Json[]) {
      this.topicAt(arn).policy.set('policy', properties.PolicyDocument);
    }
    return { ref: logicalId, attributes: { Id: logicalId } };
  }

  private removePolicy({ properties }: ResourceRequest): void {
    for (const arn of (properties.Topics ?? []) as Json[]) { this.topics.get(String(arn))?.policy.remove('policy'); }
  }

  private createSubscription({ properties }: ResourceRequest): CreatedResource {
    const { arn } = this.topicAt(properties.TopicArn);
    return { ref: this.subscribe(arn, properties.Protocol, properties.Endpoint) };
  }

  private subscribe(topic: string, protocol: Json | undefined, endpoint: Json | undefined): string {
    if (!OUTWARD.includes(String(protocol))) {
      throw new Error(`the lab does not model SNS subscriptions by '${String(protocol)}'; it has ${OUTWARD.join(', ')}`);
    }
    const arn = `${topic}:${this.random.uuid()}`;
    this.subscribed.set(arn, { arn, topic, protocol: String(protocol), endpoint: String(endpoint) });
    return arn;
  }
}

function hasDefault(message: string): boolean {
  try {
    return typeof (JSON.parse(message) as JsonObject).default === 'string';
  } catch {
    return false;
  }
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}

export const sns: RoomBuilder = cloud => new SnsRoom(cloud);
