import { Cloud } from '../../../../src/lab/cloud';
import { JsonObject } from '../../../../src/lab/json';
import { Organizations, organizations } from '../../../../src/lab/services/organizations/organizations';
import { ServiceQuotas, serviceQuotas, ServiceQuotasOptions } from '../../../../src/lab/services/servicequotas/service-quotas';

const TENANT = '222222222222';
const LAMBDA = { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' };
const more = Array.from({ length: 25 }, (_, at) => ({ service: 'demo', quota: `L-${at}`, name: `quota ${at}`, value: () => 1 }));

function world(options: ServiceQuotasOptions = {}) {
  const cloud = new Cloud();
  cloud.add(serviceQuotas({ decision: { kind: 'fixed', seconds: 600 }, catalogue: more, ...options }));
  const call = (action: string, parameters: JsonObject, { account = TENANT, region = 'us-east-1' } = {}) =>
    cloud.call({ principal: 'operator', trusted: true, account, region }, 'servicequotas', action, parameters);
  const ask = async (parameters: JsonObject, where = {}) =>
    (await call('requestServiceQuotaIncrease', { ...LAMBDA, ...parameters }, where)).RequestedQuota as JsonObject;
  const play = async <T>(story: () => Promise<T>) => {
    const played = story();
    played.catch(() => undefined);
    await cloud.clock.run();
    return played;
  };
  return { cloud, room: cloud.room<ServiceQuotas>('servicequotas'), call, ask, play, wait: (seconds: number) => cloud.clock.sleep(seconds * 1000) };
}

const refusal = (code: string) => expect.objectContaining({ code });

describe('a request is refused', () => {
  test.each<[string, JsonObject]>([
    ['for what is there already', { DesiredValue: 1000 }], ['for a text', { DesiredValue: '2000' }], ['with a bad code', { QuotaCode: '?', DesiredValue: 1 }],
  ])('%s', async (_, parameters) => {
    const { ask, play } = world();
    await expect(play(() => ask(parameters))).rejects.toEqual(refusal('IllegalArgumentException'));
  });

  test('while the same one is active, and no longer when it is decided', async () => {
    const { ask, play, wait } = world();
    await play(async () => {
      await ask({ DesiredValue: 2000 });
      await expect(ask({ DesiredValue: 3000 })).rejects.toEqual(refusal('ResourceAlreadyExistsException'));
      await expect(ask({ DesiredValue: 3000 }, { account: '333333333333' })).resolves.toHaveProperty('Status', 'PENDING');
      await expect(ask({ DesiredValue: 3000 }, { region: 'eu-west-1' })).resolves.toHaveProperty('Status', 'PENDING');
      await wait(600);
      await expect(ask({ DesiredValue: 3000 })).resolves.toHaveProperty('Status', 'PENDING');
    });
  });

  test.each([['us-east-1', 20], ['eu-south-2', 2]])('in %s when %d are active', async (region, most) => {
    const { ask, play, wait } = world();
    await play(async () => {
      for (let at = 0; at < most; at++) {
        await ask({ ServiceCode: 'demo', QuotaCode: `L-${at}`, DesiredValue: 2 }, { region });
        await wait(1);
      }
      await expect(ask({ ServiceCode: 'demo', QuotaCode: 'L-24', DesiredValue: 2 }, { region })).rejects.toEqual(refusal('QuotaExceededException'));
    });
  });

  test('at the seventh within a second, by the rate of three and a burst of three more', async () => {
    const { call, cloud } = world();
    const asked = Array.from({ length: 12 }, (_, at) =>
      call('requestServiceQuotaIncrease', { ServiceCode: 'demo', QuotaCode: `L-${at}`, DesiredValue: 2 }).then(() => 'taken', error => error.code));
    await cloud.clock.run();
    const answers = await Promise.all(asked);
    expect(answers.filter(answer => answer === 'taken')).toHaveLength(6);
    expect(answers.filter(answer => answer === 'TooManyRequestsException')).toHaveLength(6);
  });

  test('for the number of accounts outside of us-east-1', async () => {
    const { ask, play } = world();
    await expect(play(() => ask({ ServiceCode: 'organizations', QuotaCode: 'L-E619E033', DesiredValue: 50 }, { region: 'eu-west-1' })))
      .rejects.toEqual(refusal('NoSuchResourceException'));
  });

  test('aloud, for a quota that the lab does not know', async () => {
    const { ask, play } = world();
    await expect(play(() => ask({ QuotaCode: 'L-12345678', DesiredValue: 1 }))).rejects.toThrow('the lab does not model the quota lambda/L-12345678');
  });

  test('from another account, to look at it', async () => {
    const { call, ask, play } = world();
    await expect(play(async () => {
      const { Id } = await ask({ DesiredValue: 2000 });
      await call('getRequestedServiceQuotaChange', { RequestId: Id }, { account: '333333333333' });
    })).rejects.toEqual(refusal('NoSuchResourceException'));
  });
});

test('a request is PENDING, then APPROVED, and then the value holds, in that account and Region only', async () => {
  const { call, ask, play, wait, room } = world();
  await play(async () => {
    const { Id, Status } = await ask({ DesiredValue: 2000 });
    expect(Status).toBe('PENDING');
    await wait(601);
    expect((await call('getRequestedServiceQuotaChange', { RequestId: Id })).RequestedQuota).toMatchObject({ Status: 'APPROVED', DesiredValue: 2000 });
    expect((await call('getServiceQuota', LAMBDA)).Quota).toMatchObject({ Value: 2000 });
  });
  expect(room.value(TENANT, 'eu-west-1', 'lambda', 'L-B99A9384')).toBe(1000);
});

test('a plan opens a case, which stays open until it is decided; without leave to open one, the request is not approved', async () => {
  const { call, ask, play, wait, room } = world({ outcomes: [{ service: 'lambda', status: 'CASE_OPENED' }] });
  await play(async () => {
    const { Id } = await ask({ DesiredValue: 2000 });
    const status = async () => (await call('getRequestedServiceQuotaChange', { RequestId: Id })).RequestedQuota;
    await wait(10000);
    expect(await status()).toMatchObject({ Status: 'CASE_OPENED', CaseId: expect.stringMatching(/^\d+$/) });
    room.decide(String(Id), 'DENIED');
    expect(await status()).toMatchObject({ Status: 'DENIED' });
    const again = await ask({ DesiredValue: 2000, SupportCaseAllowed: false });
    await wait(601);
    const { RequestedQuotas: found } = await call('listRequestedServiceQuotaChangeHistoryByQuota', { ...LAMBDA, Status: 'NOT_APPROVED' });
    expect(found).toEqual([expect.objectContaining({ Id: again.Id })]);
  });
  expect(room.value(TENANT, 'us-east-1', 'lambda', 'L-B99A9384')).toBe(1000);
});

test('an account that Organizations made begins with less, if the lab is told so; one that was invited does not', async () => {
  const { cloud, room, ask, play } = world({ newAccounts: { 'lambda/L-B99A9384': 10 } });
  cloud.add(organizations());
  const organization = cloud.room<Organizations>('organizations');
  const born = organization.addAccount({ name: 'born', email: 'born@example.com' });
  const joined = organization.addAccount({ name: 'joined', email: 'joined@example.com', joinedMethod: 'INVITED' });
  const valueOf = (account: string) => room.value(account, 'us-east-1', 'lambda', 'L-B99A9384');
  expect([born, joined, cloud.managementAccount].map(valueOf)).toEqual([10, 1000, 1000]);
  await play(() => ask({ DesiredValue: 500 }, { account: born }));
  expect(valueOf(born)).toBe(500);
});

test('what the lab lets functions do at once is what the quota says', () => {
  const { cloud, room } = world();
  cloud.quotas.set('lambda.concurrentExecutions', 50);
  expect(room.value(TENANT, 'us-east-1', 'lambda', 'L-B99A9384')).toBe(50);
});

test('more accounts, once approved, are more accounts', async () => {
  const { cloud, ask, play } = world();
  await play(() => ask({ ServiceCode: 'organizations', QuotaCode: 'L-E619E033', DesiredValue: 500 }, { account: cloud.managementAccount }));
  expect(cloud.quotas.value('organizations.accounts')).toBe(500);
});

test('IAM is asked about the quota by a request, and about anything by reads', () => {
  const { cloud, room } = world();
  const asked = (action: string) => room.permissions({
    service: 'servicequotas', action, parameters: LAMBDA, caller: { principal: 'role', account: TENANT, region: 'eu-west-1' },
  })[0].resource;
  expect(asked('requestServiceQuotaIncrease')).toBe(`arn:${cloud.partition}:servicequotas:eu-west-1:${TENANT}:lambda/L-B99A9384`);
  expect(asked('getServiceQuota')).toBe('*');
});
