import { billItem, BillItem, grouped, HOURS, KB_IN_GB, sumOf } from './bill-item';
import { centralItems } from './central-items';
import type { Workload } from './telemetry-workload';
import { Tier, TIERS } from '../contract';

/** Of a tier, what costs money. */
export interface TierTraits {
  readonly traceSampling: number;
  readonly dataProtection: boolean;
  readonly health: boolean;
}

/** All that a bill is made from. It goes into the cloud assembly as JSON, for the command line. */
export interface CostInput {
  readonly tenants: number;
  readonly regions: number;
  /** Minutes from one look at everybody's health to the next. */
  readonly censusMinutes: number;
  /** The tier of tenants that are not asleep. */
  readonly activeTier: Tier;
  readonly tiers: Readonly<Record<Tier, TierTraits>>;
  readonly workload: Workload;
}

/** What one tenant of a tier costs in a month. */
export interface TierBill {
  readonly tier: Tier;
  /** What it causes itself. */
  readonly items: readonly BillItem[];
  readonly ownUsd: number;
  /** Its part of what all tenants share. */
  readonly shareUsd: number;
  readonly usd: number;
}

/** What telemetry of a platform costs in a month. */
export interface TelemetryBill {
  readonly tiers: Readonly<Record<Tier, TierBill>>;
  readonly shared: readonly BillItem[];
  readonly sharedUsd: number;
  readonly active: number;
  readonly dormant: number;
  readonly usd: number;
}

/** The metrics that the census asks for: invocations, errors, throttles. */
export const CENSUS_METRICS = 3;

const DAYS = 30;
const KEPT = { priority: 30, bulk: 7, failures: 14 } as const;

/** A failure as events, items and logs have it. */
const FAILURE_KB = 2;

/** How many tenants are active, and how many sleep. */
export function populationOf({ tenants, workload }: CostInput): { active: number; dormant: number } {
  const active = Math.round(tenants * workload.activeShare);
  return { active, dormant: tenants - active };
}

/** What telemetry costs, by tier and item. */
export function billOf(input: CostInput): TelemetryBill {
  const { active, dormant } = populationOf(input);
  const shared = centralItems(input, active);
  const sharedUsd = sumOf(shared);
  const of = (tier: Tier): TierBill => {
    const items = itemsOf(tier, input);
    const [ownUsd, shareUsd] = [sumOf(items), sharedUsd / Math.max(1, input.tenants)];
    return { tier, items, ownUsd, shareUsd, usd: ownUsd + shareUsd };
  };
  const tiers = { full: of(TIERS.full), priority: of(TIERS.priority), dormant: of(TIERS.dormant) };
  const usd = sharedUsd + active * tiers[input.activeTier].ownUsd + dormant * tiers.dormant.ownUsd;
  return { tiers, shared, sharedUsd, active, dormant, usd };
}

function itemsOf(tier: Tier, input: CostInput): BillItem[] {
  const { traceSampling, dataProtection, health } = input.tiers[tier];
  // Who sleeps does nothing. What its tier would send is counted all the same where it is asked for on our side.
  const sleeps = tier === TIERS.dormant;
  const { priorityLogGb, bulkLogGb, queriedLogGb, requests, failures, customMetrics } =
    sleeps ? ASLEEP : input.workload;
  const tenant = billItem('tenant');
  const observability = billItem('observability');
  const censuses = HOURS * 60 / input.censusMinutes;
  return [
    tenant('logs that matter, ingested', 'logs', priorityLogGb, `${grouped(priorityLogGb)} GB`),
    tenant('logs that matter, kept', 'logStorage', priorityLogGb * KEPT.priority / DAYS, `${grouped(priorityLogGb)} GB × ${KEPT.priority} of ${DAYS} days`),
    tenant('other logs, ingested', 'logsInfrequent', bulkLogGb, `${grouped(bulkLogGb)} GB`),
    tenant('other logs, kept', 'logStorage', bulkLogGb * KEPT.bulk / DAYS, `${grouped(bulkLogGb)} GB × ${KEPT.bulk} of ${DAYS} days`),
    // The class for infrequent access knows no masking.
    tenant('masking of logs that matter', 'dataProtection', dataProtection ? priorityLogGb : 0, dataProtection ? `${grouped(priorityLogGb)} GB` : 'not of this tier'),
    observability('queries of logs', 'logQueries', queriedLogGb, `${grouped(queriedLogGb)} GB`),
    tenant('traces', 'traces', requests * traceSampling, `${grouped(requests)} requests × ${traceSampling}`),
    tenant('metrics of its own', 'customMetrics', customMetrics, `${grouped(customMetrics)} metrics`),
    observability('looks at its health', 'getMetricData', health ? CENSUS_METRICS * input.regions * censuses : 0,
      health ? `${CENSUS_METRICS} metrics × ${input.regions} ${input.regions === 1 ? 'Region' : 'Regions'} × ${grouped(censuses)} looks` : 'not of this tier'),
    ...failureItems(failures),
    billItem('platform')('notes of its activity', 'tableWrites', sleeps ? 0 : DAYS, sleeps ? 'none while it sleeps' : `${DAYS} days × 1`),
    tenant('metrics and logs seen through links', 'linked', sleeps ? 0 : priorityLogGb + bulkLogGb, 'links copy nothing'),
  ];
}

const ASLEEP = {
  priorityLogGb: 0, bulkLogGb: 0, queriedLogGb: 0, requests: 0, failures: 0, customMetrics: 0,
} as const;

/** Writes of a failure: the item and its place in the index, 2 KB each, and the request under which it is redriven. */
const FAILURE_WRITES = 5;
/** A quarter of a second, 256 MB. */
const FAILURE_GB_SECONDS = 0.0625;
/** Sent, received, deleted. */
const FAILURE_REQUESTS = 3;

function failureItems(failures: number): BillItem[] {
  const tenant = billItem('tenant');
  const observability = billItem('observability');
  const each = (count: number) => `${grouped(failures)} failures × ${count}`;
  const gb = failures * FAILURE_KB / KB_IN_GB;
  return [
    tenant('failures, put on its bus', 'events', failures, each(1)),
    tenant('failures, handed over', 'crossAccountEvents', failures, each(1)),
    tenant('failures, archived', 'archive', gb, `${grouped(failures)} failures × ${FAILURE_KB} KB`),
    observability('failures, queued', 'queue', failures * FAILURE_REQUESTS, each(FAILURE_REQUESTS)),
    observability('failures, read', 'invocations', failures, each(1)),
    observability('failures, worked on', 'functionTime', failures * FAILURE_GB_SECONDS, each(FAILURE_GB_SECONDS)),
    observability('failures, written down', 'tableWrites', failures * FAILURE_WRITES, each(FAILURE_WRITES)),
    observability('failures, kept', 'tableStorage', 2 * gb * KEPT.failures / DAYS, `${grouped(failures)} failures × ${2 * FAILURE_KB} KB × ${KEPT.failures} of ${DAYS} days`),
  ];
}
