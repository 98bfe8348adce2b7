import { Cloud } from '../../../../src/lab/cloud';
import { JsonObject } from '../../../../src/lab/json';
import { guardDuty } from '../../../../src/lab/services/guardduty/guardduty-room';
import { Organizations, organizations } from '../../../../src/lab/services/organizations/organizations';

const PRINCIPAL = 'guardduty.amazonaws.com';

function world() {
  const cloud = new Cloud();
  cloud.add(organizations(), guardDuty);
  const organization = cloud.room<Organizations>('organizations');
  const [security, other] = ['security', 'other'].map(name => organization.addAccount({ name, email: `${name}@example.com` }));
  const call = async (action: string, parameters: JsonObject = {}, region = 'us-east-1', account = cloud.managementAccount) => {
    const played = cloud.call({ principal: 'operator', trusted: true, account, region }, 'guardduty', action, parameters);
    played.catch(() => undefined);
    await cloud.clock.run();
    return played;
  };
  const enable = (AdminAccountId: unknown, region?: string, account?: string) =>
    call('enableOrganizationAdminAccount', { AdminAccountId } as JsonObject, region, account);
  return { cloud, organization, security, other, call, enable };
}

const refusal = (words: RegExp) => expect.objectContaining({ code: 'BadRequestException', message: expect.stringMatching(words) });

describe('an administrator is refused', () => {
  test('from a member account', async () => {
    const { enable, security } = world();
    await expect(enable(security, 'us-east-1', security)).rejects.toEqual(refusal(/do not have required AWS Organization master permission/));
  });

  test.each([['left out', undefined], ['outside of the organization', '999999999999']])('that is %s', async (_, account) => {
    const { enable } = world();
    await expect(enable(account)).rejects.toEqual(refusal(/invalid or out-of-range value/));
  });

  test('that is suspended', async () => {
    const { enable, organization, security } = world();
    organization.setState(security, 'SUSPENDED');
    await expect(enable(security)).rejects.toEqual(refusal(/invalid or out-of-range value/));
  });

  test('that is it already', async () => {
    const { enable, security } = world();
    await enable(security);
    await expect(enable(security)).rejects.toEqual(refusal(/already enabled as the GuardDuty delegated administrator/));
  });

  test.each(['us-east-1', 'eu-central-1'])('beside another in us-east-1, in %s, for it is the same in all Regions', async region => {
    const { enable, security, other } = world();
    await enable(security);
    await expect(enable(other, region)).rejects.toEqual(refusal(new RegExp(`account ${security} is the GuardDuty delegated administrator in us-east-1`)));
  });

  test('in a loud way where AWS has its own rules for it: the management account', async () => {
    const { enable, cloud } = world();
    await expect(enable(cloud.managementAccount)).rejects.toThrow('the lab does not model the management account as administrator of GuardDuty');
  });
});

test('only the management account sees who administers', async () => {
  const { call, security } = world();
  await expect(call('listOrganizationAdminAccounts', {}, 'us-east-1', security)).rejects.toEqual(refusal(/master permission/));
});

test('an administrator is one in each Region, and known to Organizations', async () => {
  const { enable, call, organization, security } = world();
  await enable(security, 'eu-central-1');
  await expect(call('listOrganizationAdminAccounts', {}, 'eu-central-1')).resolves.toEqual({ AdminAccounts: [{ AdminAccountId: security, AdminStatus: 'ENABLED' }] });
  await expect(call('listOrganizationAdminAccounts')).resolves.toEqual({ AdminAccounts: [] });
  await enable(security);
  expect(organization.hasServiceAccess(PRINCIPAL)).toBe(true);
  expect(organization.isDelegatedAdministrator(security, PRINCIPAL)).toBe(true);
});

test('IAM is also asked what GuardDuty does in Organizations for the caller', () => {
  const { cloud } = world();
  const caller = { principal: 'operator', account: cloud.managementAccount, region: 'us-east-1' };
  const asked = (action: string) => cloud.room('guardduty').permissions({ service: 'guardduty', action, parameters: {}, caller }).map(each => each.action);
  expect(asked('listOrganizationAdminAccounts')).toEqual(['guardduty:ListOrganizationAdminAccounts']);
  expect(asked('enableOrganizationAdminAccount')).toEqual(expect.arrayContaining([
    'guardduty:EnableOrganizationAdminAccount', 'organizations:EnableAWSServiceAccess', 'organizations:RegisterDelegatedAdministrator', 'organizations:DescribeAccount',
  ]));
});
