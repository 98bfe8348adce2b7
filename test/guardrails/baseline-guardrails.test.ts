import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { BaselineGuardrails, BaselineGuardrailsProps, CustomGuardrailProps, Guardrail, GuardrailPolicyType, TenantOrganization } from '../../src';
import { MANAGEMENT, PLATFORM, managementStack } from '../good';

function guardrails(props: Partial<BaselineGuardrailsProps> = {}, stack = managementStack()) {
  const organization = props.organization ?? new TenantOrganization(stack, 'Land', { platformAccount: PLATFORM });
  const made = new BaselineGuardrails(stack, 'Guardrails', { organization, ...props });
  return { made, stack, template: () => Template.fromStack(stack) };
}

const REGIONS = RegionInfo.regions.filter(({ partition }) => partition === 'aws').map(({ name }) => name).slice(0, 20);

interface Policy {
  readonly DependsOn: string[];
  readonly Properties: { readonly Name: string; readonly Content: string; readonly TargetIds: object[] };
}

const policiesOf = (template: Template): Policy[] => Object.values(template.findResources('AWS::Organizations::Policy')) as Policy[];

/** Those that hold all tenants, without the two that hold suspended and quarantined accounts. */
const ofAll = (template: Template) => policiesOf(template).filter(({ Properties: { Name } }) => /-\d$/.test(Name));

const noQueues = (name = 'no-queues') => Guardrail.custom({
  name, stops: 'Nobody makes queues.', statements: [new PolicyStatement({ effect: Effect.DENY, actions: ['sqs:CreateQueue'], resources: ['*'] })],
});

const refused = (props: Partial<BaselineGuardrailsProps>) => { try { guardrails(props); } catch (error) { return (error as Error).message; } return ''; };

describe('bad input', () => {
  test('is told all at once, with the cure', () => {
    const message = refused({ guardrails: [noQueues(), noQueues()], breakGlassRoles: ['*'], serviceControlPolicies: 9 });
    expect(message).toContain("'guardrails' holds 'no-queues' twice; each rule once");
    expect(message).toContain("'breakGlassRoles' must hold names of roles without wildcards, got '*'");
    expect(message).toContain("'serviceControlPolicies' must be a whole number from 1 to 8, got 9");
  });

  test('no rules at all are none', () => {
    expect(refused({ guardrails: [] })).toContain("'guardrails' must hold at least one rule");
  });

  test('an organization of another stack cannot be guarded from here', () => {
    const app = new App();
    const [one, other] = ['One', 'Other'].map(id => new Stack(app, id, { env: { account: MANAGEMENT, region: 'us-east-1' } }));
    const organization = new TenantOrganization(other, 'Land');
    expect(() => new BaselineGuardrails(one, 'Guardrails', { organization })).toThrow("'organization' must be in the same stack, One; it is in Other");
  });

  test('an organization that is held already', () => {
    const stack = managementStack();
    const organization = new TenantOrganization(stack, 'Land');
    guardrails({ organization }, stack);
    expect(() => new BaselineGuardrails(stack, 'More', { organization })).toThrow("'organization' is held by Organization/Guardrails already; give that one all rules");
  });

  test('a unit that is locked cannot be that of others as well', () => {
    const stack = managementStack();
    const same = 'ou-abcd-12345678';
    const organization = new TenantOrganization(stack, 'Land', { organizationalUnits: { production: same, quarantine: same } });
    expect(() => guardrails({ organization }, stack)).toThrow("'organization' has the same unit for quarantine as for others");
  });

  test('the role that is locked cannot be how people get in', () => {
    expect(refused({ breakGlassRoles: ['OrganizationAccountAccessRole'] })).toContain('which Guardrail.organizationAccountAccessRole() locks; leave one of them out');
  });

  test('what CloudFormation fills in later is neither right nor wrong', () => {
    const stack = managementStack();
    expect(() => guardrails({ breakGlassRoles: [new CfnParameter(stack, 'Role').valueAsString] }, stack)).not.toThrow();
  });

  test('rules that do not fit are named with their sizes', () => {
    const large = Guardrail.custom({
      name: 'large', stops: 'Nobody does any of these.',
      statements: [new PolicyStatement({ effect: Effect.DENY, actions: Array.from({ length: 500 }, (_, at) => `s3:Action${at}WithALongName`), resources: ['*'] })],
    });
    expect(refused({ guardrails: [large, noQueues()] })).toMatch(/'guardrails' do not fit into 5 policies of 10240 characters; no room for large: leave some out, or raise 'serviceControlPolicies'. Characters by rule: large 1\d{4}, no-queues \d+/);
  });
});

describe('a rule of your own', () => {
  const custom = (more: object) => () => Guardrail.custom({ name: 'mine', stops: 'Nothing.', statements: [], ...more });
  const statement = (more: object) => ({ statements: [new PolicyStatement({ effect: Effect.DENY, actions: ['s3:PutObject'], resources: ['*'], ...more })] });

  test.each<[string, object, string]>([
    ['another case', { name: 'Mine' }, "'name' must be lower-case words with hyphens, at most 60 characters, got 'Mine'"],
    ['a name of the catalogue', { name: 'root-user' }, "'name' is that of a rule of the catalogue: 'root-user'; choose another"],
    ['a name of the catalogue that is told something', { name: 'regions' }, "'name' is that of a rule of the catalogue: 'regions'; choose another"],
    ['nothing to say', { stops: ' ' }, "'stops' must say what nobody can do any more"],
    ['no statements', {}, "'statements' must hold at least one statement"],
    ['an allowance', statement({ effect: Effect.ALLOW }), "'statements[0]' must have the effect Effect.DENY, got Allow"],
    ['no actions', statement({ actions: [] }), "'statements[0]' needs 'actions' or 'notActions'"],
    ['no resources', statement({ resources: [] }), "'statements[0]' needs 'resources' or 'notResources'"],
    ['no operator', statement({ conditions: { StringEqual: { 'aws:PrincipalTag/a': 'b' } } }), "'statements[0]' has the condition operator 'StringEqual', which IAM does not know"],
  ])('with %s is refused', (_, more, message) => {
    expect(custom(more)).toThrow(message);
  });

  /** The one statement of a rule that denies making queues. */
  const held = (more: Partial<CustomGuardrailProps> = {}, conditions?: object) => {
    const rule = Guardrail.custom({ name: 'mine', stops: 'Nobody makes queues.', ...statement({ actions: ['sqs:CreateQueue'], conditions }), ...more });
    const [{ Properties: { Content } }] = ofAll(guardrails({ guardrails: [rule], breakGlassRoles: ['BreakGlass'] }).template());
    return (JSON.parse(Content) as { Statement: object[] }).Statement[0];
  };
  const EXEMPT = ['BreakGlass', 'cdk-account-per-tenant-tenants-platform', 'stacksets-exec-*'].map(name => `arn:*:iam::*:role/${name}`);

  test('CustomGuardrailProps.withoutExceptions default: it lets StackSets, the platform and break glass through', () => {
    expect(held()).toEqual({ Effect: 'Deny', Action: 'sqs:CreateQueue', Resource: '*', Condition: { ArnNotLike: { 'aws:PrincipalArn': EXEMPT } } });
  });

  test('keeps its own conditions beside that, also those on who asks', () => {
    const arn = 'arn:aws:iam::*:role/mine';
    expect(held({}, { ArnNotLike: { 'aws:principalarn': arn, 'aws:SourceArn': 'arn:aws:sns:*:*:a' }, Bool: { 'aws:ViaAWSService': 'false' } })).toMatchObject({
      Condition: { ArnNotLike: { 'aws:PrincipalArn': [...EXEMPT, arn].sort(), 'aws:SourceArn': 'arn:aws:sns:*:*:a' }, Bool: { 'aws:ViaAWSService': 'false' } },
    });
  });

  test('without exceptions, and among resource control policies, stands as it was written', () => {
    expect(held({ withoutExceptions: true })).toEqual({ Effect: 'Deny', Action: 'sqs:CreateQueue', Resource: '*' });
    expect(held({ policyType: GuardrailPolicyType.RESOURCE_CONTROL_POLICY })).toEqual({ Effect: 'Deny', Principal: '*', Action: 'sqs:CreateQueue', Resource: '*' });
  });

  test('CustomGuardrailProps.policyType default: a service control policy', () => {
    expect(noQueues().policyType).toBe(GuardrailPolicyType.SERVICE_CONTROL_POLICY);
  });

  test('CustomGuardrailProps.why default: nothing is said', () => { expect(noQueues().why).toBe(''); });

  test('CustomGuardrailProps.controls default: none', () => { expect(noQueues().controls).toEqual([]); });
});

test('BaselineGuardrailsProps.guardrails default: the recommended rules', () => {
  expect(guardrails().made.guardrails.map(({ name }) => name)).toEqual(Guardrail.recommended().map(({ name }) => name));
});

test('BaselineGuardrailsProps.breakGlassRoles default: nobody but StackSets and the platform gets through', () => {
  const [{ Properties: { Content } }] = ofAll(guardrails({ guardrails: [Guardrail.longLivedKeys()] }).template());
  const { Statement: [{ Condition }] } = JSON.parse(Content) as { Statement: { Condition: object }[] };
  expect(Condition).toEqual({
    ArnNotLike: { 'aws:PrincipalArn': ['arn:*:iam::*:role/cdk-account-per-tenant-tenants-platform', 'arn:*:iam::*:role/stacksets-exec-*'] },
  });
});

test('BaselineGuardrailsProps.serviceControlPolicies default: five', () => {
  const rules = Array.from({ length: 30 }, (_, at) => noQueues(`rule-${'abcdefghijklmnopqrstuvwxyz0123'[at]}`));
  expect(ofAll(guardrails({ guardrails: rules }).template())).toHaveLength(5);
  expect(ofAll(guardrails({ guardrails: rules, serviceControlPolicies: 2 }).template())).toHaveLength(2);
});

test('all units of the tenants are held, those of suspended and quarantined accounts included', () => {
  const { stack, template } = guardrails();
  const land = stack.node.findChild('Land') as TenantOrganization;
  const { productionUnitId, sandboxUnitId, onboardingUnitId, suspendedUnitId, quarantineUnitId } = land;
  const units = [productionUnitId, sandboxUnitId, onboardingUnitId, suspendedUnitId, quarantineUnitId]
    .map(unit => stack.resolve(unit) as object);
  for (const { Properties: { TargetIds } } of ofAll(template())) { expect(TargetIds).toEqual(units); }
});

test.each(['suspended', 'quarantine'] as const)('what holds accounts in the unit %s holds no others', unit => {
  const { stack, template } = guardrails();
  const land = stack.node.findChild('Land') as TenantOrganization;
  const [policy] = policiesOf(template()).filter(({ Properties: { Name } }) => Name.endsWith(`-scp-${unit}`));
  expect(policy.Properties.TargetIds).toEqual([stack.resolve(unit === 'suspended' ? land.suspendedUnitId : land.quarantineUnitId)]);
});

test('a policy waits until its type is enabled, and for the policy before it', () => {
  const policies = policiesOf(guardrails().template());
  expect(policies.length).toBeGreaterThan(1);
  expect(policies[0].DependsOn[0]).toMatch(/EnableSERVICECONTROLPOLICY/);
  for (const { DependsOn } of policies.slice(1)) { expect(DependsOn.join()).toMatch(/Guardrails(scp|rcp|ec2|s3)/); }
});

test('its content is text, for white space counts', () => {
  for (const { Properties: { Content } } of policiesOf(guardrails().template())) {
    expect(Content).toBe(JSON.stringify(JSON.parse(Content)));
    expect(Content.length).toBeLessThanOrEqual(10_240);
  }
});

test('no partition and no account is written into a policy', () => {
  for (const { Properties: { Content } } of policiesOf(guardrails().template())) { expect(Content).not.toMatch(/arn:aws|\d{12}/); }
});

describe('the names of the platform\'s roles', () => {
  const warnings = (rules: Guardrail[]) =>
    Annotations.fromStack(guardrails({ guardrails: rules }).stack).findWarning('*', Match.stringLikeRegexp('add Guardrail.platformRoles'));

  test('that nobody guards are told of', () => { expect(warnings([noQueues()])).toHaveLength(1); });

  test('are guarded in each preset', () => {
    for (const preset of [Guardrail.essential(), Guardrail.recommended(), Guardrail.strict(['eu-central-1'])]) { expect(warnings(preset)).toEqual([]); }
  });
});

test('each preset holds all of the one before, and fits with 20 Regions and ten rules of your own', () => {
  const [essential, recommended, strict] = [Guardrail.essential(), Guardrail.recommended(), Guardrail.strict(REGIONS)];
  const names = (rules: Guardrail[]) => rules.map(({ name }) => name);
  expect(names(recommended)).toEqual(expect.arrayContaining(names(essential)));
  expect(names(strict)).toEqual(expect.arrayContaining(names(recommended)));
  const own = Array.from({ length: 10 }, (_, at) => noQueues(`own-${'abcdefghij'[at]}`));
  expect(() => guardrails({ guardrails: [...strict, ...own] })).not.toThrow();
});
