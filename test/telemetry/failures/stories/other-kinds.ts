import { ORDER, outputOf, redrive, Stories } from './stories';
import { Fault } from '../../../../src/lab';
import { BIG_FUNCTION, MACHINE, OBSERVABILITY } from '../platform';
import { World } from '../world';

export const otherKinds = (stories: Stories) => {
  describe('A big body', () => {
    it('comes back to the letter', async () => {
      const order = 'x'.repeat(5000);
      const world = await stories.mended({}, [{ order }]);
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 1 });
      expect(world.deeds).toMatchObject([{ payload: { order } }]);
    });

    it('that is gone holds its failure, with the reason', async () => {
      const world = await stories.mended({ faults: [{ kind: 'error', service: 's3', action: 'getObject', error: 'NoSuchKey' }] }, [{ order: 'x'.repeat(5000) }]);
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 0, kept: 1 });
      expect(world.failures()).toMatchObject([{ state: 'held', reason: expect.stringMatching(/^not given back: the body could not be read: NoSuchKey/) as string }]);
    });
  });

  describe('What goes into a bucket', () => {
    const order = 'x'.repeat(600_000);
    const failed = async (faults: Fault[] = []) => {
      const world = await stories.world({ faults });
      await world.work(0, { order }, BIG_FUNCTION);
      await world.play();
      return world;
    };

    it('is on record by its key, stays in the account, and is given back', async () => {
      const world = await failed();
      expect(world.failures()).toMatchObject([{ kind: 'object', state: 'held', tenantId: 't0', service: 'orders', bodyAt: { accountId: world.accountOf(0) } }]);
      expect(world.failures()[0]).not.toHaveProperty('body');
      world.fails = () => false;
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 1 });
      expect(world.deeds).toMatchObject([{ account: world.accountOf(0), payload: { order } }]);
    });

    it('again and again is parked the third time, and is one failure', async () => {
      const world = await failed();
      const counts: unknown[] = [];
      for (let times = 0; times < 5; times++) {
        const { redriven: sent, parked } = outputOf(await redrive(world));
        counts.push([sent, parked]);
      }
      expect(counts).toEqual([[1, 0], [1, 0], [1, 0], [0, 1], [0, 0]]);
      expect(world.failures()).toMatchObject([{ state: 'parked', redrives: 3 }]);
      expect(world.told('TenantFailureParked')).toHaveLength(1);
    });

    it('and is told once more after it has failed again is no new failure', async () => {
      const world = await failed();
      const { bucket, key } = world.failures()[0].bodyAt!;
      await redrive(world);
      world.fails = () => false;
      await redrive(world);
      const before = world.failures();
      expect(before).toMatchObject([{ state: 'redriven', redrives: 1 }]);
      world.lab.events.publish(world.accountOf(0), 'us-east-1', {
        source: 'aws.s3', detailType: 'Object Created', resources: [`arn:aws:s3:::${bucket}`], detail: { bucket: { name: bucket }, object: { key, size: 600_000 } },
      });
      await world.play();
      expect(world.failures()).toEqual(before);
    });

    it('and holds no record of an invocation is held or refused, and nothing is invoked', async () => {
      const world = await failed();
      world.fails = () => false;
      const { bucket, key } = world.failures()[0].bodyAt!;
      world.lab.buckets.put(bucket, key, 'nonsense');
      await world.play();
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 0, kept: 1 });
      const functionArn = `arn:aws:lambda:us-east-1:${world.accountOf(1)}:function:${BIG_FUNCTION}`;
      world.lab.buckets.put(bucket, key, JSON.stringify({ requestContext: { functionArn }, requestPayload: {} }));
      await world.play();
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 0, refused: 1 });
      expect(world.deeds).toEqual([]);
    });
  });

  describe('A replay', () => {
    const DAY = { region: 'us-east-1', from: '2026-01-05T00:00:00Z', to: '2026-01-07T00:00:00Z' };
    const replay = (world: World) => redrive(world, { action: 'replay', ...DAY });

    it('brings what could not be handed over for more than a day', async () => {
      const world = await stories.world({ faults: [{ kind: 'bus', bus: 'cdk-account-per-tenant-tenants-failures', account: OBSERVABILITY.account, from: '2026-01-05T09:00:00Z', until: '2026-01-06T12:00:00Z' }] });
      await world.work(0, ORDER);
      await world.work(0, ORDER, BIG_FUNCTION);
      world.lab.states.start(`arn:aws:states:us-east-1:${world.accountOf(0)}:stateMachine:${MACHINE}`, ORDER);
      await world.play();
      expect(world.failures()).toEqual([]);
      await world.play(12);
      const run = await replay(world);
      expect([run.status, run.cause]).toEqual(['SUCCEEDED', undefined]);
      expect(world.failures().map(({ kind, state }) => [kind, state]).sort()).toEqual([['execution', 'held'], ['invocation', 'held'], ['object', 'held']]);
    });

    it('of what came already changes nothing', async () => {
      const world = await stories.mended();
      await redrive(world);
      const before = world.failures();
      await replay(world);
      expect(world.failures()).toEqual(before);
      expect(world.deeds).toHaveLength(1);
    });

    it('that the account refuses says so', async () => {
      const world = await stories.world({ faults: [{ kind: 'error', service: 'eventbridge', action: 'startReplay', error: 'ResourceNotFoundException', message: 'no such archive', times: 2 }] });
      const run = await replay(world);
      expect([run.status, run.error]).toEqual(['FAILED', 'RedriveFailed']);
      expect(run.cause).toMatch(/no such archive/);
    });
  });

  describe('An execution', () => {
    const ship = async (world: World) => {
      world.lab.states.start(`arn:aws:states:us-east-1:${world.accountOf(0)}:stateMachine:${MACHINE}`, ORDER);
      await world.play();
    };

    it('is redriven under its own name, and is parked when it has failed three times more', async () => {
      const world = await stories.world();
      await ship(world);
      const stood: unknown[] = [];
      for (let times = 0; times < 4; times++) {
        const run = await redrive(world);
        stood.push([outputOf(run).redriven, ...world.failures().map(({ state, redrives }) => [state, redrives])]);
      }
      expect(stood).toEqual([[1, ['held', 1]], [1, ['held', 2]], [1, ['parked', 3]], [0, ['parked', 3]]]);
      const shipped = world.lab.states.executions().find(({ machine }) => machine.name === MACHINE);
      expect(shipped).toMatchObject({ redriveCount: 3 });
      expect(world.told('TenantFailureParked')).toHaveLength(1);
    });

    it('that cannot be redriven is held, with the reason', async () => {
      const world = await stories.world({ faults: [{ kind: 'error', service: 'sfn', action: 'redriveExecution', error: 'ExecutionNotRedrivable', message: 'too long ago' }] });
      await ship(world);
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 0, kept: 1 });
      expect(world.failures()).toMatchObject([{ state: 'held', reason: 'not given back: ExecutionNotRedrivable: too long ago' }]);
    });
  });
};
