import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AwsSolutionsChecks } from 'cdk-nag';
import { IConstruct } from 'constructs';
import { FleetStack, TenantFailures } from '../../../src';
import { CentralFailures, CentralFailuresProps } from '../../../src/telemetry/failures/central-failures';
import { defineFailurePath } from '../../../src/telemetry/failures/failure-path';
import { REDRIVE_CALLS, redrive } from '../../../src/telemetry/failures/workflows/redrive.asl';
import { orders, published, stage } from '../../fleet/services/orders';
import { baseline, platformStack, resourcesOf, token } from '../../good';
import { documentOf, expressionsOf } from '../../tenants/workflows/document';
import { compile } from '../../tenants/workflows/jsonata';

/** It comes without types. */
const validate = jest.requireActual<(document: object) => { errors: unknown[] }>('asl-validator');

const OBSERVABILITY = '444444444444';

function central(props: Partial<CentralFailuresProps> = {}) {
  const stack = new Stack(new App(), 'Observability', { env: { account: OBSERVABILITY, region: 'us-east-1' } });
  new CentralFailures(stack, 'Failures', { platformName: 'tenants', platformAccount: '222222222222', organizationId: 'o-exampleorgid', ...props });
  return { stack, template: () => Template.fromStack(stack) };
}

function path(observabilityAccount?: (stack: Stack) => string) {
  const stack = platformStack();
  const { baseline: made } = baseline({ regions: ['us-east-1', 'eu-central-1'] }, stack);
  defineFailurePath(made, { platformName: 'tenants', observabilityAccount: observabilityAccount?.(stack) ?? OBSERVABILITY, homeRegion: 'us-east-1' });
  const [stackSet] = resourcesOf(Template.fromStack(stack), 'AWS::CloudFormation::StackSet');
  const tenant = Template.fromJSON(JSON.parse(stackSet.Properties.TemplateBody as string) as object);
  return { stack, made, stackSet, tenant };
}

const findings = (scope: IConstruct) =>
  new AwsSolutionsChecks().validateScope(scope).violations.map(({ ruleName }) => ruleName);

describe('The central place', () => {
  test('lets in what rules of the organization bring, and nobody else', () => {
    central().template().hasResourceProperties('AWS::Events::EventBusPolicy', {
      Statement: Match.objectEquals({
        Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: Match.anyValue(),
        Condition: {
          'StringEquals': { 'aws:PrincipalOrgID': 'o-exampleorgid' },
          'ForAllValues:StringNotEquals': { 'events:source': 'cdk-account-per-tenant' },
        },
      }),
    });
  });

  test('keeps what could not be taken, read or written for two weeks, each in a queue of its own', () => {
    const template = central().template();
    template.allResourcesProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 14 * 86_400, SqsManagedSseEnabled: true });
    template.resourceCountIs('AWS::SQS::Queue', 3);
    template.hasResourceProperties('AWS::Events::Rule', { Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })] });
    template.hasResourceProperties('AWS::SQS::Queue', { RedrivePolicy: Match.objectLike({ maxReceiveCount: 50 }) });
  });

  test('keeps failures for two weeks by itself, and for as long as it is told to', () => {
    const days = (template: Template) => {
      const [{ Properties }] = resourcesOf(template, 'AWS::S3::Bucket');
      return (Properties.LifecycleConfiguration as { Rules: { ExpirationInDays: number }[] }).Rules[0].ExpirationInDays;
    };
    expect(days(central().template())).toBe(14);
    expect(days(central({ retention: Duration.days(30) }).template())).toBe(30);
    central().template().hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: Match.objectLike({ RETENTION_SECONDS: String(14 * 86_400) }) } });
  });

  test('loses neither table nor bucket with the stack', () => {
    const template = central().template();
    template.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Retain', Properties: { DeletionProtectionEnabled: true, TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } } });
    template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
  });

  test('has a sound workflow, which calls what is listed', () => {
    const document = documentOf(central().template(), 'Redrive');
    expect(validate(document).errors).toEqual([]);
    for (const [, expression] of expressionsOf(document)) { expect(() => compile(expression)).not.toThrow(); }
    const resources = JSON.stringify(redrive({ partition: 'aws', redrive: 'fn' })).match(/arn:aws:states:::[\w:-]+/g) ?? [];
    expect(new Set(resources)).toEqual(new Set(['arn:aws:states:::lambda:invoke']));
    expect(REDRIVE_CALLS).toEqual({ functions: ['lambda:InvokeFunction'] });
  });

  test("leaves the account's functions room in one tenant's flood", () => {
    central().template().hasResourceProperties('AWS::Lambda::EventSourceMapping', { ScalingConfig: { MaximumConcurrency: 10 } });
  });

  test('leaves cdk-nag nothing to find', () => {
    expect(findings(central().stack)).toEqual([]);
  });
});

describe('The path out of tenant accounts', () => {
  test('has roles in the home Region only, and is otherwise the same in each', () => {
    const { tenant } = path();
    for (const { id, ...role } of resourcesOf(tenant, 'AWS::IAM::Role')) { expect([id, (role as { Condition?: string }).Condition]).toEqual([id, 'InHomeRegion']); }
    for (const type of ['AWS::Events::Rule', 'AWS::Events::Archive', 'AWS::Events::EventBus', 'AWS::S3::Bucket']) {
      for (const resource of resourcesOf(tenant, type)) { expect(resource).not.toHaveProperty('Condition'); }
    }
  });

  test('keeps its bucket, but not one that was made by an operation that is taken back', () => {
    path().tenant.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  test('tries for a day, and keeps for two weeks', () => {
    const { tenant } = path();
    tenant.allResourcesProperties('AWS::Events::Rule', { Targets: [Match.objectLike({ RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } })] });
    tenant.allResourcesProperties('AWS::Events::Archive', { RetentionDays: 14 });
    tenant.resourceCountIs('AWS::Events::Archive', 2);
  });

  test('gives failures back by a role that trusts one role, and only with the id of its account', () => {
    path().tenant.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'cdk-account-per-tenant-tenants-redrive',
      AssumeRolePolicyDocument: {
        Statement: [Match.objectEquals({
          Effect: 'Allow', Action: 'sts:AssumeRole', Principal: Match.anyValue(),
          Condition: { ArnEquals: { 'aws:PrincipalArn': Match.anyValue() }, StringEquals: { 'sts:ExternalId': { Ref: 'AWS::AccountId' } } },
        })],
      },
    });
  });

  test('has nothing that anybody else could put something into', () => {
    const { tenant } = path();
    tenant.resourceCountIs('AWS::Events::EventBusPolicy', 0);
    const statements = resourcesOf(tenant, 'AWS::S3::BucketPolicy').flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: { Effect: string }[] }).Statement);
    expect(statements.map(({ Effect }) => Effect)).toEqual(['Deny']);
  });

  test('takes an account that only CloudFormation knows', () => {
    const { stackSet } = path(stack => token(stack));
    expect(stackSet.Properties.Parameters).toContainEqual({ ParameterKey: 'FailuresAccount', ParameterValue: { Ref: 'Later' } });
  });

  test('fits into a stack set together with the baseline', () => {
    expect(Buffer.byteLength(path().stackSet.Properties.TemplateBody as string)).toBeLessThan(12_000);
  });

  test('leaves cdk-nag nothing to find', () => {
    const { made } = path();
    expect(findings(made.stack)).toEqual([]);
  });
});

describe('TenantFailures', () => {
  const fill = (onFailure: 'bus' | 'bucket') => (stack: FleetStack) => {
    new lambda.Function(stack, 'Work', {
      runtime: lambda.Runtime.NODEJS_20_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {};'),
      onFailure: TenantFailures.of(stack)[onFailure],
    });
  };
  const service = (onFailure: 'bus' | 'bucket') => published(orders(fill(onFailure), {}, stage({ platformName: 'main' }))).template;

  test('is told by a twin outside of a fleet what a platform is called that has the usual name', () => {
    const stack = new FleetStack(new App(), 'Twin', { serviceName: 'orders', debugTwin: {} });
    fill('bus')(stack);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: { 'Fn::Join': ['', Match.arrayWith([':event-bus/cdk-account-per-tenant-tenants-failures'])] } } },
    });
  });

  test("sends to the bus of the service's platform, and lets the function do that and no more", () => {
    const template = service('bus');
    const bus = { 'Fn::Join': ['', Match.arrayWith([':event-bus/cdk-account-per-tenant-main-failures'])] };
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { DestinationConfig: { OnFailure: { Destination: bus } } });
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: bus }] } });
  });

  test("writes into this account's bucket, where Lambda writes, and nowhere else", () => {
    const condition = { StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } };
    service('bucket').hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Action: 's3:ListBucket', Condition: condition }),
          { Effect: 'Allow', Action: 's3:PutObject', Condition: condition, Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('-f/aws/lambda/async/\\*$')])] } },
        ],
      },
    });
  });
});
