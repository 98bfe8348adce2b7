import { ORDER, outputOf, redrive, Stories } from './stories';
import { Fault, JsonObject } from '../../../../src/lab';
import { redriveRoleName, redrivingRoleName } from '../../../../src/telemetry/contract';
import { FUNCTION, NAME, OBSERVABILITY, QUICK_FUNCTION } from '../platform';
import { World } from '../world';

export const redriven = (stories: Stories) => {
  const mendedWith = (...faults: Fault[]) => stories.mended({ faults });
  const states = (world: World) => world.failures().map(({ state }) => state);

  describe('A redrive', () => {
    it.each([
      ['nothing', {}, /'accountId' must be an account id of 12 digits; 'by' must say who asks.*; 'reason' must say why.*; 'perSecond' must be a number from 0.1 to 100/],
      ['another account of letters', { accountId: 'acme', by: 'jane', reason: 'x', perSecond: 1 }, /^'accountId' must be an account id of 12 digits$/],
      ['too much at once', { accountId: '333333333000', by: 'jane', reason: 'x', perSecond: 1000 }, /^'perSecond' must be a number from 0.1 to 100$/],
      ['no ids', { accountId: '333333333000', by: 'jane', reason: 'x', perSecond: 1, ids: [] }, /^'ids' must be 1 to 1000 ids/],
      ['another action', { accountId: '333333333000', by: 'jane', reason: 'x', perSecond: 1, action: 'delete' }, /^'action' must be left out/],
      ['a replay of nothing', { accountId: '333333333000', by: 'jane', reason: 'x', action: 'replay' }, /^'region' must be the name of a Region; 'from' and 'to' must be times/],
    ])('of %s is refused with all that is wrong', async (_, input, cause) => {
      const world = await stories.world();
      const run = world.lab.states.start(world.lab.only('AWS::StepFunctions::StateMachine', 'Redrive').ref, input as JsonObject);
      await world.play();
      expect([run.status, run.error]).toEqual(['FAILED', 'RedriveRejected']);
      expect(run.cause).toMatch(cause);
    });

    it('gives what failed back to its own account, once', async () => {
      const world = await mendedWith();
      const run = await redrive(world);
      expect(outputOf(run)).toMatchObject({ redriven: 1, kept: 0, doubtful: 0 });
      expect(world.deeds).toMatchObject([{ account: world.accountOf(0), payload: ORDER }]);
      expect(world.failures()).toMatchObject([{ state: 'redriven', redrivenBy: 'jane', redriveReason: 'it is mended', redriveRun: run.name }]);
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 0, passed: 1 });
      expect(world.deeds).toHaveLength(1);
    });

    it('is remembered, with its request, for as long from then on as a failure is', async () => {
      const world = await mendedWith();
      const [{ expiresAt }] = world.failures();
      await world.play(48);
      await redrive(world);
      const kept = world.items().map(item => item.expiresAt - expiresAt);
      expect(kept).toHaveLength(2);
      for (const seconds of kept) { expect(seconds).toBeGreaterThanOrEqual(48 * 3600 - 60); }
    });

    it('of two at once gives each back once', async () => {
      const world = await stories.mended({}, Array.from({ length: 20 }, (_, order) => ({ order })));
      for (let run = 0; run < 3; run++) { world.redrive({ accountId: world.accountOf(0), perSecond: 100 }); }
      await world.play();
      const orders = world.deeds.map(({ payload }) => Number(payload.order)).sort((a, b) => a - b);
      expect(orders).toEqual(Array.from({ length: 20 }, (_, order) => order));
    });

    it('of one account touches no other', async () => {
      const world = await stories.world();
      for (const tenant of [0, 1]) { await world.work(tenant, ORDER); }
      await world.play();
      world.fails = () => false;
      await redrive(world, { ids: world.failures().map(({ id }) => id) });
      expect(world.deeds.map(({ account }) => account)).toEqual([world.accountOf(0)]);
      expect(world.failures(1)).toMatchObject([{ state: 'held' }]);
    });

    it('gives nothing back that is on record with a function of another account, whoever wrote that', async () => {
      const world = await mendedWith();
      const { pk, sk } = world.items()[0];
      await world.done(world.call(OBSERVABILITY, 'dynamodb', 'updateItem', {
        TableName: world.lab.only('AWS::DynamoDB::Table', 'FailuresTable').ref, Key: { pk: { S: pk }, sk: { S: sk } },
        UpdateExpression: 'SET what = :what', ExpressionAttributeValues: { ':what': { S: `arn:aws:lambda:us-east-1:${world.accountOf(1)}:function:${FUNCTION}` } },
      }));
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 0, refused: 1 });
      expect([world.deeds, states(world)]).toEqual([[], ['refused']]);
    });

    it('keeps to its pace', async () => {
      const world = await stories.mended({}, Array.from({ length: 12 }, (_, order) => ({ order })));
      await redrive(world, { perSecond: 2 });
      const times = world.deeds.map(({ at }) => at).sort();
      expect(times).toHaveLength(12);
      // Calls take some milliseconds, one more than another.
      for (const [index, at] of times.entries()) { expect(at - times[0]).toBeGreaterThanOrEqual(index * 500 - 200); }
    });

    it('of one service leaves the others', async () => {
      const world = await mendedWith();
      expect(outputOf(await redrive(world, { service: 'billing' }))).toMatchObject({ redriven: 0, passed: 1 });
      expect(outputOf(await redrive(world, { service: 'orders' }))).toMatchObject({ redriven: 1 });
    });

    it('of hundreds comes page by page to the end', async () => {
      const world = await stories.mended({}, Array.from({ length: 230 }, (_, order) => ({ order })));
      expect(outputOf(await redrive(world, { perSecond: 100 }))).toMatchObject({ redriven: 230 });
      expect(new Set(world.deeds.map(({ payload }) => payload.order)).size).toBe(230);
      expect(world.deeds).toHaveLength(230);
    });
  });

  describe('What cannot be given back', () => {
    it('because its function is gone is held, with the reason', async () => {
      const world = await mendedWith({ kind: 'error', service: 'lambda', action: 'invoke', error: 'ResourceNotFoundException', message: 'Function not found', mentions: `arn:aws:lambda:us-east-1:333333333000:function:${FUNCTION}` });
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 0, kept: 1 });
      expect(world.failures()).toMatchObject([{ state: 'held', reason: 'not given back: ResourceNotFoundException: Function not found' }]);
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 1 });
    });

    it('because the account does not let us in stays as it is, and the run says so', async () => {
      const world = await stories.mended({ faults: [{ kind: 'error', service: 'sts', action: 'assumeRole', error: 'AccessDenied', mentions: `arn:aws:iam::333333333000:role/${redriveRoleName(NAME)}` }] }, [ORDER, { order: 2 }]);
      const run = await redrive(world, { perSecond: 1 });
      expect([run.status, run.error, run.cause]).toEqual(['FAILED', 'RedriveShutOut', expect.stringMatching(/account 333333333000 does not let us in: AccessDenied/)]);
      expect(states(world)).toEqual(['held', 'held']);
    });

    it('because it makes no session, and is alone in that, is held, and the others are given back', async () => {
      const world = await stories.mended({ faults: [{ kind: 'error', service: 'sts', action: 'assumeRole', error: 'PackedPolicyTooLarge', mentions: `arn:aws:iam::333333333000:role/${redriveRoleName(NAME)}` }] }, [ORDER, { order: 2 }]);
      expect(outputOf(await redrive(world, { perSecond: 1 }))).toMatchObject({ redriven: 1, kept: 1 });
      expect(states(world).sort()).toEqual(['held', 'redriven']);
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 1 });
    });

    it.each(['*', 'orders_Wor?', '${aws:username}'])('because it is called %s, which a policy would take for more than that, is held, and nobody is let in', async name => {
      const world = await mendedWith();
      const { pk, sk } = world.items()[0];
      await world.done(world.call(OBSERVABILITY, 'dynamodb', 'updateItem', {
        TableName: world.lab.only('AWS::DynamoDB::Table', 'FailuresTable').ref, Key: { pk: { S: pk }, sk: { S: sk } },
        UpdateExpression: 'SET what = :what', ExpressionAttributeValues: { ':what': { S: `arn:aws:lambda:us-east-1:${world.accountOf(0)}:function:${name}` } },
      }));
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 0, kept: 1 });
      expect(world.failures()).toMatchObject([{ state: 'held', reason: expect.stringMatching(/would stand for more than itself$/) as string }]);
      expect(world.deeds).toEqual([]);
    });

    it('for sure or not, because the answer was unclear, is in doubt, and is repeated only by name', async () => {
      const world = await mendedWith({ kind: 'error', service: 'lambda', action: 'invoke', error: 'ServiceException', when: 'after', mentions: `arn:aws:lambda:us-east-1:333333333000:function:${FUNCTION}` });
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 0, doubtful: 1 });
      expect([states(world), world.deeds.length]).toEqual([['in doubt'], 1]);
      await world.play(1);
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 0 });
      expect(outputOf(await redrive(world, { ids: [world.failures()[0].id] }))).toMatchObject({ redriven: 1 });
      expect(world.deeds).toHaveLength(2);
    });
  });

  describe('A function that dies', () => {
    const quickly = { service: 'lambda', action: 'invoke', mentions: `arn:aws:lambda:us-east-1:333333333000:function:${QUICK_FUNCTION}` } as const;
    const invoking = { service: 'lambda', action: 'invoke', mentions: `arn:aws:lambda:us-east-1:333333333000:function:${FUNCTION}` } as const;

    it('before it has given one back leaves it in doubt, and the run goes on with the others', async () => {
      const world = await stories.mended({ faults: [{ kind: 'crash', service: 'sts', action: 'assumeRole', mentions: `arn:aws:iam::333333333000:role/${redriveRoleName(NAME)}` }] }, [ORDER, { order: 2 }]);
      const run = await redrive(world, { perSecond: 1 });
      expect(run.status).toBe('SUCCEEDED');
      expect(outputOf(run)).toMatchObject({ redriven: 1, doubtful: 1 });
      expect(states(world).sort()).toEqual(['in doubt', 'redriven']);
      expect(world.deeds).toHaveLength(1);
      world.lab.expectFaultsApplied();
    });

    it('after it has given one back gives it back no second time', async () => {
      const world = await mendedWith({ kind: 'crash', ...invoking });
      expect(outputOf(await redrive(world))).toMatchObject({ doubtful: 1 });
      expect([states(world), world.deeds.length]).toEqual([['in doubt'], 1]);
      world.lab.expectFaultsApplied();
    });

    it('after some have failed again gives these back no second time in the same run', async () => {
      const world = await stories.world({ faults: [{ kind: 'crash', ...quickly, skip: 2 }] });
      for (const order of [1, 2, 3]) { await world.work(0, { order }, QUICK_FUNCTION); }
      await world.play();
      const given: unknown[] = [];
      world.fails = ({ order }) => { given.push(order); return true; };
      const run = await redrive(world, { perSecond: 0.1 });
      expect([run.status, [...given].sort()]).toEqual(['SUCCEEDED', [1, 2, 3]]);
      world.lab.expectFaultsApplied();
    });

    it('each time after it has given one back gives none of these back again when they come as new failures', async () => {
      const world = await stories.world({ faults: [{ kind: 'crash', ...quickly, times: 3 }] });
      for (const order of [1, 2, 3, 4]) { await world.work(0, { order }, QUICK_FUNCTION); }
      await world.play();
      const given: unknown[] = [];
      world.fails = ({ order }) => { given.push(order); return true; };
      const run = await redrive(world, { perSecond: 1 });
      expect([run.status, [...given].sort()]).toEqual(['SUCCEEDED', [1, 2, 3, 4]]);
      expect(world.failures()).toHaveLength(7);
      world.lab.expectFaultsApplied();
    });

    it('of which there are too many at once is asked again until there is room', async () => {
      const throttled = { kind: 'error', service: 'lambda', action: 'invoke', error: 'TooManyRequestsException', inState: 'Give back a page', times: 20 } as const;
      expect(outputOf(await redrive(await mendedWith(throttled)))).toMatchObject({ redriven: 1 });
    });

    it('with its whole run leaves what a later run finds in doubt', async () => {
      const world = await mendedWith({ kind: 'crash', ...invoking }, { kind: 'kill', when: 'after', inState: 'Give back a page' });
      await redrive(world);
      expect(states(world)).toEqual(['redriving']);
      await world.play(1);
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 0, doubtful: 1 });
      expect([states(world), world.deeds.length]).toEqual([['in doubt'], 1]);
    });
  });

  describe('What fails again', () => {
    it('goes back to what it came of, and is parked the third time, which is told', async () => {
      const world = await stories.mended();
      world.fails = () => true;
      const stood: unknown[] = [];
      for (let times = 0; times < 4; times++) {
        await redrive(world);
        stood.push(world.failures().map(({ state, redrives }) => [state, redrives]));
      }
      expect(stood).toEqual([[['held', 1]], [['held', 2]], [['parked', 3]], [['parked', 3]]]);
      expect(world.told('TenantFailureParked')).toMatchObject([{ tenantId: 't0', redrives: 3 }]);
      world.fails = () => false;
      const { id } = world.failures()[0];
      expect(outputOf(await redrive(world, { ids: [id] }))).toMatchObject({ redriven: 1 });
      expect(world.deeds).toHaveLength(1);
    });

    it('is counted once, however often it comes', async () => {
      const world = await stories.mended({ faults: [{ kind: 'message', how: 'doubled', times: 6 }, { kind: 'delivery', how: 'doubled', times: 3, skip: 2 }] });
      world.fails = () => true;
      await redrive(world);
      expect(world.failures().map(({ state, redrives }) => [state, redrives])).toEqual([['held', 1]]);
    });

    it('before it is written that it was redriven becomes one with what it came of', async () => {
      const world = await stories.world({ faults: [{ kind: 'late', service: 'dynamodb', action: 'transactWriteItems', seconds: 60, mentions: 'redriven' }] });
      await world.work(0, ORDER, QUICK_FUNCTION);
      await world.play();
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 1 });
      world.lab.expectFaultsApplied();
      expect(world.failures()).toMatchObject([{ state: 'held', redrives: 1, body: JSON.stringify(ORDER) }]);
      await redrive(world);
      expect(world.failures()).toMatchObject([{ state: 'held', redrives: 2 }]);
    });

    it('before it is written for the third time is parked and told', async () => {
      const world = await stories.world({ faults: [{ kind: 'late', service: 'dynamodb', action: 'transactWriteItems', seconds: 60, mentions: 'redriven', times: 3 }] });
      await world.work(0, ORDER, QUICK_FUNCTION);
      await world.play();
      for (let times = 0; times < 3; times++) { await redrive(world); }
      expect(world.failures()).toMatchObject([{ state: 'parked', redrives: 3 }]);
      expect(world.told('TenantFailureParked')).toHaveLength(1);
    });

    it('is told as parked again where the function died before it had told it', async () => {
      const world = await stories.mended({ faults: [{ kind: 'error', service: 'eventbridge', action: 'putEvents', error: 'InternalException', times: 3, mentions: 'TenantFailureParked' }] });
      world.fails = () => true;
      for (let times = 0; times < 3; times++) { await redrive(world); }
      expect(world.failures().map(({ state }) => state)).toEqual(['parked']);
      expect(world.told('TenantFailureParked')).toHaveLength(1);
    });
  });

  describe('A tenant account', () => {
    it('lets nobody in but the function that redrives, and only with the id of this account', async () => {
      const world = await mendedWith();
      const redriving = { principal: `arn:aws:iam::${OBSERVABILITY.account}:role/${redrivingRoleName(NAME)}`, ...OBSERVABILITY };
      const enter = (caller: object, tenant: number, ExternalId?: string) => world.done(world.lab.cloud.call(caller as typeof redriving, 'sts', 'assumeRole', {
        RoleArn: `arn:aws:iam::${world.accountOf(tenant)}:role/${redriveRoleName(NAME)}`, RoleSessionName: 'someone', ...ExternalId !== undefined && { ExternalId },
      }));
      await expect(enter(redriving, 0, world.accountOf(0))).resolves.toHaveProperty('Credentials');
      await expect(enter(redriving, 0, world.accountOf(1))).rejects.toThrow(/not authorized/);
      await expect(enter(redriving, 0)).rejects.toThrow(/not authorized/);
      world.lab.iam.addRole(OBSERVABILITY.account, {
        name: 'admin', trust: { Version: '2012-10-17', Statement: [] }, managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      });
      await expect(enter({ ...redriving, principal: `arn:aws:iam::${OBSERVABILITY.account}:role/admin` }, 0, world.accountOf(0))).rejects.toThrow(/not authorized/);
    });

    it('is entered with a session that may do the one thing', async () => {
      const world = await stories.world();
      await world.work(0, ORDER);
      await world.play();
      const policies: unknown[] = [];
      world.lab.cloud.journal.listen(entry => {
        if (entry.type === 'call' && entry.action === 'assumeRole' && entry.parameters.Policy) { policies.push(JSON.parse(String(entry.parameters.Policy))); }
      });
      await redrive(world);
      expect(policies).toEqual([{
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: [`arn:aws:lambda:us-east-1:${world.accountOf(0)}:function:${FUNCTION}`] }],
      }]);
    });
  });
};
