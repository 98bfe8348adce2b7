import { Aws, Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { FunctionRole, FunctionTies } from './function-role';
import { ReconcileFunction } from './handlers/reconcile-function';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { minuteOf } from '../../private/minute-of';
import { BY_STATE } from '../../tenants/contract';
import { assetBucketName, releaseMachineName, serviceParameterName } from '../contract';

/** What reconciliation works with. */
export interface ReconciliationProps extends FunctionTies {
  readonly machine: sfn.StateMachine;
}

/** How often it looks. */
const EVERY_HOURS = 6;

/** Looks regularly for tenants who are behind, for releases whose run is gone, and for assets that nobody needs. */
export class Reconciliation extends Construct {
  constructor(scope: Construct, id: string, private readonly props: ReconciliationProps) {
    super(scope, id);
    const look = this.defineFunction();
    new events.Rule(this, 'Regularly', {
      description: 'Brings up tenants who are behind, and releases whose run is gone',
      schedule: events.Schedule.cron({ minute: `${minuteOf(this, 60)}`, hour: `*/${EVERY_HOURS}` }),
      targets: [new targets.LambdaFunction(look)],
    });
  }

  private defineFunction(): ReconcileFunction {
    const { platformName, callAs, directory, bucket, machine } = this.props;
    return new ReconcileFunction(this, 'Function', {
      ...this.defineRole().options,
      timeout: Duration.minutes(15),
      memorySize: 1024,
      environment: {
        DIRECTORY: directory.table.tableName, BUCKET: bucket.bucketName,
        PLATFORM: platformName, CALL_AS: callAs, MACHINE: machine.stateMachineArn,
      },
    });
  }

  private defineRole(): FunctionRole {
    const { platformName, directory: { table }, machine } = this.props;
    const { region, account } = Stack.of(this);
    const role = new FunctionRole(this, 'Role', this.props);
    const runs = `arn:${Aws.PARTITION}:states:${region}:${account}:execution:${releaseMachineName(platformName)}:*`;
    role.allow(['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], table.tableArn);
    role.allow(['dynamodb:Query'], `${table.tableArn}/index/${BY_STATE}`);
    role.allowStackSets('cloudformation:DescribeStackInstance', 'cloudformation:ListStackInstances');
    // Whom the last repair tried.
    role.allowLists('s3:GetObject');
    role.allow(['states:DescribeExecution'], runs);
    role.allow(['states:StartExecution'], machine.stateMachineArn);
    acknowledge(role, { [wildcard(runs)]: 'The executions of this one workflow.' });
    this.letCollect(role);
    return role;
  }

  /** Templates and files that no tenant and no way back may need any more. */
  private letCollect(role: FunctionRole): void {
    const { platformName } = this.props;
    const buckets = `arn:${Aws.PARTITION}:s3:::${assetBucketName(platformName, Stack.of(this).account, '*')}`;
    const parameters = Stack.of(this).formatArn({ service: 'ssm', resource: `parameter${serviceParameterName(platformName, '*')}` });
    role.allow(['ssm:GetParameter'], parameters);
    role.allow(['s3:ListBucket'], buckets);
    role.allow(['s3:GetObject', 's3:DeleteObject'], `${buckets}/*`);
    acknowledge(role, {
      [wildcard(parameters)]: 'The services of this platform.',
      [wildcard(buckets)]: 'The asset buckets of this platform, one in each Region.',
      [wildcard(`${buckets}/*`)]: 'What lies in them.',
    });
  }
}
