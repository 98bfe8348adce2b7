import { refusal, World } from './organization';
import { JsonObject } from '../../../../src/lab/json';

const PRINCIPAL = 'account.amazonaws.com';

function withAccount() {
  const world = new World();
  const security = world.organization.addAccount({ name: 'security', email: 'security@example.com' });
  const register = (account = security, principal = PRINCIPAL) =>
    world.call('registerDelegatedAdministrator', { AccountId: account, ServicePrincipal: principal });
  return { world, security, register };
}

describe('a delegated administrator is refused', () => {
  test('before the service has access', async () => {
    const { world, register } = withAccount();
    await expect(world.play(() => register())).rejects.toEqual(refusal('ConstraintViolationException', 'SERVICE_ACCESS_NOT_ENABLED'));
  });

  test('that is the management account', async () => {
    const { world, register } = withAccount();
    world.organization.enableServiceAccess(PRINCIPAL);
    await expect(world.play(() => register(world.cloud.managementAccount)))
      .rejects.toEqual(refusal('ConstraintViolationException', 'CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR'));
  });

  test('that is suspended', async () => {
    const { world, security, register } = withAccount();
    world.organization.enableServiceAccess(PRINCIPAL);
    world.organization.setState(security, 'SUSPENDED');
    await expect(world.play(() => register()))
      .rejects.toEqual(refusal('ConstraintViolationException', 'CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR'));
  });

  test('that is registered already', async () => {
    const { world, register } = withAccount();
    world.organization.enableServiceAccess(PRINCIPAL);
    await expect(world.play(async () => {
      await register();
      await register();
    })).rejects.toEqual(refusal('AccountAlreadyRegisteredException'));
  });

  test('for a service that nobody knows', async () => {
    const { world } = withAccount();
    await expect(world.play(() => world.call('enableAWSServiceAccess', { ServicePrincipal: 'account' })))
      .rejects.toEqual(refusal('InvalidInputException', 'UNRECOGNIZED_SERVICE_PRINCIPAL'));
  });

  test('that would be the sixth for stack sets', () => {
    const { world } = withAccount();
    const principal = 'member.org.stacksets.cloudformation.amazonaws.com';
    world.organization.enableServiceAccess(principal);
    const accounts = Array.from({ length: 6 }, (_, at) => world.organization.addAccount({ name: `a${at}`, email: `a${at}@example.com` }));
    accounts.slice(0, 5).forEach(account => world.organization.registerDelegatedAdministrator(account, principal));
    expect(() => world.organization.registerDelegatedAdministrator(accounts[5], principal))
      .toThrow(refusal('ConstraintViolationException', 'MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED'));
  });
});

test('a member account reads nothing but the organization; a delegated administrator reads, and still may not write', async () => {
  const { world, security, register } = withAccount();
  await world.play(async () => {
    await expect(world.call('describeOrganization', {}, security)).resolves.toHaveProperty('Organization.FeatureSet', 'ALL');
    await expect(world.call('listAccounts', {}, security)).rejects.toEqual(refusal('AccessDeniedException'));
    await world.call('enableAWSServiceAccess', { ServicePrincipal: PRINCIPAL });
    await register();
    await expect(world.call('listAccounts', {}, security)).resolves.toHaveProperty('Accounts');
    await expect(world.call('closeAccount', { AccountId: security }, security)).rejects.toEqual(refusal('AccessDeniedException'));
  });
});

test('an administrator is deregistered once, may look no more, and may be closed then', async () => {
  const { world, security, register } = withAccount();
  const deregister = () => world.call('deregisterDelegatedAdministrator', { AccountId: security, ServicePrincipal: PRINCIPAL });
  await world.play(async () => {
    await expect(deregister()).rejects.toEqual(refusal('AccountNotRegisteredException'));
    await world.call('enableAWSServiceAccess', { ServicePrincipal: PRINCIPAL });
    await register();
    await world.wait(1);
    await deregister();
    await expect(world.call('listAccounts', {}, security)).rejects.toEqual(refusal('AccessDeniedException'));
    await expect(world.call('closeAccount', { AccountId: security })).resolves.toEqual({});
  });
});

test('services and administrators are listed', async () => {
  const { world, security, register } = withAccount();
  await world.play(async () => {
    await world.call('enableAWSServiceAccess', { ServicePrincipal: PRINCIPAL });
    await register();
    await expect(world.call('listAWSServiceAccessForOrganization')).resolves.toMatchObject({ EnabledServicePrincipals: [{ ServicePrincipal: PRINCIPAL }] });
    const { DelegatedAdministrators: found } = await world.call('listDelegatedAdministrators', { ServicePrincipal: PRINCIPAL });
    expect((found as JsonObject[]).map(({ Id }) => Id)).toEqual([security]);
    await expect(world.call('listDelegatedAdministrators', { ServicePrincipal: 'sso.amazonaws.com' })).resolves.toEqual({ DelegatedAdministrators: [] });
  });
});
