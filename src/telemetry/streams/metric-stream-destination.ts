import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge, wildcardIn } from '../../private/acknowledge';
import { known } from '../../private/complaints';

/**
 * What is known of a vendor's endpoint.
 */
export interface VendorEndpointOptions {
  /**
   * Where the vendor takes what Amazon Data Firehose sends, such as `https://…/aws-cloudwatch-metrics`. Each vendor's
   * documentation says it.
   */
  readonly url: string;

  /**
   * The secret with the vendor's key, in the form that Firehose wants: `{"api_key": "…"}`. Name it by its whole ARN.
   *
   * @see https://docs.aws.amazon.com/firehose/latest/dev/secrets-manager-whats-secret.html
   */
  readonly secret: secretsmanager.ISecret;

  /**
   * Where metrics go that the vendor did not take.
   *
   * @default - a bucket of its own, in which they are kept for 14 days
   */
  readonly failedDataBucket?: s3.IBucket;
}

/**
 * Where a `TenantMetricStream` sends metrics.
 */
export abstract class MetricStreamDestination {
  /**
   * A stream of Amazon Data Firehose that you have made, in the same account and Region.
   *
   * @param stream where it goes on from there is up to it
   */
  public static firehose(stream: firehose.IDeliveryStream): MetricStreamDestination {
    return new Firehose(stream);
  }

  /**
   * The endpoint of a vendor, or of a collector of yours that speaks as Amazon Data Firehose does. It costs 0.029 USD a
   * GB beside the metrics.
   *
   * @param options where it is, and with which key
   */
  public static vendor(options: VendorEndpointOptions): MetricStreamDestination {
    return new Vendor(options);
  }

  /**
   * The ARN of the stream.
   *
   * @internal
   */
  public abstract _bind(scope: Construct): string;

  /**
   * What is wrong with it.
   *
   * @internal
   */
  public _complaints(): string[] {
    return [];
  }
}

class Firehose extends MetricStreamDestination {
  constructor(private readonly stream: firehose.IDeliveryStream) { super(); }

  public _bind(): string {
    return this.stream.deliveryStreamArn;
  }
}

/** So long the vendor may be away before metrics go to the bucket, and so long they are kept there. */
const PATIENCE = Duration.hours(2);
const KEPT = Duration.days(14);

class Vendor extends MetricStreamDestination {
  constructor(private readonly options: VendorEndpointOptions) { super(); }

  public _bind(scope: Construct): string {
    const { url, secret } = this.options;
    const bucket = this.options.failedDataBucket ?? defineBucket(scope);
    const role = new iam.Role(scope, 'Role', {
      description: 'Hands metrics of tenants to a vendor',
      assumedBy: new iam.ServicePrincipal('firehose.amazonaws.com', {
        conditions: { StringEquals: { 'sts:ExternalId': Stack.of(scope).account } },
      }),
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:PutObject', 's3:AbortMultipartUpload'], resources: [bucket.arnForObjects('*')] }));
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'], resources: [bucket.bucketArn],
    }));
    bucket.encryptionKey?.grantEncrypt(role);
    secret.grantRead(role);
    const stream = new firehose.CfnDeliveryStream(scope, 'Stream', {
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      httpEndpointDestinationConfiguration: {
        endpointConfiguration: { url, name: 'vendor' },
        roleArn: role.roleArn,
        requestConfiguration: { contentEncoding: 'GZIP' },
        retryOptions: { durationInSeconds: PATIENCE.toSeconds() },
        secretsManagerConfiguration: { enabled: true, secretArn: secret.secretArn, roleArn: role.roleArn },
        s3BackupMode: 'FailedDataOnly',
        s3Configuration: { bucketArn: bucket.bucketArn, roleArn: role.roleArn, compressionFormat: 'GZIP' },
      },
    });
    stream.node.addDependency(role);
    acknowledge(role, { [wildcardIn(scope, bucket.arnForObjects('*'))]: 'Firehose chooses the names of objects.' });
    return stream.attrArn;
  }

  public _complaints(): string[] {
    const { url } = this.options;
    return known(url) && !/^https:\/\/[^\s]{1,992}$/.test(url)
      ? [`'destination.url' must be an address that begins with https:// and has at most 1000 characters, got '${url}'`] : [];
  }
}

function defineBucket(scope: Construct): s3.Bucket {
  const bucket = new s3.Bucket(scope, 'FailedData', {
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [{ expiration: KEPT, abortIncompleteMultipartUploadAfter: Duration.days(1) }],
  });
  acknowledge(bucket, { 'AwsSolutions-S1': 'It holds for two weeks what a vendor did not take; whoever reads it does so by hand.' });
  return bucket;
}
