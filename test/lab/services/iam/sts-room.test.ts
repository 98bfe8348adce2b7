import { aCloud, allow, HOME, policyOf, TENANT, trustOf } from './a-cloud';
import { AwsError } from '../../../../src/lab/aws-error';
import { Entry } from '../../../../src/lab/journal';
import { Json } from '../../../../src/lab/json';
import { Caller } from '../../../../src/lab/room';
import { Organizations, organizations } from '../../../../src/lab/services/organizations/organizations';

const TARGET = `arn:aws:iam::${TENANT}:role/target`;

/** A worker at home and a target in a tenant's account with this trust policy. */
function aWorld(trust: Json, mayAssume = true) {
  const world = aCloud();
  const worker = world.role([allow(mayAssume ? 'sts:AssumeRole' : 'sts:Nothing', TARGET)]);
  world.role([allow('s3:GetObject', '*')], { name: 'target', account: TENANT, trust });
  return { ...world, worker };
}

const WORKER = `arn:aws:iam::${HOME}:role/worker`;

test.each<[string, Json]>([
  ['a trust policy that names somebody else', trustOf({ AWS: '333333333333' })],
  ['a trust policy for services', trustOf({ Service: 'lambda.amazonaws.com' })],
  ['a trust policy for federated users', trustOf({ Federated: 'example.com' })],
  ['a condition on another caller', trustOf({ AWS: HOME }, { ArnEquals: { 'aws:PrincipalArn': `${WORKER}-2` } })],
  ['a condition on another account', trustOf({ AWS: '*' }, { StringEquals: { 'aws:PrincipalAccount': '333333333333' } })],
  ['an external id that was not given', trustOf({ AWS: HOME }, { StringEquals: { 'sts:ExternalId': 'secret' } })],
  ['an organization that the caller is not in', trustOf({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-other' } })],
  ['a source identity that was not given', trustOf({ AWS: HOME }, { StringLike: { 'sts:SourceIdentity': '*' } })],
  ['another action', trustOf({ AWS: HOME }, undefined, 'Allow', 'sts:TagSession')],
])('%s lets nobody in', async (_, trust) => {
  const { sts, worker, settle } = aWorld(trust);
  await expect(settle(sts.assume(worker, TARGET))).rejects.toThrow(expect.objectContaining({ code: 'AccessDenied' }));
});

test('a deny in the trust policy wins', async () => {
  const { sts, worker, settle } = aWorld(policyOf(
    { Effect: 'Allow', Principal: { AWS: HOME }, Action: 'sts:AssumeRole' },
    { Effect: 'Deny', Principal: '*', Action: 'sts:*', Condition: { ArnLike: { 'aws:PrincipalArn': WORKER } } },
  ));
  await expect(settle(sts.assume(worker, TARGET))).rejects.toThrow('not authorized to perform: sts:AssumeRole');
});

test.each([['the account', HOME], ['the role itself', WORKER]])('across accounts the trust of the target in %s is not enough', async (_, AWS) => {
  const { sts, worker, settle } = aWorld(trustOf({ AWS }), false);
  await expect(settle(sts.assume(worker, TARGET))).rejects.toThrow('no identity-based policy allows the sts:AssumeRole action');
});

test('a role that does not exist cannot be assumed, not even by an operator', async () => {
  const { sts, settle } = aCloud();
  const operator: Caller = { principal: 'operator', account: HOME, region: 'eu-west-1', trusted: true };
  await expect(settle(sts.assume(operator, TARGET))).rejects.toThrow('not authorized');
});

test('a trusted role that was made again under its name is trusted no more', async () => {
  const world = aCloud();
  const worker = world.role([allow('sts:AssumeRole', TARGET)]);
  world.role([], { name: 'target', account: TENANT, trust: trustOf({ AWS: worker.principal }) });
  await expect(world.settle(world.sts.assume(worker, TARGET))).resolves.toBeDefined();

  await world.room.removals!['AWS::IAM::Role'](undefined as never, { ref: 'worker', attributes: { Arn: worker.principal } });
  const again = world.role([allow('sts:AssumeRole', TARGET)]);
  await expect(world.settle(world.sts.assume(again, TARGET))).rejects.toThrow('not authorized');
});

test('tags that stay with a chain of sessions are refused, not ignored', async () => {
  const { cloud, worker, settle } = aWorld(trustOf({ AWS: HOME }));
  const call = cloud.call(worker, 'sts', 'assumeRole', { RoleArn: TARGET, RoleSessionName: 'me', TransitiveTagKeys: [] });
  await expect(settle(call)).rejects.toThrow('the lab does not model TransitiveTagKeys of sts:assumeRole');
});

test.each([['ACTIVE', true], ['PENDING_CLOSURE', true], ['SUSPENDED', false], ['CLOSED', false]] as const)(
  'into an account that is %s a caller whom both sides allow gets: %s', async (state, into) => {
    const { cloud, sts, worker, settle } = aWorld(trustOf({ AWS: HOME }));
    cloud.add(organizations());
    cloud.room<Organizations>('organizations').addAccount({ id: TENANT, name: 'tenant', email: 'tenant@example.com', state });
    const assumed = settle(sts.assume(worker, TARGET)).then(() => true, (error: AwsError) => error.code);
    expect(await assumed).toBe(into || 'AccessDenied');
  });

test.each([[899, 'ValidationError'], [900, 'taken'], [3600, 'taken'], [43201, 'ValidationError']])(
  'a session of %d seconds is answered: %s', async (DurationSeconds, expected) => {
    const { cloud, worker, settle } = aWorld(trustOf({ AWS: HOME }));
    const call = cloud.call(worker, 'sts', 'assumeRole', { RoleArn: TARGET, RoleSessionName: 'me', DurationSeconds });
    expect(await settle(call).then(() => 'taken', (error: AwsError) => error.code)).toBe(expected);
  });

test('a chained session lasts one hour at most', async () => {
  const { cloud, worker, settle } = aWorld(trustOf({ AWS: HOME }));
  const call = cloud.call(worker, 'sts', 'assumeRole', { RoleArn: TARGET, RoleSessionName: 'me', DurationSeconds: 7200 });
  await expect(settle(call)).rejects.toThrow(expect.objectContaining({ code: 'ValidationError' }));
});

test('a caller whom both sides allow becomes the role, in its account, after two latencies and with a line in the log', async () => {
  const { cloud, sts, worker, settle } = aWorld(trustOf({ AWS: HOME }, { StringEquals: { 'sts:ExternalId': 'machine' } }));
  const log: Entry[] = [];
  cloud.journal.listen(entry => log.push(entry));
  const before = cloud.clock.now();

  const tenant = await settle(sts.assume({ ...worker, execution: 'run-1' }, TARGET, { externalId: 'machine' }));

  expect(tenant).toEqual({ principal: TARGET, account: TENANT, region: 'eu-west-1', execution: 'run-1' });
  expect(cloud.clock.now() - before).toBeGreaterThanOrEqual(10);
  expect(log).toEqual([expect.objectContaining({ type: 'call', service: 'sts', action: 'assumeRole', role: WORKER, execution: 'run-1' })]);
});

test('within one account a trust policy that names the role is enough, one that names the account is not', async () => {
  const world = aCloud();
  const worker = world.role([]);
  const named = world.role([], { name: 'named', trust: trustOf({ AWS: worker.principal }) });
  const byAccount = world.role([], { name: 'by-account', trust: trustOf({ AWS: `arn:aws:iam::${HOME}:root` }) });

  expect(await world.settle(world.sts.assume(worker, named.principal))).toMatchObject({ principal: named.principal });
  await expect(world.settle(world.sts.assume(worker, byAccount.principal))).rejects.toThrow('no identity-based policy');
});

test('a source identity needs a permission of its own on both sides', async () => {
  const { cloud, worker, settle } = aWorld(trustOf({ AWS: HOME }));
  const call = () => cloud.call(worker, 'sts', 'assumeRole', { RoleArn: TARGET, RoleSessionName: 'me', SourceIdentity: 'ann' });
  await expect(settle(call())).rejects.toThrow('sts:SetSourceIdentity');
});

test('credentials act as the role until they expire', async () => {
  const { cloud, sts, worker, settle } = aWorld(trustOf({ AWS: HOME }));
  const { Credentials } = await settle(cloud.call(worker, 'sts', 'assumeRole', { RoleArn: TARGET, RoleSessionName: 'me', DurationSeconds: 900 }));
  const token = (Credentials as { SessionToken: string }).SessionToken;

  expect(sts.callerWith(token, 'us-east-1')).toEqual({ principal: TARGET, account: TENANT, region: 'us-east-1' });
  await cloud.clock.run(cloud.clock.now() + 900_000);
  expect(() => sts.callerWith(token, 'us-east-1')).toThrow(expect.objectContaining({ code: 'ExpiredTokenException' }));
});
