import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { physicalName } from '../physical-name';

export interface Schema {
  readonly arn: string;
  readonly registry: string;
  readonly name: string;
  readonly type: string;
  /** The schema itself. */
  readonly content: JsonObject;
  readonly description?: string;
}

/** The schema registries of EventBridge. Schemas are kept for tests to hold events against; AWS itself checks no event. */
export class SchemasRoom implements Room {
  public readonly service = 'schemas';
  public readonly resources = {
    'AWS::EventSchemas::Registry': (request: ResourceRequest) => this.createRegistry(request),
    'AWS::EventSchemas::Schema': (request: ResourceRequest) => this.createSchema(request),
  };
  private readonly registries = new Set<string>();
  private readonly kept = new Map<string, Schema>();
  private readonly random: Random;

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('schemas');
  }

  public permissions({ action }: Call): Permission[] {
    return [{ action: `schemas:${action}`, resource: '*' }];
  }

  public handle({ action }: Call): JsonObject {
    throw new Error(`the lab does not model schemas:${action}`);
  }

  public schemas(): Schema[] {
    return [...this.kept.values()];
  }

  private createRegistry(request: ResourceRequest): CreatedResource {
    const { properties } = request;
    const name = physicalName(request, properties.RegistryName, this.random, 64);
    const arn = this.registryArn(name, request);
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name) || name.startsWith('aws.')) { throw new AwsError('BadRequestException', `'${name}' cannot name a registry.`); }
    if (this.registries.has(arn)) { throw new AwsError('ConflictException', `Registry with name ${name} already exists.`); }
    const own = [...this.registries].filter(other => other.startsWith(this.registryArn('', request)));
    this.limit(own.length, 'schemas.registries');
    this.registries.add(arn);
    return { ref: arn, attributes: { RegistryArn: arn, RegistryName: name } };
  }

  private createSchema(request: ResourceRequest): CreatedResource {
    const { properties, account, region } = request;
    const registry = String(properties.RegistryName);
    const registryArn = this.registryArn(registry, request);
    if (!this.registries.has(registryArn)) { throw new AwsError('NotFoundException', `Registry with name ${registry} not found.`); }
    const { Type: type, Description: description } = properties;
    if (type !== 'OpenApi3' && type !== 'JSONSchemaDraft4') { throw new AwsError('BadRequestException', `Type is OpenApi3 or JSONSchemaDraft4, got '${String(type)}'.`); }
    const name = physicalName(request, properties.SchemaName, this.random, 385);
    const arn = `arn:${this.cloud.partition}:schemas:${region}:${account}:schema/${registry}/${name}`;
    if (this.kept.has(arn)) { throw new AwsError('ConflictException', `Schema with name ${name} already exists.`); }
    this.limit(this.schemas().filter(schema => schema.registry === registryArn).length, 'schemas.schemasPerRegistry');
    this.kept.set(arn, { arn, registry: registryArn, name, type, content: contentOf(properties.Content), description: description as string | undefined });
    return { ref: arn, attributes: { SchemaArn: arn, SchemaName: name, SchemaVersion: '1' } };
  }

  private registryArn(name: string, { account, region }: ResourceRequest): string {
    return `arn:${this.cloud.partition}:schemas:${region}:${account}:registry/${name}`;
  }

  private limit(count: number, quota: string): void {
    const most = this.cloud.quotas.value(quota);
    if (count >= most) { throw new AwsError('ServiceQuotaExceededException', `At most ${most} (${quota}).`); }
  }
}

function contentOf(text: unknown): JsonObject {
  try {
    return JSON.parse(String(text)) as JsonObject;
  } catch {
    throw new AwsError('BadRequestException', 'Content is no JSON.');
  }
}

export const schemas: RoomBuilder = cloud => new SchemasRoom(cloud);
