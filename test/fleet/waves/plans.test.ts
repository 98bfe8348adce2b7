import { CfnParameter } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { platform, planned, saidOf } from './planned';
import { HealthGate, Ring, Wave } from '../../../src';

const plan = (...rings: Ring[]) => rings.map(ring => Wave.of(ring));
const { percent } = Ring;

describe('a plan that leaves tenants out is refused', () => {
  test.each<[string, Ring[], string]>([
    ['a ring alone', [Ring.of('canary')], "'waves' leaves tenants out: the last wave must be Ring.everyone(), or percentages must sum to 100, got canary; add Wave.of(Ring.everyone())"],
    ['percentages of 99', [percent(50), percent(49)], 'leaves tenants out'],
    ['rings without the rest', [percent(10), Ring.stage('sandbox'), Ring.tagged('tier', 'free')], 'got 10 percent, sandbox, tier=free'],
  ])('%s', (_what, rings, words) => {
    expect(saidOf(plan(...rings))).toContain(words);
  });

  test('one without waves', () => {
    expect(saidOf([])).toBe("'waves' must have at least one wave; leave it out for Wave.standard()");
  });

  test('one that leaves them out in a Region', () => {
    expect(saidOf([Wave.of(Ring.of('canary')), Wave.of(Ring.everyone(), { regions: ['us-east-1'] })]))
      .toBe("'waves' leaves tenants out in eu-central-1: the last wave must be Ring.everyone(), or percentages must sum to 100, got canary; add Wave.of(Ring.everyone())");
    expect(saidOf([Wave.of(Ring.everyone(), { regions: ['us-east-1'] })])).toContain('out in eu-central-1: the last wave must be Ring.everyone(), or percentages must sum to 100, got no wave');
  });
});

describe('a wave that nobody is left for is refused', () => {
  test.each<[string, Ring[], string]>([
    ['after everyone', [Ring.everyone(), Ring.of('late')], "'waves[1]' (late) has nobody left: 'waves[0]' (everyone) had them all; remove one of them"],
    ['after percentages of 100', [percent(40), percent(60), Ring.everyone()], "'waves[2]' (everyone) has nobody left: 'waves[1]' (up to 100 percent) had them all"],
    ['the same ring again', [Ring.of('canary'), percent(10), Ring.of('canary'), Ring.everyone()], "'waves[2]' (canary) has nobody left: 'waves[0]' (canary) had them all"],
    ['everyone again', [Ring.everyone(), Ring.everyone()], "'waves[1]' (everyone) has nobody left"],
  ])('%s', (_what, rings, words) => {
    expect(saidOf(plan(...rings))).toContain(words);
  });
});

test('the same ring twice is said once, with the cure that helps', () => {
  const twice = (...regions: (string[] | undefined)[]) => saidOf([...regions.map(each => Wave.of(Ring.of('canary'), { regions: each })), Wave.of(Ring.everyone())]);
  expect(twice(undefined, undefined)).toBe("'waves[1]' (canary) has nobody left: 'waves[0]' (canary) had them all; remove one of them");
  expect(twice(['us-east-1'], ['us-east-1'])).toMatch(/^'waves\[1\]' \(canary in us-east-1\) has nobody left in us-east-1: .*$/);
  expect(twice(['us-east-1', 'eu-central-1'], undefined)).toMatch(/^'waves\[1\]' \(canary\) has nobody left: .*$/);
  expect(twice(['us-east-1'], ['eu-central-1'])).toBe('');
});

test.each([[[60, 41], '60 + 41 = 101'], [[100, 1], '100 + 1 = 101']])('percentages of %j are more than there are', (shares, sum) => {
  expect(saidOf(plan(...shares.map(percent), Ring.everyone()))).toContain(`'waves' must have percentages that sum to 100 at most, got ${sum}`);
});

test.each<[string, Ring, string]>([
  ['0 percent', percent(0), "'waves[0]' must be for a whole percentage from 1 to 100, got 0"],
  ['101 percent', percent(101), 'from 1 to 100, got 101'],
  ['half a percent', percent(0.5), 'from 1 to 100, got 0.5'],
  ['not a number', percent(NaN), 'from 1 to 100, got NaN'],
  ['a ring that no request can name', Ring.of('Canary'), "'waves[0]' has a ring that no request can name: lower-case letters, digits and hyphens, 40 at most, beginning with a letter, got 'Canary'"],
  ['a ring of 41 letters', Ring.of('a'.repeat(41)), 'has a ring that no request can name'],
  ['a tag whose value is too long', Ring.tagged('tier', 'x'.repeat(257)), 'a value of at most 256'],
  ['a ring without a name', Ring.of(''), 'has a ring that no request can name'],
  ['a stage that there is not', Ring.stage('staging'), "'waves[0]' must be for stage 'sandbox' or 'production', got 'staging'"],
  ['a tag without a key', Ring.tagged('', 'x'), "'waves[0]' must be for a tag with a key of 1 to 128 characters and a value of at most 256, as AWS allows, got '' and 'x'"],
])('refuses %s', (_what, ring, words) => {
  expect(saidOf(plan(ring, Ring.everyone()))).toContain(words);
});

test('what is written into the plan cannot come from CloudFormation', () => {
  const stack = platform();
  const text = new CfnParameter(stack, 'Text').valueAsString;
  const number = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  const said = saidOf(plan(Ring.of(text), Ring.stage(text), Ring.tagged('tier', text), percent(number), Ring.everyone()), stack).split('\n');
  expect(said.map(line => line.split(';')[0])).toEqual([0, 1, 2, 3].map(at => `'waves[${at}]' has a ring that is known to CloudFormation only`));
});

test('at most 10 waves', () => {
  expect(saidOf(plan(...Array.from({ length: 9 }, () => percent(1)), Ring.everyone()))).toBe('');
  expect(saidOf(plan(...Array.from({ length: 10 }, () => percent(1)), Ring.everyone()))).toBe("'waves' must be at most 10, got 11; put tenants into fewer rings");
});

test('two waves of one name are refused', () => {
  const gates = [HealthGate.fromAlarms()];
  expect(saidOf([Wave.of(percent(1), { name: 'first', gates }), Wave.of(Ring.everyone(), { name: 'first', gates })]))
    .toContain("'waves[1]' is called 'first', as 'waves[0]' is; give one of them another 'name'");
});

test('all that is wrong is said at once', () => {
  expect(saidOf(plan(percent(90), percent(20), Ring.of('X'))).split('\n')).toEqual([
    expect.stringContaining('90 + 20 = 110'), expect.stringContaining("'waves[2]' (X) has nobody left"), expect.stringContaining('no request can name'),
  ]);
});

test.each<[string, Wave[]]>([
  ['everyone', plan(Ring.everyone())],
  ['rings, then everyone', plan(Ring.of('canary'), Ring.stage('sandbox'), Ring.tagged('tier', 'free'), percent(99), Ring.everyone())],
  ['percentages of 100', plan(Ring.of('canary'), percent(30), percent(30), percent(40))],
  ['Region by Region', ['us-east-1', 'eu-central-1'].map(region => Wave.of(Ring.everyone(), { regions: [region] }))],
  ['a canary in one Region first', [Wave.of(Ring.of('canary'), { regions: ['us-east-1'] }), Wave.of(Ring.everyone())]],
  ['the standard one', Wave.standard()],
])('%s is a whole plan', (_what, waves) => {
  expect(planned(waves).complaints).toEqual([]);
});

test('a plan of percentages is whole if and only if they sum to 100, or everyone comes last before that', () => {
  const someShares = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(someShares, fc.boolean(), (shares, everyone) => {
    const sum = shares.reduce((all, share) => all + share, 0);
    const waves = plan(...shares.map(percent), ...everyone ? [Ring.everyone()] : []);
    expect(planned(waves).complaints.length === 0).toBe(everyone ? sum < 100 : sum === 100);
  }));
});

test('waves are called after their rings, each by a name of its own', () => {
  const rings = [Ring.of('canary'), Ring.stage('sandbox'), Ring.tagged('tier', 'free'), percent(10), percent(10), Ring.everyone()];
  expect(planned(plan(...rings)).waves.map(({ name }) => name)).toEqual(['canary', 'sandbox', 'tier=free', '10 percent', 'up to 20 percent', 'everyone']);
});

test('a ring is kept as the functions of a release read it', () => {
  const rings = [Ring.of('canary'), Ring.stage('sandbox'), Ring.tagged('tier', 'free'), percent(10), Ring.everyone()];
  expect(planned(plan(...rings)).waves.map(({ ring }) => ring)).toEqual([
    { by: 'ring', name: 'canary' }, { by: 'stage', stage: 'sandbox' }, { by: 'tag', key: 'tier', value: 'free' }, { by: 'percent', percent: 10 }, { by: 'everyone' },
  ]);
});

test('the standard plan is 1 percent, 10 more, then everyone', () => {
  expect(planned(Wave.standard()).waves.map(({ name }) => name)).toEqual(['1 percent', 'up to 11 percent', 'everyone']);
});
