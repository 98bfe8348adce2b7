import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { alarm, alarms, errors, only, planned, platform, saidOf, saidOfWave } from './planned';
import { HealthGate, HealthGateConfig, IHealthGate, Pace, Ring, Wave } from '../../../src';

const LATER = Token.asNumber({ Ref: 'Later' });

describe('bake', () => {
  test.each([
    [Duration.days(365), "'waves[0].bake' must be whole seconds, at most 364 days, got 365 days"],
    [Duration.seconds(364 * 86400 + 1), 'at most 364 days'],
    [Duration.millis(1500), "'waves[0].bake' must be whole seconds"],
    [Duration.seconds(LATER), "'waves[0].bake' must be known when the app is synthesized"],
    [Duration.minutes(0), "'waves[0].bake' must be more than nothing where no function or state machine is asked; only the last wave may go without"],
  ])('%# is refused', (bake, words) => {
    expect(saidOfWave({ bake })).toContain(words);
  });

  test.each([[Duration.days(364)], [Duration.seconds(1)]])('%# is right', bake => {
    expect(saidOfWave({ bake })).toBe('');
  });

  test('may be nothing in the last wave', () => {
    expect(saidOf([Wave.of(Ring.everyone(), { bake: Duration.minutes(0) })])).toBe('');
    expect(only({ bake: Duration.minutes(0) }).bakeSeconds).toBe(0);
  });

  test('may be nothing where a function is asked, which takes its time', () => {
    const stack = platform();
    const gates = [HealthGate.fromFunction(lambda.Function.fromFunctionName(stack, 'Ask', 'ask'))];
    expect(saidOfWave({ bake: Duration.minutes(0), gates }, stack)).toBe('');
  });

  test('may not be nothing where alarms are looked at', () => {
    const stack = platform();
    const said = saidOf([Wave.of(Ring.everyone(), { bake: Duration.minutes(0), gates: [alarms(stack, 1)] })], stack);
    expect(said).toBe("'waves[0].bake' must be more than nothing, for alarms are looked at when it is over");
  });

  test('must be as long as an alarm looks back', () => {
    const stack = platform();
    const gates = [HealthGate.fromAlarms(alarm(stack, 'Slow', { evaluationPeriods: 3 }))];
    expect(saidOfWave({ bake: Duration.minutes(14), gates }, stack))
      .toBe("'waves[0].bake' must be as long as alarm 'Platform/Slow' looks back, 15 minutes, got 14 minutes; it would judge the time before the wave");
    expect(saidOfWave({ bake: Duration.minutes(15), gates }, platform())).toBe('');
  });

  test('must be as long as an alarm on an expression looks back', () => {
    const stack = platform();
    const metric = new cloudwatch.MathExpression({ expression: 'a + b', usingMetrics: { a: errors(), b: errors() }, period: Duration.minutes(20) });
    const gates = [HealthGate.fromAlarms(alarm(stack, 'Sum', { metric, evaluationPeriods: 2 }))];
    expect(saidOfWave({ gates }, stack)).toContain("alarm 'Platform/Sum' looks back, 40 minutes, got 30 minutes");
  });

  test('must be as long as the longest period of an expression, a search among them', () => {
    const stack = platform();
    const search = new cloudwatch.MathExpression({ expression: "SUM(SEARCH('Errors', 'Sum'))", usingMetrics: {}, period: Duration.minutes(45) });
    expect(saidOfWave({ gates: [HealthGate.fromAlarms(alarm(stack, 'Search', { metric: search }))] }, stack)).toContain('looks back, 45 minutes');
    const mixed = alarm(stack, 'Mixed', { metric: search });
    (mixed.node.defaultChild as cloudwatch.CfnAlarm).metrics = [60, 7200, 300].map((period, at) => ({ id: `m${at}`, expression: 'x', period }));
    expect(saidOf([Wave.of(Ring.everyone(), { gates: [HealthGate.fromAlarms(mixed)] })], new Stack(stack, 'Other'))).toContain('looks back, 2 hours');
  });

  test('cannot be held against an alarm of which nothing is known, or that CloudFormation knows', () => {
    const stack = platform();
    const composite = new cloudwatch.CompositeAlarm(stack, 'All', { alarmRule: cloudwatch.AlarmRule.fromBoolean(true) });
    const gates = [alarms(stack, 1), HealthGate.fromAlarms(composite, alarm(stack, 'Later', { evaluationPeriods: LATER }))];
    expect(saidOfWave({ bake: Duration.seconds(1), gates }, stack)).toBe('');
  });

  test('WaveOptions.bake default: Duration.minutes(30)', () => {
    expect(only({}).bakeSeconds).toBe(1800);
  });
});

describe('pace', () => {
  test.each([
    [{ concurrency: Pace.accounts(0) }, "'waves[0].concurrency' must be a whole number of at least 1 accounts, got 0"],
    [{ concurrency: Pace.accounts(1.5) }, "'waves[0].concurrency' must be a whole number of at least 1 accounts, got 1.5"],
    [{ concurrency: Pace.accounts(10001) }, "'waves[0].concurrency' must be at most 10000 accounts, AWS's limit for all stack sets together, got 10001"],
    [{ concurrency: Pace.percent(101) }, "'waves[0].concurrency' must be a whole percentage from 1 to 100, got 101"],
    [{ concurrency: Pace.accounts(LATER) }, "'waves[0].concurrency' must be known when the app is synthesized"],
    [{ tolerance: Pace.accounts(-1) }, "'waves[0].tolerance' must be a whole number of at least 0 accounts, got -1"],
    [{ tolerance: Pace.percent(0) }, "'waves[0].tolerance' must be a whole percentage from 1 to 100, got 0; use Pace.accounts(0) if none may fail"],
    [{ tolerance: Pace.percent(100) }, "'waves[0].tolerance' of 100 percent is all accounts, so that no failure would ever stop the release"],
    [{ tolerance: Pace.percent(LATER) }, "'waves[0].tolerance' must be known when the app is synthesized"],
  ])('%# is refused', (options, words) => {
    expect(saidOfWave(options)).toContain(words);
  });

  test.each([
    [{ concurrency: Pace.accounts(10000), tolerance: Pace.accounts(0) }],
    [{ concurrency: Pace.percent(100), tolerance: Pace.percent(99) }],
  ])('%j is kept as it is', options => {
    expect(saidOfWave(options)).toBe('');
    expect(only(options)).toMatchObject({ concurrency: options.concurrency._spec, tolerance: options.tolerance._spec });
  });

  test('WaveOptions.concurrency default: Pace.percent(10)', () => {
    expect(only({}).concurrency).toEqual({ percent: 10 });
  });

  test('WaveOptions.tolerance default: 1 percent, and none below 100 accounts', () => {
    expect(only({}).tolerance).toEqual({ percent: 1, orNone: true });
  });
});

describe('Regions', () => {
  test.each([
    [[], "'waves[0].regions' must hold at least one Region; leave it out for all of the fleet"],
    [['eu-central1'], "'waves[0].regions' must hold names of Regions such as 'eu-central-1', got 'eu-central1'"],
    [['eu-west-1'], "'waves[0].regions' must be Regions of the fleet, us-east-1, eu-central-1, got eu-west-1; add them to 'regions' of the pipeline"],
    [['us-east-1', 'us-east-1'], "'waves[0].regions' must hold each Region once, got us-east-1, us-east-1"],
    [[Token.asString({ Ref: 'Later' })], "'waves[0].regions' must be known when the app is synthesized"],
  ])('%j are refused', (regions, words) => {
    expect(saidOfWave({ regions })).toContain(words);
  });

  test('of a wave are kept, and said by its name', () => {
    const { waves, complaints } = planned([Wave.of(Ring.of('canary'), { regions: ['eu-central-1'] }), Wave.of(Ring.everyone())]);
    expect(complaints).toEqual([]);
    expect(waves[0]).toMatchObject({ name: 'canary in eu-central-1', regions: ['eu-central-1'] });
  });

  test('WaveOptions.regions default: all of the fleet', () => {
    expect(only({})).not.toHaveProperty('regions');
  });
});

describe('name', () => {
  test.each([[''], ['  '], ['x'.repeat(65)], [Token.asString({ Ref: 'Later' })]])('%p is refused', name => {
    expect(saidOfWave({ name })).toContain("'waves[0].name' must be 1 to 64 characters that are known when the app is synthesized");
  });

  test('is kept', () => {
    expect(only({ name: 'the rest of us' }).name).toBe('the rest of us');
  });

  test('WaveOptions.name default: said by the ring', () => {
    expect(only({}).name).toBe('everyone');
  });
});

describe('gates', () => {
  const nothing: IHealthGate = { bind: () => ({}) };

  test('that look at nothing are refused', () => {
    expect(saidOfWave({ gates: [nothing, HealthGate.fromAlarms()] }).split('\n')).toEqual([
      expect.stringContaining("'waves[0].gates[0]' looks at nothing and would always say yes"), expect.stringContaining("'waves[0].gates[1]' looks at nothing"),
    ]);
  });

  test('have at most 50 alarms in a wave', () => {
    const stack = platform();
    expect(saidOfWave({ gates: [alarms(stack, 51)] }, stack)).toBe("'waves[0].gates' must be at most 50, got 51; use composite alarms");
    const other = platform();
    const fifty = alarms(other, 50);
    expect(saidOfWave({ gates: [fifty, fifty] }, other)).toBe('');
  });

  test('that are elsewhere are refused', () => {
    const stack = platform();
    const far = cloudwatch.Alarm.fromAlarmArn(stack, 'Far', 'arn:aws:cloudwatch:eu-west-1:222222222222:alarm:far');
    const elsewhere = new Stack(stack.node.root as Construct, 'Elsewhere', { env: { account: '333333333333', region: 'us-east-1' } });
    const asked = lambda.Function.fromFunctionName(elsewhere, 'Ask', 'ask');
    const machine = stepfunctions.StateMachine.fromStateMachineName(elsewhere, 'Machine', 'ask');
    const abroad = lambda.Function.fromFunctionArn(stack, 'Abroad', 'arn:aws:lambda:eu-west-1:222222222222:function:ask');
    const gates = [
      HealthGate.fromAlarms(far), HealthGate.fromFunction(asked), HealthGate.fromFunction(abroad),
      HealthGate.fromStateMachine(machine),
    ];
    expect(saidOfWave({ gates }, stack).split('\n')).toEqual([
      "'waves[0].gates' must be in this account and Region, 222222222222 us-east-1; 'far' is in 222222222222 eu-west-1",
      "'waves[0].gates' must be in this account and Region, 222222222222 us-east-1; 'Elsewhere/Ask' is in 333333333333 us-east-1",
      "'waves[0].gates' must be in this account and Region, 222222222222 us-east-1; 'Platform/Abroad' is in 222222222222 eu-west-1",
      "'waves[0].gates' must be in this account and Region, 222222222222 us-east-1; 'Elsewhere/Machine' is in 333333333333 us-east-1",
    ]);
  });

  test("of one's own define what they need, in a place of their own for each wave", () => {
    const stack = platform();
    const gate: IHealthGate = { bind: scope => ({ alarms: [new cloudwatch.Alarm(scope, 'Alarm', { metric: errors(), threshold: 1, evaluationPeriods: 1 })] }) };
    const { waves, complaints } = planned([Wave.of(Ring.of('canary'), { gates: [gate, gate] }), Wave.of(Ring.everyone(), { gates: [gate] })], stack);
    expect(complaints).toEqual([]);
    expect(stack.resolve(waves[1].alarms)).toEqual([{ Ref: expect.stringMatching(/^WaveseveryoneGate1Alarm/) }]);
    expect(waves[0].alarms).toHaveLength(2);
  });

  test('stay where they are when another wave comes before', () => {
    const ids = (...before: Wave[]) => {
      const stack = platform();
      const gate: IHealthGate = { bind: scope => ({ alarms: [alarm(stack, scope.node.addr)] }) };
      planned([...before, Wave.of(Ring.everyone(), { gates: [gate] })], stack);
      return stack.node.children.map(({ node }) => node.id);
    };
    expect(ids(Wave.of(Ring.of('canary')))).toEqual(ids());
  });

  test('are kept in their order, with what they are called in the app', () => {
    const stack = platform();
    const machine = stepfunctions.StateMachine.fromStateMachineName(stack, 'Journeys', 'journeys');
    const asked = lambda.Function.fromFunctionArn(stack, 'Ask', 'arn:aws:lambda:us-east-1:222222222222:function:ask');
    const all = [alarms(stack, 2), HealthGate.fromStateMachine(machine), HealthGate.fromFunction(asked)];
    const { gates, alarms: names } = only({ gates: all }, stack);
    expect(names).toEqual(['alarm-0', 'alarm-1']);
    expect(gates).toEqual([
      { name: 'Journeys', kind: 'stateMachine', arn: machine.stateMachineArn },
      { name: 'Ask', kind: 'function', arn: 'arn:aws:lambda:us-east-1:222222222222:function:ask' },
    ]);
  });

  test.each([
    [cloudwatch.TreatMissingData.NOT_BREACHING, 'is OK without data'], [cloudwatch.TreatMissingData.IGNORE, 'keeps its state without data'],
  ])('whose alarm treats missing data as %s are warned of', (treatMissingData, words) => {
    const stack = platform();
    planned(Wave.standard(HealthGate.fromAlarms(alarm(stack, 'Deaf', { treatMissingData }))), stack);
    Annotations.fromStack(stack).hasWarning('/Platform/Waves', Match.stringLikeRegexp(`alarm 'Platform/Deaf' ${words}`));
  });

  test.each([[undefined], [cloudwatch.TreatMissingData.MISSING], [cloudwatch.TreatMissingData.BREACHING]])('whose alarm treats missing data as %s are not', treatMissingData => {
    const stack = platform();
    planned(Wave.standard(HealthGate.fromAlarms(alarm(stack, 'Sharp', { treatMissingData }))), stack);
    Annotations.fromStack(stack).hasNoWarning('*', '*');
  });

  test('of the standard plan are asked after each wave', () => {
    const stack = platform();
    expect(planned(Wave.standard(alarms(stack, 1)), stack).waves.map(wave => wave.alarms)).toEqual([['alarm-0'], ['alarm-0'], ['alarm-0']]);
  });

  test('WaveOptions.gates default: none', () => {
    expect(only({})).toMatchObject({ alarms: [], gates: [] });
  });

  const asking = (config: (stack: Stack) => HealthGateConfig) => {
    const stack = platform();
    return only({ gates: [{ bind: () => config(stack) }] }, stack);
  };

  test('HealthGateConfig.alarms default: none', () => {
    expect(asking(stack => ({ functions: [lambda.Function.fromFunctionName(stack, 'Ask', 'ask')] })).alarms).toEqual([]);
  });

  test('HealthGateConfig.functions default: none', () => {
    expect(asking(stack => ({ stateMachines: [stepfunctions.StateMachine.fromStateMachineName(stack, 'Ask', 'ask')] })).gates.map(gate => gate.kind)).toEqual(['stateMachine']);
  });

  test('HealthGateConfig.stateMachines default: none', () => {
    expect(asking(stack => ({ functions: [lambda.Function.fromFunctionName(stack, 'Ask', 'ask')] })).gates.map(gate => gate.kind)).toEqual(['function']);
  });
});
