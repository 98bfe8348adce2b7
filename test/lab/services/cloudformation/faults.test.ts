import { createHash } from 'crypto';
import { TEMPLATE, World } from './stack-sets';
import { Fault, JsonObject, Lab } from '../../../../src/lab';

const FAST = { MaxConcurrentCount: 100, FailureToleranceCount: 100, ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE' };
const NEWER = TEMPLATE.replace('"Bucket"', '"Newer"');
const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** The reasons of three tenants after they have got a template and then another one. */
async function reasons(...faults: readonly ((world: World) => Fault)[]) {
  const plan: Fault[] = [];
  // The accounts are known only once the world is there, and are the same in each.
  plan.push(...faults.map(fault => fault(new World())));
  const world = new World({ cloud: { faults: plan } });
  await world.make();
  const seen: (string | undefined)[][] = [];
  const look = () => seen.push(world.room.stackInstances('baseline').map(({ reason }) => reason));
  await world.play(() => world.deploy(undefined, { OperationPreferences: FAST }));
  look();
  await world.play(() => world.call('updateStackSet', { TemplateBody: NEWER, OperationPreferences: FAST }));
  look();
  return seen;
}

describe('a stack fails by plan', () => {
  const no = undefined;

  test('for one version in one account', async () => {
    expect(await reasons(({ tenants }) => ({ kind: 'stack', reason: 'no', template: hash(NEWER).slice(0, 16), account: tenants[1] })))
      .toEqual([[no, no, no], [no, 'no', no]]);
  });

  test('for each template with a resource, as often as it is said', async () => {
    expect(await reasons(() => ({ kind: 'stack', reason: 'no', resource: 'Newer', times: 2 }))).toEqual([[no, no, no], ['no', 'no', no]]);
    expect(await reasons(() => ({ kind: 'stack', reason: 'no', resource: 'Bucket', region: 'us-east-1', times: 9 }))).toEqual([['no', 'no', 'no'], [no, no, no]]);
  });

  test('nowhere, when the account, the Region or the template is another one', async () => {
    const never = [[no, no, no], [no, no, no]];
    expect(await reasons(() => ({ kind: 'stack', reason: 'no', account: '999999999999' }))).toEqual(never);
    expect(await reasons(() => ({ kind: 'stack', reason: 'no', region: 'eu-west-1' }))).toEqual(never);
    expect(await reasons(() => ({ kind: 'stack', reason: 'no', template: hash('{}') }))).toEqual(never);
  });

  test.each<[JsonObject, string]>([
    [{ account: 'acme' }, 'faults[0].account must be a text of 12 digits'],
    [{ template: 'v2' }, 'faults[0].template must be the beginning of a SHA-256'],
    [{ stuck: 'yes' }, 'faults[0].stuck must be true or false'],
  ])('and %j is told to be no plan', (wrong, complaint) => {
    expect(() => new Lab({ faults: [{ kind: 'stack', reason: 'no', ...wrong } as Fault] })).toThrow(complaint);
  });
});

test('a stack takes as long as is said of its account, and else as long as others', async () => {
  const slow = new World().tenants[1];
  const world = new World({ durationOf: ({ account }) => account === slow ? { kind: 'fixed', seconds: 1000 } : undefined });
  await world.make();
  const states = () => world.room.stackInstances('baseline').map(({ detailed }) => detailed);
  await world.play(async () => {
    await world.deploy(undefined, { OperationPreferences: FAST });
    await world.wait(110);
    expect(states()).toEqual(['SUCCEEDED', 'RUNNING', 'SUCCEEDED']);
    await world.wait(900);
    expect(states()).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  });
});

describe('in an account', () => {
  const template = (name: string) => JSON.stringify({ Resources: { [name]: { Type: 'AWS::SSM::Parameter', Properties: { Name: `/orders/${name}`, Type: 'String', Value: name } } } });
  const BROKEN = JSON.stringify({ Resources: { V3: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/orders/V3', Type: 'String', Value: 'V3' } }, Bad: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'not a name' } } } });

  /** One tenant with version 1 by a stack set; `go` brings another one and says the status of the operation. */
  async function aTenant(...faults: Fault[]) {
    const lab = new Lab({ stackSets: { organizationsAccess: 'ENABLED' }, faults });
    const account = lab.organization.addAccount({ name: 'acme', email: 'acme@example.com', id: '333333333333' });
    const call = async (action: string, parameters: JsonObject) => {
      const caller = lab.operator({ account: lab.cloud.managementAccount, region: 'us-east-1' });
      let answer: JsonObject | Error = {};
      void lab.cloud.call(caller, 'cloudformation', action, { StackSetName: 'orders', ...parameters }).then(got => { answer = got; }, error => { answer = error as Error; });
      await lab.play();
      return answer;
    };
    const Regions = ['us-east-1'];
    const DeploymentTargets = { OrganizationalUnitIds: [lab.organization.rootId()], Accounts: [account], AccountFilterType: 'INTERSECTION' };
    await call('createStackSet', { PermissionModel: 'SERVICE_MANAGED', TemplateBody: template('V1'), ManagedExecution: { Active: true } });
    await call('createStackInstances', { Regions, DeploymentTargets });
    const go = (TemplateBody: string, more: JsonObject = {}) => call('updateStackSet', { TemplateBody, Regions, DeploymentTargets, ...more });
    const stack = () => lab.stackOf(account, 'us-east-1', 'orders');
    const instance = () => lab.stackSets.instanceIn(account, 'us-east-1', 'orders');
    return { lab, go, stack, instance, has: () => Object.keys(stack()?.template.Resources ?? {}) };
  }
  const AT = { account: '333333333333', region: 'us-east-1' };

  test('a stack whose first creation failed is made by the update that follows', async () => {
    const { go, has, stack, instance } = await aTenant({ kind: 'stack', reason: 'no' });
    expect([stack(), instance()?.status]).toEqual([undefined, 'OUTDATED']);
    await go(template('V2'));
    expect([has(), stack()?.status, instance()?.status]).toEqual([['V2'], 'CREATE_COMPLETE', 'CURRENT']);
  });

  test.each<[string, Fault[], string]>([
    ['by plan', [{ kind: 'stack', reason: 'no', resource: 'V3' }], 'no'],
    ['by itself', [], 'SQS'],
  ])('an update that fails %s leaves the stack with the template before, while the stack set keeps the new one', async (_, faults, reason) => {
    const { go, has, stack, instance } = await aTenant(...faults);
    await go(template('V2'));
    await go(BROKEN);
    expect([has(), stack()?.status]).toEqual([['V2'], 'UPDATE_ROLLBACK_COMPLETE']);
    expect(instance()).toMatchObject({ status: 'OUTDATED', detailed: 'FAILED', reason: expect.stringContaining(reason) });
    await go(template('V4'));
    expect([has(), stack()?.status, instance()?.status]).toEqual([['V4'], 'UPDATE_COMPLETE', 'CURRENT']);
  });

  test('a stack that cannot be rolled back takes no update, until somebody has continued its rollback', async () => {
    const { lab, go, has, stack, instance } = await aTenant({ kind: 'stack', reason: 'no', resource: 'V3', stuck: true });
    await go(template('V3'));
    expect([has(), stack()?.status, instance()?.reason]).toEqual([['V1'], 'UPDATE_ROLLBACK_FAILED', 'no']);
    await go(template('V1'));
    expect(instance()).toMatchObject({ status: 'OUTDATED', detailed: 'FAILED', reason: `Stack:${stack()?.id} is in UPDATE_ROLLBACK_FAILED state and can not be updated.` });
    void lab.cloud.call(lab.operator(AT), 'cloudformation', 'continueUpdateRollback', { StackName: stack()?.name ?? '' });
    await lab.play();
    expect(stack()?.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    await go(template('V4'));
    expect([has(), instance()?.status]).toEqual([['V4'], 'CURRENT']);
  });

  test('an operation is not taken twice, and changes nothing then', async () => {
    const { go, has } = await aTenant();
    await go(template('V2'), { OperationId: 'release-000001-wave-1' });
    expect(await go(template('V3'), { OperationId: 'release-000001-wave-1' })).toHaveProperty('name', 'OperationIdAlreadyExistsException');
    expect(has()).toEqual(['V2']);
  });
});
