import { App, Aws, CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { DockerImageCode, DockerImageFunction } from 'aws-cdk-lib/aws-lambda';
import * as s3assets from 'aws-cdk-lib/aws-s3-assets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { TenantBaseline, TenantBaselineProps, TenantOrganization } from '../../src';
import { FACTS_PARAMETER } from '../../src/tenants/contract';
import { TENANT_CALLS } from '../../src/tenants/workflows/enrol.asl';
import { MANAGEMENT, ORGANIZATION, PLATFORM, actionsOf, baseline, platformStack, statements, token } from '../good';

const STACK_SET = 'AWS::CloudFormation::StackSet';

/** What a tenant's account gets, as CloudFormation reads it. */
function tenant(of: { template: () => Template; stack: Stack }): Template {
  const [{ Properties }] = Object.values(of.template().findResources(STACK_SET));
  return Template.fromJSON(JSON.parse(Properties.TemplateBody as string));
}

/** The same as text, as the stack set carries it. */
const body = (of: ReturnType<typeof baseline>): string =>
  Object.values(of.template().findResources(STACK_SET))[0].Properties.TemplateBody;

test.each<[string, Partial<TenantBaselineProps>, RegExp]>([
  ['no Region', { regions: [] }, /'regions' must name 1 to 20 Regions, got 0/],
  ['21 Regions', { regions: Array.from({ length: 21 }, (_, at) => `eu-west-${at % 9 + 1}`) }, /'regions' must name 1 to 20 Regions, got 21/],
  ['an availability zone', { regions: ['us-east-1a'] }, /'regions' must hold names of Regions such as 'us-east-1', got 'us-east-1a'/],
  ['a city', { regions: ['Frankfurt'] }, /'regions' must hold names of Regions such as 'us-east-1', got 'Frankfurt'/],
  ['a Region twice', { regions: ['eu-west-1', 'eu-west-1'] }, /'regions' must name each Region once, got eu-west-1, eu-west-1/],
])('refuses %s', (_what, props, words) => {
  expect(() => baseline(props)).toThrow(words);
});

test('says everything that is wrong at once, and where', () => {
  expect(() => baseline({ regions: ['x', 'x'], organization: { platformName: 'tenants', managementAccount: Fn.importValue('Elsewhere') } }))
    .toThrow(/Platform\/Baseline:\n {2}- .*got 'x'\n {2}- .*got 'x'\n {2}- .*each Region once.*\n {2}- 'organization' must be in a stack with a known account/);
});

test.each([['us-east-1'], ['ap-southeast-5'], ['us-gov-west-1'], ['cn-northwest-1'], ['us-iso-east-1'], ['mx-central-1']])('accepts the Region %s', region => {
  expect(() => baseline({ regions: [region] }).template()).not.toThrow();
});

test('takes a Region from CloudFormation, but not a list of which nobody knows the first', () => {
  const stack = platformStack();
  expect(() => baseline({ regions: [token(stack, 'Home'), 'eu-west-1'] }, stack).template()).not.toThrow();
  expect(() => baseline({ regions: Fn.split(',', token(stack)) })).toThrow(/'regions' must be known when the app is synthesized/);
});

test('what only the platform knows gets into tenant accounts as a parameter', () => {
  const of = baseline();
  const value = token(of.stack, 'Bucket');
  of.baseline.addParameter('Bucket', value);
  of.template().hasResourceProperties(STACK_SET, {
    Parameters: Match.arrayWith([{ ParameterKey: 'Bucket', ParameterValue: of.stack.resolve(value) }]),
  });
  expect(tenant(of).findParameters('Bucket')).toEqual({ Bucket: { Type: 'String' } });
});

test('refuses an organization whose account nobody knows, for the stack set belongs to it', () => {
  const elsewhere = new TenantOrganization(new Stack(new App(), 'Anywhere'), 'Land');
  expect(() => baseline({ organization: elsewhere })).toThrow(/'organization' must be in a stack with a known account; give that stack an 'env'/);
});

test('takes an organization of its own stack, whatever account that is', () => {
  const stack = new Stack(new App(), 'Anywhere');
  baseline({ organization: new TenantOrganization(stack, 'Land') }, stack).template().hasResourceProperties(STACK_SET, { CallAs: 'SELF' });
});

test('TenantBaselineProps.regions default: the Region of the stack', () => {
  expect(baseline().baseline.regions).toEqual(['us-east-1']);
  const anywhere = baseline({ organization: { platformName: 'tenants', managementAccount: Aws.ACCOUNT_ID } }, new Stack(new App(), 'Anywhere'));
  anywhere.template().hasResourceProperties(STACK_SET, { Parameters: Match.arrayWith([{ ParameterKey: 'HomeRegion', ParameterValue: { Ref: 'AWS::Region' } }]) });
});

test("TenantBaselineProps.operatorPolicies default: ['job-function/ViewOnlyAccess']", () => {
  expect(body(baseline())).toContain(':iam::aws:policy/job-function/ViewOnlyAccess');
});

test('gives operators the policies they are given, and no others', () => {
  const text = body(baseline({ operatorPolicies: ['ReadOnlyAccess'] }));
  expect(text).toContain(':iam::aws:policy/ReadOnlyAccess');
  expect(text).not.toContain('ViewOnlyAccess');
});

test('is carried by a stack set that neither deploys by itself nor lets releases and enrolments block each other', () => {
  baseline({ regions: ['eu-west-1', 'us-east-1'] }).template().hasResourceProperties(STACK_SET, {
    StackSetName: 'cdk-account-per-tenant-tenants-baseline',
    PermissionModel: 'SERVICE_MANAGED',
    CallAs: 'DELEGATED_ADMIN',
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    ManagedExecution: { Active: true },
    AutoDeployment: { Enabled: false },
    StackInstancesGroup: Match.absent(),
    Parameters: [{ ParameterKey: 'PlatformAccount', ParameterValue: PLATFORM }, { ParameterKey: 'HomeRegion', ParameterValue: 'eu-west-1' }],
  });
});

test('calls as itself in the management account, as delegated administrator anywhere else', () => {
  expect(baseline({ organization: TenantOrganization.fromManagementAccount(PLATFORM) }).baseline.callAs).toBe('SELF');
  expect(baseline().baseline.callAs).toBe('DELEGATED_ADMIN');
});

test("the platform's role trusts the enrolment's role alone, and may do what the enrolment does", () => {
  const inTenant = tenant(baseline());
  inTenant.hasResource('AWS::IAM::Role', {
    Condition: 'InHomeRegion',
    Properties: {
      RoleName: 'cdk-account-per-tenant-tenants-platform',
      AssumeRolePolicyDocument: {
        Statement: [{
          Action: 'sts:AssumeRole',
          Principal: { AWS: { 'Fn::Join': ['', Match.arrayWith([{ Ref: 'PlatformAccount' }, ':root'])] } },
          Condition: {
            ArnEquals: { 'aws:PrincipalArn': { 'Fn::Join': ['', Match.arrayWith([{ Ref: 'PlatformAccount' }, ':role/cdk-account-per-tenant-tenants-enrolment'])] } },
          },
        }],
      },
    },
  });
  inTenant.hasResource('AWS::IAM::Policy', { Condition: 'InHomeRegion' });
  expect(statements(inTenant).flatMap(actionsOf).sort()).toEqual(Object.values(TENANT_CALLS).flat().sort());
  const [facts] = statements(inTenant).filter(statement => actionsOf(statement).includes('ssm:PutParameter'));
  expect(JSON.stringify(facts.Resource)).toContain(`:parameter${FACTS_PARAMETER}"`);
});

test('an operator comes in under a name of their own or not at all', () => {
  tenant(baseline()).hasResource('AWS::IAM::Role', {
    Condition: 'InHomeRegion',
    Properties: {
      RoleName: 'cdk-account-per-tenant-tenants-operator',
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({ Action: 'sts:AssumeRole', Condition: { Null: { 'sts:SourceIdentity': 'false' } } }),
          Match.objectLike({ Action: 'sts:SetSourceIdentity', Condition: Match.absent() }),
        ],
      },
    },
  });
});

test('two platforms share an account without sharing a name', () => {
  const one = body(baseline());
  const two = body(baseline({ organization: TenantOrganization.fromManagementAccount(MANAGEMENT, 'two') }));
  const names = (text: string) => [...text.matchAll(/"RoleName":"([^"]+)"/g)].map(([, name]) => name);
  expect(names(one).filter(name => names(two).includes(name))).toEqual([]);
});

test('what is added to its stack goes to every tenant, and nothing of it to the platform', () => {
  const made = baseline();
  new ssm.StringParameter(made.baseline.stack, 'Motto', { stringValue: 'many accounts' });
  made.template().resourceCountIs('AWS::SSM::Parameter', 0);
  made.template().resourceCountIs('AWS::IAM::Role', 0);
  tenant(made).hasResourceProperties('AWS::SSM::Parameter', { Value: 'many accounts' });
});

test('a role that an account has once can be bound to the home Region', () => {
  const made = baseline();
  expect(made.baseline.stack.resolve(made.baseline.inHomeRegion.expression)).toEqual({ 'Fn::Equals': [{ Ref: 'AWS::Region' }, { Ref: 'HomeRegion' }] });
});

test('`cdk deploy --all` never sees the stack of a tenant', () => {
  const { stack } = baseline();
  const assembly = (stack.node.root as App).synth();
  expect(assembly.stacksRecursively.map(each => each.stackName)).toEqual(['Platform']);
  expect(Object.keys(assembly.manifest.artifacts ?? {}).filter(id => id.includes('Baseline'))).toEqual([]);
});

test('the template of a tenant has no traces of the CDK in it: no metadata, no bootstrap rule, no partition', () => {
  const text = body(baseline());
  expect(text).not.toMatch(/CDKMetadata|BootstrapVersion|arn:aws[a-z-]*:/);
});

test('refuses a file asset with the path of the construct', () => {
  const { baseline: made } = baseline();
  expect(() => new s3assets.Asset(made.stack, 'Readme', { path: __filename }))
    .toThrow(/^Platform\/Baseline\/Tenant: the baseline cannot carry a file \(.*\); give it resources that need no assets/);
});

test('refuses a container image', () => {
  const { baseline: made } = baseline();
  expect(() => new DockerImageFunction(made.stack, 'Image', { code: DockerImageCode.fromImageAsset(__dirname, { file: 'tenant-baseline.test.ts' }) }))
    .toThrow(/^Platform\/Baseline\/Tenant: the baseline cannot carry a container image/);
});

test('refuses a template of more than 51,200 bytes, counted as AWS counts them', () => {
  const made = baseline();
  const before = Buffer.byteLength(body(baseline()));
  for (let at = 0; at < 20; at += 1) {
    new ssm.StringParameter(made.baseline.stack, `Ballast${at}`, { stringValue: 'é'.repeat(1500) });
  }
  expect(before).toBeLessThan(5000);
  expect(() => made.template()).toThrow(/^Platform\/Baseline\/Tenant: the baseline's template has \d{5} bytes, and a stack set takes 51200; move resources/);
});

test.each<[string, Stack]>([
  ['an account', platformStack()],
  ['no account', new Stack(new App(), 'Anywhere')],
])('refuses a reference to the platform in a stack with %s, for it would be an import that no tenant account can resolve', (_what, stack) => {
  const { baseline: made, template } = baseline({ organization: { platformName: 'tenants', managementAccount: stack.account } }, stack);
  new ssm.StringParameter(made.stack, 'Queue', { stringValue: new sqs.Queue(stack, 'Q').queueArn });
  expect(template).toThrow(/the baseline and Anywhere refer to each other's resources|physical name must be explicit set/);
});

test('takes the name of a resource of the platform', () => {
  const { baseline: made, stack, template } = baseline();
  new ssm.StringParameter(made.stack, 'Queue', { stringValue: new sqs.Queue(stack, 'Q', { queueName: 'inbox' }).queueArn });
  expect(template).not.toThrow();
});

test('refuses a reference from the platform into a tenant, of whom there are many', () => {
  const { baseline: made, stack, template } = baseline({ organization: { platformName: 'tenants', managementAccount: Aws.ACCOUNT_ID } }, new Stack(new App(), 'Anywhere'));
  new CfnOutput(stack, 'Queue', { value: new sqs.Queue(made.stack, 'Q').queueArn });
  expect(template).toThrow(/^Anywhere\/Baseline\/Tenant: the baseline and Anywhere refer to each other's resources, .* spell that name instead/);
});

test('has room for a baseline of its users: its own part takes less than a tenth', () => {
  expect(Buffer.byteLength(body(baseline()))).toBeLessThan(5120);
});

test('gives the factory what it needs', () => {
  const { baseline: made } = baseline({ organization: ORGANIZATION });
  expect(made).toEqual(expect.objectContaining({ stackSetName: expect.any(String), callAs: 'DELEGATED_ADMIN', regions: ['us-east-1'] }));
  expect(made).toBeInstanceOf(TenantBaseline);
});
