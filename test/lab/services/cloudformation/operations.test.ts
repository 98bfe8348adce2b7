import * as fc from 'fast-check';
import { refusal, TEMPLATE, World, WorldOptions } from './stack-sets';
import { JsonObject } from '../../../../src/lab/json';
import { limitsOf } from '../../../../src/lab/services/cloudformation/inputs';

const FAST = { OperationPreferences: { MaxConcurrentCount: 100, FailureToleranceCount: 100, ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE' } };

async function made(options: WorldOptions = {}): Promise<World> {
  const world = new World(options);
  await world.make(options.stackSet);
  return world;
}

describe('a stack that fails', () => {
  const faults = [{ kind: 'stack', reason: 'bucket exists', stackSet: 'baseline' }] as const;

  test('fails the operation that tolerates nothing, and those that had not begun are cancelled', async () => {
    const world = await made({ cloud: { faults } });
    await world.play(async () => {
      const id = await world.deploy();
      await world.wait(400);
      expect(await world.operation(id)).toMatchObject({ Status: 'FAILED', StatusDetails: { FailedStackInstancesCount: 1 } });
      expect(await world.results(id)).toEqual(['FAILED', 'CANCELLED', 'CANCELLED']);
      expect(await world.instance(world.tenants[0])).toMatchObject({ Status: 'OUTDATED', StatusReason: 'bucket exists', StackInstanceStatus: { DetailedStatus: 'FAILED' } });
      expect(await world.instance(world.tenants[1])).toMatchObject({ Status: 'OUTDATED', StackInstanceStatus: { DetailedStatus: 'CANCELLED' } });
    });
    expect(world.stacks).toEqual([]);
  });

  test('is hidden in an operation that succeeds, when it is tolerated', async () => {
    const world = await made({ cloud: { faults } });
    await world.play(async () => {
      const id = await world.deploy(undefined, FAST);
      await world.wait(400);
      expect(await world.operation(id)).toMatchObject({ Status: 'SUCCEEDED', StatusDetails: { FailedStackInstancesCount: 1 } });
      expect(await world.results(id)).toEqual(['FAILED', 'SUCCEEDED', 'SUCCEEDED']);
    });
  });

  test('is found among the results by its status, and by nothing else', async () => {
    const world = await made({ cloud: { faults } });
    await world.play(async () => {
      const OperationId = await world.deploy(undefined, FAST);
      await world.wait(400);
      const filtered = (Name: string, Values: string) => world.call('listStackSetOperationResults', { OperationId, Filters: [{ Name, Values }] });
      expect((await filtered('OPERATION_RESULT_STATUS', 'FAILED')).Summaries).toEqual([expect.objectContaining({ Account: world.tenants[0], StatusReason: 'bucket exists' })]);
      expect((await filtered('OPERATION_RESULT_STATUS', 'SUCCEEDED')).Summaries).toHaveLength(2);
      await expect(filtered('OPERATION_RESULT_STATUS', 'BROKEN')).rejects.toEqual(refusal('ValidationError', 'OPERATION_RESULT_STATUS'));
      await expect(filtered('DETAILED_STATUS', 'FAILED')).rejects.toEqual(refusal('ValidationError', 'OPERATION_RESULT_STATUS'));
    });
  });

  test('is made by a second operation', async () => {
    const world = await made({ cloud: { faults }, tenants: 1 });
    await world.play(async () => {
      await world.deploy();
      await world.wait(200);
      const id = await world.deploy();
      await world.wait(200);
      expect(await world.operation(id)).toMatchObject({ Status: 'SUCCEEDED', StatusDetails: { FailedStackInstancesCount: 0 } });
      expect(await world.instance(world.tenants[0])).toMatchObject({ Status: 'CURRENT', LastOperationId: id });
      expect(await world.instance(world.tenants[0])).not.toHaveProperty('StatusReason');
    });
  });

  test('for want of its maker, shows what the maker said', async () => {
    const world = await made({ createStack: async () => { throw new Error('Role in stack x failed: EntityAlreadyExists'); } });
    await world.play(() => world.deploy());
    await world.play(async () => expect(await world.instance(world.tenants[0])).toMatchObject({ StatusReason: expect.stringContaining('EntityAlreadyExists') }));
  });

  test('keeps an operation from going on to the next Region', async () => {
    const world = await made({ cloud: { faults }, tenants: 1 });
    await world.play(async () => {
      const id = await world.deploy(undefined, { Regions: ['us-east-1', 'eu-west-1'] });
      await world.wait(400);
      expect(await world.results(id)).toEqual(['FAILED', 'CANCELLED']);
    });
  });
});

test.each<[string, JsonObject, string]>([
  ['a transform', { Transform: 'AWS::LanguageExtensions', ...JSON.parse(TEMPLATE) }, 'transforms'],
  ['a nested stack', { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack' } } }, 'nested stacks'],
])('a template with %s is taken, and then every stack of it fails', async (_, template, reason) => {
  const world = await made({ tenants: 1, stackSet: { TemplateBody: JSON.stringify(template) } });
  await world.play(() => world.deploy());
  expect(world.room.stackInstances('baseline')).toEqual([expect.objectContaining({ detailed: 'FAILED', reason: expect.stringContaining(reason) })]);
});

test('an account that is not active is skipped: the operation succeeds, and only the instance tells', async () => {
  const world = await made({ tenants: 1 });
  world.organization.setState(world.tenants[0], 'CLOSED');
  await world.play(async () => {
    const id = await world.deploy();
    await world.wait(60);
    expect(await world.operation(id)).toMatchObject({ Status: 'SUCCEEDED', StatusDetails: { FailedStackInstancesCount: 0 } });
    expect(await world.instance(world.tenants[0])).toMatchObject({ Status: 'OUTDATED', StackInstanceStatus: { DetailedStatus: 'SKIPPED_SUSPENDED_ACCOUNT' } });
  });
  expect(world.stacks).toEqual([]);
});

test('in an account that is not usable yet every stack fails, and is made when it is tried again later', async () => {
  const world = new World({ tenants: 0, organizations: { creation: { kind: 'fixed', seconds: 60 }, initialization: { kind: 'fixed', seconds: 420 } } });
  await world.make();
  await world.play(async () => {
    const caller = { principal: 'operator', trusted: true, account: world.cloud.managementAccount, region: 'us-east-1' };
    await world.cloud.call(caller, 'organizations', 'createAccount', { AccountName: 'acme', Email: 'acme@example.com' });
    await world.wait(61);
    const acme = world.organization.accounts()[1].id;
    const DeploymentTargets = { OrganizationalUnitIds: [world.organization.rootId()], Accounts: [acme], AccountFilterType: 'INTERSECTION' };
    const create = () => world.call('createStackInstances', { DeploymentTargets, Regions: ['us-east-1'] });
    await create();
    await world.wait(150);
    expect(await world.instance(acme)).toMatchObject({ Status: 'OUTDATED', StatusReason: expect.stringContaining('not subscribed') });
    await world.wait(300);
    await create();
    await world.wait(150);
    expect(await world.instance(acme)).toMatchObject({ Status: 'CURRENT' });
  });
});

test('by default one account goes after another; a stack is made with parameters and overrides; the count of failures comes at the end', async () => {
  const world = await made({ tenants: 2, stackSet: { Parameters: [{ ParameterKey: 'Tier', ParameterValue: 'gold' }] } });
  await world.play(async () => {
    const id = await world.deploy(undefined, { ParameterOverrides: [{ ParameterKey: 'Tier', ParameterValue: 'silver' }] });
    await world.wait(150);
    expect(await world.results(id)).toEqual(['SUCCEEDED', 'RUNNING']);
    expect(await world.operation(id)).toMatchObject({ Status: 'RUNNING' });
    expect(await world.operation(id)).not.toHaveProperty('StatusDetails');
    await world.wait(100);
    expect(await world.operation(id)).toMatchObject({ Status: 'SUCCEEDED', Action: 'CREATE' });
  });
  expect(world.stacks.map(({ account, region, parameters }) => ({ account, region, parameters })))
    .toEqual(world.tenants.map(account => ({ account, region: 'us-east-1', parameters: { Tier: 'silver' } })));
  expect(world.stacks[0].name).toMatch(/^StackSet-baseline-[0-9a-f-]{36}$/);
});

describe('operations of one stack set', () => {
  test('come one at a time without managed execution: the second is refused', async () => {
    const world = await made({ stackSet: { ManagedExecution: { Active: false } } });
    await expect(world.play(async () => {
      await world.deploy([world.tenants[0]]);
      await world.deploy([world.tenants[1]]);
    })).rejects.toEqual(refusal('OperationInProgressException'));
  });

  test('run together with managed execution when they touch other accounts, and wait in line when they touch the same', async () => {
    const world = await made();
    await world.play(async () => {
      const [a, b] = world.tenants;
      const ids: string[] = [];
      for (const [tenants, more] of [[[a]], [[b]], [[a, b], FAST], [[a]]] as [string[], JsonObject?][]) {
        ids.push(await world.deploy(tenants, more));
      }
      const states = () => Promise.all(ids.map(async id => (await world.operation(id)).Status));
      expect(await states()).toEqual(['RUNNING', 'RUNNING', 'QUEUED', 'QUEUED']);
      await world.wait(110);
      expect((await states()).slice(0, 2)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
      await world.wait(30);
      expect(await states()).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    });
    expect(world.stacks).toHaveLength(2);
  });

  test('all wait in line when the lab is told to read the note that way', async () => {
    const world = await made({ managedExecutionQueues: 'all' });
    await world.play(async () => {
      await world.deploy([world.tenants[0]]);
      const second = await world.deploy([world.tenants[1]]);
      expect(await world.operation(second)).toMatchObject({ Status: 'QUEUED' });
      await world.wait(220);
      expect(await world.operation(second)).toMatchObject({ Status: 'SUCCEEDED' });
    });
  });

  test('can be queued only so many', async () => {
    const world = await made({ tenants: 1 });
    world.cloud.quotas.set('cloudformation.queuedOperationsPerStackSet', 1);
    await expect(world.play(async () => {
      await world.deploy();
      await world.deploy();
      await world.deploy();
    })).rejects.toEqual(refusal('LimitExceededException'));
  });
});

test('stacks of all operations in a Region together stay within the quota', async () => {
  const world = await made({ tenants: 3 });
  world.cloud.quotas.set('cloudformation.stackInstancesAtOncePerRegion', 2);
  await world.play(async () => {
    for (const tenant of world.tenants) { await world.deploy([tenant]); }
    await world.wait(120);
    expect(world.stacks).toHaveLength(2);
    await world.wait(100);
    expect(world.stacks).toHaveLength(3);
  });
});

test('a stack set has only so many instances; an account that has one counts once', async () => {
  const world = await made({ tenants: 3 });
  world.cloud.quotas.set('cloudformation.stackInstancesPerStackSet', 2);
  await world.play(async () => {
    const [a, b] = world.tenants;
    await world.deploy([a, b]);
    await world.deploy([a, b]);
    await expect(world.deploy()).rejects.toEqual(refusal('LimitExceededException'));
  });
});

describe('an operation that is stopped', () => {
  test('lets the running stack end, cancels the others, and is STOPPED', async () => {
    const world = await made();
    await world.play(async () => {
      const id = await world.deploy();
      await world.wait(30);
      await world.call('stopStackSetOperation', { OperationId: id });
      expect(await world.operation(id)).toMatchObject({ Status: 'STOPPING' });
      await world.wait(100);
      expect(await world.operation(id)).toMatchObject({ Status: 'STOPPED' });
      expect(await world.results(id)).toEqual(['SUCCEEDED', 'CANCELLED', 'CANCELLED']);
      await expect(world.call('stopStackSetOperation', { OperationId: id })).rejects.toEqual(refusal('InvalidOperationException'));
    });
  });

  test('while it waits or is prepared, does nothing at all', async () => {
    const world = await made({ tenants: 1 });
    await world.play(async () => {
      const ids = [await world.deploy(), await world.deploy()];
      for (const id of ids) { await world.call('stopStackSetOperation', { OperationId: id }); }
      await world.wait(20);
      for (const id of ids) { expect(await world.operation(id)).toMatchObject({ Status: 'STOPPED' }); }
    });
    expect(world.stacks).toEqual([]);
  });
});

describe('limits', () => {
  test.each<[JsonObject, number, { atOnce: number; tolerance: number }]>([
    [{}, 100, { atOnce: 1, tolerance: 0 }],
    [{ FailureTolerancePercentage: 1 }, 50, { atOnce: 1, tolerance: 0 }],
    [{ MaxConcurrentPercentage: 1 }, 50, { atOnce: 1, tolerance: 0 }],
    [{ MaxConcurrentPercentage: 25, FailureTolerancePercentage: 25 }, 10, { atOnce: 2, tolerance: 2 }],
    [{ MaxConcurrentCount: 250, FailureToleranceCount: 100 }, 1000, { atOnce: 250, tolerance: 100 }],
  ])('%j of %d accounts', (preferences, accounts, expected) => {
    expect(limitsOf(preferences, accounts)).toMatchObject(expected);
  });

  // The example of AWS's page on the concurrency mode: tolerance 5, at most 10 at once. Here everything fails;
  // when the sixth does, soft has 9 more under way.
  test.each([['STRICT_FAILURE_TOLERANCE', 6], ['SOFT_FAILURE_TOLERANCE', 15]])('%s tries %d stacks where each fails', async (ConcurrencyMode, tried) => {
    const world = await made({ tenants: 30, cloud: { faults: [{ kind: 'stack', reason: 'broken', times: 100 }] } });
    const OperationPreferences = { FailureToleranceCount: 5, MaxConcurrentCount: 10, ConcurrencyMode };
    const id = await world.play(() => world.deploy(undefined, { OperationPreferences }));
    const results = await world.play(() => world.results(id));
    expect(results.filter(status => status === 'FAILED')).toHaveLength(tried);
  });

  test('strict never fails more than the tolerance and one, nor runs more at once than allowed; each account has one end', async () => {
    await fc.assert(fc.asyncProperty(
      fc.nat(25), fc.nat(6), fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(24), { maxLength: 20 }), fc.integer(),
      async (tenants, tolerance, atOnce, failing, seed) => {
        let running = 0;
        let most = 0;
        const world: World = await made({
          tenants,
          cloud: { seed },
          stackDuration: { kind: 'fixed', seconds: 0 },
          createStack: async (cloud, { account }) => {
            most = Math.max(most, ++running);
            await cloud.clock.sleep(1000 * (1 + world.tenants.indexOf(account) % 7));
            running--;
            if (failing.includes(world.tenants.indexOf(account))) { throw new Error('broken'); }
          },
        });
        const OperationPreferences = { FailureToleranceCount: tolerance, MaxConcurrentCount: atOnce };
        const id = await world.play(() => world.deploy(undefined, { OperationPreferences }));
        const results = await world.play(() => world.results(id));
        const failed = results.filter(status => status === 'FAILED').length;
        expect(failed).toBeLessThanOrEqual(tolerance + 1);
        expect(most).toBeLessThanOrEqual(Math.min(atOnce, tolerance + 1));
        expect(results.every(status => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(status))).toBe(true);
        if (results.includes('CANCELLED')) { expect(failed).toBeGreaterThan(tolerance); }
        const { Status } = await world.play(() => world.operation(id));
        expect(Status).toBe(failed > tolerance ? 'FAILED' : 'SUCCEEDED');
      },
    ), { numRuns: 40 });
  });
});
