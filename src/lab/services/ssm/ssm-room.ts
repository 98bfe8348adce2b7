import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { page } from '../../pages';
import { Random } from '../../random';
import { Call, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { throwIfUnknown } from '../parameters';
import { physicalName } from '../physical-name';
import { checkName, checkValue, Parameter, Tier, tierOf, typeOf, validation } from './parameters';

/** The parameter store of Systems Manager. */
export class SsmRoom implements Room {
  public readonly service = 'ssm';
  public readonly answers = ['getParameter', 'getParameters', 'putParameter', 'deleteParameter', 'getParametersByPath'];
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::SSM::Parameter': request => this.putFromTemplate(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::SSM::Parameter': (request, current, previous) => this.update(request, current, previous),
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::SSM::Parameter': ({ account, region }, { ref }) => { this.store(account, region).delete(ref); },
  };
  /** Per account and Region, by name. */
  private readonly stores = new Map<string, Map<string, Parameter>>();
  private readonly random: Random;

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('ssm');
  }

  public permissions({ action, parameters, caller }: Call): Permission[] {
    const named = (name: unknown) => this.arnOf(String(name ?? ''), caller.account, caller.region);
    switch (action) {
      case 'getParameter': return [{ action: 'ssm:GetParameter', resource: named(this.selected(parameters.Name).name) }];
      case 'getParameters':
        return (Array.isArray(parameters.Names) ? parameters.Names : [])
          .map(name => ({ action: 'ssm:GetParameters', resource: named(this.selected(name).name) }));
      case 'putParameter': return [{ action: 'ssm:PutParameter', resource: named(parameters.Name) }];
      case 'deleteParameter': return [{ action: 'ssm:DeleteParameter', resource: named(parameters.Name) }];
      case 'getParametersByPath': return [{ action: 'ssm:GetParametersByPath', resource: named(parameters.Path) }];
      default: return [{ action: `ssm:${action}`, resource: '*' }];
    }
  }

  public handle(call: Call): JsonObject {
    const { action, parameters, caller } = call;
    throwIfUnknown(call);
    const store = this.store(caller.account, caller.region);
    switch (action) {
      case 'getParameter': return this.get(store, parameters);
      case 'getParameters': return this.getSeveral(store, parameters);
      case 'putParameter':
        if (parameters.Tags !== undefined && parameters.Overwrite === true) {
          throw validation("Invalid request: tags and overwrite can't be used together.");
        }
        return this.put(store, parameters, caller.account, caller.region);
      case 'deleteParameter': return this.delete(store, String(parameters.Name));
      case 'getParametersByPath': return this.byPath(store, parameters);
      default: throw new Error(`the lab does not model ssm:${action}`);
    }
  }

  /** The present value, for tests and for templates; undefined where there is none. */
  public value(account: string, region: string, name: string): string | undefined {
    return this.store(account, region).get(name)?.versions.at(-1)?.value;
  }

  private get(store: Map<string, Parameter>, { Name: asked }: JsonObject): JsonObject {
    const { name, version } = this.selected(asked);
    // The ARN of a name without levels does not tell whether the name starts with a slash.
    const parameter = store.get(name) ?? (String(asked).startsWith('arn:') ? store.get(`/${name}`) : undefined);
    if (!parameter) { throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`); }
    const { versions } = parameter;
    const found = version === undefined ? versions.at(-1) : versions.find(({ number }) => number === version);
    if (!found) {
      throw new AwsError('ParameterVersionNotFound', `Systems Manager could not find version ${version} of ${name}.`);
    }
    return { Parameter: { ...shown(parameter, found.number), ...(version !== undefined && { Selector: `:${version}` }) } };
  }

  /** In the order of their names. What is not there is told, and no error. */
  private getSeveral(store: Map<string, Parameter>, { Names: names }: JsonObject): JsonObject {
    const most = this.cloud.quotas.value('ssm.namesInCall');
    if (!Array.isArray(names) || names.length < 1 || names.length > most) {
      throw validation(`Names: from 1 to ${most} names are allowed.`);
    }
    if (new Set(names).size < names.length) {
      throw new Error('the lab does not model a name that is given twice to GetParameters');
    }
    const found = names.map(name => {
      try {
        return this.get(store, { Name: name }).Parameter as JsonObject;
      } catch (error) {
        if (!(error instanceof AwsError)) { throw error; }
        return undefined;
      }
    });
    const there = found.flatMap(parameter => parameter ? [parameter] : []);
    return {
      Parameters: there.sort((a, b) => String(a.Name) < String(b.Name) ? -1 : 1),
      InvalidParameters: names.filter((_, at) => found[at] === undefined),
    };
  }

  private put(store: Map<string, Parameter>, parameters: JsonObject, account: string, region: string): JsonObject {
    const { Name: name, Value: value, Overwrite: overwrite = false } = parameters;
    if (typeof name !== 'string' || typeof value !== 'string') { throw validation('Name and Value are required.'); }
    const known = store.get(name);
    checkName(name);
    if (known && overwrite !== true) {
      throw new AwsError('ParameterAlreadyExists', 'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.');
    }
    const type = typeOf(parameters.Type, known);
    const tier = tierOf(parameters.Tier, value, known, this.cloud.quotas);
    const pattern = (parameters.AllowedPattern ?? known?.allowedPattern) as string | undefined;
    checkValue(value, tier, pattern, this.cloud.quotas);
    if (!known) { this.checkRoom(store, tier); }
    const number = (known?.versions.at(-1)?.number ?? 0) + 1;
    const versions = [...(known?.versions ?? []), { number, value, at: this.cloud.clock.now() }];
    store.set(name, {
      name,
      type,
      tier,
      allowedPattern: pattern,
      arn: this.arnOf(name, account, region),
      dataType: String(parameters.DataType ?? 'text'),
      versions: versions.slice(-this.cloud.quotas.value('ssm.versions')),
    });
    return { Version: number, Tier: tier };
  }

  private checkRoom(store: Map<string, Parameter>, tier: Tier): void {
    const most = this.cloud.quotas.value(tier === 'Standard' ? 'ssm.standardParameters' : 'ssm.advancedParameters');
    // Only a store of that size is worth counting through.
    if (store.size >= most && [...store.values()].filter(parameter => parameter.tier === tier).length >= most) {
      throw new AwsError('ParameterLimitExceeded', `You have exceeded the number of ${tier} parameters for this account: ${most}.`);
    }
  }

  private delete(store: Map<string, Parameter>, name: string): JsonObject {
    if (!store.delete(name)) { throw new AwsError('ParameterNotFound', `Parameter ${name} not found.`); }
    return {};
  }

  private byPath(store: Map<string, Parameter>, parameters: JsonObject): JsonObject {
    const { Path: path, Recursive: recursive = false, MaxResults: most = 10 } = parameters;
    if (parameters.ParameterFilters !== undefined) {
      throw new Error('the lab does not model ParameterFilters of GetParametersByPath');
    }
    if (typeof path !== 'string' || !path.startsWith('/')) {
      throw validation('The parameter path must start with a slash "/".');
    }
    if (!Number.isInteger(most) || Number(most) < 1 || Number(most) > 10) {
      throw validation('MaxResults is from 1 to 10.');
    }
    const prefix = path.endsWith('/') ? path : `${path}/`;
    const below = [...store.values()].sort((a, b) => a.name < b.name ? -1 : 1)
      .filter(({ name }) => name.startsWith(prefix) && (recursive === true || !name.slice(prefix.length).includes('/')));
    const badToken = () => new AwsError('InvalidNextToken', 'The specified token is not valid.');
    const { items, NextToken } = page(below, parameters, { largest: 10, badToken });
    return { Parameters: items.map(parameter => shown(parameter)), ...(NextToken !== undefined && { NextToken }) };
  }

  private putFromTemplate(request: ResourceRequest, Overwrite = false): CreatedResource {
    const { properties, account, region } = request;
    if (properties.Policies !== undefined) { throw new Error('the lab does not model policies of parameters'); }
    if (properties.Type === 'SecureString') { throw validation('SecureString is not supported by CloudFormation.'); }
    const Name = physicalName(request, properties.Name, this.random, 1011);
    this.put(this.store(account, region), { ...properties, Name, Overwrite }, account, region);
    return { ref: Name, attributes: { Type: properties.Type, Value: properties.Value } };
  }

  /** A parameter with another name is another one, which comes before the old one goes. */
  private update(request: ResourceRequest, current: CreatedResource, previous: JsonObject): CreatedResource {
    const { properties, account, region } = request;
    const former = { given: previous.Name, name: current.ref };
    const Name = physicalName(request, properties.Name, this.random, 1011, former);
    const made = this.putFromTemplate({ ...request, properties: { ...properties, Name } }, Name === current.ref);
    if (Name !== current.ref) { this.store(account, region).delete(current.ref); }
    return made;
  }

  /** A name may carry a version: `name:3`. It may also be a whole ARN. */
  private selected(asked: unknown): { name: string; version?: number } {
    const text = String(asked ?? '');
    const [, arnName] = /^arn:[^:]+:ssm:[^:]+:[^:]+:parameter\/(.*)$/.exec(text) ?? [];
    if (arnName !== undefined) {
      const [plain, version] = arnName.split(':');
      return { name: plain.includes('/') ? `/${plain}` : plain, version: version === undefined ? undefined : Number(version) };
    }
    const [name, selector] = text.split(':');
    if (selector !== undefined && !/^\d+$/.test(selector)) {
      throw new Error(`the lab does not model labels of parameters (${text})`);
    }
    return { name, version: selector === undefined ? undefined : Number(selector) };
  }

  /** The leading slash of a name is the slash behind `parameter`. */
  private arnOf(name: string, account: string, region: string): string {
    if (name.startsWith('arn:')) { return name; }
    return `arn:${this.cloud.partition}:ssm:${region}:${account}:parameter${name.startsWith('/') ? '' : '/'}${name}`;
  }

  private store(account: string, region: string): Map<string, Parameter> {
    const key = `${account}/${region}`;
    const store = this.stores.get(key) ?? new Map<string, Parameter>();
    this.stores.set(key, store);
    return store;
  }
}

function shown({ name, type, arn, dataType, versions }: Parameter, number = versions.at(-1)!.number): JsonObject {
  const { value, at } = versions.find(version => version.number === number)!;
  const LastModifiedDate = new Date(at).toISOString();
  return { Name: name, Type: type, Value: value, Version: number, LastModifiedDate, ARN: arn, DataType: dataType };
}

export const ssm: RoomBuilder = cloud => new SsmRoom(cloud);
