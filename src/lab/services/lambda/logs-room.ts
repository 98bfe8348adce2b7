import { generatedName } from '../../assembly/generated-name';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';

interface LogGroup { readonly streams: Map<string, number>; retentionDays?: number }

/** CloudWatch Logs, as far as functions write to it: groups, streams and how many events each got. */
export class LogsRoom implements Room {
  public readonly service = 'cloudwatchlogs';
  public readonly answers = ['createLogGroup', 'createLogStream', 'putLogEvents'];
  private readonly groups = new Map<string, LogGroup>();
  private readonly random: Random;

  public readonly resources: Room['resources'] = {
    'AWS::Logs::LogGroup': request => {
      const name = (request.properties.LogGroupName as string | undefined)
        ?? generatedName(request.stack, request.logicalId, this.random, 512);
      const group = this.create(this.arn(request.account, request.region, name), name);
      group.retentionDays = request.properties.RetentionInDays as number | undefined;
      return { ref: name, attributes: { Arn: `${this.arn(request.account, request.region, name)}:*` } };
    },
  };

  public readonly updates: Room['updates'] = {
    'AWS::Logs::LogGroup': (request, current, previous) => {
      if (request.properties.LogGroupName !== previous.LogGroupName) { throw new Error('the lab does not model the replacement of AWS::Logs::LogGroup'); }
      const group = this.existing(this.arn(request.account, request.region, current.ref));
      group.retentionDays = request.properties.RetentionInDays as number | undefined;
      return current;
    },
  };

  public readonly removals: Room['removals'] = {
    'AWS::Logs::LogGroup': (request: ResourceRequest, current) => { this.groups.delete(this.arn(request.account, request.region, current.ref)); },
  };

  constructor(private readonly cloud: Cloud) {
    this.random = cloud.random.fork('cloudwatchlogs');
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
        streams.set(stream, before + (Array.isArray(parameters.LogEvents) ? parameters.LogEvents.length : 0));
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

/** Adds the logs of functions to a cloud. Without it, functions write none. */
export function logs(): RoomBuilder {
  return cloud => new LogsRoom(cloud);
}
