import { AwsCommand, AwsRefusal } from './aws-command';
import { Item, itemOf, Run } from './data';
import { KEYS } from '../../tenants/contract';

/** A name of AWS, in its parts. */
export interface Arn { readonly partition: string; readonly region: string; readonly account: string }

type Attributes = Parameters<typeof itemOf>[0];

/** What a parameter of ours says, and where it is; undefined where there is none of this name. */
export async function placesAt<T>(
  aws: AwsCommand, name: string,
): Promise<{ readonly places: T; readonly at: Arn } | undefined> {
  try {
    const { Parameter } = JSON.parse(await aws(['ssm', 'get-parameter', '--name', name])) as { Parameter: { ARN: string; Value: string } };
    return { places: JSON.parse(Parameter.Value) as T, at: arnOf(Parameter.ARN) };
  } catch (error) {
    if (!(error instanceof AwsRefusal) || error.code !== 'ParameterNotFound') { throw error; }
    return undefined;
  }
}

/** The ARN of whoever asks. */
export async function identity(aws: AwsCommand): Promise<string> {
  return (JSON.parse(await aws(['sts', 'get-caller-identity'])) as { Arn: string }).Arn;
}

export function arnOf(arn: string): Arn {
  const [, partition, , region, account] = arn.split(':');
  return { partition, region, account };
}

/** A table, a bucket and workflows of ours in one account and Region, through AWS's own command line. */
export class AwsPlace {
  constructor(
    protected readonly aws: AwsCommand, public readonly platform: string,
    protected readonly places: { readonly table: string; readonly bucket: string }, protected readonly at: Arn,
  ) {}

  public async item(partition: string, sort: string): Promise<Item | undefined> {
    const key = JSON.stringify({ [KEYS.partition]: { S: partition }, [KEYS.sort]: { S: sort } });
    // Of an item that is not there, the command line prints nothing at all.
    const { Item: found } = await this.ask<{ Item?: Attributes }>(['dynamodb', 'get-item', '--table-name', this.places.table, '--key', key]);
    return found && itemOf(found);
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

  /** What a query finds, and whether there is more than `--max-items` lets through. */
  protected async search(
    condition: string, values: Record<string, string>, ...more: string[]
  ): Promise<{ readonly items: readonly Item[]; readonly more: boolean }> {
    const typed = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { S: value }]));
    const { Items, NextToken } = await this.ask<{ Items: Attributes[]; NextToken?: string }>([
      'dynamodb', 'query', '--table-name', this.places.table, '--key-condition-expression', condition,
      '--expression-attribute-values', JSON.stringify(typed), ...more,
    ]);
    return { items: Items.map(itemOf), more: NextToken !== undefined };
  }

  protected async ask<T>(args: readonly string[]): Promise<T> {
    return JSON.parse(await this.aws(args) || '{}') as T;
  }
}
