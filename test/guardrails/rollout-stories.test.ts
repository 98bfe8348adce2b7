import { FIRST, Fleet, SECOND, THIRD, first, held, outcomes, second, third, watched } from './rollout-platform';
import { Guardrail } from '../../src';
import { Privileges } from '../stories/privileges';
import { Played } from '../stories/story';

describe('an alarm', () => {
  test('during the soak holds what is tried, and says which it is; the others keep what they have', async () => {
    const fleet = await held();
    await fleet.deploy(watched(second));
    await fleet.hours(5);
    await fleet.setAlarm('latency', 'ALARM');
    await fleet.hours(6);
    expect(fleet.executions()[1]).toMatchObject({ status: 'FAILED', error: 'GuardrailsHeld' });
    expect(fleet.executions()[1].cause).toContain('are not promoted: the alarm latency is in ALARM. Deploy others, or start this workflow with {}');
    await fleet.setAlarm('latency', 'OK');
    await fleet.hours(48);
    expect(fleet.denied('Production')).toEqual(FIRST);
    expect(fleet.parameter('/promoted')).not.toEqual({ digest: fleet.parameter()!.digest });
  });

  test('in the last minutes of the soak holds it as well', async () => {
    const fleet = await held();
    await fleet.deploy(watched(second));
    await fleet.hours(23.9);
    await fleet.setAlarm('errors', 'ALARM');
    await fleet.hours(25);
    expect(outcomes(fleet)).toEqual(['promoted', 'GuardrailsHeld']);
  });

  test('that is there no more holds it as well: nobody would have seen anything', async () => {
    const fleet = await held();
    await fleet.deploy(watched(second));
    fleet.forgetAlarm('errors');
    await fleet.hours(25);
    expect(fleet.executions()[1].cause).toContain('the alarm errors is not there');
    expect(fleet.denied('Production')).toEqual(FIRST);
  });

  test('without data, or that is OK, holds nothing', async () => {
    const fleet = await held();
    await fleet.setAlarm('errors', 'OK');
    await fleet.deploy(watched(second));
    await fleet.hours(25);
    expect(fleet.denied('Production')).toEqual(SECOND);
  });

  test('is asked nothing when a deployment has taken away what holds the others', async () => {
    const fleet = await held();
    await fleet.setAlarm('errors', 'ALARM');
    await fleet.deploy({ ...watched(first), tags: { team: 'platform' } });
    await fleet.hours(1);
    expect(fleet.denied('Production')).toEqual(FIRST);
    expect(outcomes(fleet)).toEqual(['promoted', 'promoted']);
  });
});

describe('what was held', () => {
  const heldBack = async () => {
    const fleet = await held();
    await fleet.deploy(watched(second));
    await fleet.setAlarm('errors', 'ALARM');
    await fleet.hours(1);
    expect(outcomes(fleet)).toEqual(['promoted', 'GuardrailsHeld']);
    return fleet;
  };

  test('soaks again when somebody starts the workflow', async () => {
    const fleet = await heldBack();
    await fleet.setAlarm('errors', 'OK');
    fleet.startByHand();
    await fleet.hours(24);
    expect(fleet.denied('Production')).toEqual(FIRST);
    await fleet.hours(26);
    expect(fleet.denied('Production')).toEqual(SECOND);
    expect(fleet.parameter('/promoted')).toEqual({ digest: fleet.parameter()!.digest });
  });

  test('is promoted at once when somebody says so, whatever the alarms say', async () => {
    const fleet = await heldBack();
    fleet.startByHand({ now: true });
    await fleet.hours(2);
    expect(fleet.denied('Production')).toEqual(SECOND);
    expect(fleet.parameter('/promoted')).toEqual({ digest: fleet.parameter()!.digest });
  });

  test('is followed by what is deployed next', async () => {
    const fleet = await heldBack();
    await fleet.setAlarm('errors', 'OK');
    await fleet.deploy(watched(third));
    await fleet.hours(25);
    expect(fleet.denied('Production')).toEqual(THIRD);
  });
});

describe('while something is tried', () => {
  test('others that are deployed take its place', async () => {
    const fleet = await held();
    await fleet.deploy(watched(second));
    await fleet.hours(20);
    await fleet.deploy(watched(third));
    await fleet.hours(23);
    expect([fleet.denied('Production'), fleet.denied('Sandbox')]).toEqual([FIRST, THIRD]);
    await fleet.hours(25);
    expect(fleet.denied('Production')).toEqual(THIRD);
    expect(outcomes(fleet)).toEqual(['promoted', 'superseded', 'promoted']);
  });

  test('what was there before may come back, and soaks as long as anything', async () => {
    const fleet = await held();
    await fleet.deploy(second);
    await fleet.hours(10);
    await fleet.deploy(third);
    await fleet.hours(10);
    await fleet.deploy(second);
    await fleet.hours(20);
    expect(fleet.denied('Production')).toEqual(FIRST);
    await fleet.hours(25);
    expect(fleet.denied('Production')).toEqual(SECOND);
    expect(outcomes(fleet)).toEqual(['promoted', 'superseded', 'superseded', 'promoted']);
  });

  test('what somebody changes about it by hand is not promoted', async () => {
    const fleet = await held();
    await fleet.deploy(watched(second));
    await fleet.hours(23);
    await fleet.changeByHand('trial-scp-', 'ssm:DeleteParameter', 'ssm:*');
    expect(fleet.denied('Sandbox')).toContain('ssm:*');
    await fleet.hours(25);
    expect(fleet.denied('Production')).toEqual(SECOND);
  });

  test('others may be deployed in the minutes in which it is promoted, which it is as a whole', async () => {
    const busy = { kind: 'error', service: 'organizations', action: 'updatePolicy', error: 'ConcurrentModificationException', inState: 'Update' } as const;
    const fleet = await held([{ ...busy, skip: 8, times: 40 }]);
    await fleet.deploy(watched(second));
    await fleet.hours(24);
    expect(outcomes(fleet)).toEqual(['promoted', 'RUNNING']);
    const { digest } = fleet.parameter()!;
    await fleet.deploy(watched(third));
    await fleet.hours(1);
    expect([fleet.denied('Production'), fleet.denied('Sandbox')]).toEqual([SECOND, THIRD]);
    expect(fleet.parameter('/promoted')).toEqual({ digest });
    await fleet.hours(25);
    expect(fleet.denied('Production')).toEqual(THIRD);
    fleet.lab.expectFaultsApplied();
  });
});

test('sandbox accounts have changed rules at once, all others after the soak', async () => {
  const fleet = await held();
  expect([fleet.denied('Production'), fleet.denied('Sandbox'), fleet.denied('Onboarding')]).toEqual([FIRST, FIRST, FIRST]);
  await fleet.deploy(watched(second));
  expect([fleet.denied('Production'), fleet.denied('Sandbox'), fleet.denied('Onboarding')]).toEqual([FIRST, SECOND, FIRST]);
  expect(await fleet.canDelete('Production')).toBe(true);
  expect(await fleet.canDelete('Sandbox')).toBe(false);
  await fleet.hours(23);
  expect(await fleet.canDelete('Production')).toBe(true);
  await fleet.hours(25);
  expect([fleet.denied('Production'), fleet.denied('Sandbox'), fleet.denied('Onboarding')]).toEqual([SECOND, SECOND, SECOND]);
  expect(await fleet.canDelete('Production')).toBe(false);
});

test('rules of a type that was not there before soak, too', async () => {
  const fleet = new Fleet();
  await fleet.deploy({ denied: ['ssm:PutParameter'], soak: 24 });
  await fleet.deploy(first);
  await fleet.hours(23);
  expect(fleet.denied('Production')).toEqual(['ssm:PutParameter']);
  await fleet.hours(25);
  expect(fleet.denied('Production')).toEqual(FIRST);
});

test('rules that go are let go of after the soak', async () => {
  const fleet = await held();
  await fleet.deploy(watched({ ...first, denied: [], more: [Guardrail.instanceMetadata()] }));
  await fleet.hours(23);
  expect(fleet.denied('Production')).toEqual(FIRST);
  await fleet.hours(25);
  expect(fleet.denied('Production')).toEqual(['s3:GetObject']);
});

describe('a rollout', () => {
  const many = { denied: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map(letter => `sqs:${letter}`), deniedOnResources: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(letter => `s3:${letter}`) };
  const all = [...many.deniedOnResources, ...many.denied];

  test('that comes to accounts which were held before does not let go of them for the soak', async () => {
    const fleet = new Fleet();
    await fleet.deploy(many);
    await fleet.deploy({ ...many, soak: 24 });
    await fleet.hours(0.1);
    expect([fleet.denied('Production'), fleet.denied('Sandbox')]).toEqual([all, all]);
    expect(fleet.parameter('/promoted')).toEqual({ digest: fleet.parameter()!.digest });
  });

  test('that goes leaves all accounts held, and one that comes again as well', async () => {
    const fleet = new Fleet();
    await fleet.deploy({ ...many, soak: 24 });
    await fleet.hours(1);
    await fleet.deploy(many);
    expect([fleet.denied('Production'), fleet.denied('Sandbox'), fleet.parameter()!.trial]).toEqual([all, all, []]);
    await fleet.deploy({ ...many, soak: 24 });
    await fleet.hours(0.1);
    expect([fleet.denied('Production'), fleet.denied('Sandbox'), fleet.parameter()!.trial]).toEqual([all, all, ['sandbox']]);
  });

  test('with another soak is the next one', async () => {
    const fleet = await held();
    await fleet.deploy({ ...watched(second), soak: 2 });
    await fleet.hours(3);
    expect(fleet.denied('Production')).toEqual(SECOND);
  });
});

test('the roles may do what they do, and nothing else', async () => {
  const fleet = await held();
  const privileges = new Privileges();
  await fleet.deploy(watched(second));
  await fleet.hours(25);
  privileges.add({ lab: fleet.lab, entries: fleet.entries } as unknown as Played);
  expect([...privileges.refused]).toEqual([]);
  expect(privileges.idle().filter(each => /Promotion|StartExecution/.test(each))).toEqual([]);
  expect(privileges.calledBy(fleet.promotionRole())).toEqual([
    'cloudwatch:DescribeAlarms', 'organizations:DescribePolicy', 'organizations:UpdatePolicy', 'ssm:GetParameter', 'ssm:PutParameter',
  ]);
});
