import * as fc from 'fast-check';
import { JsonObject } from '../../../../src/lab/json';
import { Caller } from '../../../../src/lab/room';
import { sqs, SqsRoom } from '../../../../src/lab/services/sqs/sqs-room';
import { ACCOUNT, OPERATOR, OTHER_ACCOUNT, REGION, ROLE, TestCloud } from '../deployed';

const URL = `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/q`;
const ARN = `arn:aws:sqs:${REGION}:${ACCOUNT}:q`;
const SECOND = 1000;

/** A cloud with one queue. */
class AQueue extends TestCloud {
  constructor(properties: JsonObject = {}) {
    super({}, sqs);
    this.deploy('AWS::SQS::Queue', { QueueName: 'q', ...properties });
  }

  public get room(): SqsRoom { return this.cloud.room('sqs'); }

  public send(MessageBody: string, more: JsonObject = {}, caller?: Caller): Promise<JsonObject> {
    return this.call('sqs', 'sendMessage', { QueueUrl: URL, MessageBody, ...more }, caller);
  }

  public async receive(more: JsonObject = {}): Promise<JsonObject[]> {
    const { Messages = [] } = await this.call('sqs', 'receiveMessage', { QueueUrl: URL, ...more });
    return Messages as JsonObject[];
  }

  public async bodies(more: JsonObject = {}): Promise<unknown[]> {
    return (await this.receive(more)).map(({ Body }) => Body);
  }

  public async pass(seconds: number): Promise<void> {
    await this.cloud.clock.run(this.cloud.clock.now() + seconds * SECOND);
  }
}

describe('a call is refused', () => {
  test.each([
    ['a queue that does not exist', 'sendMessage', { QueueUrl: `${URL}2`, MessageBody: 'x' }, 'QueueDoesNotExist'],
    ['an ARN for a URL', 'sendMessage', { QueueUrl: ARN, MessageBody: 'x' }, 'InvalidAddress'],
    ['no queue', 'receiveMessage', {}, 'MissingParameter'],
    ['no body', 'sendMessage', { QueueUrl: URL }, 'MissingParameter'],
    ['an empty body', 'sendMessage', { QueueUrl: URL, MessageBody: '' }, 'InvalidParameterValue'],
    ['a body that is no text', 'sendMessage', { QueueUrl: URL, MessageBody: { a: 1 } }, 'SerializationException'],
    ['a control character', 'sendMessage', { QueueUrl: URL, MessageBody: 'a\u0001' }, 'InvalidMessageContents'],
    ['half of a pair of surrogates', 'sendMessage', { QueueUrl: URL, MessageBody: 'a\uD800' }, 'InvalidMessageContents'],
    ['a delay of 901 seconds', 'sendMessage', { QueueUrl: URL, MessageBody: 'x', DelaySeconds: 901 }, 'InvalidParameterValue'],
    ['a deduplication id', 'sendMessage', { QueueUrl: URL, MessageBody: 'x', MessageDeduplicationId: 'a' }, 'InvalidParameterValue'],
    ['eleven messages', 'receiveMessage', { QueueUrl: URL, MaxNumberOfMessages: 11 }, 'InvalidParameterValue'],
    ['a wait of 21 seconds', 'receiveMessage', { QueueUrl: URL, WaitTimeSeconds: 21 }, 'InvalidParameterValue'],
    ['a handle that is none', 'deleteMessage', { QueueUrl: URL, ReceiptHandle: 'x' }, 'ReceiptHandleIsInvalid'],
    ['no entries', 'deleteMessageBatch', { QueueUrl: URL, Entries: [] }, 'EmptyBatchRequest'],
    ['eleven entries', 'deleteMessageBatch', { QueueUrl: URL, Entries: Array.from({ length: 11 }, (_, n) => ({ Id: String(n) })) }, 'TooManyEntriesInBatchRequest'],
    ['two entries with one id', 'deleteMessageBatch', { QueueUrl: URL, Entries: [{ Id: 'a' }, { Id: 'a' }] }, 'BatchEntryIdsNotDistinct'],
    ['the visibility of a message that is not in flight', 'changeMessageVisibility', { QueueUrl: URL, ReceiptHandle: 'a'.repeat(40), VisibilityTimeout: 5 }, 'MessageNotInflight'],
    ['an unknown attribute', 'getQueueAttributes', { QueueUrl: URL, AttributeNames: ['Size'] }, 'InvalidAttributeName'],
  ])('for %s', async (_, action, parameters, name) => {
    await expect(new AQueue().call('sqs', action, parameters)).rejects.toMatchObject({ name });
  });

  test('for one byte more than the queue takes, attributes included', async () => {
    const queue = new AQueue({ MaximumMessageSize: 1024 });
    const MessageAttributes = { name: { DataType: 'String', StringValue: 'value' } };
    await expect(queue.send('x'.repeat(1024 - 14), { MessageAttributes })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
    await expect(queue.send('x'.repeat(1024 - 15), { MessageAttributes })).resolves.toBeDefined();
    await expect(new AQueue().send('ä'.repeat(524_288))).resolves.toBeDefined();
    await expect(new AQueue().send('ä'.repeat(524_288) + 'x')).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  });

  test('for an action that the lab does not model', async () => {
    await expect(new AQueue().call('sqs', 'purgeQueue', { QueueUrl: URL })).rejects.toThrow('the lab does not model sqs:purgeQueue');
  });

  test('when IAM denies it, by action and queue', async () => {
    const queue = new AQueue();
    queue.denied.add('sqs:SendMessage');
    await expect(queue.send('x', {}, ROLE)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(queue.asked).toEqual([{ action: 'sqs:SendMessage', resource: ARN, principal: ROLE.principal }]);
  });
});

describe('a queue is refused', () => {
  test.each([
    ['FIFO', { FifoQueue: true }, 'the lab does not model FIFO queues'],
    ['a name with a dot', { QueueName: 'a.b' }, 'cannot name a standard queue'],
    ['15 days of retention', { MessageRetentionPeriod: 1_296_000 }, 'MessageRetentionPeriod is invalid'],
    ['dead letters in another account', { RedrivePolicy: { deadLetterTargetArn: `arn:aws:sqs:${REGION}:${OTHER_ACCOUNT}:d`, maxReceiveCount: 1 } }, 'same account and Region'],
    ['a second one of its name', { QueueName: 'q' }, 'already exists'],
  ])('for %s', (_, properties, complaint) => {
    expect(() => new AQueue().deploy('AWS::SQS::Queue', { QueueName: 'other', ...properties })).toThrow(complaint);
  });
});

describe('who is not of the account', () => {
  const stranger: Caller = { principal: `arn:aws:iam::${OTHER_ACCOUNT}:role/R`, account: OTHER_ACCOUNT, region: REGION };
  const policy = (statement: JsonObject): JsonObject => ({
    Queues: [URL], PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'SQS:SendMessage', Resource: ARN, ...statement }] },
  });

  test('is not let in without a policy', async () => {
    await expect(new AQueue().send('x', {}, stranger)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test.each<[string, JsonObject, boolean]>([
    ['the account', { Principal: { AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` } }, true],
    ['the account by its number', { Principal: { AWS: OTHER_ACCOUNT } }, true],
    ['the role', { Principal: { AWS: [stranger.principal] } }, true],
    ['everybody', { Principal: '*' }, true],
    ['another role', { Principal: { AWS: `${stranger.principal}2` } }, false],
    ['a service', { Principal: { Service: 'events.amazonaws.com' } }, false],
    ['another action', { Principal: '*', Action: 'sqs:ReceiveMessage' }, false],
    ['another account by condition', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } }, false],
    ['an organization that nobody knows of', { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, false],
  ])('is let in or not when the policy names %s', async (_, statement, allowed) => {
    const queue = new AQueue();
    queue.deploy('AWS::SQS::QueuePolicy', policy(statement));
    const sent = queue.send('x', {}, stranger);
    await (allowed ? expect(sent).resolves.toBeDefined() : expect(sent).rejects.toMatchObject({ name: 'AccessDeniedException' }));
  });

  test('is let in by the organization when the cloud knows of one', async () => {
    const queue = new AQueue();
    const organization = { organizationId: () => 'o-1', account: () => ({}) };
    queue.cloud.add(() => ({ service: 'organizations', permissions: () => [], handle: () => ({}), ...organization }));
    queue.deploy('AWS::SQS::QueuePolicy', policy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }));
    await expect(queue.send('x', {}, stranger)).resolves.toBeDefined();
  });

  test('and who is, both are kept out by a deny', async () => {
    const queue = new AQueue();
    queue.deploy('AWS::SQS::QueuePolicy', policy({ Principal: '*', Effect: 'Deny' }));
    await expect(queue.send('x', {}, ROLE)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(queue.send('x')).resolves.toBeDefined();
  });

  test('a policy needs a principal', () => {
    expect(() => new AQueue().deploy('AWS::SQS::QueuePolicy', policy({}))).toThrow('needs a Principal');
  });
});

describe('a received message', () => {
  test('is hidden until its visibility time-out is over, and then comes again', async () => {
    const queue = new AQueue({ VisibilityTimeout: 60 });
    await queue.send('x');
    expect(await queue.bodies()).toEqual(['x']);
    expect(await queue.bodies()).toEqual([]);
    await queue.pass(60);
    expect(await queue.bodies()).toEqual(['x']);
  });

  test('is gone when it is deleted, but not by the handle of an earlier receipt', async () => {
    const queue = new AQueue({ VisibilityTimeout: 0 });
    await queue.send('x');
    const [first] = await queue.receive();
    const [second] = await queue.receive();
    await queue.call('sqs', 'deleteMessage', { QueueUrl: URL, ReceiptHandle: first.ReceiptHandle });
    expect(queue.room.messages(ARN)).toHaveLength(1);
    await queue.call('sqs', 'deleteMessage', { QueueUrl: URL, ReceiptHandle: second.ReceiptHandle });
    expect(queue.room.messages(ARN)).toEqual([]);
  });

  test('goes to the dead letters when it was received too often', async () => {
    const queue = new AQueue({ QueueName: 'd' });
    const deadLetterTargetArn = ARN.replace(/q$/, 'd');
    queue.deploy('AWS::SQS::Queue', { QueueName: 'q', VisibilityTimeout: 0, RedrivePolicy: { deadLetterTargetArn, maxReceiveCount: 2 } });
    await queue.send('x');
    expect([await queue.bodies(), await queue.bodies(), await queue.bodies()]).toEqual([['x'], ['x'], []]);
    expect(queue.room.messages(ARN)).toEqual([]);
    expect(await queue.receive({ QueueUrl: URL.replace(/q$/, 'd'), MessageSystemAttributeNames: ['DeadLetterQueueSourceArn'] }))
      .toEqual([expect.objectContaining({ Body: 'x', Attributes: { DeadLetterQueueSourceArn: ARN } })]);
  });

  test('says what was asked of it', async () => {
    const queue = new AQueue();
    const { MessageId, MD5OfMessageBody } = await queue.send('hello', { MessageAttributes: { A: { DataType: 'String', StringValue: 'b' } } });
    expect(MD5OfMessageBody).toBe('5d41402abc4b2a76b9719d911017c592');
    expect(await queue.receive({ MessageAttributeNames: ['All'], AttributeNames: ['ApproximateReceiveCount'] })).toEqual([{
      MessageId,
      Body: 'hello',
      MD5OfBody: MD5OfMessageBody,
      ReceiptHandle: expect.any(String) as string,
      Attributes: { ApproximateReceiveCount: '1' },
      MessageAttributes: { A: { DataType: 'String', StringValue: 'b' } },
    }]);
  });
});

test('a message that is too old is gone', async () => {
  const queue = new AQueue({ MessageRetentionPeriod: 60 });
  await queue.send('x');
  await queue.pass(61);
  expect(await queue.bodies()).toEqual([]);
});

test('a delayed message comes later', async () => {
  const queue = new AQueue({ DelaySeconds: 10 });
  await queue.send('x');
  await queue.send('y', { DelaySeconds: 0 });
  expect(await queue.bodies({ MaxNumberOfMessages: 10 })).toEqual(['y']);
  await queue.pass(10);
  expect(await queue.bodies({ MaxNumberOfMessages: 10 })).toEqual(['x']);
});

describe('a long poll', () => {
  test('ends empty when nothing comes', async () => {
    const queue = new AQueue();
    const start = queue.cloud.clock.now();
    expect(await queue.bodies({ WaitTimeSeconds: 20 })).toEqual([]);
    expect(queue.cloud.clock.now() - start).toBeGreaterThanOrEqual(20 * SECOND);
  });

  test('ends as soon as something comes', async () => {
    const queue = new AQueue();
    const polled = queue.cloud.call(OPERATOR, 'sqs', 'receiveMessage', { QueueUrl: URL, WaitTimeSeconds: 20 });
    await queue.pass(5);
    await queue.send('x');
    expect(await polled).toMatchObject({ Messages: [{ Body: 'x' }] });
  });
});

test('attributes count what is visible, hidden and delayed', async () => {
  const queue = new AQueue();
  for (const body of ['a', 'b', 'c']) { await queue.send(body); }
  await queue.send('d', { DelaySeconds: 900 });
  await queue.receive();
  const AttributeNames = ['QueueArn', 'ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'];
  expect(await queue.call('sqs', 'getQueueAttributes', { QueueUrl: URL, AttributeNames })).toEqual({
    Attributes: { QueueArn: ARN, ApproximateNumberOfMessages: '2', ApproximateNumberOfMessagesNotVisible: '1', ApproximateNumberOfMessagesDelayed: '1' },
  });
  expect(await queue.call('sqs', 'getQueueAttributes', { QueueUrl: URL })).toEqual({ Attributes: {} });
});

test('a queue is named by its URL', () => {
  const { ref, attributes } = new AQueue({ QueueName: 'p' }).deploy('AWS::SQS::Queue', { QueueName: 'q' });
  expect([ref, attributes]).toEqual([URL, { Arn: ARN, QueueName: 'q', QueueUrl: URL }]);
  expect(new AQueue().deploy('AWS::SQS::Queue', {}, { logicalId: 'Letters' }).attributes!.QueueName).toMatch(/^Stack-Letters-[A-Za-z0-9]{12}$/);
});

test('no message is lost and none is had by two receivers, however they are sent and received', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('send', 'receive'), { maxLength: 30 }), async steps => {
    const queue = new AQueue({ VisibilityTimeout: 43_200 });
    let sent = 0;
    const received: unknown[] = [];
    for (const step of steps) {
      if (step === 'send') { await queue.send(`m${sent++}`); } else { received.push(...await queue.bodies({ MaxNumberOfMessages: 2 })); }
    }
    for (let more = await queue.bodies(); more.length > 0; more = await queue.bodies()) { received.push(...more); }
    expect(received).toEqual(Array.from({ length: sent }, (_, at) => `m${at}`));
  }), { numRuns: 20 });
});

test('a batch of receipts is deleted', async () => {
  const queue = new AQueue();
  for (const body of ['a', 'b', 'c']) { await queue.send(body); }
  const received = await queue.receive({ MaxNumberOfMessages: 2 });
  const Entries = received.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
  expect(await queue.call('sqs', 'deleteMessageBatch', { QueueUrl: URL, Entries } as JsonObject)).toEqual({ Successful: [{ Id: '0' }, { Id: '1' }] });
  expect(queue.room.messages(ARN).map(({ body }) => body)).toEqual(['c']);
});

test('a receiver may show its message again earlier, and only while it has it', async () => {
  const queue = new AQueue();
  await queue.send('a');
  const [{ ReceiptHandle }] = await queue.receive();
  await queue.call('sqs', 'changeMessageVisibility', { QueueUrl: URL, ReceiptHandle, VisibilityTimeout: 0 } as JsonObject);
  expect(await queue.bodies()).toEqual(['a']);
  const again = queue.call('sqs', 'changeMessageVisibility', { QueueUrl: URL, ReceiptHandle, VisibilityTimeout: 5 } as JsonObject);
  await expect(again).rejects.toMatchObject({ name: 'MessageNotInflight' });
});

test('a queue with many hidden messages gives the others without looking at those', async () => {
  const queue = new AQueue();
  const all = Array.from({ length: 3000 }, (_, n) => String(n));
  const sent = all.map(body => queue.cloud.call(OPERATOR, 'sqs', 'sendMessage', { QueueUrl: URL, MessageBody: body, DelaySeconds: Number(body) % 3 === 0 ? 900 : 0 }));
  await Promise.all([queue.pass(1), ...sent]);
  const got: unknown[] = [];
  const next = () => queue.bodies({ MaxNumberOfMessages: 10, VisibilityTimeout: 3600 });
  for (let bodies = await next(); bodies.length > 0; bodies = await next()) { got.push(...bodies); }
  expect(got.sort()).toEqual(all.filter(body => Number(body) % 3 !== 0).sort());
});
