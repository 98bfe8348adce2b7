import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { TenantOrganization } from '../../src';
import { Lab } from '../../src/lab';
import { MANAGEMENT, actionsOf, managementStack, organization, statements, token } from '../good';

const SECURITY = '444444444444';
const PREPARATION = 'Custom::CdkAccountPerTenantOrganization';
const REGIONS = ['us-east-1', 'eu-central-1'];

test('takes account and Region from CloudFormation, neither right nor wrong', () => {
  const stack = managementStack();
  const { organization: made, template } = organization({}, stack);
  made._delegateSecurity(token(stack, 'Account'), [token(stack, 'Region')]);
  template().hasResourceProperties(PREPARATION, { SecurityAccount: { Ref: 'Account' }, SecurityRegions: [{ Ref: 'Region' }] });
});

test('what needs it can wait for it', () => {
  const { organization: made, stack } = organization();
  const later = new TenantOrganization(stack, 'Later', { platformName: 'later' });
  later.node.addDependency(made._delegateSecurity(SECURITY, REGIONS));
  Template.fromStack(stack).hasResource('AWS::SSM::Parameter', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('DelegateSecurity')]) });
});

test('without it, nothing of it may be called', () => {
  expect(statements(organization().template()).flatMap(actionsOf).filter(action => /^guardduty:|Describe(Account|OrganizationalUnit)$/.test(action))).toEqual([]);
});

test('may delegate three services and no other, and call GuardDuty in these Regions only', () => {
  const { organization: made, template } = organization();
  made._delegateSecurity(SECURITY, REGIONS);
  const all = statements(template());
  const about = (action: string) => all.filter(statement => actionsOf(statement).includes(action))
    .map(statement => statement.Condition);
  expect(about('guardduty:EnableOrganizationAdminAccount')).toEqual([{ StringEquals: { 'aws:RequestedRegion': REGIONS } }]);
  expect(about('organizations:RegisterDelegatedAdministrator')).toEqual([{
    StringEquals: { 'organizations:ServicePrincipal': ['config.amazonaws.com', 'config-multiaccountsetup.amazonaws.com', 'guardduty.amazonaws.com'] },
  }]);
});

/** A management account whose organization delegates security, and an account to delegate it to. */
async function deployed(regions: string[], before: (lab: Lab) => unknown = () => undefined) {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Organization', { env: { account: MANAGEMENT, region: 'us-east-1' } });
  const made = new TenantOrganization(stack, 'Land');
  made._delegateSecurity(SECURITY, regions);
  const lab = new Lab();
  lab.organization.addAccount({ id: SECURITY, name: 'security', email: 'security@example.com' });
  await before(lab);
  return { lab, deploying: lab.deploy(app.synth().directory) };
}

async function call(lab: Lab, action: string, parameters: Record<string, string> = {}, region = 'us-east-1') {
  const answer = lab.cloud.call(lab.operator({ account: MANAGEMENT, region }), 'guardduty', action, parameters);
  await lab.play();
  return answer;
}

describe('on the lab', () => {
  test('an administrator that is there already fails the deployment, and stays', async () => {
    const { lab, deploying } = await deployed(REGIONS, async made => {
      const other = made.organization.addAccount({ id: '999999999999', name: 'other', email: 'other@example.com' });
      await call(made, 'enableOrganizationAdminAccount', { AdminAccountId: other }, 'eu-central-1');
    });
    await expect(deploying).rejects.toThrow(/GuardDuty is administered by account 999999999999 \(AWS Organizations, eu-central-1\)/);
    await expect(call(lab, 'listOrganizationAdminAccounts', {}, 'eu-central-1')).resolves.toMatchObject({ AdminAccounts: [{ AdminAccountId: '999999999999' }] });
    expect(lab.organization.isDelegatedAdministrator(SECURITY)).toBe(false);
  });

  test('the account administers Config, and GuardDuty in each Region and no other; the role has needed all that it may', async () => {
    const { lab, deploying } = await deployed(REGIONS);
    await deploying;
    const services = ['config.amazonaws.com', 'config-multiaccountsetup.amazonaws.com', 'guardduty.amazonaws.com'];
    expect(services.filter(service => lab.organization.isDelegatedAdministrator(SECURITY, service))).toEqual(services);
    for (const region of REGIONS) {
      await expect(call(lab, 'listOrganizationAdminAccounts', {}, region)).resolves.toEqual({ AdminAccounts: [{ AdminAccountId: SECURITY, AdminStatus: 'ENABLED' }] });
    }
    await expect(call(lab, 'listOrganizationAdminAccounts', {}, 'eu-west-1')).resolves.toEqual({ AdminAccounts: [] });
    const actions = (usage: ReturnType<Lab['iam']['used']>) => usage.filter(({ role }) => /role\/Organization-Custom/.test(role))
      .flatMap(each => each.actions).filter(action => /^(guardduty|organizations):/.test(action)).sort();
    expect(new Set(actions(lab.iam.used()))).toEqual(new Set(actions(lab.iam.granted())));
    expect(actions(lab.iam.used())).toContain('guardduty:EnableOrganizationAdminAccount');
  });
});
