import { App, DefaultStackSynthesizer, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { REGIONS, fleet, publishedBy, service, versions } from './fleet';
import { HealthGate, Ring, Wave, WhileAnother } from '../../../src';
import { PLATFORM, actionsOf, platformStack, statements } from '../../good';

const PARAMETER = 'AWS::SSM::Parameter';

function wavesOf({ template }: ReturnType<typeof fleet>, name: string): unknown {
  const [{ Properties: { Value } }] = Object.values(template().findResources(PARAMETER, {
    Properties: { Name: `/cdk-account-per-tenant/tenants/services/${name}/waves` },
  }));
  return Value;
}

const waveNames = (value: unknown) => (JSON.parse(value as string) as { name: string }[]).map(({ name }) => name);

test('says of each service which version is the newest, where its template lies, and how it is released', () => {
  const of = fleet({ regions: REGIONS, provenAfter: 2, whileAnother: WhileAnother.SUPERSEDE });
  const users = of.fleet.addService(service(of.fleet, 'Users'));
  of.fleet.addService(service(of.fleet, 'OrderHistory', { mayReplace: ['Topic123'] }), { dependsOn: [users], label: 'v1.2.0' });
  const orders = publishedBy(of, 'order-history');
  expect(orders).toEqual({
    service: 'order-history',
    version: expect.stringMatching(/^[0-9a-f]{16}$/),
    label: 'v1.2.0',
    template: `https://cdk-apt-tenants-${PLATFORM}-us-east-1.s3.us-east-1.amazonaws.com/order-history/${orders.version as string}.json`,
    regions: REGIONS,
    order: 1,
    provenAfter: 2,
    whileAnother: 'supersede',
    mayReplace: ['Topic123'],
    waves: 'later',
  });
  expect(publishedBy(of, 'users')).toMatchObject({ order: 0 });
});

test('reads the waves from the platform when versions are deployed, for the two are published apart', () => {
  const of = fleet();
  of.fleet.addService(service(of.fleet, 'Orders'));
  versions(of).hasParameter('*', { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-account-per-tenant/tenants/services/orders/waves' });
  expect(waveNames(wavesOf(of, 'orders'))).toEqual(['1 percent', 'up to 11 percent', 'everyone']);
});

test('another template is another version, wherever in the app it was changed', () => {
  const versionOf = (displayName?: string) => {
    const of = fleet();
    const orders = service(of.fleet, 'Orders');
    of.fleet.addService(orders);
    new sns.Topic(orders, 'Later', { displayName });
    return publishedBy(of, 'orders').version;
  };
  expect(versionOf('One')).toBe(versionOf('One'));
  expect(versionOf('One')).not.toBe(versionOf('Two'));
});

test('asks alarms of its own stack, and is let in by gates', () => {
  const stack = platformStack();
  const alarm = new cloudwatch.Alarm(stack, 'Alarm', { metric: new cloudwatch.Metric({ namespace: 'Orders', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1 });
  const gate = new lambda.Function(stack, 'Gate', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('//') });
  const gates = [HealthGate.fromAlarms(alarm), HealthGate.fromFunction(gate)];
  const of = fleet({ waves: [Wave.of(Ring.everyone(), { gates })] }, stack);
  of.fleet.addService(service(of.fleet, 'Orders'));
  const text = JSON.stringify(wavesOf(of, 'orders'));
  expect(text).toContain(`{"Ref":"${stack.getLogicalId(alarm.node.defaultChild as cloudwatch.CfnAlarm)}"}`);
  const asked = { 'Fn::GetAtt': [stack.getLogicalId(gate.node.defaultChild as lambda.CfnFunction), 'Arn'] };
  expect(statements(of.template())).toContainEqual({ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: asked });
});

test('gates of one service are asked for that service, and let in as well', () => {
  const stack = platformStack();
  const gate = new lambda.Function(stack, 'Gate', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('//') });
  const of = fleet({}, stack);
  const waves = [Wave.of(Ring.everyone(), { name: 'all of them', gates: [HealthGate.fromFunction(gate)] })];
  of.fleet.addService(service(of.fleet, 'Orders'), { waves });
  of.fleet.addService(service(of.fleet, 'Users'));
  expect(JSON.stringify(wavesOf(of, 'orders'))).toContain('all of them');
  expect(waveNames(wavesOf(of, 'users'))).toHaveLength(3);
  const asked = { 'Fn::GetAtt': [stack.getLogicalId(gate.node.defaultChild as lambda.CfnFunction), 'Arn'] };
  expect(statements(of.template())).toContainEqual({ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: asked });
});

test('a deployment of the versions publishes the assets of all services first, and no service is a stack of its own', () => {
  const of = fleet({ regions: REGIONS });
  const services = ['Users', 'Orders'].map(id => service(of.fleet, id));
  services.forEach(stack => of.fleet.addService(stack));
  const assembly = of.assembly();
  const nested = assembly.getNestedAssembly('assembly-Platform-Fleet-Services');
  expect(nested.stacks.map(({ hierarchicalId }) => hierarchicalId)).toEqual(['Platform/Fleet/Services/Versions']);
  expect(nested.stacks[0].dependencies.map(({ id }) => id)).toEqual(expect.arrayContaining(services.map(({ artifactId }) => `${artifactId}.assets`)));
  expect(assembly.stacks.map(({ hierarchicalId }) => hierarchicalId)).toEqual(['Platform-Fleet-Assets-eu-central-1', 'Platform']);
});

test('everything is deployed with the roles that the app was bootstrapped with', () => {
  const app = new App({ context: { '@aws-cdk/core:bootstrapQualifier': 'special' } });
  const of = fleet({ regions: REGIONS }, new Stack(app, 'Platform', { env: { account: PLATFORM, region: 'us-east-1' } }));
  of.fleet.addService(service(of.fleet, 'Orders'));
  const assembly = of.assembly();
  const [deployed] = assembly.getNestedAssembly('assembly-Platform-Fleet-Services').stacks;
  expect(deployed.assumeRoleArn).toContain(`role/cdk-special-deploy-role-${PLATFORM}-us-east-1`);
  expect(deployed.stackTemplateAssetObjectUrl).toContain(`s3://cdk-special-assets-${PLATFORM}-us-east-1/`);
});

test('everything is deployed with the roles of its stack, if that has other ones', () => {
  const synthesizer = new DefaultStackSynthesizer({ qualifier: 'own', deployRoleArn: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/deployer' });
  const of = fleet({ regions: REGIONS }, new Stack(new App(), 'Platform', { env: { account: PLATFORM, region: 'us-east-1' }, synthesizer }));
  of.fleet.addService(service(of.fleet, 'Orders'));
  const assembly = of.assembly();
  const [deployed] = assembly.getNestedAssembly('assembly-Platform-Fleet-Services').stacks;
  for (const stack of [deployed, ...assembly.stacks]) { expect(stack.assumeRoleArn).toContain(`:iam::${PLATFORM}:role/deployer`); }
  expect(deployed.stackTemplateAssetObjectUrl).toContain('cdk-own-assets');
});

test('releases may be asked in each tenant account what they would change, and change nothing there', () => {
  const { template } = fleet();
  const [{ Properties }] = Object.values(template().findResources('AWS::CloudFormation::StackSet'));
  const tenant = Template.fromJSON(JSON.parse(Properties.TemplateBody as string));
  tenant.hasResource('AWS::IAM::Role', {
    Condition: 'InHomeRegion',
    Properties: {
      RoleName: 'cdk-account-per-tenant-tenants-preview-here',
      AssumeRolePolicyDocument: Match.objectLike({
        Statement: [Match.objectLike({
          Condition: { ArnEquals: { 'aws:PrincipalArn': Match.objectLike({ 'Fn::Join': ['', Match.arrayWith([`:iam::${PLATFORM}:role/cdk-account-per-tenant-tenants-preview`])] }) } },
        })],
      }),
    },
  });
  const policy = Object.values(tenant.findResources('AWS::IAM::Policy')).find(({ Properties: { PolicyName } }) => /^PreviewRole/.test(PolicyName))!;
  expect(policy.Condition).toBe('InHomeRegion');
  expect(policy.Properties.PolicyDocument.Statement).toEqual([
    {
      Effect: 'Allow', Action: ['cloudformation:CreateChangeSet', 'cloudformation:DeleteChangeSet', 'cloudformation:DescribeChangeSet'],
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':cloudformation:*:', { Ref: 'AWS::AccountId' }, ':stack/StackSet-cdk-account-per-tenant-tenants-service-*/*']] },
    },
    { Effect: 'Allow', Action: 's3:GetObject', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::cdk-apt-tenants-${PLATFORM}-us-east-1/*.json`]] } },
  ]);
});

test.each([
  ['startReleases', 'FleetReleasesMachine'], ['controlReleases', 'FleetReleasesControl'],
] as const)('%s lets somebody start that one workflow, and wait for it', (grant, machine) => {
  const { fleet: made, stack, template } = fleet();
  const user = new iam.User(stack, 'User');
  made.grants[grant](user);
  const [{ Properties: { PolicyDocument: { Statement } } }] = Object.values(template().findResources('AWS::IAM::Policy', { Properties: { Users: Match.anyValue() } }));
  expect((Statement as { Action: string }[]).map(({ Action }) => Action)).toEqual(['states:StartExecution', 'states:DescribeExecution']);
  expect(JSON.stringify(Statement[0].Resource)).toMatch(new RegExp(`^{"Ref":"${machine}[0-9A-F]{8}"}$`));
});

test('readReleases lets somebody read what belongs to releases, and no tenant', () => {
  const { fleet: made, stack, template } = fleet();
  made.grants.readReleases(new iam.User(stack, 'User'));
  const [{ Properties: { PolicyDocument } }] = Object.values(template().findResources('AWS::IAM::Policy', { Properties: { Users: Match.anyValue() } }));
  expect(PolicyDocument.Statement).toEqual([
    expect.objectContaining({
      Action: ['dynamodb:GetItem', 'dynamodb:Query'], Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['FLEET', 'SERVICE#*'] } },
    }),
    expect.objectContaining({ Action: 'dynamodb:Query', Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ready'] } } }),
    expect.objectContaining({ Action: 's3:GetObject' }),
    expect.objectContaining({ Action: 's3:ListBucket' }),
    expect.objectContaining({ Action: 'ssm:GetParameter' }),
    expect.objectContaining({ Action: 'ssm:GetParametersByPath' }),
  ]);
  const [, index, , , fleetParameter, services] = PolicyDocument.Statement
    .map(({ Resource }: { Resource: unknown }) => JSON.stringify(Resource));
  expect(index).toContain('/index/by-state');
  expect(fleetParameter).toContain(':parameter/cdk-account-per-tenant/tenants/fleet"');
  expect(services).toContain(':parameter/cdk-account-per-tenant/tenants/services"');
});

test('tells somebody of releases that are over, halted or stuck', () => {
  const { fleet: made, stack, template } = fleet();
  made.onReleaseChanged('Tell', { target: new SqsQueue(new sqs.Queue(stack, 'Queue')), eventPattern: { detail: { phase: ['stuck'] } } });
  template().hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { 'source': ['cdk-account-per-tenant'], 'detail-type': ['FleetReleaseChanged'], 'detail': { phase: ['stuck'] } }, Targets: Match.anyValue(),
  });
});

test('a rule without options has no target', () => {
  const { fleet: made, template } = fleet();
  made.onReleaseChanged('Tell');
  template().hasResourceProperties('AWS::Events::Rule', { EventPattern: Match.objectLike({ 'detail-type': ['FleetReleaseChanged'] }), Targets: Match.absent() });
});

test('has no alarm that nobody asked for', () => {
  fleet().template().resourceCountIs('AWS::CloudWatch::Alarm', 0);
});

test('raises alarms when a release is stuck or did not go forward, and is silent while nobody releases', () => {
  const { fleet: made, stack, template } = fleet();
  const alarms = made.addAlarms(new SnsAction(new sns.Topic(stack, 'People')));
  expect(alarms.map(({ node }) => node.id)).toEqual(['ReleasesStuck', 'ReleasesNotForward']);
  template().allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmActions: [Match.anyValue()], TreatMissingData: 'notBreaching', AlarmDescription: Match.stringLikeRegexp(' Runbook: docs/runbook\\.md#[a-z]+$'),
  });
  template().hasResourceProperties('AWS::CloudWatch::Alarm', {
    Namespace: 'CdkAccountPerTenant', MetricName: 'ReleasesStuck', Dimensions: [{ Name: 'Platform', Value: 'tenants' }],
  });
});

test('metrics are as they are asked for', () => {
  const { fleet: made } = fleet();
  expect(made.metricStuck({ period: Duration.minutes(1) })).toMatchObject({ metricName: 'ReleasesStuck', period: Duration.minutes(1), statistic: 'Sum' });
  expect(made.metricNotForward()).toMatchObject({ namespace: 'AWS/States', metricName: 'ExecutionsFailed' });
});

test('a service is known by its name and its stack set', () => {
  const { fleet: made } = fleet();
  expect(made.addService(service(made, 'Orders'))).toMatchObject({ serviceName: 'orders', stackSetName: 'cdk-account-per-tenant-tenants-service-orders' });
});

test('FleetStackSetPipelineProps.regions default: the Region of the stack', () => {
  const of = fleet();
  of.fleet.addService(service(of.fleet, 'Orders'));
  expect(publishedBy(of, 'orders').regions).toEqual(['us-east-1']);
});

test('FleetStackSetPipelineProps.optInRegions default: none', () => {
  expect(() => fleet({ regions: ['us-east-1', 'me-south-1'] })).toThrow(/'me-south-1', which AWS leaves disabled/);
});

test('FleetStackSetPipelineProps.waves default: the standard ones', () => {
  const of = fleet();
  of.fleet.addService(service(of.fleet, 'Orders'));
  const standard = fleet({ waves: Wave.standard() });
  standard.fleet.addService(service(standard.fleet, 'Orders'));
  expect(wavesOf(of, 'orders')).toEqual(wavesOf(standard, 'orders'));
});

test('FleetStackSetPipelineProps.provenAfter default: after the first wave', () => {
  const of = fleet();
  of.fleet.addService(service(of.fleet, 'Orders'));
  expect(publishedBy(of, 'orders').provenAfter).toBe(1);
});

test('FleetStackSetPipelineProps.whileAnother default: a release waits for the other one', () => {
  const of = fleet();
  of.fleet.addService(service(of.fleet, 'Orders'));
  expect(publishedBy(of, 'orders').whileAnother).toBe('queue');
});

test('FleetServiceOptions.dependsOn default, FleetServiceOptions.label default, FleetServiceOptions.waves default and FleetServiceOptions.regions default: nothing, the version, and those of the pipeline', () => {
  const of = fleet({ regions: REGIONS, waves: [Wave.of(Ring.everyone())] });
  of.fleet.addService(service(of.fleet, 'Orders'));
  const published = publishedBy(of, 'orders');
  expect(published).toMatchObject({ label: published.version, regions: REGIONS, order: 0 });
  expect(waveNames(wavesOf(of, 'orders'))).toEqual(['everyone']);
});

test('a service may go to some of the Regions only', () => {
  const of = fleet({ regions: REGIONS });
  of.fleet.addService(service(of.fleet, 'Orders'), { regions: ['eu-central-1'] });
  expect(publishedBy(of, 'orders').regions).toEqual(['eu-central-1']);
});

test('grants no more than a release needs: no statement is for everything but where AWS knows no resources', () => {
  const wide = statements(fleet().template()).filter(({ Resource }) => Resource === '*').flatMap(actionsOf);
  expect(wide.filter(action => /^(s3|ssm|dynamodb|states|lambda|sts|iam):/.test(action))).toEqual([]);
});
