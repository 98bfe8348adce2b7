import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as eventschemas from 'aws-cdk-lib/aws-eventschemas';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EVENTS } from './contract';
import { TakeInFunction } from './handlers/take-in-function';
import { ITenantDirectory } from './i-tenant-directory';
import failed from './schemas/tenant-failed.json';
import finding from './schemas/tenant-finding.json';
import ready from './schemas/tenant-ready.json';
import rejected from './schemas/tenant-rejected.json';
import requested from './schemas/tenant-requested.json';
import { acknowledge } from '../private/acknowledge';

/** What the reception works with. */
export interface ReceptionProps {
  readonly platformName: string;
  readonly bus: events.IEventBus;
  readonly machine: sfn.StateMachine;
  readonly directory: ITenantDirectory;
}

/**
 * From the bus to the workflow. A function stands between the two because a bus carries events of up to 1 MB and a
 * workflow takes 256 KiB: without it the larger ones would be dropped unread (docs/adr/0004).
 */
export class Reception extends Construct {
  /** Where requests end up that could not even be taken in. Empty unless AWS itself is in trouble. */
  public readonly lost: sqs.Queue;

  constructor(scope: Construct, id: string, props: ReceptionProps) {
    super(scope, id);
    this.lost = new sqs.Queue(this, 'Lost', { enforceSSL: true, retentionPeriod: Duration.days(14), removalPolicy: RemovalPolicy.RETAIN });
    acknowledge(this.lost, { 'AwsSolutions-SQS3': 'It is the dead-letter queue: of a rule and of a function, where cdk-nag does not look.' });
    const takeIn = this.defineTakeIn(props);
    new events.Rule(this, 'Requests', {
      eventBus: props.bus,
      description: 'Requests for tenants go to the enrolment',
      eventPattern: { detailType: [EVENTS.requested] },
      targets: [new targets.LambdaFunction(takeIn, { deadLetterQueue: this.lost })],
    });
    this.defineSchemas(props.platformName);
  }

  private defineTakeIn({ bus, machine, directory }: ReceptionProps): TakeInFunction {
    const logGroup = new logs.LogGroup(this, 'TakeInLog', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(this, 'TakeInRole', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const allow = (actions: string[], resource: string) =>
      role.addToPolicy(new iam.PolicyStatement({ actions, resources: [resource] }));
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logGroup.logGroupArn);
    allow(['states:StartExecution'], machine.stateMachineArn);
    allow(['dynamodb:PutItem'], directory.table.tableArn);
    allow(['events:PutEvents'], bus.eventBusArn);
    allow(['sqs:SendMessage'], this.lost.queueArn);
    directory.table.encryptionKey?.grantEncryptDecrypt(role);
    return new TakeInFunction(this, 'TakeIn', {
      description: 'Hands requests for tenants to the enrolment workflow; answers those that are too large for one',
      environment: {
        MACHINE_ARN: machine.stateMachineArn,
        TABLE_NAME: directory.table.tableName,
        BUS_NAME: bus.eventBusName,
      },
      role,
      logGroup,
      timeout: Duration.seconds(30),
      retryAttempts: 2,
      onFailure: { bind: () => ({ destination: this.lost.queueArn }) },
    });
  }

  private defineSchemas(platformName: string): void {
    const registry = new eventschemas.CfnRegistry(this, 'Schemas', {
      registryName: `cdk-account-per-tenant-${platformName}`,
      description: 'What requests for tenants look like, the answers, and what is told of tenants',
    });
    for (const schema of [requested, ready, failed, rejected, finding]) {
      new eventschemas.CfnSchema(this, schema.title, {
        registryName: registry.attrRegistryName,
        schemaName: schema.title,
        type: 'JSONSchemaDraft4',
        description: schema.description,
        content: Stack.of(this).toJsonString(schema),
      });
    }
  }
}
