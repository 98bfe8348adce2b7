import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CentralPlace, OBSERVABILITY, REGION, TABLE } from './a-central-place';
import { accountOf, Fleet } from './a-fleet';
import { FORWARDING_RULES } from '../../../src/telemetry/failures/settings';

const FAILING = { Invocations: 100, Errors: 20 };
const OTHER = 'us-east-1';

describe('the census, in the lab', () => {
  test('without the directory it fails, and says that nobody is covered', async () => {
    const fleet = await Fleet.of(3, { faults: [{ kind: 'error', service: 'sts', action: 'assumeRole', error: 'AccessDenied', skip: 1 }] });
    await fleet.census();
    await expect(fleet.census()).rejects.toThrow('AccessDenied');
    expect(metric(fleet, 'TenantsToCover')).toMatchObject([{ maximum: 3, minimum: 3 }]);
    expect(metric(fleet, 'TenantsCovered')).toMatchObject([{ maximum: 3, minimum: 0 }]);
  });

  test('a tenant without a link is not covered', async () => {
    const fleet = await Fleet.of(5);
    await fleet.unlink(3);
    expect(await fleet.census()).toMatchObject({ tenants: 5, covered: 4 });
  });

  test('a tenant whose link shows no metrics is not covered', async () => {
    const fleet = await Fleet.of(3);
    await fleet.unlink(2);
    await fleet.link(2, REGION, 'AWS::Logs::LogGroup');
    expect(await fleet.census()).toMatchObject({ tenants: 3, covered: 2 });
  });

  test('who is not seen in one Region is found failing in the other one', async () => {
    const fleet = await Fleet.of(4, { regions: [REGION, OTHER] });
    await fleet.unlink(1, OTHER);
    expect(await fleet.census({ 1: FAILING })).toMatchObject({ tenants: 4, covered: 3, unhealthy: 1 });
    expect(fleet.unhealthy()).toMatchObject([{ tenantId: 't1', region: REGION }]);
  });

  test('it finds the one failing tenant of twenty, names the release, and tells when it is well again', async () => {
    const fleet = await Fleet.of(20);
    await fleet.put({ pk: { S: 'FLEET' }, sk: { S: 'SERVICE#orders' }, service: { S: 'orders' } });
    await fleet.put({
      pk: { S: 'SERVICE#orders' }, sk: { S: 'TENANT#t7' }, service: { S: 'orders' }, tenantId: { S: 't7' }, release: { S: '000003' }, at: { S: '2026-11-21T11:50:00.000Z' },
    });
    const figures = { 7: FAILING, 8: { Invocations: 100, Errors: 1 } };
    expect(await fleet.census(figures)).toMatchObject({ tenants: 20, covered: 20, unhealthy: 1 });
    expect(fleet.unhealthy()).toMatchObject([{ tenantId: 't7', errors: 20, invocations: 100, functionName: 'orders_Worker', service: 'orders', likelyRelease: 'orders/000003' }]);
    expect(metric(fleet, 'TenantsUnhealthy').map(({ dimensions, sum }) => [dimensions, sum])).toEqual([
      [{ Platform: 'main', cell: '0' }, 1], [{ Platform: 'main', ring: 'general' }, 1], [{ Platform: 'main', release: 'orders/000003' }, 1],
    ]);
    for (let look = 0; look < 4; look++) { await fleet.census({ 7: { Invocations: 100 } }); }
    expect(fleet.unhealthy()).toEqual([]);
    expect(fleet.told).toMatchObject([
      { tenantId: 't7', accountId: accountOf(7), health: 'unhealthy', ring: 'general', errors: 20, likelyRelease: 'orders/000003', runbook: 'https://example.com/runbook#tenantsunhealthy' },
      { tenantId: 't7', health: 'healthy' },
    ]);
  });

  test('a release of days ago, or an enrolment, is not named', async () => {
    const fleet = await Fleet.of(2);
    for (const [service, release, at] of [['orders', '000003', '2026-11-20T11:00:00.000Z'], ['billing', 'enrolment', '2026-11-21T11:50:00.000Z']]) {
      await fleet.put({ pk: { S: 'FLEET' }, sk: { S: `SERVICE#${service}` }, service: { S: service } });
      await fleet.put({ pk: { S: `SERVICE#${service}` }, sk: { S: 'TENANT#t1' }, service: { S: service }, tenantId: { S: 't1' }, release: { S: release }, at: { S: at } });
    }
    await fleet.census({ 1: FAILING });
    expect(fleet.unhealthy()).toEqual([expect.not.objectContaining({ likelyRelease: expect.anything() as string })]);
  });

  test('who is asleep is not looked at, and counted in its tier', async () => {
    const fleet = await Fleet.of(6);
    await fleet.moved(1, 'dormant');
    await fleet.moved(2, 'full');
    expect(await fleet.census({ 1: FAILING })).toMatchObject({
      tenants: 5, covered: 5, unhealthy: 0, inTier: { full: 1, priority: 4, dormant: 1 },
    });
  });

  test('who cannot hand over failures is counted, asleep or not', async () => {
    const fleet = await Fleet.of(3);
    await fleet.moved(2, 'dormant');
    fleet.lab.cloudWatch.observe({
      account: accountOf(2), region: REGION, namespace: 'AWS/Events', metricName: 'FailedInvocations', value: 1,
      dimensions: { EventBusName: 'failures', RuleName: FORWARDING_RULES.bus('main') },
    });
    fleet.lab.cloudWatch.observe({
      account: accountOf(3), region: REGION, namespace: 'AWS/Events', metricName: 'FailedInvocations', value: 1, dimensions: { RuleName: 'a-rule-of-theirs' },
    });
    fleet.lab.cloudWatch.observe({
      account: accountOf(1), region: REGION, namespace: 'AWS/Lambda', metricName: 'DestinationDeliveryFailures', value: 1, dimensions: { FunctionName: 'orders_Worker' },
    });
    const { undelivered } = await fleet.census();
    expect(undelivered).toEqual({ [REGION]: { rules: [accountOf(2)], destinations: [accountOf(1)] } });
    expect(metric(fleet, 'TenantsUndelivered')).toMatchObject([{ maximum: 2 }]);
  });

  test('a failure that ran into its timeout, and shows where a look was before, is found by the next one', async () => {
    const fleet = await Fleet.of(2);
    const invokedAt = fleet.lab.cloud.clock.now() + 15 * 60_000;
    expect(await fleet.census()).toMatchObject({ unhealthy: 0 });
    for (const [metricName, value] of [['Invocations', 10], ['Errors', 10]] as const) {
      fleet.lab.cloudWatch.observe({ account: accountOf(1), region: REGION, namespace: 'AWS/Lambda', metricName, value, at: invokedAt });
    }
    expect(await fleet.census()).toMatchObject({ unhealthy: 1 });
  });

  test('a failure that nobody redrives is told by its hours, and not what nobody can redrive', async () => {
    const fleet = await Fleet.of(1);
    const hold = (id: string, state: string, at: string, kind = 'invocation') => fleet.call('dynamodb', 'putItem', {
      TableName: TABLE,
      Item: { pk: { S: `ACCOUNT#${accountOf(1)}` }, sk: { S: `FAILURE#${id}` }, state: { S: state }, at: { S: at }, kind: { S: kind } },
    });
    for (let number = 0; number < 120; number++) {
      await hold(`custom${number}`, 'held', '2026-11-10T11:00:00.000Z', 'custom');
    }
    await hold('a', 'held', '2026-11-20T11:00:00.000Z');
    await hold('b', 'held', '2026-11-21T11:00:00.000Z');
    await hold('c', 'redriven', '2026-11-01T11:00:00.000Z');
    const { oldestHeldHours } = await fleet.census();
    expect(Math.floor(oldestHeldHours!)).toBe(25);
    expect(metric(fleet, 'OldestHeldHours')).toMatchObject([{ maximum: oldestHeldHours }]);
  });

  test('what has fallen out of the window is judged no more', async () => {
    const fleet = await Fleet.of(2);
    expect(await fleet.census({ 1: FAILING })).toMatchObject({ unhealthy: 1 });
    for (let look = 0; look < 3; look++) { await fleet.census(); }
    expect(await fleet.census()).toMatchObject({ unhealthy: 0 });
  });
});

describe('Census', () => {
  const template = () => Template.fromStack(new CentralPlace(new App(), { tenants: 6000 }));

  test('looks each quarter of an hour, in a minute of its own', () => {
    template().hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: Match.stringLikeRegexp('^cron\\((\\d|1[0-4])/15 \\* \\* \\* \\? \\*\\)$') });
  });

  test('knows its cells and its rules', () => {
    template().hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 256, Environment: { Variables: Match.objectLike({ CELLS: '12', RULES: 'apt-main-failures,apt-main-failed-executions,apt-main-failed-objects' }) },
    });
  });

  test('reads and writes nothing of the table but health', () => {
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
          Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['HEALTH'] } },
        })]),
      },
    });
  });
});

const metric = (fleet: Fleet, name: string) => fleet.lab.cloudWatch.metrics('CdkAccountPerTenant').filter(each => each.name === name && each.account === OBSERVABILITY);
