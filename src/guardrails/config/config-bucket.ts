import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { configBucketName } from './bucket-name';
import { acknowledge } from '../../private/acknowledge';

interface ConfigBucketOptions {
  readonly platform: string;
  readonly organizationId: string;
  readonly keepFor: Duration;
}

/**
 * The bucket to which the recorders of all accounts deliver. AWS Config delivers under its own name, for the sake of an
 * account of the organization.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html
 */
export function defineConfigBucket(scope: Construct, options: ConfigBucketOptions): s3.Bucket {
  const { platform, organizationId, keepFor } = options;
  const bucket = new s3.Bucket(scope, 'Bucket', {
    bucketName: configBucketName(platform, Stack.of(scope).account),
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    // What is deleted or written over can be brought back. AWS Config does not deliver to buckets with object lock.
    versioned: true,
    // Where the stack never came about it goes, so that its name is free for the next try.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    lifecycleRules: [{
      expiration: keepFor,
      noncurrentVersionExpiration: Duration.days(90),
      abortIncompleteMultipartUploadAfter: Duration.days(7),
    }],
  });
  const allow = (actions: string[], resource: string, more: Record<string, string> = {}) =>
    bucket.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('config.amazonaws.com')],
      actions,
      resources: [resource],
      conditions: { StringEquals: { 'aws:SourceOrgID': organizationId, ...more } },
    }));
  allow(['s3:GetBucketAcl', 's3:ListBucket'], bucket.bucketArn);
  allow(['s3:PutObject'], bucket.arnForObjects('AWSLogs/*/Config/*'), { 's3:x-amz-acl': 'bucket-owner-full-control' });
  acknowledge(bucket, { 'AwsSolutions-S1': 'AWS Config alone writes here, and CloudTrail says who reads.' });
  return bucket;
}
