import { ArnFormat, Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { defineFleetReader, defineTenantReader } from './reader-roles';
import { READ_CALLS, read } from './workflows/read.asl';
import { DEFAULT_PLATFORM, PLATFORM_NAME } from '../../organization/contract';
import { acknowledge } from '../../private/acknowledge';
import { known, throwIfAny } from '../../private/complaints';
import { ruleOn, saidBy } from '../../private/event-rule';
import { complaintsAboutAccount } from '../../private/places';
import { SOURCE } from '../../tenants/contract';
import { CENTRAL_EVENTS } from '../contract';

/**
 * What a `TelemetryReaders` can be told.
 */
export interface TelemetryReadersProps {
  /**
   * The bus on which it is told that somebody reads across tenants: that of the `CentralTelemetry`.
   */
  readonly bus: events.IEventBus;

  /**
   * The accounts whose people may read. Their own policies say which of them, and may say which tenants, by
   * `aws:RequestTag/TenantAccount`.
   *
   * @default - the account of this stack
   */
  readonly accounts?: string[];

  /**
   * How long it is kept who read across tenants.
   *
   * @default logs.RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays;

  /**
   * The name of the platform, as the organization was given it.
   *
   * @default 'tenants'
   */
  readonly platformName?: string;
}

/**
 * Who reads what: a role for the logs of one tenant, and a role for everything, whose every use is told and kept.
 *
 * Both ask for a source identity, so that people act under their own name. The role for one tenant asks for the session
 * tag `TenantAccount` as well, and reads logs of that account only, its own and copies of them:
 * `aws sts assume-role --source-identity jane --tags Key=TenantAccount,Value=333333333333 …`. It reads no metrics, no
 * traces and no lists of log groups, for IAM cannot bind these to an account: where they are needed of one tenant, they
 * are read in the tenant's account, in the operators' role.
 *
 * The role for everything can only be assumed at the STS endpoint of this Region, where a rule on CloudTrail's events
 * hears it: a `TelemetryReadAcrossTenants` on the bus, and CloudTrail's own record in a log group. EventBridge hears
 * CloudTrail only where a trail records management events; one of the organization will do.
 *
 * What failed is read with them as well, where `grants.readFailuresOfTenant` and `grants.readFailures` of the
 * `CentralTelemetry` give it to them.
 *
 * Deploy it in the observability account, beside the `CentralTelemetry`. It costs nothing but 0.0001 USD for each use.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class TelemetryReaders extends Construct {
  /**
   * Reads logs of the tenant account that the session names.
   */
  public readonly tenantReader: iam.IRole;

  /**
   * Reads everything of all tenants.
   */
  public readonly fleetReader: iam.IRole;

  /**
   * Where CloudTrail's records of who read across tenants are kept.
   */
  public readonly record: logs.ILogGroup;

  private readonly bus: events.IEventBus;

  constructor(scope: Construct, id: string, props: TelemetryReadersProps) {
    super(scope, id);
    const { account } = Stack.of(this);
    const { bus, accounts = [account], platformName = DEFAULT_PLATFORM } = props;
    throwIfAny(this, [
      ...accounts.flatMap(each => complaintsAboutAccount('accounts', each)),
      ...known(platformName) && !PLATFORM_NAME.test(platformName)
        ? [`'platformName' must be 1 to 24 lower-case letters, digits and hyphens and begin with a letter, got '${platformName}'`] : [],
      ...accounts.length === 0 ? ["'accounts' must hold at least one account; leave it out for that of this stack"] : [],
    ]);
    this.bus = bus;
    this.tenantReader = defineTenantReader(this, `cdk-account-per-tenant-${platformName}-tenant-reader`, accounts);
    const fleetReaderName = `cdk-account-per-tenant-${platformName}-fleet-reader`;
    this.fleetReader = defineFleetReader(this, fleetReaderName, accounts);
    this.record = new logs.LogGroup(this, 'Record', {
      logGroupName: `/aws/events/cdk-account-per-tenant-${platformName}-reads`,
      retention: props.retention ?? logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.letWrite(this.defineRule(fleetReaderName));
  }

  /**
   * Something happens whenever somebody begins to read across tenants.
   *
   * @param id the id of the rule
   * @param options the target, and a narrower pattern if you like
   */
  public onReadAcrossTenants(id: string, options: events.OnEventOptions = {}): events.Rule {
    return ruleOn(this, id, this.bus, SOURCE, CENTRAL_EVENTS.read, saidBy(Stack.of(this).account, options));
  }

  /**
   * EventBridge writes to log groups by a policy of theirs, and not by a role.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
   */
  private letWrite(rule: events.Rule): void {
    const services = ['events.amazonaws.com', 'delivery.logs.amazonaws.com'].map(each => new iam.ServicePrincipal(each));
    const statement = (action: string, conditions?: iam.Conditions) => new iam.PolicyStatement({
      principals: services, actions: [action], resources: [this.record.logGroupArn], conditions,
    });
    new logs.ResourcePolicy(this, 'RecordPolicy', {
      policyStatements: [
        statement('logs:CreateLogStream'),
        statement('logs:PutLogEvents', { ArnEquals: { 'aws:SourceArn': rule.ruleArn } }),
      ],
    });
  }

  /**
   * Assuming a role only reads, as CloudTrail sees it, and rules do not hear of what only reads unless they say so.
   *
   * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
   */
  private defineRule(roleName: string): events.Rule {
    const rule = new events.Rule(this, 'Reads', {
      description: 'Somebody begins to read telemetry across tenants',
      eventPattern: {
        source: ['aws.sts'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['sts.amazonaws.com'],
          requestParameters: { roleArn: [{ suffix: `:role/${roleName}` }] },
        },
      },
      targets: [new targets.SfnStateMachine(this.defineWorkflow(), { maxEventAge: Duration.hours(24) })],
    });
    const resource = rule.node.defaultChild as events.CfnRule;
    resource.state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    rule.addTarget({
      bind: () => ({
        id: 'Record',
        arn: Stack.of(this).formatArn({
          service: 'logs', resource: 'log-group', resourceName: this.record.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      }),
    });
    return rule;
  }

  private defineWorkflow(): sfn.StateMachine {
    const role = new iam.Role(this, 'Role', {
      description: 'Tells who reads telemetry across tenants',
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new iam.PolicyStatement({
      actions: [...READ_CALLS.bus],
      resources: [this.bus.eventBusArn],
      conditions: { StringEquals: { 'events:detail-type': CENTRAL_EVENTS.read } },
    }));
    const document = read({ partition: Aws.PARTITION, busName: this.bus.eventBusName });
    const machine = new sfn.StateMachine(this, 'Workflow', {
      definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(document)),
      role,
    });
    acknowledge(machine, {
      'AwsSolutions-SF1': "A Standard workflow keeps the history of each run for 90 days, and CloudTrail's own record is kept longer.",
      'AwsSolutions-SF2': 'A run puts one event; a trace shows nothing that its history does not.',
    });
    return machine;
  }
}
