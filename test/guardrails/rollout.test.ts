import { App, CfnParameter, Duration, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { deny } from './rollout-platform';
import { BaselineGuardrails, BaselineGuardrailsProps, Guardrail, GuardrailPolicyType, GuardrailRollout, TenantOrganization } from '../../src';
import { NOTHING, NOTHING_YET, nothing } from '../../src/guardrails/rollout/nothing';
import { PROMOTION_CALLS, promote } from '../../src/guardrails/rollout/promote.asl';
import { MANAGEMENT, managementStack, resourcesOf } from '../good';

const SOAK = { soak: Duration.days(1) };

function guarded(props: Partial<BaselineGuardrailsProps> = {}, stack = managementStack()) {
  const organization = props.organization ?? new TenantOrganization(stack, 'Land');
  const guardrails = new BaselineGuardrails(stack, 'Guardrails', {
    organization, guardrails: [deny('sqs:CreateQueue')], rollout: SOAK, ...props,
  });
  return { guardrails, organization, stack, template: () => Template.fromStack(stack) };
}

const refused = (rollout: GuardrailRollout, props: Partial<BaselineGuardrailsProps> = {}, stack?: Stack) => {
  try { guarded({ rollout, ...props }, stack); } catch (error) { return (error as Error).message; }
  return '';
};

const anAlarm = (stack: Stack, id: string) =>
  new Alarm(stack, id, { metric: new Metric({ namespace: 'N', metricName: 'M' }), threshold: 1, evaluationPeriods: 1 });

interface Policy { readonly Name: string; readonly Content: string; readonly TargetIds: unknown[] }
interface Statement { readonly Action: string | string[]; readonly Resource: unknown }
const policies = (template: Template) => resourcesOf(template, 'AWS::Organizations::Policy')
  .map(({ Properties }) => Properties as unknown as Policy)
  .map(policy => ({ ...policy, short: policy.Name.replace('cdk-account-per-tenant-tenants-', '') }));

describe('bad input', () => {
  test('an alarm that is given by the ARN of one elsewhere is refused', () => {
    const stack = managementStack();
    const far = Alarm.fromAlarmArn(stack, 'Far', 'arn:aws:cloudwatch:eu-west-1:333333333333:alarm:far');
    expect(refused({ soak: Duration.days(1), alarms: [far] }, {}, stack)).toContain("'far' is in 333333333333 eu-west-1");
  });

  test('is told all at once, with the cure', () => {
    const stack = managementStack();
    const other = new Stack(stack.node.root as App, 'Other', { env: { account: MANAGEMENT, region: 'eu-west-1' } });
    const far = Alarm.fromAlarmArn(other, 'Far', 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:far');
    const message = refused({ soak: Duration.days(365), alarms: [...Array<typeof far>(50).fill(anAlarm(stack, 'A')), far] }, { serviceControlPolicies: 5 }, stack);
    expect(message).toContain("'rollout.soak' must be more than nothing and at most 364 days, got 365 days");
    expect(message).toContain("'rollout.alarms' must be at most 50, got 51; use composite alarms");
    expect(message).toContain("'rollout.alarms' must be in this account and Region, 111111111111 us-east-1; 'far' is in 111111111111 eu-west-1");
    expect(message).toContain("'serviceControlPolicies' must be a whole number from 1 to 4, got 5");
    expect(message).toContain("With 'rollout' there are two of each");
  });

  test('no soak is no rollout', () => {
    expect(refused({ soak: Duration.seconds(0) })).toContain("leave 'rollout' out to change all accounts at once");
  });

  test('a unit on which rules are tried cannot be that of others as well', () => {
    const stack = managementStack();
    const same = 'ou-abcd-12345678';
    const organization = new TenantOrganization(stack, 'Land', { organizationalUnits: { production: same, sandbox: same } });
    expect(refused(SOAK, { organization }, stack)).toContain("'rollout' tries rules on the unit for sandbox, and 'organization' has the same unit for production; give it a unit of its own");
  });

  test('what CloudFormation fills in later is neither right nor wrong', () => {
    const stack = managementStack();
    const later = new CfnParameter(stack, 'Later', { type: 'Number' });
    const alarm = Alarm.fromAlarmName(stack, 'A', new CfnParameter(stack, 'Name').valueAsString);
    const { template } = guarded({ rollout: { soak: Duration.seconds(later.valueAsNumber), alarms: [alarm] } }, stack);
    const [machine] = resourcesOf(template(), 'AWS::StepFunctions::StateMachine');
    const definition = JSON.stringify(machine.Properties.DefinitionString);
    expect(definition).toContain('1000 * ",{"Ref":"Later"}');
    expect(definition).toContain('{"Ref":"Name"}');
  });

  test('a soak of 364 days is one', () => {
    expect(refused({ soak: Duration.days(364) })).toBe('');
  });
});

test('BaselineGuardrailsProps.rollout default: a deployment changes the rules of all accounts at once', () => {
  const { guardrails, template } = guarded({ rollout: undefined });
  expect(guardrails.promotion).toBeUndefined();
  expect(policies(template()).map(({ short }) => short).filter(name => name.startsWith('trial'))).toEqual([]);
  expect(resourcesOf(template(), 'AWS::StepFunctions::StateMachine')).toEqual([]);
  expect(JSON.stringify(template().toJSON())).not.toContain('states:StartExecution');
});

test('GuardrailRollout.alarms default: nothing but time has to pass', () => {
  const template = JSON.stringify(guarded().template().toJSON());
  expect(template).toContain('Soak');
  expect(template).not.toContain('escribeAlarms');
});

test('BaselineGuardrailsProps.serviceControlPolicies default: four with a rollout', () => {
  const names = policies(guarded().template()).map(({ short }) => short);
  expect(names.filter(name => /^scp-\d$/.test(name))).toEqual(['scp-1', 'scp-2', 'scp-3', 'scp-4']);
});

test('rules are on the sandbox unit alone; the policies of all other units have a content that denies nobody anything', () => {
  const { organization, stack, template } = guarded();
  const all = policies(template());
  const trial = all.filter(({ short }) => short.startsWith('trial-'));
  expect(trial.filter(({ Content }) => Content.includes('sqs:CreateQueue'))).toHaveLength(1);
  for (const { TargetIds } of trial) { expect(TargetIds).toEqual([stack.resolve(organization.sandboxUnitId)]); }
  const { productionUnitId, onboardingUnitId, suspendedUnitId, quarantineUnitId } = organization;
  const units = [productionUnitId, onboardingUnitId, suspendedUnitId, quarantineUnitId]
    .map(unit => stack.resolve(unit) as object);
  const rest = all.filter(({ short }) => /^(scp|rcp)-\d$/.test(short));
  expect(rest.map(({ short }) => `trial-${short}`)).toEqual(trial.map(({ short }) => short));
  for (const { TargetIds, Content } of rest) {
    expect(TargetIds).toEqual(units);
    expect(Content).toContain(`"Sid":"${NOTHING_YET}"`);
  }
});

test('no unit gets more policies than AWS takes while a rollout comes, or goes with its policies gone last', () => {
  const rules = (many: number) => Array.from({ length: many }, (_, at) => deny(`s3:${'abcdefghijkl'[at]}`, GuardrailPolicyType.RESOURCE_CONTROL_POLICY));
  const counts = (rollout?: GuardrailRollout) => {
    const names = policies(guarded({ rollout, guardrails: [...rules(12), ...Guardrail.strict(['eu-central-1'])] }).template()).map(({ short }) => short);
    return ['scp', 'rcp'].map(kind => names.filter(name => new RegExp(`^${kind}-\\d$`).test(name)).length);
  };
  const [without, during] = [counts(), counts(SOAK)];
  for (const [at, taken] of [10, 5].entries()) { expect(1 + without[at] + during[at]).toBeLessThanOrEqual(taken); }
});

test('sandbox accounts are never without: what they lose comes to them first', () => {
  const all = resourcesOf(guarded().template(), 'AWS::Organizations::Policy');
  const [trial, rest] = [/trial/, /tenants-(scp|rcp)-\d$/].map(named => all.filter(({ Properties }) => named.test(String(Properties.Name))));
  expect(rest[0].DependsOn).toContain(trial.at(-1)!.id);
});

test('resource control policies are as many as are needed where there is no rollout', () => {
  const large = (name: string) => Guardrail.custom({
    name, stops: 'Nobody does any of these.', policyType: GuardrailPolicyType.RESOURCE_CONTROL_POLICY,
    statements: [new PolicyStatement({ effect: Effect.DENY, actions: Array.from({ length: 120 }, (_, at) => `s3:${name}${at}WithALongName`), resources: ['*'] })],
  });
  const four = ['one', 'two', 'three', 'four'].map(large);
  const count = (guardrails: Guardrail[]) => policies(guarded({ rollout: undefined, guardrails }).template()).filter(({ short }) => short.startsWith('rcp')).length;
  expect(count(four)).toBe(4);
  expect(refused(SOAK, { guardrails: four })).toContain("'guardrails' do not fit into 2 policies of 5120 characters");
});

test('UpdatePolicy is allowed on the policies that are promoted to, and on no others', () => {
  const template = guarded().template();
  const statements = resourcesOf(template, 'AWS::IAM::Policy').filter(({ id }) => id.includes('Promotion'))
    .flatMap(({ Properties }) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement);
  const updated = statements.filter(({ Action }) => [Action].flat().includes('organizations:UpdatePolicy')).flatMap(({ Resource }) => Resource);
  const rest = resourcesOf(template, 'AWS::Organizations::Policy').filter(({ Properties }) => /tenants-(scp|rcp)-\d$/.test(String(Properties.Name)));
  expect(updated).toEqual(rest.map(({ id }) => ({ 'Fn::GetAtt': [id, 'Arn'] })));
});

test('the function of the custom resource may start this one workflow', () => {
  const roles = JSON.stringify(Object.values(guarded().template().findResources('AWS::IAM::Role')));
  expect([...roles.matchAll(/"Action":\["states:StartExecution"\],"Resource":(\{.*?\]\]\})/g)].map(([, resource]) => resource)).toEqual([
    expect.stringMatching(/:states:us-east-1:111111111111:stateMachine:cdk-account-per-tenant-tenants-guardrails"\]\]\}$/),
  ]);
});

test('nothing of a policy that is promoted to changes with the rules, or CloudFormation would write its content anew', () => {
  const rest = (rules: Guardrail[]) => {
    const all = Object.values(guarded({ guardrails: rules }).template().findResources('AWS::Organizations::Policy'));
    return all.filter(({ Properties: { Name } }) => /tenants-(scp|rcp)-\d$/.test(Name as string))
      .map(({ Properties, Metadata }) => ({ Properties, Metadata }) as object);
  };
  expect(rest([deny('sqs:CreateQueue')])).toEqual(rest(Guardrail.strict(['eu-central-1'])));
});

test('what holds suspended and quarantined accounts, and settings, are not tried', () => {
  const all = policies(guarded({ guardrails: [Guardrail.instanceMetadata()] }).template()).map(({ short }) => short);
  expect(all.filter(name => !/(scp|rcp)-\d$/.test(name))).toEqual(['scp-suspended', 'scp-quarantine', 'ec2']);
});

test('the parameter says where rules are tried', () => {
  const [held] = resourcesOf(guarded().template(), 'AWS::SSM::Parameter').filter(({ Properties }) => Properties.Name === '/cdk-account-per-tenant/tenants/guardrails');
  expect(JSON.parse(held.Properties.Value as string)).toMatchObject({ trial: ['sandbox'] });
});

test.each(['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const)('a %s that holds nothing yet can be told from one without rules', type => {
  expect(nothing(type, NOTHING_YET)).not.toBe(nothing(type, NOTHING));
  expect(JSON.parse(nothing(type, NOTHING))).toMatchObject({ Statement: [{ Effect: 'Deny', Condition: { StringEquals: { 'aws:PrincipalAccount': 'nobody' } } }] });
});

test('the workflow is started when rules, units or tags change, after everything else is as it should be', () => {
  const start = (tags: Record<string, string> = {}) => {
    const { stack, template } = guarded();
    for (const [key, value] of Object.entries(tags)) { Tags.of(stack).add(key, value); }
    const [found] = resourcesOf(template(), 'Custom::CdkAccountPerTenantOrganization').filter(({ Properties }) => 'Workflow' in Properties);
    return found;
  };
  expect(start().DependsOn!.join()).toMatch(/Held/);
  expect(start().DependsOn!.join()).toMatch(/PromotionMachine/);
  expect(start().Properties.Input).not.toEqual(start({ team: 'platform' }).Properties.Input);
  expect(JSON.stringify(start().Properties.Input)).toMatch(/targets.*Production/);
});

test('the list of calls is what the document calls', () => {
  const document = JSON.stringify(promote({
    partition: 'aws', policies: [{ trial: 'p-1', rest: 'p-2' }], soakSeconds: '60', alarms: ['a'], guardrailsParameter: '/g', promotedParameter: '/p',
  }));
  const called = [...document.matchAll(/aws-sdk:(\w+):(\w)(\w+)/g)].map(([, service, first, rest]) => `${service}:${first.toUpperCase()}${rest}`);
  expect([...new Set(called)].sort()).toEqual([...new Set(Object.values(PROMOTION_CALLS).flat() as string[])].sort());
});
