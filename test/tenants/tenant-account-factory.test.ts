import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { App, Aws, Duration, Fn, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as fc from 'fast-check';
import { documentOf, inWords } from './workflows/document';
import { evaluator } from './workflows/jsonata';
import { ITenantBaseline, TenantAccountFactoryProps, TenantDirectory, TenantOrganization } from '../../src';
import { MANAGEMENT, ORGANIZATION, PLATFORM, actionsOf, factory, platformStack, statements, token } from '../good';

const MACHINE = 'AWS::StepFunctions::StateMachine';

const BASELINE: ITenantBaseline = { stackSetName: 'baseline', callAs: 'SELF', regions: ['us-east-1'] };

test.each<[string, Partial<TenantAccountFactoryProps>, RegExp]>([
  ['an address for all', { emailTemplate: 'aws@example.com' }, /'emailTemplate' must contain '\{id\}' once, got 'aws@example.com'; every account needs an address of its own, such as/],
  ['an id twice', { emailTemplate: '{id}+{id}@example.com' }, /'emailTemplate' must contain '\{id\}' once/],
  ['an address without @', { emailTemplate: 'aws+{id}.example.com' }, /'emailTemplate' must make addresses that AWS accepts, such as 'aws\+\{id\}@example.com', got/],
  ['an address with a space', { emailTemplate: 'the aws+{id}@example.com' }, /'emailTemplate' must make addresses that AWS accepts/],
  ['an address of 65 characters', { emailTemplate: `{id}@${'d'.repeat(34)}.com` }, /'emailTemplate' must make addresses of at most 64 characters, got 65 \('\{id\}' becomes 26\); use a shorter domain/],
  ['a feature with a space', { features: ['single sign on'] }, /'features' must be names of up to 64 letters, .*, got 'single sign on'/],
  ['a feature with a quotation mark', { features: ['a"'] }, /'features' must be names/],
  ['a feature of 65 letters', { features: ['f'.repeat(65)] }, /'features' must be names/],
  ['a timeout of a minute', { timeout: Duration.minutes(1) }, /'timeout' must be 1 hour to 30 days, got 1 minute/],
  ['a timeout of 31 days', { timeout: Duration.days(31) }, /'timeout' must be 1 hour to 30 days, got 31 days/],
  ['an organization that nobody knows the account of', { organization: { platformName: 'tenants', managementAccount: Fn.importValue('x') } }, /'organization' must be in a stack with a known account; give that stack an 'env'/],
  ['a baseline that goes nowhere', { baseline: { ...BASELINE, regions: [] } }, /'baseline' must go to at least one Region/],
])('refuses %s', (_what, props, words) => {
  expect(() => factory(props)).toThrow(words);
});

test('refuses a Region from which Organizations cannot be called', () => {
  const stack = new Stack(new App(), 'Platform', { env: { account: PLATFORM, region: 'eu-west-1' } });
  expect(() => factory({}, stack)).toThrow(/the factory must be in us-east-1 \(or its partition's home Region\), got 'eu-west-1'; Step Functions calls Organizations in its own Region only/);
});

test('says everything that is wrong at once, and where', () => {
  expect(() => factory({ emailTemplate: 'x', features: [' '], timeout: Duration.seconds(1), baseline: { ...BASELINE, regions: [] } }))
    .toThrow(/Platform\/Tenants:\n {2}- 'emailTemplate'.*\n {2}- 'features'.*\n {2}- 'timeout'.*\n {2}- 'baseline'/);
});

test('an address template is accepted exactly when its addresses have at most 64 characters', () => {
  const domain = fc.integer({ min: 1, max: 60 }).map(length => `${'d'.repeat(length)}.example`);
  fc.assert(fc.property(fc.stringMatching(/^[a-z][a-z0-9+]{0,20}$/), domain, (name, at) => {
    const emailTemplate = `${name}{id}@${at}`;
    const length = emailTemplate.length - '{id}'.length + 26;
    const made = () => factory({ emailTemplate, baseline: BASELINE });
    if (length <= 64) { expect(made).not.toThrow(); } else { expect(made).toThrow(`got ${length} (`); }
  }), { numRuns: 15 });
});

test.each<[string, Partial<TenantAccountFactoryProps>]>([
  ['an address of 64 characters', { emailTemplate: `{id}@${'d'.repeat(33)}.com` }],
  ['an id in the domain', { emailTemplate: 'aws@{id}.example.com' }],
  ['features with dots and hyphens', { features: ['sso.saml-2_0'] }],
  ['a timeout of an hour', { timeout: Duration.hours(1) }],
  ['a timeout of 30 days', { timeout: Duration.days(30) }],
])('accepts %s', (_what, props) => {
  expect(() => factory(props).template()).not.toThrow();
});

test('takes a feature and a timeout from CloudFormation, but no address template, whose length could not be checked', () => {
  const stack = platformStack();
  expect(() => factory({ features: [token(stack)], timeout: Duration.seconds(Token.asNumber({ Ref: 'Later' })) }, stack).template()).not.toThrow();
  const other = platformStack();
  expect(() => factory({ emailTemplate: token(other) }, other)).toThrow(/'emailTemplate' must be known when the app is synthesized, for its length is checked/);
});

test('works in a stack without an account and Region of its own, beside its organization', () => {
  const stack = new Stack(new App(), 'Anywhere');
  expect(() => factory({ organization: new TenantOrganization(stack, 'Land'), baseline: BASELINE }, stack).template()).not.toThrow();
  expect(() => factory({ organization: { platformName: 'tenants', managementAccount: Aws.ACCOUNT_ID } })).toThrow(/'organization' must be in a stack with a known account/);
});

test('TenantAccountFactoryProps.directory default: a new TenantDirectory, retained', () => {
  const { factory: made, template } = factory();
  expect(made.directory).toBeInstanceOf(TenantDirectory);
  template().hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain', Properties: { DeletionProtectionEnabled: true } });
});

test('uses the directory and the bus that it is given, and makes none', () => {
  const stack = platformStack();
  const directory = TenantDirectory.fromTableArn(stack, 'Elsewhere', 'arn:aws:dynamodb:us-east-1:222222222222:table/mine');
  const bus = events.EventBus.fromEventBusName(stack, 'Bus', 'mine');
  const { factory: made, template } = factory({ directory, bus }, stack);
  expect([made.directory, made.bus]).toEqual([directory, bus]);
  template().resourceCountIs('AWS::Events::EventBus', 0);
  template().resourceCountIs('AWS::DynamoDB::Table', 1);
  expect(JSON.stringify(documentOf(template()))).toContain('"TableName":"mine"');
});

test('TenantAccountFactoryProps.bus default: a new bus, named after the platform', () => {
  factory().template().hasResourceProperties('AWS::Events::EventBus', { Name: 'cdk-account-per-tenant-tenants' });
});

test('TenantAccountFactoryProps.features default: none, so that a request for any is rejected', async () => {
  const { States } = documentOf(factory().template());
  const [{ Condition }] = States['Is it a request?'].Choices as unknown as { Condition: string }[];
  const refused = evaluator<boolean>(Condition.slice(2, -2));
  await expect(refused({ tenantId: 'acme' })).resolves.toBe(false);
  await expect(refused({ tenantId: 'acme', features: ['sso'] })).resolves.toBe(true);
});

test('TenantAccountFactoryProps.readinessProbe default: ready when baseline, quotas and services are there, and nobody is asked', () => {
  const { States } = documentOf(factory().template());
  expect(States['Is there another service?'].Default).toBe('Move to its stage');
  expect(Object.keys(States)).not.toContain('Ask whether it is ready');
});

test('TenantAccountFactoryProps.timeout default: Duration.days(7)', () => {
  expect(documentOf(factory().template()).TimeoutSeconds).toBe(Duration.days(7).toSeconds());
  expect(documentOf(factory({ timeout: Duration.hours(2) }).template()).TimeoutSeconds).toBe(7200);
});

test('addresses are made from the template, each its own, with 26 characters that nobody else has', async () => {
  const { States } = documentOf(factory({ emailTemplate: 'x+{id}@t.example.com' }).template());
  const { email } = (States['Is it a request?'] as unknown as { Assign: { email: string } }).Assign;
  const made = evaluator<string>(email.slice(2, -2));
  const addresses = await Promise.all(Array.from({ length: 50 }, () => made({ tenantId: 'acme' })));
  expect(new Set(addresses).size).toBe(50);
  expect(addresses.filter(each => !/^x\+[0-9a-f]{26}@t\.example\.com$/.test(each))).toEqual([]);
  await expect(made({ tenantId: 'acme', email: 'own@example.com' })).resolves.toBe('own@example.com');
});

test("the workflow's role has the name that the other accounts trust, and only this account's workflows may have it", () => {
  factory().template().hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'cdk-account-per-tenant-tenants-enrolment',
    AssumeRolePolicyDocument: {
      Statement: [{ Principal: { Service: 'states.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': PLATFORM } } }],
    },
  });
});

test('grants no wildcard action, and what must be on any resource is bound by a condition or knows none', () => {
  const all = statements(factory().template());
  expect(all.flatMap(actionsOf).filter(action => action.includes('*'))).toEqual([]);
  const anywhere = all.filter(statement => statement.Resource === '*');
  expect(anywhere.map(({ Action, Condition }) => ({ Action, Condition }))).toEqual([
    { Action: 'cloudwatch:PutMetricData', Condition: { StringEquals: { 'cloudwatch:namespace': 'CdkAccountPerTenant' } } },
    { Action: 'organizations:ListDelegatedAdministrators', Condition: undefined },
    { Action: 'cloudwatch:PutMetricData', Condition: { StringEquals: { 'cloudwatch:namespace': 'CdkAccountPerTenant' } } },
  ]);
});

test('may bring the baseline and services to their targets, where the stack set is: in the management account', () => {
  const [bring] = [statements(factory().template()).filter(statement => actionsOf(statement).includes('cloudformation:CreateStackInstances'))];
  const on = inWords({ 'Fn::Join': ['', bring.flatMap(statement => [statement.Resource].flat()).flatMap(resource => [inWords(resource), ' '])] }).split(' ');
  expect(on.map(resource => resource.split(':').slice(4).join(':'))).toEqual([
    `${MANAGEMENT}:stackset/cdk-account-per-tenant-tenants-baseline:*`,
    `${MANAGEMENT}:stackset/cdk-account-per-tenant-tenants-service-*:*`,
    `${MANAGEMENT}:stackset-target/cdk-account-per-tenant-tenants-baseline:*`,
    `${MANAGEMENT}:stackset-target/cdk-account-per-tenant-tenants-service-*:*`,
    ':type/resource/*',
    '',
  ]);
});

test('asks for delegated administrators only where it is one', () => {
  const organization = TenantOrganization.fromManagementAccount(PLATFORM);
  const { template } = factory({ organization, baseline: BASELINE });
  expect(statements(template()).flatMap(actionsOf)).not.toContain('organizations:ListDelegatedAdministrators');
});

test('spells no partition', () => {
  expect(JSON.stringify(factory().template())).not.toMatch(/arn:aws[a-z-]*:/);
});

test('what people depend on stays when the stack goes: both tables and the queue of what was lost', () => {
  const { template } = factory();
  template().allResources('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  template().allResources('AWS::SQS::Queue', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  template().allResourcesProperties('AWS::DynamoDB::Table', {
    BillingMode: 'PAY_PER_REQUEST', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  });
});

test('nothing in a table expires: neither a tenant nor a place in line', () => {
  factory().template().allResourcesProperties('AWS::DynamoDB::Table', { TimeToLiveSpecification: Match.absent() });
});

test('every request on the bus is taken in, whoever sent it, and what cannot be is kept for two weeks', () => {
  const { template } = factory();
  template().hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { 'detail-type': ['TenantRequested'], 'source': Match.absent() }, Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })],
  });
  template().hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 2, DestinationConfig: { OnFailure: Match.anyValue() } });
  template().hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 86400 });
});

test('the function that takes requests in may start, keep and answer, and nothing else', () => {
  const template = factory().template();
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy')).filter(each => /TakeInRole/.test(JSON.stringify(each.Properties.Roles)));
  expect((policy.Properties.PolicyDocument.Statement as never[]).flatMap(actionsOf).sort()).toEqual([
    'dynamodb:PutItem', 'events:PutEvents', 'logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage', 'states:StartExecution',
  ]);
});

test('logs go after a month', () => {
  factory().template().allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
});

test('requests and answers are described where people look for events', () => {
  const schemas = Object.values(factory().template().findResources('AWS::EventSchemas::Schema'));
  expect(schemas.map(schema => schema.Properties.SchemaName)).toEqual(['TenantRequested', 'TenantReady', 'TenantFailed', 'TenantRejected', 'TenantFinding']);
  const folder = join(__dirname, '../../src/tenants/schemas');
  const files = readdirSync(folder).map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { title: string });
  for (const { Properties } of schemas) {
    expect(JSON.parse(inWords(Properties.Content))).toEqual(files.find(({ title }) => title === Properties.SchemaName));
  }
});

test('a directory with a key of its own is usable: workflow and function may use the key', () => {
  const stack = platformStack();
  const directory = new TenantDirectory(stack, 'Directory', { encryptionKey: new kms.Key(stack, 'Key') });
  const { template } = factory({ directory }, stack);
  const withKey = Object.values(template().findResources('AWS::IAM::Policy')).filter(policy => JSON.stringify(policy).includes('kms:Decrypt'));
  expect(withKey.map(policy => inWords(policy.Properties.Roles[0]).replace(/[0-9A-F]{8}$/, '')).sort()).toEqual(['TenantsEnrolmentRole', 'TenantsReceptionTakeInRole', 'TenantsSweeperSweepRole']);
});

test('grants.requestTenants lets somebody put TenantRequested on the bus, and no other event', () => {
  const { factory: made, stack, template } = factory();
  made.grants.requestTenants(new iam.Role(stack, 'Backend', { assumedBy: new iam.AccountRootPrincipal() }));
  const [policy] = Object.values(template().findResources('AWS::IAM::Policy')).filter(each => /Backend/.test(JSON.stringify(each.Properties.Roles)));
  expect(policy.Properties.PolicyDocument.Statement).toEqual([{
    Effect: 'Allow',
    Action: 'events:PutEvents',
    Resource: { 'Fn::GetAtt': [expect.stringMatching('TenantsBus'), 'Arn'] },
    Condition: { StringEquals: { 'events:detail-type': 'TenantRequested' } },
  }]);
});

test.each([
  ['onTenantReady', 'TenantReady'], ['onTenantFailed', 'TenantFailed'], ['onTenantRejected', 'TenantRejected'],
] as const)('%s hears the factory and nobody else', (verb, detailType) => {
  const { factory: made, stack, template } = factory();
  made[verb]('Tell', {
    target: new targets.SqsQueue(new sqs.Queue(stack, 'Inbox')),
    description: 'told',
    eventPattern: { source: ['somebody.else'], detailType: ['Other'], detail: { stage: ['sandbox'] } },
  });
  template().hasResourceProperties('AWS::Events::Rule', {
    Description: 'told',
    EventPattern: { 'source': ['cdk-account-per-tenant'], 'detail-type': [detailType], 'detail': { stage: ['sandbox'] } },
    Targets: [Match.anyValue()],
  });
});

test('a rule may get its target later', () => {
  const { factory: made, template } = factory();
  expect(() => made.onTenantReady('Later')).not.toThrow();
  expect(() => template()).not.toThrow();
});

test('it is noted once a day which guardrails hold', () => {
  factory().template().hasResourceProperties('AWS::Events::Rule', {
    ScheduleExpression: 'rate(1 day)', Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('Stamp') }, Input: '{"daily":true}' })],
  });
});

test('two platforms fit into one account', () => {
  const stack = platformStack();
  factory({}, stack);
  const two = TenantOrganization.fromManagementAccount(ORGANIZATION.managementAccount, 'two');
  const second = new Stack(stack.node.root as App, 'Second', { env: { account: PLATFORM, region: 'us-east-1' } });
  factory({ organization: two, baseline: BASELINE }, second);
  const named = (template: Template) => Object
    .values(template.toJSON().Resources as Record<string, { Properties?: Record<string, unknown> }>)
    .flatMap(({ Properties: of = {} }) => [of.RoleName, of.Name, of.StateMachineName, of.RegistryName]).filter(name => typeof name === 'string');
  const [one, other] = [Template.fromStack(stack), Template.fromStack(second)].map(named);
  expect(one.filter(name => other.includes(name))).toEqual([]);
});

test('tenants are data: nothing of the construct takes a number of them, and two syntheses give the same bytes', () => {
  const bytes = () => JSON.stringify(factory().template().toJSON());
  expect(bytes()).toBe(bytes());
  factory().template().resourceCountIs(MACHINE, 2);
  factory().template().resourceCountIs('AWS::DynamoDB::Table', 2);
});
