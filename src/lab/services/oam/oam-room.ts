import { EVERYTHING, Filter, filterOf } from './filters';
import { labelOf, typesOf } from './inputs';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, Json, JsonObject } from '../../json';
import { page } from '../../pages';
import { Random } from '../../random';
import { Call, Caller, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { throwIfUnknown } from '../parameters';
import { ResourcePolicy } from '../resource-policy';

/** Where the telemetry of other accounts of the same Region may be seen. */
export interface Sink {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  /** By the account that shares. */
  readonly links: Map<string, Link>;
  policy?: { readonly judge: ResourcePolicy; readonly text: string };
}

/** What one account shares with a sink. */
export interface Link {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly sink: Sink;
  readonly label: string;
  readonly since: number;
  readonly types: readonly string[];
  readonly metrics?: Filter;
  readonly logGroups?: Filter;
}

interface Wanted { readonly SinkIdentifier: string; readonly types: string[]; readonly properties: JsonObject }

export const METRICS = 'AWS::CloudWatch::Metric';

/** CloudWatch's Observability Access Manager: who shares which telemetry with whom. */
export class OamRoom implements Room {
  public readonly service = 'oam';
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::Oam::Sink': ({ properties, account, region }) => resourceOf(this.createSink(properties, account, region)),
    'AWS::Oam::Link': ({ properties, account, region }) =>
      resourceOf(this.createLink(properties, this.maker(account, region))),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::Oam::Sink': ({ properties, type }, current, previous) => {
      throwIfReplaced(type, ['Name'], properties, previous);
      if (properties.Policy === undefined && previous.Policy !== undefined) { throw new Error('the lab does not model how the policy of AWS::Oam::Sink is taken away'); }
      const sink = this.sinks.get(current.ref)!;
      if (properties.Policy !== undefined) { this.setPolicy(sink, properties.Policy); }
      return current;
    },
    'AWS::Oam::Link': (...update) => this.changeLink(...update),
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::Oam::Sink': (_, { ref }) => this.removeSink(this.sinks.get(ref)!),
    'AWS::Oam::Link': (_, { ref }) => this.removeLink(this.links.get(ref)!),
  };
  private readonly sinks = new Map<string, Sink>();
  private readonly links = new Map<string, Link>();
  private readonly random: Random;
  private readonly actions: Readonly<Record<string, (call: Call) => JsonObject>> = {
    createLink: ({ parameters, caller }) => shown(this.createLink(parameters, caller)),
    deleteLink: ({ parameters, caller }) => {
      this.removeLink(this.ownLink(parameters.Identifier, caller));
      return {};
    },
    getSinkPolicy: ({ parameters, caller }) => this.policyOf(this.ownSink(parameters.SinkIdentifier, caller)),
    listAttachedLinks: ({ parameters, caller }) => this.attached(parameters, caller),
    listSinks: ({ caller: { account, region } }) => ({
      Items: [...this.sinks.values()].filter(sink => sink.account === account && sink.region === region)
        .map(({ arn, name }) => ({ Arn: arn, Id: idOf(arn), Name: name })),
    }),
    putSinkPolicy: ({ parameters, caller }) => {
      const sink = this.ownSink(parameters.SinkIdentifier, caller);
      this.setPolicy(sink, parsed(parameters.Policy));
      return this.policyOf(sink);
    },
    updateLink: ({ parameters, caller }) =>
      shown(this.update(this.ownLink(parameters.Identifier, caller), parameters, caller)),
  };

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('oam');
  }

  public get answers(): string[] { return Object.keys(this.actions); }

  public permissions({ action, parameters, caller }: Call): Permission[] {
    const name = `oam:${action[0].toUpperCase()}${action.slice(1)}`;
    const { SinkIdentifier: sink, Identifier: link, ResourceTypes: types } = parameters;
    const context = Array.isArray(types) ? { 'oam:ResourceTypes': types.map(String) } : undefined;
    const shares = (Array.isArray(types) ? types : []).map(type => ({ action: `${SHARING[String(type)] ?? 'oam'}:Link`, resource: '*' }));
    switch (action) {
      case 'createLink': return [
        { action: name, resource: this.arn(caller, 'link', '*'), context }, { action: name, resource: String(sink), context }, ...shares,
      ];
      case 'updateLink': return [
        { action: name, resource: String(link), context }, { action: name, resource: this.links.get(String(link))?.sink.arn ?? '*', context }, ...shares,
      ];
      case 'listSinks': return [{ action: name, resource: '*' }];
      default: return [{ action: name, resource: String(sink ?? link) }];
    }
  }

  public handle(call: Call): JsonObject {
    const action = this.actions[call.action];
    if (!action) { throw new Error(`the lab does not model oam:${call.action}`); }
    throwIfUnknown(call);
    return action(call);
  }

  /** The links to the sink of an account and Region, by the account that shares. */
  public linksTo(account: string, region: string): ReadonlyMap<string, Link> {
    return this.sinkIn(account, region)?.links ?? new Map<string, Link>();
  }

  private sinkIn(account: string, region: string): Sink | undefined {
    return [...this.sinks.values()].find(sink => sink.account === account && sink.region === region);
  }

  private createSink({ Name: name, Policy: policy }: JsonObject, account: string, region: string): Sink {
    if (typeof name !== 'string' || !/^[\w.-]{1,255}$/.test(name)) { throw invalid(`${JSON.stringify(name)} cannot name a sink.`); }
    const here = [...this.sinks.values()].filter(sink => sink.account === account && sink.region === region).length;
    if (here >= this.cloud.quotas.value('oam.sinks')) { throw new AwsError('ConflictException', `Account ${account} already has a sink in ${region}.`); }
    const sink: Sink = { arn: this.arn({ account, region }, 'sink', this.random.uuid()), name, account, region, links: new Map() };
    if (policy !== undefined) { this.setPolicy(sink, policy); }
    this.sinks.set(sink.arn, sink);
    return sink;
  }

  private setPolicy(sink: Sink, document: Json): void {
    const judge = new ResourcePolicy(this.cloud);
    judge.set('policy', document);
    sink.policy = { judge, text: JSON.stringify(document) };
  }

  private policyOf({ arn, policy }: Sink): JsonObject {
    if (!policy) { throw missing(`The sink ${arn} has no policy.`); }
    return { SinkArn: arn, SinkId: idOf(arn), Policy: policy.text };
  }

  /** All links go first, which only the accounts can do that share. */
  private removeSink(sink: Sink): void {
    if (sink.links.size > 0) { throw new AwsError('ConflictException', `The sink ${sink.arn} has ${sink.links.size} links.`); }
    this.sinks.delete(sink.arn);
  }

  private createLink(properties: JsonObject, caller: Caller): Link {
    const { quotas, clock } = this.cloud;
    const { account, region } = caller;
    const wanted = this.wanted(properties);
    const sink = this.reachable(wanted, caller, 'oam:CreateLink');
    if (sink.account === account) { throw invalid(`Account ${account} cannot link to its own sink.`); }
    if (sink.links.has(account)) { throw new AwsError('ConflictException', `Account ${account} is already linked to ${sink.arn}.`); }
    const most = quotas.value('oam.linksPerSourceAccount');
    const own = [...this.sinks.values()].filter(each => each.region === region && each.links.has(account)).length;
    if (own >= most) { throw tooMany(`Account ${account} already has ${most} links in ${region}.`); }
    const limit = quotas.value('oam.linksPerSink');
    if (sink.links.size >= limit) { throw tooMany(`The sink ${sink.arn} already has ${limit} links.`); }
    return this.keep({
      arn: this.arn(caller, 'link', this.random.uuid()), account, region, sink, since: clock.now(), types: wanted.types,
      label: labelOf(properties.LabelTemplate, account, this.cloud), ...this.filtersOf(wanted),
    });
  }

  private changeLink(
    { type, properties, account, region }: ResourceRequest, current: CreatedResource, previous: JsonObject,
  ): CreatedResource {
    throwIfReplaced(type, ['SinkIdentifier', 'LabelTemplate'], properties, previous);
    return resourceOf(this.update(this.links.get(current.ref)!, properties, this.maker(account, region)));
  }

  /** Filters that are not named stay. What becomes of them when a template takes them away is not documented. */
  private update(link: Link, properties: JsonObject, caller: Caller): Link {
    const wanted = this.wanted({ ...properties, SinkIdentifier: link.sink.arn });
    this.reachable(wanted, caller, 'oam:UpdateLink');
    return this.keep({ ...link, types: wanted.types, ...this.filtersOf(wanted, link) });
  }

  private wanted(properties: JsonObject): Wanted {
    return { SinkIdentifier: String(properties.SinkIdentifier), types: typesOf(properties.ResourceTypes), properties };
  }

  /** The sink, if it is in this Region and its policy lets the account share all of these types. */
  private reachable({ SinkIdentifier, types }: Wanted, caller: Caller, action: string): Sink {
    const [, , service, region] = SinkIdentifier.split(':');
    if (service !== 'oam' || !SinkIdentifier.includes(':sink/')) { throw invalid(`${JSON.stringify(SinkIdentifier)} is not the ARN of a sink.`); }
    if (region !== caller.region) { throw invalid(`The sink ${SinkIdentifier} is in another Region than ${caller.region}.`); }
    const sink = this.sinks.get(SinkIdentifier);
    if (!sink) { throw missing(`The sink ${SinkIdentifier} does not exist.`); }
    this.admit(sink, caller, action, { 'oam:ResourceTypes': types });
    return sink;
  }

  private admit(sink: Sink, caller: Caller, action: string, context?: Permission['context']): void {
    const judge = sink.policy?.judge ?? new ResourcePolicy(this.cloud);
    judge.admit({ caller, action, resource: sink.arn, context }, sink.account);
  }

  private filtersOf({ properties: { LinkConfiguration: given }, types }: Wanted, before?: Link): Pick<Link, 'metrics' | 'logGroups'> {
    const configuration = isObject(given) ? given : {};
    const read = (key: string, type: string, term: 'Namespace' | 'LogGroupName', had?: Filter): Filter | undefined => {
      const part = configuration[key];
      if (part === undefined) {
        if (had) { throw new Error(`the lab does not know what AWS makes of a link that loses its ${key}; a filter is taken away by '${EVERYTHING}'`); }
        return undefined;
      }
      const text = isObject(part) ? part.Filter : undefined;
      if (text === EVERYTHING && before) { return undefined; }
      if (text === EVERYTHING) { throw new Error(`the lab does not know whether AWS takes the filter '${EVERYTHING}' for a new link: it is documented for updates only`); }
      if (!types.includes(type)) { throw invalid(`${key} is given without the resource type ${type}.`); }
      return filterOf(text, term, this.cloud.quotas);
    };
    return {
      metrics: read('MetricConfiguration', METRICS, 'Namespace', before?.metrics),
      logGroups: read('LogGroupConfiguration', 'AWS::Logs::LogGroup', 'LogGroupName', before?.logGroups),
    };
  }

  private keep(link: Link): Link {
    this.links.set(link.arn, link);
    link.sink.links.set(link.account, link);
    return link;
  }

  private removeLink(link: Link): void {
    this.links.delete(link.arn);
    link.sink.links.delete(link.account);
  }

  private ownLink(arn: Json | undefined, { account, region }: Caller): Link {
    const link = this.links.get(String(arn));
    if (link?.account !== account || link.region !== region) { throw missing(`The link ${String(arn)} does not exist.`); }
    return link;
  }

  /** Of another account's, the policy of the sink would have to say so. */
  private ownSink(arn: Json | undefined, caller: Caller): Sink {
    const sink = this.sinks.get(String(arn));
    if (sink?.region !== caller.region) { throw missing(`The sink ${String(arn)} does not exist.`); }
    if (sink.account !== caller.account) { throw new AwsError('AccessDeniedException', `The sink ${sink.arn} is not of account ${caller.account}.`); }
    return sink;
  }

  private attached(parameters: JsonObject, caller: Caller): JsonObject {
    const { links } = this.ownSink(parameters.SinkIdentifier, caller);
    const { items, NextToken } = page([...links.values()], parameters, { largest: 1000, badToken: () => invalid('The NextToken is not one of this list.') });
    const Items = items.map(({ arn, label, types }) => ({ LinkArn: arn, Label: label, ResourceTypes: [...types] }));
    return { Items, ...(NextToken && { NextToken }) };
  }

  /** Whoever makes stacks in an account. */
  private maker(account: string, region: string): Caller {
    return { principal: `arn:${this.cloud.partition}:iam::${account}:role/who-makes-stacks`, account, region };
  }

  private arn({ account, region }: { account: string; region: string }, kind: 'sink' | 'link', id: string): string {
    return `arn:${this.cloud.partition}:oam:${region}:${account}:${kind}/${id}`;
  }
}

/** Whose `Link` permission it takes to share a type. */
const SHARING: Readonly<Record<string, string>> = {
  [METRICS]: 'cloudwatch', 'AWS::Logs::LogGroup': 'logs', 'AWS::XRay::Trace': 'xray',
  'AWS::ApplicationInsights::Application': 'applicationinsights', 'AWS::InternetMonitor::Monitor': 'internetmonitor',
  'AWS::ApplicationSignals::Service': 'application-signals', 'AWS::ApplicationSignals::ServiceLevelObjective': 'application-signals',
};

const idOf = (arn: string) => arn.slice(arn.indexOf('/') + 1);

function resourceOf(one: Sink | Link): CreatedResource {
  return { ref: one.arn, attributes: { Arn: one.arn, ...('label' in one && { Label: one.label }) } };
}

function shown({ arn, label, types, sink }: Link): JsonObject {
  return { Arn: arn, Id: idOf(arn), Label: label, ResourceTypes: [...types], SinkArn: sink.arn };
}

function parsed(text: Json | undefined): Json {
  try { return JSON.parse(String(text)) as Json; } catch { throw invalid('The policy is not JSON.'); }
}

function throwIfReplaced(type: string, fixed: readonly string[], properties: JsonObject, previous: JsonObject): void {
  const changed = fixed.filter(name => JSON.stringify(properties[name]) !== JSON.stringify(previous[name]));
  if (changed.length > 0) { throw new Error(`the lab does not model the replacement of ${type}, whose ${changed.join(', ')} changed`); }
}

const invalid = (message: string) => new AwsError('InvalidParameterException', message);
const missing = (message: string) => new AwsError('ResourceNotFoundException', message);
const tooMany = (message: string) => new AwsError('ServiceQuotaExceededException', message);

/** The room of OAM. It needs the room of Organizations for conditions on the organization, and for labels. */
export const oam: RoomBuilder = cloud => new OamRoom(cloud);
