import * as fc from 'fast-check';
import { JsonObject } from '../../../../src/lab/json';
import { Observation } from '../../../../src/lab/services/cloudwatch/cloudwatch-room';
import { AnObservatory, filtered, REGION } from '../oam/an-observatory';

const START = '2026-01-05T09:00:00.000Z';
const UNRESERVED = { Namespace: 'AWS/Lambda', MetricName: 'UnreservedConcurrentExecutions', IncludeLinkedAccounts: true };
const at = (minutes: number) => new Date(Date.parse(START) + minutes * 60_000).toISOString();

class World extends AnObservatory {
  public readonly sinkOfAll = this.sink();

  public observe(account: string, more: Partial<Observation> = {}): void {
    this.metrics.observe({ account, region: REGION, namespace: 'AWS/Lambda', metricName: 'UnreservedConcurrentExecutions', value: 1, ...more });
  }

  public tenant(name: string, properties: JsonObject = {}): string {
    const account = this.member(name);
    this.link(account, this.sinkOfAll, properties);
    return account;
  }

  public async owners(parameters: JsonObject = {}, account?: string, region?: string): Promise<unknown> {
    return (await this.asks('listMetrics', { ...UNRESERVED, ...parameters }, account, region)).OwningAccounts;
  }

  public wait(hours: number): Promise<void> {
    const { clock } = this.cloud;
    return clock.run(clock.now() + hours * 3_600_000);
  }

  public data(queries: JsonObject[], more: JsonObject = {}, account?: string): Promise<JsonObject> {
    return this.asks('getMetricData', { MetricDataQueries: queries, StartTime: at(0), EndTime: at(60), ...more }, account);
  }
}

const query = (more: JsonObject = {}, metric: JsonObject = {}): JsonObject => ({
  Id: 'a',
  MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName: 'UnreservedConcurrentExecutions' }, Period: 60, Stat: 'Sum', ...metric },
  ...more,
});

const results = ({ MetricDataResults: found }: JsonObject) =>
  (found as JsonObject[]).map(({ Id, StatusCode, Values }) => [Id, StatusCode, Values]);

describe('metrics of other accounts are not listed', () => {
  test('without a link, without being asked for, or by somebody else than the sink’s account', async () => {
    const world = new World();
    world.observe(world.member('unlinked'));
    const [acme, rival] = [world.tenant('acme'), world.tenant('rival')];
    [acme, rival].forEach(account => world.observe(account));
    expect(await world.owners()).toEqual([acme, rival]);
    expect(await world.asks('listMetrics', { ...UNRESERVED, IncludeLinkedAccounts: false })).toEqual({ Metrics: [] });
    expect(await world.owners({}, rival)).toEqual([rival]);
  });

  test('in another Region, or when the link shares no metrics, or not of this namespace', async () => {
    const world = new World();
    const [acme, traces, orders] = [
      world.tenant('acme'), world.tenant('traces', { ResourceTypes: ['AWS::XRay::Trace'] }), world.tenant('orders', filtered("Namespace = 'Orders'")),
    ];
    for (const account of [acme, traces, orders]) {
      world.observe(account);
      world.observe(account, { namespace: 'Orders', region: REGION });
      world.observe(account, { region: 'eu-west-1' });
    }
    expect(await world.owners()).toEqual([acme]);
    expect(await world.owners({}, world.central, 'eu-west-1')).toEqual([]);
    expect(await world.owners({ Namespace: 'Orders' })).toEqual([acme, orders]);
  });

  test('when the last data point is from before the link, or older than three hours', async () => {
    const world = new World();
    const early = world.member('early');
    world.observe(early);
    await world.wait(1);
    world.link(early, world.sinkOfAll);
    const late = world.tenant('late');
    world.observe(late);
    expect(await world.owners()).toEqual([late]);
    await world.wait(2.9);
    expect(await world.owners({ RecentlyActive: 'PT3H' })).toEqual([late]);
    await world.wait(0.2);
    expect(await world.owners({ RecentlyActive: 'PT3H' })).toEqual([]);
    expect(await world.owners()).toEqual([late]);
    await world.wait(14 * 24);
    expect(await world.owners()).toEqual([]);
  });

  test('any more after the link is gone', async () => {
    const world = new World();
    const acme = world.member('acme');
    const link = world.link(acme, world.sinkOfAll);
    world.observe(acme);
    expect(await world.owners()).toEqual([acme]);
    world.remove(link);
    expect(await world.owners()).toEqual([]);
    expect(results(await world.data([query({ AccountId: acme })]))).toEqual([['a', 'Forbidden', []]]);
  });

  test('when IAM denies it', async () => {
    const world = new World();
    world.denied.add('cloudwatch:ListMetrics').add('cloudwatch:GetMetricData');
    await expect(world.owners()).rejects.toMatchObject({ code: 'AccessDeniedException' });
    await expect(world.data([query()])).rejects.toMatchObject({ code: 'AccessDeniedException' });
  });

  test.each<[string, JsonObject]>([
    ['RecentlyActive', { RecentlyActive: 'PT1H' }], ['OwningAccount', { OwningAccount: '333333333333', IncludeLinkedAccounts: false }],
    ['NextToken', { NextToken: 'x' }], ['Dimensions', { Dimensions: Array.from({ length: 11 }, () => ({ Name: 'D' })) }],
  ])('when %s is none', async (name, parameters) => {
    await expect(new World().owners(parameters)).rejects.toMatchObject({ code: 'InvalidParameterValueException', message: expect.stringContaining(name) });
  });
});

test('metrics are listed by account, by name and by some of their dimensions', async () => {
  const world = new World();
  const [acme, rival] = [world.tenant('acme'), world.tenant('rival')];
  for (const account of [acme, rival]) {
    for (const FunctionName of ['orders_a', 'orders_b']) { world.observe(account, { metricName: 'Errors', dimensions: { FunctionName, Resource: 'r' } }); }
    world.observe(account, { metricName: 'Errors' });
  }
  const list = async (parameters: JsonObject) => {
    const { Metrics, OwningAccounts } = await world.asks('listMetrics', { IncludeLinkedAccounts: true, ...parameters });
    return (Metrics as JsonObject[]).map(({ Dimensions }, index) => [(OwningAccounts as string[])[index], Dimensions]);
  };
  expect(await list({ OwningAccount: rival, Dimensions: [{ Name: 'FunctionName', Value: 'orders_b' }] })).toEqual([
    [rival, [{ Name: 'FunctionName', Value: 'orders_b' }, { Name: 'Resource', Value: 'r' }]],
  ]);
  expect(await list({ Dimensions: [{ Name: 'FunctionName' }] })).toHaveLength(4);
  expect(await list({ Namespace: 'AWS/Lambda' })).toHaveLength(6);
  expect(await list({ MetricName: 'Duration' })).toEqual([]);
});

test('a page has 500 metrics, with the account of each beside it', async () => {
  const world = new World();
  const accounts = Array.from({ length: 1001 }, (_, index) => world.tenant(`t${index}`));
  accounts.forEach(account => world.observe(account));
  const seen: string[][] = [];
  let token: unknown;
  do {
    const page = await world.asks('listMetrics', { ...UNRESERVED, ...(token !== undefined && { NextToken: token as string }) });
    expect((page.Metrics as unknown[]).length).toBe((page.OwningAccounts as unknown[]).length);
    seen.push(page.OwningAccounts as string[]);
    token = page.NextToken;
  } while (token !== undefined);
  expect(seen.map(({ length }) => length)).toEqual([500, 500, 1]);
  expect(seen.flat()).toEqual(accounts);
});

describe('metric data are refused', () => {
  test.each<[string, JsonObject[], JsonObject, string]>([
    ['without queries', [], {}, 'MetricDataQueries is required'],
    ['with 501 queries', Array.from({ length: 501 }, (_, index) => query({ Id: `q${index}` })), {}, 'not have a size greater than 500'],
    ['with two of one id', [query(), query()], {}, 'not unique'],
    ['with an id that begins with a capital', [query({ Id: 'A' })], {}, 'small letter'],
    ['without a metric', [{ Id: 'a' }], {}, 'needs a MetricStat'],
    ['without a namespace', [query({}, { Metric: { MetricName: 'M' } })], {}, 'needs a Namespace'],
    ['by the half minute', [query({}, { Period: 30 })], {}, 'multiple of 60'],
    ['from now to now', [query()], { EndTime: at(0) }, 'must be less than'],
    ['without a time', [query()], { StartTime: null }, 'StartTime is required'],
    ['in an unknown order', [query()], { ScanBy: 'Value' }, 'ScanBy is unknown'],
    ['in pages of nothing', [query()], { MaxDatapoints: 0 }, 'at least 1'],
  ])('%s', async (_, queries, more, message) => {
    await expect(new World().data(queries, more)).rejects.toMatchObject({ code: 'ValidationError', message: expect.stringContaining(message) });
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['expressions', { Expression: 'SELECT SUM(Errors) FROM "AWS/Lambda"' }, {}], ['ReturnData', { ReturnData: false }, {}],
    ['the Unit', {}, { Unit: 'Count' }], ['the statistic "p99"', {}, { Stat: 'p99' }],
  ])('aloud for what the lab does not model: %s', async (what, more, metric) => {
    await expect(new World().data([query(more, metric)])).rejects.toThrow(`the lab does not model ${what}`);
  });

  test('aloud where periods would be cut, or the lab has forgotten', async () => {
    const world = new World();
    await expect(world.data([query({}, { Period: 900 })], { StartTime: at(1) })).rejects.toThrow('only where StartTime is a multiple of the Period');
    await expect(world.data([query()], { StartTime: at(-24 * 60) })).rejects.toThrow('the lab keeps data points for 12 hours');
    await expect(world.data([query()], { NextToken: 'x' })).rejects.toMatchObject({ code: 'InvalidNextToken' });
  });
});

describe('metric data', () => {
  test('of accounts that are not linked are forbidden, and what a filter keeps back is not there', async () => {
    const world = new World();
    const [acme, orders, strange] = [world.tenant('acme'), world.tenant('orders', filtered("Namespace = 'Orders'")), world.member('strange')];
    [acme, orders, strange, world.central].forEach(account => world.observe(account));
    const queries = [acme, orders, strange].map((AccountId, index) => query({ Id: `q${index}`, AccountId }));
    expect(results(await world.data([...queries, query()]))).toEqual([
      ['q0', 'Complete', [1]], ['q1', 'Complete', []], ['q2', 'Forbidden', []], ['a', 'Complete', [1]],
    ]);
    // A tenant sees itself and nobody else.
    expect(results(await world.data(queries, {}, acme))).toEqual([['q0', 'Complete', [1]], ['q1', 'Forbidden', []], ['q2', 'Forbidden', []]]);
  });

  test('come by period and statistic, the newest first or last, without the end', async () => {
    const world = new World();
    for (const [minute, value] of [[0, 2], [0, 4], [3, 6], [5, 1], [15, 8]]) {
      world.observe(world.central, { value, at: Date.parse(at(minute)) });
    }
    const stats = ['Sum', 'Average', 'Maximum', 'Minimum', 'SampleCount'];
    const answer = await world.data(stats.map((Stat, index) => query({ Id: `q${index}`, Label: Stat }, { Stat, Period: 300 })), { EndTime: at(15) });
    expect((answer.MetricDataResults as JsonObject[]).map(({ Label, Values }) => [Label, Values])).toEqual([
      ['Sum', [1, 12]], ['Average', [1, 4]], ['Maximum', [1, 6]], ['Minimum', [1, 2]], ['SampleCount', [1, 3]],
    ]);
    const [{ Timestamps }] = (await world.data([query({}, { Period: 300 })], { ScanBy: 'TimestampAscending' })).MetricDataResults as JsonObject[];
    expect(Timestamps).toEqual([at(0), at(5), at(15)]);
  });

  test('are where PutMetricData says that they were', async () => {
    const world = new World();
    const put = (MetricData: JsonObject[]) => world.asks('putMetricData', { Namespace: 'Orders', MetricData });
    await put([{ MetricName: 'Placed', Value: 3, Timestamp: at(-10) }, { MetricName: 'Placed', Value: 4 }]);
    const asked = query({}, { Metric: { Namespace: 'Orders', MetricName: 'Placed', Dimensions: [] } });
    const answer = await world.data([asked], { StartTime: at(-60) });
    const [{ Timestamps, Values }] = answer.MetricDataResults as JsonObject[];
    expect([Timestamps, Values]).toEqual([[at(0), at(-10)], [4, 3]]);
  });

  test('are the same, in whatever pages they come', async () => {
    const pointsOfEach = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 });
    await fc.assert(fc.asyncProperty(pointsOfEach, fc.integer({ min: 1, max: 7 }), async (counts, size) => {
      const world = new World();
      counts.forEach((count, index) => {
        for (let minute = 0; minute < count; minute++) { world.observe(world.central, { metricName: `M${index}`, value: 10 * index + minute, at: Date.parse(at(minute)) }); }
      });
      const queries = counts.map((_, index) => query({ Id: `m${index}` }, { Metric: { Namespace: 'AWS/Lambda', MetricName: `M${index}` } }));
      const found = new Map<string, unknown[]>();
      let token: unknown;
      let pages = 0;
      do {
        const more = token !== undefined && { NextToken: token as string };
        const answer = await world.data(queries, { MaxDatapoints: size, ...more });
        for (const { Id, Values } of answer.MetricDataResults as JsonObject[]) {
          found.set(String(Id), [...found.get(String(Id)) ?? [], ...Values as unknown[]]);
        }
        token = answer.NextToken;
        pages++;
      } while (token !== undefined);
      const whole = (await world.data(queries)).MetricDataResults as JsonObject[];
      expect([...found]).toEqual(whole.map(({ Id, Values }) => [Id, Values]));
      const points = counts.reduce((sum, count) => sum + count, 0);
      expect(pages).toBe(Math.max(1, Math.ceil(points / size)));
    }), { numRuns: 30 });
  });

  test('are forgotten after twelve hours', async () => {
    const world = new World();
    for (let hour = 0; hour < 30; hour++) {
      world.observe(world.central, { at: Date.parse(START) + hour * 3_600_000 });
    }
    const { points } = world.metrics.series({ account: world.central, region: REGION, namespace: 'AWS/Lambda', name: 'UnreservedConcurrentExecutions', dimensions: {} });
    expect(points.size).toBe(12);
  });
});
