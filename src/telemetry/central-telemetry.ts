import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { complaintsAboutCentral } from './central-complaints';
import { CentralTelemetryGrants } from './central-telemetry-grants';
import { CentralTelemetryProps } from './central-telemetry-props';
import { CENTRAL_EVENTS, CentralPlaces, centralParameterName } from './contract';
import { CentralFailures } from './failures/central-failures';
import { Census } from './health/census';
import { FleetAlarmProps } from './health/fleet-alarm';
import { FleetAlarms } from './health/fleet-alarms';
import { FleetDashboards } from './health/fleet-dashboards';
import { ITelemetrySink } from './sink/i-telemetry-sink';
import { TelemetrySink } from './sink/telemetry-sink';
import { MetricsReader } from './tiers/metrics-reader';
import { DEFAULT_PLATFORM } from '../organization/contract';
import { throwIfAny } from '../private/complaints';
import { ruleOn, saidBy } from '../private/event-rule';
import { SOURCE } from '../tenants/contract';

const RUNBOOK = 'https://github.com/example/cdk-account-per-tenant/blob/main/docs/runbook.md';

/**
 * One place to look at every tenant: their metrics, logs and traces through links, nothing copied; what failed
 * in any account, on record until somebody gives it back to that account; who is unhealthy; a few alarms and three
 * dashboards for all of them.
 *
 * Deploy it in the observability account, which may be the platform account, in the Region of the factory, and a
 * `TelemetrySink` in each other Region of the tenants. A `TenantTelemetry` in the platform account makes tenant
 * accounts send. There are no references between the two but the sinks, so either may come first; what fails before is
 * told when both are there.
 *
 * It costs about 20 USD a month for a few tenants, and 29 for 6,000: dashboards, alarms, metrics of its own, a queue
 * that is looked at. Each
 * active tenant costs some tenths of a dollar more, each sleeping one next to nothing: the bill is printed with
 * `TenantTelemetry`, and by `npx cdk-account-per-tenant telemetry cost`.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Unified-Cross-Account.html
 */
export class CentralTelemetry extends Construct {
  /**
   * Where telemetry of this stack's Region arrives.
   */
  public readonly sink: ITelemetrySink;

  /**
   * The bus on which failures of all tenants come together, and on which it is told who is unhealthy.
   */
  public readonly bus: events.IEventBus;

  /**
   * The workflow that gives failures back. `npx cdk-account-per-tenant dlq redrive` starts it.
   */
  public readonly redrives: sfn.IStateMachine;

  /**
   * Who may do what with failures.
   */
  public readonly grants: CentralTelemetryGrants;

  private readonly alarms: FleetAlarms;

  constructor(scope: Construct, id: string, props: CentralTelemetryProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    throwIfAny(this, complaintsAboutCentral(this, props));
    const { organizationId, platformAccount, platformName = DEFAULT_PLATFORM } = props;
    const { regions = [region], tenants = 1000, unhealthyShare: unhealthyAt = 0.05 } = props;
    const every = props.healthInterval ?? Duration.minutes(15);
    const runbookUrl = props.runbookUrl ?? RUNBOOK;

    this.sink = new TelemetrySink(this, 'Sink', { organizationId, resourceTypes: props.resourceTypes });
    new MetricsReader(this, 'Reader', { platformName, platformAccount });
    const failures = new CentralFailures(this, 'Failures', {
      platformName, platformAccount, organizationId, retention: props.failureRetention,
    });
    const { bus, table, bucket, machine, queue, undelivered, unrecorded, recordLog } = failures;
    this.bus = bus;
    this.redrives = machine;
    new Census(this, 'Census', {
      platformName, platformAccount, regions, tenants, every, unhealthyAt, table, bus, runbookUrl,
    });
    const deadLetterQueues = [undelivered, unrecorded];
    this.alarms = new FleetAlarms(this, 'Alarms', {
      platformName, tenants, every, queue, deadLetterQueues, runbookUrl,
      ownRunbookUrl: props.runbookUrl, topic: props.alarmTopic,
    });
    new FleetDashboards(this, 'Dashboards', {
      platformName, tenants, regions, every, queue, deadLetterQueues, recordLog,
      redriveMachineArn: machine.stateMachineArn,
    });
    const places: CentralPlaces = { table: table.tableName, bucket: bucket.bucketName };
    const parameter = new ssm.StringParameter(this, 'Places', {
      parameterName: centralParameterName(platformName),
      description: 'Where failures and health of tenants are on record',
      stringValue: Stack.of(this).toJsonString(places),
    });
    this.grants = CentralTelemetryGrants._of({ table, bucket, redrives: machine, places: parameter });
  }

  /**
   * An alarm over a metric of all tenants, in one query: each tenant whose metric is as great as you say shows by
   * itself. It sees tenants whose tier lets the metric through. CloudWatch charges 0.10 USD a month for each metric
   * that it looks at; how many these are is printed when the app is synthesized.
   *
   * @param id the id of the alarm
   * @param props the metric, and when it is too much
   */
  public addFleetAlarm(id: string, props: FleetAlarmProps): cloudwatch.Alarm {
    return this.alarms.addAlarm(id, props);
  }

  /**
   * Something happens whenever a tenant has become unhealthy or healthy: the event has the tenant, its account,
   * figures, the service and the function that fail most, and the release that is likely to have done it.
   *
   * @param id the id of the rule
   * @param options the target, and a narrower pattern if you like, such as `{ detail: { health: ['unhealthy'] } }`
   */
  public onHealthChanged(id: string, options: events.OnEventOptions = {}): events.Rule {
    return ruleOn(this, id, this.bus, SOURCE, CENTRAL_EVENTS.health, saidBy(Stack.of(this).account, options));
  }

  /**
   * Something happens whenever a failure was parked: redriving it does no good.
   *
   * @param id the id of the rule
   * @param options the target, and a narrower pattern if you like, such as `{ detail: { service: ['orders'] } }`
   */
  public onFailureParked(id: string, options: events.OnEventOptions = {}): events.Rule {
    return ruleOn(this, id, this.bus, SOURCE, CENTRAL_EVENTS.parked, saidBy(Stack.of(this).account, options));
  }
}
