import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { BaselineGuardrails, BaselineGuardrailsProps, Guardrail, TenantOrganization } from '../../src';
import { PLATFORM, managementStack } from '../good';

const SECURITY = '444444444444';

function template(props: Partial<BaselineGuardrailsProps>): Template {
  const stack = managementStack();
  const organization = new TenantOrganization(stack, 'Land', { platformAccount: PLATFORM });
  new BaselineGuardrails(stack, 'Guardrails', { organization, ...props });
  return Template.fromStack(stack);
}

const TYPE = 'Custom::CdkAccountPerTenantOrganization';
const delegations = (props: Partial<BaselineGuardrailsProps>) =>
  Object.values(template(props).findResources(TYPE, { Properties: { SecurityAccount: Match.anyValue() } }))
    .map(({ Properties }) => Properties as { SecurityAccount: string; SecurityRegions: string[] });

test('a watch that nobody administers is refused', () => {
  expect(() => template({ guardrails: [Guardrail.threatDetection()] })).toThrow(/'securityAccount'/);
});

test('opt-out policies, which China does not have, are refused there', () => {
  const stack = new Stack(new App(), 'Organization', { env: { account: '111111111111', region: 'cn-northwest-1' } });
  const organization = new TenantOrganization(stack, 'Land', { platformAccount: PLATFORM });
  expect(() => new BaselineGuardrails(stack, 'Guardrails', { organization })).toThrow(/hold 'ai-services-opt-out', and AWS has no opt-out policies in China/);
  expect(() => new BaselineGuardrails(stack, 'Others', { organization, guardrails: Guardrail.essential() })).not.toThrow();
});

test.each<[string, Partial<BaselineGuardrailsProps>, RegExp]>([
  ['an account id that is too short', { securityAccount: '12345' }, /'securityAccount' must be an account id of 12 digits, got '12345'/],
  ['the management account', { securityAccount: '111111111111' }, /'securityAccount' must be a member of the organization, got '111111111111', the management/],
  ['no Region', { securityAccount: SECURITY, securityRegions: [] }, /'securityRegions' must name at least one Region; leave it out/],
  ['a Region that does not exist', { securityAccount: SECURITY, securityRegions: ['eu-central-9'] }, /'securityRegions' must hold names of Regions .*'eu-central-9'/],
  ['a watched Region that nobody administers', {
    securityAccount: SECURITY, guardrails: [Guardrail.threatDetection({ regions: ['us-east-1', 'eu-central-1'] })],
  }, /'securityRegions' must hold 'eu-central-1' as well, where Guardrail.threatDetection\(\) switches GuardDuty on/],
  ['Regions of nobody', { securityRegions: ['us-east-1'] }, /'securityRegions' are where 'securityAccount' administers GuardDuty/],
])('%s is refused', (_, props, message) => {
  expect(() => template(props)).toThrow(message);
});

test('BaselineGuardrailsProps.securityAccount default: nobody is made administrator', () => {
  expect(delegations({})).toEqual([]);
});

test('BaselineGuardrailsProps.securityRegions default: the Region of this stack', () => {
  expect(delegations({ securityAccount: SECURITY }))
    .toEqual([expect.objectContaining({ SecurityAccount: SECURITY, SecurityRegions: ['us-east-1'] })]);
});

test('the type of policy that needs an administrator waits for one, and the others do not', () => {
  const guardrails = [Guardrail.rootUser(), Guardrail.threatDetection()];
  const made = template({ securityAccount: SECURITY, guardrails }).findResources(TYPE);
  const waits = Object.values(made).filter(({ Properties: { PolicyType } }) => PolicyType !== undefined)
    .map(({ DependsOn = [], Properties: { PolicyType } }) => [PolicyType, (DependsOn as string[]).join().includes('DelegateSecurity')]);
  expect(Object.fromEntries(waits)).toEqual({ SERVICE_CONTROL_POLICY: false, GUARDDUTY_POLICY: true });
});
