import * as fc from 'fast-check';
import { Lab, one, task } from './lab';
import { Retrier, StatesError, ruleFor } from '../../../src/lab/asl/errors';
import { retryDelay } from '../../../src/lab/asl/time';
import { AwsError } from '../../../src/lab/aws-error';
import { JsonObject } from '../../../src/lab/json';
import { Random } from '../../../src/lab/random';

describe('which errors a name in Retry and Catch reaches', () => {
  const reaches = (name: string, error: StatesError) => ruleFor(error, [{ errors: [name] }]) === 0;

  test.each([
    ['States.ALL', 'Sfn.ExecutionAlreadyExistsException', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.QueryEvaluationError', true],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.ALL', 'States.Runtime', false],
    ['States.TaskFailed', 'Sfn.ExecutionAlreadyExistsException', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.TaskFailed', 'States.DataLimitExceeded', false],
    ['States.Timeout', 'States.Timeout', true],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.Runtime', 'States.Runtime', false],
    ['Lambda', 'Lambda.Unknown', false],
  ])('%s and %s: %s', (name, error, expected) => expect(reaches(name, new StatesError(error))).toBe(expected));

  test('an error without a name is reached by States.ALL only', () => {
    expect(reaches('States.ALL', new StatesError(undefined))).toBe(true);
    expect(reaches('', new StatesError(undefined))).toBe(false);
  });
});

describe('the delay before a retry', () => {
  const retrier = fc.record({
    intervalSeconds: fc.integer({ min: 1, max: 1000 }),
    backoffRate: fc.double({ min: 1, max: 10, noNaN: true }),
    maxDelaySeconds: fc.option(fc.integer({ min: 1, max: 5000 }), { nil: undefined }),
    jitter: fc.boolean(),
    maxAttempts: fc.constant(9),
    errors: fc.constant([]),
  });

  test('never exceeds the longest, nor shrinks without jitter', () => {
    fc.assert(fc.property(retrier, fc.nat(30), fc.nat(), (given: Retrier, attempt, seed) => {
      const delay = retryDelay(given, attempt, new Random(seed));
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThanOrEqual(1000 * (given.maxDelaySeconds ?? Infinity));
      const plain = { ...given, jitter: false };
      const longest = retryDelay(plain, attempt, new Random(seed));
      expect(retryDelay(plain, attempt + 1, new Random(seed))).toBeGreaterThanOrEqual(longest);
      expect(delay).toBeLessThanOrEqual(longest);
    }));
  });
});

/** A service that fails with these errors in turn and then answers. */
function failing(...codes: string[]) {
  const left = [...codes];
  return () => {
    const code = left.shift();
    if (code) { throw new AwsError(code, `planned ${code}`); }
    return { done: true };
  };
}

const call = (more: JsonObject) => task('aws-sdk:organizations:leaveOrganization', more);

describe('Retry', () => {
  test('does nothing for an error that it does not name', async () => {
    const lab = new Lab({ organizations: failing('ConstraintViolationException') });
    expect(await lab.play(one(call({ Retry: [{ ErrorEquals: ['Organizations.TooManyRequestsException'] }] })))).toMatchObject({ status: 'FAILED', error: 'Organizations.ConstraintViolationException' });
  });

  test('with 0 attempts keeps an error from the retriers after it', async () => {
    const lab = new Lab({ organizations: failing('ConstraintViolationException') });
    const Retry = [{ ErrorEquals: ['Organizations.ConstraintViolationException'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }];
    expect(await lab.play(one(call({ Retry })))).toMatchObject({ status: 'FAILED' });
    expect(lab.calls()).toHaveLength(1);
  });

  test('counts attempts for each retrier on its own and gives up on the first that is used up', async () => {
    const [a, b] = ['ConcurrentModificationException', 'TooManyRequestsException'];
    const lab = new Lab({ organizations: failing(a, a, b, a) });
    const Retry = [
      { ErrorEquals: [`Organizations.${a}`], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
      { ErrorEquals: [`Organizations.${b}`], IntervalSeconds: 5 },
    ];
    const execution = await lab.play({
      StartAt: 'X', States: { X: call({ Retry, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }], Next: 'Y' }), Y: { Type: 'Succeed' }, Z: { Type: 'Succeed' } },
    });
    expect(lab.transitions()).toEqual(['X entered', 'X retried 0', 'X retried 0', 'X retried 1', 'X caught 0', 'X exited', 'Z entered', 'Z exited']);
    expect(lab.seconds()).toBe(1 + 2 + 5);
    expect(execution.transitions).toBe(5);
  });

  test('spreads its delays over the whole interval with full jitter, the same for the same seed', async () => {
    const passed = async (seed: number) => {
      const lab = new Lab({ organizations: failing('ServiceException') }, { seed });
      await lab.play(one(call({ Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1000, JitterStrategy: 'FULL' }] })));
      return lab.seconds();
    };
    expect(await passed(1)).toBe(await passed(1));
    expect(await passed(1)).toBeLessThan(1000);
    expect(await passed(1)).not.toBe(await passed(2));
  });

  test('shows its count to expressions', async () => {
    const lab = new Lab({ organizations: failing('ServiceException', 'ServiceException') });
    await lab.play(one(call({ Arguments: { Count: '{% $states.context.State.RetryCount %}' }, Retry: [{ ErrorEquals: ['States.ALL'] }] })));
    expect(lab.calls().map(({ parameters }) => parameters.Count)).toEqual([0, 1, 2]);
  });

  test('repeats the task when what fails is its Output', async () => {
    const lab = new Lab({ organizations: () => ({}) });
    const execution = await lab.play(one(call({ Output: '{% $states.result.absent %}', Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }] })));
    expect(execution).toMatchObject({ error: 'States.QueryEvaluationError' });
    expect(lab.calls()).toHaveLength(2);
  });
});

describe('Catch', () => {
  test('that cannot evaluate its own Output fails the state', async () => {
    const lab = new Lab({ organizations: failing('ServiceException') });
    const execution = await lab.play({
      StartAt: 'X',
      States: { X: call({ End: true, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z', Output: '{% $states.errorOutput.Absent %}' }] }), Z: { Type: 'Succeed' } },
    });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });

  test('gives the error output on, assigns variables, and says which entry was taken', async () => {
    const lab = new Lab({ organizations: failing('FinalizingOrganizationException') });
    const output = await lab.output({
      StartAt: 'X',
      States: {
        X: call({
          End: true,
          Catch: [
            { ErrorEquals: ['Organizations.TooManyRequestsException'], Next: 'Z' },
            { ErrorEquals: ['Organizations.FinalizingOrganizationException'], Next: 'Z', Assign: { why: '{% $states.errorOutput.Error %}', was: '{% $states.input %}' } },
          ],
        }),
        Z: { Type: 'Pass', Output: ['{% $why %}', '{% $was %}', '{% $states.input.Error %}', '{% $contains($states.input.Cause, "planned") %}'], End: true },
      },
    }, { in: 1 });
    expect(output).toEqual(['Organizations.FinalizingOrganizationException', { in: 1 }, 'Organizations.FinalizingOrganizationException', true]);
    expect(lab.transitions()).toContain('X caught 1');
  });
});
