import { AwsError } from '../../../../src/lab/aws-error';
import { Json } from '../../../../src/lab/json';
import { Lab, one, task } from '../../asl/lab';

const DAY = 24 * 3600_000;
const sleep = (seconds: number) => one({ Type: 'Wait', Seconds: seconds });

describe('redriveExecution', () => {
  /** A service that fails until it is repaired. */
  function fragile() {
    const state = { broken: true, calls: [] as Json[] };
    const lab = new Lab({
      organizations: ({ parameters }) => {
        state.calls.push(parameters);
        if (state.broken) { throw new AwsError('ServiceException', 'down'); }
        return {};
      },
    }, { keepHistory: true });
    return { lab, state };
  }

  test('is refused for what runs, for what succeeded, and after 14 days', async () => {
    const { lab } = fragile();
    const fine = lab.room.start(lab.machine(sleep(100)));
    const failed = lab.room.start(lab.machine(one({ Type: 'Fail' })));
    expect(await lab.refusal('redriveExecution', { ExecutionArn: fine.arn })).toBe('ExecutionNotRedrivable');
    await lab.cloud.clock.run();
    expect(await lab.refusal('redriveExecution', { ExecutionArn: fine.arn })).toBe('ExecutionNotRedrivable');
    await lab.cloud.clock.run(lab.cloud.clock.now() + 14 * DAY + 1000);
    expect(await lab.refusal('redriveExecution', { ExecutionArn: failed.arn })).toBe('ExecutionNotRedrivable');
  });

  test('is refused a year after the start, however short a time ago it ended', async () => {
    const { lab } = fragile();
    const execution = lab.room.start(lab.machine(one({ Type: 'Wait', Seconds: 366 * 24 * 3600 })));
    await lab.cloud.clock.run();
    expect(execution.status).toBe('TIMED_OUT');
    expect(await lab.call('describeExecution', { ExecutionArn: execution.arn })).toMatchObject({
      RedriveStatus: 'NOT_REDRIVABLE', RedriveStatusReason: 'Execution has exceeded the max execution time',
    });
    expect(await lab.refusal('redriveExecution', { ExecutionArn: execution.arn })).toBe('ExecutionNotRedrivable');
  });

  test('happens once for a client token, for 15 minutes and among the last 10', async () => {
    const { lab } = fragile();
    const execution = lab.room.start(lab.machine(one({ Type: 'Fail' })));
    await lab.cloud.clock.run();
    const redrive = (ClientToken: string) => lab.call('redriveExecution', { ExecutionArn: execution.arn, ClientToken });
    const first = await redrive('a');
    expect(await redrive('a')).toEqual(first);
    expect(execution.redriveCount).toBe(1);
    for (const token of 'bcdefghijk') { await redrive(token); }
    expect(execution.redriveCount).toBe(11);
    await redrive('k');
    expect(execution.redriveCount).toBe(11);
    await redrive('a');
    expect(execution.redriveCount).toBe(12);
    await lab.cloud.clock.run(lab.cloud.clock.now() + 15 * 60_000 + 1000);
    await redrive('a');
    expect(execution.redriveCount).toBe(13);
  });

  test('goes on at the failed state with its input, its variables, fresh retries and a fresh timeout', async () => {
    const { lab, state } = fragile();
    const execution = lab.room.start(lab.machine({
      TimeoutSeconds: 100,
      StartAt: 'First',
      States: {
        First: { Type: 'Pass', Assign: { kept: 'yes' }, Output: { step: 1 }, Next: 'Sleep' },
        Sleep: { Type: 'Wait', Seconds: 90, Next: 'Call' },
        Call: task('aws-sdk:organizations:leaveOrganization', {
          Arguments: { Kept: '{% $kept %}', Step: '{% $states.input.step %}', Count: '{% $states.context.Execution.RedriveCount %}' },
          Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }],
          Output: '{% $states.input %}',
          Next: 'Sleep2',
        }),
        Sleep2: { Type: 'Wait', Seconds: 90, End: true },
      },
    }));
    await lab.cloud.clock.run();
    expect(execution).toMatchObject({ status: 'FAILED', transitions: 4 });
    state.broken = false;
    await lab.call('redriveExecution', { ExecutionArn: execution.arn });
    await lab.cloud.clock.run();
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '{"step":1}', redriveCount: 1, transitions: 4 + 1 + 2 });
    expect(state.calls).toEqual([0, 0, 1].map(Count => ({ Kept: 'yes', Step: 1, Count })));
    expect(lab.transitions().filter(line => line === 'First entered')).toHaveLength(1);
  });

  test('plays only the branches of a Parallel and the iterations of a Map that had not succeeded', async () => {
    const { lab, state } = fragile();
    const call = (name: string) => ({ StartAt: name, States: { [name]: task('aws-sdk:organizations:leaveOrganization', { Output: name, End: true }) } });
    const execution = lab.room.start(lab.machine({
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Items: [1, 2, 3],
          MaxConcurrency: 1,
          End: true,
          ItemProcessor: {
            StartAt: 'Which',
            States: {
              Which: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'Both' }], Default: 'Fine' },
              Fine: { Type: 'Pass', End: true },
              Both: { Type: 'Parallel', End: true, Branches: [{ StartAt: 'Quick', States: { Quick: { Type: 'Pass', Output: 'quick', End: true } } }, call('Call')] },
            },
          },
        },
      },
    }));
    await lab.cloud.clock.run();
    expect(execution.status).toBe('FAILED');
    state.broken = false;
    await lab.call('redriveExecution', { ExecutionArn: execution.arn });
    await lab.cloud.clock.run();
    expect(JSON.parse(execution.output!)).toEqual([1, ['quick', 'Call'], 3]);
    const entered = lab.transitions().filter(line => line.endsWith(' entered'));
    expect(entered.filter(line => line === 'Quick entered')).toHaveLength(1);
    expect(entered.filter(line => line === 'Fine entered')).toHaveLength(2);
    expect(entered.filter(line => line === 'Call entered')).toHaveLength(2);
  });

  test('goes on after a stop, too', async () => {
    const { lab } = fragile();
    const execution = lab.room.start(lab.machine(sleep(50)), { in: 1 });
    await lab.call('stopExecution', { ExecutionArn: execution.arn });
    await lab.call('redriveExecution', { ExecutionArn: execution.arn });
    await lab.cloud.clock.run();
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '{"in":1}', cause: undefined });
    expect((await lab.call('getExecutionHistory', { ExecutionArn: execution.arn })).Events).toMatchObject(
      ['ExecutionStarted', 'WaitStateEntered', 'ExecutionAborted', 'ExecutionRedriven', 'WaitStateEntered', 'WaitStateExited', 'ExecutionSucceeded'].map(type => ({ type })),
    );
  });
});
