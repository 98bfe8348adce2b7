import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { TelemetrySink } from '../../../src/telemetry/sink/telemetry-sink';
import { defineTenantLink } from '../../../src/telemetry/sink/tenant-link';
import { ActivitySignal } from '../../../src/telemetry/tiers/activity-signal';
import { MetricsReader } from '../../../src/telemetry/tiers/metrics-reader';
import { TelemetryTier, tiersOf } from '../../../src/telemetry/tiers/telemetry-tiers';
import { TierMover } from '../../../src/telemetry/tiers/tier-mover';
import { TenantBaseline, TenantDirectory, TenantOrganization } from 'cdk-account-per-tenant';

export const MANAGEMENT = { account: '111111111111', region: 'us-east-1' };
export const PLATFORM = { account: '222222222222', region: 'us-east-1' };
export const OBSERVABILITY = '444444444444';
export const ORGANIZATION_ID = 'o-exampleorgid';
export const REGIONS = ['us-east-1', 'eu-central-1'];
export const STACK_SET = 'cdk-account-per-tenant-tenants-baseline';

/** The ARN that a sink of the lab gets is known only there; its id is AWS's choice. */
export const ties = (stack: Stack, baseline: TenantBaseline, tierOfNewTenants = TelemetryTier.PRIORITY) => ({
  baseline,
  directory: new TenantDirectory(stack, 'Directory'),
  bus: new EventBus(stack, 'Bus'),
  observabilityAccount: OBSERVABILITY,
  regions: baseline.regions,
  idleAfter: Duration.days(7),
  activity: [ActivitySignal.lambda()],
  tierOfNewTenants,
});

/** The observability account first, for nobody can tell the ids of its sinks before. */
export function synthesizeSinks(regions = REGIONS): string {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'sinks-')), analyticsReporting: false });
  for (const region of regions) {
    const stack = new Stack(app, `Observability-${region}`, { env: { account: OBSERVABILITY, region } });
    new TelemetrySink(stack, 'Sink', { organizationId: ORGANIZATION_ID });
    if (region === regions[0]) { new MetricsReader(stack, 'Reader', { platformName: 'tenants', platformAccount: PLATFORM.account }); }
  }
  return app.synth().directory;
}

/** What moving tenants between tiers needs, and no more. */
export function synthesize(
  sinkArns: readonly string[], regions = REGIONS, tierOfNewTenants = TelemetryTier.PRIORITY,
): string {
  const app = new App({ outdir: mkdtempSync(join(tmpdir(), 'tiers-')), analyticsReporting: false });
  const land = new Stack(app, 'Organization', { env: MANAGEMENT });
  const organization = new TenantOrganization(land, 'Land', { platformAccount: PLATFORM.account });
  const stack = new Stack(app, 'Platform', { env: PLATFORM });
  stack.addStackDependency(land);
  const baseline = new TenantBaseline(stack, 'Baseline', { organization, regions });
  defineTenantLink(baseline, {
    sinks: sinkArns.map((arn, at) => TelemetrySink.fromSinkArn(stack, `Sink${at}`, arn)), tiers: tiersOf(), tierOfNewTenants,
  });
  new TierMover(stack, 'Mover', ties(stack, baseline, tierOfNewTenants));
  return app.synth().directory;
}
