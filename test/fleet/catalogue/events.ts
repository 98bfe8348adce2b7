import { Aws, Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import { KinesisEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as pipes from 'aws-cdk-lib/aws-pipes';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { fn } from './code';
import { FleetStack } from '../../../src';

/** Work that waits in a queue. */
export class Work extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const queue = new sqs.Queue(this, 'Queue', {
      enforceSSL: true, visibilityTimeout: Duration.minutes(1),
      deadLetterQueue: { queue: new sqs.Queue(this, 'Dead', { enforceSSL: true }), maxReceiveCount: 3 },
    });
    fn(this, 'Worker').addEventSource(new SqsEventSource(queue, { reportBatchItemFailures: true }));
  }
}

/** News for several. */
export class News extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const topic = new sns.Topic(this, 'Topic', { fifo: true, contentBasedDeduplication: true });
    for (const each of ['Billing', 'Shipping']) { topic.addSubscription(new SqsSubscription(new sqs.Queue(this, each, { fifo: true }))); }
  }
}

/** A bus with an archive, which hears from a bus of the platform. */
export class Bus extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const bus = new events.EventBus(this, 'Bus');
    bus.archive('Archive', { eventPattern: { account: [Aws.ACCOUNT_ID] }, retention: Duration.days(7) });
    bus.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'Platform', actions: ['events:PutEvents'], resources: [bus.eventBusArn], principals: [new iam.AccountPrincipal('222222222222')],
    }));
    new events.Rule(this, 'Rule', {
      eventBus: bus, eventPattern: { detailType: ['OrderPlaced'] }, targets: [new targets.LambdaFunction(fn(this, 'Handler'), { retryAttempts: 2 })],
    });
  }
}

/** Something that happens every night. */
export class Nightly extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new scheduler.Schedule(this, 'Schedule', {
      schedule: scheduler.ScheduleExpression.cron({ hour: '3', minute: '0' }), timeWindow: scheduler.TimeWindow.flexible(Duration.hours(1)),
      target: new LambdaInvoke(fn(this, 'Report'), { input: scheduler.ScheduleTargetInput.fromObject({ full: true }) }),
    });
  }
}

/** From a table's stream to a queue, without a function. */
export class Outbox extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      stream: dynamodb.StreamViewType.NEW_IMAGE,
    });
    const queue = new sqs.Queue(this, 'Queue');
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('pipes.amazonaws.com') });
    table.grantStreamRead(role);
    queue.grantSendMessages(role);
    new pipes.CfnPipe(this, 'Pipe', {
      roleArn: role.roleArn, source: table.tableStreamArn!, target: queue.queueArn,
      sourceParameters: { dynamoDbStreamParameters: { startingPosition: 'LATEST', batchSize: 10 } },
    });
  }
}

/** A stream, read by a function and kept in a bucket. */
export class Telemetry extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stream = new kinesis.Stream(this, 'Stream', { streamMode: kinesis.StreamMode.ON_DEMAND });
    fn(this, 'Reader').addEventSource(new KinesisEventSource(stream, { startingPosition: 'LATEST' as never, batchSize: 100 }));
    new firehose.DeliveryStream(this, 'Archive', {
      source: new firehose.KinesisStreamSource(stream),
      destination: new firehose.S3Bucket(new s3.Bucket(this, 'Bucket'), { bufferingInterval: Duration.minutes(5) }),
    });
  }
}
