import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { MANAGEMENT, PLATFORM } from '../../../test/stories/platform';
import {
  FleetStack, FleetStackSetPipeline, HealthGate, Ring, TenantAccountFactory, TenantBaseline, TenantDirectory,
  TenantOrganization, Wave,
} from 'cdk-account-per-tenant';

/** Where services run; the first is the tenants' home. */
export const REGIONS = ['us-east-1', 'eu-central-1'];

/** The alarm on which releases of the canary wave hang. */
export const ALARM = 'orders-fail';

/** Says in a tenant's account which version it has. */
export const versionParameter = (name: string) => `/${name}/version`;

/**
 * Synthesizes a platform with two services into a folder, `orders` in a version. Without `synth`, for the emulator
 * makes no CodeBuild projects of templates.
 */
export function synthesizeFleet(outdir: string, version: string): string {
  const app = new App({ outdir, analyticsReporting: false });
  const land = new Stack(app, 'Organization', { env: MANAGEMENT });
  const organization = new TenantOrganization(land, 'Land', { platformAccount: PLATFORM.account });
  const platform = new Stack(app, 'Platform', { env: PLATFORM });
  platform.addStackDependency(land);
  const baseline = new TenantBaseline(platform, 'Baseline', { organization, regions: REGIONS });
  const factory = new TenantAccountFactory(platform, 'Tenants', {
    organization, baseline, emailTemplate: 'aws+{id}@example.com',
    directory: new TenantDirectory(platform, 'Directory', { removalPolicy: RemovalPolicy.DESTROY }),
  });
  new Alarm(platform, 'Alarm', {
    alarmName: ALARM, metric: new Metric({ namespace: 'Orders', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1,
  });
  // Of an alarm that is imported nobody knows its period: a bake lasts its whole time on the emulator.
  const gates = [HealthGate.fromAlarms(Alarm.fromAlarmArn(platform, 'Failing', `arn:aws:cloudwatch:${PLATFORM.region}:${PLATFORM.account}:alarm:${ALARM}`))];
  const fleet = new FleetStackSetPipeline(platform, 'Fleet', {
    organization, organizationId: 'o-exampleorgid', directory: factory.directory, bus: factory.bus, baseline, regions: REGIONS,
    waves: [Wave.of(Ring.of('canary'), { bake: Duration.seconds(1), gates }), Wave.of(Ring.everyone(), { bake: Duration.seconds(0) })],
  });
  const users = fleet.addService(service(fleet, 'Users', '1'));
  const orders = service(fleet, 'Orders', version);
  const code = join(outdir, 'code');
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'index.js'), `exports.handler = async () => 'version ${version}';`);
  new Function(orders, 'Api', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromAsset(code) });
  fleet.addService(orders, { dependsOn: [users], label: `v${version}` });
  app.synth();
  return outdir;
}

/** A service that says its version. */
function service(fleet: FleetStackSetPipeline, id: string, version: string): FleetStack {
  const stack = new FleetStack(fleet.services, id);
  new StringParameter(stack, 'Version', { parameterName: versionParameter(stack.serviceName), stringValue: version });
  return stack;
}
