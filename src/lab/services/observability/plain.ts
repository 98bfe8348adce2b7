import { generatedName } from '../../assembly/generated-name';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Random } from '../../random';
import { CreatedResource, ResourceRequest, Room } from '../../room';

/** A type of which the lab knows only what AWS takes, and how many. */
export interface PlainType {
  /** The name that the template gives it, if it gives one. */
  readonly nameOf: (properties: JsonObject) => unknown;
  readonly arnOf: (name: string) => { readonly service: string; readonly resource: string };
  /** What `Ref` gives. */
  readonly ref: 'name' | 'arn';
  /** What `Fn::GetAtt` gives. */
  readonly attributes: (arn: string, account: string) => JsonObject;
  /** What AWS would not take of it. */
  readonly complaint: (request: ResourceRequest) => string | undefined;
  /** What AWS cannot change without another one in its place, beside the name. */
  readonly fixed?: readonly string[];
  readonly error?: string;
  /** The quota on how many there may be of it in an account and Region. */
  readonly most?: string;
}

export interface Plain {
  readonly type: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly properties: JsonObject;
}

/** Resources that are made, changed and removed, and do nothing. */
export class PlainResources {
  private readonly kept = new Map<string, Plain>();
  private readonly random: Random;

  constructor(private readonly cloud: Cloud, private readonly types: Readonly<Record<string, PlainType>>) {
    this.random = cloud.random.fork(Object.keys(types).join());
  }

  public get resources(): NonNullable<Room['resources']> {
    return this.forEach(() => request => this.make(request));
  }

  public get updates(): NonNullable<Room['updates']> {
    return this.forEach(() => (request, current, previous) => this.change(request, current, previous));
  }

  public get removals(): NonNullable<Room['removals']> {
    return this.forEach(() => (request, { ref }) => { this.kept.delete(keyOf(request, ref)); });
  }

  public all(): readonly Plain[] {
    return [...this.kept.values()];
  }

  private forEach<T>(entry: () => T): Record<string, T> {
    return Object.fromEntries(Object.keys(this.types).map(type => [type, entry()]));
  }

  private make(request: ResourceRequest): CreatedResource {
    const { type, account, region } = request;
    const { most, nameOf, error = 'LimitExceededException' } = this.types[type];
    this.check(request);
    const given = nameOf(request.properties);
    const name = given === undefined ? generatedName(request.stack, request.logicalId, this.random, 64) : String(given);
    if (this.kept.has(keyOf(request, this.refOf(request, name)))) { throw new AwsError('AlreadyExistsException', `${type} ${name} already exists.`); }
    const limit = most === undefined ? Infinity : this.cloud.quotas.value(most);
    const isHere = (each: Plain) => each.type === type && each.account === account && each.region === region;
    if (limit < Infinity && this.all().filter(isHere).length >= limit) { throw new AwsError(error, `There are ${limit} of ${type} in ${account}/${region}, and there can be no more.`); }
    return this.keep(request, name);
  }

  private change(request: ResourceRequest, current: CreatedResource, previous: JsonObject): CreatedResource {
    const { fixed = [], nameOf } = this.types[request.type];
    const changed = fixed.filter(name => JSON.stringify(request.properties[name]) !== JSON.stringify(previous[name]));
    if (nameOf(request.properties) !== nameOf(previous)) { changed.push('its name'); }
    if (changed.length > 0) { throw new Error(`the lab does not model the replacement of ${request.type}, of which ${changed.join(', ')} changed`); }
    this.check(request);
    return this.keep(request, this.kept.get(keyOf(request, current.ref))!.name);
  }

  private check(request: ResourceRequest): void {
    const complaint = this.types[request.type].complaint(request);
    if (complaint !== undefined) { throw new AwsError('InvalidParameterException', complaint); }
  }

  private keep(request: ResourceRequest, name: string): CreatedResource {
    const { type, account, region, properties } = request;
    const ref = this.refOf(request, name);
    this.kept.set(keyOf(request, ref), { type, name, account, region, properties });
    return { ref, attributes: this.types[type].attributes(this.arnOf(request, name), account) };
  }

  private refOf(request: ResourceRequest, name: string): string {
    return this.types[request.type].ref === 'arn' ? this.arnOf(request, name) : name;
  }

  private arnOf({ type, account, region }: ResourceRequest, name: string): string {
    const { service, resource } = this.types[type].arnOf(name);
    return `arn:${this.cloud.partition}:${service}:${region}:${account}:${resource}`;
  }
}

const keyOf = ({ type, account, region }: ResourceRequest, ref: string) => JSON.stringify([type, account, region, ref]);
