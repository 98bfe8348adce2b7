import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { TENANT_TIER_PARAMETER, TIER_PARAMETER } from '../../../src/telemetry/contract';
import { ActivitySignal } from '../../../src/telemetry/tiers/activity-signal';
import { TierMover } from '../../../src/telemetry/tiers/tier-mover';
import { OBSERVABILITY, synthesize } from '../failures/platform';
import { World } from '../failures/world';
import { tenantTelemetry } from '../good-telemetry';

test('what a tier changes in a tenant account is what is seen of it, and nothing that failures go through', () => {
  type Parts = Record<string, { Type: string; Condition?: string }>;
  const tiers = { dormant: { dataProtection: false } };
  const template = tenantTelemetry({ tiers }).tenant().toJSON() as { Resources: Parts; Conditions: Parts };
  const { Resources, Conditions } = template;
  const follows = (each: unknown) => /TelemetryTiers|"Ref":"TelemetryTier"/.test(JSON.stringify(each));
  const changes = Object.values(Resources)
    .filter(each => follows(each) || follows(Conditions[each.Condition ?? ''] ?? ''));
  expect([...new Set(changes.map(({ Type }) => Type))].sort()).toEqual([
    'AWS::Logs::AccountPolicy', 'AWS::Oam::Link', 'AWS::SSM::Parameter', 'AWS::XRay::SamplingRule',
  ]);
});

test('failures on their way while tenants change their tiers arrive all the same, each once', async () => {
  const assembly = synthesize((baseline, directory) => {
    const tier = baseline.addParameter(TIER_PARAMETER, 'priority');
    new CfnParameter(baseline.stack, 'Tier', { name: TENANT_TIER_PARAMETER, type: 'String', value: tier.valueAsString });
    const stack = Stack.of(directory);
    new TierMover(stack, 'Mover', {
      baseline, directory, bus: new EventBus(stack, 'Bus'), observabilityAccount: OBSERVABILITY.account,
      regions: baseline.regions, idleAfter: Duration.days(7), activity: [ActivitySignal.lambda()], tierOfNewTenants: 'priority',
    });
  });
  const world = await World.of(assembly, 2, {
    // Nobody takes anything for the whole time.
    faults: [{ kind: 'bus', bus: 'cdk-account-per-tenant-tenants-failures', account: OBSERVABILITY.account, from: '2026-01-05T09:00:00Z', until: '2026-01-05T12:00:00Z' }],
  });
  for (const tenant of [0, 1]) {
    const accountId = { S: world.accountOf(tenant) };
    await world.done(world.call({ account: '222222222222', region: 'us-east-1' }, 'dynamodb', 'updateItem', {
      TableName: world.lab.only('AWS::DynamoDB::Table', 'Directory').ref, Key: { pk: { S: `TENANT#t${tenant}` }, sk: { S: 'RECORD' } },
      UpdateExpression: 'SET #state = :ready, changedAt = :at, accountId = :account', ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':ready': { S: 'ready' }, ':at': { S: world.lab.cloud.timestamp() }, ':account': accountId },
    }));
  }
  const machine = world.lab.only('AWS::StepFunctions::StateMachine', 'Mover').ref;
  for (const tier of ['dormant', 'full', 'dormant', 'priority']) {
    for (const tenant of [0, 1]) {
      await world.work(tenant, { tier, tenant });
      const run = world.lab.states.start(machine, { tenantId: `t${tenant}`, tier, by: 'jane', reason: 'a test' });
      // Invocations are tried three times, in two minutes and a bit; the account is changed in the middle of it.
      await world.play(0.05);
      expect(run.error).toBeUndefined();
    }
    await world.play(0.2);
  }
  await world.play();
  const stack = world.lab.stackOf(world.accountOf(1), 'us-east-1', 'cdk-account-per-tenant-tenants-baseline')!;
  expect([stack.status, stack.parameters[TIER_PARAMETER]]).toEqual(['UPDATE_COMPLETE', 'priority']);
  expect(world.lab.states.executions().filter(({ output }) => output?.includes('"moved":1'))).toHaveLength(8);
  for (const tenant of [0, 1]) {
    expect(world.failures(tenant).map(({ state }) => state)).toEqual(['held', 'held', 'held', 'held']);
    const whose = world.failures(tenant).map(({ body }) => (JSON.parse(body!) as { tenant: number }).tenant);
    expect(whose).toEqual([tenant, tenant, tenant, tenant]);
  }
  world.lab.expectFaultsApplied();
});
