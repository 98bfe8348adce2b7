import { Cloud } from '../../../../src/lab/cloud';
import { JsonObject } from '../../../../src/lab/json';
import { account, AccountManagement } from '../../../../src/lab/services/account/account';
import { Organizations, organizations } from '../../../../src/lab/services/organizations/organizations';

const PRINCIPAL = 'account.amazonaws.com';
const CONTACT = { AlternateContactType: 'SECURITY', Name: 'Security', Title: 'Team', EmailAddress: 'security@example.com', PhoneNumber: '+49 30 1234' };

function world({ trusted = true } = {}) {
  const cloud = new Cloud();
  cloud.add(organizations(), account());
  const organization = cloud.room<Organizations>('organizations');
  const acme = organization.addAccount({ name: 'acme', email: 'acme@example.com' });
  const other = organization.addAccount({ name: 'other', email: 'other@example.com' });
  if (trusted) { organization.enableServiceAccess(PRINCIPAL); }
  const call = async (action: string, parameters: JsonObject, from = cloud.managementAccount) => {
    const played = cloud.call({ principal: 'operator', trusted: true, account: from, region: 'us-east-1' }, 'account', action, parameters);
    played.catch(() => undefined);
    await cloud.clock.run();
    return played;
  };
  return { cloud, organization, acme, other, call };
}

const refusal = (code: string) => expect.objectContaining({ code });

describe('a contact is refused', () => {
  test('before the organization lets the service in', async () => {
    const { call, acme } = world({ trusted: false });
    await expect(call('putAlternateContact', { ...CONTACT, AccountId: acme })).rejects.toEqual(refusal('AccessDeniedException'));
  });

  test('for another account from a member that is no delegated administrator', async () => {
    const { call, acme, other } = world();
    await expect(call('putAlternateContact', { ...CONTACT, AccountId: acme }, other)).rejects.toEqual(refusal('AccessDeniedException'));
  });

  test('for an account outside of the organization', async () => {
    const { call } = world();
    await expect(call('putAlternateContact', { ...CONTACT, AccountId: '999999999999' })).rejects.toEqual(refusal('AccessDeniedException'));
  });

  test('for the management account by its own id', async () => {
    const { call, cloud } = world();
    await expect(call('putAlternateContact', { ...CONTACT, AccountId: cloud.managementAccount })).rejects.toEqual(refusal('ValidationException'));
  });

  test.each<[string, JsonObject]>([
    ['of an unknown type', { AlternateContactType: 'SALES' }], ['without a title', { Title: undefined }],
    ['with letters in the phone number', { PhoneNumber: 'call me' }], ['without an @', { EmailAddress: 'security' }],
    ['with a name of 65 characters', { Name: 'x'.repeat(65) }],
  ])('%s', async (_, wrong) => {
    const { call, acme } = world();
    await expect(call('putAlternateContact', { ...CONTACT, ...wrong, AccountId: acme })).rejects.toEqual(refusal('ValidationException'));
  });

  test('that nobody put', async () => {
    const { call, acme } = world();
    await expect(call('getAlternateContact', { AlternateContactType: 'BILLING', AccountId: acme })).rejects.toEqual(refusal('ResourceNotFoundException'));
  });
});

test('a contact is put for a member by the management account or a delegated administrator, and is seen by the member itself', async () => {
  const { call, organization, acme, other } = world();
  await call('putAlternateContact', { ...CONTACT, AccountId: acme });
  organization.registerDelegatedAdministrator(other, PRINCIPAL);
  await call('putAlternateContact', { ...CONTACT, Name: 'Better', AccountId: acme }, other);
  await expect(call('getAlternateContact', { AlternateContactType: 'SECURITY' }, acme)).resolves.toEqual({ AlternateContact: { ...CONTACT, Name: 'Better' } });
});

test('a member account is renamed, but not to a name with a bracket', async () => {
  const { cloud, call, organization, acme } = world();
  await expect(call('putAccountName', { AccountId: acme, AccountName: '<acme>' })).rejects.toEqual(refusal('ValidationException'));
  // The rate is one in a second.
  await expect(call('putAccountName', { AccountId: acme, AccountName: 'Acme Ltd' })).rejects.toEqual(refusal('TooManyRequestsException'));
  await cloud.clock.run(cloud.clock.now() + 1000);
  await call('putAccountName', { AccountId: acme, AccountName: 'Acme Ltd' });
  expect(organization.account(acme)!.name).toBe('Acme Ltd');
});

test('IAM is asked about the account of the organization, or about one\'s own', () => {
  const { cloud, organization, acme } = world();
  const asked = (action: string, parameters: JsonObject) => cloud.room<AccountManagement>('account')
    .permissions({ service: 'account', action, parameters, caller: { principal: 'role', account: acme, region: 'us-east-1' } });
  expect(asked('putAlternateContact', { ...CONTACT, AccountId: acme })).toEqual([{
    action: 'account:PutAlternateContact',
    context: { 'account:AlternateContactTypes': ['SECURITY'] },
    resource: `arn:${cloud.partition}:account::${cloud.managementAccount}:account/${organization.organizationId()}/${acme}`,
  }]);
  expect(asked('putAccountName', {}).map(({ action, resource }) => [action, resource]))
    .toEqual([['account:PutAccountName', `arn:${cloud.partition}:account::${acme}:account`], ['iam:UpdateAccountName', '*']]);
});

test('a call that is not modelled is refused aloud', async () => {
  await expect(world().call('enableRegion', {})).rejects.toThrow('the lab does not model account:enableRegion');
});
