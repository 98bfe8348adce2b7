import { Document, Statement } from './world';
import { Intrinsics, Names } from '../../src/lab/assembly/intrinsics';
import { Json } from '../../src/lab/json';

interface TemplateResource { readonly Type: string; readonly Properties?: Record<string, Json> }
interface Template {
  readonly Resources: Record<string, TemplateResource>;
  readonly Mappings?: Record<string, Record<string, Record<string, Json>>>;
  readonly Conditions?: Record<string, Json>;
  readonly Parameters?: Record<string, { readonly Default?: Json }>;
}

export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly arn: string;
  readonly properties: Readonly<Record<string, Json>>;
}

/** Which property names a resource, where users or we name it; else it is called by its logical id. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'AWS::Events::EventBus': 'Name', 'AWS::IAM::Role': 'RoleName', 'AWS::Logs::LogGroup': 'LogGroupName', 'AWS::S3::Bucket': 'BucketName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName', 'AWS::Lambda::Function': 'FunctionName', 'AWS::Events::Rule': 'Name',
  'AWS::Events::Archive': 'ArchiveName', 'AWS::SSM::Parameter': 'Name',
};

/** What `Ref` gives is the ARN of these. */
const KNOWN_BY_ARN: ReadonlySet<string> = new Set(['AWS::StepFunctions::StateMachine', 'AWS::SNS::Topic', 'AWS::Oam::Link']);

/** A template as it stands in an account: names and ARNs in place of references. */
export class Account {
  public readonly resources: Resource[];
  private readonly names: Names;

  constructor(
    private readonly template: object, public readonly id: string, public readonly region: string,
    parameters: Record<string, Json> = {},
  ) {
    this.names = this.namesWith(parameters);
    const intrinsics = new Intrinsics(this.names);
    this.resources = Object.entries(this.all).map(([logicalId, { Type: type, Properties = {} }]) => ({
      id: logicalId, type, name: this.nameOf(logicalId), arn: this.arnOf(logicalId),
      properties: intrinsics.resolve(Properties) as Record<string, Json>,
    }));
  }

  /** The one resource of a type whose name or id fits. */
  public one(type: string, fits: RegExp = /./): Resource {
    const found = this.resources.filter(each => each.type === type && (fits.test(each.name) || fits.test(each.id)));
    if (found.length !== 1) { throw new Error(`${this.id}: ${found.length} of ${type} are ${String(fits)}: ${found.map(({ id }) => id).join(', ')}`); }
    return found[0];
  }

  private get all(): Record<string, TemplateResource> {
    return (this.template as Template).Resources;
  }

  private nameOf(logicalId: string): string {
    const { Type, Properties = {} } = this.all[logicalId];
    const given = Properties[NAMED_BY[Type] ?? ''];
    const name = given === undefined ? undefined : new Intrinsics(this.names).resolve(given);
    return typeof name === 'string' ? name : Type === 'AWS::S3::Bucket' ? logicalId.toLowerCase() : logicalId;
  }

  private arnOf(logicalId: string): string {
    const { Type, Properties = {} } = this.all[logicalId];
    const name = this.nameOf(logicalId);
    const at = (service: string, rest: string) => `arn:aws:${service}:${this.region}:${this.id}:${rest}`;
    switch (Type) {
      case 'AWS::Oam::Sink': return at('oam', 'sink/1');
      case 'AWS::Oam::Link': return at('oam', 'link/1');
      case 'AWS::Events::EventBus': return at('events', `event-bus/${name}`);
      case 'AWS::Events::Archive': return at('events', `archive/${name}`);
      case 'AWS::Events::Rule': {
        const bus = new Intrinsics(this.names).resolve(Properties.EventBusName);
        return at('events', `rule/${typeof bus === 'string' && bus !== 'default' ? `${bus}/` : ''}${name}`);
      }
      case 'AWS::SQS::Queue': return at('sqs', name);
      case 'AWS::S3::Bucket': return `arn:aws:s3:::${name}`;
      case 'AWS::DynamoDB::Table': case 'AWS::DynamoDB::GlobalTable': return at('dynamodb', `table/${name}`);
      case 'AWS::IAM::Role': return `arn:aws:iam::${this.id}:role/${name}`;
      case 'AWS::Logs::LogGroup': return at('logs', `log-group:${name}:*`);
      case 'AWS::StepFunctions::StateMachine': return at('states', `stateMachine:${name}`);
      case 'AWS::Lambda::Function': return at('lambda', `function:${name}`);
      case 'AWS::SSM::Parameter': return at('ssm', `parameter${name}`);
      default: return at(Type.split('::')[1].toLowerCase(), name);
    }
  }

  private namesWith(parameters: Record<string, Json>): Names {
    const { Mappings = {}, Conditions = {}, Parameters = {} } = this.template as Template;
    const pseudo: Record<string, Json> = {
      'AWS::AccountId': this.id, 'AWS::Region': this.region, 'AWS::Partition': 'aws', 'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': 'Stack', 'AWS::StackId': 'stack',
    };
    const names: Names = {
      region: this.region,
      ref: name => parameters[name] ?? pseudo[name] ?? Parameters[name]?.Default
        ?? (KNOWN_BY_ARN.has(this.all[name]?.Type) ? this.arnOf(name) : this.all[name] && this.nameOf(name)) ?? name,
      attribute: (logicalId, attribute) => attribute.endsWith('Arn') ? this.arnOf(logicalId) : `${logicalId}.${attribute}`,
      condition: name => new Intrinsics(names).holds(Conditions[name]),
      mapping: (map, first, second) => Mappings[map]?.[first]?.[second],
      importValue: name => name,
    };
    return names;
  }
}

/** The policies of a type that Organizations has. */
export function policiesOf(account: Account, type: string): Document[] {
  return account.resources.filter(each => each.type === 'AWS::Organizations::Policy' && each.properties.Type === type)
    // Those of suspended and quarantined accounts are on one unit each.
    .filter(({ properties }) => (properties.TargetIds as Json[]).length > 1)
    .map(({ properties }) => documentOf(properties.Content));
}

/** Who may assume a role. */
export const trustOf = (role: Resource): Document => documentOf(role.properties.AssumeRolePolicyDocument);

/** What a role may do. */
export function permissionsOf(account: Account, role: Resource): Document {
  const inline = (role.properties.Policies ?? []) as unknown as { PolicyDocument: Json }[];
  const attached = account.resources.filter(({ type, properties }) =>
    type === 'AWS::IAM::Policy' && (properties.Roles as Json[]).includes(role.name));
  const documents = [...inline, ...attached.map(({ properties }) => properties as unknown as { PolicyDocument: Json })];
  return together(documents.map(each => each.PolicyDocument));
}

/** What the policy of a bucket, queue, bus, sink, function or log group says; undefined when it has none. */
export function resourcePolicyOf(account: Account, { type, name, arn, properties }: Resource): Document | undefined {
  const own = (kind: string, isIts: (properties: Record<string, Json>) => boolean) =>
    account.resources.filter(each => each.type === kind && isIts(each.properties)).map(({ properties: its }) => its);
  switch (type) {
    case 'AWS::Oam::Sink': return documentOf(properties.Policy);
    case 'AWS::SQS::Queue': return some(own('AWS::SQS::QueuePolicy', ({ Queues }) => (Queues as Json[]).includes(name)));
    case 'AWS::S3::Bucket': return some(own('AWS::S3::BucketPolicy', ({ Bucket }) => Bucket === name));
    case 'AWS::Events::EventBus': return some(own('AWS::Events::EventBusPolicy', ({ EventBusName }) => EventBusName === name)
      .map(({ Statement: one }) => ({ PolicyDocument: { Version: '2012-10-17', Statement: [one] } })));
    case 'AWS::Logs::LogGroup':
      return some(own('AWS::Logs::ResourcePolicy', ({ PolicyDocument }) => JSON.stringify(PolicyDocument).includes(arn)));
    default: return undefined;
  }
}

const some = (its: Readonly<Record<string, Json>>[]) =>
  its.length > 0 ? together(its.map(({ PolicyDocument }) => PolicyDocument)) : undefined;

const documentOf = (value: Json): Document => (typeof value === 'string' ? JSON.parse(value) : value) as Document;

function together(documents: Json[]): Document {
  const statements = documents.map(documentOf).flatMap(({ Statement: all }) => ([] as Statement[]).concat(all));
  return { Version: '2012-10-17', Statement: statements };
}
