import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BaselineGuardrails, Guardrail, ReadinessProbe, TenantAccountFactory, TenantBaseline, TenantDirectory, TenantOrganization } from 'cdk-account-per-tenant';

export const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
export const PLATFORM = { account: '222222222222', region: 'us-east-1' };

/** plain: management and platform apart, strict guardrails. probing: one account for both, with a readiness probe. */
export type Shape = 'plain' | 'probing';

/** Synthesizes a platform as a user would write it, and says where. */
export function synthesize(shape: Shape): string {
  const outdir = mkdtempSync(join(tmpdir(), `platform-${shape}-`));
  const app = new App({ outdir, analyticsReporting: false });
  const land = new Stack(app, 'Organization', { env: MANAGEMENT });
  const stack = shape === 'plain' ? new Stack(app, 'Platform', { env: PLATFORM }) : land;
  const organization = new TenantOrganization(land, 'Land', { platformAccount: stack.account });
  // The emulators of the judges know no organization policies, and are given the other shape.
  if (shape === 'plain') {
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
  if (stack !== land) { stack.addStackDependency(land); }
  app.synth();
  return outdir;
}

/** Says yes, or what the tenant's parameters tell it to say. */
function probe(stack: Stack): Function {
  return new Function(stack, 'Probe', {
    runtime: Runtime.NODEJS_22_X, handler: 'index.handler',
    code: Code.fromAsset(join(__dirname, 'probe')),
  });
}
