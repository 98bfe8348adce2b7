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

/** The schema registries of EventBridge. Schemas are kept as data: AWS holds no event against them. */
export class SchemasRoom implements Room {
  public readonly service = 'schemas';
  public readonly answers: readonly string[] = [];
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::EventSchemas::Registry': request => this.createRegistry(request),
    'AWS::EventSchemas::Schema': request => this.putSchema(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::EventSchemas::Schema': (...update) => this.putSchema(...update),
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::EventSchemas::Registry': (_, { ref }) => { this.registries.delete(ref); },
    'AWS::EventSchemas::Schema': (_, { ref }) => { this.kept.delete(ref); },
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
    if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(name) || name.startsWith('aws.')) {
      throw new AwsError('BadRequestException', `'${name}' cannot name a registry.`);
    }
    if (this.registries.has(arn)) {
      throw new AwsError('ConflictException', `Registry with name ${name} already exists.`);
    }
    const own = [...this.registries].filter(other => other.startsWith(this.registryArn('', request)));
    this.limit(own.length, 'schemas.registries');
    this.registries.add(arn);
    return { ref: arn, attributes: { RegistryArn: arn, RegistryName: name } };
  }

  /** A new content is a new version; under another name or registry it is another schema. */
  private putSchema(request: ResourceRequest, current?: CreatedResource, previous?: JsonObject): CreatedResource {
    const { properties, account, region } = request;
    const registry = String(properties.RegistryName);
    const registryArn = this.registryArn(registry, request);
    if (!this.registries.has(registryArn)) {
      throw new AwsError('NotFoundException', `Registry with name ${registry} not found.`);
    }
    const { Type: type, Description: description } = properties;
    if (type !== 'OpenApi3' && type !== 'JSONSchemaDraft4') {
      throw new AwsError('BadRequestException', `Type is OpenApi3 or JSONSchemaDraft4, got '${String(type)}'.`);
    }
    const former = current && { given: previous?.SchemaName, name: String(current.attributes?.SchemaName) };
    const name = physicalName(request, properties.SchemaName, this.random, 385, former);
    const arn = `arn:${this.cloud.partition}:schemas:${region}:${account}:schema/${registry}/${name}`;
    const same = current?.ref === arn;
    if (this.kept.has(arn) && !same) { throw new AwsError('ConflictException', `Schema with name ${name} already exists.`); }
    if (current && !same) { this.kept.delete(current.ref); }
    if (!same) {
      this.limit(this.schemas().filter(schema => schema.registry === registryArn).length, 'schemas.schemasPerRegistry');
    }
    const content = contentOf(properties.Content);
    const about = description as string | undefined;
    const version = same ? Number(current.attributes?.SchemaVersion) + 1 : 1;
    this.kept.set(arn, { arn, registry: registryArn, name, type, content, description: about });
    return { ref: arn, attributes: { SchemaArn: arn, SchemaName: name, SchemaVersion: String(version) } };
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
