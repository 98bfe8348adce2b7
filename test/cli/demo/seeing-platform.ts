import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import {
  CentralTelemetry, FleetStack, FleetStackSetPipeline, HealthGate, Ring, TenantAccountFactory, TenantBaseline,
  TenantFailures, TenantOrganization, TenantTelemetry, Wave,
} from 'cdk-account-per-tenant';

const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
const PLATFORM = { account: '222222222222', region: 'us-east-1' };
const organizationId = 'o-exampleorgid';

interface Wishes {
  /** Whether functions of the service report their failures. */
  readonly reports: boolean;
  readonly idleAfter?: Duration;
}

class Orders extends FleetStack {
  constructor(scope: Construct, id: string, { reports }: Wishes) {
    super(scope, id);
    new Function(this, 'Worker', {
      runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline('exports.handler = async () => undefined;'),
      onFailure: reports ? TenantFailures.of(this).bus : undefined, retryAttempts: 1,
    });
  }
}

/** A platform that releases a service and sees its tenants in one place, as a user would write it. */
export function synthesize(wishes: Wishes): string {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'seeing-')), analyticsReporting: false });
  const land = new Stack(app, 'Organization', { env: MANAGEMENT });
  const organization = new TenantOrganization(land, 'Land', { platformAccount: PLATFORM.account });
  const stack = new Stack(app, 'Platform', { env: PLATFORM });
  stack.addStackDependency(land);
  const baseline = new TenantBaseline(stack, 'Baseline', { organization });
  const { directory, bus } = new TenantAccountFactory(stack, 'Tenants', {
    organization, baseline, emailTemplate: 'aws+{id}@example.com', features: ['sso'],
  });
  const { sink } = new CentralTelemetry(stack, 'Central', { organizationId, platformAccount: PLATFORM.account });
  new TenantTelemetry(stack, 'Telemetry', { baseline, directory, bus, sinks: [sink], idleAfter: wishes.idleAfter });
  const failing = new Alarm(stack, 'Failing', { metric: new Metric({ namespace: 'Orders', metricName: 'Errors' }), threshold: 5, evaluationPeriods: 1 });
  const fleet = new FleetStackSetPipeline(stack, 'Fleet', {
    organization, organizationId, directory, bus, baseline,
    waves: [Wave.of(Ring.of('canary'), { gates: [HealthGate.fromAlarms(failing)] }), Wave.of(Ring.everyone())],
  });
  fleet.addService(new Orders(fleet.services, 'Orders', wishes));
  return app.synth().directory;
}
