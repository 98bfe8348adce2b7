import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { CreatedResource, ResourceRequest } from '../../room';
import { physicalName } from '../physical-name';
import { ResourcePolicy } from '../resource-policy';
import { invalid, invalidParameter, Limits, unmodelled } from './errors';
import { IndexSchema, KeyAttribute, keyAttributes, KeySchema, KeyType } from './keys';
import { Table } from './table';
import { Tables } from './tables';

/** Properties that change nothing about what a workflow sees, besides those that are read below. */
const WITHOUT_EFFECT = [
  'BillingMode', 'ContributorInsightsSpecification', 'OnDemandThroughput', 'PointInTimeRecoverySpecification',
  'ProvisionedThroughput', 'ReadOnDemandThroughputSettings', 'ReadProvisionedThroughputSettings', 'SSESpecification', 'TableClass', 'Tags',
  'WarmThroughput', 'WriteOnDemandThroughputSettings', 'WriteProvisionedThroughputSettings',
];
const READ = [
  'AttributeDefinitions', 'DeletionProtectionEnabled', 'GlobalSecondaryIndexes', 'KeySchema', 'Replicas', 'ResourcePolicy',
  'StreamSpecification', 'TableName', 'TimeToLiveSpecification',
];

export interface TableLags { readonly indexLag: number; readonly replicaLag: number; readonly expiryDelay: number }

/** Makes tables out of templates. */
export class TableMaker {
  constructor(
    private readonly cloud: Cloud, private readonly tables: Tables, private readonly limits: Limits,
    private readonly random: Random, private readonly lags: TableLags,
  ) {}

  public make(request: ResourceRequest): CreatedResource {
    const { properties, account, region } = request;
    refuseUnknown(request);
    const schema = readSchema(properties, this.limits);
    const name = readName(physicalName(request, properties.TableName, this.random, 255))!;
    if (this.tables.at({ account, region, name })) {
      throw new AwsError('ResourceInUseException', `Table already exists: ${name}`);
    }
    const arn = this.tables.arn({ account, region, name });
    const table = new Table({
      account,
      region,
      name,
      arn,
      ...schema,
      ...this.lags,
      id: this.random.uuid(),
      createdAt: this.cloud.clock.now(),
      streamArn: isObject(properties.StreamSpecification) ? `${arn}/stream/${this.cloud.timestamp().replace('Z', '')}` : undefined,
    }, this.limits, this.random);
    this.applySettings(table, request);
    this.tables.add(table);
    return describe(table);
  }

  /** A new version of a stack may change anything of a table but its keys, its indexes, its stream and its name. */
  public update(request: ResourceRequest, current: CreatedResource): CreatedResource {
    const { properties } = request;
    refuseUnknown(request);
    const table = this.owned(request, current);
    const { options } = table;
    const { keys, indexes } = readSchema(properties, this.limits);
    if (JSON.stringify([options.keys, options.indexes]) !== JSON.stringify([keys, indexes])) {
      throw unmodelled(`changes of the keys or indexes of a table (${options.name})`);
    }
    if (isObject(properties.StreamSpecification) !== (options.streamArn !== undefined)) {
      throw unmodelled(`turning the stream of a table on or off (${options.name})`);
    }
    if (properties.TableName !== undefined && properties.TableName !== options.name) {
      throw unmodelled(`replacing a table that gets another name (${options.name})`);
    }
    this.applySettings(table, request);
    return describe(table);
  }

  public remove(request: ResourceRequest, current: CreatedResource): void {
    const table = this.owned(request, current);
    if (table.deletionProtected) {
      throw invalid('Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.');
    }
    this.tables.remove(table);
  }

  private owned({ account, region }: ResourceRequest, { ref: name }: CreatedResource): Table {
    const table = this.tables.at({ account, region, name });
    if (!table) { throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`); }
    return table;
  }

  private applySettings(table: Table, { properties }: ResourceRequest): void {
    const replica = list(properties.Replicas)[0] ?? {};
    table.expiryAttribute = expiryAttribute(properties.TimeToLiveSpecification);
    table.deletionProtected = isTrue(properties.DeletionProtectionEnabled) || isTrue(replica.DeletionProtectionEnabled);
    table.policy = this.policyOf(properties.ResourcePolicy ?? replica.ResourcePolicy);
  }

  private policyOf(property: Json | undefined): ResourcePolicy | undefined {
    if (!isObject(property)) { return undefined; }
    if (/"dynamodb:(LeadingKeys|Attributes)"/i.test(JSON.stringify(property.PolicyDocument))) {
      throw unmodelled("conditions on items or attributes in a table's resource policy");
    }
    const policy = new ResourcePolicy(this.cloud);
    policy.set('table', property.PolicyDocument);
    this.tables.guarded = true;
    return policy;
  }
}

function describe({ options }: Table): CreatedResource {
  return {
    ref: options.name,
    attributes: {
      Arn: options.arn,
      TableId: options.id,
      ...(options.streamArn !== undefined && { StreamArn: options.streamArn }),
    },
  };
}

function refuseUnknown({ type, properties, region }: ResourceRequest): void {
  for (const name in properties) {
    if (properties[name] !== undefined && ![...WITHOUT_EFFECT, ...READ].includes(name)) {
      throw unmodelled(`the property '${name}' of ${type}`);
    }
  }
  if (type !== 'AWS::DynamoDB::GlobalTable') { return; }
  const replicas = list(properties.Replicas);
  if (replicas.length > 1) { throw unmodelled('global tables with replicas in several Regions'); }
  if (replicas[0]?.Region !== region) {
    throw invalid(`a global table must have a replica in the Region of its stack, ${region}`);
  }
  const known = ['Region', 'DeletionProtectionEnabled', 'GlobalSecondaryIndexes', 'ResourcePolicy', ...WITHOUT_EFFECT];
  for (const name in replicas[0]) {
    if (!known.includes(name)) { throw unmodelled(`the property '${name}' of a replica of ${type}`); }
  }
}

interface Schema { readonly keys: KeySchema; readonly indexes: readonly IndexSchema[] }

function readSchema(properties: JsonObject, limits: Limits): Schema {
  const types = new Map(list(properties.AttributeDefinitions).map(definition =>
    [String(definition.AttributeName), String(definition.AttributeType)]));
  const keys = readKeys(properties.KeySchema, types);
  const indexes = list(properties.GlobalSecondaryIndexes).map(index => readIndex(index, types));
  if (indexes.length > limits.globalIndexes) {
    throw invalidParameter(`GlobalSecondaryIndex count exceeds the per-table limit of ${limits.globalIndexes}`);
  }
  if (new Set(indexes.map(({ name }) => name)).size < indexes.length) { throw invalidParameter('Duplicate index name'); }
  const used = new Set([keys, ...indexes.map(index => index.keys)].flatMap(keyAttributes).map(({ name }) => name));
  const unused = [...types.keys()].filter(name => !used.has(name));
  if (unused.length > 0) {
    throw invalidParameter(`Some AttributeDefinitions are not used. AttributeDefinitions: [${[...types.keys()].join(', ')}], keys used: [${[...used].join(', ')}]`);
  }
  return { keys, indexes };
}

function readIndex(index: JsonObject, types: ReadonlyMap<string, string>): IndexSchema {
  const name = readName(index.IndexName);
  if (name === undefined) { throw invalid('a global secondary index needs an IndexName'); }
  const projection = isObject(index.Projection) ? index.Projection.ProjectionType ?? 'ALL' : undefined;
  if (projection !== 'ALL' && projection !== 'KEYS_ONLY' && projection !== 'INCLUDE') {
    throw invalidParameter('Unknown ProjectionType: null');
  }
  const included = isObject(index.Projection) && Array.isArray(index.Projection.NonKeyAttributes)
    ? index.Projection.NonKeyAttributes.map(String) : [];
  if ((projection === 'INCLUDE') !== (included.length > 0)) {
    throw invalidParameter(`ProjectionType is ${projection}, but NonKeyAttributes is ${included.length > 0 ? 'specified' : 'not specified'}`);
  }
  return { name, keys: readKeys(index.KeySchema, types), projection, included };
}

function readKeys(json: Json | undefined, types: ReadonlyMap<string, string>): KeySchema {
  const elements = list(json);
  const parts = elements.filter(({ KeyType: type }) => type === 'HASH');
  const sorts = elements.filter(({ KeyType: type }) => type === 'RANGE');
  if (parts.length > 1 || sorts.length > 1) { throw unmodelled('keys of more than two attributes'); }
  if (parts.length !== 1 || elements.length !== 1 + sorts.length || elements[0].KeyType !== 'HASH') {
    throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  const attribute = (element: JsonObject): KeyAttribute => {
    const name = String(element.AttributeName);
    const type = types.get(name);
    if (type !== 'S' && type !== 'N' && type !== 'B') {
      throw invalidParameter(`Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}], AttributeDefinitions: [${[...types.keys()].join(', ')}]`);
    }
    return { name, type: type as KeyType };
  };
  return { partition: attribute(parts[0]), ...(sorts.length > 0 && { sort: attribute(sorts[0]) }) };
}

function readName(json: Json | undefined): string | undefined {
  if (json === undefined) { return undefined; }
  if (typeof json !== 'string' || !/^[A-Za-z0-9_.-]{3,255}$/.test(json)) {
    throw invalid(`Invalid table/index name '${String(json)}'. Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'`);
  }
  return json;
}

function expiryAttribute(json: Json | undefined): string | undefined {
  return isObject(json) && isTrue(json.Enabled) ? String(json.AttributeName) : undefined;
}

/** CloudFormation takes the words for the values. */
function isTrue(json: Json | undefined): boolean {
  return json === true || json === 'true';
}

function list(json: Json | undefined): JsonObject[] {
  return Array.isArray(json) ? json.filter(isObject) : [];
}
