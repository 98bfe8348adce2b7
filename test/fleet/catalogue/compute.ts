import { Duration } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { DynamoAttributeValue, DynamoPutItem, LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { file, fn } from './code';
import { FleetStack } from '../../../src';

/** A function with a layer, an alias and a table. */
export class Layered extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id, { description: 'Prices of things' });
    const layer = new lambda.LayerVersion(this, 'Prices', { code: lambda.Code.fromAsset(file('layer')) });
    const table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, globalSecondaryIndexes: [
        { indexName: 'by-day', partitionKey: { name: 'day', type: dynamodb.AttributeType.STRING } },
      ],
    });
    const handler = fn(this, 'Handler', { layers: [layer], tracing: lambda.Tracing.ACTIVE, environment: { TABLE: table.tableName } });
    table.grantReadWriteData(handler);
    handler.addAlias('live').addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM });
    this.facts.addTo(handler);
  }
}

/** A function in an image. */
export class InImage extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new lambda.DockerImageFunction(this, 'Handler', {
      code: lambda.DockerImageCode.fromImageAsset(file('image')), architecture: lambda.Architecture.ARM_64, timeout: Duration.seconds(30),
    });
  }
}

/** A workflow written with constructs, and one written as a document. */
export class Workflow extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const table = new dynamodb.Table(this, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
    const price = new LambdaInvoke(this, 'Price it', { lambdaFunction: fn(this, 'Price'), outputPath: '$.Payload' });
    const keep = new DynamoPutItem(this, 'Keep it', { table, item: { id: DynamoAttributeValue.fromString(stepfunctions.JsonPath.stringAt('$.id')) } });
    new stepfunctions.StateMachine(this, 'Machine', { definitionBody: stepfunctions.DefinitionBody.fromChainable(price.next(keep)) });
    new stepfunctions.StateMachine(this, 'Document', { definitionBody: stepfunctions.DefinitionBody.fromFile(file('orders.asl.json')) });
  }
}

/** Tasks in containers, with an image of ours. */
export class Containers extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const vpc = new ec2.Vpc(this, 'Network', { natGateways: 0, subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }] });
    const task = new ecs.FargateTaskDefinition(this, 'Task', { cpu: 256, memoryLimitMiB: 512 });
    task.addContainer('Main', {
      image: ecs.ContainerImage.fromAsset(file('image')), logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'orders' }),
      environment: { FACTS: this.facts.parameterName, FACTS_REGION: this.facts.region },
    });
    this.facts.grantRead(task.taskRole);
    new ecs.FargateService(this, 'Service', {
      cluster: new ecs.Cluster(this, 'Cluster', { vpc }), taskDefinition: task, assignPublicIp: true, desiredCount: 1, minHealthyPercent: 100,
    });
  }
}

/** A site behind CloudFront, with its files. */
export class Site extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const bucket = new s3.Bucket(this, 'Files', { enforceSSL: true });
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      defaultRootObject: 'index.html',
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        responseHeadersPolicy: cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
        functionAssociations: [{
          eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
          function: new cloudfront.Function(this, 'Rewrite', {
            code: cloudfront.FunctionCode.fromInline('function handler(event) { return event.request; }'), runtime: cloudfront.FunctionRuntime.JS_2_0,
          }),
        }],
      },
    });
    new BucketDeployment(this, 'Deployment', {
      sources: [Source.asset(file('site')), Source.jsonData('settings.json', { bucket: bucket.bucketName })],
      destinationBucket: bucket, distribution,
    });
  }
}

/** A project that builds in an image of ours. */
export class Builds extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new codebuild.Project(this, 'Project', {
      buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2', phases: { build: { commands: ['make'] } } }),
      environment: { buildImage: codebuild.LinuxBuildImage.fromAsset(this, 'Image', { directory: file('image') }) },
    });
  }
}
