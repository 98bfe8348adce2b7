import { dimensionsOf, invalid } from './metric-data';
import { KEPT_HOURS, merge, MetricStore, Series, Statistics, STATISTICS } from './metric-store';
import { AwsError } from '../../aws-error';
import { Cloud } from '../../cloud';
import { isObject, Json, JsonObject } from '../../json';
import { page } from '../../pages';
import { Call, Caller } from '../../room';
import { Link, METRICS, OamRoom } from '../oam/oam-room';

const HOUR = 3_600_000;
const RECENTLY = 3 * HOUR;
/** What has got no data for two weeks is not listed any more. */
const LISTED = 14 * 24 * HOUR;

interface Window { readonly start: number; readonly end: number; readonly descending: boolean }
interface Query {
  readonly id: string;
  readonly label: string;
  readonly period: number;
  readonly statistic: string;
  /** Where there is one that the caller may see. */
  readonly series?: Series;
  readonly forbidden: boolean;
}

/**
 * Metrics as they are looked up and read: one's own, and in a monitoring account those of the accounts that are linked
 * to it, as far as each link lets them through.
 */
export class MetricReads {
  constructor(private readonly cloud: Cloud, private readonly store: MetricStore) {}

  public list({ parameters, caller }: Call): JsonObject {
    const { RecentlyActive: recently, IncludeLinkedAccounts: linked, OwningAccount: owner } = parameters;
    if (recently !== undefined && recently !== 'PT3H') { throw invalid('The parameter RecentlyActive can only be PT3H.'); }
    if (owner !== undefined && linked !== true) { throw invalid('The parameter OwningAccount goes with IncludeLinkedAccounts.'); }
    const since = this.cloud.clock.now() - (recently === undefined ? LISTED : RECENTLY);
    const wanted = dimensionFilters(parameters.Dimensions);
    const found: Series[] = [];
    const [namespace, name] = [text(parameters.Namespace), text(parameters.MetricName)];
    const seen = linked === true ? this.seenBy(caller, owner) : [[caller.account, undefined] as const];
    for (const [account, link] of seen) {
      for (const series of this.store.in(account, caller.region, namespace, name)) {
        const isSeen = !link || (series.last >= link.since && lets(link, series.namespace));
        if (isSeen && series.last >= since && wanted.every(fits => fits(series.dimensions))) { found.push(series); }
      }
    }
    const largest = this.cloud.quotas.value('cloudwatch.metricsPerPage');
    const { items, NextToken } = page(found, { NextToken: parameters.NextToken }, { largest, badToken });
    const Metrics = items.map(series => ({
      Namespace: series.namespace,
      MetricName: series.name,
      Dimensions: Object.entries(series.dimensions).map(([Name, Value]) => ({ Name, Value })),
    }));
    const OwningAccounts = linked === true ? items.map(({ account }) => account) : undefined;
    return { Metrics, ...(OwningAccounts && { OwningAccounts }), ...(NextToken && { NextToken }) };
  }

  /**
   * Only metrics, and no expressions. That a query of an account that is not linked is answered by `Forbidden` is
   * unverified.
   */
  public data({ parameters, caller }: Call): JsonObject {
    const { quotas } = this.cloud;
    if (parameters.LabelOptions !== undefined) { throw new Error('the lab does not model LabelOptions of cloudwatch:getMetricData'); }
    const { MetricDataQueries: asked } = parameters;
    const most = quotas.value('cloudwatch.queriesPerRequest');
    if (!Array.isArray(asked) || asked.length === 0) { throw refused('The parameter MetricDataQueries is required.'); }
    if (asked.length > most) { throw refused(`The collection MetricDataQueries must not have a size greater than ${most}.`); }
    const queries = asked.map(query => this.query(query, caller));
    if (new Set(queries.map(({ id }) => id)).size < queries.length) { throw refused('The values for parameter Id in MetricDataQueries are not unique.'); }
    const window = this.window(parameters);
    for (const { id, period } of queries) {
      if (window.start % (period * 1000) !== 0) { throw new Error(`the lab models cloudwatch:getMetricData only where StartTime is a multiple of the Period, which it is not in the query ${id}: how AWS cuts the periods otherwise is not documented`); }
    }
    const limit = quotas.value('cloudwatch.dataPointsPerRequest');
    const { MaxDatapoints: size = limit } = parameters;
    if (!Number.isInteger(size) || Number(size) < 1) { throw refused('The parameter MaxDatapoints is a number of at least 1.'); }
    return paged(queries, window, Math.min(Number(size), limit), parameters.NextToken);
  }

  private query(asked: Json, caller: Caller): Query {
    if (!isObject(asked)) { throw refused('An entry of MetricDataQueries is an object.'); }
    const { Id: id, MetricStat: metric, Expression: expression, ReturnData: returned = true } = asked;
    if (typeof id !== 'string' || !/^[a-z]\w{0,254}$/.test(id)) { throw refused(`The value ${JSON.stringify(id)} for parameter Id must begin with a small letter, and have letters, digits and underscores.`); }
    if (expression !== undefined) { throw new Error(`the lab does not model expressions in cloudwatch:getMetricData, neither Metrics Insights nor math: ${JSON.stringify(expression)}`); }
    if (returned !== true) { throw new Error('the lab does not model ReturnData of cloudwatch:getMetricData, which serves expressions only'); }
    if (!isObject(metric) || !isObject(metric.Metric)) { throw refused(`The query ${id} needs a MetricStat with a Metric.`); }
    const { Metric: of, Period: period, Stat: statistic, Unit: unit } = metric;
    if (unit !== undefined) { throw new Error('the lab does not model the Unit of a query of cloudwatch:getMetricData'); }
    if (!Number.isInteger(period) || Number(period) < 60 || Number(period) % 60 !== 0) { throw refused(`The parameter Period must be a multiple of 60, got ${JSON.stringify(period)}.`); }
    if (!Object.hasOwn(STATISTICS, String(statistic))) { throw new Error(`the lab does not model the statistic ${JSON.stringify(statistic)}, only ${Object.keys(STATISTICS).join(', ')}`); }
    if (typeof of.Namespace !== 'string' || typeof of.MetricName !== 'string') { throw refused(`The query ${id} needs a Namespace and a MetricName.`); }
    const dimensions = dimensionsOf(of, this.cloud.quotas);
    const owner = String(asked.AccountId ?? caller.account);
    const link = owner === caller.account ? undefined : this.links(caller).get(owner);
    const forbidden = owner !== caller.account && !link?.types.includes(METRICS);
    const isSeen = !forbidden && (!link || lets(link, of.Namespace));
    const name = { namespace: of.Namespace, name: of.MetricName, dimensions };
    const series = isSeen ? this.store.find({ account: owner, region: caller.region, ...name }) : undefined;
    const label = text(asked.Label) ?? of.MetricName;
    return { id, label, series, period: Number(period), statistic: String(statistic), forbidden };
  }

  private window({ StartTime, EndTime, ScanBy: order = 'TimestampDescending' }: JsonObject): Window {
    const [from, end] = [momentOf(StartTime, 'StartTime'), momentOf(EndTime, 'EndTime')];
    if (from >= end) { throw refused('The parameter StartTime must be less than the parameter EndTime.'); }
    if (order !== 'TimestampDescending' && order !== 'TimestampAscending') { throw refused(`The parameter ScanBy is unknown: ${JSON.stringify(order)}.`); }
    if (from < this.cloud.clock.now() - KEPT_HOURS * HOUR) { throw new Error(`the lab keeps data points for ${KEPT_HOURS} hours; cloudwatch:getMetricData asks for ${JSON.stringify(StartTime)}`); }
    return { start: Math.floor(from / 60_000) * 60_000, end, descending: order === 'TimestampDescending' };
  }

  /** Accounts of which the caller sees metrics, its own first. */
  private* seenBy(caller: Caller, owner?: Json): Iterable<readonly [string, Link | undefined]> {
    if (owner === undefined || owner === caller.account) { yield [caller.account, undefined]; }
    for (const [account, link] of this.links(caller)) {
      if ((owner === undefined || owner === account) && link.types.includes(METRICS)) { yield [account, link]; }
    }
  }

  private links({ account, region }: Caller): ReadonlyMap<string, Link> {
    return this.cloud.roomIfAny<OamRoom>('oam')?.linksTo(account, region) ?? new Map<string, Link>();
  }
}

const lets = (link: Link, namespace: string): boolean => link.metrics?.(namespace) ?? true;

/** The data points of all queries in a row, cut into pages. */
function paged(queries: readonly Query[], window: Window, size: number, token: Json | undefined): JsonObject {
  const from = positionOf(token);
  const found = queries.map(query => ({ query, points: pointsOf(query, window) }));
  const total = found.reduce((sum, { points }) => sum + points.length, 0);
  const end = from + size < total ? from + size : Infinity;
  const results: JsonObject[] = [];
  let before = 0;
  for (const { query, points } of found) {
    const [first, last] = [Math.max(from - before, 0), Math.min(end - before, points.length)];
    const isHere = points.length === 0 ? before >= from && before < end : first < last;
    if (isHere) {
      const shown = points.slice(first, last);
      results.push({
        Id: query.id,
        Label: query.label,
        Timestamps: shown.map(([at]) => new Date(at).toISOString()),
        Values: shown.map(([, value]) => value),
        StatusCode: query.forbidden ? 'Forbidden' : last < points.length ? 'PartialData' : 'Complete',
      });
    }
    before += points.length;
  }
  const next = Buffer.from(`points:${end}`).toString('base64');
  return { MetricDataResults: results, Messages: [], ...(end < total && { NextToken: next }) };
}

function pointsOf({ series, period, statistic }: Query, { start, end, descending }: Window): [number, number][] {
  if (!series) { return []; }
  const found = new Map<number, Statistics>();
  for (const [minute, point] of series.points) {
    const at = minute * 60_000;
    if (at < start || at >= end) { continue; }
    const begins = Math.floor(at / (period * 1000)) * period * 1000;
    const known = found.get(begins);
    if (known) { merge(known, point); } else { found.set(begins, { ...point }); }
  }
  const sorted = [...found].sort(([a], [b]) => descending ? b - a : a - b);
  return sorted.map(([at, point]) => [at, STATISTICS[statistic](point)]);
}

function positionOf(token: Json | undefined): number {
  if (token === undefined || token === null) { return 0; }
  const position = /^points:(\d+)$/.exec(Buffer.from(String(token), 'base64').toString())?.[1];
  if (position === undefined) { throw new AwsError('InvalidNextToken', 'The NextToken is not one of this request.'); }
  return Number(position);
}

/** Metrics that have all of these dimensions, and others beside. */
function dimensionFilters(given: Json | undefined): ((dimensions: Readonly<Record<string, string>>) => boolean)[] {
  if (given === undefined) { return []; }
  if (!Array.isArray(given) || given.length > 10) { throw invalid('The collection Dimensions must not have a size greater than 10.'); }
  return given.filter(isObject).map(({ Name: name, Value: value }) => dimensions =>
    Object.hasOwn(dimensions, String(name)) && (value === undefined || dimensions[String(name)] === value));
}

function momentOf(value: Json | undefined, name: string): number {
  const moment = typeof value === 'number' ? value * 1000 : Date.parse(String(value));
  if (Number.isNaN(moment)) { throw refused(`The parameter ${name} is required, and a time.`); }
  return moment;
}

const text = (value: Json | undefined): string | undefined => typeof value === 'string' ? value : undefined;
const refused = (message: string) => new AwsError('ValidationError', message);
const badToken = () => invalid('The parameter NextToken is not one of this list.');
