import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../../private/acknowledge';
import { assetBucketName, assetRepositoryName } from '../contract';

interface RegionalAssetsProps {
  readonly platformName: string;
  readonly organizationId: string;
  readonly account: string;
  readonly region: string;
  /** Whether services run in this Region. Where they do not, only templates lie here. */
  readonly images: boolean;
}

/** Where the assets of services lie in one Region: every account of the organization reads them, and nobody else. */
export class RegionalAssets extends Construct {
  constructor(scope: Construct, id: string, props: RegionalAssetsProps) {
    super(scope, id);
    this.defineBucket(props);
    if (props.images) { this.defineRepository(props); }
  }

  /** Nothing expires by age: a tenant, or a way back, may need what is years old. */
  private defineBucket({ platformName, account, region, organizationId }: RegionalAssetsProps): void {
    const bucket = new s3.Bucket(this, 'Files', {
      bucketName: assetBucketName(platformName, account, region),
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Where the stack never came about it goes, so that its name is free for the next try.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'ReadInOrganization',
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { StringEquals: { 'aws:PrincipalOrgID': organizationId } },
    }));
    acknowledge(bucket, { 'AwsSolutions-S1': "What is read is code that all tenants' accounts have, and CloudTrail says who writes." });
  }

  private defineRepository({ platformName, organizationId, region }: RegionalAssetsProps): void {
    const repository = new ecr.Repository(this, 'Images', {
      repositoryName: assetRepositoryName(platformName),
      // A tag is the hash of what was built, so there is nothing to write over.
      imageTagMutability: ecr.TagMutability.IMMUTABLE,
      imageScanOnPush: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const actions = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
    repository.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'PullInOrganization',
      principals: [new iam.AnyPrincipal()],
      actions: [...actions, 'ecr:BatchCheckLayerAvailability'],
      conditions: { StringEquals: { 'aws:PrincipalOrgID': organizationId } },
    }));
    // Lambda pulls again by itself, for the sake of a function whose maker it has judged by the statement above. Which
    // keys it says beside the function's ARN is not documented: where it names the organization, it must be this one.
    repository.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'PullForFunctions',
      principals: [new iam.ServicePrincipal('lambda.amazonaws.com')],
      actions,
      conditions: {
        ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:lambda:${region}:*:function:*` },
        StringEqualsIfExists: { 'aws:SourceOrgID': organizationId },
      },
    }));
    acknowledge(repository, { 'AwsSolutions-ECR1': 'A condition leaves it to accounts of the organization.' });
  }
}
