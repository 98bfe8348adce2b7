import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { MANAGEMENT, PLATFORM } from '../../../test/stories/platform';
import {
  CentralTelemetry, TenantAccountFactory, TenantBaseline, TenantDirectory, TenantOrganization, TenantTelemetry,
} from 'cdk-account-per-tenant';

const ORGANIZATION = 'o-exampleorgid';

/** The work of each tenant, as a service would have it. */
export const WORK = 'orders_Work';

/** Where it writes down in its account what it was given: a hash, for a big order finds no room in a parameter. */
export const DONE = '/orders/done';

const CODE = `
const { createHash } = require('node:crypto');
const { PutParameterCommand, SSMClient } = require('@aws-sdk/client-ssm');
exports.handler = async event => {
  const Value = createHash('sha256').update(JSON.stringify(event)).digest('hex');
  await new SSMClient().send(new PutParameterCommand({ Name: '${DONE}', Value, Type: 'String', Overwrite: true }));
};`;

/**
 * Synthesizes a platform that sees all of its tenants, into a folder. The central place is in the platform account: the
 * emulator calls functions of workflows there.
 */
export function synthesizeTelemetry(outdir: string): string {
  const app = new App({ outdir, analyticsReporting: false });
  const land = new Stack(app, 'Organization', { env: MANAGEMENT });
  const organization = new TenantOrganization(land, 'Land', { platformAccount: PLATFORM.account });
  const observability = new Stack(app, 'Observability', { env: PLATFORM });
  const central = new CentralTelemetry(observability, 'Telemetry', { organizationId: ORGANIZATION, platformAccount: PLATFORM.account });
  const platform = new Stack(app, 'Platform', { env: PLATFORM });
  platform.addStackDependency(land);
  platform.addStackDependency(observability);
  const baseline = new TenantBaseline(platform, 'Baseline', { organization });
  const { directory, bus } = new TenantAccountFactory(platform, 'Tenants', {
    organization, baseline, emailTemplate: 'aws+{id}@example.com',
    directory: new TenantDirectory(platform, 'Directory', { removalPolicy: RemovalPolicy.DESTROY }),
  });
  new TenantTelemetry(platform, 'Telemetry', { baseline, directory, bus, sinks: [central.sink], workload: { tenants: 10 } });
  new Function(baseline.stack, 'Work', {
    functionName: WORK, runtime: Runtime.NODEJS_24_X, handler: 'index.handler', code: Code.fromInline(CODE),
  });
  app.synth();
  return outdir;
}
