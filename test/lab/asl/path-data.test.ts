import { Lab, one, task } from './lab';
import { Json, JsonObject } from '../../../src/lab/json';

const paths = (definition: JsonObject): JsonObject => ({ ...definition, QueryLanguage: 'JSONPath' });
const { Arguments: _, ...CALL } = task('aws-sdk:organizations:describeOrganization');
const call = (more: JsonObject): JsonObject => ({ ...CALL, ...more });
const answering = (answer: JsonObject) => new Lab({ organizations: () => answer });

async function failure(state: JsonObject, input: Json = {}): Promise<string> {
  const { status, error, cause } = await answering({ A: 1 }).play(paths(one(state)), input);
  return `${status} ${error}: ${cause?.replace(/^An error occurred while executing the state 'Only' \(entered at the event id #2\)\. /, '')}`;
}

describe('data that are not there end the execution, and no Catch helps', () => {
  test.each<[JsonObject, string]>([
    [{ Type: 'Pass', InputPath: '$.x' }, "Invalid path '$.x' : No results for path: $['x']"],
    [{ Type: 'Pass', OutputPath: '$.x.y' }, "Invalid path '$.x.y' : Missing property in path $['x']"],
    [{ Type: 'Pass', Parameters: { a: { 'b.$': '$.x' } } }, "The JSONPath '$.x' specified for the field 'b.$' could not be found in the input '{\"in\":1}'"],
    [{ Type: 'Pass', Assign: { 'b.$': '$.x' } }, "The JSONPath '$.x' specified for the field 'b.$' could not be found in the input '{\"in\":1}'"],
    [{ Type: 'Fail', ErrorPath: '$.x' }, "The JSONPath '$.x' specified for the field 'ErrorPath' could not be found in the input '{\"in\":1}'"],
    [{ Type: 'Wait', SecondsPath: '$.x' }, "Invalid path '$.x' : No results for path: $['x']"],
    [call({ TimeoutSecondsPath: '$.x' }), "Invalid path '$.x' : No results for path: $['x']"],
    [call({ ResultSelector: { 'b.$': '$.x' } }), "The JSONPath '$.x' specified for the field 'b.$' could not be found in the input '{\"A\":1}'"],
    [call({ OutputPath: '$.x', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Only' }] }), "Invalid path '$.x' : No results for path: $['x']"],
  ])('%j', async (state, cause) => expect(await failure(state, { in: 1 })).toBe(`FAILED States.Runtime: ${cause}`));

  test('a ResultPath that the input has no place for', async () => {
    expect(await failure({ Type: 'Pass', Result: 1, ResultPath: '$.a.b' }, { a: 'text' })).toMatch(/^FAILED States\.ResultPathMatchFailure: Unable to apply ReferencePath \$\.a\.b/);
  });
});

describe('a path that leads to something of another kind', () => {
  test.each<[JsonObject, string]>([
    [{ Type: 'Wait', SecondsPath: '$.v' }, 'The SecondsPath parameter cannot be parsed as a long value: $.v == text'],
    [{ Type: 'Wait', TimestampPath: '$.v' }, 'The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.v == text'],
    [call({ TimeoutSecondsPath: '$.v' }), 'The TimeoutSecondsPath field refers to value "text" which is not a valid integer: $.v'],
    [{ Type: 'Wait', SecondsPath: '$.negative' }, 'The SecondsPath parameter references a negative value: $.negative == -1'],
  ])('%j', async (state, cause) => expect(await failure(state, { v: 'text', negative: -1 })).toBe(`FAILED States.Runtime: ${cause}`));
});

describe('what leaves a state', () => {
  test.each<[string, JsonObject, Json]>([
    ['is what came in', { Type: 'Pass' }, { a: { b: 1 }, c: 2 }],
    ['is what InputPath leaves of it', { Type: 'Pass', InputPath: '$.a' }, { b: 1 }],
    ['is empty without an input', { Type: 'Pass', InputPath: null }, {}],
    ['is empty without an output', { Type: 'Pass', OutputPath: null }, {}],
    ['is what Parameters make of the effective input', { Type: 'Pass', InputPath: '$.a', Parameters: { 'x.$': '$.b', 'list': [{ 'y.$': '$' }], 'z': '$.b' } }, { x: 1, list: [{ y: { b: 1 } }], z: '$.b' }],
    ['is the Result in the place of the input', { Type: 'Pass', Result: [1] }, [1]],
    ['is the raw input with the Result in it', { Type: 'Pass', InputPath: '$.a', Result: 9, ResultPath: '$.a.n.m' }, { a: { b: 1, n: { m: 9 } }, c: 2 }],
    ['is the raw input where ResultPath is null', { Type: 'Pass', Result: 9, ResultPath: null }, { a: { b: 1 }, c: 2 }],
    ['is what OutputPath leaves of all that', { Type: 'Pass', Result: 9, ResultPath: '$.r', OutputPath: '$.r' }, 9],
    ['may come from the context', { Type: 'Pass', InputPath: '$$.State.Name' }, 'Only'],
    ['is what a task gives', call({}), { Account: { Id: '1' }, More: true }],
    ['is what ResultSelector leaves of it, put into the raw input', call({ InputPath: '$.a', Parameters: {}, ResultSelector: { 'id.$': '$.Account.Id' }, ResultPath: '$.got', OutputPath: '$.got' }), { id: '1' }],
  ])('%s', async (_name, state, expected) => {
    expect(await answering({ Account: { Id: '1' }, More: true }).output(paths(one(state)), { a: { b: 1 }, c: 2 })).toEqual(expected);
  });

  test('after an error is the error, put where the ResultPath of the Catch says, and nothing else', async () => {
    const lab = new Lab({ organizations: () => { throw new Error('the lab must not come here'); } });
    const caught = (Catch: JsonObject) => lab.output(paths({
      StartAt: 'A', States: {
        A: { Type: 'Parallel', OutputPath: '$.nowhere', ResultSelector: { 'a.$': '$.nowhere' }, Branches: [{ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E', CausePath: '$.why' } } }], Catch: [{ ErrorEquals: ['E'], Next: 'B', ...Catch }], Next: 'B' },
        B: { Type: 'Pass', Parameters: { 'in.$': '$' }, End: true },
      },
    }), { why: 'so' });
    expect(await caught({})).toEqual({ in: { Error: 'E', Cause: 'so' } });
    expect(await caught({ ResultPath: '$.error' })).toEqual({ in: { why: 'so', error: { Error: 'E', Cause: 'so' } } });
    expect(await caught({ ResultPath: null })).toEqual({ in: { why: 'so' } });
  });
});

test('a timeout that is caught has an empty cause, a failure that says nothing has none', async () => {
  const caught = (lab: Lab, more: JsonObject) => lab.output(paths({
    StartAt: 'A', States: { A: call({ ...more, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], Next: 'B' }), B: { Type: 'Pass', End: true } },
  }));
  const silent = new Lab({ organizations: () => new Promise(() => undefined) });
  expect(await caught(silent, { TimeoutSeconds: 3 })).toEqual({ Error: 'States.Timeout', Cause: '' });
  const failing = new Lab({
    sqs: ({ parameters }) => {
      void failing.cloud.clock.sleep(10).then(() => failing.room.handle({
        service: 'sfn', action: 'sendTaskFailure', parameters: { TaskToken: parameters.MessageBody as string },
        caller: { principal: 'worker', account: '222222222222', region: 'eu-west-1' },
      }));
      return {};
    },
  });
  const { Resource } = task('sqs:sendMessage.waitForTaskToken');
  expect(await caught(failing, { Resource: Resource as string, Parameters: { 'MessageBody.$': '$$.Task.Token' } })).toEqual({ Error: null, Cause: null });
});

test('States.ALL catches a task whose answer is too large', async () => {
  expect(await answering({ text: 'x'.repeat(300_000) }).output(paths({
    StartAt: 'A', States: { A: call({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], Next: 'B' }), B: { Type: 'Pass', InputPath: '$.Error', End: true } },
  }))).toBe('States.DataLimitExceeded');
});

describe('variables', () => {
  test('are read everywhere, and take the values of before in the state that assigns them', async () => {
    expect(await answering({ N: 5 }).output(paths({
      StartAt: 'A', States: {
        A: call({ Assign: { 'n.$': '$.N', 'text': 'n' }, ResultPath: null, Next: 'B' }),
        B: { Type: 'Pass', Parameters: { 'n.$': '$n', 'sum.$': 'States.MathAdd($n, 1)' }, Assign: { 'n.$': 'States.MathAdd($n, 10)', 'old.$': '$n' }, Next: 'C' },
        C: { Type: 'Wait', SecondsPath: '$n', Next: 'D' },
        D: { Type: 'Choice', Choices: [{ Variable: '$n', NumericEqualsPath: '$n', Assign: { hit: true }, Next: 'E' }], Default: 'E', Assign: { hit: false } },
        E: { Type: 'Pass', Parameters: { 'all.$': 'States.Array($n, $old, $hit, $.n, $.sum)' }, End: true },
      },
    }))).toEqual({ all: [15, 5, true, 5, 6] });
  });

  test('pass between states of both languages', async () => {
    expect(await new Lab().output(paths({
      StartAt: 'A', States: {
        A: { Type: 'Pass', QueryLanguage: 'JSONata', Assign: { x: '{% 1 + 1 %}' }, Output: { a: '{% $states.input.in %}' }, Next: 'B' },
        B: { Type: 'Pass', Parameters: { 'both.$': 'States.Array($x, $.a)' }, Assign: { 'y.$': '$x' }, Next: 'C' },
        C: { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% [$y, $states.input.both] %}', End: true },
      },
    }), { in: 'i' })).toEqual([2, 2, 'i']);
  });
});

test('a role may come from a path', async () => {
  const lab = new Lab({ organizations: ({ caller }) => ({ role: caller.principal }) });
  lab.cloud.add(() => ({ service: 'sts', handle: () => ({}), permissions: () => [], assume: async (caller: object, principal: string) => ({ ...caller, principal }) }) as never);
  expect(await lab.output(paths(one(call({ Credentials: { 'RoleArn.$': '$.role' } }))), { role: 'other' })).toEqual({ role: 'other' });
});

test('an activity is done by the worker who asks for it', async () => {
  const lab = new Lab();
  const arn = `arn:${lab.cloud.partition}:states:eu-west-1:222222222222:activity:dig`;
  const execution = lab.room.start(lab.machine(paths(one({ Type: 'Task', Resource: arn, Parameters: { 'deep.$': '$.metres' }, ResultPath: '$.done' }))), { metres: 3 });
  expect(await lab.call('getActivityTask', { ActivityArn: arn, WorkerName: 'mole' })).toMatchObject({ Input: '{"deep":3}' });
  expect(await lab.call('getActivityTask', { ActivityArn: arn })).toEqual({});
  expect(execution.status).toBe('RUNNING');
});

test('a worker is not given what nobody waits for any more', async () => {
  const lab = new Lab();
  const arn = `arn:${lab.cloud.partition}:states:eu-west-1:222222222222:activity:dig`;
  expect(await lab.play(paths(one({ Type: 'Task', Resource: arn, TimeoutSeconds: 60 })))).toMatchObject({ error: 'States.Timeout' });
  expect(await lab.call('getActivityTask', { ActivityArn: arn })).toEqual({});
});

describe('a document in JSONPath is refused', () => {
  test.each<[string, JsonObject, RegExp]>([
    ['with a field of JSONata', { Type: 'Pass', Output: 1 }, /does not know the field 'Output' in JSONPath/],
    ['with Output in a Catch', call({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Only', Output: 1 }] }), /'Output' in JSONPath/],
    ['with a path that is none', { Type: 'Pass', InputPath: 'a.b' }, /InputPath must be a path/],
    ['with a broken path', { Type: 'Pass', OutputPath: '$.a[' }, /'OutputPath' must be a valid JSONPath/],
    ['with a ResultPath that may lead to several places', { Type: 'Pass', ResultPath: '$.a[*]' }, /ResultPath must be a reference path/],
    ['with a template whose path is no text', { Type: 'Pass', Parameters: { 'a.$': 1 } }, /'a\.\$' must be a valid JSONPath/],
    ['with one name twice', { Type: 'Pass', Parameters: { 'a.$': '$', 'a': 1 } }, /a name twice/],
    ['with both forms of a field', { Type: 'Wait', Seconds: 1, SecondsPath: '$.s' }, /both Seconds and SecondsPath/],
    ['that assigns no name', { Type: 'Pass', Assign: { '1.$': '$' } }, /'1' in Assign is no name/],
  ])('%s', (_name, state, message) => {
    expect(() => new Lab().machine(paths(one(state)))).toThrow(message);
  });
});
