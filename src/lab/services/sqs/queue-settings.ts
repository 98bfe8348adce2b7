import { urlOf } from './names';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, Json } from '../../json';
import { ResourceRequest } from '../../room';

/** When receivers count as having given up on a message, and where it goes then. */
export interface Redrive {
  readonly deadLetterArn: string;
  readonly receipts: number;
}

export interface QueueSettings {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly account: string;
  readonly visibilitySeconds: number;
  readonly retentionSeconds: number;
  readonly delaySeconds: number;
  readonly waitSeconds: number;
  readonly messageBytes: number;
  readonly createdAt: number;
  readonly redrive?: Redrive;
}

/** What a template says of a queue, with AWS's defaults. */
export function settingsOf(request: ResourceRequest, name: string, cloud: Cloud): QueueSettings {
  const { properties, account, region } = request;
  if (String(properties.FifoQueue) === 'true') { throw new Error('the lab does not model FIFO queues'); }
  if (!/^[\w-]{1,80}$/.test(name)) { throw invalid(`'${name}' cannot name a standard queue`); }
  const arn = `arn:${cloud.partition}:sqs:${region}:${account}:${name}`;
  const { quotas } = cloud;
  const longest = quotas.value('sqs.messageBytes');
  const number = (property: string, low: number, high: number, standard: number) =>
    within(properties[property] ?? standard, low, high, property);
  return {
    name,
    arn,
    url: urlOf(arn),
    account,
    visibilitySeconds: number('VisibilityTimeout', 0, quotas.value('sqs.visibilitySeconds'), 30),
    retentionSeconds: number('MessageRetentionPeriod', 60, quotas.value('sqs.retentionSeconds'), 345_600),
    delaySeconds: number('DelaySeconds', 0, quotas.value('sqs.delaySeconds'), 0),
    waitSeconds: number('ReceiveMessageWaitTimeSeconds', 0, 20, 0),
    messageBytes: number('MaximumMessageSize', 1024, longest, longest),
    createdAt: cloud.clock.now(),
    redrive: redriveOf(properties.RedrivePolicy, account, region),
  };
}

/** A dead-letter queue of redrive has to be in the account and Region of its queue. */
function redriveOf(policy: Json | undefined, account: string, region: string): Redrive | undefined {
  const parsed = typeof policy === 'string' ? JSON.parse(policy) as Json : policy;
  if (!isObject(parsed)) { return undefined; }
  const deadLetterArn = String(parsed.deadLetterTargetArn);
  const [, , service, itsRegion, itsAccount] = deadLetterArn.split(':');
  if (service !== 'sqs' || itsRegion !== region || itsAccount !== account || deadLetterArn.endsWith('.fifo')) {
    throw invalid(`Value ${JSON.stringify(parsed)} for parameter RedrivePolicy is invalid.`
      + ' Reason: Dead letter target must be a standard queue of the same account and Region.');
  }
  return { deadLetterArn, receipts: within(parsed.maxReceiveCount, 1, 1000, 'maxReceiveCount') };
}

export function redriveText({ deadLetterArn, receipts }: Redrive): string {
  return JSON.stringify({ deadLetterTargetArn: deadLetterArn, maxReceiveCount: receipts });
}

export function within(value: Json | undefined, low: number, high: number, name: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < low || number > high) {
    throw invalid(`Value ${String(value)} for parameter ${name} is invalid. Reason: Must be between ${low} and ${high}, if provided.`);
  }
  return number;
}

/** Not in the API's model, so that Step Functions shows it under the service's own name. */
export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}
