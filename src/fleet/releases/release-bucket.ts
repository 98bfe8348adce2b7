import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge, wildcard } from '../../private/acknowledge';

/** Who is in which wave, and what change sets said. */
export class ReleaseBucket extends s3.Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [{ expiration: Duration.days(400), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    acknowledge(this, { 'AwsSolutions-S1': 'Who is in which wave is in the directory, too; the lists are read by StackSets and by releases.' });
  }

  /** Lets a role do something with the lists of all releases. */
  public allow(role: iam.Role, actions: readonly string[]): void {
    role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [this.arnForObjects('*')] }));
    const bucket = Stack.of(this).getLogicalId(this.node.defaultChild as s3.CfnBucket);
    acknowledge(role, { [wildcard(`<${bucket}.Arn>/*`)]: 'The lists of all releases.' });
  }
}
