import { accountOf, Fleet, urlOf } from './a-fleet';
import { pin, RELEASE, SERVICE, wave } from './release-world';
import { PlanAnswer, PreviewAnswer, ReconcileAnswer, SettleAnswer } from '../../../../src/fleet/contract';

const waves = [wave({ by: 'ring', name: 'canary' }), wave({ by: 'everyone' })];

/** Of an operation in all Regions of the service. */
const WHOLE = { regions: ['us-east-1'], operated: ['us-east-1'] };

/** Where the tenants of a list are. */
const targetsOf = (fleet: Fleet, list: string) => ({
  Regions: ['us-east-1'],
  OperationPreferences: { ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE', MaxConcurrentCount: 10, FailureToleranceCount: 10 },
  DeploymentTargets: {
    OrganizationalUnitIds: [fleet.lab.organization.rootId()], AccountFilterType: 'INTERSECTION',
    AccountsUrl: `https://releases.s3.us-east-1.amazonaws.com/${SERVICE}/${RELEASE}/${list}.csv`,
  },
});

/** Tenants who have the service in its old version. */
async function withService(fleet: Fleet): Promise<SettleAnswer> {
  await fleet.ask<PlanAnswer>('Plan', { task: 'wave', wave: waves.length });
  await fleet.operate('createStackInstances', { ...targetsOf(fleet, 'newcomers'), OperationId: 'one' });
  return fleet.ask('Settle', { operation: 'one', action: 'CREATE', list: 'newcomers', again: 'newcomers-again-1', version: 'old', sequence: 1, ...WHOLE });
}

describe('functions of releases in the lab', () => {
  test('whoever is pinned is left out, and the others get the service and it is on record', async () => {
    const fleet = await Fleet.of(4, waves);
    await fleet.put({ pk: { S: `SERVICE#${SERVICE}` }, sk: { S: 'TENANT#t4' }, tenantId: { S: 't4' }, pin: { S: pin() } });
    expect(await fleet.ask<PlanAnswer>('Plan', { task: 'plan' })).toMatchObject({ leftOut: { pinned: 1 }, complaints: [] });

    const nothing = { failed: 0, internal: 0, cancelled: 0, skipped: 0, stuck: 0, reasons: [] };
    expect(await withService(fleet)).toEqual({ ...nothing, succeeded: 3 });
    expect(fleet.file('newcomers.csv')!.split('\n').sort()).toEqual([1, 2, 3].map(accountOf));
    expect(fleet.item('t1')).toMatchObject({ version: { S: 'old' }, status: { S: 'current' }, release: { S: RELEASE }, sequence: { N: '1' } });
    expect(fleet.item('t4')).not.toHaveProperty('version');
    expect(fleet.lab.stackOf(accountOf(4), 'us-east-1', 'cdk-account-per-tenant-main-service-orders')).toBeUndefined();
  });

  test('of an update that fails here and there, each tenant is on record as it is', async () => {
    const fleet = await Fleet.of(5, waves, {
      faults: [
        { kind: 'stack', account: accountOf(2), skip: 1, reason: 'Rate exceeded' }, { kind: 'stack', account: accountOf(3), skip: 1, reason: 'Queue exists already' },
        { kind: 'stack', account: accountOf(4), skip: 1, reason: 'Queue exists already', stuck: true, times: 2 },
      ],
    });
    await withService(fleet);
    await fleet.call('organizations', 'closeAccount', { AccountId: accountOf(5) });
    await fleet.lab.play();
    const back = await fleet.ask<PlanAnswer>('Plan', { task: 'back' });
    expect(back).toMatchObject({ list: 'back', accounts: 5 });
    await fleet.operate('updateStackSet', { ...targetsOf(fleet, 'back'), TemplateURL: urlOf('new'), OperationId: 'two' });
    const request = { operation: 'two', action: 'UPDATE', list: 'back', again: 'back-again-1', version: 'new', sequence: 2, ...WHOLE };
    const answer = await fleet.ask<SettleAnswer>('Settle', request);
    expect(answer).toMatchObject({ succeeded: 1, failed: 2, internal: 1, skipped: 1 });
    expect(JSON.parse(fleet.file('back-again-1.json')!)).toEqual([{ tenantId: 't2', accountId: accountOf(2) }]);
    expect(['t1', 't2', 't3'].map(tenant => [fleet.item(tenant).version.S, fleet.item(tenant).status.S])).toEqual(
      [['new', 'current'], ['old', 'failed'], ['old', 'failed']]);
    expect(await fleet.ask<SettleAnswer>('Settle', request)).toEqual(answer);

    // Only the next operation is told that the way back of a stack has failed.
    await fleet.operate('updateStackSet', { ...targetsOf(fleet, 'back'), TemplateURL: urlOf('old'), OperationId: 'three' });
    expect(await fleet.ask<SettleAnswer>('Settle', { ...request, operation: 'three', version: 'old', sequence: 3 })).toMatchObject({ succeeded: 3, stuck: 1 });
    expect(fleet.item('t4').status.S).toBe('stuck');

    // An old look comes late.
    await fleet.ask<SettleAnswer>('Settle', { operation: 'one', action: 'CREATE', list: 'back', again: 'x', version: 'older', sequence: 1, ...WHOLE });
    expect(fleet.item('t1')).toMatchObject({ version: { S: 'old' }, sequence: { N: '3' } });
    fleet.lab.expectFaultsApplied();
  });

  test('one Region after the other, a tenant is on the new version when both have it, and stays so when that is settled again', async () => {
    const fleet = await Fleet.of(1, waves);
    const regions = ['us-east-1', 'eu-central-1'];
    await fleet.ask<PlanAnswer>('Plan', { task: 'wave', wave: waves.length });
    const targets = targetsOf(fleet, 'newcomers');
    await fleet.operate('createStackInstances', { ...targets, Regions: regions, OperationId: 'one' });
    const settle = async (operation: string, version: string, operated: string[], sequence: number) => {
      await fleet.ask<SettleAnswer>('Settle', { operation, action: 'UPDATE', list: 'newcomers', again: 'x', version, sequence, regions, operated });
      const { version: has, status, through } = fleet.item('t1');
      return [has.S, status.S, through];
    };
    expect(await settle('one', 'old', regions, 1)).toEqual(['old', 'current', undefined]);
    await fleet.operate('updateStackSet', { ...targets, Regions: regions.slice(0, 1), TemplateURL: urlOf('new'), OperationId: 'two' });
    expect(await settle('two', 'new', regions.slice(0, 1), 2)).toEqual(['old', 'partly', { SS: ['new@us-east-1'] }]);
    await fleet.operate('updateStackSet', { ...targets, Regions: regions.slice(1), TemplateURL: urlOf('new'), OperationId: 'three' });
    expect(await settle('three', 'new', regions.slice(1), 3)).toEqual(['new', 'current', undefined]);

    // The run died before it wrote down that it was through.
    fleet.lab.buckets.put('releases', `${SERVICE}/${RELEASE}/newcomers-failures.json`, '{}');
    expect(await settle('three', 'new', regions.slice(1), 3)).toEqual(['new', 'current', undefined]);
    expect(await settle('two', 'new', regions.slice(0, 1), 2)).toEqual(['new', 'current', undefined]);
  });

  test('a preview says what CloudFormation would replace, and leaves no change set behind', async () => {
    const fleet = await Fleet.of(3, waves);
    await withService(fleet);
    const { sample } = await fleet.ask<PlanAnswer>('Plan', { task: 'plan' });
    expect(sample).toHaveLength(2);
    await fleet.ask('Preview', { task: 'begin', sample });
    await fleet.ask('Preview', { task: 'begin', sample });
    expect(await fleet.ask<PreviewAnswer>('Preview', { task: 'look', sample })).toEqual({ done: false, blocked: [], changes: 0 });
    await fleet.lab.play(fleet.lab.cloud.clock.now() + 60_000);
    const seen = await fleet.ask<PreviewAnswer>('Preview', { task: 'look', sample });
    expect(seen).toEqual({ done: true, blocked: ['Queue (AWS::SQS::Queue)'], changes: 2 });
    expect(await fleet.ask<PreviewAnswer>('Preview', { task: 'look', sample })).toEqual(seen);
    expect(fleet.file('preview.json')).toContain('"replacement":"True"');
  });

  test('reconciling corrects what is on record, starts one repair and waits for it', async () => {
    const fleet = await Fleet.of(3, waves);
    await withService(fleet);
    const key = { pk: { S: 'FLEET' }, sk: { S: `SERVICE#${SERVICE}` } };
    const ref = (version: string) => ({ M: { version: { S: version }, template: { S: urlOf(version) } } });
    await fleet.put({
      ...key, service: { S: SERVICE }, stackSetName: { S: 'cdk-account-per-tenant-main-service-orders' }, regions: { L: [{ S: 'us-east-1' }] },
      order: { N: '1' }, number: { N: '7' }, open: { BOOL: true }, good: ref('old'), held: ref('old'),
    });
    expect(await fleet.ask<ReconcileAnswer>('Reconcile', {})).toEqual({ services: [{ service: SERVICE, behind: 0, began: '' }] });

    await fleet.operate('deleteStackInstances', { ...targetsOf(fleet, 'newcomers'), RetainStacks: false, OperationId: 'away' });
    expect(await fleet.ask<ReconcileAnswer>('Reconcile', {})).toEqual({ services: [{ service: SERVICE, behind: 3, began: 'a repair' }] });
    expect(fleet.item('t1')).not.toHaveProperty('version');
    const runs = fleet.lab.states.executions();
    expect(runs.map(({ input }) => JSON.parse(input) as object)).toEqual([
      { service: SERVICE, kind: 'repair', requestedBy: 'reconcile', reason: '3 tenants are behind: t1, t2, t3' },
    ]);

    const [{ arn }] = runs;
    await fleet.put({ ...fleet.releaseItem(), phase: { S: 'rolling' }, run: { S: arn } });
    await fleet.call('dynamodb', 'updateItem', {
      TableName: fleet.table, Key: key, UpdateExpression: 'SET running = :it', ExpressionAttributeValues: { ':it': { S: RELEASE } },
    });
    expect((await fleet.ask<ReconcileAnswer>('Reconcile', {})).services).toEqual([{ service: SERVICE, behind: 0, began: 'release 000007 again' }]);
    expect(fleet.lab.states.executions()).toHaveLength(2);
  });

  test('templates that nobody needs are taken away, with their files', async () => {
    const fleet = await Fleet.of(0);
    const bucket = 'cdk-apt-main-111111111111-us-east-1';
    const [mine, shared] = ['a', 'b'].map(letter => letter.repeat(64));
    const [old, good] = ['1', '2'].map(digit => digit.repeat(16));
    const put = (key: string, body: string) => fleet.lab.buckets.put(bucket, key, body);
    [`${mine}.zip`, `${shared}.zip`].forEach(key => put(key, ''));
    put(`${SERVICE}/${old}.json`, `{"Key": "${mine}.zip", "Other": "${shared}.zip"}`);
    put(`${SERVICE}/${good}.json`, `{"Key": "${shared}.zip"}`);
    const ref = { M: { version: { S: good }, template: { S: '' } } };
    await fleet.put({
      pk: { S: 'FLEET' }, sk: { S: `SERVICE#${SERVICE}` }, service: { S: SERVICE }, stackSetName: { S: 'cdk-account-per-tenant-main-service-orders' },
      regions: { L: [{ S: 'us-east-1' }] }, order: { N: '1' }, number: { N: '7' }, open: { BOOL: true }, good: ref, held: ref,
    });
    for (const version of [old, good]) {
      await fleet.put({ pk: { S: `SERVICE#${SERVICE}` }, sk: { S: `VERSION#${version}` }, template: { S: '' }, releasedAt: { S: fleet.lab.cloud.timestamp() } });
    }
    await fleet.call('ssm', 'putParameter', {
      Name: '/cdk-account-per-tenant/main/services/orders', Type: 'String', Value: JSON.stringify({ service: SERVICE, version: good }),
    });
    await fleet.ask('Reconcile', {});
    expect(Object.keys(fleet.lab.buckets.objects(bucket))).toHaveLength(4);

    await fleet.lab.play(fleet.lab.cloud.clock.now() + 31 * 24 * 3600_000);
    await fleet.ask('Reconcile', {});
    expect(Object.keys(fleet.lab.buckets.objects(bucket)).sort()).toEqual([`${shared}.zip`, `${SERVICE}/${good}.json`]);
    expect(fleet.lab.items(fleet.table).filter(({ sk }) => JSON.stringify(sk).includes('VERSION#'))).toHaveLength(1);
  });
});
