import { invalid } from './metric-data';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { JsonObject } from '../../json';
import { Call } from '../../room';

/** An alarm on metrics as the template describes it, and the state that somebody has set. */
export interface Alarm {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly properties: JsonObject;
  readonly state: AlarmState;
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
const STATES: readonly string[] = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] satisfies AlarmState[];

const LARGEST_PAGE = 100;

/** Alarms by account, Region and name. No metric changes their states; `setAlarmState` does. */
export class Alarms {
  private readonly alarms = new Map<string, Alarm>();

  constructor(private readonly cloud: Cloud) {}

  public all(): readonly Alarm[] {
    return [...this.alarms.values()];
  }

  public arnOf(account: string, region: string, name: string): string {
    return `arn:${this.cloud.partition}:cloudwatch:${region}:${account}:alarm:${name}`;
  }

  /** A new one knows nothing yet; one that is changed keeps its state until it is evaluated again. */
  public put({ name, account, region, properties }: Omit<Alarm, 'state'>, former?: string): string {
    const before = former === undefined ? undefined : this.alarms.get(keyOf(account, region, former));
    if (name !== former && this.alarms.has(keyOf(account, region, name))) {
      throw new AwsError('AlreadyExistsException', `${name} already exists.`);
    }
    if (former !== undefined) { this.remove(account, region, former); }
    this.alarms.set(keyOf(account, region, name), { name, account, region, properties, state: before?.state ?? 'INSUFFICIENT_DATA' });
    return this.arnOf(account, region, name);
  }

  public remove(account: string, region: string, name: string): void {
    this.alarms.delete(keyOf(account, region, name));
  }

  public setState({ parameters, caller: { account, region } }: Call): JsonObject {
    const { AlarmName: name, StateValue: state, StateReason: reason } = parameters;
    if (typeof reason !== 'string' || reason === '' || !STATES.includes(String(state))) { throw invalid('An alarm is set with a StateReason to OK, ALARM or INSUFFICIENT_DATA.'); }
    const alarm = this.alarms.get(keyOf(account, region, String(name)));
    if (!alarm) { throw new AwsError('ResourceNotFound', `The alarm ${String(name)} is not there.`); }
    this.alarms.set(keyOf(account, region, alarm.name), { ...alarm, state: state as AlarmState });
    return {};
  }

  public set(name: string, state: AlarmState, where: { account?: string; region?: string }): void {
    if (!STATES.includes(state)) { throw new Error(`an alarm is ${STATES.join(', ')}, and never '${state}'`); }
    const alarm = this.named(name, where);
    this.alarms.set(keyOf(alarm.account, alarm.region, name), { ...alarm, state });
  }

  /** The one of this name, wherever it is. */
  public named(name: string, where: { account?: string; region?: string }): Alarm {
    const found = this.all().filter(alarm => alarm.name === name
      && (where.account ?? alarm.account) === alarm.account && (where.region ?? alarm.region) === alarm.region);
    if (found.length !== 1) {
      const there = this.all().map(alarm => `${alarm.name} (${alarm.account}/${alarm.region})`);
      throw new Error(`expected one alarm '${name}', found ${found.length || 'none'}; there are ${there.join(', ') || 'none'}`);
    }
    return found[0];
  }

  /** Those with the names that are asked for. The lab has no composite alarms, so that it knows them all. */
  public describe({ parameters, caller: { account, region } }: Call): JsonObject {
    const { AlarmNames: names, AlarmTypes: types = ['MetricAlarm'], MaxRecords: most = 50, ...others } = parameters;
    if (Object.keys(others).length > 0) { throw new Error(`the lab does not model ${Object.keys(others).join(', ')} of cloudwatch:describeAlarms`); }
    if (!Array.isArray(names)) { throw new Error('the lab models cloudwatch:describeAlarms with AlarmNames only'); }
    if (names.length > this.cloud.quotas.value('cloudwatch.alarmNamesPerRequest')) { throw invalid('There are too many AlarmNames.'); }
    if (!Number.isInteger(most) || Number(most) < 1 || Number(most) > LARGEST_PAGE) { throw invalid(`MaxRecords is from 1 to ${LARGEST_PAGE}.`); }
    const found = this.all()
      .filter(each => each.account === account && each.region === region && names.includes(each.name));
    if (found.length > Number(most)) { throw new Error('the lab does not model pages of cloudwatch:describeAlarms'); }
    const isAsked = Array.isArray(types) && types.includes('MetricAlarm');
    return { MetricAlarms: isAsked ? found.map(alarm => this.shown(alarm)) : [], CompositeAlarms: [] };
  }

  private shown({ account, region, name, state }: Alarm): JsonObject {
    return { AlarmName: name, AlarmArn: this.arnOf(account, region, name), StateValue: state };
  }
}

const keyOf = (account: string, region: string, name: string) => `${account}/${region}/${name}`;
