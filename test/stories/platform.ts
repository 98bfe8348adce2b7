import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnStackSet, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BaselineGuardrails, Guardrail, ReadinessProbe, TenantAccountFactory, TenantBaseline, TenantDirectory, TenantOrganization } from 'cdk-account-per-tenant';

export const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
export const PLATFORM = { account: '222222222222', region: 'us-east-1' };

/**
 * plain: management and platform apart, strict guardrails. probing: one account for both, with a readiness probe.
 * serving: as plain, with the stack sets of two services.
 */
export type Shape = 'plain' | 'probing' | 'serving';

/** Synthesizes a platform as a user would write it, and says where. */
export function synthesize(shape: Shape): string {
  const outdir = mkdtempSync(join(tmpdir(), `platform-${shape}-`));
  const app = new App({ outdir, analyticsReporting: false });
  const land = new Stack(app, 'Organization', { env: MANAGEMENT });
  const stack = shape === 'probing' ? land : new Stack(app, 'Platform', { env: PLATFORM });
  const organization = new TenantOrganization(land, 'Land', { platformAccount: stack.account });
  // The emulators of the judges know no organization policies, and are given the other shape.
  if (shape !== 'probing') {
    new BaselineGuardrails(land, 'Guardrails', { organization, guardrails: Guardrail.strict([PLATFORM.region]) });
  }
  new TenantAccountFactory(stack, 'Tenants', {
    organization,
    baseline: new TenantBaseline(stack, 'Baseline', { organization }),
    directory: new TenantDirectory(stack, 'Directory', { removalPolicy: RemovalPolicy.DESTROY }),
    emailTemplate: 'aws+{id}@example.com',
    features: ['analytics', 'sso'],
    readinessProbe: shape === 'probing' ? ReadinessProbe.fromFunction(probe(stack), { attempts: 3 }) : undefined,
  });
  if (shape === 'serving') { SERVICES.forEach(service => defineService(stack, service)); }
  if (stack !== land) { stack.addStackDependency(land); }
  app.synth();
  return outdir;
}

/** In the order in which new tenants get them. */
export const SERVICES = ['users', 'orders'];

/** What a service leaves in a tenant's account, so that it can be seen. */
export const traceOf = (service: string) => `/services/${service}`;

/** The stack set of a service, as a release would have made it. */
function defineService(stack: Stack, service: string): void {
  const Trace = { Type: 'AWS::SSM::Parameter', Properties: { Name: traceOf(service), Type: 'String', Value: 'here' } };
  new CfnStackSet(stack, `Service${service}`, {
    stackSetName: `cdk-account-per-tenant-tenants-service-${service}`,
    permissionModel: 'SERVICE_MANAGED',
    callAs: 'DELEGATED_ADMIN',
    managedExecution: { Active: true },
    autoDeployment: { enabled: false },
    templateBody: JSON.stringify({ Resources: { Trace } }),
  });
}

/** Says yes, or what the tenant's parameters tell it to say. */
function probe(stack: Stack): Function {
  return new Function(stack, 'Probe', {
    runtime: Runtime.NODEJS_22_X, handler: 'index.handler',
    code: Code.fromAsset(join(__dirname, 'probe')),
  });
}
