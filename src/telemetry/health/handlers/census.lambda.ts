import { CloudWatchClient, MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DeleteItemCommand, DynamoDBClient, paginateQuery, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { accountsIn, Census, CensusTaken, HealthChange, World } from './census';
import { Directory, everyItem } from './directory';
import { inPages, inTurn, windowAt } from './look';
import { TenantMetrics } from './metrics';
import { NAMESPACE, SOURCE } from '../../../tenants/contract';
import {
  CellItem, CENTRAL_EVENTS, CENTRAL_KEYS, FAILURE_KINDS, FAILURE_STATES, FAILURES_BY_STATE, TELEMETRY_METRICS,
} from '../../contract';
import { linkedAccounts } from '../../sink/handlers/linked-accounts';

/** What PutEvents and PutMetricData take in one call. */
const MOST_EVENTS = 10;

interface Context { readonly invokedFunctionArn: string }

export async function handler(_: unknown, { invokedFunctionArn }: Context): Promise<CensusTaken> {
  const { REGIONS = '', CELLS = '1', UNHEALTHY_AT = '0' } = process.env;
  const [, partition] = invokedFunctionArn.split(':');
  const terms = { regions: REGIONS.split(','), cells: Number(CELLS), unhealthyAt: Number(UNHEALTHY_AT) };
  const taken = await new Census(world(partition, terms.regions), terms).take();
  const { cells, ...told } = taken;
  console.log(JSON.stringify(told));
  return taken;
}

function world(partition: string, regions: readonly string[]): World {
  const { PLATFORM = '', PLATFORM_ACCOUNT = '', TABLE = '', BUS_NAME = '', RUNBOOK = '' } = process.env;
  const { EVERY_MINUTES = '', RULES = '' } = process.env;
  const dynamodb = new DynamoDBClient({});
  let entered: Promise<Directory> | undefined;
  const directory = () => entered ??= Directory.of(PLATFORM, PLATFORM_ACCOUNT, partition);
  const metricsOf = new Map(regions.map(region => [region, new TenantMetrics(region)]));
  const time = windowAt(Date.now(), Number(EVERY_MINUTES));
  const keyOf = (cell: number) =>
    ({ pk: { S: CENTRAL_KEYS.health }, sk: { S: `${CENTRAL_KEYS.cell}${String(cell).padStart(4, '0')}` } });
  return {
    now: () => Date.now(),
    tenants: async () => (await directory()).tenants(),
    releases: async (tenantIds, since) => (await directory()).releases(tenantIds, since),
    linked: region => linkedAccounts({ region, maxAttempts: 8 }),
    functions: (region, asked) => metricsOf.get(region)!.functions(asked),
    sums: (region, asked) => metricsOf.get(region)!.sums(asked, time),
    undelivered: async region => {
      const metrics = metricsOf.get(region)!;
      const rules = (await Promise.all(RULES.split(',').map(rule => metrics.failing(rule)))).flat();
      return { rules: [...new Set(rules)], destinations: [...new Set(await metrics.losing())] };
    },
    oldestHeld: () => longestHeld(dynamodb, TABLE),
    cells: async () => (await everyItem(dynamodb, {
      TableName: TABLE,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :health',
      ExpressionAttributeValues: { ':health': { S: CENTRAL_KEYS.health } },
    })).map(({ cell, at, tenants, covered, unseen, unhealthy, more }): CellItem => ({
      cell: Number(cell.N),
      at: at.S!,
      tenants: Number(tenants.N),
      covered: Number(covered.N),
      unseen: unseen.S!,
      unhealthy: unhealthy.S!,
      more: Number(more?.N ?? 0),
    })),
    keep: async ({ cell, at, tenants, covered, unseen, unhealthy, more }) => {
      await dynamodb.send(new PutItemCommand({
        TableName: TABLE,
        Item: {
          ...keyOf(cell),
          cell: { N: String(cell) },
          at: { S: at },
          tenants: { N: String(tenants) },
          covered: { N: String(covered) },
          unseen: { S: unseen },
          unhealthy: { S: unhealthy },
          more: { N: String(more ?? 0) },
        },
      }));
    },
    forget: async cell => { await dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key: keyOf(cell) })); },
    tell: changes => tell(changes, BUS_NAME, RUNBOOK),
    report: taken => report(taken, PLATFORM),
  };
}

/** When the failure happened that has waited longest of those that can be redriven. */
async function longestHeld(dynamodb: DynamoDBClient, TableName: string): Promise<string | undefined> {
  const held = paginateQuery({ client: dynamodb }, {
    TableName,
    IndexName: FAILURES_BY_STATE,
    KeyConditionExpression: '#state = :held',
    // Nobody can redrive those, so nobody is told to.
    FilterExpression: 'kind <> :custom',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':held': { S: FAILURE_STATES.held }, ':custom': { S: FAILURE_KINDS.custom } },
    Limit: 100,
  });
  for await (const { Items: [oldest] = [] } of held) {
    if (oldest) { return oldest.at.S; }
  }
  return undefined;
}

async function tell(changes: readonly HealthChange[], EventBusName: string, runbook: string): Promise<void> {
  const events = new EventBridgeClient({});
  await inTurn(inPages(changes, MOST_EVENTS), async page => {
    const { FailedEntryCount: failed, Entries } = await events.send(new PutEventsCommand({
      Entries: page.map(({ goodLooks, ...change }) => ({
        EventBusName,
        Source: SOURCE,
        DetailType: CENTRAL_EVENTS.health,
        Detail: JSON.stringify({ ...change, runbook }),
      })),
    }));
    if (failed) { throw new Error(`the bus refused ${failed} events: ${JSON.stringify(Entries?.find(({ ErrorCode }) => ErrorCode))}`); }
  });
}

async function report(taken: CensusTaken, platform: string): Promise<void> {
  const datum = (MetricName: string, Value: number, by: Record<string, string> = {}): MetricDatum => ({
    MetricName,
    Value,
    Unit: 'Count',
    Dimensions: Object.entries({ Platform: platform, ...by }).map(([Name, value]) => ({ Name, Value: value })),
  });
  const { tenants, covered, unhealthy, worst, inTier, undelivered, oldestHeld } = TELEMETRY_METRICS;
  const each = (name: string, by: string, counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([value, count]) => datum(name, count, { [by]: value }));
  await new CloudWatchClient({}).send(new PutMetricDataCommand({
    Namespace: NAMESPACE,
    MetricData: [
      datum(tenants, taken.tenants), datum(covered, taken.covered),
      datum(undelivered, accountsIn(...Object.values(taken.undelivered)).length),
      ...taken.oldestHeldHours === undefined ? [] : [datum(oldestHeld, taken.oldestHeldHours)],
      ...taken.cells.flatMap(({ cell, ...of }) => [
        datum(unhealthy, of.unhealthy, { cell: String(cell) }),
        { ...datum(worst, 100 * of.worst, { cell: String(cell) }), Unit: 'Percent' as const },
      ]),
      ...each(unhealthy, 'ring', taken.byRing),
      ...each(unhealthy, 'release', taken.byRelease),
      ...each(inTier, 'tier', taken.inTier),
    ],
  }));
}
