import { DocumentLab } from '../../src/lab/document-lab';
import { JsonObject } from '../../src/lab/json';

const PARTITION = 'aws';

function task(resource: string, more: JsonObject = {}): JsonObject {
  return { Type: 'Task', Resource: `arn:${PARTITION}:states:::${resource}`, Arguments: {}, End: true, ...more };
}

/** A document of states that follow each other in the order in which they stand here. */
function document(states: Record<string, JsonObject>): JsonObject {
  const names = Object.keys(states);
  const chained = names.map((name, at): [string, JsonObject] => {
    const { End: end, ...rest } = states[name];
    return [name, at < names.length - 1 ? { ...rest, Next: names[at + 1] } : { ...rest, End: end }];
  });
  return { QueryLanguage: 'JSONata', StartAt: names[0], States: Object.fromEntries(chained) };
}

async function play(lab: DocumentLab, definition: JsonObject, input: JsonObject = {}) {
  const execution = await lab.play(lab.machine(definition), input);
  const { status, output: text, error } = execution;
  const output = text === undefined ? undefined : JSON.parse(text) as unknown;
  return { status, error, output, path: lab.path(execution) };
}

describe('a call that nobody answers', () => {
  test('is no outcome of the document, but an error that names the call and the state', async () => {
    await expect(play(new DocumentLab(), document({ Ask: task('aws-sdk:bedrock:getEvaluationJob') })))
      .rejects.toThrow("there is no answer for bedrock:getEvaluationJob in state 'Ask'");
  });

  test('is answered by the room, where the lab has one', async () => {
    const lab = new DocumentLab({ objects: { box1: { a: 'text' } } });
    const Read = task('aws-sdk:s3:getObject', { Arguments: { Bucket: 'box1', Key: 'a' }, Output: '{% $states.result.Body %}' });
    expect(await play(lab, document({ Read }))).toMatchObject({ output: 'text' });
  });
});

describe('answers', () => {
  test('come in the order of the calls, and the last one again and again', async () => {
    const answers = { calls: { 'glue:getJobRun': [{ result: { n: 1 } }, { result: { n: 2 } }] } };
    const keep = { Output: "{% [$states.input.seen, $states.result.n] ~> function($all) { {'seen': $all} } %}" };
    const get = task('aws-sdk:glue:getJobRun', keep);
    const { output } = await play(new DocumentLab({ answers }), document({ A: get, B: get, C: get }), { seen: [] });
    expect(output).toEqual({ seen: [1, 2, 2] });
  });

  test('of a state go before those of the API', async () => {
    const answers = { states: { B: { result: { n: 'b' } } }, calls: { 'glue:getJobRun': { result: { n: 'all' } } } };
    const get = task('aws-sdk:glue:getJobRun');
    expect(await play(new DocumentLab({ answers }), document({ A: get, B: get }))).toMatchObject({ output: { n: 'b' } });
    expect(await play(new DocumentLab({ answers }), document({ A: get }))).toMatchObject({ output: { n: 'all' } });
  });

  test('may be errors by the names that a workflow catches', async () => {
    const answers = { states: { Ask: [{ error: 'Lambda.TooManyRequestsException' }, { result: 42 }] } };
    const ask = task('lambda:invoke', {
      Arguments: { FunctionName: 'f' }, Retry: [{ ErrorEquals: ['Lambda.TooManyRequestsException'] }], Output: '{% $states.result.Payload %}',
    });
    expect(await play(new DocumentLab({ answers }), document({ Ask: ask })))
      .toEqual({ status: 'SUCCEEDED', output: 42, path: ['Ask', 'Ask (retried Lambda.TooManyRequestsException)'] });
  });

  test('may call back, in time or too late', async () => {
    const wait = task('sqs:sendMessage.waitForTaskToken', {
      Arguments: { QueueUrl: 'q', MessageBody: { token: '{% $states.context.Task.Token %}' } }, TimeoutSeconds: 60,
    });
    const after = (afterSeconds: number) => {
      const answers = { states: { Ask: { callback: { result: { ok: true }, afterSeconds } } } };
      return new DocumentLab({ answers });
    };
    expect(await play(after(59), document({ Ask: wait }))).toMatchObject({ output: { ok: true } });
    expect(await play(after(61), document({ Ask: wait }))).toMatchObject({ error: 'States.Timeout' });
    const denied = new DocumentLab({ answers: { states: { Ask: { callback: { error: 'Denied' } } } } });
    expect(await play(denied, document({ Ask: wait }))).toMatchObject({ error: 'Denied' });
  });

  test('stand for executions that are waited for', async () => {
    const Run = task('states:startExecution.sync:2', { Arguments: { StateMachineArn: 'any' }, Output: '{% $states.result.Output %}' });
    const lab = new DocumentLab({ answers: { states: { Run: { result: { done: 1 } } } } });
    expect(await play(lab, document({ Run }))).toMatchObject({ output: { done: 1 } });
  });
});

test('other machines of the same lab are started by their ARNs, which substitutions bring', async () => {
  const substitutions = { Child: `arn:${PARTITION}:states:us-east-1:222222222222:stateMachine:Child` };
  const lab = new DocumentLab({ substitutions });
  lab.machine(document({ Only: { Type: 'Pass', Output: 'from the child', End: true } }), 'Child');
  const start = task('states:startExecution.sync:2', { Arguments: { StateMachineArn: '${Child}' }, Output: '{% $states.result.Output %}' });
  expect(await play(lab, document({ Run: start }))).toMatchObject({ output: 'from the child' });
});

test('a job of a service without a room is over when its answer comes', async () => {
  const Job = task('glue:startJobRun.sync', { Output: '{% $states.result.JobRunState %}' });
  const lab = new DocumentLab({ answers: { states: { Job: { result: { JobRunState: 'SUCCEEDED' }, afterSeconds: 90 } } } });
  expect(await play(lab, document({ Job }))).toMatchObject({ output: 'SUCCEEDED' });
  await expect(play(new DocumentLab(), document({ Job }))).rejects.toThrow("there is no answer for glue:startJobRun in state 'Job'");
});

test('a fault in a state that the document does not have is told after the play', async () => {
  const lab = new DocumentLab({ faults: [{ kind: 'kill', inState: 'Wrok' }, { kind: 'kill', inState: 'Work' }] });
  await lab.play(lab.machine({ QueryLanguage: 'JSONata', StartAt: 'Work', States: { Work: { Type: 'Succeed' } } }));
  expect(() => lab.expectFaultsApplied())
    .toThrow(/^faults\[0\]\.inState: no state machine of the lab has a state 'Wrok', so the fault never came; there are Work\nfaults\[1\] \(kill before Work\) was applied once$/);
});
