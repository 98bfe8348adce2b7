import { AwsCommand, awsCommand, AwsRefusal } from './aws-command';
import { FleetData, Item, itemOf, Run } from './data';
import { FleetPlaces, fleetParameterName } from '../../fleet/contract';
import { BY_STATE, KEYS, STATES } from '../../tenants/contract';

/** What the user says of where the fleet is. What has no name of its own is named in a parameter of the platform's. */
export interface Whereabouts {
  readonly platform: string;
  readonly region?: string;
  readonly profile?: string;
}

/** A name of AWS, in its parts. */
interface Arn { readonly partition: string; readonly region: string; readonly account: string }

type Attributes = Parameters<typeof itemOf>[0];

/** The fleet of a platform on AWS, through AWS's own command line. */
export class AwsFleet implements FleetData {
  public static async find(where: Whereabouts, aws: AwsCommand = awsCommand(where)): Promise<AwsFleet> {
    const { platform } = where;
    const name = fleetParameterName(platform);
    try {
      const { Parameter } = JSON.parse(await aws(['ssm', 'get-parameter', '--name', name])) as { Parameter: { ARN: string; Value: string } };
      return new AwsFleet(aws, platform, JSON.parse(Parameter.Value) as FleetPlaces, arnOf(Parameter.ARN));
    } catch (error) {
      if (!(error instanceof AwsRefusal) || error.code !== 'ParameterNotFound') { throw error; }
      const me = arnOf(await identity(aws));
      throw new Error(`there is no fleet of a platform '${platform}' in account ${me.account}${where.region === undefined ? ', in the Region of your settings' : `, ${where.region}`} (no parameter ${name}).\n`
        + '  Are these the credentials of the platform account, and is it its Region (--profile, --region)? Is the platform called otherwise (--platform)? Is its FleetStackSetPipeline deployed?');
    }
  }

  private constructor(
    private readonly aws: AwsCommand, public readonly platform: string,
    private readonly places: FleetPlaces, private readonly at: Arn,
  ) {}

  public query(partition: string, beginning: string): Promise<readonly Item[]> {
    return this.search('pk = :p AND begins_with(sk, :s)', { ':p': partition, ':s': beginning });
  }

  public async item(partition: string, sort: string): Promise<Item | undefined> {
    const key = JSON.stringify({ [KEYS.partition]: { S: partition }, [KEYS.sort]: { S: sort } });
    // Of an item that is not there, the command line prints nothing at all.
    const { Item: found } = await this.ask<{ Item?: Attributes }>(['dynamodb', 'get-item', '--table-name', this.places.table, '--key', key]);
    return found && itemOf(found);
  }

  public readyTenants(): Promise<readonly Item[]> {
    return this.search('#state = :state', { ':state': STATES.ready }, '--index-name', BY_STATE, '--expression-attribute-names', '{"#state":"state"}');
  }

  public async parameters(path: string): Promise<readonly string[]> {
    const { Parameters = [] } = await this.ask<{ Parameters?: { Value: string }[] }>(['ssm', 'get-parameters-by-path', '--path', path]);
    return Parameters.map(({ Value }) => Value);
  }

  public async file(key: string): Promise<string | undefined> {
    try {
      return await this.aws(['s3', 'cp', `s3://${this.places.bucket}/${key}`, '-']);
    } catch (error) {
      if (error instanceof AwsRefusal && (error.code === '404' || error.code === 'NoSuchKey')) { return undefined; }
      throw error;
    }
  }

  public async start(machine: string, input: object): Promise<string> {
    const { partition, region, account } = this.at;
    const { executionArn } = await this.ask<{ executionArn: string }>([
      'stepfunctions', 'start-execution', '--input', JSON.stringify(input),
      '--state-machine-arn', `arn:${partition}:states:${region}:${account}:stateMachine:${machine}`,
    ]);
    return executionArn;
  }

  public run(execution: string): Promise<Run> {
    return this.ask<Run>(['stepfunctions', 'describe-execution', '--execution-arn', execution]);
  }

  public me(): Promise<string> {
    return identity(this.aws);
  }

  private async search(condition: string, values: Record<string, string>, ...more: string[]): Promise<readonly Item[]> {
    const typed = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { S: value }]));
    const { Items } = await this.ask<{ Items: Attributes[] }>([
      'dynamodb', 'query', '--table-name', this.places.table, '--key-condition-expression', condition,
      '--expression-attribute-values', JSON.stringify(typed), ...more,
    ]);
    return Items.map(itemOf);
  }

  private async ask<T>(args: readonly string[]): Promise<T> {
    return JSON.parse(await this.aws(args) || '{}') as T;
  }
}

async function identity(aws: AwsCommand): Promise<string> {
  return (JSON.parse(await aws(['sts', 'get-caller-identity'])) as { Arn: string }).Arn;
}

function arnOf(arn: string): Arn {
  const [, partition, , region, account] = arn.split(':');
  return { partition, region, account };
}
