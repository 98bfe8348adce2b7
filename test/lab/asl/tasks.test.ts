import { Lab, one, sts, task } from './lab';
import { AwsError } from '../../../src/lab/aws-error';
import { Json, JsonObject } from '../../../src/lab/json';
import { Caller } from '../../../src/lab/room';

/** Plays one task against a service that answers, or fails with, what is given. */
async function error(resource: string, service: string, code: string): Promise<string | undefined> {
  const lab = new Lab({ [service]: () => { throw new AwsError(code, 'no'); } });
  const execution = await lab.play(one(task(resource)));
  expect(execution.status).toBe('FAILED');
  return execution.error;
}

describe('the name of an error', () => {
  test.each([
    ['aws-sdk:dynamodb:putItem', 'dynamodb', 'ConditionalCheckFailedException', 'DynamoDb.ConditionalCheckFailedException'],
    ['dynamodb:putItem', 'dynamodb', 'ConditionalCheckFailedException', 'DynamoDB.ConditionalCheckFailedException'],
    ['dynamodb:putItem', 'dynamodb', 'ValidationException', 'DynamoDB.AmazonDynamoDBException'],
    ['aws-sdk:dynamodb:putItem', 'dynamodb', 'ValidationException', 'DynamoDb.DynamoDbException'],
    ['aws-sdk:cloudformation:createStackInstances', 'cloudformation', 'OperationInProgressException', 'CloudFormation.OperationInProgressException'],
    ['aws-sdk:cloudformation:createStackInstances', 'cloudformation', 'Throttling', 'CloudFormation.CloudFormationException'],
    ['aws-sdk:cloudformation:createStackInstances', 'cloudformation', 'ValidationError', 'CloudFormation.CloudFormationException'],
    ['aws-sdk:cloudformation:createStackInstances', 'cloudformation', 'AccessDenied', 'CloudFormation.CloudFormationException'],
    ['aws-sdk:organizations:leaveOrganization', 'organizations', 'AccessDeniedException', 'Organizations.AccessDeniedException'],
    ['aws-sdk:organizations:leaveOrganization', 'organizations', 'AWSOrganizationsNotInUseException', 'Organizations.AwsOrganizationsNotInUseException'],
    ['aws-sdk:s3:getObject', 's3', 'NoSuchBucket', 'S3.NoSuchBucketException'],
    ['aws-sdk:cloudwatch:putMetricAlarm', 'cloudwatch', 'LimitExceededFault', 'CloudWatch.LimitExceededException'],
    ['aws-sdk:unheardof:doThing', 'unheardof', 'AccessDeniedException', 'Unheardof.UnheardofException'],
    ['aws-sdk:unheardof:doThing', 'unheardof', 'SomeFault', 'Unheardof.SomeException'],
    ['sqs:sendMessage', 'sqs', 'MissingParameter', 'SQS.AmazonSQSException'],
    ['sns:publish', 'sns', 'NotFound', 'SNS.NotFoundException'],
    ['lambda:invoke', 'lambda', 'TooManyRequestsException', 'Lambda.TooManyRequestsException'],
    ['lambda:invoke', 'lambda', 'ServiceException', 'Lambda.ServiceException'],
    ['lambda:invoke', 'lambda', 'AccessDeniedException', 'Lambda.AWSLambdaException'],
  ])('of %s (%s: %s) is the one of Step Functions', async (resource, service, code, expected) => {
    expect(await error(resource, service, code)).toBe(expected);
  });

  test('of a nested start carries the prefix of its integration', async () => {
    const start = (resource: string) => new Lab().play(one(task(resource, { Arguments: { StateMachineArn: 'nonsense' } })));
    expect((await start('states:startExecution')).error).toBe('StepFunctions.InvalidArnException');
    expect((await start('aws-sdk:sfn:startExecution')).error).toBe('Sfn.InvalidArnException');
  });
});

test('what the lab does not model comes out of the run, and no Catch takes it for an error of AWS', async () => {
  const lab = new Lab({ organizations: () => { throw new Error('the lab does not model organizations:leaveOrganization'); } });
  const execution = lab.room.start(lab.machine({
    StartAt: 'X', States: { X: task('aws-sdk:organizations:leaveOrganization', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }], End: true }), Z: { Type: 'Succeed' } },
  }));
  await expect(lab.cloud.clock.run()).rejects.toThrow('the lab does not model');
  expect(execution.status).toBe('FAILED');
});

describe('a timeout', () => {
  const slow = (seconds: number) => {
    const lab: Lab = new Lab({ lambda: async () => { await lab.cloud.clock.sleep(seconds * 1000); return { StatusCode: 200, Payload: '"late"' }; } });
    return lab;
  };
  const invoke = (more: JsonObject) => one(task('lambda:invoke', { Arguments: { FunctionName: 'f' }, ...more }));

  test('leaves the call behind and names no cause', async () => {
    expect(await slow(20).play(invoke({ TimeoutSeconds: 10 }))).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: undefined });
  });
  test('of a text is an error of the expression', async () => {
    expect(await slow(1).play(invoke({ TimeoutSeconds: '{% "10" %}' }))).toMatchObject({ error: 'States.QueryEvaluationError' });
    expect(await slow(1).play(invoke({ TimeoutSeconds: '{% 0 %}' }))).toMatchObject({ error: 'States.QueryEvaluationError' });
  });
  test('that is not reached costs no time', async () => {
    const lab = slow(5);
    expect(await lab.play(invoke({ TimeoutSeconds: '{% 5 * 1000 %}' }))).toMatchObject({ status: 'SUCCEEDED' });
    expect(lab.seconds()).toBe(5);
  });
});

describe('lambda:invoke', () => {
  const invoke = (answer: JsonObject, more: JsonObject = {}) => {
    const lab = new Lab({ lambda: () => answer });
    return { lab, play: () => lab.play(one(task('lambda:invoke', { Arguments: { FunctionName: 'f', Payload: { n: 1 } }, ...more }))) };
  };

  test("fails under the function's own error", async () => {
    const Payload = JSON.stringify({ errorType: 'InProgress', errorMessage: 'soon' });
    expect(await invoke({ StatusCode: 200, FunctionError: 'Unhandled', Payload }).play()).toMatchObject({ error: 'InProgress', cause: Payload });
  });
  test('fails as Lambda.Unknown where the function named none', async () => {
    expect(await invoke({ StatusCode: 200, FunctionError: 'Unhandled', Payload: '{"errorMessage":"exit 1"}' }).play()).toMatchObject({ error: 'Lambda.Unknown' });
  });
  test('hands the payload in and out as JSON', async () => {
    const { lab, play } = invoke({ StatusCode: 200, ExecutedVersion: '$LATEST', Payload: '{"a":[1]}' }, { Output: '{% $states.result.Payload %}' });
    expect(JSON.parse((await play()).output!)).toEqual({ a: [1] });
    expect(lab.calls()[0].parameters).toEqual({ FunctionName: 'f', Payload: '{"n":1}' });
  });
});

describe('other optimised calls', () => {
  test('events:putEvents fails when an entry failed, and names the execution in each entry', async () => {
    const answer: JsonObject = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InvalidArgument' }] };
    const lab = new Lab({ eventbridge: () => answer });
    const execution = await lab.play(one(task('events:putEvents', { Arguments: { Entries: [{ Source: 's', Detail: { a: '{% 1 %}' } }] } })));
    expect(execution).toMatchObject({ error: 'EventBridge.FailedEntry', cause: JSON.stringify(answer) });
    expect(lab.calls()[0].parameters).toEqual({ Entries: [{ Source: 's', Detail: '{"a":1}', Resources: [execution.arn, execution.machine.arn] }] });
  });

  test('sqs and sns are given text', async () => {
    const lab = new Lab({ sqs: () => ({ MessageId: 'm' }), sns: () => ({ MessageId: 'm' }) });
    await lab.play(one(task('sqs:sendMessage', { Arguments: { QueueUrl: 'q', MessageBody: { a: 1 } } })));
    await lab.play(one(task('sns:publish', { Arguments: { TopicArn: 't', Message: 'as it is' } })));
    expect(lab.calls().map(({ parameters }) => parameters)).toEqual([{ QueueUrl: 'q', MessageBody: '{"a":1}' }, { TopicArn: 't', Message: 'as it is' }]);
  });
});

describe('Credentials', () => {
  const role = 'arn:aws-us-gov:iam::333333333333:role/member';
  const state = task('aws-sdk:account:putAlternateContact', { Credentials: { RoleArn: '{% $states.input.role %}' } });

  test('that are refused fail the task with the words of the service', async () => {
    const lab = new Lab({ account: () => ({}) });
    lab.cloud.add(sts(async () => { throw new AwsError('AccessDenied', 'no'); }));
    const execution = await lab.play(one(state), { role });
    expect(execution).toMatchObject({ error: 'States.TaskFailed', cause: `The role ${execution.machine.roleArn} is not authorized to assume the task state's role, ${role}.` });
    expect(lab.calls()).toHaveLength(0);
  });

  test('make the call as the other role, with the machine as external ID', async () => {
    const lab = new Lab({ account: () => ({}) });
    const ids: (string | undefined)[] = [];
    lab.cloud.add(sts(async (caller: Caller, principal, options) => { ids.push(options?.externalId); return { ...caller, principal, account: '333333333333' }; }));
    const execution = await lab.play(one(state), { role });
    expect(lab.calls()[0]).toMatchObject({ role, account: '333333333333', execution: execution.arn });
    expect(ids).toEqual([execution.machine.arn]);
  });
});

describe('a task that waits for its token', () => {
  /** A queue whose messages a test reads. */
  function waiting(more: JsonObject = {}) {
    const tokens: string[] = [];
    const lab = new Lab({ sqs: ({ parameters }) => { tokens.push((JSON.parse(parameters.MessageBody as string) as { token: string }).token); return { MessageId: 'm' }; } });
    const execution = lab.room.start(lab.machine(one(task('sqs:sendMessage.waitForTaskToken', {
      Arguments: { QueueUrl: 'q', MessageBody: { token: '{% $states.context.Task.Token %}' } }, ...more,
    }))));
    const until = (seconds: number) => lab.cloud.clock.run(Date.parse('2026-01-05T09:00:00Z') + seconds * 1000);
    return { lab, execution, tokens, until };
  }

  test('refuses tokens that are none, that nobody has, and that are used up', async () => {
    const { lab, execution, tokens, until } = waiting();
    await until(10);
    expect(await lab.refusal('sendTaskSuccess', { TaskToken: 'nonsense', Output: '1' })).toBe('InvalidToken');
    const foreign = Buffer.from(JSON.stringify([`${execution.arn}x`, 1])).toString('base64');
    expect(await lab.refusal('sendTaskHeartbeat', { TaskToken: foreign })).toBe('TaskDoesNotExist');
    expect(await lab.refusal('sendTaskSuccess', { TaskToken: tokens[0], Output: '{' })).toBe('InvalidOutput');
    expect(await lab.refusal('sendTaskSuccess', { TaskToken: tokens[0], Output: '{"ok":true}' })).toBe('no error');
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '{"ok":true}' });
    expect(await lab.refusal('sendTaskFailure', { TaskToken: tokens[0] })).toBe('TaskTimedOut');
  });

  test('fails with what is sent, or without a name', async () => {
    const named = waiting();
    await named.until(10);
    await named.lab.call('sendTaskFailure', { TaskToken: named.tokens[0], Error: 'Mine', Cause: 'why' });
    expect(named.execution).toMatchObject({ status: 'FAILED', error: 'Mine', cause: 'why' });
    const nameless = waiting();
    await nameless.until(10);
    await nameless.lab.call('sendTaskFailure', { TaskToken: nameless.tokens[0] });
    expect(nameless.execution).toMatchObject({ status: 'FAILED', error: undefined, cause: undefined });
  });

  test('ends without heartbeats, each of which gives it its whole interval again', async () => {
    const { lab, execution, tokens, until } = waiting({ HeartbeatSeconds: 60, TimeoutSeconds: 600 });
    await until(50);
    await lab.call('sendTaskHeartbeat', { TaskToken: tokens[0] });
    await until(105);
    expect(execution.status).toBe('RUNNING');
    await until(112);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('leaves no heartbeat to wait for when it is done', async () => {
    const { lab, tokens, until } = waiting({ HeartbeatSeconds: 3600 });
    await until(10);
    await lab.call('sendTaskSuccess', { TaskToken: tokens[0], Output: '1' });
    await lab.cloud.clock.run();
    expect(lab.seconds()).toBeLessThan(20);
  });

  test('is caught as States.HeartbeatTimeout, and given a new token when it is tried again', async () => {
    const { execution, tokens, until } = waiting({ HeartbeatSeconds: 60, Retry: [{ ErrorEquals: ['States.HeartbeatTimeout'], MaxAttempts: 1 }] });
    await until(1000);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(new Set(tokens).size).toBe(2);
  });

  test('ends by its timeout in spite of heartbeats', async () => {
    const { lab, execution, tokens, until } = waiting({ HeartbeatSeconds: 60, TimeoutSeconds: 100 });
    for (const at of [50, 95]) { await until(at); await lab.call('sendTaskHeartbeat', { TaskToken: tokens[0] }); }
    await until(102);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('may be answered while its call is still under way', async () => {
    const lab: Lab = new Lab({
      lambda: async ({ parameters }) => {
        const { token } = JSON.parse(parameters.Payload as string) as { token: string };
        await lab.cloud.call({ principal: 'f', account: '222222222222', region: 'eu-west-1', trusted: true }, 'sfn', 'sendTaskSuccess', { taskToken: token, output: '1' });
        return { StatusCode: 200, Payload: 'null' };
      },
    });
    const state = task('lambda:invoke.waitForTaskToken', { Arguments: { FunctionName: 'f', Payload: { token: '{% $states.context.Task.Token %}' } } });
    expect(await lab.output(one(state))).toBe(1);
  });
});

describe('a nested execution', () => {
  const nested = (resource: string, child: JsonObject, more: JsonObject = {}) => {
    const lab = new Lab();
    const arn = lab.machine(child);
    const start = task(`states:startExecution${resource}`, { Arguments: { StateMachineArn: arn, Name: 'child', Input: { n: 1 } } });
    return { lab, parent: lab.room.start(lab.machine({ ...one(start), ...more })), child: () => lab.room.executions().find(({ name }) => name === 'child')! };
  };

  test('that fails, fails the task with its description', async () => {
    const { lab, parent } = nested('.sync:2', one({ Type: 'Fail', Error: 'Inner', Cause: 'why' }));
    await lab.cloud.clock.run();
    expect(parent.error).toBe('States.TaskFailed');
    expect(JSON.parse(parent.cause!)).toMatchObject({ Status: 'FAILED', Error: 'Inner', Cause: 'why', Name: 'child' });
  });

  test('is stopped with its parent', async () => {
    const { lab, parent, child } = nested('.sync', one({ Type: 'Wait', Seconds: 1000 }), { TimeoutSeconds: 100 });
    await lab.cloud.clock.run();
    expect(parent.status).toBe('TIMED_OUT');
    expect(child()).toMatchObject({ status: 'ABORTED' });
    expect(lab.seconds()).toBe(100);
  });

  test.each<[string, Json]>([['.sync', '{"n":1}'], ['.sync:2', { n: 1 }]])('gives its output by %s as %j', async (resource, output) => {
    const { lab, parent } = nested(resource, one({ Type: 'Wait', Seconds: 30 }));
    await lab.cloud.clock.run();
    expect(JSON.parse(parent.output!)).toMatchObject({ Status: 'SUCCEEDED', Output: output, Input: output });
    expect(lab.seconds()).toBe(30);
  });

  test('is not waited for without .sync', async () => {
    const { lab, parent } = nested('', one({ Type: 'Wait', Seconds: 30 }));
    await lab.cloud.clock.run(lab.cloud.clock.now() + 5000);
    expect(parent.status).toBe('SUCCEEDED');
  });
});
