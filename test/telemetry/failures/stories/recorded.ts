import { ORDER, outputOf, redrive, Stories } from './stories';
import { Fault } from '../../../../src/lab';
import { centralFailuresBusName, recordRoleName, tenantFailuresBusName } from '../../../../src/telemetry/contract';
import { FUNCTION, MACHINE, NAME, OBSERVABILITY } from '../platform';
import { World } from '../world';

const CENTRAL = centralFailuresBusName(NAME);
const HELD = { state: 'held', tenantId: 't0', ring: 'canary', service: 'orders', version: 'v0', redrives: 0, region: 'us-east-1' };

/** Puts an event on a bus of a tenant's, as somebody in its account could. */
async function say(
  world: World, tenant: number, detail: object, more: object = {}, bus = tenantFailuresBusName(NAME),
): Promise<unknown> {
  const place = { account: world.accountOf(tenant), region: 'us-east-1' };
  const entry = { EventBusName: bus, Source: 'lambda', DetailType: 'Lambda Function Invocation Result - Failure', Detail: JSON.stringify(detail), ...more };
  return world.done(world.call(place, 'eventbridge', 'putEvents', { Entries: [entry] }));
}

const failureOf = (account: string, requestId = 'aaaaaaaa-0000-4000-8000-000000000001') => ({
  version: '1.0', timestamp: '2026-01-05T09:02:00.000Z',
  requestContext: { requestId, functionArn: `arn:aws:lambda:us-east-1:${account}:function:${FUNCTION}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
  requestPayload: ORDER, responsePayload: { errorType: 'NoStock', errorMessage: 'the shelf is empty' },
});

export const recorded = (stories: Stories) => {
  const worldWith = (...faults: Fault[]) => stories.world({ faults });
  const oneFailure = async (world: World) => {
    await world.work(0, ORDER);
    await world.play();
    return world;
  };
  const nothingLost = (world: World) => expect(['Queue', 'Undelivered', 'Unrecorded'].map(name => world.inQueue(name))).toEqual([0, 0, 0]);

  describe('A failure', () => {
    it("that says that it is of another tenant's account is of the account that sent it, and refused", async () => {
      const world = await worldWith();
      await say(world, 0, failureOf(world.accountOf(1)));
      await world.play();
      expect(world.failures(0)).toMatchObject([{ state: 'refused', tenantId: 't0', reason: expect.stringContaining(`says ${world.accountOf(0)}`) as string }]);
      expect(world.failures(1)).toEqual([]);
    });

    it('of a forged tenant in its payload is of the tenant whose account sent it', async () => {
      const world = await worldWith();
      await say(world, 0, { ...failureOf(world.accountOf(0)), tenantId: 't1', accountId: world.accountOf(1), account: world.accountOf(1) });
      await world.play();
      expect(world.failures()).toMatchObject([{ ...HELD, accountId: world.accountOf(0) }]);
    });

    it('of an account that the directory does not know is held without a tenant, for it may be one in a minute', async () => {
      const world = await worldWith();
      const table = world.lab.only('AWS::DynamoDB::Table', 'Directory').ref;
      await world.done(world.call({ account: '222222222222', region: 'us-east-1' }, 'dynamodb', 'deleteItem', {
        TableName: table, Key: { pk: { S: `ACCOUNT#${world.accountOf(0)}` }, sk: { S: 'RECORD' } },
      }));
      await oneFailure(world);
      const { tenantId, ...failure } = world.failures()[0];
      expect(tenantId).toBeUndefined();
      expect(failure).toMatchObject({ state: 'held', body: '{"order":1}', reason: 'NoStock: the shelf is empty' });
      await world.done(world.know(0, world.accountOf(0)));
      world.fails = () => false;
      expect(outputOf(await redrive(world))).toMatchObject({ redriven: 1 });
      expect(world.deeds).toMatchObject([{ account: world.accountOf(0) }]);
    });

    it('is on record without its tenant while the directory cannot be asked', async () => {
      const world = await worldWith({ kind: 'error', service: 'sts', action: 'assumeRole', error: 'AccessDenied', times: 9 });
      await oneFailure(world);
      const [{ tenantId, state, accountId }] = world.failures();
      expect([tenantId, state, accountId]).toEqual([undefined, 'held', world.accountOf(0)]);
      nothingLost(world);
    });

    it('comes an hour later where the central bus is away for an hour', async () => {
      const world = await worldWith({ kind: 'bus', bus: CENTRAL, account: OBSERVABILITY.account, from: '2026-01-05T09:00:00Z', until: '2026-01-05T10:00:00Z' });
      await oneFailure(world);
      expect(world.failures()).toMatchObject([HELD]);
      expect(world.failures()[0].receivedAt > '2026-01-05T10:00:00').toBe(true);
      world.lab.expectFaultsApplied();
    });

    it('is one, however often it comes', async () => {
      const world = await worldWith({ kind: 'delivery', how: 'doubled', times: 2 }, { kind: 'message', how: 'doubled', times: 4 });
      await oneFailure(world);
      expect(world.failures()).toMatchObject([HELD]);
      world.lab.expectFaultsApplied();
    });

    it('is on record once the table can be written again', async () => {
      const world = await worldWith({ kind: 'error', service: 'dynamodb', action: 'transactWriteItems', error: 'ProvisionedThroughputExceededException', times: 8 });
      await oneFailure(world);
      expect(world.failures()).toMatchObject([HELD]);
      world.lab.expectFaultsApplied();
      nothingLost(world);
    });

    it('is on record once, where the function died after it had written it down', async () => {
      const world = await worldWith({ kind: 'crash', service: 'dynamodb', action: 'transactWriteItems' });
      await oneFailure(world);
      expect(world.failures()).toMatchObject([HELD]);
      nothingLost(world);
    });

    it('that is too big for an item has its body in the bucket, in the folder of its account', async () => {
      const world = await worldWith();
      const order = { order: 'x'.repeat(5000) };
      await world.work(0, order);
      await world.play();
      const [{ id, body, bodyAt }] = world.failures();
      expect([body, bodyAt?.key, bodyAt?.accountId]).toEqual([undefined, `${world.accountOf(0)}/${id}.json`, undefined]);
      expect(world.lab.buckets.objects(bodyAt!.bucket)).toEqual({ [bodyAt!.key]: JSON.stringify(order) });
    });

    it('of another Region comes to the home Region in one step', async () => {
      const world = await worldWith();
      const place = { account: world.accountOf(0), region: 'eu-central-1' };
      await world.done(world.call(place, 'eventbridge', 'putEvents', {
        Entries: [{ EventBusName: tenantFailuresBusName(NAME), Source: 'orders', DetailType: 'OrderLost', Detail: '{"order":1}' }],
      }));
      await world.play();
      expect(world.failures()).toMatchObject([{ state: 'held', kind: 'custom', region: 'eu-central-1', tenantId: 't0', reason: 'orders: OrderLost', body: '{"order":1}' }]);
    });

    it('that does not look as Lambda writes it is kept as it is', async () => {
      const world = await worldWith();
      await say(world, 0, { requestContext: 'none', requestPayload: 1 });
      await say(world, 0, { ...failureOf(world.accountOf(0)), requestContext: { requestId: '../../x', functionArn: 'arn' } });
      await world.play();
      expect(world.failures().map(({ kind, state }) => [kind, state])).toEqual([['custom', 'held'], ['custom', 'held']]);
    });

    it('of one tenant is never with those of another', async () => {
      const world = await worldWith();
      for (const tenant of [0, 1, 0]) { await world.work(tenant, { tenant }); }
      await world.play();
      expect(world.items().map(({ pk, tenantId, body }) => [pk, tenantId, body]).sort()).toEqual([
        [`ACCOUNT#${world.accountOf(0)}`, 't0', '{"tenant":0}'], [`ACCOUNT#${world.accountOf(0)}`, 't0', '{"tenant":0}'],
        [`ACCOUNT#${world.accountOf(1)}`, 't1', '{"tenant":1}'],
      ]);
    });

    it('of an execution is on record by its machine and name', async () => {
      const world = await worldWith();
      world.lab.states.start(`arn:aws:states:us-east-1:${world.accountOf(0)}:stateMachine:${MACHINE}`, ORDER);
      await world.play();
      expect(world.failures()).toMatchObject([{ ...HELD, kind: 'execution', reason: 'NoShip: it is foggy', body: '{"order":1}' }]);
    });
  });

  it('What is no event ends where a person looks after ten tries, and holds nobody up', async () => {
    const world = await worldWith();
    const { ref, account, region } = world.lab.only('AWS::SQS::Queue', 'FailuresQueue');
    await world.done(world.call({ account, region }, 'sqs', 'sendMessage', { QueueUrl: ref, MessageBody: 'nonsense' }));
    await oneFailure(world);
    expect(world.failures()).toHaveLength(1);
    expect(world.inQueue('Unrecorded')).toBe(1);
  });

  it('Nobody outside of the organization puts anything on the central bus, and nobody at all into the queue', async () => {
    const world = await worldWith();
    world.lab.iam.addRole('999999999999', {
      name: 'stranger', trust: { Version: '2012-10-17', Statement: [] }, managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    });
    const stranger = { principal: 'arn:aws:iam::999999999999:role/stranger', account: '999999999999', region: 'us-east-1' };
    const { arn } = world.lab.only('AWS::Events::EventBus', 'FailuresBus');
    const answer = await world.done(world.lab.cloud.call(stranger, 'eventbridge', 'putEvents', { Entries: [{ EventBusName: arn!, Source: 'lambda', DetailType: 'x', Detail: '{}' }] }));
    expect(answer).toMatchObject({ FailedEntryCount: 1 });
    const { ref } = world.lab.only('AWS::SQS::Queue', 'FailuresQueue');
    await expect(world.done(world.lab.cloud.call(stranger, 'sqs', 'sendMessage', { QueueUrl: ref, MessageBody: '{}' }))).rejects.toThrow();
  });

  it('No tenant tells what only the central place tells', async () => {
    const world = await worldWith();
    await say(world, 0, { tenantId: 't1' }, { Source: 'cdk-account-per-tenant', DetailType: 'TenantFailureParked' });
    world.lab.iam.addRole(world.accountOf(0), {
      name: 'admin', trust: { Version: '2012-10-17', Statement: [] }, managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
    });
    const admin = { principal: `arn:aws:iam::${world.accountOf(0)}:role/admin`, account: world.accountOf(0), region: 'us-east-1' };
    const { arn } = world.lab.only('AWS::Events::EventBus', 'FailuresBus');
    const put = (Source: string) => world.done(world.lab.cloud.call(admin, 'eventbridge', 'putEvents', {
      Entries: [{ EventBusName: arn!, Source, DetailType: 'TenantFailureParked', Detail: '{}' }],
    }));
    expect(await put('cdk-account-per-tenant')).toMatchObject({ FailedEntryCount: 1 });
    expect(await put('orders')).toMatchObject({ FailedEntryCount: 0 });
    await world.play();
    expect(world.failures().map(({ reason }) => reason)).toEqual(['orders: TenantFailureParked']);
  });

  it('Who writes failures down may neither give them back nor read bodies', async () => {
    const world = await worldWith();
    const record = { principal: `arn:aws:iam::${OBSERVABILITY.account}:role/${recordRoleName(NAME)}`, ...OBSERVABILITY };
    expect(world.lab.iam.allows(record, { action: 'sts:AssumeRole', resource: `arn:aws:iam::${world.accountOf(0)}:role/cdk-account-per-tenant-${NAME}-redrive` })).toBe(false);
    expect(world.lab.iam.allows(record, { action: 's3:GetObject', resource: 'arn:aws:s3:::any/thing' })).toBe(false);
  });
};
