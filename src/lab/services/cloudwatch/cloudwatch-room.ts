import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, Json, JsonObject } from '../../json';
import { Random } from '../../random';
import { Call, CreatedResource, Permission, ResourceRequest, Room, RoomBuilder } from '../../room';
import { PlainResources } from '../observability/plain';
import { metricStream, objectIn } from '../observability/types';
import { throwIfUnknown } from '../parameters';
import { Former, physicalName } from '../physical-name';
import { Alarm, Alarms, AlarmState } from './alarms';
import { embeddedIn } from './embedded-metrics';
import { evaluated } from './evaluation';
import { checkNamespace, Sample, sampleOf, invalid } from './metric-data';
import { MetricReads } from './metric-reads';
import { dimensionsKey, merge, MetricName, MetricStore, Series, Statistics } from './metric-store';

/** What one metric of one account and Region has been told in all, by its unit. */
export interface Metric extends MetricName, Statistics {
  readonly unit: string;
}

interface Place { readonly account: string; readonly region: string }

/** A data point, as tests and demos give it to a metric. */
export interface Observation {
  readonly account: string;
  readonly region: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly value: number;
  readonly dimensions?: Readonly<Record<string, string>>;
  /** @default now */
  readonly at?: number;
}

/** A dashboard as the template describes it. */
export interface Kept {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly properties: JsonObject;
}

const STREAM = 'AWS::CloudWatch::MetricStream';

/** CloudWatch's metrics by the minute, its dashboards as data, and its alarms in the states that somebody sets. */
export class CloudWatchRoom implements Room {
  public readonly service = 'cloudwatch';
  public readonly answers = ['describeAlarms', 'getMetricData', 'listMetrics', 'putMetricData', 'setAlarmState'];
  public readonly resources: NonNullable<Room['resources']> = {
    'AWS::CloudWatch::Alarm': request => this.putAlarm(request),
    'AWS::CloudWatch::Dashboard': request => this.putDashboard(request),
    [STREAM]: request => this.streams.resources[STREAM](request),
  };
  public readonly updates: NonNullable<Room['updates']> = {
    'AWS::CloudWatch::Alarm': (...update) => this.putAlarm(...update),
    'AWS::CloudWatch::Dashboard': (...update) => this.putDashboard(...update),
    [STREAM]: (...update) => this.streams.updates[STREAM](...update),
  };
  public readonly removals: NonNullable<Room['removals']> = {
    'AWS::CloudWatch::Alarm': ({ account, region }, { ref }) => { this.kept.remove(account, region, ref); },
    'AWS::CloudWatch::Dashboard': ({ account }, { ref }) => { this.keptDashboards.delete(`${account}/${ref}`); },
    [STREAM]: (...removal) => this.streams.removals[STREAM](...removal),
  };
  private readonly store = new MetricStore();
  private readonly reads: MetricReads;
  private readonly sums = new Map<string, Metric>();
  private readonly keptDashboards = new Map<string, Kept>();
  private readonly streams: PlainResources;
  private readonly random: Random;
  private readonly kept: Alarms;

  constructor(private readonly cloud: Cloud) {
    this.kept = new Alarms(cloud);
    this.reads = new MetricReads(cloud, this.store);
    this.streams = new PlainResources(cloud, { [STREAM]: metricStream(() => cloud.quotas.value('cloudwatch.filtersPerMetricStream')) });
    this.random = cloud.random.fork('cloudwatch');
  }

  public permissions({ action, parameters, caller }: Call): Permission[] {
    switch (action) {
      // Composite alarms are shown to those only who may ask for all.
      case 'describeAlarms': return [{ action: 'cloudwatch:DescribeAlarms', resource: '*' }];
      case 'setAlarmState': return [{ action: 'cloudwatch:SetAlarmState', resource: this.kept.arnOf(caller.account, caller.region, String(parameters.AlarmName)) }];
      case 'putMetricData': break;
      default: return [{ action: `cloudwatch:${action[0].toUpperCase()}${action.slice(1)}`, resource: '*' }];
    }
    return [{ action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': String(parameters.Namespace ?? '') } }];
  }

  public handle(call: Call): JsonObject {
    throwIfUnknown(call);
    switch (call.action) {
      case 'describeAlarms': return this.kept.describe(call);
      case 'setAlarmState': return this.kept.setState(call);
      case 'putMetricData': return this.putMetricData(call);
      case 'getMetricData': return this.reads.data(call);
      case 'listMetrics': return this.reads.list(call);
      default: throw new Error(`the lab does not model cloudwatch:${call.action}`);
    }
  }

  /** Sets the state of an alarm past IAM and the log. Where it is has to be said only if two have the name. */
  public setAlarm(name: string, state: AlarmState, where: { account?: string; region?: string } = {}): void {
    this.kept.set(name, state, where);
  }

  /**
   * Gives an alarm the state that follows from its metrics by now, and says it. No alarm does so by itself: who waits
   * for one would wait for ever.
   */
  public evaluate(name: string, where: { account?: string; region?: string } = {}): AlarmState {
    const state = evaluated(this.kept.named(name, where), this.store, this.cloud.clock.now());
    this.kept.set(name, state, where);
    return state;
  }

  /**
   * Gives a metric a data point past IAM and the log, also in the namespaces of AWS: for stories in which the functions
   * of tenants do not run.
   */
  public observe(observation: Observation): void {
    const { account, region, namespace, metricName: name, dimensions = {}, value, at } = observation;
    const statistics = { count: 1, sum: value, minimum: value, maximum: value };
    this.series({ account, region, namespace, name, dimensions }).add(at ?? this.cloud.clock.now(), statistics);
  }

  /** A metric, for rooms whose service tells CloudWatch something. */
  public series(metric: MetricName): Series {
    return this.store.series(metric);
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
    this.take(caller, namespace, samples);
    return {};
  }

  /** Metrics that functions have written into their logs. What is wrong there is passed over without a word. */
  public readLog(place: Place, message: string): void {
    for (const { namespace, data } of embeddedIn(message)) {
      try {
        const samples = data.map(datum => sampleOf(datum, this.cloud.clock.now(), this.cloud.quotas));
        this.take(place, checkNamespace(namespace), samples);
      } catch (error) {
        if (!(error instanceof AwsError)) { throw error; }
      }
    }
  }

  private take({ account, region }: Place, namespace: string, samples: readonly Sample[]): void {
    for (const { name, dimensions, unit, at, ...statistics } of samples) {
      const metric = { account, region, namespace, name, dimensions };
      this.series(metric).add(at, statistics);
      const key = JSON.stringify([account, region, namespace, name, unit, dimensionsKey(dimensions)]);
      const known = this.sums.get(key);
      if (known) { merge(known, statistics); } else { this.sums.set(key, { ...metric, unit, ...statistics }); }
    }
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
    this.throwIfTooManyQueries(request, current);
    const name = physicalName(request, properties.AlarmName, this.random, 255, formerOf(current, previous?.AlarmName));
    return { ref: name, attributes: { Arn: this.kept.put({ name, account, region, properties }, current?.ref) } };
  }

  private throwIfTooManyQueries({ properties, account, region }: ResourceRequest, current?: CreatedResource): void {
    if (!asksMetricsInsights(properties)) { return; }
    const most = this.cloud.quotas.value('cloudwatch.metricsInsightsAlarms');
    const others = this.alarms().filter(alarm => alarm.account === account && alarm.region === region
      && alarm.name !== current?.ref && asksMetricsInsights(alarm.properties));
    if (others.length >= most) { throw new AwsError('LimitExceededFault', `There are ${most} alarms on Metrics Insights queries in ${account}/${region}, and there can be no more.`); }
  }

  private putDashboard(request: ResourceRequest, current?: CreatedResource, previous?: JsonObject): CreatedResource {
    const { properties, account, region } = request;
    const before = formerOf(current, previous?.DashboardName);
    const name = physicalName(request, properties.DashboardName, this.random, 255, before);
    if (!/^[\w-]{1,255}$/.test(name)) { throw invalid(`'${name}' cannot name a dashboard.`); }
    const body = objectIn(properties.DashboardBody);
    if (!body) { throw new AwsError('InvalidParameterInput', 'The DashboardBody is no JSON object.'); }
    const most = this.cloud.quotas.value('cloudwatch.dashboardWidgets');
    if (Array.isArray(body.widgets) && body.widgets.length > most) { throw new AwsError('InvalidParameterInput', `The DashboardBody has more than ${most} widgets.`); }
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

/** A query of Metrics Insights, which is an expression like SQL. */
function asksMetricsInsights({ Metrics: metrics }: JsonObject): boolean {
  return Array.isArray(metrics) && metrics.some(metric => isObject(metric) && /^\s*SELECT\b/i.test(String(metric.Expression)));
}

export const cloudWatch: RoomBuilder = cloud => new CloudWatchRoom(cloud);
