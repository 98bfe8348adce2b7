import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { Owner } from './record';
import { assume } from './session';
import { objectOf } from './values';
import { FLEET_KEYS } from '../../../fleet/contract';
import { KEYS } from '../../../tenants/contract';
import { PlatformPlaces, directoryRoleName, telemetryParameterName } from '../../contract';

interface Platform { readonly name: string; readonly account: string; readonly partition: string }

interface Way { readonly dynamodb: DynamoDBClient; readonly table: string; readonly until: number }

/** Facts of tenants change rarely: a ring by hand, a version by a release. */
const REMEMBERED_MS = 60_000;
const SESSION_MS = 50 * 60_000;
/** A directory that does not answer is left alone for a while; a burst of failures would ask it each time. */
const LEFT_ALONE_MS = 20_000;

/** The directory in the platform account. What cannot be asked or is not known is undefined, and never an error. */
export class DirectoryReader {
  private way?: Way;
  private refusedUntil = 0;
  private readonly known = new Map<string, { readonly value: unknown; readonly until: number }>();

  constructor(private readonly platform: Platform) {}

  public async whose(accountId: string): Promise<Owner | undefined> {
    return this.asking(async () => {
      const account = await this.read<{ tenantId?: string }>(KEYS.account + accountId, KEYS.record);
      if (!account?.tenantId) {
        console.log(JSON.stringify({ level: 'WARN', message: 'the directory knows no tenant of the account', accountId }));
        return undefined;
      }
      const record = await this.read<{ ring?: string }>(KEYS.tenant + account.tenantId, KEYS.record);
      return { tenantId: account.tenantId, ring: record?.ring || undefined };
    });
  }

  public version(service: string, tenantId: string): Promise<string | undefined> {
    return this.asking(async () =>
      (await this.read<{ version?: string }>(FLEET_KEYS.service + service, FLEET_KEYS.tenant + tenantId))?.version);
  }

  private async asking<T>(question: () => Promise<T>): Promise<T | undefined> {
    if (Date.now() < this.refusedUntil) { return undefined; }
    try {
      return await question();
    } catch (error) {
      this.refusedUntil = Date.now() + LEFT_ALONE_MS;
      this.way = undefined;
      console.log(JSON.stringify({ level: 'WARN', message: 'the directory could not be asked', error: String(error) }));
      return undefined;
    }
  }

  private async read<T>(pk: string, sk: string): Promise<T | undefined> {
    const key = `${pk} ${sk}`;
    const remembered = this.known.get(key);
    if (remembered && Date.now() < remembered.until) { return remembered.value as T; }
    const { dynamodb, table } = await this.come();
    const { Item: item } = await dynamodb.send(new GetItemCommand({
      TableName: table, Key: { [KEYS.partition]: { S: pk }, [KEYS.sort]: { S: sk } }, ConsistentRead: true,
    }));
    // Who is not there may come any moment.
    if (!item) { return undefined; }
    const value = objectOf<T>(item);
    this.known.set(key, { value, until: Date.now() + REMEMBERED_MS });
    return value;
  }

  private async come(): Promise<Way> {
    if (this.way && Date.now() < this.way.until) { return this.way; }
    const { name, account, partition } = this.platform;
    const session = await assume(new STSClient({}), {
      RoleArn: `arn:${partition}:iam::${account}:role/${directoryRoleName(name)}`, RoleSessionName: 'failures',
    });
    const read = new GetParameterCommand({ Name: telemetryParameterName(name) });
    const { Parameter: places } = await new SSMClient(session).send(read);
    const { table } = JSON.parse(places?.Value ?? '{}') as PlatformPlaces;
    this.way = { dynamodb: new DynamoDBClient(session), table, until: Date.now() + SESSION_MS };
    return this.way;
  }
}
