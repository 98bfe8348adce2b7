import { difference } from '../../../build-tools/recorded/compare';
import { RecordedEvent, Recording } from '../../../build-tools/recorded/recording';
import { LeftOut, replay } from '../../../build-tools/recorded/replay';
import { alike } from '../../../build-tools/recorded/wildcards';
import { Json, JsonObject } from '../../../src/lab/json';

const NOW = new Date('2026-01-05T09:00:00Z');
const PARTITION = 'aws';
const whole = { truncated: false };

/** A recording as the service would have made it, with its events numbered. */
function recorded(definition: JsonObject, events: [string, JsonObject?][]): Recording {
  const all = [['ExecutionStarted', { executionStartedEventDetails: { input: {}, inputDetails: whole, roleArn: 'role_arn' } }], ...events] as const;
  return {
    id: 'one', live: false, input: {}, definition,
    events: all.map(([type, details], at) => ({ type, id: at + 1, previousEventId: at < 2 ? 0 : at, timestamp: 'timestamp', ...details })),
  };
}
const entered = (name: string, input: Json): JsonObject => ({
  stateEnteredEventDetails: { name, input, inputDetails: whole },
});
const exited = (name: string, output: Json): JsonObject => ({
  stateExitedEventDetails: { name, output, outputDetails: whole },
});
const succeeded = (output: Json): JsonObject => ({ executionSucceededEventDetails: { output, outputDetails: whole } });
const first = async (recording: Recording) => difference(recording.events, await replay(recording, NOW));

const invoke: JsonObject = { Resource: `arn:${PARTITION}:states:::lambda:invoke`, Type: 'Task' };
const about = { resource: 'invoke', resourceType: 'lambda' };
const scheduled = (parameters: JsonObject): JsonObject => ({ taskScheduledEventDetails: { ...about, region: '<region>', parameters } });

describe('the first difference is found', () => {
  const passing = (output: Json): Recording => recorded(
    { StartAt: 'P', States: { P: { Type: 'Pass', Result: { a: 1 }, End: true } } },
    [['PassStateEntered', entered('P', {})], ['PassStateExited', exited('P', output)], ['ExecutionSucceeded', succeeded(output)]],
  );

  test('in what a state gives', async () => {
    expect(await first(passing({ a: 2 }))).toMatchObject({ recorded: { type: 'PassStateExited', output: { a: 2 } }, ours: { output: '{"a":1}' } });
  });
  test('and none where all is the same', async () => {
    expect(await first(passing({ a: 1 }))).toBeUndefined();
  });
  test('in an event that is missing, and in one too many', async () => {
    const { events, ...rest } = passing({ a: 1 });
    expect(await first({ ...rest, events: [...events.slice(0, 2), ...events.slice(3)] })).toEqual({ ours: expect.objectContaining({ type: 'PassStateExited' }) });
    expect(await first({ ...rest, events: [...events, events[3]] })).toMatchObject({ recorded: { type: 'ExecutionSucceeded' } });
  });
  test('a recording that was cut off is compared as far as it goes', async () => {
    const { events, ...rest } = passing({ a: 1 });
    expect(await first({ ...rest, events: events.slice(0, 2) })).toBeUndefined();
  });
  test('one that somebody stopped is stopped at the same place', async () => {
    expect(await first(recorded({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 3600, End: true } } }, [
      ['WaitStateEntered', entered('W', {})], ['ExecutionAborted', { executionAbortedEventDetails: { error: 'Enough' } }],
    ]))).toBeUndefined();
  });
  test('in events whose order is hidden', async () => {
    const branch = (name: string): JsonObject => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
    const hidden = (names: string[]) => {
      const { events, ...rest } = recorded({ StartAt: 'W', States: { W: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } } }, [
        ['ParallelStateEntered', entered('W', {})], ['ParallelStateStarted'], ...names.map(name => ['PassStateEntered', entered(name, {})] as [string, JsonObject]),
        ...names.map(name => ['PassStateExited', exited(name, {})] as [string, JsonObject]), ['ParallelStateExited', exited('W', '[{},{}]')], ['ExecutionSucceeded', succeeded('[{},{}]')],
      ]);
      // The end of a Parallel is left out of such recordings; the numbers after it tell.
      const number = (id: number) => id > 3 && id < 8 ? [0] : id > 7 ? id + 1 : id;
      const renumbered = events.map(event => ({ ...event, id: number(event.id as number) }));
      return { ...rest, events: renumbered as RecordedEvent[] };
    };
    expect(await first(hidden(['B', 'A']))).toBeUndefined();
    expect(await first(hidden(['A', 'A']))).toMatchObject({ recorded: { name: 'A' } });
    expect(await first(hidden(['A']))).toMatchObject({ ours: { name: 'B' } });
  });
});

describe('services answer what they were recorded to answer', () => {
  const twice: JsonObject = { StartAt: 'T', States: { T: { ...invoke, Parameters: { FunctionName: 'f' }, Retry: [{ ErrorEquals: ['Oops'] }], ResultSelector: { 'p.$': '$.Payload' }, End: true } } };

  test('one attempt after another', async () => {
    expect(await first(recorded(twice, [
      ['TaskStateEntered', entered('T', {})], ['TaskScheduled', scheduled({ FunctionName: 'f' })], ['TaskStarted', { taskStartedEventDetails: about }],
      ['TaskFailed', { taskFailedEventDetails: { ...about, error: 'Oops', cause: { why: 1 } } }], ['TaskScheduled', scheduled({ FunctionName: 'f' })], ['TaskStarted', { taskStartedEventDetails: about }],
      ['TaskSucceeded', { taskSucceededEventDetails: { ...about, output: { Payload: [1], SdkHttpMetadata: { HttpStatusCode: 200 } }, outputDetails: whole } }], ['TaskStateExited', exited('T', { p: [1] })], ['ExecutionSucceeded', succeeded({ p: [1] })],
    ]))).toBeUndefined();
  });

  test('each to the attempt that was given the same, whatever the order', async () => {
    const letters = ['a', 'b', 'c', 'd', 'e', 'f'];
    const echo = { ...invoke, Arguments: { Payload: '{% $states.input %}' }, Output: '{% $states.result.Payload %}', End: true };
    const definition: JsonObject = {
      QueryLanguage: 'JSONata',
      StartAt: 'M',
      States: { M: { Type: 'Map', Items: letters, ItemProcessor: { StartAt: 'T', States: { T: echo } }, End: true } },
    };
    const answer = (letter: string) => ({
      taskSucceededEventDetails: { ...about, output: { Payload: `for ${letter}` }, outputDetails: whole },
    });
    const ours = await replay(recorded(definition, [
      ['MapStateEntered', entered('M', {})],
      ['MapStateStarted'],
      ...[...letters].reverse().flatMap((letter): [string, JsonObject][] => [
        ['TaskStateEntered', entered('T', `"${letter}"`)], ['TaskScheduled', scheduled({ Payload: letter })], ['TaskSucceeded', answer(letter)],
      ]),
    ]), NOW);
    const output = JSON.stringify(letters.map(letter => `for ${letter}`));
    expect(ours[ours.length - 1]).toMatchObject({ executionSucceededEventDetails: { output } });
  });

  test('to who waits with a token, after what the service said first', async () => {
    const resource = 'sendMessage.waitForTaskToken';
    const queue = { resource, resourceType: 'sqs' };
    const output = { MessageId: 'm', SdkHttpMetadata: {} };
    const started = entered('T', { url: 'queue-url' });
    const { events, ...rest } = recorded(
      { StartAt: 'T', States: { T: { Type: 'Task', Resource: `arn:${PARTITION}:states:::sqs:${resource}`, Parameters: { 'QueueUrl.$': '$.url', 'MessageBody': { 'token.$': '$$.Task.Token' } }, End: true } } },
      [
        ['TaskStateEntered', started],
        ['TaskScheduled', { taskScheduledEventDetails: { ...queue, region: '<region>', parameters: { QueueUrl: 'queue-url', MessageBody: { token: '<task_token:1>' } } } }],
        ['TaskStarted', { taskStartedEventDetails: queue }],
        ['TaskSubmitted', { taskSubmittedEventDetails: { ...queue, output, outputDetails: whole } }],
        ['TaskFailed', { taskFailedEventDetails: { ...queue, error: 'No' } }],
        ['ExecutionFailed', { executionFailedEventDetails: { error: 'No' } }],
      ],
    );
    const began = { ...events[0], executionStartedEventDetails: { input: { url: 'queue-url' }, inputDetails: whole, roleArn: 'role_arn' } };
    expect(await first({ ...rest, events: [began, ...events.slice(1)], input: { url: '__LIVE__' } })).toBeUndefined();
  });
});

describe('a recording is left out, with the reason,', () => {
  test('where a Distributed Map read from S3', async () => {
    const definition: JsonObject = { StartAt: 'M', States: { M: { Type: 'Map', ItemReader: {}, ItemProcessor: {}, End: true } } };
    await expect(replay(recorded(definition, []), NOW)).rejects.toThrow(LeftOut);
  });
});

describe('what differs between runs does not count', () => {
  test.each<[Json, Json, boolean]>([
    ['<region>', 'eu-west-1', true],
    ['arn:<partition>:lambda:<region>:1:function:name_of_it', `arn:${PARTITION}:lambda:eu-west-1:1:function:__LIVE__`, true],
    ['arn:<partition>:lambda:<region>:1:function:name_of_it', `arn:${PARTITION}:lambda:eu-west-1:2:function:__LIVE__`, false],
    ['failed for <name>: no', 'failed for x: no', true],
    ['failed for <name>: no', 'failed for x: yes', false],
    ['timestamp', '2026-01-05T09:00:00.000Z', true],
    ['timestamp', 'text', false],
    ['some words', '2026-01-05T09:00:00.000Z', false],
    [{ a: [1] }, '{"a":[1]}', true],
    [{ a: { b: { c: { d: 1 } } } }, { a: { b: { c: '{"d":1}' } } }, false],
    ['{"a": 1}', '{"a":1}', true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [1, 2, false],
    ['1', 1, false],
  ])('%j and %j: %s', (recording, ours, expected) => expect(alike(recording, ours)).toBe(expected));

  test('a recording may hide a value behind its own place', () => {
    expect(alike({ output: 'stateExitedEventDetails.output' }, { output: '{}' }, ['stateExitedEventDetails'])).toBe(true);
    expect(alike({ output: 'stateExitedEventDetails.output' }, { output: '{}' }, ['other'])).toBe(false);
  });
});
