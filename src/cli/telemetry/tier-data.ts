import { PlatformPlaces, Tier, telemetryParameterName, TIER_KEYS } from '../../telemetry/contract';
import type { SurveyItem, TierItem } from '../../telemetry/items';
import { BY_STATE, KEYS, STATES } from '../../tenants/contract';
import { Whereabouts } from '../fleet/aws';
import { AwsCommand, awsCommand } from '../fleet/aws-command';
import { Arn, arnOf, AwsPlace, identity, placesAt } from '../fleet/aws-place';
import { Item, Run } from '../fleet/data';

/** An entry of a tenant's history. */
export interface TierEntry {
  readonly at: string;
  /** `asked` by somebody, or `moved`. */
  readonly what: string;
  readonly from: Tier;
  readonly to: Tier;
  readonly by: string;
  readonly reason: string;
}

/** Who has which tier: on AWS, or in the lab. All that commands know of it. */
export interface TierData {
  readonly platform: string;
  readonly tierOfNewTenants: Tier;
  /** Ids of all tenants that are ready. */
  ready(): Promise<readonly string[]>;
  items(): Promise<readonly TierItem[]>;
  tier(tenantId: string): Promise<TierItem | undefined>;
  /** The state of a tenant; undefined where there is no such one. */
  state(tenantId: string): Promise<string | undefined>;
  history(tenantId: string): Promise<readonly TierEntry[]>;
  survey(): Promise<SurveyItem | undefined>;
  /** Starts a workflow of this name. Returns the ARN of the execution. */
  start(machine: string, input: object): Promise<string>;
  run(execution: string): Promise<Run>;
  /** The ARN of whoever asks. */
  me(): Promise<string>;
}

/** Tiers on AWS, through AWS's own command line. */
export class AwsTiers extends AwsPlace implements TierData {
  public static async find(where: Whereabouts, aws: AwsCommand = awsCommand(where)): Promise<AwsTiers> {
    const { platform, region } = where;
    const name = telemetryParameterName(platform);
    const found = await placesAt<PlatformPlaces>(aws, name);
    if (found) { return new AwsTiers(aws, platform, found.places, found.at); }
    const me = arnOf(await identity(aws));
    throw new Error(`there is no telemetry of a platform '${platform}' in account ${me.account}${region === undefined ? ', in the Region of your settings' : `, ${region}`} (no parameter ${name}).\n`
      + '  Are these the credentials of the platform account, and is it its Region (--profile, --region)? Is the platform called otherwise (--platform)? Is its TenantTelemetry deployed?');
  }

  public readonly tierOfNewTenants: Tier;

  private constructor(aws: AwsCommand, platform: string, places: PlatformPlaces, at: Arn) {
    super(aws, platform, { table: places.table, bucket: '' }, at);
    this.tierOfNewTenants = places.tierOfNewTenants;
  }

  public async ready(): Promise<readonly string[]> {
    const { items } = await this.search('#state = :state', { ':state': STATES.ready }, '--index-name', BY_STATE,
      '--expression-attribute-names', '{"#state":"state"}', '--projection-expression', 'tenantId');
    return items.map(({ tenantId }) => String(tenantId));
  }

  public async items(): Promise<readonly TierItem[]> {
    return as(await this.beginning(TIER_KEYS.telemetry, TIER_KEYS.tenant));
  }

  public async tier(tenantId: string): Promise<TierItem | undefined> {
    return as(await this.item(TIER_KEYS.telemetry, `${TIER_KEYS.tenant}${tenantId}`));
  }

  public async state(tenantId: string): Promise<string | undefined> {
    return (await this.item(`${KEYS.tenant}${tenantId}`, KEYS.record))?.state as string | undefined;
  }

  public async history(tenantId: string): Promise<readonly TierEntry[]> {
    return as(await this.beginning(`${KEYS.tenant}${tenantId}`, TIER_KEYS.history));
  }

  public async survey(): Promise<SurveyItem | undefined> {
    return as(await this.item(TIER_KEYS.telemetry, TIER_KEYS.survey));
  }

  private async beginning(partition: string, sort: string): Promise<readonly Item[]> {
    return (await this.search('pk = :p AND begins_with(sk, :s)', { ':p': partition, ':s': sort })).items;
  }
}

// What the table holds is written by our own functions, by the same contract.
const as = <T>(found: unknown): T => found as T;
