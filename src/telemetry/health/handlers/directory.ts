import { AttributeValue, BatchGetItemCommand, DynamoDBClient, QueryCommand, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { TenantsThere } from './census';
import { TenantSeen } from './judge';
import { inPages, inTurn } from './look';
import { FLEET_KEYS } from '../../../fleet/contract';
import { BY_STATE, KEYS, STATES } from '../../../tenants/contract';
import { directoryRoleName, PlatformPlaces, telemetryParameterName, Tier, TIER_KEYS, TIERS } from '../../contract';

type Item = Record<string, AttributeValue>;

/** What BatchGetItem takes in one call. */
const BATCH = 100;

/** A release's id; enrolments and reconciliation leave other words where it stands. */
const RELEASE = /^\d{6}$/;

/** All items that a query finds. */
export async function everyItem(dynamodb: DynamoDBClient, input: QueryCommandInput): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await dynamodb.send(new QueryCommand({ ...input, ExclusiveStartKey }));
    items.push(...page.Items ?? []);
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return items;
}

/** The directory in the platform account, as far as the census reads it. */
export class Directory {
  /** With the role of the platform account that is there for it. */
  public static async of(platform: string, account: string, partition: string): Promise<Directory> {
    const RoleArn = `arn:${partition}:iam::${account}:role/${directoryRoleName(platform)}`;
    const { Credentials: given } = await new STSClient({}).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'census' }));
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken: sessionToken = '' } = given ?? {};
    const credentials = { accessKeyId, secretAccessKey, sessionToken };
    const read = new GetParameterCommand({ Name: telemetryParameterName(platform) });
    const { Parameter: found } = await new SSMClient({ credentials }).send(read);
    return new Directory(new DynamoDBClient({ credentials }), JSON.parse(found?.Value ?? '{}') as PlatformPlaces);
  }

  private constructor(private readonly dynamodb: DynamoDBClient, private readonly places: PlatformPlaces) {}

  private get table(): string {
    return this.places.table;
  }

  /** Who is ready, and whether it is of a tier that is looked at. */
  public async tenants(): Promise<TenantsThere> {
    const [ready, tiers] = await Promise.all([this.ready(), this.tiers()]);
    const { tierOfNewTenants, lookedAt } = this.places;
    const tierOf = ({ tenantId }: TenantSeen) => tiers.get(tenantId) ?? tierOfNewTenants;
    const inTier = new Map(Object.values(TIERS)
      .map(tier => [tier, ready.filter(each => tierOf(each) === tier).length]));
    const isLookedAt = (tenant: TenantSeen) => lookedAt.includes(tierOf(tenant));
    return { lookedAt: ready.filter(isLookedAt), asleep: ready.filter(each => !isLookedAt(each)), inTier };
  }

  /** By tenant, the releases that have touched it since a moment, the last one first. */
  public async releases(tenantIds: readonly string[], since: string): Promise<Map<string, string[]>> {
    const services = await everyItem(this.dynamodb, {
      TableName: this.table,
      KeyConditionExpression: `${KEYS.partition} = :fleet AND begins_with(${KEYS.sort}, :service)`,
      ProjectionExpression: 'service',
      ExpressionAttributeValues: { ':fleet': { S: FLEET_KEYS.fleet }, ':service': { S: FLEET_KEYS.service } },
    });
    const keys = services.flatMap(({ service }) => tenantIds.map(tenantId => ({
      [KEYS.partition]: { S: `${FLEET_KEYS.service}${service.S}` }, [KEYS.sort]: { S: `${FLEET_KEYS.tenant}${tenantId}` },
    })));
    const touched = (await inTurn(inPages(keys, BATCH), batch => this.batch(batch))).flat()
      .map(({ tenantId, service, release, at }) =>
        ({ tenantId: tenantId?.S ?? '', service: service?.S, release: release?.S ?? '', at: at?.S ?? '' }))
      .filter(({ release, at }) => RELEASE.test(release) && at >= since)
      .sort((one, other) => one.at < other.at ? 1 : -1);
    const releases = new Map<string, string[]>();
    for (const { tenantId, service, release } of touched) {
      releases.set(tenantId, [...releases.get(tenantId) ?? [], `${service}/${release}`]);
    }
    return releases;
  }

  private async ready(): Promise<TenantSeen[]> {
    const items = await everyItem(this.dynamodb, {
      TableName: this.table,
      IndexName: BY_STATE,
      KeyConditionExpression: '#state = :ready',
      FilterExpression: `begins_with(${KEYS.partition}, :tenant) AND ${KEYS.sort} = :record`,
      ProjectionExpression: 'tenantId, accountId, ring',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':ready': { S: STATES.ready }, ':tenant': { S: KEYS.tenant }, ':record': { S: KEYS.record } },
    });
    return items.flatMap(({ tenantId, accountId, ring }) =>
      tenantId?.S && accountId?.S ? [{ tenantId: tenantId.S, accountId: accountId.S, ring: ring?.S }] : []);
  }

  /** What each account lets through just now, for those who were moved once. */
  private async tiers(): Promise<ReadonlyMap<string, Tier>> {
    const items = await everyItem(this.dynamodb, {
      TableName: this.table,
      KeyConditionExpression: `${KEYS.partition} = :telemetry AND begins_with(${KEYS.sort}, :tenant)`,
      ProjectionExpression: 'tenantId, applied',
      ExpressionAttributeValues: { ':telemetry': { S: TIER_KEYS.telemetry }, ':tenant': { S: TIER_KEYS.tenant } },
    });
    return new Map(items.map(({ tenantId, applied }) => [tenantId?.S ?? '', applied?.S as Tier]));
  }

  private async batch(Keys: Item[]): Promise<Item[]> {
    const items: Item[] = [];
    let left: Item[] = Keys;
    do {
      const read: BatchGetItemCommand = new BatchGetItemCommand({
        RequestItems: {
          [this.table]: {
            Keys: left,
            ProjectionExpression: 'tenantId, service, #release, #at',
            ExpressionAttributeNames: { '#release': 'release', '#at': 'at' },
          },
        },
      });
      const { Responses: found, UnprocessedKeys: more } = await this.dynamodb.send(read);
      items.push(...found?.[this.table] ?? []);
      left = more?.[this.table]?.Keys ?? [];
    } while (left.length > 0);
    return items;
  }
}
