import { LOG_PREFIXES, Tier, TIERS } from '../contract';

/**
 * How much a tenant sends to the central place. Failures are sent by every tenant, whatever its tier.
 */
export enum TelemetryTier {
  /**
   * All that there is, for tenants that are looked at closely.
   */
  FULL = 'full',

  /**
   * What is looked at every day.
   */
  PRIORITY = 'priority',

  /**
   * Next to nothing: nobody uses the tenant.
   */
  DORMANT = 'dormant',
}

/**
 * What tenants of one tier send. Nothing is copied: a link lets the central place look into the tenant's account,
 * where metrics and logs stay.
 */
export interface TelemetryTierProps {
  /**
   * The metrics that are seen centrally, by namespace. A `*` at the end stands for anything, so `*` is all of them.
   *
   * @see https://docs.aws.amazon.com/OAM/latest/APIReference/API_MetricConfiguration.html
   * @default - of `full` all; of `priority` those of Lambda, Step Functions, EventBridge, SQS, API Gateway and DynamoDB
   * and this library's own; of `dormant` those of Lambda and EventBridge
   */
  readonly metricNamespaces?: string[];

  /**
   * The log groups that are seen centrally, by the beginnings of their names. A `*` is all of them; an empty list none.
   *
   * @see https://docs.aws.amazon.com/OAM/latest/APIReference/API_LogGroupConfiguration.html
   * @default - of `full` all; of `priority` those under `/tenant/priority/`; of `dormant` none
   */
  readonly logGroupPrefixes?: string[];

  /**
   * The share of requests that X-Ray records where its sampling rules apply, 0 to 1. Functions that nothing traced
   * calls are none of these: Lambda samples them by itself.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
   * @default - of `full` 1; of `priority` 0.05, as without a rule; of `dormant` 0
   */
  readonly traceSampling?: number;

  /**
   * Whether secrets and personal data are masked in logs, for 0.12 USD a GB of them. It is worth it for sleeping
   * tenants as well: they log nothing, and are masked when they wake.
   *
   * @default true
   */
  readonly dataProtection?: boolean;

  /**
   * Whether the census looks at the tenant's health.
   *
   * @default - true; of `dormant` false
   */
  readonly health?: boolean;
}

/**
 * What tenants send, by tier. What is left out has its default.
 */
export interface TelemetryTiersProps {
  /**
   * For tenants that are looked at closely.
   *
   * @default - all metrics, all log groups, every request
   */
  readonly full?: TelemetryTierProps;

  /**
   * For what is looked at every day.
   *
   * @default - metrics of the services that are used most, log groups that matter, one request in twenty
   */
  readonly priority?: TelemetryTierProps;

  /**
   * For tenants that nobody uses. Their activity has to be seen, or they never wake.
   *
   * @default - metrics of Lambda and EventBridge
   */
  readonly dormant?: TelemetryTierProps;
}

/** What tenants of each tier send, nothing left out. */
export type Tiers = Readonly<Record<Tier, Required<TelemetryTierProps>>>;

const ALL = '*';

/** Undeliverable failures show in EventBridge's metrics, so that every tier has them. */
const DORMANT_NAMESPACES = ['AWS/Lambda', 'AWS/Events'];

const DEFAULTS: Tiers = {
  [TIERS.full]: {
    metricNamespaces: [ALL], logGroupPrefixes: [ALL], traceSampling: 1, dataProtection: true, health: true,
  },
  [TIERS.priority]: {
    metricNamespaces: [...DORMANT_NAMESPACES, 'AWS/States', 'AWS/SQS', 'AWS/ApiGateway', 'AWS/DynamoDB', 'CdkAccountPerTenant'],
    logGroupPrefixes: [LOG_PREFIXES.priority], traceSampling: 0.05, dataProtection: true, health: true,
  },
  [TIERS.dormant]: {
    metricNamespaces: DORMANT_NAMESPACES, logGroupPrefixes: [], traceSampling: 0, dataProtection: true, health: false,
  },
};

/** The tiers as the user wants them. */
export function tiersOf(props: TelemetryTiersProps = {}): Tiers {
  const of = (tier: Tier) => ({ ...DEFAULTS[tier], ...given(props[tier]) });
  return { full: of(TIERS.full), priority: of(TIERS.priority), dormant: of(TIERS.dormant) };
}

/** Other languages say `undefined` for what is left out. */
function given(props: TelemetryTierProps = {}): TelemetryTierProps {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined));
}

/** Whether a list of namespaces or prefixes lets a name through. */
export function letsThrough(list: readonly string[], name: string): boolean {
  return list.some(each => each.endsWith(ALL) ? name.startsWith(each.slice(0, -1)) : each === name);
}
