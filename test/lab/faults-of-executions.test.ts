import { Lab, one, task } from './asl/lab';
import { Fault } from '../../src/lab/faults';
import { Caller } from '../../src/lab/room';

const CALL = { service: 'organizations', action: 'leaveOrganization' } as const;

/** Two calls, of which the first gives up after a minute; the second is made by another role. */
const DOCUMENT = {
  StartAt: 'First',
  States: {
    'First': task('aws-sdk:organizations:leaveOrganization', {
      TimeoutSeconds: 60, Assign: { done: true }, Next: 'Second', Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Gave up' }],
    }),
    'Second': task('aws-sdk:organizations:leaveOrganization', { End: true }),
    'Gave up': { Type: 'Succeed', Output: 'gave up' },
  },
};

async function play(...faults: Fault[]) {
  let calls = 0;
  const lab: Lab = new Lab({ organizations: () => { calls++; return {}; } }, { faults });
  const execution = await lab.play(DOCUMENT);
  return { lab, execution, calls: () => calls };
}

describe('a kill', () => {
  test.each<[string, Fault, number, string[]]>([
    ['before a state leaves it undone', { kind: 'kill', inState: 'Second' }, 1, ['First entered', 'First exited', 'Second entered']],
    ['after a state loses what it did', { kind: 'kill', inState: 'First', when: 'after' }, 1, ['First entered', 'First exited']],
    ['with a number comes at that transition', { kind: 'kill', skip: 1 }, 1, ['First entered', 'First exited', 'Second entered']],
  ])('%s', async (_, fault, made, path) => {
    const { lab, execution, calls } = await play(fault);
    expect(execution).toMatchObject({ status: 'ABORTED', cause: 'killed by a planned fault' });
    expect(calls()).toBe(made);
    expect(lab.transitions()).toEqual(path);
  });

  test.each<[Fault, number]>([
    [{ kind: 'kill', inState: 'Second' }, 2], [{ kind: 'kill', inState: 'First', when: 'after' }, 3],
  ])('is survived by a redrive, which enters the state again: %j', async (fault, made) => {
    const { lab, execution, calls } = await play(fault);
    await lab.call('redriveExecution', { ExecutionArn: execution.arn });
    await lab.cloud.clock.run();
    expect(execution.status).toBe('SUCCEEDED');
    expect(calls()).toBe(made);
  });
});

describe('a call without an answer', () => {
  test('ends with the time-out of its state', async () => {
    const { lab, execution } = await play({ kind: 'late', ...CALL, inState: 'First' });
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '"gave up"' });
    expect(lab.seconds()).toBe(60);
  });

  test('of a state without one holds the execution for as long as executions may last', async () => {
    const { execution } = await play({ kind: 'late', ...CALL, inState: 'Second', when: 'after' });
    expect(execution.status).toBe('TIMED_OUT');
  });

  test('that comes after the time-out takes effect all the same', async () => {
    const { execution, calls } = await play({ kind: 'late', ...CALL, inState: 'First', seconds: 90 });
    expect([execution.output, calls()]).toEqual(['"gave up"', 1]);
  });
});

describe('a fault while a role is assumed', () => {
  const assumeRole = { service: 'sts', action: 'assumeRole' } as const;

  async function assuming(fault: Fault) {
    const lab: Lab = new Lab({ organizations: () => ({}) }, { faults: [fault] });
    lab.cloud.add(() => ({
      service: 'sts',
      permissions: () => [],
      handle: () => ({}),
      assume: async (caller: Caller, RoleArn: string) => {
        await lab.cloud.call(caller, 'sts', 'assumeRole', { RoleArn });
        return caller;
      },
    }));
    return lab.play({
      TimeoutSeconds: 60,
      ...one(task('aws-sdk:organizations:leaveOrganization', { Credentials: { RoleArn: 'a role' }, End: true })),
    });
  }

  test('ends the execution, where it is a crash', async () => {
    expect(await assuming({ kind: 'crash', ...assumeRole })).toMatchObject({ status: 'ABORTED' });
  });

  test('holds it until its time-out and no longer, where no answer comes', async () => {
    expect(await assuming({ kind: 'late', ...assumeRole })).toMatchObject({ status: 'TIMED_OUT' });
  });
});
