import * as fc from 'fast-check';
import { Organization, Wish, enablePolicyType, prepareOrganization } from '../../../src/organization/handlers/prepare-organization';

const SERVICE = 'member.org.stacksets.cloudformation.amazonaws.com';

interface State {
  readonly stackSets: boolean;
  readonly trusted: readonly string[];
  readonly delegates: readonly string[];
}

/** An organization that writes down how it is changed. */
function organization(state: State) {
  let stackSets = state.stackSets;
  const trusted = [...state.trusted];
  const delegates = [...state.delegates];
  const changes: string[] = [];
  const made: Organization = {
    root: async () => ({ id: 'r-a', organization: 'o-a', policyTypes: {} }),
    trustedServices: () => Promise.resolve([...trusted]),
    // Says yes to whoever asks twice, as AWS does.
    activateStackSets: async () => {
      if (!stackSets) { changes.push('activate'); }
      stackSets = true;
    },
    trust: async service => {
      changes.push(`trust ${service}`);
      trusted.push(service);
    },
    delegatedAdministrators: () => Promise.resolve([...delegates]),
    delegate: async account => {
      if (!stackSets) { throw new Error('stack sets are not trusted yet'); }
      changes.push(`delegate to ${account}`);
      delegates.push(account);
    },
    enablePolicyType: async () => undefined,
    pause: async () => undefined,
  };
  return { made, changes, now: (): State => ({ stackSets, trusted, delegates }) };
}

/** An organization that enables policy types after so many looks. */
function policyTypes(statuses: readonly (string | undefined)[]) {
  const asked: string[] = [];
  let looks = 0;
  return {
    asked,
    looks: () => looks,
    made: {
      root: async () => {
        const status = statuses[Math.min(looks++, statuses.length - 1)];
        const types: Record<string, string> = status ? { SERVICE_CONTROL_POLICY: status } : {};
        return { id: 'r-a', organization: 'o-a', policyTypes: types };
      },
      enablePolicyType: async (policyType: string) => { asked.push(policyType); },
      pause: async () => undefined,
    },
  };
}

const anyServices = fc.uniqueArray(fc.constantFrom('account.amazonaws.com', 'sso.amazonaws.com', 'ram.amazonaws.com'));
const anyAccounts = fc.uniqueArray(fc.constantFrom('111111111111', '222222222222', '333333333333'));
const anyState = fc.record({ stackSets: fc.boolean(), trusted: anyServices, delegates: anyAccounts });
const anyWish: fc.Arbitrary<Wish> = fc.record({
  trustedServices: anyServices,
  delegatedService: fc.constant(SERVICE),
  delegatedAdministrator: fc.option(fc.constantFrom('222222222222', '444444444444'), { nil: undefined }),
});

test('whatever the organization looks like, the wish comes true and nothing that was there goes away', async () => {
  await fc.assert(fc.asyncProperty(anyState, anyWish, async (before, wish) => {
    const { made, now } = organization(before);
    await prepareOrganization(wish, made);
    const after = now();
    expect(after.stackSets).toBe(true);
    expect(after.trusted).toEqual(expect.arrayContaining([...before.trusted, ...wish.trustedServices]));
    const wished = wish.delegatedAdministrator ? [wish.delegatedAdministrator] : [];
    expect(after.delegates).toEqual(expect.arrayContaining([...before.delegates, ...wished]));
  }));
});

test('whatever the organization looks like, a second run changes nothing', async () => {
  await fc.assert(fc.asyncProperty(anyState, anyWish, async (before, wish) => {
    const { made, changes } = organization(before);
    await prepareOrganization(wish, made);
    const once = changes.length;
    await prepareOrganization(wish, made);
    expect(changes).toHaveLength(once);
  }));
});

test('nothing is done twice that was there before', async () => {
  const { made, changes } = organization({ stackSets: true, trusted: ['account.amazonaws.com'], delegates: ['222222222222'] });
  await prepareOrganization({ trustedServices: ['account.amazonaws.com'], delegatedService: SERVICE, delegatedAdministrator: '222222222222' }, made);
  expect(changes).toEqual([]);
});

test('stack sets are trusted before anybody becomes their administrator', async () => {
  const { made, changes } = organization({ stackSets: false, trusted: [], delegates: [] });
  await prepareOrganization({ trustedServices: [], delegatedService: SERVICE, delegatedAdministrator: '222222222222' }, made);
  expect(changes).toEqual(['activate', 'delegate to 222222222222']);
});

test('a platform in the management account delegates to nobody and does not even look', async () => {
  const { made } = organization({ stackSets: true, trusted: [], delegates: [] });
  made.delegatedAdministrators = () => Promise.reject(new Error('may not look'));
  await expect(prepareOrganization({ trustedServices: [], delegatedService: SERVICE }, made)).resolves.toEqual({ OrganizationId: 'o-a', RootId: 'r-a' });
});

test('what AWS refuses fails the deployment with the words of AWS', async () => {
  const { made } = organization({ stackSets: true, trusted: [], delegates: [] });
  made.trust = () => Promise.reject(new Error('ConstraintViolationException: not now'));
  await expect(prepareOrganization({ trustedServices: ['x'], delegatedService: SERVICE }, made)).rejects.toThrow('not now');
});

describe('a type of policies', () => {
  const enabled = async (statuses: readonly (string | undefined)[]) => {
    const types = policyTypes(statuses);
    const { made } = organization({ stackSets: false, trusted: [], delegates: [] });
    const found = await enablePolicyType('SERVICE_CONTROL_POLICY', { ...made, ...types.made });
    return { found, ...types };
  };

  test('that is enabled is not enabled again', async () => {
    const { asked, found } = await enabled(['ENABLED']);
    expect(asked).toEqual([]);
    expect(found).toEqual({ OrganizationId: 'o-a', RootId: 'r-a' });
  });

  test('that is not is enabled, and waited for', async () => {
    const { asked, looks } = await enabled([undefined, 'PENDING_ENABLE', 'PENDING_ENABLE', 'ENABLED']);
    expect(asked).toEqual(['SERVICE_CONTROL_POLICY']);
    expect(looks()).toBe(4);
  });

  test('that somebody is just enabling is waited for', async () => {
    expect((await enabled(['PENDING_ENABLE', 'ENABLED'])).asked).toEqual([]);
  });

  test('that somebody is just disabling is enabled again afterwards', async () => {
    expect((await enabled(['PENDING_DISABLE', undefined, 'ENABLED'])).asked).toEqual(['SERVICE_CONTROL_POLICY']);
  });

  test('that never comes fails with what to do', async () => {
    await expect(enabled(['PENDING_ENABLE'])).rejects.toThrow('SERVICE_CONTROL_POLICY was not enabled after five minutes; deploy again');
  });
});
