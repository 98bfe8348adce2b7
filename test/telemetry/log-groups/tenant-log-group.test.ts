import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FleetStack, LogPriority, TenantLogGroup, TenantLogGroupProps } from '../../../src';
import { token } from '../../good';

const LOG_GROUP = 'AWS::Logs::LogGroup';

const service = () => new FleetStack(new App(), 'Orders', { debugTwin: {} });

function group(props: TenantLogGroupProps = {}, stack: Stack = service(), id = 'Log') {
  const made = new TenantLogGroup(stack, id, props);
  return { made, stack, template: () => Template.fromStack(stack) };
}

test('its name says how much it matters, and which service and what of it logs', () => {
  const stack = service();
  new TenantLogGroup(new Construct(new Construct(stack, 'Worker'), 'Retry queue'), 'Log');
  Template.fromStack(stack).hasResourceProperties(LOG_GROUP, { LogGroupName: '/tenant/priority/orders/Worker/Retry-queue/Log' });
});

test('a function logs into it', () => {
  const stack = service();
  new lambda.Function(stack, 'Worker', {
    runtime: lambda.Runtime.NODEJS_LATEST, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {};'),
    logGroup: new TenantLogGroup(stack, 'WorkerLog'),
  });
  const template = Template.fromStack(stack);
  const [id] = Object.keys(template.findResources(LOG_GROUP));
  template.hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: id } } });
});

test.each<[string, TenantLogGroupProps, Stack, string, RegExp]>([
  ['a stack that is no service', {}, new Stack(new App(), 'Other'), 'Log', /^Other\/Log:\n {2}- 'serviceName' must be given where the log group is in no FleetStack; give it the name of the service that logs/],
  ['the name of no service', { serviceName: 'Orders!' }, new Stack(new App(), 'Other'), 'Log', /'serviceName' must be 2 to 40 lower-case letters, digits and hyphens that begin with a letter, got 'Orders!'/],
  ['ids that get too long for copies', {}, service(), 'x'.repeat(400), /the name must have at most 400 characters, for copies get longer ones, got 424: '\/tenant\/priority\/orders\/x+'; use shorter ids/],
])('refuses %s', (_, props, stack, id, words) => {
  expect(() => group(props, stack, id)).toThrow(words);
});

test('TenantLogGroupProps.priority default: the logs matter', () => {
  group().template().hasResourceProperties(LOG_GROUP, { LogGroupName: '/tenant/priority/orders/Log', LogGroupClass: 'STANDARD' });
  group({ priority: LogPriority.BULK }).template()
    .hasResourceProperties(LOG_GROUP, { LogGroupName: '/tenant/bulk/orders/Log', LogGroupClass: 'INFREQUENT_ACCESS' });
});

test('TenantLogGroupProps.retention default: a month, and a week where it matters less', () => {
  group().template().hasResourceProperties(LOG_GROUP, { RetentionInDays: 30 });
  group({ priority: LogPriority.BULK }).template().hasResourceProperties(LOG_GROUP, { RetentionInDays: 7 });
  group({ retention: logs.RetentionDays.ONE_DAY }).template().hasResourceProperties(LOG_GROUP, { RetentionInDays: 1 });
});

test('TenantLogGroupProps.serviceName default: that of the FleetStack', () => {
  group({ serviceName: 'billing' }).template().hasResourceProperties(LOG_GROUP, { LogGroupName: '/tenant/priority/billing/Log' });
  const stack = new Stack(new App(), 'Other');
  group({ serviceName: token(stack) }, stack).template()
    .hasResourceProperties(LOG_GROUP, { LogGroupName: { 'Fn::Join': ['', ['/tenant/priority/', { Ref: 'Later' }, '/Log']] } });
});

test('TenantLogGroupProps.removalPolicy default: it goes, so that it is not in the way when it comes again', () => {
  group().template().hasResource(LOG_GROUP, { DeletionPolicy: 'Delete', Properties: Match.anyValue() });
  group({ removalPolicy: RemovalPolicy.RETAIN }).template().hasResource(LOG_GROUP, { DeletionPolicy: 'Retain' });
});
