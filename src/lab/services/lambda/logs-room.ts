import { generatedName } from '../../assembly/generated-name';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, Caller, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { CloudWatchRoom } from '../cloudwatch/cloudwatch-room';
import { PlainResources } from '../observability/plain';
import { accountPolicy, logsResourcePolicy } from '../observability/types';

interface LogGroup { readonly streams: Map<string, number>; retentionDays?: number; kind?: string }

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTIONS: readonly unknown[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, undefined,
];
const CLASSES: readonly unknown[] = ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY', undefined];

/** CloudWatch Logs, as far as functions write to it: groups, streams and how many events each got. */
export class LogsRoom implements Room {
  public readonly service = 'cloudwatchlogs';
  public readonly answers = ['createLogGroup', 'createLogStream', 'putLogEvents'];
  private readonly groups = new Map<string, LogGroup>();
  private readonly random: Random;
  private readonly policies: PlainResources;

  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::Logs::LogGroup': request => {
      checkGroup(request.properties);
      const name = (request.properties.LogGroupName as string | undefined)
        ?? generatedName(request.stack, request.logicalId, this.random, 512);
      const group = this.create(this.arn(request.account, request.region, name), name);
      group.retentionDays = request.properties.RetentionInDays as number | undefined;
      group.kind = request.properties.LogGroupClass as string | undefined;
      return { ref: name, attributes: { Arn: `${this.arn(request.account, request.region, name)}:*` } };
    },
    ...this.forPolicies(type => request => this.policies.resources[type](request)),
  };

  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::Logs::LogGroup': (request, current, previous) => {
      if (request.properties.LogGroupName !== previous.LogGroupName) { throw new Error('the lab does not model the replacement of AWS::Logs::LogGroup'); }
      checkGroup(request.properties);
      if ((request.properties.LogGroupClass ?? 'STANDARD') !== (previous.LogGroupClass ?? 'STANDARD')) { throw new AwsError('InvalidParameterException', 'The class of a log group cannot be changed.'); }
      const group = this.existing(this.arn(request.account, request.region, current.ref));
      group.retentionDays = request.properties.RetentionInDays as number | undefined;
      return current;
    },
    ...this.forPolicies(type => (...update) => this.policies.updates[type](...update)),
  };

  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::Logs::LogGroup': (request: ResourceRequest, current) => { this.groups.delete(this.arn(request.account, request.region, current.ref)); },
    ...this.forPolicies(type => (...removal) => this.policies.removals[type](...removal)),
  };

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('cloudwatchlogs');
    const others = (account: string, region: string, name: unknown) => this.policies.all()
      .filter(each => each.type === ACCOUNT_POLICY && each.account === account && each.region === region)
      .map(({ properties }) => properties).filter(({ PolicyName }) => PolicyName !== name);
    this.policies = new PlainResources(cloud, {
      [ACCOUNT_POLICY]: accountPolicy(others, () => cloud.quotas.value('cloudwatchlogs.accountPoliciesPerType')),
      [RESOURCE_POLICY]: logsResourcePolicy(() => cloud.quotas.value('cloudwatchlogs.resourcePolicyCharacters')),
    });
  }

  public permissions({ action, parameters, caller }: Call): Permission[] {
    const arn = this.arn(caller.account, caller.region, String(parameters.LogGroupName));
    const stream = action === 'putLogEvents' ? `log-stream:${parameters.LogStreamName}` : '*';
    return [{ action: `logs:${action[0].toUpperCase()}${action.slice(1)}`, resource: `${arn}:${stream}` }];
  }

  public handle({ action, parameters, caller }: Call): JsonObject {
    const [name, stream] = [String(parameters.LogGroupName), String(parameters.LogStreamName)];
    const arn = this.arn(caller.account, caller.region, name);
    switch (action) {
      case 'createLogGroup': this.create(arn, name); return {};
      case 'createLogStream': {
        const { streams } = this.existing(arn);
        if (streams.has(stream)) { throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists'); }
        streams.set(stream, 0);
        return {};
      }
      case 'putLogEvents': {
        const { streams } = this.existing(arn);
        const before = streams.get(stream);
        if (before === undefined) { throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.'); }
        const events = Array.isArray(parameters.LogEvents) ? parameters.LogEvents.filter(isObject) : [];
        streams.set(stream, before + events.length);
        for (const { message, Message } of events) { this.readMetrics(arn, caller, String(message ?? Message)); }
        return {};
      }
      default: throw new Error(`the lab does not model cloudwatchlogs:${action}`);
    }
  }

  /** How many events a log group has got, or undefined where there is no such group. */
  public events(account: string, region: string, name: string): number | undefined {
    const group = this.groups.get(this.arn(account, region, name));
    return group && [...group.streams.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Metrics that are written in the embedded format. */
  private readMetrics(arn: string, caller: Caller, message: string): void {
    if (!message.startsWith('{') || !message.includes('"_aws"')) { return; }
    if ((this.existing(arn).kind ?? 'STANDARD') !== 'STANDARD') { throw new Error(`the lab does not know whether metrics are found in ${arn}, whose class is not STANDARD`); }
    this.cloud.roomIfAny<CloudWatchRoom>('cloudwatch')?.readLog(caller, message);
  }

  /** The policies are made by the constructor, after the tables that name them. */
  private forPolicies<T>(entry: (type: string) => T): Record<string, T> {
    return Object.fromEntries([ACCOUNT_POLICY, RESOURCE_POLICY].map(type => [type, entry(type)]));
  }

  private create(arn: string, name: string): LogGroup {
    if (this.groups.has(arn)) { throw new AwsError('ResourceAlreadyExistsException', `The specified log group already exists: ${name}`); }
    const group: LogGroup = { streams: new Map() };
    this.groups.set(arn, group);
    return group;
  }

  private existing(arn: string): LogGroup {
    const group = this.groups.get(arn);
    if (!group) { throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.'); }
    return group;
  }

  private arn(account: string, region: string, name: string): string {
    return `arn:${this.cloud.partition}:logs:${region}:${account}:log-group:${name}`;
  }
}

const ACCOUNT_POLICY = 'AWS::Logs::AccountPolicy';
const RESOURCE_POLICY = 'AWS::Logs::ResourcePolicy';

function checkGroup({ LogGroupName: name, LogGroupClass: of, RetentionInDays: days }: JsonObject): void {
  const refuse = (why: string) => { throw new AwsError('InvalidParameterException', why); };
  if (name !== undefined && !/^[.\-_/#A-Za-z0-9]{1,512}$/.test(String(name))) { refuse(`${JSON.stringify(name)} cannot name a log group.`); }
  if (!RETENTIONS.includes(days === undefined ? undefined : Number(days))) { refuse(`RetentionInDays cannot be ${JSON.stringify(days)}.`); }
  if (!CLASSES.includes(of)) { refuse(`LogGroupClass cannot be ${JSON.stringify(of)}.`); }
}

/** Adds the logs of functions to a cloud. Without it, functions write none. */
export function logs(): RoomBuilder {
  return cloud => new LogsRoom(cloud);
}
