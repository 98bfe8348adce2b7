import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RecordFunction } from './handlers/record-function';
import { RedriveFunction } from './handlers/redrive-function';
import { REDRIVE_SECONDS } from './settings';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { CENTRAL_EVENTS, directoryRoleName, recordRoleName, redriveRoleName, redrivingRoleName } from '../contract';

/** What the functions work with. */
export interface FailureFunctionsProps {
  readonly platformName: string;
  readonly platformAccount: string;
  readonly retention: Duration;
  readonly bus: events.EventBus;
  readonly table: dynamodb.Table;
  readonly bucket: s3.Bucket;
  readonly queue: sqs.Queue;
}

/** The calls that the functions make: actions as IAM names them, by what they are made on. */
export const RECORD_CALLS = {
  queue: ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
  table: ['dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  bodies: ['s3:PutObject'],
  directory: ['sts:AssumeRole'],
  bus: ['events:PutEvents'],
} as const;
/** What the role in the platform account has to allow for `record`. */
export const RECORD_DIRECTORY_CALLS = { table: ['dynamodb:GetItem'] } as const;
export const REDRIVING_CALLS = {
  table: [
    'dynamodb:ConditionCheckItem', 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem',
  ],
  bodies: ['s3:GetObject'],
  tenants: ['sts:AssumeRole'],
  bus: ['events:PutEvents'],
} as const;

/** Who writes failures down, and who gives them back. Neither may do what the other does. */
export class FailureFunctions extends Construct {
  public readonly record: RecordFunction;
  public readonly redrive: RedriveFunction;

  constructor(scope: Construct, id: string, private readonly props: FailureFunctionsProps) {
    super(scope, id);
    const { platformName: PLATFORM, platformAccount: PLATFORM_ACCOUNT, retention, bus, table, bucket, queue } = props;
    const environment = {
      PLATFORM, PARTITION: Aws.PARTITION, TABLE: table.tableName, BUCKET: bucket.bucketName, BUS: bus.eventBusName,
      RETENTION_SECONDS: String(retention.toSeconds()),
    };
    this.record = new RecordFunction(this, 'Record', {
      description: "Writes tenants' failures down",
      environment: { ...environment, PLATFORM_ACCOUNT },
      ...this.roleOfRecord(),
      timeout: Duration.minutes(1),
      memorySize: 256,
    });
    new lambda.EventSourceMapping(this, 'Mapping', {
      target: this.record, eventSourceArn: queue.queueArn, reportBatchItemFailures: true,
      // In a flood it pays to ask once whose an account is. Nobody waits for these five seconds.
      batchSize: 50, maxBatchingWindow: Duration.seconds(5),
      // One tenant's flood waits in the queue, and leaves the account's functions room.
      maxConcurrency: 10,
    });
    this.redrive = new RedriveFunction(this, 'Redrive', {
      description: 'Gives failures back to tenants',
      environment,
      ...this.roleOfRedrive(),
      timeout: Duration.seconds(REDRIVE_SECONDS),
      memorySize: 256,
    });
  }

  private roleOfRecord(): RoleAndLog {
    const { platformName, platformAccount, queue } = this.props;
    const given = this.roleFor('RecordRole', recordRoleName(platformName), "Writes tenants' failures down", RECORD_CALLS);
    const directory = `arn:${Aws.PARTITION}:iam::${platformAccount}:role/${directoryRoleName(platformName)}`;
    allow(given.role, RECORD_CALLS.queue, queue.queueArn);
    allow(given.role, RECORD_CALLS.directory, directory);
    return given;
  }

  private roleOfRedrive(): RoleAndLog {
    const { platformName } = this.props;
    const given = this.roleFor('RedriveRole', redrivingRoleName(platformName), 'Gives failures back to tenants', REDRIVING_CALLS);
    const inTenants = `arn:${Aws.PARTITION}:iam::*:role/${redriveRoleName(platformName)}`;
    allow(given.role, REDRIVING_CALLS.tenants, inTenants);
    acknowledge(given.role, {
      [wildcard(inTenants)]: 'The role of this one name, in any tenant account; each account says itself whom it trusts.',
    });
    return given;
  }

  private roleFor(
    id: string, roleName: string, description: string,
    calls: { readonly table: readonly string[]; readonly bodies: readonly string[]; readonly bus: readonly string[] },
  ): RoleAndLog {
    const { bus, table, bucket } = this.props;
    const role = new iam.Role(this, id, { roleName, description, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new logs.LogGroup(role, 'Log', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    allow(role, ['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    allow(role, calls.table, table.tableArn);
    allow(role, calls.bodies, bucket.arnForObjects('*'));
    allow(role, calls.bus, bus.eventBusArn, { StringEquals: { 'events:detail-type': CENTRAL_EVENTS.parked } });
    const bucketId = Stack.of(this).getLogicalId(bucket.node.defaultChild as s3.CfnBucket);
    acknowledge(role, { [wildcard(`<${bucketId}.Arn>/*`)]: 'Bodies of failures of all tenants.' });
    return { role, logGroup };
  }
}

type RoleAndLog = Required<Pick<lambda.FunctionOptions, 'logGroup'>> & { readonly role: iam.Role };

function allow(
  role: iam.Role, actions: readonly string[], resource: string, conditions?: Record<string, unknown>,
): void {
  role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [resource], conditions }));
}
