import { Aws, BootstraplessSynthesizer, DefaultStackSynthesizer, IStackSynthesizer, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { RegionalAssets } from './regional-assets';
import { acknowledge, wildcard } from '../../private/acknowledge';
import { assetBucketName, assetRepositoryName, publishingRoleName } from '../contract';
import { AssetPlace } from '../services/fleet-services';

interface FleetAssetsProps {
  readonly place: AssetPlace;
  readonly organizationId: string;
}

/** What the CDK does to see whether a file or an image is there, and to put it there. Deleting is not among it. */
const FILES = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'];
const BUCKETS = ['s3:GetBucketLocation', 's3:GetEncryptionConfiguration', 's3:ListBucket'];
const IMAGES = [
  'ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:CompleteLayerUpload', 'ecr:DescribeImages',
  'ecr:DescribeRepositories', 'ecr:GetDownloadUrlForLayer', 'ecr:InitiateLayerUpload', 'ecr:PutImage', 'ecr:UploadLayerPart',
];

/**
 * Where the assets of services lie in all Regions of a fleet, and the role that publishes them. What is in another
 * Region than the platform's is in a stack of its own, beside the platform's, which waits for it.
 */
export class FleetAssets extends Construct {
  constructor(scope: Construct, id: string, { place, organizationId }: FleetAssetsProps) {
    super(scope, id);
    const { platformName, account, home } = place;
    const platform = Stack.of(this);
    for (const region of new Set([home, ...place.regions])) {
      const where = region === home ? this : this.supportStack(platform, platformName, account, region);
      new RegionalAssets(where, 'Assets', { platformName, account, region, organizationId, images: place.regions.includes(region) });
    }
    this.definePublishingRole(place);
  }

  /** No Region but the platform's has to be bootstrapped, for roles are everywhere. */
  private supportStack(platform: Stack, platformName: string, account: string, region: string): Stack {
    const support = new Stack(Stage.of(platform)!, `${this.node.path.split('/').join('-')}-${region}`, {
      stackName: `cdk-account-per-tenant-${platformName}-assets`,
      description: `Where services of the platform ${platformName} are published in this Region`,
      env: { account, region },
      synthesizer: withRolesOf(platform.synthesizer),
    });
    platform.addStackDependency(support);
    return support;
  }

  /**
   * Trusted as the CDK's own publishing roles are: by whomever this account allows to assume it.
   */
  private definePublishingRole({ platformName, account, home, regions }: AssetPlace): void {
    const buckets = [...new Set([home, ...regions])].map(region => `arn:${Aws.PARTITION}:s3:::${assetBucketName(platformName, account, region)}`);
    const files = buckets.map(bucket => `${bucket}/*`);
    const repositories = regions.map(region => `arn:${Aws.PARTITION}:ecr:${region}:${account}:repository/${assetRepositoryName(platformName)}`);
    const role = new iam.Role(this, 'PublishingRole', {
      roleName: publishingRoleName(platformName),
      description: 'Publishes what services are made of, for pipelines and the command line of the CDK',
      assumedBy: new iam.AccountPrincipal(account),
    });
    const allow = (actions: string[], resources: string[]) =>
      role.addToPolicy(new iam.PolicyStatement({ actions, resources }));
    allow(BUCKETS, buckets);
    allow(FILES, files);
    allow(IMAGES, repositories);
    allow(['ecr:GetAuthorizationToken'], ['*']);
    acknowledge(role, {
      [wildcard('*')]: 'A login to ECR knows no resources.',
      ...Object.fromEntries(files.map(each => [wildcard(each), 'Buckets that hold nothing else.'])),
    });
  }
}

function withRolesOf(synthesizer: IStackSynthesizer): IStackSynthesizer | undefined {
  if (!(synthesizer instanceof DefaultStackSynthesizer)) { return undefined; }
  return new BootstraplessSynthesizer({
    deployRoleArn: synthesizer.deployRoleArn,
    cloudFormationExecutionRoleArn: synthesizer.cloudFormationExecutionRoleArn,
  });
}
