import type { CostInput } from './bill';
import { billItem, BillItem, grouped, HOURS, POLLS } from './bill-item';
import { CELL_TENANTS } from '../contract';

/** What `CentralTelemetry` has, however many tenants there are. */
export const CENTRAL = {
  /** Not covered, parked, refused, not recorded, undelivered, waiting, redrives; and the metrics that they name. */
  alarms: 7,
  alarmMetrics: 12,
  /** The alarm on unhealthy tenants. */
  queryAlarms: 1,
  dashboards: 3,
  /** Metrics for each cell: unhealthy tenants, the worst of them. */
  metricsOfCell: 2,
  /** Tenants to cover, covered, undelivered, in each of three tiers, moved; failures, parked, refused, oldest. */
  metrics: 11,
  /** What each look asks whether it failed to deliver: three rules of tenant accounts, and functions' destinations. */
  deliveries: 4,
} as const;

/** What functions need for 10,000 tenants: seconds of 256 MB. */
const GB_SECONDS_OF_LOOK = 15;
const PER_LOOK = 10_000;

/** Read units of a tenant: half a KB, eventually consistent. */
const READS_OF_TENANT = 0.0625;
const METRICS_OF_PAGE = 500;
const TRANSITIONS_OF_SURVEY = 8;
/** Writes of a cell: up to 4 KB. */
const WRITES_OF_CELL = 4;

export const cellsOf = (tenants: number): number => Math.max(1, Math.ceil(tenants / CELL_TENANTS));

/** What all tenants share. */
export function centralItems({ tenants, regions, censusMinutes, workload }: CostInput, active: number): BillItem[] {
  const observability = billItem('observability');
  const platform = billItem('platform');
  const [cells, looks, surveys] = [cellsOf(tenants), HOURS * 60 / censusMinutes, HOURS];
  const metrics = cells * CENTRAL.metricsOfCell + workload.services + CENTRAL.metrics;
  const pages = Math.max(1, Math.ceil(active / METRICS_OF_PAGE)) * regions;
  const seconds = GB_SECONDS_OF_LOOK * tenants / PER_LOOK;
  return [
    observability('alarms', 'alarms', CENTRAL.alarmMetrics, `${CENTRAL.alarms} alarms on ${CENTRAL.alarmMetrics} metrics`),
    observability('the alarm on unhealthy tenants', 'queryAlarms', cells, `${cells} cells × 1 metric`),
    observability('dashboards', 'dashboards', CENTRAL.dashboards, `${CENTRAL.dashboards} dashboards`),
    observability('metrics of the central place', 'customMetrics', metrics, `${cells} cells × ${CENTRAL.metricsOfCell} + ${workload.services} services + ${CENTRAL.metrics}`),
    observability('the central queue', 'queue', POLLS, '5 polls each 20 seconds'),
    observability('the census, its runs', 'invocations', looks, `${grouped(looks)} looks`),
    observability('the census, its time', 'functionTime', looks * seconds, `${grouped(looks)} looks × ${grouped(tenants)} tenants × ${GB_SECONDS_OF_LOOK / PER_LOOK} GB-seconds`),
    observability('the census, its lists', 'requests', looks * CENTRAL.deliveries * regions, `${grouped(looks)} looks × ${CENTRAL.deliveries} lists × ${regions} ${regions === 1 ? 'Region' : 'Regions'}`),
    observability('the census, its reads', 'tableReads', 2 * looks * tenants * READS_OF_TENANT, `${grouped(looks)} looks × 2 × ${grouped(tenants)} tenants × ${READS_OF_TENANT}`),
    observability('the census, its writes', 'tableWrites', looks * cells * WRITES_OF_CELL, `${grouped(looks)} looks × ${cells} cells × ${WRITES_OF_CELL}`),
    platform('the survey, its lists', 'requests', surveys * pages, `${surveys} surveys × ${pages} pages`),
    platform('the survey, its workflow', 'transitions', surveys * TRANSITIONS_OF_SURVEY, `${surveys} surveys × ${TRANSITIONS_OF_SURVEY}`),
    platform('the survey, its time', 'functionTime', surveys * seconds, `${surveys} surveys × ${grouped(tenants)} tenants × ${GB_SECONDS_OF_LOOK / PER_LOOK} GB-seconds`),
    platform('the survey, its reads', 'tableReads', 2 * surveys * tenants * READS_OF_TENANT, `${surveys} surveys × 2 × ${grouped(tenants)} tenants × ${READS_OF_TENANT}`),
  ];
}
