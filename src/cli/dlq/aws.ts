import { FailureData, Found, LISTED, Wanted } from './data';
import {
  CENTRAL_KEYS, CentralPlaces, centralParameterName, FAILURES_BY_STATE, FailureState, PlatformPlaces,
  telemetryParameterName,
} from '../../telemetry/contract';
import type { FailureItem } from '../../telemetry/items';
import { KEYS } from '../../tenants/contract';
import { Whereabouts } from '../fleet/aws';
import { AwsCommand, awsCommand, AwsRefusal } from '../fleet/aws-command';
import { Arn, arnOf, AwsPlace, identity, placesAt } from '../fleet/aws-place';

/** What the user says of where failures are: the central place, and the platform account where that is another one. */
export interface FailuresWhereabouts extends Whereabouts {
  readonly platformProfile?: string;
}

/** The central place of failures on AWS, through AWS's own command line. */
export class AwsFailures extends AwsPlace implements FailureData {
  public static async find(
    where: FailuresWhereabouts, aws: AwsCommand = awsCommand(where),
    platformAws: AwsCommand = platformCommand(where, aws),
  ): Promise<AwsFailures> {
    const { platform } = where;
    const name = centralParameterName(platform);
    const found = await placesAt<CentralPlaces>(aws, name);
    if (found) { return new AwsFailures(aws, platform, found.places, found.at, platformAws); }
    const me = arnOf(await identity(aws));
    throw new Error(`there is no central place for failures of a platform '${platform}' in account ${me.account}${where.region === undefined ? ', in the Region of your settings' : `, ${where.region}`} (no parameter ${name}).\n`
      + '  Are these the credentials of the account of the CentralTelemetry, and is it its Region (--profile, --region)? Is the platform called otherwise (--platform)? Is its CentralTelemetry deployed?');
  }

  private constructor(
    aws: AwsCommand, platform: string, places: CentralPlaces, at: Arn, private readonly platformAws: AwsCommand,
  ) {
    super(aws, platform, places, at);
  }

  public get region(): string { return this.at.region; }

  public async accountOf(tenantId: string): Promise<string | undefined> {
    const name = telemetryParameterName(this.platform);
    const found = await placesAt<PlatformPlaces>(this.platformAws, name).catch((error: unknown) => {
      // Whom the central place lets read need not be let read any other parameter there.
      const isElsewhere = this.platformAws === this.aws && error instanceof AwsRefusal && error.isDenied;
      if (!isElsewhere) { throw error; }
    });
    if (!found) {
      const me = arnOf(await identity(this.platformAws));
      throw new Error(`whose account '${tenantId}' is stands in the directory, which is not in account ${me.account} (no parameter ${name}): `
        + 'name the profile of the platform account with --platform-profile, or the tenant by its account id, 12 digits');
    }
    const directory = new AwsPlace(this.platformAws, this.platform, { table: found.places.table, bucket: '' }, found.at);
    const record = await directory.item(`${KEYS.tenant}${tenantId}`, KEYS.record);
    return record?.accountId as string | undefined;
  }

  /** Who may not list the bucket is not told that something is gone: S3 says then that it is forbidden. */
  public async file(key: string): Promise<string | undefined> {
    try {
      return await super.file(key);
    } catch (error) {
      if (error instanceof AwsRefusal && error.isDenied) { return undefined; }
      throw error;
    }
  }

  public failuresOf(accountId: string, { service, since }: Wanted, most: number): Promise<Found> {
    return this.list({
      condition: 'pk = :p AND begins_with(sk, :s)', values: { ':p': `${CENTRAL_KEYS.account}${accountId}`, ':s': CENTRAL_KEYS.failure },
      equal: service === undefined ? {} : { service }, since,
    }, most);
  }

  public failuresIn(state: FailureState, { service, since }: Wanted, most: number): Promise<Found> {
    // A sort key cannot be filtered by, only asked for.
    const [condition, values] = since === undefined ? ['#state = :state', { ':state': state }]
      : ['#state = :state AND #at >= :since', { ':state': state, ':since': since }];
    return this.list(
      { condition, values, equal: service === undefined ? {} : { service } },
      most, '--index-name', FAILURES_BY_STATE, '--no-scan-index-forward');
  }

  public async failure(accountId: string, id: string): Promise<FailureItem | undefined> {
    // What the table holds is written by our own functions, by the same contract.
    return await this.item(`${CENTRAL_KEYS.account}${accountId}`, `${CENTRAL_KEYS.failure}${id}`) as unknown as FailureItem | undefined;
  }

  private async list(query: FailureQuery, most: number, ...more: string[]): Promise<Found> {
    const { condition, equal, since } = query;
    const filters = [...Object.keys(equal).map(name => `#${name} = :${name}`), ...since === undefined ? [] : ['#at >= :since']];
    const filtered = Object.fromEntries(Object.entries(equal).map(([name, value]) => [`:${name}`, value]));
    const found = await this.search(
      condition, { ...query.values, ...filtered, ...since !== undefined && { ':since': since } },
      '--max-items', String(most), '--projection-expression', LISTED.map(name => `#${name}`).join(','),
      '--expression-attribute-names', JSON.stringify(Object.fromEntries(LISTED.map(name => [`#${name}`, name]))),
      ...filters.length === 0 ? [] : ['--filter-expression', filters.join(' AND ')], ...more,
    );
    return { failures: found.items as unknown as FailureItem[], more: found.more };
  }
}

/** What a query asks: by its keys, and by what else items have to have. */
interface FailureQuery {
  readonly condition: string;
  readonly values: Readonly<Record<string, string>>;
  readonly equal: Readonly<Record<string, string>>;
  readonly since?: string;
}

const platformCommand = (where: FailuresWhereabouts, central: AwsCommand): AwsCommand =>
  where.platformProfile === undefined ? central : awsCommand({ region: where.region, profile: where.platformProfile });
