import * as fc from 'fast-check';
import { BoxLab, mapped, pass, pickyMap, processor, reads, writes } from './a-distributed-map';
import { one, task } from './lab';
import { AwsError } from '../../../src/lab/aws-error';
import { JsonObject } from '../../../src/lab/json';

/** Types and details of an execution's history. */
function history(lab: BoxLab, arn: string): string[] {
  return lab.room.execution(arn).history!.map(event => `${event.type}${event.mapRunFailedEventDetails ? ` ${(event.mapRunFailedEventDetails as JsonObject).error as string}` : ''}`);
}

describe('a Distributed Map is refused', () => {
  test.each<[string, JsonObject]>([
    ['ExecutionType', { ItemProcessor: { ...processor(), ProcessorConfig: { Mode: 'DISTRIBUTED' } } }],
    ['Mode', { ItemProcessor: { ...processor(), ProcessorConfig: { Mode: 'BOTH' } } }],
    ['needs the Mode DISTRIBUTED', { Label: 'x', ItemProcessor: { ...processor(), ProcessorConfig: { Mode: 'INLINE' } } }],
    ['Label', { Label: 'x'.repeat(41) }],
    ['Label', { Label: 'a b' }],
    ['ToleratedFailurePercentage', { ToleratedFailurePercentage: 101 }],
    ['ToleratedFailureCount', { ToleratedFailureCount: 1.5 }],
    ['MaxConcurrency', { MaxConcurrency: -1 }],
    ['ItemBatcher needs', { ItemBatcher: { BatchInput: {} } }],
    ['ItemBatcher does not know', { ItemBatcher: { MaxItemsPerBatch: 1, Size: 2 } }],
    ['MaxItemsPerBatch', { ItemBatcher: { MaxItemsPerBatch: 0 } }],
    ['ResultWriter needs', { ResultWriter: {} }],
    ['ResultWriter needs Arguments', writes(undefined, {})],
    ['Transformation', writes({ Transformation: 'ZIP' })],
    ['OutputType', writes({ OutputType: 'CSV' })],
  ])('for its %s', (words, fields) => {
    expect(() => new BoxLab().machine(mapped(fields))).toThrow(words);
  });
});

test.each<[string, JsonObject]>([
  ['a job', task('states:startExecution.sync:2', { End: true })],
  ['a token', task('sqs:sendMessage.waitForTaskToken', { End: true })],
  ['an activity', { Type: 'Task', Resource: `arn:${'aws'}:states:eu-west-1:222222222222:activity:a`, End: true }],
  ['children of their own', { Type: 'Map', End: true, ItemProcessor: { ...processor(), StartAt: 'In', States: { In: pass() } } }],
])('Express children cannot wait for %s, and Standard ones can', (_, state) => {
  expect(() => new BoxLab().machine(mapped({}, state, 'EXPRESS'))).toThrow('an Express child can neither wait');
  expect(() => new BoxLab().machine(mapped({}, state, 'STANDARD'))).not.toThrow();
});

describe('the children of a Distributed Map', () => {
  test('are executions of their own, with names, inputs and histories of their own', async () => {
    const lab = new BoxLab({}, { keepHistory: true });
    const [parent] = [await lab.play(mapped({ Items: ['a', 'b'], Label: 'Letters' }, pass({ Output: '{% $states.context.Execution %}' })))];
    const children = lab.room.executions().slice(1);
    const output = JSON.parse(parent.output!) as JsonObject[];
    expect(children.map(({ machine, input, status }) => [machine.name, input, status]))
      .toEqual([['Machine1/Letters', '"a"', 'SUCCEEDED'], ['Machine1/Letters', '"b"', 'SUCCEEDED']]);
    const told = children.map(({ arn, input }) => [arn, JSON.parse(input) as unknown]);
    expect(output.map(({ Id, Input }) => [Id, Input])).toEqual(told);
    expect(children[0].arn).toMatch(/^arn:aws:states:eu-west-1:222222222222:execution:Machine1\/Letters:[0-9a-f-]{36}$/);
    expect(history(lab, children[0].arn)).toEqual(['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded']);
    expect(history(lab, parent.arn)).toEqual([
      'ExecutionStarted', 'MapStateEntered', 'MapStateStarted', 'MapRunStarted', 'MapRunSucceeded', 'MapStateSucceeded', 'MapStateExited', 'ExecutionSucceeded',
    ]);
  });

  test('of type EXPRESS have another ARN, five minutes, and no events for others', async () => {
    const lab = new BoxLab();
    const execution = await lab.play(mapped({ Items: [1] }, { Type: 'Wait', Seconds: 301, End: true }, 'EXPRESS'));
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    const [, child] = lab.room.executions();
    expect(child).toMatchObject({ status: 'TIMED_OUT', arn: expect.stringContaining(':express:') });
    expect(lab.seconds()).toBe(300);
  });

  test('do not know the variables around the Map', async () => {
    const lab = new BoxLab();
    const { States: { Only: map } } = mapped({ Items: [1] }, pass({ Output: '{% $x %}' })) as { States: { Only: JsonObject } };
    const execution = await lab.play({ StartAt: 'Set', States: { Set: { Type: 'Pass', Assign: { x: 1 }, Next: 'Only' }, Only: map } });
    expect(execution.error).toBe('States.ExceedToleratedFailureThreshold');
    expect(lab.room.executions()[1]).toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  test('may name a variable as the flow around them does', async () => {
    const { Only } = mapped({ Items: [1] }, pass({ Assign: { x: 2 } })).States as JsonObject;
    const Set = { Type: 'Pass', Assign: { x: 1 }, Next: 'Only' };
    expect(await new BoxLab().output({ StartAt: 'Set', States: { Set, Only } })).toEqual([1]);
  });

  test('run side by side, as many as MaxConcurrency lets', async () => {
    const wait = { Type: 'Wait', Seconds: 10, End: true };
    for (const [MaxConcurrency, seconds] of [[0, 10], [1, 50], [2, 30]]) {
      const lab = new BoxLab();
      await lab.output(mapped({ Items: [1, 2, 3, 4, 5], MaxConcurrency }, wait));
      expect(lab.seconds()).toBe(seconds);
    }
  });

  test('start no faster than AWS starts them: 100 a second, or 1,000 Express ones', async () => {
    for (const [type, seconds] of [['STANDARD', 2], ['EXPRESS', 0]] as const) {
      const lab = new BoxLab();
      await lab.output(mapped({ Items: Array.from({ length: 250 }, (_, at) => at) }, undefined, type));
      expect(lab.seconds()).toBe(seconds);
    }
  });

  test('need the role to be allowed to start the machine itself', async () => {
    const lab = new BoxLab();
    const asked: JsonObject[] = [];
    lab.cloud.add(() => ({
      service: 'iam', permissions: () => [], handle: () => ({}), trustsService: () => true,
      authorize: (_: unknown, { action, resource }: { action: string; resource: string }) => {
        asked.push({ action, resource });
        throw new AwsError('AccessDeniedException', 'denied');
      },
    }) as never);
    expect(await lab.play(mapped({ Items: [1] }))).toMatchObject({ error: 'States.Permissions', cause: 'denied' });
    expect(asked).toEqual([{ action: 'states:StartExecution', resource: 'arn:aws:states:eu-west-1:222222222222:stateMachine:Machine1' }]);
  });

  test('are stopped with their parent', async () => {
    const lab = new BoxLab();
    const execution = lab.room.start(lab.machine(mapped({ Items: [1, 2] }, { Type: 'Wait', Seconds: 900, End: true })));
    await lab.cloud.clock.run(lab.cloud.clock.now() + 60_000);
    await lab.call('stopExecution', { ExecutionArn: execution.arn });
    expect(lab.room.executions().map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
  });
});

describe('failures of children', () => {
  test('end the map run at the first one where none is tolerated', async () => {
    const lab = new BoxLab({}, { keepHistory: true });
    const execution = await lab.play(pickyMap({ Items: [1, -1, 2], MaxConcurrency: 1 }));
    expect(execution).toMatchObject({
      status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold', cause: 'The specified tolerated failure threshold was exceeded',
    });
    expect(lab.room.executions()).toHaveLength(3);
    expect(history(lab, execution.arn).slice(-3)).toEqual(['MapRunFailed States.ExceedToleratedFailureThreshold', 'MapStateFailed', 'ExecutionFailed']);
  });

  test('stop the children that still run', async () => {
    const lab = new BoxLab();
    const slow = { ...processor(), States: { Each: { Type: 'Wait', Seconds: '{% $states.input %}', Next: 'Oh' }, Oh: { Type: 'Fail', Error: 'Oh' } } };
    await lab.play(one({ Type: 'Map', Items: [5, 500], ItemProcessor: slow }));
    expect(lab.room.executions().map(({ status }) => status)).toEqual(['FAILED', 'FAILED', 'ABORTED']);
    expect(lab.seconds()).toBe(5);
  });

  test.each<[string, JsonObject, number[], boolean]>([
    ['one of three, with a count of 1', { ToleratedFailureCount: 1 }, [1, -1, 2], true],
    ['two of three, with a count of 1', { ToleratedFailureCount: 1 }, [-1, -1, 2], false],
    ['one of four, with 25 percent', { ToleratedFailurePercentage: 25 }, [1, 2, 3, -1], true],
    ['one of three, with 33.3 percent', { ToleratedFailurePercentage: 33.3 }, [1, 2, -1], false],
    ['all, with 100 percent', { ToleratedFailurePercentage: 100 }, [-1, -1], true],
    ['two of three, with a count of 1 and 100 percent', { ToleratedFailureCount: 1, ToleratedFailurePercentage: 100 }, [-1, -1, 2], false],
    ['one, with expressions', { ToleratedFailureCount: '{% 0 + 1 %}' }, [-1], true],
  ])('%s', async (_, fields, Items, tolerated) => {
    const { status } = await new BoxLab().play(pickyMap({ Items, ...fields }));
    expect(status).toBe(tolerated ? 'SUCCEEDED' : 'FAILED');
  });

  test('that are tolerated stand in the result with all that is known of them', async () => {
    const output = await new BoxLab().output(pickyMap({ Items: [1, -1], ToleratedFailureCount: 1 }));
    expect(output).toMatchObject([1, { Status: 'FAILED', Error: 'Negative', Cause: 'below zero', Input: '-1' }]);
  });

  test('are caught and retried as one error of the Map', async () => {
    const lab = new BoxLab();
    const definition = pickyMap({ Items: [-1], Retry: [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], MaxAttempts: 1 }] });
    const states = definition.States as JsonObject;
    states.Only = { ...states.Only as JsonObject, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };
    states.Caught = { Type: 'Succeed' };
    expect(await lab.output(definition)).toMatchObject({ Error: 'States.ExceedToleratedFailureThreshold' });
    // A retry is a new map run.
    const { MapRuns } = await lab.call('listMapRuns', { ExecutionArn: lab.room.executions()[0].arn });
    expect(MapRuns).toHaveLength(2);
  });

  test('count by items, whatever the batches', () => fc.assert(fc.asyncProperty(
    fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 0, max: 8 }),
    async (fails, size, count) => {
      const length = Math.ceil(fails.length / size);
      const batches = Array.from({ length }, (_, at) => fails.slice(at * size, (at + 1) * size));
      const failed = batches.filter(batch => batch.includes(true)).reduce((sum, batch) => sum + batch.length, 0);
      const { status } = await new BoxLab().play(one({
        Type: 'Map',
        Items: fails, ItemBatcher: { MaxItemsPerBatch: size }, ToleratedFailureCount: count, MaxConcurrency: 1,
        ItemProcessor: {
          ...processor(),
          States: {
            Each: { Type: 'Choice', Choices: [{ Condition: '{% true in $states.input.Items %}', Next: 'No' }], Default: 'Yes' },
            No: { Type: 'Fail' }, Yes: { Type: 'Succeed' },
          },
        },
      }));
      expect(status).toBe(failed > count ? 'FAILED' : 'SUCCEEDED');
    },
  ), { numRuns: 30 }));
});

describe('a redrive', () => {
  test('plays only the children that did not succeed, in the same map run', async () => {
    const lab = new BoxLab({}, { keepHistory: true });
    // An item fails as long as it is early. A Fail state that is redriven fails again, whatever the time.
    const late = { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'Done' }], Default: 'Early?' };
    const early = { Type: 'Choice', Choices: [{ Condition: "{% $toMillis($now()) < $toMillis('2026-01-05T09:01:00Z') %}", Next: 'Early' }], Default: 'Done' };
    const States = { 'Each': late, 'Early?': early, 'Early': { Type: 'Fail', Error: 'Early' }, 'Done': { Type: 'Succeed' } };
    const execution = await lab.play(one({ Type: 'Map', Items: [1, 2], MaxConcurrency: 1, ItemProcessor: { ...processor(), States } }));
    expect(execution.status).toBe('FAILED');
    await lab.cloud.clock.run(lab.cloud.clock.now() + 120_000);
    await lab.call('redriveExecution', { ExecutionArn: execution.arn });
    await lab.cloud.clock.run();
    // The child that succeeded is not played again.
    expect(lab.room.executions().map(({ redriveCount }) => redriveCount)).toEqual([1, 0, 1]);
    expect(history(lab, execution.arn)).toContain('MapRunRedriven');
    const { MapRuns } = await lab.call('listMapRuns', { ExecutionArn: execution.arn });
    const [{ MapRunArn }] = MapRuns as JsonObject[];
    expect(MapRuns).toHaveLength(1);
    expect(await lab.call('describeMapRun', { MapRunArn })).toMatchObject({ RedriveCount: 1, ItemCounts: { Total: 2, Succeeded: 1, Failed: 1 } });
  });
});

test('a redrive does not read the items again', async () => {
  const lab = new BoxLab({ file: '[1,-1]' });
  const execution = await lab.play(pickyMap({ ...reads('file', { InputType: 'JSON' }), MaxConcurrency: 1 }));
  lab.s3.put('box', 'file', '[1,2,3]');
  await lab.call('redriveExecution', { ExecutionArn: execution.arn });
  await lab.cloud.clock.run();
  expect(execution.status).toBe('FAILED');
  expect(lab.calls().filter(({ action }) => action === 'getObject')).toHaveLength(1);
});

test('a redrive reads what could not be read before', async () => {
  const lab = new BoxLab();
  const execution = await lab.play(mapped(reads('file', { InputType: 'JSON' })));
  expect(execution.error).toBe('States.ItemReaderFailed');
  lab.s3.put('box', 'file', '[1]');
  await lab.call('redriveExecution', { ExecutionArn: execution.arn });
  await lab.cloud.clock.run();
  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '[1]' });
});

describe('a map run', () => {
  test('tells how its items and its children stand', async () => {
    const lab = new BoxLab();
    const execution = await lab.play(mapped({ Items: [1, 2, 3], ItemBatcher: { MaxItemsPerBatch: 2 }, ToleratedFailureCount: 1, Label: 'M' }));
    const { MapRuns } = await lab.call('listMapRuns', { ExecutionArn: execution.arn });
    const [{ MapRunArn, StateMachineArn }] = MapRuns as JsonObject[];
    expect(MapRunArn).toMatch(/^arn:aws:states:eu-west-1:222222222222:mapRun:Machine1\/M:[0-9a-f-]{36}$/);
    expect(StateMachineArn).toMatch(/stateMachine:Machine1\/M$/);
    expect(await lab.call('describeMapRun', { MapRunArn })).toMatchObject({
      Status: 'SUCCEEDED', MaxConcurrency: 10000, ToleratedFailureCount: 1, ItemCounts: { Total: 3, Succeeded: 3 }, ExecutionCounts: { Total: 2, Succeeded: 2 },
    });
    const { Executions } = await lab.call('listExecutions', { MapRunArn });
    expect(Executions).toHaveLength(2);
    expect(Executions).toMatchObject([{ MapRunArn }, { MapRunArn }]);
  });

  test('that nobody knows is not found', async () => {
    expect(await new BoxLab().refusal('describeMapRun', { MapRunArn: 'arn:aws:states:eu-west-1:222222222222:mapRun:M/M:x' })).toBe('ResourceNotFound');
  });
});

test('a Distributed Map iterates over the members of an object too', async () => {
  const ItemSelector = { key: '{% $states.context.Map.Item.Key %}', value: '{% $states.context.Map.Item.Value %}', at: '{% $states.context.Map.Item.Index %}' };
  expect(await new BoxLab().output(mapped({ Items: { a: 1, b: 2 } }))).toEqual([{ Key: 'a', Value: 1 }, { Key: 'b', Value: 2 }]);
  expect(await new BoxLab().output(mapped({ Items: '{% $states.input %}', ItemSelector }), { a: 1 })).toEqual([{ key: 'a', value: 1, at: 0 }]);
});

test('a task in a child is made on behalf of the child', async () => {
  const lab = new BoxLab();
  await lab.output(mapped({ Items: ['k'] }, task('aws-sdk:s3:putObject', { End: true, Arguments: { Bucket: 'box', Key: '{% $states.input %}', Body: 1 } })));
  expect(lab.calls()).toMatchObject([{ action: 'putObject', execution: lab.room.executions()[1].arn }]);
});
