import { ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { CENTRAL_LOG_PREFIX } from './log-names';
import { RETENTION_CALLS, retention } from './workflows/retention.asl';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { minuteOf } from '../../private/minute-of';

/**
 * What a `CentralLogRetention` can be told.
 */
export interface CentralLogRetentionProps {
  /**
   * How long copies are kept.
   *
   * @default logs.RetentionDays.THREE_MONTHS
   */
  readonly retention?: logs.RetentionDays;
}

/**
 * Keeps copies of tenants' logs only as long as you say: AWS keeps those that `TenantLogCentralization` makes for ever.
 * Once a week it sets the retention of each log group `/tenants/…` that has none; what is older goes then.
 *
 * Deploy it in the account and Region that copies go to. 1,000 log groups cost 0.005 USD a month to look at.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
 */
export class CentralLogRetention extends Construct {
  constructor(scope: Construct, id: string, props: CentralLogRetentionProps = {}) {
    super(scope, id);
    const machine = this.defineMachine(props.retention ?? logs.RetentionDays.THREE_MONTHS);
    new events.Rule(this, 'Weekly', {
      description: "Sets how long copies of tenants' logs are kept",
      schedule: events.Schedule.cron({ weekDay: 'SUN', hour: '3', minute: String(minuteOf(this, 60)) }),
      targets: [new targets.SfnStateMachine(machine, { retryAttempts: 3, maxEventAge: Duration.hours(1) })],
    });
  }

  private defineMachine(retentionInDays: number): sfn.StateMachine {
    const stack = Stack.of(this);
    const stateMachineName = 'cdk-account-per-tenant-log-retention';
    // It starts itself, so that it is known by its name.
    const machineArn = stack.formatArn({
      service: 'states', resource: 'stateMachine', resourceName: stateMachineName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const groups = (names: string) => `arn:${Aws.PARTITION}:logs:${stack.region}:${stack.account}:log-group:${names}`;
    const copies = groups(`${CENTRAL_LOG_PREFIX}*`);
    const role = new iam.Role(this, 'Role', {
      description: "Sets how long copies of tenants' logs are kept",
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
    });
    const allow = (actions: readonly string[], resource: string) =>
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource] }));
    allow(RETENTION_CALLS.all, groups('*'));
    allow(RETENTION_CALLS.copies, copies);
    allow(RETENTION_CALLS.machine, machineArn);
    const document = retention({ partition: Aws.PARTITION, machineArn, retentionInDays });
    const machine = new sfn.StateMachine(this, 'Workflow', {
      stateMachineName,
      definitionBody: sfn.DefinitionBody.fromString(stack.toJsonString(document)),
      role,
    });
    acknowledge(role, {
      [wildcard(groups('*'))]: 'Log groups are listed, whichever there are.',
      [wildcard(copies)]: "Copies of tenants' logs, whichever there are.",
    });
    acknowledge(machine, {
      'AwsSolutions-SF1': 'A Standard workflow keeps the history of each run for 90 days.',
      'AwsSolutions-SF2': 'A run calls nothing but CloudWatch Logs; a trace shows nothing that its history does not.',
    });
    return machine;
  }
}
