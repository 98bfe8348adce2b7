import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { FailureFunctions } from './failure-functions';
import { REDRIVE_CALLS, redrive } from './workflows/redrive.asl';
import { acknowledge } from '../../private/acknowledge';
import { SOURCE } from '../../tenants/contract';
import { FAILURES_BY_STATE, centralFailuresBusName, redriveMachineName } from '../contract';

/** What the central place of failures is told. */
export interface CentralFailuresProps {
  readonly platformName: string;
  /** The account of the directory. */
  readonly platformAccount: string;
  readonly organizationId: string;
  /** How long failures are kept, in whole days. @default Duration.days(14) */
  readonly retention?: Duration;
}

/** What the list of failures shows, without the bodies. */
const LISTED = [
  'id', 'accountId', 'tenantId', 'region', 'kind', 'service', 'version', 'ring', 'what', 'traceId', 'requestId', 'reason', 'redrives', 'receivedAt', 'changedAt',
];

/**
 * Where the failures of all tenants come together, and the way back: a bus that every account of the organization may
 * put events on, a queue, a function that writes them down under the account that EventBridge says they are of, and a
 * workflow that gives them back to that account.
 *
 * Whatever fails on the way lies in `undelivered` or `unrecorded` for 14 days. Idle it costs up to 0.27 USD a month,
 * for Lambda asks the queue, however few may run at once; a failure costs about 0.00001 USD. At most ten functions
 * write down at a time, so that a flood waits in the queue and takes nobody's concurrency.
 */
export class CentralFailures extends Construct {
  public readonly bus: events.EventBus;
  public readonly table: dynamodb.Table;
  public readonly bucket: s3.Bucket;
  public readonly queue: sqs.Queue;
  /** What could not be put into the queue. */
  public readonly undelivered: sqs.Queue;
  /** What could not be read, or not be written down in five hours. */
  public readonly unrecorded: sqs.Queue;
  public readonly machine: sfn.StateMachine;
  /** What is said while failures are written down. */
  public readonly recordLog: logs.ILogGroup;
  private readonly functions: FailureFunctions;

  constructor(scope: Construct, id: string, private readonly props: CentralFailuresProps) {
    super(scope, id);
    const retention = props.retention ?? Duration.days(14);
    this.bus = this.defineBus();
    this.table = this.defineTable();
    this.bucket = this.defineBucket(retention);
    this.undelivered = this.defineDeadLetters('Undelivered');
    this.unrecorded = this.defineDeadLetters('Unrecorded');
    this.queue = new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14),
      // As AWS advises: six times as long as the function may take. Fifty tries then last five hours, for whatever is
      // throttled or dies is over by then.
      visibilityTimeout: Duration.minutes(6), deadLetterQueue: { queue: this.unrecorded, maxReceiveCount: 50 },
    });
    this.defineRule();
    this.functions = new FailureFunctions(this, 'Functions', {
      ...props, retention, bus: this.bus, table: this.table, bucket: this.bucket, queue: this.queue,
    });
    this.recordLog = this.functions.record.logGroup;
    this.machine = this.defineMachine();
  }

  /** How many failures lie where only a person can help. Free of charge. */
  public metricsOfLost(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric[] {
    return [this.undelivered, this.unrecorded].map(queue => queue.metricApproximateNumberOfMessagesVisible(options));
  }

  /** How often one of the functions itself failed. Free of charge. */
  public metricsOfErrors(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric[] {
    return [this.functions.record, this.functions.redrive].map(each => each.metricErrors(options));
  }

  private defineBus(): events.EventBus {
    const bus = new events.EventBus(this, 'Bus', {
      eventBusName: centralFailuresBusName(this.props.platformName), description: 'Failures of all tenants',
    });
    // Rules of other accounts come in a role of theirs, so that the organization is known of the principal. What the
    // central place itself tells people, no tenant can. IAM takes the source for a list: of many events in one call.
    new events.CfnEventBusPolicy(this, 'Organization', {
      eventBusName: bus.eventBusName,
      statementId: 'FailuresOfTenants',
      statement: {
        Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: bus.eventBusArn,
        Condition: {
          'StringEquals': { 'aws:PrincipalOrgID': this.props.organizationId },
          'ForAllValues:StringNotEquals': { 'events:source': SOURCE },
        },
      },
    });
    return bus;
  }

  private defineTable(): dynamodb.Table {
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    table.addGlobalSecondaryIndex({
      indexName: FAILURES_BY_STATE,
      partitionKey: { name: 'state', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'at', type: dynamodb.AttributeType.STRING },
      projectionType: dynamodb.ProjectionType.INCLUDE,
      nonKeyAttributes: LISTED,
    });
    return table;
  }

  private defineBucket(retention: Duration): s3.Bucket {
    const bucket = new s3.Bucket(this, 'Bucket', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ expiration: retention, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    acknowledge(bucket, { 'AwsSolutions-S1': 'Only two functions read and write bodies of failures, and what they do is on record.' });
    return bucket;
  }

  private defineDeadLetters(id: string): sqs.Queue {
    const queue = new sqs.Queue(this, id, {
      encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true,
      retentionPeriod: Duration.days(14), removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(queue, { 'AwsSolutions-SQS3': 'It is a dead-letter queue itself.' });
    return queue;
  }

  /** What the central place says itself is for people, and no failure. */
  private defineRule(): void {
    new events.Rule(this, 'Failures', {
      eventBus: this.bus,
      description: 'Failures of tenants are written down',
      eventPattern: { account: events.Match.anythingBut(Stack.of(this).account) },
      targets: [new targets.SqsQueue(this.queue, { deadLetterQueue: this.undelivered })],
    });
  }

  private defineMachine(): sfn.StateMachine {
    const { redrive: fn } = this.functions;
    const role = new iam.Role(this, 'Role', {
      description: 'Gives failures back to tenants',
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: [...REDRIVE_CALLS.functions], resources: [fn.functionArn] }));
    const document = redrive({ partition: Aws.PARTITION, redrive: fn.functionArn });
    const machine = new sfn.StateMachine(this, 'Redrive', {
      // Named, so that the command line finds it.
      stateMachineName: redriveMachineName(this.props.platformName),
      definitionBody: sfn.DefinitionBody.fromString(Stack.of(this).toJsonString(document)),
      role,
    });
    acknowledge(machine, {
      'AwsSolutions-SF1': 'A Standard workflow keeps the history of each run for 90 days, and each failure says who redrove it and why.',
      'AwsSolutions-SF2': 'A run is a loop over one function; a trace shows nothing that its history does not.',
    });
    return machine;
  }
}
