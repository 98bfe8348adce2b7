import { FIRST, Fleet, SECOND, first, held, outcomes, second, watched } from './rollout-platform';
import { Guardrail } from '../../src';

describe('things go wrong:', () => {
  const OVER = { service: 'organizations', action: 'updatePolicy' };

  test('a deployment that fails and is rolled back changes nothing for anybody', async () => {
    const fleet = await held([{ kind: 'error', service: 'sfn', action: 'startExecution', error: 'StateMachineDoesNotExist', skip: 1 }]);
    await expect(fleet.deploy(watched(second))).rejects.toThrow('StartOnChange');
    await fleet.hours(30);
    expect([fleet.denied('Production'), fleet.denied('Sandbox')]).toEqual([FIRST, FIRST]);
    expect(fleet.parameter('/promoted')).toEqual({ digest: fleet.parameter()!.digest });
    fleet.lab.expectFaultsApplied();
  });

  test('an execution that was started before is no error', async () => {
    const fleet = await held([
      { kind: 'twice', service: 'sfn', action: 'startExecution' },
      { kind: 'error', service: 'sfn', action: 'startExecution', error: 'ExecutionAlreadyExists', when: 'after', skip: 2 },
    ]);
    await fleet.deploy(watched(second));
    await fleet.hours(25);
    expect(outcomes(fleet)).toEqual(['promoted', 'promoted']);
    fleet.lab.expectFaultsApplied();
  });

  test.each(['TooManyRequestsException', 'ConcurrentModificationException', 'PolicyChangesInProgressException'])('%s is waited for', async error => {
    const fleet = await held([{ kind: 'error', ...OVER, error, times: 20, inState: 'Update', skip: 8 }]);
    await fleet.deploy(watched(second));
    await fleet.hours(26);
    expect(fleet.denied('Production')).toEqual(SECOND);
    expect(outcomes(fleet)).toEqual(['promoted', 'promoted']);
    fleet.lab.expectFaultsApplied();
  });

  test('an execution that ends half-way says nothing of what holds, and the next one goes on', async () => {
    const fleet = await held([{ kind: 'crash', ...OVER, inState: 'Update', skip: 8 }]);
    await fleet.deploy(watched(second));
    await fleet.hours(25);
    expect(outcomes(fleet)).toEqual(['promoted', 'ABORTED']);
    expect(fleet.parameter('/promoted')).not.toEqual({ digest: fleet.parameter()!.digest });
    fleet.startByHand({ now: true });
    await fleet.hours(26);
    expect(fleet.denied('Production')).toEqual(SECOND);
    expect(fleet.parameter('/promoted')).toEqual({ digest: fleet.parameter()!.digest });
    fleet.lab.expectFaultsApplied();
  });

  test('policies that hold nothing since the first run ended half-way are filled before anything soaks', async () => {
    const fleet = new Fleet([{ kind: 'crash', ...OVER, inState: 'Update', skip: 1 }]);
    await fleet.deploy(watched(first));
    await fleet.hours(1);
    expect(fleet.denied('Production')).not.toEqual(FIRST);
    await fleet.deploy(watched({ ...first, more: [Guardrail.instanceMetadata()] }));
    await fleet.hours(1);
    expect(fleet.denied('Production')).toEqual(FIRST);
    expect(fleet.parameter('/promoted')).toBeUndefined();
    await fleet.hours(25);
    expect(fleet.parameter('/promoted')).toEqual({ digest: fleet.parameter()!.digest });
  });
});

test('policies that hold nothing are filled at once, while those that hold something soak', async () => {
  const fleet = new Fleet([{ kind: 'crash', service: 'organizations', action: 'updatePolicy', inState: 'Update', skip: 4 }]);
  await fleet.deploy(first);
  await fleet.hours(1);
  expect(fleet.lab.organization.policies().filter(({ content }) => content.includes('NothingYet'))).toHaveLength(1);
  await fleet.deploy(second);
  await fleet.hours(1);
  expect(fleet.lab.organization.policies().filter(({ content }) => content.includes('NothingYet'))).toEqual([]);
  expect(fleet.denied('Production')).toEqual(FIRST);
  await fleet.hours(25);
  expect(fleet.denied('Production')).toEqual(SECOND);
});
