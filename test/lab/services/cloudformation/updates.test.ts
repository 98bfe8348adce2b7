import { refusal, TEMPLATE, World, WorldOptions } from './stack-sets';
import { JsonObject } from '../../../../src/lab/json';

const NEWER = TEMPLATE.replace('"Bucket"', '"Newer"');
const FAST = { MaxConcurrentCount: 100, FailureToleranceCount: 0, ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE' };

/** All tenants have a stack that is up to date. */
async function deployed(options: WorldOptions = {}) {
  const world = new World(options);
  await world.make(options.stackSet);
  await world.play(() => world.deploy(undefined, { OperationPreferences: FAST }));
  const only = (...tenants: string[]): JsonObject => ({
    Regions: ['us-east-1'], DeploymentTargets: { OrganizationalUnitIds: [world.ou], Accounts: tenants, AccountFilterType: 'INTERSECTION' },
  });
  const states = () => world.room.stackInstances('baseline').map(({ status }) => status);
  return { world, only, states };
}

describe('an update of a stack set', () => {
  test('is refused without a template, with two, or with targets and no Regions', async () => {
    const { world, only } = await deployed();
    await world.play(async () => {
      await expect(world.call('updateStackSet', {})).rejects.toEqual(refusal('ValidationError', 'TemplateBody'));
      await expect(world.call('updateStackSet', { UsePreviousTemplate: true, TemplateBody: NEWER })).rejects.toEqual(refusal('ValidationError', 'UsePreviousTemplate'));
      await expect(world.call('updateStackSet', { TemplateBody: NEWER, ...only(), Regions: undefined })).rejects.toEqual(refusal('ValidationError', 'Regions'));
    });
  });

  test('is refused without consent to what the new template does', async () => {
    const { world } = await deployed();
    const TemplateBody = JSON.stringify({ Resources: { Role: { Type: 'AWS::IAM::Role' } } });
    await expect(world.play(() => world.call('updateStackSet', { TemplateBody }))).rejects.toEqual(refusal('InsufficientCapabilitiesException'));
  });

  test('is refused for accounts without instances, and changes nothing then', async () => {
    const { world, only, states } = await deployed();
    const stranger = world.organization.addAccount({ name: 'new', email: 'new@example.com', parent: world.ou });
    await expect(world.play(() => world.call('updateStackSet', { TemplateBody: NEWER, ...only(stranger) }))).rejects.toEqual(refusal('StackInstanceNotFoundException'));
    expect(states()).toEqual(['CURRENT', 'CURRENT', 'CURRENT']);
  });

  test('cannot change managed execution while operations run', async () => {
    const { world } = await deployed();
    await expect(world.play(async () => {
      await world.deploy();
      await world.call('updateStackSet', { UsePreviousTemplate: true, ManagedExecution: { Active: false } });
    })).rejects.toEqual(refusal('ValidationError', 'managed execution'));
  });

  test('makes all instances OUTDATED and only its targets CURRENT', async () => {
    const { world, only, states } = await deployed();
    await world.play(async () => {
      await world.call('updateStackSet', { TemplateBody: NEWER, ...only(world.tenants[0]) });
      expect(states()).toEqual(['OUTDATED', 'OUTDATED', 'OUTDATED']);
      await world.wait(120);
      expect(states()).toEqual(['CURRENT', 'OUTDATED', 'OUTDATED']);
      await world.call('updateStackSet', { UsePreviousTemplate: true, OperationPreferences: FAST });
    });
    expect(states()).toEqual(['CURRENT', 'CURRENT', 'CURRENT']);
    // The one that was up to date is not made again, and each keeps its stack.
    expect(world.updates.map(({ account }) => account)).toEqual(world.tenants);
    expect(world.updates.map(({ name }) => name).sort()).toEqual(world.stacks.map(({ name }) => name).sort());
  });

  test('with automatic deployment takes no targets', async () => {
    const { world, only } = await deployed();
    await expect(world.play(() => world.call('updateStackSet', { TemplateBody: NEWER, AutoDeployment: { Enabled: false }, ...only(world.tenants[0]) })))
      .rejects.toEqual(refusal('ValidationError', 'AutoDeployment'));
  });

  test.each([['changed', 'CURRENT'], ['given', 'OUTDATED']] as const)(
    'in waves with the same template: where it outdates instances when a template is %s, those of the wave before are %s', async (outdates, status) => {
      const { world, only, states } = await deployed({ outdates });
      const wave = async (tenant: string) => {
        await world.call('updateStackSet', { TemplateBody: NEWER, ...only(tenant) });
        await world.wait(120);
      };
      await world.play(async () => {
        await wave(world.tenants[0]);
        await wave(world.tenants[1]);
      });
      expect(states()).toEqual([status, 'CURRENT', 'OUTDATED']);
    });

  test('leaves the stack set changed when it fails: a tenant born later gets the broken template', async () => {
    const { world, only } = await deployed({ updateStack: async () => { throw new Error('broken'); } });
    await world.play(() => world.call('updateStackSet', { TemplateBody: NEWER, ...only(world.tenants[0]) }));
    const born = world.organization.addAccount({ name: 'new', email: 'new@example.com', parent: world.ou });
    await world.play(() => world.deploy([born]));
    expect(world.stacks.at(-1)).toMatchObject({ account: born, template: JSON.parse(NEWER) });
  });

  test('forgets parameters that are not given again', async () => {
    const { world } = await deployed({ stackSet: { Parameters: [{ ParameterKey: 'Tier', ParameterValue: 'gold' }] }, tenants: 1 });
    await world.play(() => world.call('updateStackSet', { UsePreviousTemplate: true, Parameters: [{ ParameterKey: 'Tier', UsePreviousValue: true }] }));
    expect(world.updates).toEqual([]);
    await world.play(() => world.call('updateStackSet', { UsePreviousTemplate: true }));
    expect(world.updates[0].parameters).toEqual({});
  });

  test('does not touch what an operation before still works on', async () => {
    const { world } = await deployed({ tenants: 1 });
    await world.play(async () => {
      await world.call('updateStackSet', { TemplateBody: NEWER });
      await world.wait(50);
      const { OperationId: second } = await world.call('updateStackSet', { TemplateBody: TEMPLATE });
      expect(await world.operation(String(second))).toMatchObject({ Status: 'QUEUED', Action: 'UPDATE' });
      await world.wait(60);
      // What was begun with the template before ends OUTDATED.
      expect(world.room.stackInstances('baseline')[0].status).toBe('OUTDATED');
    });
    expect(world.room.stackInstances('baseline')[0].status).toBe('CURRENT');
    expect(world.updates.map(({ template }) => template)).toEqual([JSON.parse(NEWER), JSON.parse(TEMPLATE)]);
  });
});

describe('overrides of stack instances', () => {
  const tier = (ParameterValue: string) => [{ ParameterKey: 'Tier', ParameterValue }];
  const overridesOf = async (world: World, account: string) => (await world.instance(account)).ParameterOverrides;

  test.each<[string, (world: World) => JsonObject, string, string]>([
    ['without targets', () => ({ Regions: ['us-east-1'] }), 'ValidationError', 'DeploymentTargets is required'],
    ['for an account without an instance', world => ({
      Regions: ['us-east-1'],
      DeploymentTargets: {
        OrganizationalUnitIds: [world.ou], Accounts: [world.organization.addAccount({ name: 'new', email: 'new@example.com', parent: world.ou })], AccountFilterType: 'INTERSECTION',
      },
    }), 'StackInstanceNotFoundException', ''],
    ['of a parameter that the template lacks', world => ({
      Regions: ['us-east-1'], DeploymentTargets: { OrganizationalUnitIds: [world.ou] }, ParameterOverrides: [{ ParameterKey: 'Nonsense', ParameterValue: '1' }],
    }), 'ValidationError', '[Nonsense]'],
    ['by a value before, where there was none', world => ({
      Regions: ['us-east-1'], DeploymentTargets: { OrganizationalUnitIds: [world.ou] }, ParameterOverrides: [{ ParameterKey: 'Tier', UsePreviousValue: true }],
    }), 'ValidationError', 'no previous value'],
  ])('are refused %s', async (_, parameters, name, message) => {
    const { world } = await deployed({ tenants: 1 });
    await expect(world.play(() => world.call('updateStackInstances', parameters(world)))).rejects.toEqual(refusal(name, message));
  });

  test('are changed, kept, and taken away, each with an update of the stack', async () => {
    const { world, only } = await deployed({ tenants: 2 });
    const [acme, other] = world.tenants;
    const update = (more: JsonObject) => world.play(() => world.call('updateStackInstances', { ...only(acme), ...more }));
    await update({ ParameterOverrides: tier('gold') });
    expect([await world.play(() => overridesOf(world, acme)), await world.play(() => overridesOf(world, other))]).toEqual([tier('gold'), []]);
    await update({ ParameterOverrides: [{ ParameterKey: 'Tier', UsePreviousValue: true }] });
    await update({});
    expect(world.updates.map(({ account, parameters }) => [account, parameters])).toEqual([[acme, { Tier: 'gold' }]]);
    await update({ ParameterOverrides: [] });
    expect(world.updates.at(-1)).toMatchObject({ account: acme, parameters: {} });
    expect(world.updates).toHaveLength(2);
  });

  test('outlive another template and other parameters of the stack set', async () => {
    const { world, only } = await deployed({ tenants: 1 });
    await world.play(() => world.call('updateStackInstances', { ...only(world.tenants[0]), ParameterOverrides: tier('gold') }));
    await world.play(() => world.call('updateStackSet', { TemplateBody: NEWER, Parameters: tier('silver') }));
    expect(world.updates.at(-1)).toMatchObject({ template: JSON.parse(NEWER), parameters: { Tier: 'gold' } });
  });
});

describe('a deletion', () => {
  test('takes the stacks with it', async () => {
    const { world, only } = await deployed();
    await world.play(() => world.call('deleteStackInstances', { ...only(world.tenants[0]), RetainStacks: false }));
    const deleted = world.deletions.map(({ account, name }) => [account, name]);
    expect(deleted).toEqual([[world.tenants[0], world.stacks[0].name]]);
    expect(world.room.stackInstances('baseline').map(({ account }) => account)).toEqual(world.tenants.slice(1));
  });

  test('leaves them when they are retained', async () => {
    const { world, only } = await deployed();
    await world.play(() => world.call('deleteStackInstances', { ...only(world.tenants[0]), RetainStacks: true }));
    expect(world.deletions).toEqual([]);
    expect(world.room.stackInstances('baseline')).toHaveLength(2);
  });

  test('that fails leaves the instance INOPERABLE, out of the reach of updates', async () => {
    const { world, only } = await deployed({ deleteStack: async () => { throw new Error('bucket is not empty'); }, tenants: 1 });
    await world.play(async () => {
      const { OperationId: id } = await world.call('deleteStackInstances', { ...only(world.tenants[0]), RetainStacks: false });
      await world.wait(200);
      expect(await world.operation(String(id))).toMatchObject({ Status: 'FAILED', RetainStacks: false });
      expect(await world.instance(world.tenants[0])).toMatchObject({ Status: 'INOPERABLE', StatusReason: 'bucket is not empty' });
      const { OperationId: update } = await world.call('updateStackSet', { TemplateBody: NEWER });
      await world.wait(20);
      expect(await world.results(String(update))).toEqual([]);
    });
  });
});

test('instances are listed by account and detailed status, in pages', async () => {
  const { world } = await deployed({ tenants: 120 });
  await world.play(async () => {
    const first = await world.call('listStackInstances');
    expect(first.Summaries).toHaveLength(100);
    expect((await world.call('listStackInstances', { NextToken: first.NextToken })).Summaries).toHaveLength(20);
    const one = await world.call('listStackInstances', { StackInstanceAccount: world.tenants[7] });
    expect(one.Summaries).toEqual([expect.objectContaining({ Account: world.tenants[7], Status: 'CURRENT', OrganizationalUnitId: world.ou })]);
    expect((await world.call('listStackInstances', { Filters: [{ Name: 'DETAILED_STATUS', Values: 'FAILED' }] })).Summaries).toEqual([]);
    const { StackSet: described } = await world.call('describeStackSet');
    expect(described).toMatchObject({ Regions: ['us-east-1'], OrganizationalUnitIds: [world.ou], ManagedExecution: { Active: true }, Status: 'ACTIVE' });
  });
});

test('instances that a template asks for are made with the stack set, and their failure is the failure of the resource', async () => {
  const group = (world: World) => ({ StackInstancesGroup: [{ DeploymentTargets: { OrganizationalUnitIds: [world.ou] }, Regions: ['us-east-1'] }] });
  const good = new World({ tenants: 1 });
  await good.play(() => good.make(group(good)));
  expect(good.stacks).toHaveLength(1);
  const bad = new World({ tenants: 1, createStack: async () => { throw new Error('broken'); } });
  await expect(bad.play(() => bad.make(group(bad)))).rejects.toThrow('CREATE of stack instances of baseline ended FAILED');
});

describe('a stack set of a template that is deployed again', () => {
  async function redeploy(world: World, before: JsonObject, after: JsonObject) {
    const properties = (more: JsonObject): JsonObject =>
      ({ StackSetName: 'baseline', PermissionModel: 'SERVICE_MANAGED', TemplateBody: TEMPLATE, ManagedExecution: { Active: true }, ...more });
    const current = await world.make(before);
    await world.play(() => world.deploy(undefined, { OperationPreferences: FAST }));
    const request = {
      type: 'AWS::CloudFormation::StackSet',
      logicalId: 'Baseline',
      stack: 'factory',
      account: world.cloud.managementAccount,
      region: 'us-east-1',
      asset: () => undefined,
      properties: properties(after),
    };
    const update = () => Promise.resolve(world.room.updates['AWS::CloudFormation::StackSet'](request, current, properties(before)));
    const remove = async () => world.room.removals['AWS::CloudFormation::StackSet'](request, current);
    return { update, remove };
  }

  test('reaches all instances before the resource is done', async () => {
    const world = new World();
    const { update } = await redeploy(world, {}, { TemplateBody: NEWER, OperationPreferences: FAST });
    await world.play(update);
    expect(world.updates.map(({ account }) => account)).toEqual(world.tenants);
  });

  test('fails when an instance does', async () => {
    const world = new World({ updateStack: async () => { throw new Error('broken'); } });
    const { update } = await redeploy(world, {}, { TemplateBody: NEWER });
    await expect(world.play(update)).rejects.toThrow('UPDATE of stack instances of baseline ended FAILED');
  });

  test('touches no instance when its template is the same', async () => {
    const world = new World();
    const { update } = await redeploy(world, {}, { Description: 'better described' });
    await world.play(update);
    expect(world.updates).toEqual([]);
    await expect(world.play(() => world.call('describeStackSet'))).resolves.toHaveProperty('StackSet.Description', 'better described');
  });

  test('cannot take another name, and cannot go while it has instances', async () => {
    const world = new World();
    const { update, remove } = await redeploy(world, {}, { StackSetName: 'other' });
    await expect(world.play(update)).rejects.toThrow('does not model updates of StackSetName');
    await expect(remove()).rejects.toEqual(refusal('StackSetNotEmptyException'));
  });
});
