import { App, CfnResource, DefaultStackSynthesizer, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { aFolder, REGION, synthesized } from './an-app';
import { Json, JsonObject, Lab, LabOptions } from '../../../src/lab';

const PLATFORM = '222222222222';
const FILES = `files-${PLATFORM}-${REGION}`;
const ORGANIZATION = 'o-exampleorgid';
const CODE = 'exports.handler = async () => "here";';

/** A stack of buckets, and a stage with a stack whose files go there. Stages are deployed after what is above them. */
function app({ bucket = FILES, open = true } = {}) {
  return synthesized((root: App) => {
    const stage = new Stage(root, 'A', { env: { account: PLATFORM, region: REGION } });
    const versions = new Stack(stage, 'Versions', {
      synthesizer: new DefaultStackSynthesizer({ fileAssetsBucketName: 'files-${AWS::AccountId}-${AWS::Region}', generateBootstrapVersionRule: false }),
    });
    new lambda.Function(versions, 'Function', {
      runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset(aFolder({ 'index.js': CODE })),
    });
    const places = new Stack(root, 'Places', { env: { account: PLATFORM, region: REGION } });
    const files = new s3.Bucket(places, 'Files', { bucketName: bucket, removalPolicy: RemovalPolicy.DESTROY });
    if (open) {
      files.addToResourcePolicy(new iam.PolicyStatement({
        principals: [new iam.StarPrincipal()], actions: ['s3:GetObject'], resources: [files.arnForObjects('*')],
        conditions: { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } },
      }));
    }
    new ecr.Repository(places, 'Images', { repositoryName: 'services', removalPolicy: RemovalPolicy.DESTROY });
  });
}

async function deployed(options: Parameters<typeof app>[0] = {}, lab: LabOptions = {}) {
  const world = new Lab({ organizations: { organizationId: ORGANIZATION }, stackSets: { organizationsAccess: 'ENABLED' }, ...lab });
  const directory = app(options);
  const stacks = await world.deploy(directory);
  return { lab: world, stacks, directory };
}

test('files for a bucket that is not there are refused with its name', async () => {
  await expect(deployed({ bucket: 'others' })).rejects.toThrow(`No bucket named '${FILES}'`);
});

test('stacks of a stage come after those above it, and their files lie in the bucket then: templates as text, folders by where they are', async () => {
  const { lab, stacks } = await deployed();
  expect(stacks.map(({ name }) => name)).toEqual(['Places', 'A-Versions']);
  expect(stacks.flatMap(({ notModelled }) => notModelled)).toEqual([]);
  const objects = lab.buckets.objects(FILES);
  const [template] = Object.keys(objects).filter(key => key.endsWith('.json'));
  expect(JSON.parse(objects[template])).toHaveProperty('Resources');
  const [zip] = Object.keys(objects).filter(key => key.endsWith('.zip'));
  expect(lab.buckets.fileAt(FILES, zip)).toMatch(/asset\./);
  expect(objects[zip]).toContain('not read by the lab');
});

test('what is deployed again is published once', async () => {
  const { lab, directory } = await deployed();
  const before = lab.buckets.objects(FILES);
  await lab.deploy(directory);
  expect(lab.buckets.objects(FILES)).toEqual(before);
});

describe('a stack set whose template and code lie in buckets', () => {
  /** Deploys a function by a stack set into one tenant; says what became of the instance. */
  async function tenant(region: string, code: JsonObject, options: Parameters<typeof app>[0] = {}) {
    const { lab } = await deployed(options);
    const zip = Object.keys(lab.buckets.objects(FILES)).find(key => key.endsWith('.zip'))!;
    const account = lab.organization.addAccount({ name: 'acme', email: 'acme@example.com' });
    const template = {
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] } } },
        Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'orders', Runtime: 'nodejs22.x', Handler: 'index.handler', Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { S3Key: zip, ...code } } },
      },
    };
    lab.buckets.put(FILES, 'v1.json', JSON.stringify(template));
    const call = (action: string, parameters: JsonObject) =>
      lab.cloud.call(lab.operator({ account: lab.cloud.managementAccount, region: REGION }), 'cloudformation', action, { StackSetName: 'orders', ...parameters });
    let invoked: Json | undefined;
    const story = (async () => {
      await call('createStackSet', {
        PermissionModel: 'SERVICE_MANAGED', AutoDeployment: { Enabled: false }, Capabilities: ['CAPABILITY_IAM'], TemplateURL: `https://${FILES}.s3.${REGION}.amazonaws.com/v1.json`,
      });
      await call('createStackInstances', { DeploymentTargets: { OrganizationalUnitIds: [lab.organization.rootId()], Accounts: [account], AccountFilterType: 'INTERSECTION' }, Regions: [region] });
      await lab.cloud.clock.sleep(600_000);
      invoked = await lab.cloud.call(lab.operator({ account, region }), 'lambda', 'invoke', { FunctionName: 'orders' }).then(({ Payload }) => Payload, error => (error as Error).name);
    })();
    await lab.play();
    await story;
    return { lab, account, template, invoked, instance: lab.stackSets.instanceIn(account, region, 'orders') };
  }
  const BUCKET = { S3Bucket: { 'Fn::Sub': `files-${PLATFORM}-\${AWS::Region}` } };

  test.each<[string, JsonObject, Parameters<typeof app>[0], string]>([
    ['a key that is not there', { ...BUCKET, S3Key: 'none.zip' }, {}, 'S3 Error Code: NoSuchKey'],
    ['a bucket that the organization is not let into', BUCKET, { open: false }, 'S3 Error Code: AccessDenied'],
  ])('fails for %s', async (_, code, options, reason) => {
    const { instance } = await tenant(REGION, code, options);
    expect(instance).toMatchObject({ status: 'OUTDATED', reason: expect.stringContaining(reason) });
  });

  test('fails for a bucket in another Region than the tenant', async () => {
    const { instance } = await tenant('eu-west-1', { S3Bucket: FILES });
    expect(instance).toMatchObject({ status: 'OUTDATED', reason: expect.stringContaining('S3 Error Code: PermanentRedirect') });
  });

  test('makes a function that runs, and the account has the stack with that template', async () => {
    const { lab, account, template, invoked } = await tenant(REGION, BUCKET);
    expect(invoked).toBe('"here"');
    expect(lab.stackOf(account, REGION, 'orders')).toMatchObject({ template: JSON.parse(JSON.stringify(template)), parameters: {}, status: 'CREATE_COMPLETE' });
    expect(lab.stackOf(account, 'eu-west-1', 'orders')).toBeUndefined();
  });
});

test('a repository is there once, keeps its name, and can go', async () => {
  const { lab } = await deployed();
  const { ref, arn } = lab.only('AWS::ECR::Repository');
  expect([ref, arn]).toEqual(['services', `arn:aws:ecr:${REGION}:${PLATFORM}:repository/services`]);
  const again = synthesized(root => new CfnResource(new Stack(root, 'Other', { env: { account: PLATFORM, region: REGION } }), 'R', { type: 'AWS::ECR::Repository', properties: { RepositoryName: 'services' } }));
  await expect(lab.deploy(again)).rejects.toThrow('already exists');
});
