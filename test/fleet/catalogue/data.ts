import { CfnCondition, Duration, Fn, RemovalPolicy, SecretValue } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as opensearchserverless from 'aws-cdk-lib/aws-opensearchserverless';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { fn } from './code';
import { FleetStack } from '../../../src';

/** One table over all Regions of the fleet, made from the first. */
export class GlobalTable extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const table = new dynamodb.CfnGlobalTable(this, 'Table', {
      billingMode: 'PAY_PER_REQUEST', tableName: 'accounts',
      attributeDefinitions: [{ attributeName: 'pk', attributeType: 'S' }], keySchema: [{ attributeName: 'pk', keyType: 'HASH' }],
      streamSpecification: { streamViewType: 'NEW_AND_OLD_IMAGES' },
      replicas: ['us-east-1', 'eu-central-1'].map(region => ({ region, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } })),
    });
    table.cfnOptions.condition = new CfnCondition(this, 'InHomeRegion', { expression: Fn.conditionEquals(this.region, 'us-east-1') });
    table.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const reader = fn(this, 'Reader', { environment: { TABLE: 'accounts' } });
    dynamodb.TableV2.fromTableName(this, 'Here', 'accounts').grantReadData(reader);
  }
}

/** Files that are looked at when they arrive, and a bucket that empties itself: custom resources of the CDK. */
export class Uploads extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const uploads = new s3.Bucket(this, 'Uploads', {
      encryption: s3.BucketEncryption.S3_MANAGED, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, enforceSSL: true,
      autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY,
      lifecycleRules: [{ expiration: Duration.days(30) }],
    });
    const scan = fn(this, 'Scan');
    uploads.addEventNotification(s3.EventType.OBJECT_CREATED, new LambdaDestination(scan));
    uploads.grantRead(scan);
  }
}

/** A key, a secret that rotates by a function of ours, and who may read it. */
export class Vault extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const key = new kms.Key(this, 'Key', { enableKeyRotation: true, alias: 'vault' });
    const secret = new secretsmanager.Secret(this, 'Secret', { encryptionKey: key, generateSecretString: { excludePunctuation: true } });
    secret.addRotationSchedule('Rotation', { rotationLambda: fn(this, 'Rotate'), automaticallyAfter: Duration.days(30) });
    new secretsmanager.Secret(this, 'Empty', { secretStringValue: SecretValue.unsafePlainText('to be set by the tenant') });
  }
}

/** A database in a network of its own. */
export class Ledger extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const vpc = new ec2.Vpc(this, 'Network', { natGateways: 0, maxAzs: 2 });
    new rds.DatabaseCluster(this, 'Database', {
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_8 }),
      writer: rds.ClusterInstance.serverlessV2('Writer'), serverlessV2MinCapacity: 0, storageEncrypted: true,
      vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, enableDataApi: true,
    });
  }
}

/** A collection to search in. */
export class Search extends FleetStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const collection = new opensearchserverless.CfnCollection(this, 'Collection', { name: 'orders', type: 'SEARCH' });
    const resource = { ResourceType: 'collection', Resource: ['collection/orders'] };
    const policies = [
      new opensearchserverless.CfnSecurityPolicy(this, 'Encryption', {
        name: 'orders', type: 'encryption', policy: this.toJsonString({ Rules: [resource], AWSOwnedKey: true }),
      }),
      new opensearchserverless.CfnSecurityPolicy(this, 'Network', {
        name: 'orders', type: 'network', policy: this.toJsonString([{ Rules: [resource], AllowFromPublic: true }]),
      }),
    ];
    for (const policy of policies) { collection.node.addDependency(policy); }
    const reader = fn(this, 'Reader', { environment: { COLLECTION: collection.attrCollectionEndpoint } });
    new opensearchserverless.CfnAccessPolicy(this, 'Access', {
      name: 'orders', type: 'data',
      policy: this.toJsonString([{ Rules: [{ ResourceType: 'index', Resource: ['index/orders/*'], Permission: ['aoss:ReadDocument'] }], Principal: [reader.role!.roleArn] }]),
    });
  }
}
