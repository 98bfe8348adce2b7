import { Duration } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { TelemetryResourceType } from './sink/telemetry-resource-type';

/**
 * What a `CentralTelemetry` can be told.
 */
export interface CentralTelemetryProps {
  /**
   * The id of the organization, such as `o-exampleorgid`. Only accounts of it may send.
   */
  readonly organizationId: string;

  /**
   * The account in which the `TenantAccountFactory` and the `TenantTelemetry` work, 12 digits. It may be this account.
   */
  readonly platformAccount: string;

  /**
   * The name of the platform, as the organization was given it.
   *
   * @default 'tenants'
   */
  readonly platformName?: string;

  /**
   * The Regions in which tenants run. Each needs a `TelemetrySink` in this account; that of this stack's Region is
   * made here.
   *
   * @default - the Region of this stack
   */
  readonly regions?: string[];

  /**
   * What tenant accounts may share.
   *
   * @default - metrics, log groups and traces
   */
  readonly resourceTypes?: TelemetryResourceType[];

  /**
   * How many tenants there will be, up to 10,000: alarms and prices are counted for so many, and tenants are put into
   * cells of 500.
   *
   * @default 1000
   */
  readonly tenants?: number;

  /**
   * How often each tenant's errors are looked at: 5 minutes to an hour. A look costs 0.00001 USD for each metric, three
   * for each active tenant and Region.
   *
   * @default Duration.minutes(15)
   * @see https://aws.amazon.com/cloudwatch/pricing/
   */
  readonly healthInterval?: Duration;

  /**
   * The share of invocations that fail from which on a tenant counts as unhealthy, above 0 and up to 1.
   *
   * @default 0.05
   */
  readonly unhealthyShare?: number;

  /**
   * How long failures are kept: 1 to 365 days.
   *
   * @default Duration.days(14)
   */
  readonly failureRetention?: Duration;

  /**
   * Who is told when an alarm goes off.
   *
   * @default - nobody; the alarms are there all the same
   */
  readonly alarmTopic?: sns.ITopic;

  /**
   * What people read when something is wrong: an `https` address, to which alarms add `#<name of the alarm>`.
   * Set it to where your people look: the default is a file in the repository that this library's package names.
   *
   * @default - the runbook of this library
   */
  readonly runbookUrl?: string;
}
