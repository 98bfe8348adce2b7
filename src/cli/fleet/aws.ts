import { AwsCommand, awsCommand } from './aws-command';
import { AwsHealth } from './aws-health';
import { Arn, arnOf, AwsPlace, identity, placesAt } from './aws-place';
import { FleetData, HealthRecords, Item } from './data';
import { FleetPlaces, fleetParameterName } from '../../fleet/contract';
import { BY_STATE, STATES } from '../../tenants/contract';

/** What the user says of where the fleet is. What has no name of its own is named in a parameter of the platform's. */
export interface Whereabouts {
  readonly platform: string;
  readonly region?: string;
  readonly profile?: string;
  /** The profile of the account of the central telemetry, where that is another one. */
  readonly observabilityProfile?: string;
}

/** The fleet of a platform on AWS, through AWS's own command line. */
export class AwsFleet extends AwsPlace implements FleetData {
  public static async find(where: Whereabouts, aws: AwsCommand = awsCommand(where)): Promise<AwsFleet> {
    const { platform } = where;
    const name = fleetParameterName(platform);
    const found = await placesAt<FleetPlaces>(aws, name);
    if (found) { return new AwsFleet(aws, platform, found.places, found.at, where); }
    const me = arnOf(await identity(aws));
    throw new Error(`there is no fleet of a platform '${platform}' in account ${me.account}${where.region === undefined ? ', in the Region of your settings' : `, ${where.region}`} (no parameter ${name}).\n`
      + '  Are these the credentials of the platform account, and is it its Region (--profile, --region)? Is the platform called otherwise (--platform)? Is its FleetStackSetPipeline deployed?');
  }

  private constructor(
    aws: AwsCommand, platform: string, places: FleetPlaces, at: Arn, private readonly where: Whereabouts,
  ) {
    super(aws, platform, places, at);
  }

  public async query(partition: string, beginning: string): Promise<readonly Item[]> {
    return (await this.search('pk = :p AND begins_with(sk, :s)', { ':p': partition, ':s': beginning })).items;
  }

  public async readyTenants(): Promise<readonly Item[]> {
    const { items } = await this.search('#state = :state', { ':state': STATES.ready }, '--index-name', BY_STATE, '--expression-attribute-names', '{"#state":"state"}');
    return items;
  }

  public async health(): Promise<HealthRecords | undefined> {
    return (await AwsHealth.find(this.platform, this.aws, this.where))?.records();
  }

  public async parameters(path: string): Promise<readonly string[]> {
    const { Parameters = [] } = await this.ask<{ Parameters?: { Value: string }[] }>(['ssm', 'get-parameters-by-path', '--path', path]);
    return Parameters.map(({ Value }) => Value);
  }
}
