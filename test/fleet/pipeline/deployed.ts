import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { synth } from './fleet';
import {
  BaselineGuardrails, FleetStack, FleetStackSetPipeline, HealthGate, Ring, TenantAccountFactory, TenantBaseline,
  TenantOrganization, Wave,
} from '../../../src';
import { folder } from '../services/orders';

export const REGIONS = ['us-east-1', 'eu-central-1'];
export const ALARM = 'orders-fail';

/** A whole platform with two services, one of which needs the other, in a version. */
export function platformWith(version: string): string {
  const outdir = mkdtempSync(join(tmpdir(), 'fleet-'));
  const app = new App({ outdir, analyticsReporting: false });
  const land = new Stack(app, 'Organization', { env: { account: '111111111111', region: 'us-east-1' } });
  const organization = new TenantOrganization(land, 'Land', { platformAccount: '222222222222' });
  new BaselineGuardrails(land, 'Guardrails', { organization });
  const platform = new Stack(app, 'Platform', { env: { account: '222222222222', region: 'us-east-1' } });
  const baseline = new TenantBaseline(platform, 'Baseline', { organization, regions: REGIONS });
  const factory = new TenantAccountFactory(platform, 'Tenants', { organization, baseline, emailTemplate: 'aws+{id}@example.com' });
  const alarm = new cloudwatch.Alarm(platform, 'Alarm', {
    alarmName: ALARM, metric: new cloudwatch.Metric({ namespace: 'Orders', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1,
  });
  const gates = [HealthGate.fromAlarms(alarm)];
  const fleet = new FleetStackSetPipeline(platform, 'Fleet', {
    organization,
    organizationId: 'o-exampleorgid',
    directory: factory.directory,
    bus: factory.bus,
    baseline,
    regions: REGIONS,
    waves: [Wave.of(Ring.of('canary'), { bake: Duration.minutes(30), gates }), Wave.of(Ring.everyone(), { bake: Duration.minutes(0) })],
    synth: synth(),
  });
  const users = fleet.addService(serviceIn(fleet, 'Users', '1'));
  fleet.addService(serviceIn(fleet, 'Orders', version), { dependsOn: [users], label: `v${version}` });
  return app.synth().directory;
}

/** A function with its code, and a parameter that says the version. */
function serviceIn(fleet: FleetStackSetPipeline, id: string, version: string): FleetStack {
  const stack = new FleetStack(fleet.services, id);
  new lambda.Function(stack, 'Api', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset(folder({ 'index.js': `// ${version}` })),
  });
  new ssm.StringParameter(stack, 'Version', { parameterName: `/${stack.serviceName}/version`, stringValue: version });
  return stack;
}
