import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { centralFailuresBusName, FAILURES_BY_STATE, redriveMachineName } from '../../../src/telemetry/contract';
import { Census } from '../../../src/telemetry/health/census';
import { FleetAlarms } from '../../../src/telemetry/health/fleet-alarms';
import { FleetDashboards } from '../../../src/telemetry/health/fleet-dashboards';

export const PLATFORM_ACCOUNT = '222222222222';
export const OBSERVABILITY = '444444444444';
export const REGION = 'eu-central-1';
export const TABLE = 'central';

/** What `CentralTelemetry` gives to the health of the fleet. */
export class CentralPlace extends Stack {
  public readonly census: Census;
  public readonly alarms: FleetAlarms;

  constructor(app: App, { tenants = 1000, regions = [REGION] }: { tenants?: number; regions?: string[] } = {}) {
    super(app, 'Central', { env: { account: OBSERVABILITY, region: REGION } });
    const platformName = 'main';
    const every = Duration.minutes(15);
    const runbookUrl = 'https://example.com/runbook';
    const table = new dynamodb.Table(this, 'Table', {
      tableName: TABLE,
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    table.addGlobalSecondaryIndex({
      indexName: FAILURES_BY_STATE,
      partitionKey: { name: 'state', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'at', type: dynamodb.AttributeType.STRING },
    });
    const bus = new events.EventBus(this, 'Bus', { eventBusName: centralFailuresBusName(platformName) });
    this.census = new Census(this, 'Census', {
      platformName, platformAccount: PLATFORM_ACCOUNT,
      regions, tenants, every, unhealthyAt: 0.05, table, bus, runbookUrl,
    });
    const queue = new sqs.Queue(this, 'Queue', { queueName: 'failures' });
    const deadLetterQueues = ['Unsent', 'Unread'].map(id => new sqs.Queue(this, id, { queueName: id }));
    this.alarms = new FleetAlarms(this, 'Alarms', {
      platformName, tenants, every, queue, deadLetterQueues, runbookUrl, ownRunbookUrl: runbookUrl, topic: new sns.Topic(this, 'Topic', { topicName: 'alarms' }),
    });
    new FleetDashboards(this, 'Dashboards', {
      platformName, tenants, regions, every, queue, deadLetterQueues,
      recordLog: new logs.LogGroup(this, 'RecordLog', { logGroupName: 'record' }),
      redriveMachineArn: this.formatArn({ service: 'states', resource: 'stateMachine', resourceName: redriveMachineName(platformName) }),
    });
  }
}
