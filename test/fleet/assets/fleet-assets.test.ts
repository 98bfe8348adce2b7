import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { PLATFORM, platformStack } from '../../good';
import { REGIONS, fleet } from '../pipeline/fleet';

const ORG = { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } };
const FILES = { BucketName: Match.stringLikeRegexp('^cdk-apt-') };

/** The stacks that are deployed, by Region. */
function stacks(regions?: string[], stack?: Stack): Map<string, Template> {
  const of = fleet({ regions }, stack);
  const all = of.assembly().stacks;
  return new Map(all.map(({ environment, template }) => [environment.region, Template.fromJSON(template)]));
}

function policy(template: Template, type: string, property: string): object[] {
  return Object.values(template.findResources(type))
    .flatMap(({ Properties }) => Properties[property]?.Statement as object[] ?? []);
}

test('each Region of the fleet has a bucket and a repository of its own', () => {
  const made = stacks(REGIONS);
  expect([...made.keys()].sort()).toEqual([...REGIONS].sort());
  for (const [region, template] of made) {
    template.hasResourceProperties('AWS::S3::Bucket', { BucketName: `cdk-apt-tenants-${PLATFORM}-${region}` });
    template.hasResourceProperties('AWS::ECR::Repository', { RepositoryName: 'cdk-account-per-tenant-tenants-services', ImageTagMutability: 'IMMUTABLE' });
  }
});

test('a platform outside of the Regions of its fleet has templates and no images', () => {
  const made = stacks(['eu-central-1']);
  made.get('us-east-1')!.resourceCountIs('AWS::ECR::Repository', 0);
  made.get('us-east-1')!.hasResourceProperties('AWS::S3::Bucket', { BucketName: `cdk-apt-tenants-${PLATFORM}-us-east-1` });
  made.get('eu-central-1')!.resourceCountIs('AWS::ECR::Repository', 1);
});

test('every account of the organization reads files, and nobody else; nobody without TLS', () => {
  const template = stacks(REGIONS).get('eu-central-1')!;
  const statements = policy(template, 'AWS::S3::BucketPolicy', 'PolicyDocument');
  expect(statements).toEqual([
    expect.objectContaining({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    expect.objectContaining({ Effect: 'Allow', Action: 's3:GetObject', Principal: { AWS: '*' }, Condition: ORG }),
  ]);
  template.hasResourceProperties('AWS::S3::Bucket', {
    ...FILES,
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true,
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
  });
});

test('every account of the organization pulls images, and functions of such accounts do when they need them again', () => {
  const statements = policy(stacks(REGIONS).get('eu-central-1')!, 'AWS::ECR::Repository', 'RepositoryPolicyText');
  expect(statements).toEqual([
    expect.objectContaining({ Effect: 'Allow', Principal: { AWS: '*' }, Condition: ORG }),
    expect.objectContaining({
      Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      Condition: {
        ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':lambda:eu-central-1:*:function:*']] } },
        StringEqualsIfExists: { 'aws:SourceOrgID': 'o-exampleorgid' },
      },
    }),
  ]);
});

test('nothing expires, and what is there stays when the fleet goes', () => {
  for (const template of stacks(REGIONS).values()) {
    template.hasResource('AWS::S3::Bucket', {
      UpdateReplacePolicy: 'Retain', DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { ...FILES, LifecycleConfiguration: { Rules: [{ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' }] } },
    });
    template.hasResource('AWS::ECR::Repository', { UpdateReplacePolicy: 'Retain', Properties: { LifecyclePolicy: Match.absent() } });
  }
});

test('the publishing role puts files and images where services are read from, deletes nothing and reaches nowhere else', () => {
  const template = stacks(REGIONS).get('us-east-1')!;
  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'cdk-account-per-tenant-tenants-publishing',
    AssumeRolePolicyDocument: Match.objectLike({ Statement: [Match.objectLike({ Action: 'sts:AssumeRole' })] }),
  });
  const [publishing] = Object.values(template.findResources('AWS::IAM::Policy', { Properties: { PolicyName: Match.stringLikeRegexp('PublishingRole') } }));
  const { Statement } = publishing.Properties.PolicyDocument;
  const statements = Statement as { Action: string | string[]; Resource: unknown }[];
  const actions = statements.flatMap(({ Action }) => Action);
  expect(actions.filter(action => /Delete|Policy|\*/.test(action))).toEqual([]);
  expect(statements.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action)).toEqual(['ecr:GetAuthorizationToken']);
  const places = JSON.stringify(statements.map(({ Resource }) => Resource));
  for (const region of REGIONS) {
    expect(places).toContain(`:s3:::cdk-apt-tenants-${PLATFORM}-${region}/*`);
    expect(places).toContain(`:ecr:${region}:${PLATFORM}:repository/cdk-account-per-tenant-tenants-services`);
  }
});

test("the platform's stack waits for those of other Regions, which need no bootstrap of their own", () => {
  const of = fleet({ regions: REGIONS });
  const [support, platform] = ['Platform-Fleet-Assets-eu-central-1', 'Platform'].map(name => of.assembly().getStackArtifact(name));
  expect(platform.dependencies).toContain(support);
  expect(support.assumeRoleArn).toContain(`role/cdk-hnb659fds-deploy-role-${PLATFORM}-us-east-1`);
  expect(support.dependencies).toEqual([]);
  expect(Object.keys(support.template)).not.toContain('Rules');
});

test('two platforms fit into one app', () => {
  const app = new App();
  for (const account of [PLATFORM, '333333333333']) {
    fleet({ regions: REGIONS }, new Stack(app, `Platform${account}`, { env: { account, region: 'us-east-1' } }));
  }
  expect(app.synth().stacks).toHaveLength(4);
});

test('a fleet in its own Region has no other stack', () => {
  expect(fleet({}, platformStack()).assembly().stacks).toHaveLength(1);
});
