import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { TenantFindingsForwarding, TenantFindingsForwardingProps } from '../../../src';
import { PLATFORM, actionsOf, factory, resourcesOf, statements, token } from '../../good';
import { inWords } from '../../tenants/workflows/document';

const RULE = 'AWS::Events::Rule';

const securityStack = (region?: string) => new Stack(new App(), 'Security', { env: { account: '444444444444', region } });

function forwarding(props: Partial<TenantFindingsForwardingProps> = {}, stack = securityStack('eu-central-1')): Template {
  new TenantFindingsForwarding(stack, 'Findings', { platformAccount: PLATFORM, ...props });
  return Template.fromStack(stack);
}

/** Whereto the one rule sends. */
function busOf(template: Template): string {
  const [{ Properties }] = resourcesOf(template, RULE);
  return inWords((Properties.Targets as { Arn: unknown }[])[0].Arn);
}

test('says everything that is wrong at once, and where', () => {
  expect(() => forwarding({ platformAccount: '2', platformName: 'No', minimumSeverity: 11 }))
    .toThrow(/Security\/Findings:\n {2}- 'platformAccount' must be an account id of 12 digits, got '2'\n {2}- 'platformName' .*, got 'No'\n {2}- 'minimumSeverity' must be a number from 1 to 10, got 11/);
});

test.each([0, 0.9, 10.1, -1, NaN])('refuses a minimum severity of %d', minimumSeverity => {
  expect(() => forwarding({ minimumSeverity })).toThrow(/'minimumSeverity' must be a number from 1 to 10/);
});

test.each([1, 4, 8.9, 10])('sends findings from a severity of %d on', minimumSeverity => {
  forwarding({ minimumSeverity }).hasResourceProperties(RULE, { EventPattern: { detail: { severity: [{ numeric: ['>=', minimumSeverity] }] } } });
});

test('takes account and name from CloudFormation, neither right nor wrong', () => {
  const stack = securityStack('us-east-1');
  expect(busOf(forwarding({ platformAccount: token(stack, 'Account'), platformName: token(stack, 'Name') }, stack)))
    .toBe('arn:aws:events:us-east-1:Account:event-bus/cdk-account-per-tenant-Name');
});

test('TenantFindingsForwardingProps.minimumSeverity default: all findings are sent', () => {
  forwarding().hasResourceProperties(RULE, { EventPattern: { 'source': ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'], 'detail': Match.absent() } });
});

test("TenantFindingsForwardingProps.platformName default: 'tenants', whose bus the factory makes", () => {
  const [{ Properties: bus }] = resourcesOf(factory().template(), 'AWS::Events::EventBus');
  expect(busOf(forwarding())).toBe(`arn:aws:events:us-east-1:${PLATFORM}:event-bus/${String(bus.Name)}`);
});

test.each([
  ['ap-southeast-2', 'us-east-1'], ['us-gov-east-1', 'us-gov-west-1'], ['cn-north-1', 'cn-northwest-1'], [undefined, 'us-east-1'],
])('from %s it sends to the home Region of the partition, %s', (region, home) => {
  expect(busOf(forwarding({}, securityStack(region)))).toContain(`:events:${home}:`);
});

test('its role may put events on that one bus, and nothing else', () => {
  const template = forwarding({ platformName: 'two' });
  expect(statements(template).map(statement => [actionsOf(statement), inWords(statement.Resource)])).toEqual([
    [['events:PutEvents'], `arn:aws:events:us-east-1:${PLATFORM}:event-bus/cdk-account-per-tenant-two`],
  ]);
});

test('what the bus does not take is kept', () => {
  const template = forwarding();
  template.hasResource('AWS::SQS::Queue', { DeletionPolicy: 'Retain', Properties: { MessageRetentionPeriod: 14 * 86400 } });
  template.hasResourceProperties(RULE, { Targets: [Match.objectLike({ DeadLetterConfig: Match.anyValue() })] });
});
