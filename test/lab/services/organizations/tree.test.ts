import * as fc from 'fast-check';
import { refusal, World } from './organization';
import { JsonObject } from '../../../../src/lab/json';

/** An organization with two OUs and an account in the root. */
function grown(options: ConstructorParameters<typeof World>[0] = {}) {
  const world = new World(options);
  const root = world.organization.rootId();
  const onboarding = world.organization.addOrganizationalUnit('onboarding');
  const tenants = world.organization.addOrganizationalUnit('tenants');
  const acme = world.organization.addAccount({ name: 'acme', email: 'acme@example.com' });
  const move = (from: string, to: string, account = acme) =>
    world.call('moveAccount', { AccountId: account, SourceParentId: from, DestinationParentId: to });
  return { world, root, onboarding, tenants, acme, move };
}

describe('an account is not moved', () => {
  test('that is not in the organization', async () => {
    const { world, root, tenants, move } = grown();
    await expect(world.play(() => move(root, tenants, '999999999999'))).rejects.toEqual(refusal('AccountNotFoundException'));
  });

  test('from where it is not', async () => {
    const { world, onboarding, tenants, move } = grown();
    await expect(world.play(() => move(onboarding, tenants))).rejects.toEqual(refusal('SourceParentNotFoundException'));
  });

  test('from an OU that does not exist', async () => {
    const { world, tenants, move } = grown();
    await expect(world.play(() => move('ou-aaaa-bbbbbbbb', tenants))).rejects.toEqual(refusal('SourceParentNotFoundException'));
  });

  test('to an OU that does not exist', async () => {
    const { world, root, move } = grown();
    await expect(world.play(() => move(root, 'ou-aaaa-bbbbbbbb'))).rejects.toEqual(refusal('DestinationParentNotFoundException'));
  });

  test('to where it is', async () => {
    const { world, root, move } = grown();
    await expect(world.play(() => move(root, root))).rejects.toEqual(refusal('DuplicateAccountException'));
  });

  test.each(['DuplicateAccountException', 'SourceParentNotFoundException'] as const)('twice; the second time is answered %s if the lab is told so', async movedAlready => {
    const { world, root, tenants, move } = grown({ movedAlready });
    await expect(world.play(async () => {
      await move(root, tenants);
      await move(root, tenants);
    })).rejects.toEqual(refusal(movedAlready));
  });
});

describe('while something is being changed, if the lab is told how long that takes', () => {
  test('another write to the same account is refused, one to another account is not', async () => {
    const { world, root, onboarding, tenants, acme, move } = grown({ writeSeconds: 5 });
    const other = world.organization.addAccount({ name: 'other', email: 'other@example.com' });
    const tag = (ResourceId: string) => world.call('tagResource', { ResourceId, Tags: [{ Key: 'a', Value: 'b' }] });
    await world.play(async () => {
      await move(root, onboarding);
      await expect(tag(acme)).rejects.toEqual(refusal('ConcurrentModificationException'));
      await expect(tag(other)).resolves.toEqual({});
      await world.wait(6);
      await expect(move(onboarding, tenants)).resolves.toEqual({});
    });
  });

  test('two accounts cannot go into one OU at the same moment; reading goes on', async () => {
    const { world, root, onboarding, move } = grown({ writeSeconds: 5 });
    const other = world.organization.addAccount({ name: 'other', email: 'other@example.com' });
    const answers = await world.play(() => Promise.all([
      move(root, onboarding).then(() => 'moved', error => error.code),
      move(root, onboarding, other).then(() => 'moved', error => error.code),
    ]));
    expect(answers.sort()).toEqual(['ConcurrentModificationException', 'moved']);
    await expect(world.play(() => world.call('listAccountsForParent', { ParentId: onboarding }))).resolves.toHaveProperty('Accounts');
  });
});

describe('while changes are not visible yet, if the lab is told how long that takes', () => {
  const LATE = { lagSeconds: 30, creation: { kind: 'fixed', seconds: 60 } } as const;

  test('a request is on no list, and so tempts to make a second one, which fails', async () => {
    const world = new World(LATE);
    const listed = async () => ((await world.call('listCreateAccountStatus')).CreateAccountStatuses as JsonObject[]).length;
    await world.play(async () => {
      await world.request('acme@example.com');
      expect(await listed()).toBe(0);
      const second = await world.request('acme@example.com');
      await world.wait(31);
      expect(await listed()).toBe(2);
      await world.wait(90);
      expect(await world.status(second)).toMatchObject({ FailureReason: 'CONCURRENT_ACCOUNT_MODIFICATION' });
    });
  });

  test('a creation that is over is told to be IN_PROGRESS, without an account, and the account is nowhere', async () => {
    const world = new World(LATE);
    const listed = async () => ((await world.call('listAccounts')).Accounts as JsonObject[]).length;
    await world.play(async () => {
      const id = await world.request('acme@example.com');
      await world.wait(61);
      const early = await world.status(id);
      expect([early.State, 'AccountId' in early, 'CompletedTimestamp' in early, await listed()]).toEqual(['IN_PROGRESS', false, false, 1]);
      await expect(world.call('listParents', { ChildId: world.organization.accounts()[1].id })).rejects.toEqual(refusal('ChildNotFoundException'));
      await world.wait(30);
      expect([(await world.status(id)).State, await listed()]).toEqual(['SUCCEEDED', 2]);
    });
  });

  test('an account is listed where it was, though it cannot be moved from there again', async () => {
    const { world, root, onboarding, tenants, acme, move } = grown(LATE);
    const listed = async (ParentId: string) => ((await world.call('listAccountsForParent', { ParentId })).Accounts as JsonObject[]).map(({ Id }) => Id);
    await world.play(async () => {
      await move(root, onboarding);
      await expect(world.call('listParents', { ChildId: acme })).resolves.toEqual({ Parents: [{ Id: root, Type: 'ROOT' }] });
      expect([(await listed(root)).includes(acme), await listed(onboarding)]).toEqual([true, []]);
      await expect(move(root, tenants)).rejects.toEqual(refusal('SourceParentNotFoundException'));
      await world.wait(31);
      expect([(await listed(root)).includes(acme), await listed(onboarding)]).toEqual([false, [acme]]);
    });
  });
});

test('a move changes parent, path and both lists', async () => {
  const { world, root, onboarding, acme, move } = grown();
  await world.play(async () => {
    await move(root, onboarding);
    await expect(world.call('listParents', { ChildId: acme })).resolves.toEqual({ Parents: [{ Id: onboarding, Type: 'ORGANIZATIONAL_UNIT' }] });
    const { Accounts: there } = await world.call('listAccountsForParent', { ParentId: onboarding });
    expect(there).toEqual([expect.objectContaining({ Id: acme, State: 'ACTIVE', Paths: [`${world.organization.organizationId()}/${root}/${onboarding}/${acme}/`] })]);
    expect((there as JsonObject[])[0]).not.toHaveProperty('Status');
    const { Children: left } = await world.call('listChildren', { ParentId: root, ChildType: 'ACCOUNT' });
    expect(left).toEqual([{ Id: world.cloud.managementAccount, Type: 'ACCOUNT' }]);
  });
});

test('after whatever moves, each account is in exactly one place, and the lists of all places together are all accounts', async () => {
  await fc.assert(fc.property(fc.array(fc.tuple(fc.nat(4), fc.nat(3))), moves => {
    const { organization, cloud } = new World();
    const units = [organization.rootId(), ...['a', 'b'].map(name => organization.addOrganizationalUnit(name))];
    units.push(organization.addOrganizationalUnit('c', units[1]));
    const accounts = Array.from({ length: 5 }, (_, at) => organization.addAccount({ name: `t${at}`, email: `t${at}@example.com` }));
    for (const [account, unit] of moves) {
      const handle = () => organization.handle({
        service: 'organizations',
        action: 'moveAccount',
        caller: { principal: 'operator', account: cloud.managementAccount, region: 'us-east-1' },
        parameters: {
          AccountId: accounts[account],
          SourceParentId: organization.parentOf(accounts[account]),
          DestinationParentId: units[unit],
        },
      });
      if (organization.parentOf(accounts[account]) === units[unit]) { expect(handle).toThrow(); } else { handle(); }
    }
    const all = [cloud.managementAccount, ...accounts];
    expect(organization.accountsUnder(organization.rootId()).sort()).toEqual(all.sort());
    for (const account of accounts) {
      expect(organization.isUnder(account, organization.parentOf(account)!)).toBe(true);
      expect(organization.pathOf(account)).toContain(organization.parentOf(account)!);
    }
  }));
});

describe('an OU is refused', () => {
  test('when its name is taken under the same parent; under another it is not', async () => {
    const { world, root, tenants } = grown();
    await world.play(async () => {
      await world.call('createOrganizationalUnit', { ParentId: tenants, Name: 'onboarding' });
      await expect(world.call('createOrganizationalUnit', { ParentId: root, Name: 'onboarding' }))
        .rejects.toEqual(refusal('DuplicateOrganizationalUnitException'));
    });
  });

  test('when it would be the sixth level', () => {
    const { world } = grown();
    let unit = world.organization.rootId();
    for (let level = 1; level <= 5; level++) { unit = world.organization.addOrganizationalUnit('deeper', unit); }
    expect(() => world.organization.addOrganizationalUnit('deeper', unit)).toThrow(refusal('ConstraintViolationException', 'OU_DEPTH_LIMIT_EXCEEDED'));
  });

  test('when the organization has 2,000', () => {
    const { world } = grown();
    for (let at = 2; at < 2000; at++) { world.organization.addOrganizationalUnit(`u${at}`); }
    expect(() => world.organization.addOrganizationalUnit('one more')).toThrow(refusal('ConstraintViolationException', 'OU_NUMBER_LIMIT_EXCEEDED'));
  });

  test('under a parent that does not exist', async () => {
    const { world } = grown();
    await expect(world.play(() => world.call('createOrganizationalUnit', { ParentId: 'r-zzzz', Name: 'x' }))).rejects.toEqual(refusal('ParentNotFoundException'));
  });
});

test('an OU is renamed, unless the name is taken, and deleted when it is empty and there', async () => {
  const { world, root, onboarding, tenants, acme, move } = grown();
  const about = (OrganizationalUnitId: string, more: JsonObject = {}) => ({ OrganizationalUnitId, ...more });
  await world.play(async () => {
    await expect(world.call('updateOrganizationalUnit', about(tenants, { Name: 'onboarding' }))).rejects.toEqual(refusal('DuplicateOrganizationalUnitException'));
    await expect(world.call('updateOrganizationalUnit', about(tenants, { Name: 'customers' }))).resolves.toMatchObject({ OrganizationalUnit: { Id: tenants, Name: 'customers' } });
    await move(root, onboarding);
    await world.wait(2);
    await expect(world.call('deleteOrganizationalUnit', about(onboarding))).rejects.toEqual(refusal('OrganizationalUnitNotEmptyException'));
    await move(onboarding, root, acme);
    await world.wait(2);
    await world.call('deleteOrganizationalUnit', about(onboarding));
    await expect(world.call('deleteOrganizationalUnit', about(onboarding))).rejects.toEqual(refusal('OrganizationalUnitNotFoundException'));
  });
});

test.each(['updateOrganizationalUnit', 'deleteOrganizationalUnit'])('IAM is asked about the OU by %s', action => {
  const { world, tenants } = grown();
  const caller = { principal: 'role', account: world.cloud.managementAccount, region: 'us-east-1' };
  const asked = world.organization.permissions({ service: 'organizations', action, parameters: { OrganizationalUnitId: tenants }, caller });
  expect(asked).toEqual([expect.objectContaining({ resource: expect.stringMatching(new RegExp(`:ou/o-[a-z0-9]+/${tenants}$`)) })]);
});

test('tags are set, replaced, removed, and an unknown resource has none', async () => {
  const { world, acme } = grown();
  await world.play(async () => {
    await world.call('tagResource', { ResourceId: acme, Tags: [{ Key: 'tier', Value: 'free' }, { Key: 'x', Value: '' }] });
    await world.call('tagResource', { ResourceId: acme, Tags: [{ Key: 'tier', Value: 'gold' }] });
    await world.call('untagResource', { ResourceId: acme, TagKeys: ['x'] });
    await expect(world.call('listTagsForResource', { ResourceId: acme })).resolves.toEqual({ Tags: [{ Key: 'tier', Value: 'gold' }] });
    await expect(world.call('listTagsForResource', { ResourceId: '999999999999' })).rejects.toEqual(refusal('TargetNotFoundException'));
  });
});

test('accounts are listed in pages of at most 20, and a larger page is refused', async () => {
  const { world } = grown();
  for (let at = 0; at < 40; at++) { world.organization.addAccount({ name: `t${at}`, email: `t${at}@example.com` }); }
  await world.play(async () => {
    await expect(world.call('listAccounts', { MaxResults: 21 })).rejects.toEqual(refusal('InvalidInputException', 'MAX_VALUE_EXCEEDED'));
    const seen: string[] = [];
    let token: JsonObject = {};
    do {
      const answer = await world.call('listAccounts', token);
      expect((answer.Accounts as JsonObject[]).length).toBeLessThanOrEqual(20);
      seen.push(...(answer.Accounts as JsonObject[]).map(({ Id }) => String(Id)));
      token = { NextToken: answer.NextToken };
    } while (token.NextToken);
    expect(seen).toHaveLength(42);
    expect(new Set(seen).size).toBe(42);
  });
});

test('a call that is not modelled is refused aloud', async () => {
  const { world } = grown();
  await expect(world.play(() => world.call('leaveOrganization'))).rejects.toThrow('the lab does not model organizations:leaveOrganization');
});

test('a bucket of tokens belongs to an account whatever the Region, and another to the whole organization', async () => {
  const { world, acme } = grown();
  world.organization.enableServiceAccess('account.amazonaws.com');
  world.organization.registerDelegatedAdministrator(acme, 'account.amazonaws.com');
  const list = (account: string, region: string) => world.cloud
    .call({ principal: 'operator', trusted: true, account, region }, 'organizations', 'listRoots', {})
    .then(() => 'taken', error => error.code);
  // Two at once for an account, three for the organization.
  const answers = await world.play(() => Promise.all([
    list(world.cloud.managementAccount, 'us-east-1'), list(world.cloud.managementAccount, 'eu-west-1'),
    list(world.cloud.managementAccount, 'eu-west-1'), list(acme, 'us-east-1'), list(acme, 'us-east-1'),
  ]));
  expect(answers.filter(answer => answer === 'taken')).toHaveLength(3);
  expect(answers.filter(answer => answer === 'TooManyRequestsException')).toHaveLength(2);
});
