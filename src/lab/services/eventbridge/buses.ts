import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, JsonObject } from '../../json';
import { ResourcePolicy } from '../resource-policy';
import { Rule } from './rules';

export interface Archive {
  readonly name: string;
  readonly bus: string;
  readonly properties: JsonObject;
}

export interface Bus {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly policy: ResourcePolicy;
  readonly rules: Rule[];
}

/** The buses of all accounts and Regions. The default one is always there. */
export class Buses {
  private readonly buses = new Map<string, Bus>();

  constructor(private readonly cloud: Cloud) {}

  /** The ARN of a bus that somebody names: by its ARN, by its name, or not at all. */
  public arnOf(nameOrArn: unknown, account: string, region: string): string {
    const name = String(nameOrArn ?? 'default');
    return name.startsWith('arn:') ? name : `arn:${this.cloud.partition}:events:${region}:${account}:event-bus/${name}`;
  }

  public find(arn: string): Bus | undefined {
    const known = this.buses.get(arn);
    if (known) { return known; }
    const [, , , region, account, name] = arn.split(':');
    return name === 'event-bus/default' ? this.make('default', account, region) : undefined;
  }

  public get(arn: string): Bus {
    const bus = this.find(arn);
    if (!bus) { throw new AwsError('ResourceNotFoundException', `Event bus ${arn.split('/').pop()} does not exist.`); }
    return bus;
  }

  public create(name: string, account: string, region: string): Bus {
    if (!/^[.\-_A-Za-z0-9]{1,256}$/.test(name) || name === 'default') {
      throw new AwsError('ValidationException', `'${name}' cannot name an event bus`);
    }
    if (this.buses.has(this.arnOf(name, account, region))) {
      throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    }
    const most = this.cloud.quotas.value('eventbridge.buses');
    const own = [...this.buses.values()].filter(bus => bus.account === account && bus.region === region && bus.name !== 'default');
    if (own.length >= most) {
      throw new AwsError('LimitExceededException', `You have reached the limit of ${most} event buses.`);
    }
    return this.make(name, account, region);
  }

  /** Sets one part of a policy: a document, one statement, or the older short form with Principal and Condition. */
  public allow(bus: Bus, part: string, properties: JsonObject): void {
    const { Statement: statement, Principal: principal, Condition: condition, Policy: document } = properties;
    const added = isObject(document) ? document : {
      Version: '2012-10-17',
      Statement: statement ?? {
        Sid: properties.StatementId,
        Effect: 'Allow',
        Principal: principal === '*' ? '*' : { AWS: `arn:${this.cloud.partition}:iam::${String(principal)}:root` },
        Action: properties.Action,
        Resource: bus.arn,
        ...(isObject(condition) && {
          Condition: { [String(condition.Type)]: { [String(condition.Key)]: condition.Value } },
        }),
      },
    };
    bus.policy.set(part, added, this.cloud.quotas.value('eventbridge.busPolicyCharacters'));
  }

  public remove(arn: string): void {
    this.buses.delete(arn);
  }

  public all(): Bus[] {
    return [...this.buses.values()];
  }

  private make(name: string, account: string, region: string): Bus {
    const arn = this.arnOf(name, account, region);
    const policy = new ResourcePolicy(this.cloud);
    const bus: Bus = { name, arn, account, region, policy, rules: [] };
    this.buses.set(arn, bus);
    return bus;
  }
}
