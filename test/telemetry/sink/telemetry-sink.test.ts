import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { TelemetryResourceType, TelemetrySink, TelemetrySinkProps } from '../../../src';
import { token } from '../../good';

const SINK = 'AWS::Oam::Sink';
const ARN = 'arn:aws:oam:eu-central-1:444444444444:sink/1c72e9ec-4d4a-4e14-8e9c-0a1b2c3d4e5f';

const stackIn = (region: string, app = new App(), id = `Observability-${region}`, account = '444444444444') =>
  new Stack(app, id, { env: { account, region } });

function sink(props: Partial<TelemetrySinkProps> = {}, stack = stackIn('us-east-1')) {
  const made = new TelemetrySink(stack, 'Sink', { organizationId: 'o-abcde12345', ...props });
  return { sink: made, stack, template: () => Template.fromStack(stack) };
}

const conditions = (template: Template) =>
  Object.values(template.findResources(SINK))[0].Properties.Policy.Statement[0].Condition;

test.each<[string, Partial<TelemetrySinkProps>, RegExp]>([
  ['something that is no organization', { organizationId: 'r-abcd' }, /'organizationId' must be the id of an organization, such as 'o-abcde12345', got 'r-abcd'/],
  ['a sink for nothing', { resourceTypes: [] }, /'resourceTypes' must hold at least one type; leave it out for metrics, logs and traces/],
  ['a name that AWS does not take', { sinkName: 'all tenants' }, /'sinkName' must be 1 to 255 letters, digits, '_', '.' and '-', got 'all tenants'/],
])('refuses %s', (_, props, words) => {
  expect(() => sink(props)).toThrow(words);
});

test('says everything that is wrong at once, and where', () => {
  expect(() => sink({ organizationId: 'x', resourceTypes: [], sinkName: '?' }))
    .toThrow(/^Observability-us-east-1\/Sink:\n {2}- 'organizationId' .*\n {2}- 'resourceTypes' .*\n {2}- 'sinkName'/);
});

test('takes an organization and a name that only CloudFormation knows', () => {
  const stack = stackIn('us-east-1');
  const made = sink({ organizationId: token(stack, 'Organization'), sinkName: token(stack, 'Name') }, stack);
  expect(conditions(made.template()).StringEquals).toEqual({ 'aws:PrincipalOrgID': { Ref: 'Organization' } });
});

test('refuses a second sink in the same account and Region, from another stack as well', () => {
  const app = new App();
  sink({}, stackIn('us-east-1', app));
  expect(() => sink({}, stackIn('us-east-1', app, 'Again')))
    .toThrow(/there is a sink in 444444444444 us-east-1 already, Observability-us-east-1\/Sink\/Sink, and AWS takes one in each account and Region; use that one/);
});

test('refuses a second sink in a stack of which nobody knows where it goes', () => {
  const stack = new Stack(new App(), 'Anywhere');
  new TelemetrySink(stack, 'First', { organizationId: 'o-abcde12345' });
  expect(() => sink({}, stack)).toThrow(/there is a sink in the stack Anywhere already, Anywhere\/First\/Sink/);
});

test.each([
  ['another Region', 'eu-west-1', '444444444444'],
  ['another account', 'us-east-1', '555555555555'],
])('takes a second sink in %s', (_, region, account) => {
  const app = new App();
  sink({}, stackIn('us-east-1', app));
  expect(() => sink({}, stackIn(region, app, 'Other', account))).not.toThrow();
});

test('takes a second sink in a stack of which nobody knows where it goes: it may be elsewhere', () => {
  const app = new App();
  sink({}, new Stack(app, 'Anywhere'));
  expect(() => sink({}, new Stack(app, 'Elsewhere'))).not.toThrow();
});

test('lets accounts of the organization link, whoever says what, and nobody else', () => {
  sink().template().hasResourceProperties(SINK, {
    Policy: {
      Version: '2012-10-17',
      Statement: [{
        Effect: 'Allow',
        Principal: '*',
        Action: ['oam:CreateLink', 'oam:UpdateLink'],
        Resource: '*',
        Condition: {
          'StringEquals': { 'aws:PrincipalOrgID': 'o-abcde12345' },
          'ForAllValues:StringEquals': { 'oam:ResourceTypes': ['AWS::CloudWatch::Metric', 'AWS::Logs::LogGroup', 'AWS::XRay::Trace'] },
          // Without types the line above holds for whatever is asked.
          'Null': { 'oam:ResourceTypes': 'false' },
        },
      }],
    },
  });
});

test('TelemetrySinkProps.resourceTypes default: metrics, logs and traces', () => {
  const { METRICS, LOGS, TRACES } = TelemetryResourceType;
  expect(sink().sink.resourceTypes).toEqual([METRICS, LOGS, TRACES]);
  const only = sink({ resourceTypes: [METRICS] });
  expect(only.sink.resourceTypes).toEqual([METRICS]);
  expect(conditions(only.template())['ForAllValues:StringEquals']).toEqual({ 'oam:ResourceTypes': ['AWS::CloudWatch::Metric'] });
});

test('TelemetrySinkProps.sinkName default: tenants', () => {
  sink().template().hasResourceProperties(SINK, { Name: 'tenants' });
  sink({ sinkName: 'all' }).template().hasResourceProperties(SINK, { Name: 'all' });
});

test('knows where it is', () => {
  const { account, region, sinkArn } = sink().sink;
  expect({ account, region }).toEqual({ account: '444444444444', region: 'us-east-1' });
  expect(sinkArn).toMatch(/TOKEN/);
});

test('of a sink of another app, the ARN tells where it is', () => {
  const { account, region, sinkArn } = TelemetrySink.fromSinkArn(stackIn('us-east-1'), 'Eu', ARN);
  expect({ account, region, sinkArn }).toEqual({ account: '444444444444', region: 'eu-central-1', sinkArn: ARN });
});

test('TelemetrySinkAttributes.resourceTypes default: metrics, logs and traces', () => {
  const { METRICS, LOGS, TRACES } = TelemetryResourceType;
  const stack = stackIn('us-east-1');
  expect(TelemetrySink.fromSinkArn(stack, 'Eu', ARN).resourceTypes).toEqual([METRICS, LOGS, TRACES]);
  expect(TelemetrySink.fromSinkArn(stack, 'Other', ARN, { resourceTypes: [LOGS] }).resourceTypes).toEqual([LOGS]);
});

test.each(['tenants', 'arn:aws:oam:eu-central-1:444444444444:link/1c72', 'arn:aws:logs:eu-central-1:444444444444:sink/1c72'])('refuses %s, which is the ARN of no sink', arn => {
  expect(() => TelemetrySink.fromSinkArn(stackIn('us-east-1'), 'Eu', arn)).toThrow(/^Observability-us-east-1\/Eu:\n {2}- 'sinkArn' must be the ARN of a sink, as 'aws oam list-sinks' tells it, got/);
});

test('takes an ARN that only CloudFormation knows', () => {
  const stack = stackIn('us-east-1');
  expect(() => TelemetrySink.fromSinkArn(stack, 'Eu', token(stack))).not.toThrow();
});
