import * as fc from 'fast-check';
import { JsonObject } from '../../../../src/lab/json';
import { Call } from '../../../../src/lab/room';
import { ACCOUNT, REGION } from '../deployed';
import { ABus, FUNCTION, MACHINE, TARGET_ROLE } from './a-bus';

const F = { Id: 'F', Arn: FUNCTION };
const M = { Id: 'M', Arn: MACHINE, RoleArn: TARGET_ROLE };
const withDeadLetters = (target: JsonObject, Arn: string): JsonObject => ({ ...target, DeadLetterConfig: { Arn } });

const values = (attributes: JsonObject) => Object.fromEntries(Object.entries(attributes)
  .map(([name, value]) => [name, (value as JsonObject).StringValue]));

const NONE = {
  matched: 0, invocations: 0, retries: 0, failed: 0, sentToDeadLetters: 0, notSentToDeadLetters: 0, dropped: 0,
};

describe('a delivery that fails', () => {
  test.each([
    ['AccessDeniedException', 'NO_PERMISSIONS'],
    ['ResourceNotFoundException', 'NO_RESOURCE'],
    ['StateMachineDoesNotExist', 'NO_RESOURCE'],
    ['InvalidExecutionInput', 'ERROR_FROM_TARGET'],
  ])('with %s goes to the dead letters at once', async (failure, code) => {
    const bus = new ABus();
    const letters = bus.queue('letters');
    const rule = bus.rule([withDeadLetters(F, letters)]);
    bus.failures.push(failure);
    await bus.put();
    const [{ body, attributes }] = bus.sqs.messages(letters);
    expect(JSON.parse(body)).toMatchObject({ source: 'tenants', detail: { tenant: 'acme' } });
    expect(values(attributes)).toEqual({ RULE_ARN: rule, TARGET_ARN: FUNCTION, ERROR_CODE: code, ERROR_MESSAGE: 'as the test wants it', RETRY_ATTEMPTS: '0' });
    expect(bus.events.counts(rule)).toEqual({ ...NONE, matched: 1, failed: 1, sentToDeadLetters: 1 });
  });

  test.each(['ThrottlingException', 'TooManyRequestsException', 'InternalError', 'ServiceUnavailable', 'ExecutionLimitExceeded'])('with %s is tried again', async failure => {
    const bus = new ABus();
    const rule = bus.rule([F]);
    bus.failures.push(failure, failure);
    await bus.put();
    expect(bus.events.counts(rule)).toMatchObject({ invocations: 1, retries: 2, failed: 0, dropped: 0 });
  });

  test('is given up after as many retries as its target allows', async () => {
    const bus = new ABus();
    const letters = bus.queue('letters');
    bus.rule([withDeadLetters({ ...F, RetryPolicy: { MaximumRetryAttempts: 2 } }, letters)]);
    bus.failures.push(...Array.from({ length: 9 }, () => 'ThrottlingException'));
    await bus.put();
    expect(bus.calls).toHaveLength(3);
    expect(values(bus.sqs.messages(letters)[0].attributes)).toMatchObject({ ERROR_CODE: 'THROTTLING', RETRY_ATTEMPTS: '2', EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts' });
  });

  test('is given up when the event is as old as its target allows', async () => {
    const bus = new ABus();
    const letters = bus.queue('letters');
    const start = bus.cloud.clock.now();
    bus.rule([withDeadLetters({ ...F, RetryPolicy: { MaximumEventAgeInSeconds: 60 } }, letters)]);
    bus.failures.push(...Array.from({ length: 99 }, () => 'ThrottlingException'));
    await bus.put();
    expect(values(bus.sqs.messages(letters)[0].attributes)).toMatchObject({ EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' });
    expect(bus.cloud.clock.now() - start).toBeLessThan(61_000);
  });

  test('is tried for about a day and at most 185 times by default, and is dropped without dead letters', async () => {
    const bus = new ABus();
    const start = bus.cloud.clock.now();
    const rule = bus.rule([F]);
    bus.failures.push(...Array.from({ length: 999 }, () => 'ThrottlingException'));
    await bus.put();
    const { retries, dropped } = bus.events.counts(rule);
    expect([retries > 150, retries <= 185, dropped]).toEqual([true, true, 1]);
    expect((bus.cloud.clock.now() - start) / 3_600_000).toBeGreaterThan(20);
    expect((bus.cloud.clock.now() - start) / 3_600_000).toBeLessThan(24.1);
  });

  test('leaves the other targets alone', async () => {
    const bus = new ABus();
    const queue = bus.queue('queue');
    bus.rule([F, { Id: 'Q', Arn: queue }]);
    bus.failures.push('AccessDeniedException');
    await bus.put();
    expect(bus.sqs.messages(queue)).toHaveLength(1);
  });

  test('is counted when the dead letters do not let EventBridge in', async () => {
    const bus = new ABus();
    const rule = bus.rule([withDeadLetters(F, bus.queue('letters', false))]);
    bus.failures.push('AccessDeniedException');
    await bus.put();
    expect(bus.events.counts(rule)).toMatchObject({ failed: 1, sentToDeadLetters: 0, notSentToDeadLetters: 1 });
  });
});

describe('a state machine', () => {
  test('is started by the role of the target, with the event', async () => {
    const bus = new ABus();
    bus.rule([M]);
    await bus.put();
    expect(bus.calls).toEqual([expect.objectContaining({ service: 'sfn', action: 'startExecution', caller: { principal: TARGET_ROLE, account: ACCOUNT, region: REGION } })]);
    expect(bus.calls[0].parameters).toEqual({ StateMachineArn: MACHINE, Input: expect.stringContaining('"detail":{"tenant":"acme"}') as string });
    expect(bus.asked).toContainEqual(expect.objectContaining({ action: 'sfn:startExecution', principal: TARGET_ROLE }));
  });

  test('is not started when IAM denies it to the role', async () => {
    const bus = new ABus();
    const letters = bus.queue('letters');
    bus.rule([withDeadLetters(M, letters)]);
    bus.denied.add('sfn:startExecution');
    await bus.put();
    expect([bus.calls.length, values(bus.sqs.messages(letters)[0].attributes).ERROR_CODE]).toEqual([0, 'NO_PERMISSIONS']);
  });

  test('is not started by a role that does not trust EventBridge', async () => {
    const bus = new ABus();
    const letters = bus.queue('letters');
    bus.rule([withDeadLetters(M, letters)]);
    bus.untrusting.add(TARGET_ROLE);
    await bus.put();
    expect([bus.calls.length, values(bus.sqs.messages(letters)[0].attributes).ERROR_CODE]).toEqual([0, 'FAILED_TO_ASSUME_ROLE']);
  });

  test('takes no more than 262,144 bytes', async () => {
    const bus = new ABus();
    const rule = bus.rule([M]);
    await bus.put({ text: 'ä'.repeat(131_072) });
    expect([bus.calls.length, bus.events.counts(rule).failed]).toEqual([0, 1]);
  });
});

describe('a function, a topic', () => {
  test('takes JSON only, so that several lines of text go nowhere', async () => {
    const bus = new ABus();
    const rule = bus.rule([{ ...F, InputTransformer: { InputTemplate: '"a"\n"b"' } }]);
    await bus.put();
    expect([bus.calls.length, bus.events.counts(rule).failed]).toEqual([0, 1]);
  });

  test('is invoked asynchronously by EventBridge itself', async () => {
    const bus = new ABus();
    const rule = bus.rule([{ ...F, Input: '{"a":1}' }]);
    await bus.put();
    expect(bus.calls[0]).toMatchObject({ parameters: { FunctionName: FUNCTION, InvocationType: 'Event', Payload: '{"a":1}' }, caller: { principal: 'events.amazonaws.com', sourceArn: rule } });
  });

  test('is published to when its policy lets EventBridge in, and not before', async () => {
    const bus = new ABus();
    const topic = bus.deploy('AWS::SNS::Topic', { TopicName: 'T' }).ref;
    const rule = bus.rule([{ Id: 'T', Arn: topic, InputTransformer: { InputPathsMap: { t: '$.detail.tenant' }, InputTemplate: '"<t> is there"' } }]);
    await bus.put();
    const Statement = [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sns:Publish', Resource: topic, Condition: { ArnEquals: { 'aws:SourceArn': rule } } }];
    bus.deploy('AWS::SNS::TopicPolicy', { Topics: [topic], PolicyDocument: { Version: '2012-10-17', Statement } });
    await bus.put();
    expect(bus.sns.messages(topic).map(({ message }) => message)).toEqual(['"acme is there"']);
    expect(bus.events.counts(rule)).toMatchObject({ invocations: 1, failed: 1 });
  });
});

describe('a queue', () => {
  test('that lets in another rule only is given nothing', async () => {
    const bus = new ABus();
    const queue = bus.queue('queue', false);
    const Condition = { ArnEquals: { 'aws:SourceArn': `arn:aws:events:${REGION}:${ACCOUNT}:rule/plane/Another` } };
    const Statement = [{ Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queue, Condition }];
    bus.deploy('AWS::SQS::QueuePolicy', { Queues: [`https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/queue`], PolicyDocument: { Version: '2012-10-17', Statement } });
    const rule = bus.rule([{ Id: 'Q', Arn: queue }]);
    await bus.put();
    expect([bus.sqs.messages(queue).length, bus.events.counts(rule).failed]).toEqual([0, 1]);
  });

  test('is given an event only after the call that said it', async () => {
    const bus = new ABus();
    const queue = bus.queue('queue');
    bus.rule([{ Id: 'Q', Arn: queue }]);
    let before = -1;
    bus.cloud.journal.listen(entry => { if (entry.type === 'event') { before = bus.sqs.messages(queue).length; } });
    await bus.put();
    expect([before, bus.sqs.messages(queue).length]).toEqual([0, 1]);
  });
});

describe('by plan', () => {
  test.each([
    ['doubled', 2, 0], ['lost', 0, 1], ['delayed', 1, 0],
  ] as const)('a delivery is %s', async (how, invocations, dropped) => {
    const bus = new ABus({ faults: [{ kind: 'delivery', how, rule: 'R', mentions: 'acme', ...how === 'delayed' && { seconds: 3600 } }] });
    const start = bus.cloud.clock.now();
    const rule = bus.rule([F]);
    await bus.put({ tenant: 'other' });
    await bus.put();
    expect(bus.events.counts(rule)).toMatchObject({ invocations: invocations + 1, dropped });
    expect(bus.cloud.clock.now() - start > 3_600_000).toBe(how === 'delayed');
    expect(bus.journal.filter(({ type }) => type === 'fault')).toEqual([expect.objectContaining({ fault: `delivery ${how}` })]);
  });

  test('a lost delivery goes to the dead letters, when the retry policy is at its end', async () => {
    const bus = new ABus({ faults: [{ kind: 'delivery', how: 'lost' }] });
    const letters = bus.queue('letters');
    const start = bus.cloud.clock.now();
    bus.rule([withDeadLetters({ ...F, RetryPolicy: { MaximumEventAgeInSeconds: 3600 } }, letters)]);
    await bus.put();
    expect(bus.calls).toEqual([]);
    expect(values(bus.sqs.messages(letters)[0].attributes)).toMatchObject({ EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds' });
    expect(bus.cloud.clock.now() - start).toBeGreaterThanOrEqual(3_600_000);
  });

  test('a lost answer of the target makes it see the event twice', async () => {
    const bus = new ABus({ faults: [{ kind: 'crash', service: 'lambda', action: 'invoke' }] });
    bus.rule([F]);
    await bus.put();
    expect(bus.calls).toHaveLength(2);
  });
});

test('an error of the lab itself is not taken for one of AWS', async () => {
  const bus = new ABus();
  bus.rule([F]);
  bus.cloud.add(() => ({ service: 'lambda', permissions: () => [], handle: () => { throw new Error('the lab does not model this'); } }));
  await expect(bus.put()).rejects.toThrow('the lab does not model this');
});

test('each matching event reaches each target exactly once when nothing is in the way', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom('tenants', 'others'), { maxLength: 10 }), fc.nat(100), async (sources, seed) => {
    const bus = new ABus({ seed });
    bus.rule([F, { ...F, Id: 'F2' }]);
    for (const [at, Source] of sources.entries()) { await bus.put({ at }, { Source }); }
    const eventOf = ({ parameters }: Call) => JSON.parse(String(parameters.Payload)) as { detail: { at: number } };
    const seen = bus.calls.map(call => eventOf(call).detail.at);
    expect(seen.sort((a, b) => a - b)).toEqual(sources.flatMap((source, at) => source === 'tenants' ? [at, at] : []));
  }), { numRuns: 20 });
});

test('the same seed makes the same run', async () => {
  const run = async (seed: number) => {
    const bus = new ABus({ seed });
    bus.rule([F]);
    bus.failures.push('ThrottlingException');
    await bus.put();
    return JSON.stringify(bus.journal);
  };
  expect(await run(7)).toBe(await run(7));
  expect(await run(7)).not.toBe(await run(8));
});
