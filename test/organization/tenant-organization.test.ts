import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { TenantOrganization, TenantOrganizationProps } from '../../src';
import { ACCESS_CALLS } from '../../src/organization/contract';
import { MANAGEMENT, PLATFORM, actionsOf, managementStack, organization, resourcesOf, statements, token } from '../good';

const ID = 'AWS::Organizations::OrganizationalUnit';
const PREPARATION = 'Custom::CdkAccountPerTenantOrganization';
const UNIT = 'ou-ab12-11111111';

test.each([['eu-central-1', true], ['us-east-1', false], ['us-gov-west-1', false], ['cn-northwest-1', false]])(
  'in the Region %s it is refused: %s', (region, isRefused) => {
    const made = () => organization({}, new Stack(new App(), 'Organization', { env: { account: MANAGEMENT, region } }));
    const expected = expect(made);
    if (isRefused) { expected.toThrow('the organization must be in us-east-1 (or its partition\'s home Region)'); } else { expected.not.toThrow(); }
  });

test('a Region that is not known yet is neither right nor wrong', () => {
  expect(() => organization({}, new Stack(new App(), 'Organization'))).not.toThrow();
});

test.each<[string, TenantOrganizationProps, RegExp]>([
  ['an account id that is too short', { platformAccount: '12345678901' }, /'platformAccount' must be an account id of 12 digits, got '12345678901'/],
  ['an account id with letters', { platformAccount: '12345678901a' }, /'platformAccount' must be an account id of 12 digits/],
  ['a platform name in capitals', { platformName: 'Tenants' }, /'platformName' must be 1 to 24 lower-case .*, got 'Tenants'/],
  ['an empty platform name', { platformName: '' }, /'platformName' must be 1 to 24 lower-case .*, got ''/],
  ['a platform name of 25 characters', { platformName: 'a'.repeat(25) }, /'platformName' must be 1 to 24 lower-case/],
  ['a platform name that begins with a digit', { platformName: '1st' }, /begin with a letter, got '1st'/],
  ['an account as parent', { parentId: PLATFORM }, /'parentId' must be the id of a root \(r-…\) or of an organizational unit \(ou-…\), got '222222222222'/],
  ['a root as unit', { organizationalUnits: { sandbox: 'r-ab12' } }, /'organizationalUnits.sandbox' must be the id of an organizational unit \(ou-…\), got 'r-ab12'/],
  ['an ARN as unit', { organizationalUnits: { quarantine: `x/${UNIT}` } }, /'organizationalUnits.quarantine' must be/],
])('refuses %s', (_what, props, words) => {
  expect(() => organization(props)).toThrow(words);
});

test('says everything that is wrong at once, and where', () => {
  expect(() => organization({ platformAccount: 'x', platformName: 'X', parentId: 'x', organizationalUnits: { production: 'x' } }))
    .toThrow(/Organization\/Land:\n {2}- 'platformAccount'.*\n {2}- 'platformName'.*\n {2}- 'parentId'.*\n {2}- 'organizationalUnits.production'/);
});

test.each<[string, TenantOrganizationProps]>([
  ['an account', { platformAccount: PLATFORM }],
  ['the shortest platform name', { platformName: 'a' }],
  ['the longest platform name', { platformName: `a${'-0'.repeat(11)}z` }],
  ['a root as parent', { parentId: 'r-ab12' }],
  ['a unit as parent', { parentId: UNIT }],
  ['a unit', { organizationalUnits: { onboarding: UNIT } }],
])('accepts %s', (_what, props) => {
  expect(() => organization(props).template()).not.toThrow();
});

test('takes account, parent and unit from CloudFormation, neither right nor wrong', () => {
  const stack = managementStack();
  const { template } = organization({
    platformAccount: token(stack, 'Account'), parentId: token(stack, 'Parent'), organizationalUnits: { sandbox: token(stack, 'Sandbox') },
  }, stack);
  template().hasResourceProperties(PREPARATION, { DelegatedAdministrator: { Ref: 'Account' } });
  template().hasResourceProperties(ID, { Name: 'Tenants', ParentId: { Ref: 'Parent' } });
});

test('cannot take its name from CloudFormation, since role names and their trust are spelled from it', () => {
  const stack = managementStack();
  expect(() => organization({ platformName: token(stack) }, stack)).toThrow(/'platformName' .*, got a value that CloudFormation fills in later/);
});

test('seen from another account, refuses what cannot be an account or a platform', () => {
  expect(() => TenantOrganization.fromManagementAccount('1111', 'No')).toThrow(/'managementAccount' must be an account id of 12 digits, got '1111'; 'platformName' must/);
  expect(TenantOrganization.fromManagementAccount(MANAGEMENT, 'two')).toEqual({ managementAccount: MANAGEMENT, platformName: 'two' });
  expect(() => TenantOrganization.fromManagementAccount(token(managementStack()))).not.toThrow();
});

test("the parameter platformName of TenantOrganization.fromManagementAccount is 'tenants' by default", () => {
  const { organization: made } = organization();
  expect(TenantOrganization.fromManagementAccount(MANAGEMENT).platformName).toBe(made.platformName);
});

test("TenantOrganizationProps.platformName default: 'tenants'", () => {
  const { organization: made, template } = organization();
  expect(made.platformName).toBe('tenants');
  template().hasResourceProperties('AWS::IAM::Role', { RoleName: 'cdk-account-per-tenant-tenants-access' });
});

test('TenantOrganizationProps.platformAccount default: the management account itself, which nobody delegates to', () => {
  const { template } = organization();
  template().hasResourceProperties(PREPARATION, { DelegatedAdministrator: Match.absent() });
  template().hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'cdk-account-per-tenant-tenants-access',
    AssumeRolePolicyDocument: { Statement: [{ Principal: { AWS: { 'Fn::Join': ['', Match.arrayWith([`:iam::${MANAGEMENT}:root`])] } } }] },
  });
  expect(JSON.stringify(template())).not.toContain('RegisterDelegatedAdministrator');
});

test('does not make the management account its own delegate when it is named', () => {
  const { template } = organization({ platformAccount: MANAGEMENT });
  template().hasResourceProperties(PREPARATION, { DelegatedAdministrator: Match.absent() });
});

test('makes another platform account the delegated administrator of stack sets', () => {
  const { template } = organization({ platformAccount: PLATFORM });
  template().hasResourceProperties(PREPARATION, {
    DelegatedAdministrator: PLATFORM, DelegatedService: 'member.org.stacksets.cloudformation.amazonaws.com', TrustedServices: ['account.amazonaws.com'],
  });
  expect(statements(template()).flatMap(actionsOf)).toContain('organizations:RegisterDelegatedAdministrator');
});

test('may delegate for the second of two platforms in one stack, too', () => {
  const stack = managementStack();
  organization({ platformName: 'one' }, stack);
  new TenantOrganization(stack, 'Two', { platformName: 'two', platformAccount: PLATFORM });
  expect(statements(Template.fromStack(stack)).flatMap(actionsOf)).toContain('organizations:RegisterDelegatedAdministrator');
});

test('TenantOrganizationalUnits.production, TenantOrganizationalUnits.sandbox, TenantOrganizationalUnits.onboarding, TenantOrganizationalUnits.suspended, TenantOrganizationalUnits.quarantine default: a new unit each, which stays when the stack goes', () => {
  const { organization: made, stack } = organization();
  const { productionUnitId: production, sandboxUnitId: sandbox, onboardingUnitId: onboarding } = made;
  const ids = [production, sandbox, onboarding, made.suspendedUnitId, made.quarantineUnitId]
    .map(unit => stack.resolve(unit).Ref);
  const template = Template.fromStack(stack);
  ['Production', 'Sandbox', 'Onboarding', 'Suspended', 'Quarantine'].forEach((Name, at) => {
    expect(template.toJSON().Resources[ids[at]]).toMatchObject({
      Type: ID, Properties: { Name, ParentId: { Ref: expect.stringMatching(/^LandTenants/) } }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain',
    });
  });
});

test('TenantOrganizationProps.organizationalUnits default: all five, under one unit Tenants', () => {
  const names = resourcesOf(organization().template(), ID).map(unit => unit.Properties.Name);
  expect(names).toEqual(['Tenants', 'Production', 'Sandbox', 'Onboarding', 'Suspended', 'Quarantine']);
});

test('TenantOrganizationProps.parentId default: the root of the organization, which nobody has to look up', () => {
  organization().template().hasResourceProperties(ID, { Name: 'Tenants', ParentId: { 'Fn::GetAtt': [Match.stringLikeRegexp('Preparation'), 'RootId'] } });
});

test('makes units one after the other, since Organizations refuses to change two at once', () => {
  const units = resourcesOf(organization().template(), ID);
  units.slice(1).forEach((unit, at) => expect(unit.DependsOn).toEqual([units[at].id]));
});

test('uses the units there are and makes the others', () => {
  const { organization: made, template } = organization({ organizationalUnits: { production: UNIT } });
  expect(made.productionUnitId).toBe(UNIT);
  template().resourceCountIs(ID, 5);
});

test('makes no unit at all where all five exist', () => {
  const organizationalUnits = { production: UNIT, sandbox: UNIT, onboarding: UNIT, suspended: UNIT, quarantine: UNIT };
  organization({ organizationalUnits }).template().resourceCountIs(ID, 0);
});

test('writes down which unit is which, where the factory reads it', () => {
  organization({ organizationalUnits: { quarantine: UNIT } }).template().hasResourceProperties('AWS::SSM::Parameter', {
    Name: '/cdk-account-per-tenant/tenants/organization',
    Value: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('"root":"'), Match.stringLikeRegexp(`"quarantine":"${UNIT}"`)])] },
  });
});

test('its role trusts one role of the platform account, by name', () => {
  organization({ platformAccount: PLATFORM }).template().hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{
        Action: 'sts:AssumeRole',
        Effect: 'Allow',
        Principal: { AWS: { 'Fn::Join': ['', Match.arrayWith([`:iam::${PLATFORM}:root`])] } },
        Condition: {
          ArnEquals: { 'aws:PrincipalArn': { 'Fn::Join': ['', Match.arrayWith([`:iam::${PLATFORM}:role/cdk-account-per-tenant-tenants-enrolment`])] } },
        },
      }],
    },
  });
});

test('its role may do what the enrolment does with it, and nothing else', () => {
  const { organization: made, stack } = organization();
  const policy = Template.fromStack(stack).findResources('AWS::IAM::Policy', {
    Properties: { Roles: [stack.resolve(made.accessRole.roleName)] },
  });
  const allowed = Object.values(policy).flatMap(each => each.Properties.PolicyDocument.Statement).flatMap(actionsOf);
  expect(new Set(allowed)).toEqual(new Set(Object.values(ACCESS_CALLS).flat()));
});

test('its role moves accounts between four units and the root, and cannot touch the suspended ones or anything above', () => {
  const { stack } = organization();
  const units = statements(Template.fromStack(stack)).filter(statement => JSON.stringify(statement).includes(':ou/'));
  expect(units).toHaveLength(1);
  const targets = JSON.stringify(units[0].Resource);
  for (const name of ['Onboarding', 'Production', 'Sandbox', 'Quarantine']) {
    expect(targets).toMatch(new RegExp(`"Land${name}`));
  }
  expect(targets).not.toMatch(/LandSuspended|LandTenants|\*/);
});

test('its role may move accounts from and to the root and units, and look into the root alone', () => {
  const all = statements(organization().template());
  const kindsFor = (action: string) => all.filter(statement => actionsOf(statement).includes(action))
    .flatMap(statement => [...JSON.stringify(statement.Resource).matchAll(/:(account|ou|root)\//g)].map(([, kind]) => kind));
  expect(new Set(kindsFor('organizations:MoveAccount'))).toEqual(new Set(['account', 'ou', 'root']));
  expect(kindsFor('organizations:ListAccountsForParent')).toEqual(['root']);
  expect(kindsFor('organizations:TagResource')).toEqual(['account']);
});

test('its role reads three parameters by name, whether they are there or not', () => {
  const named = (name: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ssm:us-east-1:111111111111:parameter/cdk-account-per-tenant/tenants/${name}`]] });
  const [reads, ...more] = statements(organization().template()).filter(each => actionsOf(each).some(action => action.startsWith('ssm:')));
  expect([reads.Action, more]).toEqual(['ssm:GetParameters', []]);
  expect(JSON.stringify(reads.Resource)).toContain(JSON.stringify(named('guardrails')));
  expect(JSON.stringify(reads.Resource)).toContain(JSON.stringify(named('guardrails/promoted')));
  expect(reads.Resource).toHaveLength(3);
});

test('grants no wildcard action and spells no partition', () => {
  const { template } = organization({ platformAccount: PLATFORM });
  expect(statements(template()).flatMap(actionsOf).filter(action => action.includes('*'))).toEqual([]);
  expect(JSON.stringify(template())).not.toMatch(/arn:aws[a-z-]*:/);
});

test('takes nothing away: it may neither deregister, disable, remove nor close anything', () => {
  const { template } = organization({ platformAccount: PLATFORM });
  expect(statements(template()).flatMap(actionsOf).filter(action => /:(De(?!scribe|l?egat)|Disable|Remove|Close|Delete)/.test(action))).toEqual([]);
});

test('works in a stack without an account of its own', () => {
  const stack = new Stack(new App(), 'Anywhere');
  const { organization: made } = organization({}, stack);
  expect(stack.resolve(made.managementAccount)).toEqual({ Ref: 'AWS::AccountId' });
  expect(() => Template.fromStack(stack)).not.toThrow();
});
