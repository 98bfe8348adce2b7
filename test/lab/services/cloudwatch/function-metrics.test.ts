import { JsonObject } from '../../../../src/lab/json';
import { CloudWatchRoom, cloudWatch } from '../../../../src/lab/services/cloudwatch/cloudwatch-room';
import { oam } from '../../../../src/lab/services/oam/oam-room';
import { aFunction, HOME, REGION } from '../lambda/a-function';

const world = (body: string, properties: JsonObject = {}, statements?: JsonObject[]) =>
  aFunction(body, { builders: [cloudWatch, oam], properties, statements });

type World = Awaited<ReturnType<typeof world>>;

/** Sum of all data points, of the function and of the account; the lab counts each in both. */
function sums({ cloud }: World, metric: string): unknown[] {
  const room = cloud.room<CloudWatchRoom>('cloudwatch');
  const both: Record<string, string>[] = [{ FunctionName: 'worker' }, {}];
  return both.map(dimensions => {
    const { points } = room.series({ account: HOME, region: REGION, namespace: 'AWS/Lambda', name: metric, dimensions });
    return points.size === 0 ? undefined : [...points.values()].reduce((sum, point) => sum + point.sum, 0);
  });
}

test('what did not run is no invocation: only a throttle', async () => {
  const its = await world('await new Promise(done => setTimeout(done, 1000));');
  its.cloud.quotas.set('lambda.concurrentExecutions', 1);
  await its.settle(Promise.allSettled([its.invoke(), its.invoke({}, { FunctionName: 'worker' })].map(call => call.catch(() => undefined))));
  expect([sums(its, 'Invocations'), sums(its, 'Throttles'), sums(its, 'Errors')]).toEqual([[1, 1], [1, 1], [0, 0]]);
});

test('each try of an event that fails is an invocation and an error, when it began', async () => {
  const its = await world("throw new Error('no');");
  await its.invoke({}, { InvocationType: 'Event' });
  await its.cloud.clock.run();
  expect([sums(its, 'Invocations'), sums(its, 'Errors')]).toEqual([[3, 3], [3, 3]]);
  const { points } = its.cloud.room<CloudWatchRoom>('cloudwatch').series({ account: HOME, region: REGION, namespace: 'AWS/Lambda', name: 'Errors', dimensions: {} });
  const [first, ...more] = [...points.keys()];
  expect(more.map(minute => minute - first)).toEqual([1, 3]);
});

test('durations are those of virtual time, and a timeout is an error', async () => {
  const its = await world('await new Promise(done => setTimeout(done, 2000));', { Timeout: 1 });
  await its.invoke();
  expect([sums(its, 'Duration'), sums(its, 'Errors')]).toEqual([[1000, 1000], [1, 1]]);
});

test('an account is seen at work by what runs without a concurrency of its own', async () => {
  const seen = async (properties: JsonObject) => {
    const its = await world('await new Promise(done => setTimeout(done, 1000));', properties);
    await its.settle(Promise.all([its.invoke(), its.invoke()]));
    const { points } = its.cloud.room<CloudWatchRoom>('cloudwatch').series({ account: HOME, region: REGION, namespace: 'AWS/Lambda', name: 'UnreservedConcurrentExecutions', dimensions: {} });
    return [...points.values()].map(({ maximum }) => maximum);
  };
  expect(await seen({})).toEqual([2]);
  expect(await seen({ ReservedConcurrentExecutions: 5 })).toEqual([]);
});

describe('a function with the SDK', () => {
  const body = `
    const { CloudWatchClient, ListMetricsCommand, GetMetricDataCommand } = require('@aws-sdk/client-cloudwatch');
    const client = new CloudWatchClient({});
    const { Metrics, OwningAccounts } = await client.send(new ListMetricsCommand({ Namespace: 'AWS/Lambda', MetricName: 'UnreservedConcurrentExecutions', RecentlyActive: 'PT3H', IncludeLinkedAccounts: true }));
    const end = new Date(Math.ceil((Date.now() + 1) / 60000) * 60000);
    const { MetricDataResults: [{ Timestamps, Values, StatusCode }] } = await client.send(new GetMetricDataCommand({
      StartTime: new Date(end.getTime() - 3600000), EndTime: end,
      MetricDataQueries: [{ Id: 'a', AccountId: OwningAccounts[0], MetricStat: { Metric: Metrics[0], Period: 60, Stat: 'Maximum' } }],
    }));
    return { OwningAccounts, StatusCode, Values, dates: Timestamps.map(each => each instanceof Date && each.toISOString()) };`;

  test('reads metrics, whose times are dates', async () => {
    const its = await world(body);
    expect(await its.result()).toEqual({ OwningAccounts: [HOME], StatusCode: 'Complete', Values: [1], dates: ['2026-01-05T09:00:00.000Z'] });
  });

  test('is judged by IAM', async () => {
    const its = await world(body, {}, [{ Effect: 'Allow', Action: 'cloudwatch:GetMetricData', Resource: '*' }]);
    expect(await its.result()).toMatchObject({ errorType: expect.stringContaining('AccessDenied') });
  });
});

describe('metrics in a function’s log', () => {
  const told = async (document: JsonObject, Namespace = 'Orders') => {
    const its = await world(`console.log(${JSON.stringify(JSON.stringify(document))});`);
    await its.invoke();
    await its.cloud.clock.run();
    return its.cloud.room<CloudWatchRoom>('cloudwatch').metrics(Namespace).map(({ name, dimensions, unit, sum, count }) => [name, dimensions, unit, sum, count]);
  };
  const directive = { Namespace: 'Orders', Dimensions: [['service'], []], Metrics: [{ Name: 'placed', Unit: 'Count' }, { Name: 'tried' }] };
  const document: JsonObject = { _aws: { Timestamp: Date.parse('2026-01-05T09:00:00Z'), CloudWatchMetrics: [directive] }, service: 'orders', placed: 2, tried: [1, 3] };

  test.each<[string, JsonObject]>([
    ['no metadata', { placed: 1 }], ['no time', { ...document, _aws: { CloudWatchMetrics: [directive] } }],
    ['no value', { ...document, placed: undefined }], ['a dimension that is not there', { ...document, service: undefined }],
    ['a namespace of AWS', { ...document, _aws: { Timestamp: 0, CloudWatchMetrics: [{ ...directive, Namespace: 'AWS/Lambda' }] } }],
    ['a time long ago', { ...document, _aws: { Timestamp: 0, CloudWatchMetrics: [directive] } }],
  ])('are none with %s', async (_, wrong) => {
    expect(await told(wrong)).toEqual([]);
  });

  test('are counted by each set of dimensions', async () => {
    expect(await told(document)).toEqual([
      ['placed', { service: 'orders' }, 'Count', 2, 1], ['placed', {}, 'Count', 2, 1], ['tried', { service: 'orders' }, 'None', 4, 2], ['tried', {}, 'None', 4, 2],
    ]);
  });
});
