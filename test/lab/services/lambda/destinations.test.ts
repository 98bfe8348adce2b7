import { aFunction, ARN, HOME, REGION } from './a-function';
import { EventBridgeRoom, eventBridge } from '../../../../src/lab/services/eventbridge/eventbridge-room';
import { S3Room, s3 } from '../../../../src/lab/services/s3/s3-room';
import { Recorder } from '../../assembly/an-app';

const BUS = `arn:aws:events:${REGION}:${HOME}:event-bus/failures`;
const FAILS = 'throw new Error(event.size ? "x".repeat(event.size) : "broken");';
const handling = (destinations: object, more: object = {}) => ({
  Handling: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: { FunctionName: { Ref: 'Worker' }, Qualifier: '$LATEST', DestinationConfig: destinations, ...more } },
});
const bus = { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'failures' } } };

interface Options {
  readonly statements?: object[];
  readonly payload?: object;
  readonly faults?: object[];
  readonly body?: string;
}

/** A function that was invoked asynchronously once; there are a bus and a bucket for what came of it. */
async function story(destinations: object, options: Options = {}) {
  const { statements, payload = { tenant: 'acme' }, faults, body = FAILS } = options;
  const world = await aFunction(body, {
    builders: [eventBridge, s3],
    statements,
    faults,
    resources: { ...bus, Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'failures' } }, ...handling(destinations) },
  } as never);
  const events: object[] = [];
  world.cloud.journal.listen(entry => { if (entry.type === 'event') { events.push(entry); } });
  const answer = await world.invoke(payload as never, { InvocationType: 'Event' });
  return { ...world, answer, events, bucket: world.cloud.room<S3Room>('s3'), bridge: world.cloud.room<EventBridgeRoom>('eventbridge') };
}

const onFailure = (Destination: string) => ({ OnFailure: { Destination } });

describe('a report is lost, and counted by function', () => {
  test.each([
    ['where the role may not put events', onFailure(BUS), { statements: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }] }],
    ['where the role may put objects, and not list the bucket', onFailure('arn:aws:s3:::failures'), { statements: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }] }],
    ['where the role may list the bucket, and not put objects', onFailure('arn:aws:s3:::failures'), { statements: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }] }],
    ['where there is no such bucket', onFailure('arn:aws:s3:::gone'), {}],
    ['where it is too big for a bus', onFailure(BUS), { payload: { size: 600_000, text: 'y'.repeat(500_000) } }],
    ['where the bus is away', onFailure(BUS), { faults: [{ kind: 'bus', bus: 'failures', from: '2026-01-05T09:00:00Z', until: '2026-01-05T10:00:00Z' }] }],
  ])('%s', async (_, destinations, options) => {
    const { lambda, events, bucket } = await story(destinations, options);
    expect([events, bucket.objects('failures')]).toEqual([[], {}]);
    expect([lambda.lostReports(ARN), lambda.events.undelivered]).toEqual([1, 1]);
  });
});

test('S3 is no destination of what succeeded', async () => {
  await expect(story({ OnSuccess: { Destination: 'arn:aws:s3:::failures' } })).rejects.toThrow('Amazon S3 is a destination for failed invocations only');
});

test('who takes its configuration away has no destination any more', async () => {
  const { cloud, invoke, events, lambda } = await story(onFailure(BUS));
  const request = { properties: { FunctionName: 'worker' }, account: HOME, region: REGION } as never;
  void lambda.removals!['AWS::Lambda::EventInvokeConfig'](request, { ref: '' });
  await invoke({}, { InvocationType: 'Event' });
  await cloud.clock.run();
  expect([events.length, lambda.events.failed]).toEqual([1, 2]);
});

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
test('a bus gets the record as an event of the source lambda', async () => {
  const { events, lambda } = await story(onFailure(BUS));
  expect(events).toEqual([expect.objectContaining({
    bus: BUS,
    source: 'lambda',
    detailType: 'Lambda Function Invocation Result - Failure',
    detail: expect.objectContaining({
      requestContext: { requestId: expect.any(String), functionArn: `${ARN}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: { tenant: 'acme' },
    }),
  })]);
  expect(lambda.lostReports(ARN)).toBe(0);
});

test('a bus gets what succeeded, too, if it is asked for', async () => {
  const { events } = await story({ OnSuccess: { Destination: BUS } }, { body: 'return { sum: 2 };' });
  expect(events).toEqual([expect.objectContaining({ detailType: 'Lambda Function Invocation Result - Success', detail: expect.objectContaining({ responsePayload: { sum: 2 } }) })]);
});

test('a bucket gets the record under the name that AWS documents', async () => {
  const { bucket } = await story(onFailure('arn:aws:s3:::failures'));
  const [[key, body], ...more] = Object.entries(bucket.objects('failures'));
  expect(more).toEqual([]);
  expect(key).toMatch(/^aws\/lambda\/async\/worker\/2026\/01\/05\/2026-01-05T09\.03\.\d\d-[0-9a-f]{8}-[0-9a-f-]{27}$/);
  expect(JSON.parse(body)).toMatchObject({ requestPayload: { tenant: 'acme' }, responsePayload: { errorMessage: 'broken' } });
});

test('a bucket takes what is too big for a bus', async () => {
  const { bucket, lambda } = await story(onFailure('arn:aws:s3:::failures'), { payload: { size: 600_000, text: 'y'.repeat(500_000) } });
  expect([Object.keys(bucket.objects('failures')).length, lambda.lostReports(ARN)]).toEqual([1, 0]);
});

test('the request id that the SDK gives to whoever invokes is the one of the record', async () => {
  const world = await aFunction(
    `if (event.fail) { throw new Error('broken'); }
     const { Lambda } = require('@aws-sdk/client-lambda');
     const answer = await new Lambda({}).invoke({ FunctionName: 'worker', InvocationType: 'Event', Payload: JSON.stringify({ fail: true }) });
     return answer.$metadata;`,
    { rooms: [new Recorder('sqs', () => ({ MessageId: '1' }))], resources: handling(onFailure(`arn:aws:sqs:${REGION}:${HOME}:q`)) as never },
  );
  const sent: { requestContext: { requestId: string } }[] = [];
  world.cloud.journal.listen(entry => { if (entry.type === 'call' && entry.service === 'sqs') { sent.push(JSON.parse(String(entry.parameters.MessageBody)) as never); } });
  const metadata = await world.result() as { httpStatusCode: number; requestId: string };
  await world.cloud.clock.run();
  expect(metadata).toEqual({ httpStatusCode: 202, requestId: expect.any(String) });
  expect(sent.map(({ requestContext }) => requestContext.requestId)).toEqual([metadata.requestId]);
});
