import { Alarm, AlarmState } from './alarms';
import { arithmetic } from './arithmetic';
import { MetricStore, STATISTICS, statisticsIn } from './metric-store';
import { isObject, Json, JsonObject } from '../../json';

const MINUTE = 60_000;

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

interface Watched {
  readonly namespace: string;
  readonly name: string;
  readonly statistic: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/**
 * The state that an alarm has by what its metrics were in the last periods, of which the last ends with the present
 * minute. Metrics of its own account, and arithmetic of them; anything else is refused.
 */
export function evaluated(alarm: Alarm, store: MetricStore, now: number): AlarmState {
  const { properties } = alarm;
  const refuse = (what: string): never => { throw new Error(`the lab does not model ${what} of the alarm ${alarm.name}; set its state by hand`); };
  const { Threshold: threshold, TreatMissingData: missing = 'missing' } = properties;
  const compare = COMPARISONS[String(properties.ComparisonOperator)] ?? refuse(`ComparisonOperator ${String(properties.ComparisonOperator)}`);
  const periods = Number(properties.EvaluationPeriods);
  const enough = Number(properties.DatapointsToAlarm ?? periods);
  const { seconds, valueIn } = watchedBy(alarm, store, refuse);
  const end = Math.floor(now / MINUTE) * MINUTE;
  const values = Array.from({ length: periods }, (_, back) =>
    valueIn(end - (back + 1) * seconds * 1000, end - back * seconds * 1000));
  const there = values.filter(value => value !== undefined);
  if (there.length === 0 && missing === 'missing') { return 'INSUFFICIENT_DATA'; }
  if (there.length === 0 && missing === 'ignore') { return alarm.state; }
  const breaching = there.filter(value => compare(value, Number(threshold))).length;
  const gaps = periods - there.length;
  if (gaps > 0 && missing !== 'breaching' && missing !== 'notBreaching') { refuse(`data that is missing in ${gaps} of ${periods} periods, with TreatMissingData '${String(missing)}',`); }
  return breaching + (missing === 'breaching' ? gaps : 0) >= enough ? 'ALARM' : 'OK';
}

interface Watching {
  readonly seconds: number;
  readonly valueIn: (from: number, to: number) => number | undefined;
}

function watchedBy(
  { account, region, properties }: Alarm, store: MetricStore, refuse: (what: string) => never,
): Watching {
  const value = ({ statistic, ...metric }: Watched, from: number, to: number): number | undefined => {
    const series = store.find({ account, region, ...metric });
    const found = series && statisticsIn(series, from, to);
    return found && (STATISTICS[statistic] ?? refuse(`the statistic ${statistic}`))(found);
  };
  if (properties.MetricName !== undefined) {
    const watched = watchedIn(properties, properties.Statistic ?? properties.ExtendedStatistic);
    return { seconds: Number(properties.Period), valueIn: (from, to) => value(watched, from, to) };
  }
  const queries = (properties.Metrics as Json[]).filter(isObject);
  const returned = queries.find(({ ReturnData: is }) => is !== false && is !== 'false') ?? refuse('Metrics without one that is returned');
  if (queries.some(({ AccountId: other }) => other !== undefined && other !== account)) { refuse('metrics of other accounts'); }
  const metrics = new Map(queries.flatMap(({ Id: id, MetricStat: stat }) => isObject(stat) && isObject(stat.Metric)
    ? [[String(id), { ...watchedIn(stat.Metric, stat.Stat), seconds: Number(stat.Period) }] as const] : []));
  const expressions = queries.filter(({ Expression: text }) => text !== undefined);
  if (expressions.some(each => each !== returned)) { refuse('an expression within another'); }
  const seconds = Math.max(...[...metrics.values()].map(each => each.seconds));
  if (returned.Expression === undefined) {
    const { seconds: _, ...watched } = metrics.get(String(returned.Id))!;
    return { seconds, valueIn: (from, to) => value(watched, from, to) };
  }
  const expression = arithmetic(String(returned.Expression));
  if ([...metrics.values()].some(each => each.seconds !== seconds)) { refuse('metrics of different periods'); }
  return {
    seconds,
    valueIn: (from, to) => expression(id => value(metrics.get(id) ?? refuse(`the unknown id ${id}`), from, to)),
  };
}

function watchedIn({ Namespace, MetricName, Dimensions }: JsonObject, statistic: Json | undefined): Watched {
  const given = Array.isArray(Dimensions) ? Dimensions.filter(isObject) : [];
  return {
    namespace: String(Namespace),
    name: String(MetricName),
    statistic: String(statistic),
    dimensions: Object.fromEntries(given.map(({ Name, Value }) => [String(Name), String(Value)])),
  };
}
