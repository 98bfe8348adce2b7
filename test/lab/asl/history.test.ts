import { Lab, one, task } from './lab';
import { JsonObject } from '../../../src/lab/json';

/** Each event as its number, the one before it, its type and its details. */
async function history(definition: JsonObject, input: JsonObject = {}, answer: () => JsonObject = () => ({ Id: '1' })) {
  const lab = new Lab({ organizations: answer, lambda: answer }, { keepHistory: true });
  const { history: events } = await lab.play(definition, input);
  return events!.map(({ id, previousEventId: before, type, timestamp, ...details }) => {
    return [id, before, type, Object.values(details)[0]];
  });
}
const whole = { truncated: false };
const fails: JsonObject = { Type: 'Fail', Error: 'E', Cause: 'why' };

test('a failed expression is told with its place, before the failure', async () => {
  const cause = "An error occurred while executing the state 'Only' (entered at the event id #2). The JSONata expression '$none' specified for the field 'Output/a' returned nothing (undefined).";
  expect((await history(one({ Type: 'Pass', Output: { a: '{% $none %}' } }))).slice(2)).toEqual([
    [3, 0, 'EvaluationFailed', { error: 'States.QueryEvaluationError', cause, location: 'Output/a', state: 'Only' }],
    [4, 3, 'ExecutionFailed', { error: 'States.QueryEvaluationError', cause }],
  ]);
});

test('a failed expression of a Wait hangs on its entry', async () => {
  expect((await history(one({ Type: 'Wait', Seconds: '{% $none %}' })))[2].slice(0, 3)).toEqual([3, 2, 'EvaluationFailed']);
});

test('a task is told from its schedule to its end', async () => {
  expect(await history(one(task('aws-sdk:organizations:describeOrganization', { TimeoutSeconds: 9, Assign: { id: '{% $states.result.Id %}' } })))).toEqual([
    [1, 0, 'ExecutionStarted', { input: '{}', inputDetails: whole, roleArn: expect.stringMatching(/role\/machine$/) }],
    [2, 0, 'TaskStateEntered', { name: 'Only', input: '{}', inputDetails: whole }],
    [3, 2, 'TaskScheduled', { resourceType: 'aws-sdk:organizations', resource: 'describeOrganization', region: 'eu-west-1', parameters: '{}', timeoutInSeconds: 9 }],
    [4, 3, 'TaskStarted', { resourceType: 'aws-sdk:organizations', resource: 'describeOrganization' }],
    [5, 4, 'TaskSucceeded', { resourceType: 'aws-sdk:organizations', resource: 'describeOrganization', output: '{"Id":"1"}', outputDetails: whole }],
    [6, 5, 'TaskStateExited', { name: 'Only', output: '{"Id":"1"}', outputDetails: whole, assignedVariables: { id: '"1"' }, assignedVariablesDetails: whole }],
    [7, 6, 'ExecutionSucceeded', { output: '{"Id":"1"}', outputDetails: whole }],
  ]);
});

test('nothing is told of a task that could not be scheduled', async () => {
  expect((await history(one(task('aws-sdk:organizations:describeOrganization', { Arguments: { A: '{% $none %}' } })))).map(event => event[2])).toEqual(
    ['ExecutionStarted', 'TaskStateEntered', 'EvaluationFailed', 'ExecutionFailed'],
  );
});

test('a timeout has an error and no cause', async () => {
  const events = await history(one(task('aws-sdk:organizations:describeOrganization', { TimeoutSeconds: 5 })), {}, () => new Promise(() => undefined) as never);
  expect(events.slice(-2)).toEqual([
    [5, 4, 'TaskTimedOut', { resourceType: 'aws-sdk:organizations', resource: 'describeOrganization', error: 'States.Timeout' }],
    [6, 5, 'ExecutionFailed', { error: 'States.Timeout' }],
  ]);
});

test('iterations hang on each other as far as they follow each other', async () => {
  const events = await history(one({ Type: 'Map', Items: ['a', 'b'], MaxConcurrency: 1, ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } } }));
  expect(events.slice(2).map(event => event.slice(0, 3).join(' '))).toEqual([
    '3 2 MapStateStarted', '4 3 MapIterationStarted', '5 4 PassStateEntered', '6 5 PassStateExited', '7 6 MapIterationSucceeded',
    '8 6 MapIterationStarted', '9 8 PassStateEntered', '10 9 PassStateExited', '11 10 MapIterationSucceeded', '12 11 MapStateSucceeded', '13 11 MapStateExited', '14 13 ExecutionSucceeded',
  ]);
});

test('when one part fails, the others are cut off, and the failure is told once, after the last retry', async () => {
  const slow = task('aws-sdk:organizations:describeOrganization', { End: true });
  const events = await history(one({
    Type: 'Parallel', Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
    Branches: [{ StartAt: 'S', States: { S: slow } }, { StartAt: 'F', States: { F: fails } }],
  }), {}, () => new Promise(() => undefined) as never);
  expect(events.map(event => event[2]).filter(type => /Parallel|Aborted|Execution/.test(String(type)))).toEqual([
    'ExecutionStarted', 'ParallelStateEntered', 'ParallelStateStarted', 'TaskStateAborted', 'ParallelStateStarted', 'TaskStateAborted', 'ParallelStateFailed', 'ExecutionFailed',
  ]);
});

test('States.Runtime ends everything without a word on the parts', async () => {
  const events = await history({
    QueryLanguage: 'JSONPath', ...one({ Type: 'Map', ItemsPath: '$.list', ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', InputPath: '$.x', End: true } } } }),
  }, { list: [{}] });
  expect(events.map(event => event[2])).toEqual(['ExecutionStarted', 'MapStateEntered', 'MapStateStarted', 'MapIterationStarted', 'PassStateEntered', 'ExecutionFailed']);
});

test('without a history, nothing is put together for it', async () => {
  const lab = new Lab();
  const execution = await lab.play(one({ Type: 'Pass' }));
  expect(execution).toMatchObject({ events: 4 });
  expect(execution.history).toBeUndefined();
});
