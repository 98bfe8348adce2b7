import * as known from './limits.json';
import { Cloud, readAssembly } from '../../lab';
import { TELEMETRY_METRICS } from '../../telemetry/contract';
import { CENSUS_METRICS, CostInput, populationOf } from '../../telemetry/cost/bill';
import { grouped } from '../../telemetry/cost/bill-item';
import { CENTRAL, cellsOf } from '../../telemetry/cost/central-items';

type LimitName = Exclude<keyof typeof known, 'note'>;

/** Something of which AWS lets one have so much. */
export interface Reach {
  readonly what: string;
  readonly count: number;
  /** Nothing where AWS has no limit. */
  readonly most?: number;
  readonly source: string;
  readonly verified: boolean;
  /** Whether it is more than AWS lets one have. */
  readonly over: boolean;
  readonly because: string;
}

/** How many tenants are seen of those that there are by design, and why. What was seen of late is a metric. */
export interface Coverage {
  readonly of: string;
  readonly share: number;
  readonly because: string;
}

/** What is in the central place: counted in an app's templates, or what `CentralTelemetry` has. */
export interface Central {
  readonly alarms: number;
  readonly queryAlarms: number;
  readonly dashboards: number;
  /** Whether logs are copied. */
  readonly copiesLogs: boolean;
}

export const RECOMMENDED: Central = {
  alarms: CENTRAL.alarms, queryAlarms: CENTRAL.queryAlarms, dashboards: CENTRAL.dashboards, copiesLogs: false,
};

interface AlarmProperties { readonly Metrics?: readonly { readonly Expression?: unknown }[] }

const COPIES = 'AWS::ObservabilityAdmin::OrganizationCentralizationRule';

/** Alarms and dashboards of an app, in the account and Region that has the most: quotas are for each of these. */
export function centralOf(assembly: string): Central {
  const places = new Map<string, Resource[]>();
  for (const { account, region, template } of readAssembly(new Cloud(), assembly)) {
    const place = `${account} ${region}`;
    places.set(place, [...places.get(place) ?? [], ...Object.values(template.Resources ?? {})]);
  }
  const copiesLogs = [...places.values()].flat().some(({ Type }) => Type === COPIES);
  const [first = RECOMMENDED] = [...places.values()].map(countsOf)
    .sort((a, b) => b.queryAlarms - a.queryAlarms || b.alarms - a.alarms);
  return { ...first, copiesLogs };
}

type Resource = NonNullable<ReturnType<typeof readAssembly>[number]['template']['Resources']>[string];

function countsOf(resources: readonly Resource[]): Omit<Central, 'copiesLogs'> {
  const alarms = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  const queries = alarms.filter(({ Properties }) => (Properties as AlarmProperties | undefined)?.Metrics
    ?.some(({ Expression }) => /^"\s*SELECT\b/i.test(JSON.stringify(Expression ?? ''))));
  return {
    alarms: alarms.length - queries.length, queryAlarms: queries.length,
    dashboards: resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard').length,
  };
}

const SECONDS = 730 * 3600;
const SURVEY_PAGE = 500;

/** How near the set-up comes to AWS's limits. */
export function reachesOf(input: CostInput, central: Central): Reach[] {
  const { tenants, regions, workload } = input;
  const { active } = populationOf(input);
  const reach = (what: string, count: number, name: LimitName, because: string): Reach => {
    const limit: { readonly most?: number; readonly source: string; readonly verified: boolean } = known[name];
    const { most, source, verified } = limit;
    return { what, count, most, source, verified, because, over: most !== undefined && count > most };
  };
  const [cells, functions] = [cellsOf(tenants), tenants * workload.functions];
  const looked = input.tiers[input.activeTier].health ? active : 0;
  return [
    reach('links to the sink of a Region', tenants, 'linksOfSink', 'one for each tenant'),
    reach('links of a tenant account in a Region', 1, 'linksOfSource', 'to the sink of that Region'),
    reach('alarms on single metrics', central.alarms, 'alarmsOfAccount', 'none for each tenant'),
    reach('alarms on queries', central.queryAlarms, 'queryAlarms', 'none for each tenant'),
    reach('series that the alarm on unhealthy tenants returns', cells, 'series', 'one for each cell of up to 500 tenants'),
    reach('metrics that it analyses', cells, 'queriedMetrics', 'one for each cell'),
    reach('dashboards', central.dashboards, 'alarmsOfAccount', 'tenants are a variable, not a dashboard'),
    reach('calls of GetMetricData for a census', Math.ceil(looked * CENSUS_METRICS / known.metricsOfCall.most) * regions, 'callsASecond', `${known.metricsOfCall.most} metrics a call; were all made within a second`),
    reach('calls of ListMetrics for a survey', Math.max(1, Math.ceil(active / SURVEY_PAGE)) * regions, 'listsASecond', `${SURVEY_PAGE} active accounts a page; were all made within a second`),
    reach('failures in a second, over a month', Math.round(1000 * active * workload.failures / SECONDS) / 1000, 'eventsASecond', 'in the smallest Regions; more are delivered later, and tried for 24 hours'),
    reach('log groups of the central account, at most', central.copiesLogs ? functions : 0, 'logGroups',
      central.copiesLogs ? 'one for each function of each tenant' : `links copy none; were all logs centralized, there would be ${grouped(functions)}`),
  ];
}

/** How many of all tenants are seen, as it is built. */
export function coverageOf(input: CostInput): Coverage[] {
  const { activeTier, tiers, tenants } = input;
  const query = Math.min(1, known.series.most / tenants);
  return [
    { of: 'failures', share: 1, because: 'by design: each tenant sends an event for each of them, whatever its tier; no query is asked' },
    tiers[activeTier].health
      ? { of: 'errors', share: 1, because: `by design: the census asks for each account${tiers.dormant.health ? '' : ' that is not dormant'} by its number; what it saw at its last look are the metrics ${TELEMETRY_METRICS.covered} of ${TELEMETRY_METRICS.tenants}, and an alarm tells of a gap; who sleeps runs nothing, and is awake within the hour when it does` }
      : { of: 'errors', share: 0, because: `'tiers.${activeTier}.health' is false` },
    { of: 'errors, were one query grouped by account', share: query, because: `a query returns ${known.series.most} series` },
  ];
}
