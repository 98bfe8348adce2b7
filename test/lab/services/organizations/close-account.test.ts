import { refusal, World } from './organization';

function withTenants(count: number, options: ConstructorParameters<typeof World>[0] = {}) {
  const world = new World(options);
  const tenants = Array.from({ length: count }, (_, at) => world.organization.addAccount({ name: `t${at}`, email: `t${at}@example.com` }));
  const close = (account: string) => world.call('closeAccount', { AccountId: account });
  return { world, tenants, close };
}

test('the management account cannot be closed', async () => {
  const { world, close } = withTenants(0);
  await expect(world.play(() => close(world.cloud.managementAccount)))
    .rejects.toEqual(refusal('ConstraintViolationException', 'CANNOT_CLOSE_MANAGEMENT_ACCOUNT'));
});

test('an account is PENDING_CLOSURE, then CLOSED, keeps its place for 90 days, and is gone then', async () => {
  const { world, tenants: [acme], close } = withTenants(1);
  world.cloud.quotas.set('organizations.accounts', 2);
  await world.play(async () => {
    await close(acme);
    expect(world.organization.account(acme)?.state).toBe('PENDING_CLOSURE');
    await expect(close(acme)).rejects.toEqual(refusal('TooManyRequestsException'));
    await world.wait(20);
    await expect(close(acme)).rejects.toEqual(refusal('ConflictException'));
    await world.wait(300);
    expect(world.organization.account(acme)?.state).toBe('CLOSED');
    await expect(close(acme)).rejects.toEqual(refusal('AccountAlreadyClosedException'));
    await world.wait(89 * 24 * 3600);
    await expect(world.request('next@example.com')).rejects.toEqual(refusal('ConstraintViolationException', 'ACCOUNT_NUMBER_LIMIT_EXCEEDED'));
    await world.wait(24 * 3600);
    await expect(world.request('next@example.com')).resolves.toMatch(/^car-/);
    await expect(world.call('describeAccount', { AccountId: acme })).rejects.toEqual(refusal('AccountNotFoundException'));
  });
});

test('a fourth closure at the same time is refused', async () => {
  const { world, tenants, close } = withTenants(4);
  await world.play(async () => {
    for (const tenant of tenants.slice(0, 3)) {
      await close(tenant);
      await world.wait(20);
    }
    await expect(close(tenants[3])).rejects.toEqual(refusal('ConstraintViolationException', 'CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED'));
  });
});

test.each([[3, 2, 2, 'the floor'], [20, 2, 4, 'a fifth of the members'], [40, 2, 5, 'the ceiling']])(
  'of %d accounts with a floor of %d, %d can be closed within 30 days: %s', async (members, floor, allowed) => {
    const { world, tenants, close } = withTenants(members, { closure: { kind: 'fixed', seconds: 1 } });
    world.cloud.quotas.set('organizations.closuresIn30DaysAtLeast', floor);
    world.cloud.quotas.set('organizations.closuresIn30DaysAtMost', 5);
    await world.play(async () => {
      // A closed account is no longer part of the base, which here never takes a whole account off the fifth.
      for (const tenant of tenants.slice(0, allowed)) {
        if (members === 20) { world.organization.addAccount({ name: 'more', email: `more-${tenant}@example.com` }); }
        await close(tenant);
        await world.wait(20);
      }
      await expect(close(tenants[allowed])).rejects.toEqual(refusal('ConstraintViolationException', 'CLOSE_ACCOUNT_QUOTA_EXCEEDED'));
      await world.wait(30 * 24 * 3600);
      if (allowed < members) { await expect(close(tenants[allowed])).resolves.toEqual({}); }
    });
  });

test('a delegated administrator cannot be closed', async () => {
  const { world, tenants: [acme], close } = withTenants(1);
  world.organization.enableServiceAccess('account.amazonaws.com');
  world.organization.registerDelegatedAdministrator(acme, 'account.amazonaws.com');
  await expect(world.play(() => close(acme)))
    .rejects.toEqual(refusal('ConstraintViolationException', 'CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG'));
});
