import * as fc from 'fast-check';
import { Lab, one, task } from './lab';
import { Json, JsonObject } from '../../../src/lab/json';

const pass = (more: JsonObject): JsonObject => ({ Type: 'Pass', End: true, ...more });
const branch = (state: JsonObject, name = 'In'): JsonObject => ({ StartAt: name, States: { [name]: state } });

describe('Choice', () => {
  const choose = (more: JsonObject) => ({
    StartAt: 'Choose', States: { Choose: { Type: 'Choice', ...more }, A: pass({ Output: ['A', '{% $x %}', '{% $states.input %}'] }), B: pass({ Output: ['B', '{% $x %}', '{% $states.input %}'] }) },
  });
  const rules = [{ Condition: '{% $states.input.n > 1 %}', Next: 'A', Assign: { x: 'rule' }, Output: 'from the rule' }, { Condition: false, Next: 'B' }];

  test('fails where no rule matches and there is no Default', async () => {
    expect(await new Lab().play(choose({ Choices: [...rules, { Condition: false, Next: 'B' }] }), { n: 0 })).toMatchObject({ error: 'States.NoChoiceMatched' });
  });

  test('fails on a condition that is neither true nor false', async () => {
    const execution = await new Lab().play(choose({ Choices: [{ Condition: '{% "yes" %}', Next: 'A' }], Default: 'B' }));
    expect(execution.cause).toContain("Expected 'boolean', but was 'string' for value: \"yes\"");
  });

  test("uses the rule's Assign and Output, or those of the state on the way to Default, never both", async () => {
    const definition = choose({ Choices: rules, Default: 'B', Assign: { x: 'state' }, Output: 'from the state' });
    expect(await new Lab().output(definition, { n: 2 })).toEqual(['A', 'rule', 'from the rule']);
    expect(await new Lab().output(definition, { n: 1 })).toEqual(['B', 'state', 'from the state']);
  });
});

describe('Wait', () => {
  test.each<[JsonObject, Json]>([
    [{ Seconds: '{% $states.input %}' }, -1], [{ Seconds: '{% $states.input %}' }, 1.5], [{ Seconds: '{% $states.input %}' }, '5'],
    [{ Timestamp: '{% $states.input %}' }, '2026-01-05T10:00:00'], [{ Timestamp: '{% $states.input %}' }, '2026-01-05'], [{ Timestamp: '{% $states.input %}' }, 0],
  ])('refuses %j of %j', async (fields, input) => {
    expect(await new Lab().play(one({ Type: 'Wait', ...fields }), input)).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  test('refuses to wait for generations', async () => {
    expect(await new Lab().play(one({ Type: 'Wait', Timestamp: '{% "2126-01-01T00:00:00Z" %}' }))).toMatchObject({ error: 'States.Runtime', cause: expect.stringContaining('too long') });
  });

  test.each<[JsonObject, number]>([
    [{ Seconds: 90 }, 90], [{ Seconds: '{% 60 * 2 %}' }, 120], [{ Timestamp: '2026-01-05T10:00:00Z' }, 3600],
    [{ Timestamp: '{% "2026-01-05T11:00:05.999+01:00" %}' }, 3605], [{ Timestamp: '2020-01-01T00:00:00Z' }, 0],
  ])('for %j takes %d seconds and passes its input on', async (fields, seconds) => {
    const lab = new Lab();
    expect(await lab.output(one({ Type: 'Wait', ...fields }), { in: 1 })).toEqual({ in: 1 });
    expect(lab.seconds()).toBe(seconds);
  });
});

describe('Fail and Succeed', () => {
  test('Fail takes its words from expressions', async () => {
    expect(await new Lab().play(one({ Type: 'Fail', Error: '{% $states.input.e %}', Cause: '{% "because " & $states.input.e %}' }), { e: 'E1' }))
      .toMatchObject({ status: 'FAILED', error: 'E1', cause: 'because E1' });
  });
  test('Fail needs no words at all', async () => expect(await new Lab().play(one({ Type: 'Fail' }))).toMatchObject({ status: 'FAILED', error: undefined }));
  test('Fail whose cause is no text fails otherwise', async () => {
    expect(await new Lab().play(one({ Type: 'Fail', Cause: '{% 1 %}' }))).toMatchObject({ error: 'States.QueryEvaluationError' });
  });
  test('Succeed shapes the output', async () => expect(await new Lab().output(one({ Type: 'Succeed', Output: { n: '{% $states.input.n + 1 %}' } }), { n: 1 })).toEqual({ n: 2 }));
});

describe('Parallel', () => {
  test('stops the other branches when one fails, and the clock does not wait for them', async () => {
    const lab = new Lab();
    const output = await lab.output({
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          End: true,
          Catch: [{ ErrorEquals: ['Boom'], Next: 'Caught' }],
          Branches: [
            { StartAt: 'Sleep', States: { Sleep: { Type: 'Wait', Seconds: 86400, Next: 'Late' }, Late: { Type: 'Succeed' } } },
            { StartAt: 'Nap', States: { Nap: { Type: 'Wait', Seconds: 5, Next: 'Fail' }, Fail: { Type: 'Fail', Error: 'Boom', Cause: 'why' } } },
          ],
        },
        Caught: { Type: 'Succeed' },
      },
    });
    expect(output).toEqual({ Error: 'Boom', Cause: 'why' });
    expect(lab.seconds()).toBe(5);
    expect(lab.transitions()).not.toContain('Late entered');
  });

  test('gives the outputs in the order of the branches, whichever is first', async () => {
    expect(await new Lab().output(one({
      Type: 'Parallel',
      Arguments: { from: 'arguments' },
      Branches: [branch({ Type: 'Wait', Seconds: 10, End: true }, 'Slow'), branch(pass({ Output: 'fast' }), 'Fast')],
    }))).toEqual([{ from: 'arguments' }, 'fast']);
  });

  test('begins all branches anew on a retry', async () => {
    const lab = new Lab();
    await lab.play(one({
      Type: 'Parallel',
      Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }],
      Branches: [branch(pass({}), 'Fine'), branch({ Type: 'Fail', Error: 'Boom' }, 'Bad')],
    }));
    expect(lab.transitions().filter(line => line === 'Fine entered')).toHaveLength(2);
  });
});

describe('Map', () => {
  const each = (more: JsonObject, inside: JsonObject = pass({})): JsonObject => one({ Type: 'Map', ItemProcessor: branch(inside), ...more });

  test('fails with the error of the first iteration that fails, and stops the rest', async () => {
    const lab = new Lab();
    const execution = await lab.play(each({ Items: [1, 2, 3], MaxConcurrency: 1 }, { Type: 'Fail', Error: '{% "E" & $states.input %}' }));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'E1' });
    expect(lab.transitions().filter(line => line === 'In entered')).toHaveLength(1);
  });

  test('refuses items that are no list', async () => {
    expect((await new Lab().play(each({ Items: '{% {"a": 1} %}' }))).cause).toContain("Expected 'array', but was 'object'");
    expect((await new Lab().play(each({}), { a: 1 })).cause).toContain('Map state input must be an array but was: {"a":1}');
  });

  test('does not guess what a tolerated failure means inline', async () => {
    await expect(new Lab().play(each({ Items: [1], ToleratedFailureCount: 1 }, { Type: 'Fail' }))).rejects.toThrow('the lab does not model tolerated failures');
  });

  test('knows index and value in ItemSelector, and there only', async () => {
    const ItemSelector = { i: '{% $states.context.Map.Item.Index %}', v: '{% $states.context.Map.Item.Value %}', all: '{% $states.input.n %}' };
    expect(await new Lab().output(each({ Items: ['a', 'b'], ItemSelector }), { n: 9 })).toEqual([{ i: 0, v: 'a', all: 9 }, { i: 1, v: 'b', all: 9 }]);
    expect(await new Lab().play(each({ Items: [1] }, pass({ Output: '{% $states.context.Map.Item.Index %}' })))).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  test('runs no more iterations at once than it may, and never more than 40', async () => {
    const most = fc.integer({ min: 0, max: 60 });
    await fc.assert(fc.asyncProperty(most, fc.integer({ min: 0, max: 100 }), async (MaxConcurrency, length) => {
      const lab = new Lab();
      const items = Array.from({ length }, (_, at) => at);
      expect(await lab.output(each({ Items: '{% $states.input %}', MaxConcurrency }, { Type: 'Wait', Seconds: 10, End: true }), items)).toEqual(items);
      expect(lab.seconds()).toBe(10 * Math.ceil(length / Math.min(MaxConcurrency || 40, 40)));
    }), { numRuns: 25, examples: [[0, 100], [60, 81]] });
  });
});

describe('an execution without end', () => {
  const forever = { StartAt: 'Ping', States: { Ping: { Type: 'Pass', Next: 'Pong' }, Pong: { Type: 'Pass', Next: 'Ping' } } };

  test('fails when its history is full, and nothing catches that', async () => {
    const lab = new Lab({}, { keepHistory: true });
    const execution = await lab.play({
      StartAt: 'Try',
      States: { Try: { Type: 'Parallel', Branches: [forever], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }], End: true }, Caught: { Type: 'Succeed' } },
    });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime', events: 25_000 });
  });

  test('times out by the machine', async () => {
    const lab = new Lab({ organizations: () => ({}) });
    const execution = await lab.play({
      TimeoutSeconds: 60,
      StartAt: 'Sleep',
      States: { Sleep: { Type: 'Wait', Seconds: 50, Next: 'Ask' }, Ask: task('aws-sdk:organizations:leaveOrganization', { Next: 'Sleep', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Ask' }] }) },
    });
    expect(execution).toMatchObject({ status: 'TIMED_OUT', error: 'States.Timeout' });
    expect(lab.seconds()).toBe(60);
  });

  test('times out after a year at the latest', async () => {
    const lab = new Lab();
    expect(await lab.play(one({ Type: 'Wait', Seconds: 99_999_999 }))).toMatchObject({ status: 'TIMED_OUT' });
    expect(lab.seconds()).toBe(365 * 86400);
  });
});
