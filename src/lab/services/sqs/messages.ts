import { createHash } from 'crypto';
import { Message } from './queue';
import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';

/** As many messages as one call sends, receives or deletes. */
const AT_ONCE = 10;

/** A message as ReceiveMessage gives it. */
export function asReceived({ id, body, handle, attributes, ...message }: Message, parameters: JsonObject): JsonObject {
  const system: JsonObject = {
    SenderId: message.sender,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receipts),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.deadLetterOf !== undefined && { DeadLetterQueueSourceArn: message.deadLetterOf }),
  };
  const chosen = (all: JsonObject, names: Json | undefined) => {
    const wanted = ((names ?? []) as Json[]).map(String);
    return Object.entries(all).filter(([name]) => wanted.includes('All') || wanted.includes('.*') || wanted.includes(name));
  };
  const systemChosen = chosen(system, parameters.MessageSystemAttributeNames ?? parameters.AttributeNames);
  const ownChosen = chosen(attributes, parameters.MessageAttributeNames);
  return {
    MessageId: id,
    ReceiptHandle: handle,
    MD5OfBody: md5(body),
    Body: body,
    ...(systemChosen.length > 0 && { Attributes: Object.fromEntries(systemChosen) }),
    ...(ownChosen.length > 0 && { MessageAttributes: Object.fromEntries(ownChosen) }),
  };
}

export function handleIn(handle: Json | undefined): string {
  if (typeof handle !== 'string' || !/^[a-z0-9]{40}$/.test(handle)) {
    throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${String(handle)}" is not a valid receipt handle.`);
  }
  return handle;
}

export function bytesOf(attributes: JsonObject): number {
  return Object.entries(attributes).reduce((sum, [name, value]) => {
    const { DataType: type = '', StringValue: text = '' } = isObject(value) ? value : {};
    return sum + Buffer.byteLength(name) + Buffer.byteLength(String(type)) + Buffer.byteLength(String(text));
  }, 0);
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** The entries of a call that is about several messages. */
export function entriesOf(entries: Json | undefined): JsonObject[] {
  if (!Array.isArray(entries) || entries.length === 0) {
    throw new AwsError('EmptyBatchRequest', 'There should be at least one DeleteMessageBatchRequestEntry in the request.');
  }
  if (entries.length > AT_ONCE) {
    throw new AwsError('TooManyEntriesInBatchRequest', `Maximum number of entries per request are ${AT_ONCE}. You have sent ${entries.length}.`);
  }
  const given = entries.filter(isObject);
  if (new Set(given.map(({ Id }) => Id)).size < given.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
  return given;
}
