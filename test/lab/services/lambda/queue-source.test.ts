import * as fc from 'fast-check';
import { aFunction, HOME, REGION, ROLE } from './a-function';
import { Fault } from '../../../../src/lab/faults';
import { JsonObject } from '../../../../src/lab/json';
import { sqs, SqsRoom } from '../../../../src/lab/services/sqs/sqs-room';

const queueArn = (name: string) => `arn:aws:sqs:${REGION}:${HOME}:${name}`;
const url = (name: string) => `https://sqs.${REGION}.amazonaws.com/${HOME}/${name}`;
const MINUTE = 60_000;

/** A handler that prints when it got which messages, and does with them as their bodies say. */
const WORKER = `
  const bodies = event.Records.map(({ body }) => JSON.parse(body));
  console.log(JSON.stringify({ at: Date.now(), names: bodies.map(({ name }) => name), counts: event.Records.map(({ attributes }) => Number(attributes.ApproximateReceiveCount)) }));
  const seconds = Math.max(0, ...bodies.map(({ seconds = 0 }) => seconds));
  if (seconds > 0) { await new Promise(resolve => setTimeout(resolve, seconds * 1000)); }
  const broken = event.Records.filter((_, at) => bodies[at].broken);
  if (bodies.some(({ throws }) => throws)) { throw new Error('broken'); }
  const answer = bodies.find(({ answer }) => answer !== undefined);
  return answer ? answer.answer : { batchItemFailures: broken.map(({ messageId }) => ({ itemIdentifier: messageId })) };`;

interface Options {
  readonly source?: JsonObject;
  readonly queue?: JsonObject;
  readonly fn?: JsonObject;
  readonly statements?: JsonObject[];
  readonly faults?: Fault[];
}

async function aSource({ source, queue, fn, statements, faults }: Options = {}) {
  const world = await aFunction(WORKER, {
    builders: [sqs],
    properties: { Timeout: 10, ...fn },
    statements,
    faults,
    resources: {
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work', VisibilityTimeout: 60, RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 }, ...queue } },
      Source: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: { Ref: 'Worker' }, EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, FunctionResponseTypes: ['ReportBatchItemFailures'], ...source },
      },
    },
  });
  const { cloud, lambda, operator } = world;
  return {
    ...world,
    send: (...messages: JsonObject[]) => Promise.all(messages.map(message =>
      cloud.call(operator, 'sqs', 'sendMessage', { QueueUrl: url('work'), MessageBody: JSON.stringify(message) }))),
    batches: () => lambda.output(`arn:aws:lambda:${REGION}:${HOME}:function:worker`)
      .map(line => JSON.parse(line) as { at: number; names: string[]; counts: number[] }),
    left: () => cloud.room<SqsRoom>('sqs').messages(queueArn('work')),
    dead: () => cloud.room<SqsRoom>('sqs').messages(queueArn('dead')).map(({ body }) => (JSON.parse(body) as { name: string }).name),
  };
}

const named = (...names: string[]) => names.map(name => ({ name }));

describe('a mapping is refused', () => {
  test.each<[string, Options, RegExp]>([
    ['with batches of more than ten and no window', { source: { BatchSize: 11 } }, /batch window in seconds must be greater than 0/],
    ['with batches of 10,001', { source: { BatchSize: 10_001, MaximumBatchingWindowInSeconds: 1 } }, /BatchSize is a whole number from 1 to 10000/],
    ['with a window of 301 seconds', { source: { MaximumBatchingWindowInSeconds: 301 } }, /from 0 to 300/],
    ['with one batch at once', { source: { ScalingConfig: { MaximumConcurrency: 1 } } }, /MaximumConcurrency is a whole number from 2 to 1000/],
    ['with a response that there is not', { source: { FunctionResponseTypes: ['All'] } }, /FunctionResponseTypes is ReportBatchItemFailures/],
    ['with a filter, which the lab does not model', { source: { FilterCriteria: {} } }, /the lab does not model FilterCriteria/],
    ['from a stream, which the lab does not model', { source: { EventSourceArn: `arn:aws:kinesis:${REGION}:${HOME}:stream/s` } }, /the lab does not model event source mappings from/],
    ['from a queue that is not there', { source: { EventSourceArn: queueArn('gone') } }, /NonExistentQueue/],
    ['from a queue of another Region', { source: { EventSourceArn: queueArn('work').replace(REGION, 'eu-west-1') } }, /not in the Region of the function/],
    ['from a queue that hides messages for less than the function may take', { fn: { Timeout: 61 } }, /Queue visibility timeout: 60 seconds is less than Function timeout: 61 seconds/],
    ['for a role that may not delete', { statements: [{ Effect: 'Allow', Action: ['sqs:ReceiveMessage', 'sqs:GetQueueAttributes'], Resource: '*' }] }, /role does not have permissions to call DeleteMessage on SQS/],
  ])('%s', async (_, options, complaint) => {
    await expect(aSource(options)).rejects.toThrow(complaint);
  });
});

test('a batch that throws comes again as a whole when its messages are shown again, and at last goes to the dead letters', async () => {
  const { send, batches, cloud, left, dead } = await aSource();
  await Promise.all([send({ name: 'a' }, { name: 'b', throws: true }), cloud.clock.run()]);
  expect(batches().map(({ names, counts }) => [names, counts])).toEqual([[['a', 'b'], [1, 1]], [['a', 'b'], [2, 2]], [['a', 'b'], [3, 3]]]);
  const [first, second] = batches();
  expect(second.at - first.at).toBeGreaterThanOrEqual(MINUTE - 100);
  expect([left(), dead()]).toEqual([[], ['a', 'b']]);
});

test('only what the function reports comes again', async () => {
  const { send, batches, cloud, left, dead } = await aSource();
  await Promise.all([send({ name: 'a' }, { name: 'b', broken: true }), cloud.clock.run()]);
  expect(batches().map(({ names }) => names)).toEqual([['a', 'b'], ['b'], ['b']]);
  expect([left(), dead()]).toEqual([[], ['b']]);
});

test('without the setting, what the function reports is not looked at', async () => {
  const { send, batches, cloud, dead } = await aSource({ source: { FunctionResponseTypes: [] } });
  await Promise.all([send({ name: 'b', broken: true }), cloud.clock.run()]);
  expect([batches().length, dead()]).toEqual([1, []]);
});

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
test.each<[string, JsonObject[string], number]>([
  ['nothing', null, 1], ['an object without a list', {}, 1], ['an empty list', { batchItemFailures: [] }, 1], ['no list', { batchItemFailures: null }, 1],
  ['a text', 'all is well', 3], ['an empty id', { batchItemFailures: [{ itemIdentifier: '' }] }, 3], ['no id', { batchItemFailures: [{ itemIdentifier: null }] }, 3],
  ['a misspelt id', { batchItemFailures: [{ itemIdentifer: 'x' }] }, 3],
])('a batch whose function answers %s is tried so often', async (_, answer, times) => {
  const { send, batches, cloud } = await aSource();
  await Promise.all([send({ name: 'a', answer: answer! }), cloud.clock.run()]);
  expect(batches()).toHaveLength(times);
});

test('what is throttled is tried again while its messages are hidden, and is lost to nobody', async () => {
  const { send, batches, cloud, dead, log } = await aSource({ fn: { ReservedConcurrentExecutions: 0 } });
  await Promise.all([send({ name: 'a' }), cloud.clock.run()]);
  expect([batches(), dead()]).toEqual([[], ['a']]);
  expect(log.filter(({ action, result }) => action === 'receiveMessage' && (result as JsonObject).Messages !== undefined)).toHaveLength(3);
});

test('a call of SQS that fails is made again', async () => {
  const { send, batches, cloud, left } = await aSource({ faults: [{ kind: 'error', service: 'sqs', action: 'receiveMessage', error: 'InternalFailure', times: 3 }] });
  await Promise.all([send({ name: 'a' }), cloud.clock.run()]);
  expect([batches().length, left()]).toEqual([1, []]);
});

test('a message that was processed and could not be deleted comes again', async () => {
  const { send, batches, cloud, left } = await aSource({ faults: [{ kind: 'error', service: 'sqs', action: 'deleteMessageBatch', error: 'InternalFailure' }] });
  await Promise.all([send({ name: 'a' }), cloud.clock.run()]);
  expect([batches().map(({ names }) => names), left()]).toEqual([[['a'], ['a']], []]);
});

test('a planned fault delivers a message twice, or late and so out of order', async () => {
  const { send, batches, cloud } = await aSource({ source: { BatchSize: 1 }, faults: [{ kind: 'message', how: 'doubled', queue: 'work' }, { kind: 'message', how: 'delayed', seconds: 30 }] });
  await Promise.all([send(...named('a', 'b', 'c')), cloud.clock.run()]);
  const order = batches().map(({ names: [name] }) => name);
  expect([order.filter(name => name === 'a').length, order.at(-1), order.length]).toEqual([2, 'b', 4]);
});

test('a mapping that is disabled, or was taken away, takes nothing', async () => {
  const { send, batches, cloud } = await aSource({ source: { Enabled: false } });
  await Promise.all([send({ name: 'a' }), cloud.clock.run()]);
  expect(batches()).toEqual([]);
});

test('a window gathers a batch', async () => {
  const { send, batches, cloud } = await aSource({ source: { BatchSize: 100, MaximumBatchingWindowInSeconds: 20 } });
  for (let n = 0; n < 30; n++) {
    cloud.clock.at(cloud.clock.now() + n * 500, () => { void send({ name: String(n) }); });
  }
  await cloud.clock.run();
  expect(batches().map(({ names }) => names.length)).toEqual([30]);
});

test('not more batches are under way than the mapping may have', async () => {
  const source = { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } };
  const { send, batches, cloud } = await aSource({ source });
  await Promise.all([send(...named('a', 'b', 'c', 'd', 'e', 'f').map(message => ({ ...message, seconds: 8 }))), cloud.clock.run()]);
  const starts = batches().map(({ at }) => at);
  expect(starts.every(at => starts.filter(other => other <= at && at < other + 8000).length <= 2)).toBe(true);
});

test('a function sees of a message what AWS documents', async () => {
  const world = await aFunction('console.log(JSON.stringify(event));', {
    builders: [sqs],
    resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work' } },
      Source: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Worker' }, EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } } },
    },
  });
  const MessageAttributes = { code: { DataType: 'String', StringValue: '7' } };
  const sent = world.cloud.call(world.operator, 'sqs', 'sendMessage', { QueueUrl: url('work'), MessageBody: 'text', MessageAttributes });
  await Promise.all([sent, world.cloud.clock.run()]);
  expect(JSON.parse(world.lambda.output(`arn:aws:lambda:${REGION}:${HOME}:function:worker`)[0])).toEqual({
    Records: [{
      messageId: (await sent).MessageId,
      receiptHandle: expect.any(String),
      body: 'text',
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.stringMatching(/^\d+$/), SenderId: 'operator', ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d+$/) },
      messageAttributes: { code: { stringValue: '7', stringListValues: [], binaryListValues: [], dataType: 'String' } },
      md5OfBody: '1cb251ec0d568de6a929b520c4aed8d1',
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn('work'),
      awsRegion: REGION,
    }],
  });
  const calls = world.log.filter(({ service, role }) => service === 'sqs' && role === ROLE).map(({ action }) => action);
  expect(calls.sort()).toEqual(['deleteMessageBatch', 'getQueueAttributes', 'receiveMessage']);
});

test('whatever fails, each message is processed in the end or is a dead letter, and none is both', async () => {
  const message = fc.record({ broken: fc.boolean(), throws: fc.boolean() });
  const some = fc.array(message, { minLength: 1, maxLength: 25 });
  await fc.assert(fc.asyncProperty(some, fc.integer({ min: 1, max: 10 }), async (messages, BatchSize) => {
    const { send, batches, cloud, left, dead } = await aSource({ source: { BatchSize } });
    const sent = messages.map((each, at) => ({ name: String(at), ...each }));
    await Promise.all([send(...sent), cloud.clock.run()]);
    expect(left()).toEqual([]);
    const seen = new Set(batches().flatMap(({ names }) => names));
    expect(seen.size).toBe(sent.length);
    // What breaks by itself always ends there; what stood in a batch with it may.
    for (const { name, broken, throws } of sent) { if (broken || throws) { expect(dead()).toContain(name); } }
    expect(new Set(dead()).size).toBe(dead().length);
  }), { numRuns: 15 });
});
