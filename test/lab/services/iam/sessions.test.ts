import * as fc from 'fast-check';
import { aCloud, allow, deny, HOME, policyOf, TENANT, trustOf } from './a-cloud';
import { JsonObject } from '../../../../src/lab/json';
import { Caller } from '../../../../src/lab/room';

const FUNCTION = `arn:aws:lambda:eu-west-1:${TENANT}:function:orders`;
const OTHER = `arn:aws:lambda:eu-west-1:${TENANT}:function:bills`;
const TARGET = `arn:aws:iam::${TENANT}:role/redrive`;
const WORKER = `arn:aws:iam::${HOME}:role/worker`;
const ALL = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];

/** A worker who assumes a role that may invoke both functions of a tenant's account. */
function aWorld({ may = ALL, trusted = ALL, condition, target = [allow('lambda:InvokeFunction', '*')] }: {
  may?: string[]; trusted?: string[]; condition?: JsonObject; target?: JsonObject[];
} = {}) {
  const world = aCloud();
  const worker = world.role([allow(may, TARGET)]);
  world.role(target, { name: 'redrive', account: TENANT, trust: trustOf({ AWS: WORKER }, condition, 'Allow', trusted) });
  return {
    ...world,
    worker,
    assume: async (more: JsonObject, by: Caller = worker, RoleArn = TARGET): Promise<Caller> => {
      const { Credentials } = await world.settle(world.cloud.call(by, 'sts', 'assumeRole', { RoleArn, RoleSessionName: 'me', ...more }));
      return world.sts.callerWith(String((Credentials as JsonObject).SessionToken), 'eu-west-1');
    },
    may: (caller: Caller, resource: string) => world.room.allows(caller, { action: 'lambda:InvokeFunction', resource }),
  };
}

const policy = (...statements: JsonObject[]) => ({ Policy: JSON.stringify(policyOf(...statements)) });

describe('a session is refused', () => {
  test.each<[string, JsonObject, string]>([
    ['with a policy that is no JSON', { Policy: '{' }, 'MalformedPolicyDocument'],
    ['with a policy that names a principal', policy({ ...allow('*', '*'), Principal: '*' }), 'MalformedPolicyDocument'],
    ['with a policy of 2,049 characters', { Policy: JSON.stringify(policyOf(allow('*', '*'))).padEnd(2049) }, 'ValidationError'],
    ['with 51 tags', { Tags: Array.from({ length: 51 }, (_, n) => ({ Key: String(n), Value: 'x' })) }, 'ValidationError'],
    ['with a tag that is too long', { Tags: [{ Key: 'a', Value: 'x'.repeat(257) }] }, 'ValidationError'],
    ['with an identity of one character', { SourceIdentity: 'a' }, 'ValidationError'],
  ])('%s', async (_, more, name) => {
    await expect(aWorld().assume(more)).rejects.toMatchObject({ name });
  });

  test.each([['tags', 'sts:TagSession', { Tags: [{ Key: 'tenant', Value: 'acme' }] }], ['an identity', 'sts:SetSourceIdentity', { SourceIdentity: 'anna' }]])(
    'with %s, unless both sides allow %s', async (_, action, more) => {
      const without = ALL.filter(each => each !== action);
      await expect(aWorld({ may: without }).assume(more)).rejects.toThrow(`not authorized to perform: ${action}`);
      await expect(aWorld({ trusted: without }).assume(more)).rejects.toThrow(`not authorized to perform: ${action}`);
      await expect(aWorld().assume(more)).resolves.toBeDefined();
    });

  test('with a tag that the trust policy does not expect', async () => {
    const { assume } = aWorld({ condition: { 'StringEquals': { 'aws:RequestTag/tenant': 'acme' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['tenant'] } } });
    await expect(assume({ Tags: [{ Key: 'tenant', Value: 'zoo' }] })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume({ Tags: [{ Key: 'tenant', Value: 'acme' }, { Key: 'more', Value: 'x' }] })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume({ Tags: [{ Key: 'tenant', Value: 'acme' }] })).resolves.toBeDefined();
  });
});

test('a session may what its policy and the role both allow', async () => {
  const { assume, may } = aWorld();
  const session = await assume(policy(allow('lambda:InvokeFunction', FUNCTION)));
  expect([may(session, FUNCTION), may(session, OTHER)]).toEqual([true, false]);
});

test('a policy of a session gives nothing that the role has not', async () => {
  const { assume, may } = aWorld({ target: [allow('lambda:InvokeFunction', OTHER)] });
  const session = await assume(policy(allow('*', '*')));
  expect([may(session, FUNCTION), may(session, OTHER)]).toEqual([false, true]);
});

test('what a session is denied for its policy says so', async () => {
  const { assume, room } = aWorld();
  const ask = (session: Caller) => () => room.authorize(session, { action: 'lambda:InvokeFunction', resource: OTHER });
  expect(ask(await assume(policy(allow('lambda:InvokeFunction', FUNCTION))))).toThrow('because no session policy allows the lambda:InvokeFunction action');
  expect(ask(await assume(policy(allow('*', '*'), deny('*', OTHER))))).toThrow('with an explicit deny in a session policy');
});

test('one session of a role knows nothing of another one', async () => {
  const { assume, may } = aWorld();
  const narrow = await assume(policy(allow('lambda:InvokeFunction', FUNCTION)));
  const wide = await assume({});
  expect([may(narrow, OTHER), may(wide, OTHER)]).toEqual([false, true]);
});

test('a tag of the session takes the place of the role\'s', async () => {
  const world = aWorld({ target: [allow('lambda:InvokeFunction', '*', { StringEquals: { 'aws:PrincipalTag/tenant': 'acme' } })] });
  const session = async (tenant: string) => world.assume({ Tags: [{ Key: 'tenant', Value: tenant }] });
  expect([world.may(await session('acme'), FUNCTION), world.may(await session('zoo'), FUNCTION)]).toEqual([true, false]);
});

test('the identity of a session is there for conditions, stays with it in the next role, and is never another one', async () => {
  const world = aWorld({ target: [allow('lambda:InvokeFunction', '*', { StringEquals: { 'aws:SourceIdentity': 'anna' } }), allow(ALL, '*')] });
  const last = world.role([allow('lambda:InvokeFunction', '*', { StringEquals: { 'aws:SourceIdentity': 'anna' } })], {
    name: 'last', account: TENANT, trust: trustOf({ AWS: TARGET }, undefined, 'Allow', ALL),
  });
  const session = await world.assume({ SourceIdentity: 'anna' });
  expect(world.may(session, FUNCTION)).toBe(true);
  expect(world.may(await world.assume({}, session, last.principal), FUNCTION)).toBe(true);
  await expect(world.assume({ SourceIdentity: 'otto' }, session, last.principal)).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('whatever the policy of a session allows, it may no more than the role', async () => {
  const resources = [FUNCTION, OTHER, `arn:aws:lambda:eu-west-1:${TENANT}:function:*`, '*'];
  const some = fc.subarray(resources, { minLength: 1 });
  await fc.assert(fc.asyncProperty(some, some, async (own, limited) => {
    const { assume, may } = aWorld({ target: [allow('lambda:InvokeFunction', own)] });
    const [wide, narrow] = [await assume({}), await assume(policy(allow('lambda:InvokeFunction', limited)))];
    for (const resource of [FUNCTION, OTHER]) {
      const inLimit = limited.some(each => each === resource || each.endsWith('*'));
      expect(may(narrow, resource)).toBe(may(wide, resource) && inLimit);
    }
  }), { numRuns: 30 });
});
