import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as observabilityadmin from 'aws-cdk-lib/aws-observabilityadmin';
import { Construct } from 'constructs';
import { complaintsAboutCentralization } from './centralization-complaints';
import { throwIfAny } from '../../private/complaints';
import { LOG_PREFIXES } from '../contract';

/**
 * What a `TenantLogCentralization` can be told.
 */
export interface TenantLogCentralizationProps {
  /**
   * The ids of the organizational units whose accounts' logs are copied, such as those for production and sandbox.
   */
  readonly organizationalUnits: string[];

  /**
   * How many tenants there will be. AWS takes a million log groups in an account and Region.
   */
  readonly tenants: number;

  /**
   * The Regions from which logs are copied.
   *
   * @default - the Region of this stack
   */
  readonly regions?: string[];

  /**
   * The account that copies go to, 12 digits.
   *
   * @default - the account of this stack
   */
  readonly destinationAccount?: string;

  /**
   * The Region that copies go to.
   *
   * @default - the Region of this stack
   */
  readonly destinationRegion?: string;

  /**
   * What a copy is called. It must begin with `/tenants/${source.accountId}`, so that tenants stay apart; AWS's own
   * default puts all tenants' logs into one log group. Without `${source.logGroup}` each tenant has one log group.
   *
   * @default '/tenants/${source.accountId}/${source.region}${source.logGroup}'
   */
  readonly logGroupNamePattern?: string;

  /**
   * How many log groups that are copied a tenant has in each Region.
   *
   * @default 50
   */
  readonly logGroupsPerTenant?: number;

  /**
   * With what copies are encrypted whose originals are encrypted with a key of the tenant's. It is in the destination's
   * account and Region, and must have the tag `LogsManaged` with the value `true`, or nothing arrives.
   *
   * @default - originals with keys of their own are not copied; all others are encrypted with a key of AWS's
   */
  readonly encryptionKey?: kms.IKeyRef;

  /**
   * The name of the platform, as the organization was given it.
   *
   * @default 'tenants'
   */
  readonly platformName?: string;
}

/**
 * Copies the logs of tenants that matter, `/tenant/priority/…`, to one account, each tenant's to log groups of its own:
 * for who must keep them apart from the tenant's account. To look at logs, `TenantTelemetry` suffices: its links show
 * them where they are.
 *
 * Deploy it in the organization's management account, or in one that it has made administrator of CloudWatch, after
 * trusted access for it was enabled in CloudWatch's console. Make a `CentralLogRetention` in the destination.
 *
 * Links cost nothing, copies do: each GB is kept a second time for 0.03 USD a month; a copy beyond the first would be
 * paid as well when it is taken in. AWS copies what is logged from now on, at most 2.5 GB a second into a Region, and
 * takes 50 such rules in an organization.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatchLogs_Centralization.html
 */
export class TenantLogCentralization extends Construct {
  constructor(scope: Construct, id: string, props: TenantLogCentralizationProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    const { regions = [region], logGroupsPerTenant = 50, platformName = 'tenants', encryptionKey } = props;
    const logGroupNamePattern = props.logGroupNamePattern ?? '/tenants/${source.accountId}/${source.region}${source.logGroup}';
    throwIfAny(this, complaintsAboutCentralization({
      ...props, regions, logGroupsPerTenant, logGroupNamePattern, platformName,
    }));

    const units = props.organizationalUnits.map(unit => `'${unit}'`).join(', ');
    new observabilityadmin.CfnOrganizationCentralizationRule(this, 'Rule', {
      ruleName: `cdk-account-per-tenant-${platformName}-logs`,
      rule: {
        source: {
          regions,
          scope: `OrganizationUnitId IN (${units})`,
          sourceLogsConfiguration: {
            logGroupSelectionCriteria: `LogGroupName LIKE '${LOG_PREFIXES.priority}%'`,
            // Nobody's own key is exchanged for a weaker one unasked.
            encryptedLogGroupStrategy: encryptionKey ? 'ALLOW' : 'SKIP',
          },
        },
        destination: {
          account: props.destinationAccount ?? account,
          region: props.destinationRegion ?? region,
          destinationLogsConfiguration: {
            logGroupNameConfiguration: { logGroupNamePattern },
            logsEncryptionConfiguration: encryptionKey ? {
              encryptionStrategy: 'CUSTOMER_MANAGED',
              kmsKeyArn: encryptionKey.keyRef.keyArn,
              encryptionConflictResolutionStrategy: 'SKIP',
            } : { encryptionStrategy: 'AWS_OWNED' },
          },
        },
      },
    });
  }
}
