import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { BY_STATE, NAMESPACE } from './contract';
import { RateGovernor } from './governor/rate-governor';
import { SweepFunction } from './handlers/sweep-function';
import { ITenantDirectory } from './i-tenant-directory';
import { enrolmentMachineName } from '../organization/contract';
import { acknowledge, wildcard } from '../private/acknowledge';
import { minuteOf } from '../private/minute-of';

/** What the sweeper works with. */
export interface SweeperProps {
  readonly platformName: string;
  readonly bus: events.IEventBus;
  readonly machine: sfn.StateMachine;
  readonly directory: ITenantDirectory;
  readonly governor: RateGovernor;
}

/** How often it looks by itself. A run that is ended from outside is picked up at once. */
const EVERY_MINUTES = 10;

/**
 * Finds what no workflow owns any more: tenants whose run was stopped, places in flight that nobody gives back,
 * sleepers that nobody woke. Its name for a new run follows from the one that is gone, so it may look as often as it
 * likes.
 *
 * 4,400 looks a month, of a fifth of a second each, cost less than 0.01 USD.
 */
export class Sweeper extends Construct {
  private readonly sweep: SweepFunction;

  constructor(scope: Construct, id: string, props: SweeperProps) {
    super(scope, id);
    this.sweep = this.defineSweep(props);
    new events.Rule(this, 'Tick', {
      description: 'Looks for enrolments that nobody is at',
      schedule: events.Schedule.cron({ minute: `${minuteOf(this, EVERY_MINUTES)}/${EVERY_MINUTES}` }),
      targets: [new targets.LambdaFunction(this.sweep)],
    });
    new events.Rule(this, 'Ends', {
      description: 'Enrolments that were ended from outside are taken up again',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [props.machine.stateMachineArn], status: ['ABORTED', 'FAILED', 'TIMED_OUT'] },
      },
      targets: [new targets.LambdaFunction(this.sweep)],
    });
  }

  /** How often the sweeper itself failed. Free of charge. */
  public metricErrors(options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.sweep.metricErrors(options);
  }

  private defineSweep({ platformName, bus, machine, directory, governor }: SweeperProps): SweepFunction {
    const logGroup = new logs.LogGroup(this, 'SweepLog', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(this, 'SweepRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const allow = (actions: string[], resource: string, conditions?: Record<string, unknown>) =>
      role.addToPolicy(new iam.PolicyStatement({ actions, resources: [resource], conditions }));
    const { region, account } = Stack.of(this);
    const executions = `arn:${Aws.PARTITION}:states:${region}:${account}:execution:${enrolmentMachineName(platformName)}:*`;
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    allow(['states:ListExecutions', 'states:SendTaskFailure', 'states:StartExecution'], machine.stateMachineArn);
    allow(['states:DescribeExecution', 'states:StopExecution'], executions);
    allow(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], directory.table.tableArn);
    allow(['dynamodb:Query'], `${directory.table.tableArn}/index/${BY_STATE}`);
    allow(['dynamodb:DeleteItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], governor.table.tableArn);
    allow(['events:PutEvents'], bus.eventBusArn);
    allow(['cloudwatch:PutMetricData'], '*', { StringEquals: { 'cloudwatch:namespace': NAMESPACE } });
    directory.table.encryptionKey?.grantEncryptDecrypt(role);
    acknowledge(role, {
      [wildcard('*')]: 'PutMetricData knows no resources; metrics are bound to one namespace.',
      [wildcard(executions)]: 'The executions of this one workflow.',
    });
    return new SweepFunction(this, 'Sweep', {
      description: 'Takes up enrolments that nobody is at any more',
      environment: {
        MACHINE_ARN: machine.stateMachineArn,
        DIRECTORY: directory.table.tableName,
        GOVERNOR_TABLE: governor.table.tableName,
        BUS_NAME: bus.eventBusName,
        PLATFORM: platformName,
      },
      role,
      logGroup,
      timeout: Duration.minutes(15),
      // Everybody in line is read, and there may be thousands.
      memorySize: 256,
    });
  }
}
