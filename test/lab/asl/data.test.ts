import { Lab, one, task } from './lab';
import { JsonObject } from '../../../src/lab/json';

const pass = (more: JsonObject): JsonObject => ({ Type: 'Pass', ...more });

describe('data that are too large', () => {
  const big = '{% $join($range(1, 1000, 1).("x" & $pad("", 270, "y"))) %}';

  test('in an output end the execution, and States.ALL does not catch them', async () => {
    const lab = new Lab({ organizations: () => ({}) });
    const execution = await lab.play(one(task('aws-sdk:organizations:leaveOrganization', { Output: big, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Only' }] })));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('in Arguments are caught where they are named', async () => {
    const lab = new Lab({ organizations: () => ({}) });
    const output = await lab.output({
      StartAt: 'Call',
      States: {
        Call: task('aws-sdk:organizations:leaveOrganization', { Arguments: { X: big }, Next: 'Never', Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Caught', Output: 'caught' }] }),
        Never: { Type: 'Fail' },
        Caught: { Type: 'Succeed' },
      },
    });
    expect(output).toBe('caught');
    expect(lab.calls()).toHaveLength(0);
  });

  test('in a result fail the task', async () => {
    const lab = new Lab({ organizations: () => ({ Roots: 'ü'.repeat(131_072) }) });
    expect(await lab.play(one(task('aws-sdk:organizations:leaveOrganization')))).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  test('of exactly the limit pass', async () => {
    const lab = new Lab({ organizations: () => ({ R: 'x'.repeat(262_144 - '{"R":""}'.length) }) });
    expect(await lab.play(one(task('aws-sdk:organizations:leaveOrganization')))).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('in the variables of one Assign fail the state', async () => {
    expect(await new Lab().play(one(pass({ Assign: { one: big } })))).toMatchObject({ error: 'States.DataLimitExceeded' });
  });

  test('in all variables together fail the state, but a variable that is assigned anew counts once', async () => {
    const chunk = '{% $pad("", 250000, "y") %}';
    const states = (names: string[]) => Object.fromEntries(names.map((name, at) => [`S${at}`, pass({ Assign: { [name]: chunk }, ...(at < names.length - 1 ? { Next: `S${at + 1}` } : { End: true }) })]));
    const names = Array.from({ length: 45 }, (_, at) => `v${at}`);
    expect(await new Lab().play({ StartAt: 'S0', States: states(names) })).toMatchObject({ error: 'States.DataLimitExceeded' });
    expect(await new Lab().play({ StartAt: 'S0', States: states(names.map(() => 'same')) })).toMatchObject({ status: 'SUCCEEDED' });
  });
});

describe('variables', () => {
  test('are read as they were when the state was entered', async () => {
    expect(await new Lab().output({
      StartAt: 'Set',
      States: {
        Set: pass({ Assign: { x: 3, a: 6 }, Next: 'Swap' }),
        Swap: pass({ Assign: { x: '{% $a %}', nextX: '{% $x %}' }, Output: '{% $x %}', Next: 'Tell' }),
        Tell: pass({ Output: ['{% $x %}', '{% $nextX %}', '{% $states.input %}'], End: true }),
      },
    })).toEqual([6, 3, 3]);
  });

  test('of an outer scope are seen inside a Parallel, those of inside are gone after it', async () => {
    const execution = await new Lab().play({
      StartAt: 'Set',
      States: {
        Set: pass({ Assign: { outer: 'seen' }, Next: 'Both' }),
        Both: {
          Type: 'Parallel',
          Next: 'After',
          Branches: [{ StartAt: 'In', States: { In: pass({ Assign: { inner: 1 }, Output: '{% $outer %}', Next: 'In2' }), In2: pass({ Output: ['{% $inner %}', '{% $states.input %}'], End: true }) } }],
          Output: '{% $states.result %}',
        },
        After: pass({ Output: '{% $inner %}', End: true }),
      },
    });
    expect(execution.cause).toContain("'$inner' specified for the field 'Output' returned nothing");
  });

  test('in nested templates keep their types', async () => {
    expect(await new Lab().output(one(pass({ Output: { list: [1, '{% $states.input.n %}', { deep: '{% [1] %}' }], text: 'plain', none: null } })), { n: 2 }))
      .toEqual({ list: [1, 2, { deep: [1] }], text: 'plain', none: null });
  });
});

test('the context tells of execution, machine and state', async () => {
  const lab = new Lab();
  const execution = lab.room.start(lab.machine(one(pass({ Output: '{% $states.context %}' }))), { in: 1 }, 'by-name');
  await lab.cloud.clock.run();
  expect(JSON.parse(execution.output!)).toEqual({
    Execution: {
      Id: execution.arn, Input: { in: 1 }, Name: 'by-name', RoleArn: execution.machine.roleArn, StartTime: '2026-01-05T09:00:00.000Z', RedriveCount: 0,
    },
    StateMachine: { Id: execution.machine.arn, Name: 'Machine1' },
    State: { EnteredTime: '2026-01-05T09:00:00.000Z', Name: 'Only' },
  });
});

test('what a service keeps of its parameters is a copy', async () => {
  const kept: JsonObject[] = [];
  const lab = new Lab({
    dynamodb: ({ parameters }) => {
      (parameters.Item as JsonObject).changed = true;
      kept.push(parameters);
      return {};
    },
  });
  expect(await lab.output({
    StartAt: 'Put',
    States: {
      Put: task('aws-sdk:dynamodb:putItem', { Arguments: { Item: '{% $states.input %}' }, Output: '{% $states.input %}', Next: 'End' }),
      End: { Type: 'Succeed' },
    },
  }, { a: 1 })).toEqual({ a: 1 });
  expect(kept).toHaveLength(1);
});
