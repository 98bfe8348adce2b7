import { CONFIG_PRINCIPALS } from '../../../src/organization/contract';
import { Security, SecurityWish, delegateSecurity } from '../../../src/organization/handlers/delegate-security';

const SECURITY = '444444444444';
const OTHER = '999999999999';
const GUARDDUTY = 'guardduty.amazonaws.com';
const WISH: SecurityWish = { account: SECURITY, services: CONFIG_PRINCIPALS, regions: ['us-east-1', 'eu-central-1'] };

interface State {
  readonly trusted?: readonly string[];
  /** Service → accounts. */
  readonly delegates?: Readonly<Record<string, string[]>>;
  /** Region → account → status. */
  readonly guardDuty?: Readonly<Record<string, Record<string, string>>>;
  /** How often each change is refused before it is taken. */
  readonly refusals?: number;
}

/** An organization that writes down how it is changed. */
function organization({ trusted = [], delegates = {}, guardDuty = {}, refusals = 0 }: State = {}) {
  const [services, changes] = [new Set(trusted), [] as string[]];
  const accounts = new Map(Object.entries(delegates).map(([service, ids]) => [service, [...ids]]));
  const administrators = new Map(Object.entries(guardDuty));
  const refused = new Map<string, number>();
  let pauses = 0;
  const change = async (what: string, take: () => void) => {
    const before = refused.get(what) ?? 0;
    refused.set(what, before + 1);
    if (before < refusals) { throw Object.assign(new Error('not now'), { name: 'BadRequestException' }); }
    changes.push(what);
    take();
  };
  const made: Security = {
    root: async () => ({ id: 'r-a', organization: 'o-a', policyTypes: {} }),
    trustedServices: async () => [...services],
    trust: service => change(`trust ${service}`, () => services.add(service)),
    delegatedAdministrators: async service => [...accounts.get(service) ?? []],
    delegate: (account, service) => change(`${service} to ${account}`, () => accounts.set(service, [...accounts.get(service) ?? [], account])),
    guardDutyAdministrators: async region => administrators.get(region) ?? {},
    delegateGuardDuty: (account, region) => change(`${region} to ${account}`, () => administrators.set(region, { [account]: 'ENABLED' })),
    activateStackSets: () => Promise.reject(new Error('nobody asked for stack sets')),
    enablePolicyType: () => Promise.reject(new Error('nobody asked for policies')),
    pause: async () => { pauses++; },
  };
  return { made, changes, pauses: () => pauses };
}

const ALL = [
  'trust config.amazonaws.com', `config.amazonaws.com to ${SECURITY}`,
  'trust config-multiaccountsetup.amazonaws.com', `config-multiaccountsetup.amazonaws.com to ${SECURITY}`,
  `us-east-1 to ${SECURITY}`, `eu-central-1 to ${SECURITY}`,
];

describe('another administrator of GuardDuty is left alone, and nothing is changed', () => {
  test('the message names it, each Region in which it is, and the cure', async () => {
    const { made, changes } = organization({ guardDuty: { 'us-east-1': { [OTHER]: 'ENABLED' }, 'eu-central-1': { [OTHER]: 'ENABLED' } } });
    await expect(delegateSecurity(WISH, made)).rejects.toThrow(
      `GuardDuty is administered by account ${OTHER} (us-east-1, eu-central-1), which is not replaced by ${SECURITY}: give the security account that it has, or take it back first with guardduty:DisableOrganizationAdminAccount`);
    expect(changes).toEqual([]);
  });

  test('also where it is so only in Regions that nobody asked for, as Organizations knows', async () => {
    const { made, changes } = organization({ delegates: { [GUARDDUTY]: [OTHER] } });
    await expect(delegateSecurity(WISH, made)).rejects.toThrow(`account ${OTHER} (AWS Organizations)`);
    expect(changes).toEqual([]);
  });

  test('also while it is on its way out, for GuardDuty has one administrator', async () => {
    const { made } = organization({ guardDuty: { 'eu-central-1': { [OTHER]: 'DISABLE_IN_PROGRESS' } } });
    await expect(delegateSecurity(WISH, made)).rejects.toThrow(`account ${OTHER} (eu-central-1)`);
  });
});

test('what is refused for good fails with the step, the Region and the words of AWS', async () => {
  const { made } = organization({ guardDuty: { 'us-east-1': { [SECURITY]: 'ENABLED' } }, refusals: 99, ...configured() });
  await expect(delegateSecurity(WISH, made)).rejects.toThrow(
    `delegating GuardDuty in eu-central-1 to ${SECURITY} was refused 12 times within a minute, at last with BadRequestException: not now`);
});

test('a Region that cannot be read fails with its name', async () => {
  const { made } = organization();
  made.guardDutyAdministrators = () => Promise.reject(Object.assign(new Error('no'), { name: 'UnrecognizedClientException' }));
  await expect(delegateSecurity(WISH, made)).rejects.toThrow(/^reading who administers GuardDuty in us-east-1 was refused .* UnrecognizedClientException: no/);
});

test('what is refused at first is tried again, each time after a look', async () => {
  const { made, changes, pauses } = organization({ refusals: 3 });
  await delegateSecurity(WISH, made);
  expect([changes, pauses()]).toEqual([ALL, 6 * 3]);
});

test('what came about though the answer was an error is not asked for again', async () => {
  const { made, changes } = organization();
  const { delegateGuardDuty } = made;
  made.delegateGuardDuty = async (...which) => {
    await delegateGuardDuty(...which);
    throw new Error('the answer was lost');
  };
  await delegateSecurity(WISH, made);
  expect(changes).toEqual(ALL);
});

test('nothing is there: Config is trusted and delegated, then GuardDuty, one Region after the other', async () => {
  const { made, changes } = organization();
  await expect(delegateSecurity(WISH, made)).resolves.toEqual({ OrganizationId: 'o-a', RootId: 'r-a' });
  expect(changes).toEqual(ALL);
});

test('a delegation of ours that somebody is just taking back is asked for again', async () => {
  const { made, changes } = organization({ guardDuty: { 'us-east-1': { [SECURITY]: 'DISABLE_IN_PROGRESS' } }, refusals: 2 });
  await delegateSecurity(WISH, made);
  expect(changes).toEqual(ALL);
});

test('a second time changes nothing', async () => {
  const { made, changes } = organization();
  await delegateSecurity(WISH, made);
  await delegateSecurity(WISH, made);
  expect(changes).toEqual(ALL);
});

test.each(ALL.map((_, done) => done))('a run that ended after %i changes is taken up where it ended', async done => {
  const { made, changes } = organization();
  const [trust, delegate, delegateGuardDuty] = [made.trust, made.delegate, made.delegateGuardDuty];
  const dying = <A extends unknown[]>(change: (...which: A) => Promise<void>) => (...which: A) =>
    changes.length < done ? change(...which) : Promise.reject(new Error('gone'));
  await expect(delegateSecurity(WISH, { ...made, trust: dying(trust), delegate: dying(delegate), delegateGuardDuty: dying(delegateGuardDuty) })).rejects.toThrow('gone');
  expect(changes).toEqual(ALL.slice(0, done));
  await delegateSecurity(WISH, made);
  expect(changes).toEqual(ALL);
});

test('other administrators of AWS Config stay beside ours', async () => {
  const { made, changes } = organization({ trusted: CONFIG_PRINCIPALS, delegates: { 'config.amazonaws.com': [OTHER] } });
  await delegateSecurity(WISH, made);
  expect(changes).toContain(`config.amazonaws.com to ${SECURITY}`);
  await expect(made.delegatedAdministrators('config.amazonaws.com')).resolves.toEqual([OTHER, SECURITY]);
});

/** Config is done already. */
function configured(): State {
  const delegates = Object.fromEntries(CONFIG_PRINCIPALS.map(service => [service, [SECURITY]]));
  return { trusted: CONFIG_PRINCIPALS, delegates };
}
