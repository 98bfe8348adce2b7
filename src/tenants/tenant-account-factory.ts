import { Aws, Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EVENTS, METRICS, NAMESPACE, SOURCE, busName } from './contract';
import { Enrolment } from './enrolment';
import { complaintsAboutFactory } from './factory-complaints';
import { RateGovernor } from './governor/rate-governor';
import { ITenantDirectory } from './i-tenant-directory';
import { patienceOf } from './readiness-probe';
import { Reception } from './reception';
import { Stamp } from './stamp';
import { Sweeper } from './sweeper';
import { TenantAccountFactoryGrants } from './tenant-account-factory-grants';
import { TenantAccountFactoryProps } from './tenant-account-factory-props';
import { TenantAlarmOptions, defineAlarms } from './tenant-alarms';
import { defineDashboard } from './tenant-dashboard';
import { TenantDirectory } from './tenant-directory';
import { throwIfAny } from '../private/complaints';
import { ruleOn } from '../private/event-rule';

/**
 * From the request for a tenant to its ready account: on record before AWS hears of it, at the pace that AWS allows,
 * once.
 *
 * Requests come as `TenantRequested` on the bus or as executions of the workflow; the answers are `TenantReady`,
 * `TenantFailed` and `TenantRejected`. The same request twice is one tenant.
 *
 * Deploy it in the platform account, in us-east-1: Organizations can be called from there alone. It costs less
 * than 0.01 USD a month while nobody asks, and about 0.001 USD for each tenant who does.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export class TenantAccountFactory extends Construct {
  /**
   * Where tenants are on record.
   */
  public readonly directory: ITenantDirectory;

  /**
   * The bus for requests and answers.
   */
  public readonly bus: events.IEventBus;

  /**
   * The workflow from request to ready account. An execution's input is a request.
   */
  public readonly enrolment: sfn.IStateMachine;

  /**
   * Who may do what with the factory.
   */
  public readonly grants: TenantAccountFactoryGrants;

  private readonly platformName: string;
  private readonly sweeper: Sweeper;

  constructor(scope: Construct, id: string, props: TenantAccountFactoryProps) {
    super(scope, id);
    throwIfAny(this, complaintsAboutFactory(this, props));
    this.platformName = props.organization.platformName;

    this.directory = props.directory ?? new TenantDirectory(this, 'Directory');
    const eventBusName = busName(this.platformName);
    this.bus = props.bus ?? new events.EventBus(this, 'Bus', { eventBusName });
    const governor = new RateGovernor(this, 'Governor');
    const enrolment = this.defineEnrolment(props, governor);
    const { machine, role, accessRoleArn } = enrolment;
    this.enrolment = machine;
    const { platformName, bus, directory } = this;
    new Reception(this, 'Reception', { platformName, bus, machine, directory });
    this.sweeper = new Sweeper(this, 'Sweeper', { platformName, bus, machine, directory, governor });
    new Stamp(this, 'Stamp', { platformName, role, accessRoleArn, directory });
    this.grants = TenantAccountFactoryGrants._of(this.bus);
  }

  /**
   * Something happens whenever a tenant's account has become usable.
   *
   * @param id the id of the rule
   * @param options the target, and a narrower pattern if you like
   */
  public onTenantReady(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.on(EVENTS.ready, id, options);
  }

  /**
   * Something happens whenever a tenant's account could not be made ready.
   *
   * @param id the id of the rule
   * @param options the target, and a narrower pattern if you like
   */
  public onTenantFailed(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.on(EVENTS.failed, id, options);
  }

  /**
   * Something happens whenever a request cannot be right.
   *
   * @param id the id of the rule
   * @param options the target, and a narrower pattern if you like
   */
  public onTenantRejected(id: string, options: events.OnEventOptions = {}): events.Rule {
    return this.on(EVENTS.rejected, id, options);
  }

  /**
   * Seconds from request to ready, time in line included. CloudWatch charges 0.30 USD for it in a month with
   * enrolments, 0 in one without.
   *
   * @param options of the metric; p95 over an hour unless said otherwise
   */
  public metricTimeToReady(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.ownMetric(METRICS.timeToReady, { statistic: 'p95', ...options });
  }

  /**
   * How many tenants became ready.
   *
   * @param options of the metric
   */
  public metricReady(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.ownMetric(METRICS.timeToReady, { statistic: cloudwatch.Stats.SAMPLE_COUNT, ...options });
  }

  /**
   * How many requests were rejected. CloudWatch charges 0.30 USD for it in a month with rejections, 0 in one without.
   *
   * @param options of the metric
   */
  public metricRejected(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.ownMetric(METRICS.rejected, options);
  }

  /**
   * How many enrolments failed. Free of charge.
   *
   * @param options of the metric
   */
  public metricFailed(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.enrolment.metricFailed(options);
  }

  /**
   * How often somebody has stood in line for a day without a turn. CloudWatch charges 0.30 USD in a month in which that
   * happens.
   *
   * @param options of the metric
   */
  public metricStillInLine(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.ownMetric(METRICS.stillInLine, options);
  }

  /**
   * How many accounts this factory has ever asked for.
   *
   * @param options of the metric
   */
  public metricAccountsAskedFor(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.ownMetric(METRICS.accountsAskedFor, { statistic: cloudwatch.Stats.MAXIMUM, ...options });
  }

  /**
   * How often AWS refused to create an account at once, for its rate or another reason. Free of charge.
   *
   * @param options of the metric
   */
  public metricThrottled(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/States',
      metricName: 'ServiceIntegrationsFailed',
      dimensionsMap: { ServiceIntegrationResourceArn: `arn:${Aws.PARTITION}:states:::aws-sdk:organizations:createAccount` },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.hours(1),
      ...options,
    });
  }

  /**
   * How many tenants were given up because their runs were ended again and again. CloudWatch charges 0.30 USD in a
   * month in which that happens.
   *
   * @param options of the metric
   */
  public metricGivenUp(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.ownMetric(METRICS.givenUp, options);
  }

  /**
   * How often the function failed that takes up what no run is at any more. Free of charge.
   *
   * @param options of the metric
   */
  public metricSweeperErrors(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.sweeper.metricErrors({ statistic: cloudwatch.Stats.SUM, period: Duration.hours(1), ...options });
  }

  /**
   * Alarms: tenants that are stuck, given up or fail, runs that are aborted or time out, the account quota nearly used,
   * AWS refusing, and the sweeper failing. Each has an entry in docs/runbook.md. They cost 0.10 USD each and month,
   * which is why they are not there by themselves.
   *
   * @param options who is told
   */
  public addAlarms(options: TenantAlarmOptions): cloudwatch.Alarm[] {
    return defineAlarms(new Construct(this, 'Alarms'), options, this);
  }

  /**
   * A dashboard of the factory's metrics. It costs 3 USD a month, which is why it is not there by itself.
   */
  public addDashboard(): cloudwatch.Dashboard {
    return defineDashboard(this, `cdk-account-per-tenant-${this.platformName}`, this);
  }

  private defineEnrolment(props: TenantAccountFactoryProps, governor: RateGovernor): Enrolment {
    const probe = props.readinessProbe?.bind(new Construct(this, 'Probe'));
    const [before, after] = props.emailTemplate.split('{id}');
    const enrolment = new Enrolment(this, 'Enrolment', {
      organization: props.organization,
      baseline: props.baseline,
      directoryTableArn: this.directory.table.tableArn,
      directoryTable: this.directory.table.tableName,
      governorTableArn: governor.table.tableArn,
      governorTable: governor.table.tableName,
      busArn: this.bus.eventBusArn,
      busName: this.bus.eventBusName,
      email: { before, after },
      features: props.features ?? [],
      probe: probe && patienceOf(this, probe),
      timeout: props.timeout ?? Duration.days(7),
    });
    this.directory.table.encryptionKey?.grantEncryptDecrypt(enrolment.machine);
    return enrolment;
  }

  private on(detailType: string, id: string, options: events.OnEventOptions): events.Rule {
    return ruleOn(this, id, this.bus, SOURCE, detailType, options);
  }

  private ownMetric(metricName: string, options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { Platform: this.platformName },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.hours(1),
      ...options,
    });
  }
}
