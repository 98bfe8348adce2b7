import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { throwIfUnknown } from '../parameters';
import { Former, physicalName } from '../physical-name';
import { Alarm, Alarms, AlarmState } from './alarms';
import { checkNamespace, sampleOf, invalid } from './metric-data';

/** What one metric of one account and Region has been told. Times are not kept, so that a long run stays small. */
export interface Metric {
  readonly account: string;
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string;
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
}

/** A dashboard as the template describes it. */
export interface Kept {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly properties: JsonObject;
}

/** CloudWatch's metrics as sums, its dashboards as data, and its alarms in the states that somebody sets. */
export class CloudWatchRoom implements Room {
  public readonly service = 'cloudwatch';
  public readonly answers = ['describeAlarms', 'putMetricData', 'setAlarmState'];
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::CloudWatch::Alarm': request => this.putAlarm(request),
    'AWS::CloudWatch::Dashboard': request => this.putDashboard(request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::CloudWatch::Alarm': (...update) => this.putAlarm(...update),
    'AWS::CloudWatch::Dashboard': (...update) => this.putDashboard(...update),
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::CloudWatch::Alarm': ({ account, region }, { ref }) => { this.kept.remove(account, region, ref); },
    'AWS::CloudWatch::Dashboard': ({ account }, { ref }) => { this.keptDashboards.delete(`${account}/${ref}`); },
  };
  private readonly sums = new Map<string, Metric>();
  private readonly keptDashboards = new Map<string, Kept>();
  private readonly random: Random;
  private readonly kept: Alarms;

  constructor(private readonly cloud: Cloud) {
    this.kept = new Alarms(cloud);
    this.random = cloud.random.fork('cloudwatch');
  }

  public permissions({ action, parameters, caller }: Call): Permission[] {
    switch (action) {
      // Composite alarms are shown to those only who may ask for all.
      case 'describeAlarms': return [{ action: 'cloudwatch:DescribeAlarms', resource: '*' }];
      case 'setAlarmState': return [{ action: 'cloudwatch:SetAlarmState', resource: this.kept.arnOf(caller.account, caller.region, String(parameters.AlarmName)) }];
      case 'putMetricData': break;
      default: return [{ action: `cloudwatch:${action}`, resource: '*' }];
    }
    return [{ action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': String(parameters.Namespace ?? '') } }];
  }

  public handle(call: Call): JsonObject {
    throwIfUnknown(call);
    switch (call.action) {
      case 'describeAlarms': return this.kept.describe(call);
      case 'setAlarmState': return this.kept.setState(call);
      case 'putMetricData': return this.putMetricData(call);
      default: throw new Error(`the lab does not model cloudwatch:${call.action}`);
    }
  }

  /** Sets the state of an alarm past IAM and the log. Where it is has to be said only if two have the name. */
  public setAlarm(name: string, state: AlarmState, where: { account?: string; region?: string } = {}): void {
    this.kept.set(name, state, where);
  }

  public metrics(namespace: string): readonly Metric[] {
    return [...this.sums.values()].filter(metric => metric.namespace === namespace);
  }

  public alarms(): readonly Alarm[] {
    return this.kept.all();
  }

  public dashboards(): Kept[] {
    return [...this.keptDashboards.values()];
  }

  private putMetricData({ parameters, caller }: Call): JsonObject {
    if (parameters.EntityMetricData !== undefined) { throw new Error('the lab does not model EntityMetricData'); }
    const { quotas } = this.cloud;
    const namespace = checkNamespace(parameters.Namespace);
    const { MetricData: data } = parameters;
    if (!Array.isArray(data) || data.length === 0) {
      throw new AwsError('MissingRequiredParameterException', 'The parameter MetricData is required.');
    }
    const most = quotas.value('cloudwatch.metricsPerRequest');
    if (data.length > most) { throw invalid(`The collection MetricData must not have a size greater than ${most}.`); }
    // The request as a whole is right or refused, so that all is checked before anything counts.
    const samples = data.map(datum => sampleOf(datum, this.cloud.clock.now(), quotas));
    for (const { name, dimensions, unit, count, sum, minimum, maximum } of samples) {
      const { account, region } = caller;
      const sorted = Object.entries(dimensions).sort(([a], [b]) => a < b ? -1 : 1);
      const key = JSON.stringify([account, region, namespace, name, unit, sorted]);
      const known = this.sums.get(key);
      if (!known) {
        this.sums.set(key, { account, region, namespace, name, dimensions, unit, count, sum, minimum, maximum });
        continue;
      }
      known.count += count;
      known.sum += sum;
      known.minimum = Math.min(known.minimum, minimum);
      known.maximum = Math.max(known.maximum, maximum);
    }
    return {};
  }

  private putAlarm(request: ResourceRequest, current?: CreatedResource, previous?: JsonObject): CreatedResource {
    const { properties, account, region } = request;
    const { MetricName: metric, Metrics: metrics } = properties;
    if (properties.ComparisonOperator === undefined) { throw invalid('An alarm needs a ComparisonOperator.'); }
    if (properties.EvaluationPeriods === undefined) { throw invalid('An alarm needs EvaluationPeriods.'); }
    if ((metric === undefined) === (metrics === undefined)) {
      throw invalid('An alarm watches either MetricName or Metrics.');
    }
    const most = this.cloud.quotas.value('cloudwatch.metricsPerAlarm');
    if (Array.isArray(metrics) && metrics.length > most) {
      throw invalid(`Metrics list length exceeds the limit of ${most}.`);
    }
    const name = physicalName(request, properties.AlarmName, this.random, 255, formerOf(current, previous?.AlarmName));
    return { ref: name, attributes: { Arn: this.kept.put({ name, account, region, properties }, current?.ref) } };
  }

  private putDashboard(request: ResourceRequest, current?: CreatedResource, previous?: JsonObject): CreatedResource {
    const { properties, account, region } = request;
    const before = formerOf(current, previous?.DashboardName);
    const name = physicalName(request, properties.DashboardName, this.random, 255, before);
    if (!/^[\w-]{1,255}$/.test(name)) { throw invalid(`'${name}' cannot name a dashboard.`); }
    if (!isJsonObject(properties.DashboardBody)) {
      throw new AwsError('InvalidParameterInput', 'The DashboardBody is no JSON object.');
    }
    // A dashboard belongs to an account as a whole, not to a Region.
    keep(this.keptDashboards, account, { name, account, region, properties }, current?.ref);
    return { ref: name };
  }
}

function formerOf(current: CreatedResource | undefined, given: Json | undefined): Former | undefined {
  return current && { given, name: current.ref };
}

/** In the place of what was there under the former name, if there was something. */
function keep(all: Map<string, Kept>, place: string, one: Kept, former?: string): void {
  if (one.name !== former && all.has(`${place}/${one.name}`)) {
    throw new AwsError('AlreadyExistsException', `${one.name} already exists.`);
  }
  if (former !== undefined) { all.delete(`${place}/${former}`); }
  all.set(`${place}/${one.name}`, one);
}

function isJsonObject(text: Json | undefined): boolean {
  try {
    const parsed = JSON.parse(String(text)) as Json;
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}

export const cloudWatch: RoomBuilder = cloud => new CloudWatchRoom(cloud);
