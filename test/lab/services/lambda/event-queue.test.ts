import { aFunction, ARN, HOME, REGION } from './a-function';
import { AwsError } from '../../../../src/lab/aws-error';
import { Recorder } from '../../assembly/an-app';

const QUEUE = `arn:aws:sqs:${REGION}:${HOME}:failures`;
const FAILS = 'console.log(String(Date.now())); throw new Error(\'broken\');';

const handling = (properties: object) => ({
  Handling: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: { FunctionName: { Ref: 'Worker' }, Qualifier: '$LATEST', ...properties } },
});
const onFailure = (Destination: string) => ({ DestinationConfig: { OnFailure: { Destination } } });

/** A function that is invoked asynchronously once, and what came of it. */
async function story(
  body: string, options: { resources?: object; properties?: object; statements?: object[]; queue?: Recorder } = {},
) {
  const queue = options.queue ?? new Recorder('sqs', () => ({ MessageId: '1' }));
  const world = await aFunction(body, { ...options, rooms: [queue] } as never);
  const answer = await world.invoke({ tenant: 'acme' }, { InvocationType: 'Event' });
  return {
    ...world,
    answer,
    queue,
    messages: queue.calls
      .map(({ parameters }) => JSON.parse(String(parameters.MessageBody)) as Record<string, unknown>),
  };
}

test('a function that fails is tried again after one and after two minutes', async () => {
  const { answer, lambda } = await story(FAILS);
  const [first, second, third, ...more] = lambda.output(ARN).map(Number);

  expect(answer).toEqual({ StatusCode: 202 });
  expect([second - first, third - second, more]).toEqual([60_000, 120_000, []]);
  expect(lambda.events).toEqual({ accepted: 1, succeeded: 0, failed: 1, undelivered: 0 });
});

test('fewer retries can be asked for, more cannot', async () => {
  const { lambda } = await story(FAILS, { resources: handling({ MaximumRetryAttempts: 0 }) });
  expect(lambda.output(ARN)).toHaveLength(1);
  await expect(story(FAILS, { resources: handling({ MaximumRetryAttempts: 3 }) })).rejects.toThrow('MaximumRetryAttempts is 0 to 2');
});

test('an event that would become too old is given up', async () => {
  const resources = handling({ MaximumEventAgeInSeconds: 60, ...onFailure(QUEUE) });
  const { lambda, messages } = await story(FAILS, { resources });
  expect(lambda.output(ARN)).toHaveLength(2);
  expect(messages).toEqual([expect.objectContaining({ requestContext: expect.objectContaining({ condition: 'EventAgeExceeded' }) })]);
});

test('what finally failed goes to the destination, as documented', async () => {
  const { queue, messages } = await story(FAILS, { resources: handling(onFailure(QUEUE)) });

  expect(queue.calls[0]).toMatchObject({ action: 'sendMessage', parameters: { QueueUrl: `https://sqs.${REGION}.amazonaws.com/${HOME}/failures` } });
  expect(messages).toEqual([{
    version: '1.0',
    timestamp: expect.stringMatching(/^2026-01-05T09:03/),
    requestContext: { requestId: expect.any(String), functionArn: `${ARN}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { tenant: 'acme' },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: expect.objectContaining({ errorType: 'Error', errorMessage: 'broken' }),
  }]);
});

test('a destination that the role may not reach gets nothing, and that is counted', async () => {
  const { lambda, queue } = await story(FAILS, { statements: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }], resources: handling(onFailure(QUEUE)) });
  expect(queue.calls).toEqual([]);
  expect(lambda.events.undelivered).toBe(1);
});

test('a dead-letter queue gets the event itself', async () => {
  const { queue, messages } = await story(FAILS, { properties: { DeadLetterConfig: { TargetArn: QUEUE } } });
  expect(messages).toEqual([{ tenant: 'acme' }]);
  expect(queue.calls[0].parameters.MessageAttributes).toMatchObject({ ErrorMessage: { StringValue: 'broken' } });
});

test('throttled events wait longer and longer, and cost no attempt', async () => {
  const resources = handling({ MaximumEventAgeInSeconds: 3600 });
  const { lambda } = await story(FAILS, { properties: { ReservedConcurrentExecutions: 0 }, resources });
  expect(lambda.output(ARN)).toEqual([]);
  expect(lambda.events.failed).toBe(1);
});

test('a function that recovers is not tried any more', async () => {
  let fails = 1;
  const table = new Recorder('dynamodb', () => { if (fails-- > 0) { throw new AwsError('ResourceNotFoundException', 'not yet'); } return {}; });
  const world = await aFunction('const { DynamoDB } = require(\'@aws-sdk/client-dynamodb\'); await new DynamoDB({}).getItem({ TableName: \'t\' });', { rooms: [table] });
  await world.invoke({}, { InvocationType: 'Event' });

  expect(table.calls).toHaveLength(2);
  expect(world.lambda.events).toMatchObject({ succeeded: 1, failed: 0 });
});

test('what the lab cannot do ends the run, also behind an asynchronous invocation', async () => {
  await expect(story('require(\'fs\');')).rejects.toThrow('the lab does not model require(\'fs\') in a function');
});
