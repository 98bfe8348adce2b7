import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { ITenantDirectory } from './i-tenant-directory';
import { IReadinessProbe } from './readiness-probe';
import { ITenantBaseline } from '../fleet/i-tenant-baseline';
import { ITenantOrganization } from '../organization/i-tenant-organization';

/**
 * What a `TenantAccountFactory` can be told.
 */
export interface TenantAccountFactoryProps {
  /**
   * The organization in which accounts are made: a `TenantOrganization`, or
   * `TenantOrganization.fromManagementAccount(…)`.
   */
  readonly organization: ITenantOrganization;

  /**
   * The stack that every tenant account gets first.
   */
  readonly baseline: ITenantBaseline;

  /**
   * How root e-mail addresses of accounts are made: `{id}` becomes 26 characters that nobody else has, for example
   * `aws+{id}@example.com`. AWS takes 64 characters in all and takes no address twice, not even after an account was
   * closed. Use a domain that no tenant account owns.
   */
  readonly emailTemplate: string;

  /**
   * Where tenants are on record.
   *
   * @default - a new `TenantDirectory`
   */
  readonly directory?: ITenantDirectory;

  /**
   * The bus for requests and answers.
   *
   * @default - a new bus
   */
  readonly bus?: events.IEventBus;

  /**
   * Features that a request may ask for. A request for any other is rejected.
   *
   * @default - none
   */
  readonly features?: string[];

  /**
   * Your own word on whether an account is ready for use.
   *
   * @default - an account is ready when its baseline and services are there and its quotas are granted
   */
  readonly readinessProbe?: IReadinessProbe;

  /**
   * How long an enrolment may take, its time in line included: 1 hour to 30 days. AWS makes an account each 10 seconds,
   * so 10,000 tenants who ask at once stand in line for 28 hours.
   *
   * @default Duration.days(7)
   */
  readonly timeout?: Duration;
}
