import * as fc from 'fast-check';
import { refusal, World } from './organization';
import { Fault, FaultSource } from '../../../../src/lab/faults';
import { JsonObject } from '../../../../src/lab/json';
import { FAILURE_REASONS } from '../../../../src/lab/services/organizations/failure-reasons';

describe('a request for an account is refused at once', () => {
  const invalid: [string, JsonObject, string][] = [
    ['without an address', { Email: undefined }, 'INPUT_REQUIRED'],
    ['with an address of 5 characters', { Email: 'a@b.c' }, 'MIN_LENGTH_EXCEEDED'],
    ['with an address of 65 characters', { Email: `${'a'.repeat(53)}@example.com` }, 'MAX_LENGTH_EXCEEDED'],
    ['with two @', { Email: 'a@b@example.com' }, 'INVALID_PATTERN'],
    ['with a space before the @', { Email: 'acme corp@example.com' }, 'INVALID_PATTERN'],
    ['with an address that begins with a dot', { Email: '.acme@example.com' }, 'INVALID_PATTERN'],
    ['with a letter beyond ASCII in the address', { Email: 'äcme@example.com' }, 'INVALID_PATTERN'],
    ['with an ampersand in the address', { Email: 'a&b@example.com' }, 'INVALID_PATTERN'],
    ['with a domain that ends with a hyphen', { Email: 'acme@example.com-' }, 'INVALID_PATTERN'],
    ['with a domain without a dot', { Email: 'acme@localhost' }, 'INVALID_PATTERN'],
    ['with an empty name', { AccountName: '' }, 'MIN_LENGTH_EXCEEDED'],
    ['with a name of 51 characters', { AccountName: 'x'.repeat(51) }, 'MAX_LENGTH_EXCEEDED'],
    ['with a name beyond ASCII', { AccountName: 'Bäckerei' }, 'INVALID_PATTERN'],
    ['with a name that reads like script', { AccountName: '<script>alert(1)' }, 'INVALID_PATTERN'],
    ['with a role of AWS', { RoleName: 'AWSServiceRoleForMe' }, 'INVALID_ROLE_NAME'],
    ['with an unknown choice for billing', { IamUserAccessToBilling: 'MAYBE' }, 'INVALID_ENUM'],
    ['with the same tag twice', { Tags: [{ Key: 'a', Value: '1' }, { Key: 'a', Value: '2' }] }, 'DUPLICATE_TAG_KEY'],
    ['with a tag of AWS', { Tags: [{ Key: 'aws:a', Value: '1' }] }, 'INVALID_SYSTEM_TAGS_PARAMETER'],
    ['with a tag value of null', { Tags: [{ Key: 'a', Value: null }] }, 'INPUT_REQUIRED'],
    ['with a tag value that has a bracket', { Tags: [{ Key: 'a', Value: '(x)' }] }, 'INVALID_PATTERN'],
  ];
  test.each(invalid)('%s', async (_, parameters, reason) => {
    const world = new World();
    const call = () => world.call('createAccount', { Email: 'acme@example.com', AccountName: 'Acme', ...parameters });
    await expect(world.play(call)).rejects.toEqual(refusal('InvalidInputException', reason));
  });

  test('with more than 50 tags', async () => {
    const world = new World();
    const Tags = Array.from({ length: 51 }, (_, at) => ({ Key: `k${at}`, Value: '' }));
    await expect(world.play(() => world.request('acme@example.com', { Tags })))
      .rejects.toEqual(refusal('ConstraintViolationException', 'MAX_TAG_LIMIT_EXCEEDED'));
  });

  test('from a member account', async () => {
    const world = new World();
    const member = world.organization.addAccount({ name: 'member', email: 'member@example.com' });
    const call = () => world.call('createAccount', { Email: 'acme@example.com', AccountName: 'Acme' }, member);
    await expect(world.play(call)).rejects.toEqual(refusal('AccessDeniedException'));
  });

  test('while the organization is being set up', async () => {
    const world = new World({ finalizingSeconds: 3600 });
    await expect(world.play(() => world.request('acme@example.com'))).rejects.toEqual(refusal('FinalizingOrganizationException'));
  });

  test('when the account quota is used up by accounts in the making', async () => {
    const world = new World();
    world.cloud.quotas.set('organizations.accounts', 3);
    await expect(world.play(async () => {
      await world.request('a@example.com');
      await world.request('b@example.com');
      await world.request('c@example.com');
    })).rejects.toEqual(refusal('ConstraintViolationException', 'ACCOUNT_NUMBER_LIMIT_EXCEEDED'));
  });

  test('when five are in progress, and no longer when one of them is done', async () => {
    const world = new World({ creation: { kind: 'fixed', seconds: 120 } });
    await world.play(async () => {
      for (let at = 0; at < 5; at++) {
        await world.request(`t${at}@example.com`);
        await world.wait(10);
      }
      await expect(world.request('t5@example.com')).rejects.toEqual(refusal('ConstraintViolationException', 'ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED'));
      await world.wait(80);
      await expect(world.request('t5@example.com')).resolves.toMatch(/^car-/);
    });
  });

  test('when more than three come at once, by the rate of one in ten seconds', async () => {
    const world = new World();
    await world.play(async () => {
      for (const name of ['a', 'b', 'c']) { await world.request(`${name}@example.com`); }
      await expect(world.request('d@example.com')).rejects.toEqual(refusal('TooManyRequestsException'));
      await world.wait(10);
      await expect(world.request('d@example.com')).resolves.toMatch(/^car-/);
    });
  });
});

describe('an accepted request ends FAILED', () => {
  async function end(world: World, ...emails: string[]): Promise<JsonObject> {
    return world.play(async () => {
      let id = '';
      for (const email of emails) { id = await world.request(email); }
      await world.wait(200);
      return world.status(id);
    });
  }

  test('for an address that an account somewhere in AWS has, in whatever case', async () => {
    const world = new World({ takenEmails: ['Acme@example.com'] });
    await expect(end(world, 'acme@EXAMPLE.com')).resolves.toMatchObject({ State: 'FAILED', FailureReason: 'EMAIL_ALREADY_EXISTS' });
  });

  test('for an address whose first request is still in progress', async () => {
    await expect(end(new World(), 'acme@example.com', 'acme@example.com'))
      .resolves.toMatchObject({ State: 'FAILED', FailureReason: 'CONCURRENT_ACCOUNT_MODIFICATION' });
  });

  test('for the reason that the plan of faults gives, and without an account', async () => {
    const world = new World({}, { faults: [{ kind: 'creation', reason: 'INTERNAL_FAILURE', mentions: 'acme' }] });
    const status = await end(world, 'acme@example.com');
    expect(status).toMatchObject({ State: 'FAILED', FailureReason: 'INTERNAL_FAILURE' });
    expect(status).not.toHaveProperty('AccountId');
    expect(world.organization.accounts()).toHaveLength(1);
  });

  test.each([...FAILURE_REASONS])('for %s, of the 15 reasons of the API', async reason => {
    const world = new World({}, { faults: [{ kind: 'creation', reason }] });
    await expect(end(world, 'acme@example.com')).resolves.toMatchObject({ State: 'FAILED', FailureReason: reason });
    expect(FAILURE_REASONS.size).toBe(15);
  });

  test('but not for a reason that AWS never gives', async () => {
    const bad: Fault = { kind: 'creation', reason: 'BAD_LUCK' };
    expect(() => new World({}, { faults: [bad] })).toThrow('faults[0].reason must be one of ACCOUNT_LIMIT_EXCEEDED, ');
    const chance = { next: (kind: string) => kind === 'creation' ? bad : undefined, tally: () => [], indexOf: () => -1 } as unknown as FaultSource;
    const world = new World({}, { faults: chance });
    await expect(end(world, 'acme@example.com')).rejects.toThrow('no account creation fails with the reason');
  });

  test('for the account quota, where the lab is told that the request is accepted all the same', async () => {
    const world = new World({ overQuota: 'ACCOUNT_LIMIT_EXCEEDED' });
    world.cloud.quotas.set('organizations.accounts', 2);
    await expect(end(world, 'a@example.com')).resolves.toMatchObject({ State: 'SUCCEEDED' });
    await expect(end(world, 'b@example.com')).resolves.toMatchObject({ State: 'FAILED', FailureReason: 'ACCOUNT_LIMIT_EXCEEDED' });
    world.cloud.quotas.set('organizations.accounts', 3);
    await expect(end(world, 'b@example.com')).resolves.toMatchObject({ State: 'SUCCEEDED' });
  });

  test.each([
    ['the last place is taken by an account that was invited', 'invited@example.com', 'ACCOUNT_LIMIT_EXCEEDED'],
    ['its address comes into the organization with another account', 'acme@example.com', 'EMAIL_ALREADY_EXISTS'],
  ])('when meanwhile %s', async (_, email, FailureReason) => {
    const world = new World();
    world.cloud.quotas.set('organizations.accounts', 2);
    const status = await world.play(async () => {
      const id = await world.request('acme@example.com');
      world.organization.addAccount({ name: 'other', email, joinedMethod: 'INVITED' });
      await world.wait(100);
      return world.status(id);
    });
    expect(status).toMatchObject({ State: 'FAILED', FailureReason });
    expect(world.organization.accounts()).toHaveLength(2);
  });

  test('and its address stays free', async () => {
    const world = new World({}, { faults: [{ kind: 'creation', reason: 'INTERNAL_FAILURE' }] });
    await end(world, 'acme@example.com');
    await expect(end(world, 'acme@example.com')).resolves.toMatchObject({ State: 'SUCCEEDED' });
  });

  test('for the address of an account that left the organization long ago', async () => {
    const world = new World();
    const id = world.organization.addAccount({ name: 'old', email: 'old@example.com', state: 'CLOSED' });
    await world.play(() => world.wait(91 * 24 * 3600));
    expect(world.organization.account(id)).toBeUndefined();
    await expect(end(world, 'old@example.com')).resolves.toMatchObject({ FailureReason: 'EMAIL_ALREADY_EXISTS' });
  });
});

test('while a creation is in progress, its status has no account, no reason and no end', async () => {
  const world = new World();
  const status = await world.play(async () => world.status(await world.request('acme@example.com')));
  expect(Object.keys(status).sort()).toEqual(['AccountName', 'Id', 'RequestedTimestamp', 'State']);
});

test('a new account is born in the root with its tags, and its maker is told of the role in it', async () => {
  const world = new World();
  const born: object[] = [];
  world.organization.onAccountCreated(account => born.push(account));
  await world.play(() => world.request('acme@example.com', { Tags: [{ Key: 'tenant', Value: 'acme' }] }));
  const account = world.organization.accounts()[1];
  expect(account).toMatchObject({ email: 'acme@example.com', state: 'ACTIVE', parent: world.organization.rootId(), tags: new Map([['tenant', 'acme']]) });
  expect(account.id).toMatch(/^\d{12}$/);
  expect(born).toEqual([{ id: account.id, name: 'acme', email: 'acme@example.com', roleName: 'OrganizationAccountAccessRole' }]);
});

test('the list of requests can be narrowed to states and comes in pages of 20', async () => {
  const world = new World({ creation: { kind: 'fixed', seconds: 1 } }, { faults: [{ kind: 'creation', reason: 'INTERNAL_FAILURE' }] });
  world.cloud.quotas.set('organizations.accounts', 100);
  await world.play(async () => {
    for (let at = 0; at < 23; at++) {
      await world.request(`t${at}@example.com`);
      await world.wait(10);
    }
    const first = await world.call('listCreateAccountStatus', { States: ['SUCCEEDED'] });
    expect(first.CreateAccountStatuses).toHaveLength(20);
    const second = await world.call('listCreateAccountStatus', { States: ['SUCCEEDED'], NextToken: first.NextToken });
    expect(second.CreateAccountStatuses).toHaveLength(2);
    expect(second).not.toHaveProperty('NextToken');
    await expect(world.call('listCreateAccountStatus', { NextToken: 'made up' })).rejects.toEqual(refusal('InvalidInputException', 'INVALID_NEXT_TOKEN'));
  });
});

test('the same seed gives the same accounts at the same times, another seed others', async () => {
  const run = async (seed: number) => {
    const world = new World({ creation: { kind: 'lognormal', medianSeconds: 45, p95Seconds: 120 } }, { seed });
    const born: string[] = [];
    world.organization.onAccountCreated(({ id }) => born.push(`${id} ${world.cloud.timestamp()}`));
    await world.play(async () => {
      for (const name of ['a', 'b', 'c']) { await world.request(`${name}@example.com`); }
    });
    return born;
  };
  expect(await run(7)).toEqual(await run(7));
  expect(await run(7)).not.toEqual(await run(8));
});

test('whatever is asked for, never are more than five in progress, and no address belongs to two accounts', async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.record({ pause: fc.nat(90), who: fc.nat(6) }), { maxLength: 25 }),
    fc.integer(),
    async (requests, seed) => {
      const world = new World({ creation: { kind: 'uniform', fromSeconds: 1, toSeconds: 200 } }, { seed });
      world.cloud.quotas.set('organizations.accounts', 1000);
      await world.play(async () => {
        for (const { pause, who } of requests) {
          await world.wait(pause);
          await world.request(`t${who}@example.com`).catch(() => undefined);
          const { CreateAccountStatuses: running } = await world.call('listCreateAccountStatus', { States: ['IN_PROGRESS'] });
          expect((running as JsonObject[]).length).toBeLessThanOrEqual(5);
        }
      });
      const emails = world.organization.accounts().map(account => account.email);
      expect(new Set(emails).size).toBe(emails.length);
    },
  ), { numRuns: 30 });
});
