import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CentralTelemetry, CentralTelemetryProps, TelemetrySink, TenantTelemetry, TenantTelemetryProps } from '../../src';
import { PLATFORM, baseline, factory, platformStack } from '../good';

export const OBSERVABILITY = '444444444444';
export const ORGANIZATION_ID = 'o-exampleorgid';

export const observabilityStack = (region = 'us-east-1', app = new App({ analyticsReporting: false })) =>
  new Stack(app, `Observability-${region}`, { env: { account: OBSERVABILITY, region } });

export function central(props: Partial<CentralTelemetryProps> = {}, stack = observabilityStack()) {
  const made = new CentralTelemetry(stack, 'Telemetry', { organizationId: ORGANIZATION_ID, platformAccount: PLATFORM, ...props });
  return { central: made, stack, template: () => Template.fromStack(stack) };
}

export const sinkIn = (stack: Stack, region: string, account = OBSERVABILITY) =>
  TelemetrySink.fromSinkArn(stack, `Sink-${region}-${account}`, `arn:aws:oam:${region}:${account}:sink/11111111-2222-4333-8444-555555555555`);

/** A platform with one Region whose tenants send. */
type Given = Partial<TenantTelemetryProps>;

export function tenantTelemetry(props: Given | ((stack: Stack) => Given) = {}) {
  const stack = platformStack();
  const { baseline: made } = baseline({}, stack);
  const { factory: { directory, bus } } = factory({ baseline: made }, stack);
  const more = typeof props === 'function' ? props(stack) : props;
  const telemetry = new TenantTelemetry(stack, 'Telemetry', {
    baseline: made, directory, bus, ...more, sinks: more.sinks ?? [sinkIn(stack, made.regions[0])],
  });
  const template = () => Template.fromStack(stack);
  const tenant = () => {
    const [{ Properties }] = Object.values(template().findResources('AWS::CloudFormation::StackSet', { Properties: { StackSetName: Match.stringLikeRegexp('baseline') } }));
    return Template.fromJSON(JSON.parse(Properties.TemplateBody as string));
  };
  return { telemetry, stack, template, tenant };
}
