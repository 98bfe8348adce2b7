import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { TelemetrySink, TelemetrySinkAttributes, TenantBaseline } from '../../../src';
import { defineTenantLink, TenantLinkProps } from '../../../src/telemetry/sink/tenant-link';
import { TelemetryTiersProps, tiersOf } from '../../../src/telemetry/tiers/telemetry-tiers';
import { ORGANIZATION } from '../../good';

export const sinkArn = (region: string, id = 'a') => `arn:aws:oam:${region}:444444444444:sink/1c72e9ec-4d4a-4e14-8e9c-0a1b2c3d4e5${id}`;

interface Link extends Partial<Omit<TenantLinkProps, 'sinks' | 'tiers'>> {
  readonly regions?: string[];
  /** By Region. */
  readonly sinksIn?: string[];
  readonly sinks?: TenantLinkProps['sinks'];
  readonly allowed?: TelemetrySinkAttributes;
  readonly tiers?: TelemetryTiersProps;
  readonly before?: (baseline: TenantBaseline) => void;
  readonly stack?: Stack;
}

/** A baseline with a link in it, as TenantTelemetry makes it. */
export function link({ regions = ['us-east-1'], sinksIn = regions, sinks, allowed, tiers, before, ...more }: Link = {}) {
  const stack = more.stack ?? new Stack(new App(), 'Platform', { env: { account: '222222222222', region: 'us-east-1' } });
  const baseline = new TenantBaseline(stack, 'Baseline', { organization: ORGANIZATION, regions });
  before?.(baseline);
  const found = sinksIn.map((region, at) => TelemetrySink.fromSinkArn(stack, `Sink${at}`, sinkArn(region, String(at)), allowed));
  const props: TenantLinkProps = { tierOfNewTenants: 'priority', ...more, sinks: sinks ?? found, tiers: tiersOf(tiers) };
  defineTenantLink(baseline, props);
  const set = () => Object.values(Template.fromStack(stack).findResources('AWS::CloudFormation::StackSet'))[0].Properties;
  return { baseline, props, stack, set, tenant: () => Template.fromJSON(JSON.parse(set().TemplateBody as string)) };
}
