import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as logs from 'aws-cdk-lib/aws-logs';
import { TelemetryBudgetProps } from './cost/telemetry-budget';
import { TelemetryWorkloadProps } from './cost/telemetry-workload';
import { ITelemetrySink } from './sink/i-telemetry-sink';
import { TelemetryResourceType } from './sink/telemetry-resource-type';
import { ActivitySignal } from './tiers/activity-signal';
import { TelemetryTier, TelemetryTiersProps } from './tiers/telemetry-tiers';
import { IExtensibleTenantBaseline } from '../fleet/i-extensible-tenant-baseline';
import { ITenantDirectory } from '../tenants/i-tenant-directory';

/**
 * What a `TenantTelemetry` can be told.
 */
export interface TenantTelemetryProps {
  /**
   * The stack that every tenant account gets first. What sends telemetry is added to it.
   */
  readonly baseline: IExtensibleTenantBaseline;

  /**
   * Where tenants are on record, and their tiers.
   */
  readonly directory: ITenantDirectory;

  /**
   * The bus on which it is told that a tenant has another tier: that of the factory.
   */
  readonly bus: events.IEventBus;

  /**
   * Where telemetry arrives: one sink for each Region of the baseline, all in one account. The first is that of the
   * Region of `CentralTelemetry`, where failures of all Regions come together.
   */
  readonly sinks: ITelemetrySink[];

  /**
   * What tenants of each tier send.
   *
   * @default - `full` everything, `priority` what is looked at every day, `dormant` next to nothing
   */
  readonly tiers?: TelemetryTiersProps;

  /**
   * The tier of a tenant that nobody has moved yet.
   *
   * @default TelemetryTier.PRIORITY
   */
  readonly tierOfNewTenants?: TelemetryTier;

  /**
   * How long nothing must have happened in an account before it goes dormant: 1 to 365 days.
   *
   * @default Duration.days(7)
   */
  readonly idleAfter?: Duration;

  /**
   * What counts as activity. Any of these is enough to wake a tenant.
   *
   * @default - functions run: choose others where tenants have schedules, for these are never idle by it
   */
  readonly activity?: ActivitySignal[];

  /**
   * What secrets and personal data are masked in logs.
   *
   * @default - secret keys, private keys, e-mail addresses and numbers of credit cards
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL-managed-data-identifiers.html
   */
  readonly dataIdentifiers?: logs.DataIdentifier[];

  /**
   * What tenant accounts share. Each sink has to allow it.
   *
   * @default - metrics, log groups and traces, as far as all sinks allow them
   */
  readonly resourceTypes?: TelemetryResourceType[];

  /**
   * How many tenants there will be, and what an active one sends in a month, for the bill that is printed.
   *
   * @default - 1,000 tenants of about 200 functions with little traffic, half of them active
   */
  readonly workload?: TelemetryWorkloadProps;

  /**
   * What telemetry of a tenant may cost in a month. More is an error.
   *
   * @default - 0.70 USD for an active tenant, 0.02 USD for a dormant one
   */
  readonly budget?: TelemetryBudgetProps;
}
