import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { ActivitySignal } from './activity-signal';
import { SettleFunction } from './handlers/settle-function';
import { SurveyFunction } from './handlers/survey-function';
import { TIERS_CALLS, tiers } from './workflows/tiers.asl';
import { IExtensibleTenantBaseline } from '../../fleet/i-extensible-tenant-baseline';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { minuteOf } from '../../private/minute-of';
import { BY_STATE, NAMESPACE } from '../../tenants/contract';
import { ITenantDirectory } from '../../tenants/i-tenant-directory';
import { Tier, metricsRoleName, surveyRoleName, tiersMachineName } from '../contract';

/** What a `TierMover` is told. */
export interface TierMoverProps {
  readonly baseline: IExtensibleTenantBaseline;
  readonly directory: ITenantDirectory;
  readonly bus: events.IEventBus;
  readonly observabilityAccount: string;
  /** Those of the sinks. */
  readonly regions: readonly string[];
  readonly idleAfter: Duration;
  readonly activity: readonly ActivitySignal[];
  readonly tierOfNewTenants: Tier;
}

/**
 * Looks each hour who is active, puts tenants to sleep whom nobody has used for long, and wakes them again.
 *
 * For 10,000 active tenants it costs about 0.50 USD a month, most of it for noting the day on which each was active; to
 * move as many at once costs 0.05 USD.
 */
export class TierMover extends Construct {
  public readonly machine: sfn.StateMachine;

  constructor(scope: Construct, id: string, private readonly props: TierMoverProps) {
    super(scope, id);
    this.machine = this.defineMachine(this.defineSurvey(), this.defineSettle());
    new events.Rule(this, 'Hourly', {
      description: 'Looks which tenants are active',
      schedule: events.Schedule.cron({ minute: `${minuteOf(this, 60)}` }),
      targets: [new targets.SfnStateMachine(this.machine, { input: events.RuleTargetInput.fromObject({}) })],
    });
  }

  private defineSurvey(): lambda.Function {
    const { baseline: { platformName }, directory: { table }, observabilityAccount } = this.props;
    const { regions, activity, idleAfter, tierOfNewTenants } = this.props;
    const metricsRole = `arn:${Aws.PARTITION}:iam::${observabilityAccount}:role/${metricsRoleName(platformName)}`;
    const settings = {
      regions, idleAfterMs: idleAfter.toMilliseconds(), tierOfNewTenants,
      signals: activity.map(({ namespace, metricName }) => ({ namespace, metricName })),
    };
    const { role, logGroup } = this.functionRole('Survey', surveyRoleName(platformName));
    allow(role, ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], table.tableArn);
    allow(role, ['dynamodb:Query'], `${table.tableArn}/index/${BY_STATE}`);
    allow(role, ['sts:AssumeRole'], metricsRole);
    return new SurveyFunction(this, 'Survey', {
      description: 'Sees which tenants are active, and says who shall have which tier',
      environment: {
        DIRECTORY: table.tableName, METRICS_ROLE: metricsRole, SETTINGS: Stack.of(this).toJsonString(settings),
      },
      ...MUCH, role, logGroup,
    });
  }

  private defineSettle(): lambda.Function {
    const { baseline, directory: { table }, bus } = this.props;
    const { role, logGroup } = this.functionRole('Settle');
    allow(role, ['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], table.tableArn);
    allow(role, ['cloudformation:ListStackInstances', 'cloudformation:ListStackSetOperationResults'], this.stackSetArn('stackset'));
    allow(role, ['events:PutEvents'], bus.eventBusArn);
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
    }));
    if (this.isDelegate) { allow(role, ['organizations:ListDelegatedAdministrators'], '*'); }
    acknowledge(role, {
      [wildcard(this.stackSetArn('stackset'))]: 'The stack set of the baseline, whose ARN ends in an id.',
      [wildcard('*')]: 'PutMetricData and ListDelegatedAdministrators know no resources; metrics are bound to one namespace.',
    });
    return new SettleFunction(this, 'Settle', {
      description: 'Puts on record which tenants have another tier now',
      environment: {
        DIRECTORY: table.tableName, BUS_NAME: bus.eventBusName,
        STACK_SET: baseline.stackSetName, CALL_AS: baseline.callAs,
        REGIONS: baseline.regions.join(','), PLATFORM: baseline.platformName,
      },
      ...MUCH, role, logGroup,
    });
  }

  private defineMachine(survey: lambda.Function, settle: lambda.Function): sfn.StateMachine {
    const { baseline: { platformName, stackSetName, callAs, regions } } = this.props;
    const { region, account } = Stack.of(this);
    const role = new iam.Role(this, 'Role', {
      description: 'Moves tenants between tiers of telemetry',
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': account } } }),
    });
    const stackSets = [this.stackSetArn('stackset'), this.stackSetArn('stackset-target')];
    const types = `arn:${Aws.PARTITION}:cloudformation:${region}::type/resource/*`;
    allow(role, TIERS_CALLS.functions, survey.functionArn, settle.functionArn);
    allow(role, TIERS_CALLS.targets, ...stackSets, types);
    allow(role, TIERS_CALLS.stackSet, stackSets[0]);
    allow(role, this.isDelegate ? TIERS_CALLS.organization : ['organizations:ListRoots'], '*');
    acknowledge(role, {
      ...Object.fromEntries(stackSets.map(each => [wildcard(each), 'The stack set of the baseline, whose ARN ends in an id, and its targets.'])),
      [wildcard(types)]: 'The baseline may hold resources of any type.',
      [wildcard('*')]: 'ListRoots and ListDelegatedAdministrators know no resources.',
    });
    const document = tiers({
      partition: Aws.PARTITION, stackSetName, callAs, regions, survey: survey.functionArn, settle: settle.functionArn,
    });
    const machine = new sfn.StateMachine(this, 'Machine', {
      // Named, so that the command line finds it.
      stateMachineName: tiersMachineName(platformName),
      definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(document)),
      role,
    });
    acknowledge(machine, {
      'AwsSolutions-SF1': 'A Standard workflow keeps the history of each run for 90 days, and the directory who was moved and why for ever.',
      'AwsSolutions-SF2': 'What a run waits for is in its history; a trace shows nothing more.',
    });
    return machine;
  }

  private functionRole(what: string, roleName?: string): { role: iam.Role; logGroup: logs.LogGroup } {
    const role = new iam.Role(this, `${what}Role`, { roleName, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new logs.LogGroup(this, `${what}Log`, { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    this.props.directory.table.encryptionKey?.grantEncryptDecrypt(role);
    return { role, logGroup };
  }

  private stackSetArn(resource: 'stackset' | 'stackset-target'): string {
    const { managementAccount, stackSetName } = this.props.baseline;
    return `arn:${Aws.PARTITION}:cloudformation:${Stack.of(this).region}:${managementAccount}:${resource}/${stackSetName}:*`;
  }

  private get isDelegate(): boolean { return this.props.baseline.callAs !== 'SELF'; }
}

/** Ten thousand tenants are read, judged and written within a minute or two. */
const MUCH = { timeout: Duration.minutes(15), memorySize: 1024 };

function allow(role: iam.Role, actions: readonly string[], ...resources: string[]): void {
  role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources }));
}
