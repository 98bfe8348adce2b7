import * as fc from 'fast-check';
import { AwsError } from '../../../../src/lab/aws-error';
import { JsonObject } from '../../../../src/lab/json';
import { Room } from '../../../../src/lab/room';
import { Lab, one, task } from '../../asl/lab';

const DAY = 24 * 3600_000;
const sleep = (seconds: number) => one({ Type: 'Wait', Seconds: seconds });

describe('startExecution', () => {
  test.each<[string, JsonObject, string]>([
    ['a machine that is none', { StateMachineArn: 'nonsense' }, 'InvalidArn'],
    ['no machine', {}, 'ValidationException'],
    ['a machine that was never made', { StateMachineArn: 'arn:aws-cn:states:eu-west-1:222222222222:stateMachine:Other' }, 'StateMachineDoesNotExist'],
    ['an input that is no JSON', { Input: '{' }, 'InvalidExecutionInput'],
    ['an input that is no text', { Input: { a: 1 } }, 'ValidationException'],
    ['too large an input', { Input: JSON.stringify('ü'.repeat(131_072)) }, 'ValidationException'],
    ['a name with a space', { Name: 'a b' }, 'InvalidName'],
    ['too long a name', { Name: 'a'.repeat(81) }, 'InvalidName'],
    ['a parameter that it does not have', { Version: '1' }, 'ValidationException'],
  ])('refuses %s', async (what, parameters, expected) => {
    const lab = new Lab();
    const machine = lab.machine(sleep(0));
    const needs = what.includes('machine') ? {} : { StateMachineArn: machine };
    expect(await lab.refusal('startExecution', { ...needs, ...parameters })).toBe(expected);
  });

  test('is idempotent by name and input as long as the execution runs, and refuses the name for 90 days after', async () => {
    const lab = new Lab();
    const start = { StateMachineArn: lab.machine(sleep(100)), Name: 'tenant-1', Input: '{"a":1}' };
    const first = await lab.call('startExecution', start);
    expect(await lab.call('startExecution', start)).toEqual(first);
    expect(await lab.refusal('startExecution', { ...start, Input: '{"a":2}' })).toBe('ExecutionAlreadyExists');
    expect(lab.room.executions()).toHaveLength(1);
    await lab.cloud.clock.run();
    expect(await lab.refusal('startExecution', start)).toBe('ExecutionAlreadyExists');
    await lab.cloud.clock.run(lab.cloud.clock.now() + 90 * DAY + 1000);
    expect(await lab.refusal('describeExecution', { ExecutionArn: first.ExecutionArn })).toBe('ExecutionDoesNotExist');
    expect(await lab.refusal('startExecution', start)).toBe('no error');
  });

  test('answers in the case in which it was asked, as the SDK of a handler spells it', async () => {
    const lab = new Lab();
    const answer = await lab.call('startExecution', { stateMachineArn: lab.machine(sleep(0)) });
    expect(Object.keys(answer)).toEqual(['executionArn', 'startDate']);
  });

  test('takes whatever name AWS takes', () => {
    const lab = new Lab();
    const machine = lab.machine(sleep(0));
    let at = 0;
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 90 }), (name) => {
      const wrong = name.length > 80 || /[\s?*<>{}[\]"#%\\^|~`$&,;:/]/.test(name) || [...name].some(letter => letter < ' ' || (letter >= '\u007f' && letter <= '\u009f'));
      const start = () => { try { lab.room.start(machine, { unlike: at++ }, name); } catch (error) { return (error as Error).name; } return 'started'; };
      expect(start() === 'InvalidName').toBe(wrong);
    }));
  });
});

test('an action that is not modelled is no silent success', async () => {
  const lab = new Lab();
  await expect(lab.call('updateMapRun', {})).rejects.toThrow('the lab does not model sfn:updateMapRun');
  await expect(lab.call('getExecutionHistory', { ExecutionArn: lab.room.start(lab.machine(sleep(0))).arn })).rejects.toThrow('keepHistory');
});

test('describeExecution tells how it went', async () => {
  const lab = new Lab();
  const execution = lab.room.start(lab.machine(one({ Type: 'Fail', Error: 'E', Cause: 'why' })), { in: 1 });
  await lab.cloud.clock.run();
  expect(await lab.call('describeExecution', { ExecutionArn: execution.arn })).toMatchObject({ Status: 'FAILED', Error: 'E', Cause: 'why', Input: '{"in":1}', RedriveStatus: 'REDRIVABLE' });
});

test('only so many executions run at once in an account and Region, redriven ones among them', async () => {
  const lab = new Lab();
  lab.cloud.quotas.set('sfn.openExecutions', 1);
  const failed = lab.room.start(lab.machine(one({ Type: 'Fail' })));
  await lab.cloud.clock.run();
  const start = { StateMachineArn: lab.machine(sleep(100)) };
  expect(await lab.refusal('startExecution', start)).toBe('no error');
  expect(await lab.refusal('startExecution', start)).toBe('ExecutionLimitExceeded');
  expect(await lab.refusal('redriveExecution', { ExecutionArn: failed.arn })).toBe('ExecutionLimitExceeded');
  await lab.cloud.clock.run();
  expect(await lab.refusal('redriveExecution', { ExecutionArn: failed.arn })).toBe('no error');
});

test('who looks may be shown for a while that an execution runs which is over, if the lab is told so', async () => {
  const lab = new Lab({}, { lagSeconds: 60 });
  const StateMachineArn = lab.machine(sleep(0));
  const { arn: ExecutionArn } = lab.room.start(StateMachineArn);
  await lab.cloud.clock.run();
  const listed = async () => ((await lab.call('listExecutions', { StateMachineArn, StatusFilter: 'RUNNING' })).Executions as JsonObject[]).length;
  const late = await lab.call('describeExecution', { ExecutionArn });
  expect([late.Status, 'StopDate' in late, 'Output' in late, await listed()]).toEqual(['RUNNING', false, false, 1]);
  await lab.cloud.clock.run(lab.cloud.clock.now() + 60_000);
  expect((await lab.call('describeExecution', { ExecutionArn })).Status).toBe('SUCCEEDED');
  expect(await listed()).toBe(0);
});

test('startExecution has a burst of 1,300 in the large Regions and of 800 in others', async () => {
  for (const [region, burst] of [['eu-west-1', 1300], ['eu-central-1', 800]] as const) {
    const { cloud } = new Lab();
    const calls = Array.from({ length: 1400 }, () => cloud.call({ principal: 'operator', account: '222222222222', region, trusted: true }, 'sfn', 'startExecution', {})
      .catch((error: Error) => error.name));
    await cloud.clock.run();
    const throttled = (await Promise.all(calls)).filter(answer => answer === 'ThrottlingException').length;
    // Within the 35 ms over which the calls come, some ten tokens are added.
    expect(1400 - throttled).toBeGreaterThanOrEqual(burst);
    expect(1400 - throttled).toBeLessThan(burst + 20);
  }
});

describe('stopExecution', () => {
  test('ends a running execution at once, and an ended one not again', async () => {
    const lab = new Lab();
    const running = lab.room.start(lab.machine({ StartAt: 'S', States: { S: { Type: 'Wait', Seconds: 1000, Next: 'Late' }, Late: { Type: 'Succeed' } } }));
    await lab.call('stopExecution', { ExecutionArn: running.arn, Error: 'Stop', Cause: 'asked to' });
    expect(running).toMatchObject({ status: 'ABORTED', error: 'Stop', cause: 'asked to' });
    await lab.call('stopExecution', { ExecutionArn: running.arn, Error: 'Again' });
    expect(running.error).toBe('Stop');
    await lab.cloud.clock.run();
    expect(lab.transitions()).toEqual(['S entered']);
    expect(lab.seconds()).toBeLessThan(5);
  });

  test('does not know what never ran', async () => {
    const lab = new Lab();
    const arn = lab.room.start(lab.machine(sleep(0))).arn;
    expect(await lab.refusal('stopExecution', { ExecutionArn: `${arn}x` })).toBe('ExecutionDoesNotExist');
    expect(await lab.refusal('stopExecution', { ExecutionArn: 'nonsense' })).toBe('InvalidArn');
  });
});

describe('a planned crash', () => {
  test('of a call that was left behind by a timeout ends the execution, too', async () => {
    const lab: Lab = new Lab(
      { lambda: async () => { await lab.cloud.clock.sleep(60_000); return { StatusCode: 200 }; } },
      { faults: [{ kind: 'crash', service: 'lambda', action: 'invoke' }] },
    );
    const execution = await lab.play({
      StartAt: 'Call',
      States: {
        Call: task('lambda:invoke', {
          Arguments: { FunctionName: 'f' }, TimeoutSeconds: 10, End: true, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Sleep' }],
        }),
        Sleep: { Type: 'Wait', Seconds: 1000, End: true },
      },
    });
    expect(execution.status).toBe('ABORTED');
    expect(lab.seconds()).toBe(60);
  });

  test('ends the execution after the call took effect, past every Retry and Catch and every branch', async () => {
    let calls = 0;
    const lab = new Lab({ organizations: () => { calls++; return {}; } }, { faults: [{ kind: 'crash', service: 'organizations', action: 'leaveOrganization' }] });
    const execution = await lab.play({
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          End: true,
          Retry: [{ ErrorEquals: ['States.ALL'] }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          Branches: [
            { StartAt: 'Call', States: { Call: task('aws-sdk:organizations:leaveOrganization', { Retry: [{ ErrorEquals: ['States.ALL'] }], Next: 'After' }), After: { Type: 'Succeed' } } },
            { StartAt: 'Sleep', States: { Sleep: { Type: 'Wait', Seconds: 100, End: true } } },
          ],
        },
        Caught: { Type: 'Succeed' },
      },
    });
    expect(execution.status).toBe('ABORTED');
    expect(calls).toBe(1);
    expect(lab.transitions()).toEqual(['Both entered', 'Call entered', 'Sleep entered']);
    expect(lab.seconds()).toBe(0);
  });
});

test('listExecutions gives pages, newest first, by status', async () => {
  const lab = new Lab();
  const machine = lab.machine(sleep(100));
  for (const name of ['a', 'b', 'c']) { lab.room.start(machine, {}, name); }
  await lab.call('stopExecution', { ExecutionArn: lab.room.executions()[1].arn });
  const names = (answer: JsonObject) => (answer.Executions as JsonObject[]).map(({ Name }) => Name);
  const first = await lab.call('listExecutions', { StateMachineArn: machine, MaxResults: 2 });
  expect(names(first)).toEqual(['c', 'b']);
  expect(names(await lab.call('listExecutions', { StateMachineArn: machine, MaxResults: 2, NextToken: first.NextToken }))).toEqual(['a']);
  expect(names(await lab.call('listExecutions', { StateMachineArn: machine, StatusFilter: 'RUNNING' }))).toEqual(['c', 'a']);
});

test('IAM is asked about the machine for starts and callbacks, and about the execution for the rest', () => {
  const lab = new Lab();
  const { arn, machine } = lab.room.start(lab.machine(sleep(0)), {}, 'one');
  const caller = { principal: 'p', account: '222222222222', region: 'eu-west-1' };
  const asked = (action: string, parameters: JsonObject) => lab.room.permissions({ service: 'sfn', action, parameters, caller });
  const TaskToken = Buffer.from(JSON.stringify([arn, 1])).toString('base64');
  expect(asked('startExecution', { StateMachineArn: machine.arn })).toEqual([{ action: 'states:StartExecution', resource: machine.arn }]);
  expect(asked('sendTaskSuccess', { taskToken: TaskToken })).toEqual([{ action: 'states:SendTaskSuccess', resource: machine.arn }]);
  for (const action of ['describeExecution', 'stopExecution', 'redriveExecution']) {
    expect(asked(action, { ExecutionArn: arn })).toEqual([{ action: `states:${action.charAt(0).toUpperCase()}${action.slice(1)}`, resource: arn }]);
  }
});

test('the default bus hears of each start and each end', async () => {
  const lab = new Lab();
  const heard: { account: string; event: JsonObject }[] = [];
  lab.cloud.add(() => ({
    service: 'eventbridge',
    handle: () => ({}),
    permissions: () => [],
    publish: (account: string, _region: string, event: JsonObject) => heard.push({ account, event }),
  }) as Room);
  const execution = await lab.play(one({ Type: 'Fail', Error: 'E' }), { in: 1 });
  const told = heard.map(({ account, event: { source, detailType, resources, detail } }) =>
    [account, source, detailType, resources, (detail as JsonObject).status]);
  expect(told).toEqual([
    ['222222222222', 'aws.states', 'Step Functions Execution Status Change', [execution.arn], 'RUNNING'],
    ['222222222222', 'aws.states', 'Step Functions Execution Status Change', [execution.arn], 'FAILED'],
  ]);
  expect(heard[1].event.detail).toMatchObject({ error: 'E', input: '{"in":1}', inputDetails: { included: true }, output: null, stopDate: Date.parse(execution.stopDate!) });
});

describe('a state machine of a template', () => {
  test('is refused in other types than Standard, without a role, or with what is not modelled', () => {
    expect(() => new Lab().machine(sleep(0), { StateMachineType: 'EXPRESS' })).toThrow('the lab does not model EXPRESS');
    expect(() => new Lab().machine(sleep(0), { RoleArn: undefined })).toThrow('RoleArn');
    expect(() => new Lab().machine(sleep(0), { DefinitionS3Location: {} })).toThrow('DefinitionS3Location');
    expect(() => new Lab().machine(sleep(0), { DefinitionString: '{' })).toThrow('is no JSON');
  });

  test('is given a name where it has none, and its substitutions', async () => {
    const lab = new Lab();
    const arn = lab.machine({}, { StateMachineName: undefined, DefinitionString: undefined, Definition: { QueryLanguage: 'JSONata', ...one({ Type: 'Pass', Output: '${Who}' }) }, DefinitionSubstitutions: { Who: 'you' } });
    expect(arn).toMatch(/:stateMachine:app-Machine1-[A-Za-z0-9]{12}$/);
    const execution = lab.room.start(arn);
    await lab.cloud.clock.run();
    expect(execution.output).toBe('"you"');
  });
});

test('a run is the same for the same seed', async () => {
  const played = async (seed: number) => {
    const lab = new Lab({ organizations: () => { throw new AwsError('ServiceException', 'down'); } }, { seed });
    const machine = lab.machine(one(task('aws-sdk:organizations:leaveOrganization', { Arguments: { Id: '{% $uuid() %}' }, Retry: [{ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }] })));
    for (let at = 0; at < 20; at++) { lab.room.start(machine); }
    await lab.cloud.clock.run();
    return JSON.stringify(lab.entries);
  };
  expect(await played(1)).toBe(await played(1));
  expect(await played(1)).not.toBe(await played(2));
});
