import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { fleetRows } from './dashboards/fleet';
import { serviceRows } from './dashboards/service';
import { tenantRows } from './dashboards/tenant';
import { ACCOUNT, FUNCTION } from './dashboards/widgets';

/** What the dashboards show. */
export interface FleetDashboardsProps {
  readonly platformName: string;
  readonly tenants: number;
  readonly regions: readonly string[];
  readonly every: Duration;
  /** Where failures wait until they are on record, and where those end that could not be. */
  readonly queue: sqs.IQueue;
  readonly deadLetterQueues: readonly sqs.IQueue[];
  /** The log of the function that puts failures on record. */
  readonly recordLog: logs.ILogGroup;
  readonly redriveMachineArn: string;
}

/** Names of dashboards, which are those of an account and not of a Region. */
export const dashboardName = (platform: string, of: 'fleet' | 'tenant' | 'service') => `cdk-account-per-tenant-${platform}-${of}`;

/**
 * Three dashboards for all tenants, at 3 USD a month each: the fleet, one tenant whose account id is typed in, and one
 * function in all tenants whose name is typed in. What they ask of tenants' metrics costs 0.01 USD for 1,000 of them.
 */
export class FleetDashboards extends Construct {
  constructor(scope: Construct, id: string, props: FleetDashboardsProps) {
    super(scope, id);
    const { platformName } = props;
    const typed = (variable: string, label: string, value: string) => new cloudwatch.DashboardVariable({
      id: variable,
      type: cloudwatch.VariableType.PATTERN,
      inputType: cloudwatch.VariableInputType.INPUT,
      label,
      value,
      defaultValue: cloudwatch.DefaultValue.value(value),
    });
    new cloudwatch.Dashboard(this, 'Fleet', {
      dashboardName: dashboardName(platformName, 'fleet'), defaultInterval: Duration.days(1), widgets: fleetRows(props),
    });
    new cloudwatch.Dashboard(this, 'Tenant', {
      dashboardName: dashboardName(platformName, 'tenant'),
      defaultInterval: Duration.hours(12),
      variables: [typed('account', 'Account id of the tenant', ACCOUNT)],
      widgets: tenantRows(props),
    });
    new cloudwatch.Dashboard(this, 'Service', {
      dashboardName: dashboardName(platformName, 'service'),
      defaultInterval: Duration.hours(12),
      variables: [typed('function', 'Name of the function, <service>_<id>', FUNCTION)],
      widgets: serviceRows(props),
    });
  }
}
