import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { JsonObject, Lab } from '../../../src/lab';
import {
  CentralTelemetry, TelemetrySink, TenantBaseline, TenantDirectory, TenantOrganization, TenantTelemetry,
} from 'cdk-account-per-tenant';

const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
const PLATFORM = { account: '222222222222', region: 'us-east-1' };
const OBSERVABILITY = '444444444444';
const ORGANIZATION_ID = 'o-exampleorgid';
const REGIONS = ['us-east-1', 'eu-central-1'];
const TENANTS = ['t1', 't2', 't3', 't4'];
const accountOf = (tenantId: string) => String(333333333300 + Number(tenantId.slice(1)));

const app = (name: string) => new App({ outdir: mkdtempSync(join(tmpdir(), name)), analyticsReporting: false });

function observability(): string {
  const made = app('observability-');
  const [home, other] = REGIONS.map(region =>
    new Stack(made, `Observability-${region}`, { env: { account: OBSERVABILITY, region } }));
  const central = new CentralTelemetry(home, 'Telemetry', {
    organizationId: ORGANIZATION_ID, platformAccount: PLATFORM.account, regions: REGIONS, tenants: 600,
  });
  central.onHealthChanged('Told', {
    eventPattern: { detail: { health: ['unhealthy'] } },
    target: new SqsQueue(new Queue(home, 'Told', { queueName: 'told' })),
  });
  new TelemetrySink(other, 'Sink', { organizationId: ORGANIZATION_ID });
  return made.synth().directory;
}

function platform(sinks: readonly string[]): string {
  const made = app('platform-');
  const land = new Stack(made, 'Organization', { env: MANAGEMENT });
  const organization = new TenantOrganization(land, 'Land', { platformAccount: PLATFORM.account });
  const stack = new Stack(made, 'Platform', { env: PLATFORM });
  stack.addStackDependency(land);
  new TenantTelemetry(stack, 'Telemetry', {
    baseline: new TenantBaseline(stack, 'Baseline', { organization, regions: REGIONS }),
    directory: new TenantDirectory(stack, 'Directory'),
    bus: new EventBus(stack, 'Bus'),
    sinks: sinks.map((arn, at) => TelemetrySink.fromSinkArn(stack, `Sink${at}`, arn)),
  });
  return made.synth().directory;
}

async function call(
  lab: Lab, account: string, service: string, action: string, parameters: JsonObject,
): Promise<void> {
  let done = false;
  const operator = lab.operator({ account, region: PLATFORM.region });
  const calling = lab.cloud.call(operator, service, action, parameters).finally(() => { done = true; });
  calling.catch(() => undefined);
  while (!done) { await lab.play(lab.cloud.clock.now() + 1000); }
  await calling;
}

// Nothing is faked but what the functions did.
test('through links, roles and schedules as they are deployed, the one failing tenant is found in its Region, and told', async () => {
  const lab = new Lab({
    startsAt: new Date('2026-11-21T12:00:00Z'), accountQuota: 100, organizations: { organizationId: ORGANIZATION_ID },
  });
  await lab.deploy(observability());
  await lab.deploy(platform(lab.all('AWS::Oam::Sink').map(({ arn, ref }) => arn ?? ref)));
  const directory = lab.all('AWS::DynamoDB::Table').find(({ account }) => account === PLATFORM.account)!.ref;
  for (const tenantId of TENANTS) {
    const email = `${tenantId}@example.com`;
    lab.organization.addAccount({ id: accountOf(tenantId), name: tenantId, email, joinedMethod: 'INVITED' });
    await call(lab, PLATFORM.account, 'dynamodb', 'putItem', {
      TableName: directory,
      Item: {
        pk: { S: `TENANT#${tenantId}` }, sk: { S: 'RECORD' }, state: { S: 'ready' }, changedAt: { S: lab.cloud.timestamp() },
        tenantId: { S: tenantId }, accountId: { S: accountOf(tenantId) }, ring: { S: 'general' }, tags: { S: '{}' },
      },
    });
  }
  await call(lab, MANAGEMENT.account, 'cloudformation', 'createStackInstances', {
    StackSetName: 'cdk-account-per-tenant-tenants-baseline', Regions: REGIONS, OperationId: 'bring',
    DeploymentTargets: {
      AccountFilterType: 'INTERSECTION', Accounts: TENANTS.map(accountOf), OrganizationalUnitIds: [lab.organization.rootId()],
    },
  });
  await lab.play();

  for (const [metricName, value] of [['Invocations', 100], ['Errors', 40]] as const) {
    lab.cloudWatch.observe({ account: accountOf('t2'), region: 'eu-central-1', namespace: 'AWS/Lambda', metricName, value });
  }
  const until = lab.cloud.clock.now() + 30 * 60_000;
  lab.events.startSchedules(until);
  await lab.play(until);

  const metric = (name: string) => lab.cloudWatch.metrics('CdkAccountPerTenant').filter(each => each.name === name);
  expect(metric('TenantsToCover')).toMatchObject([{ maximum: 4, minimum: 4 }]);
  expect(metric('TenantsCovered')).toMatchObject([{ maximum: 4, minimum: 4 }]);
  const told = lab.queues.messages(`arn:aws:sqs:us-east-1:${OBSERVABILITY}:told`).map(({ body }) => JSON.parse(body) as JsonObject);
  expect(told.map(({ detail }) => detail)).toMatchObject([{
    tenantId: 't2', health: 'unhealthy', region: 'eu-central-1', errors: 40, invocations: 100, ring: 'general',
  }]);
});
