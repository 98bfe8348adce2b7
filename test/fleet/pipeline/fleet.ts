import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { FleetStack, FleetStackProps, FleetStackSetPipeline, FleetStackSetPipelineProps, TenantBaseline, TenantDirectory } from '../../../src';
import { ORGANIZATION, platformStack } from '../../good';

export const REGIONS = ['us-east-1', 'eu-central-1'];

/** A fleet beside what it needs, in an app of its own. */
export function fleet(props: Partial<FleetStackSetPipelineProps> = {}, stack: Stack = platformStack()) {
  const baseline = new TenantBaseline(stack, 'Baseline', { organization: props.organization ?? ORGANIZATION });
  const made = new FleetStackSetPipeline(stack, 'Fleet', {
    organization: ORGANIZATION,
    organizationId: 'o-exampleorgid',
    directory: new TenantDirectory(stack, 'Directory'),
    bus: new events.EventBus(stack, 'Bus'),
    baseline,
    ...props,
  });
  return { fleet: made, stack, baseline, template: () => Template.fromStack(stack), assembly: () => assemblyOf(stack) };
}

/** A fleet with a pipeline that builds it. */
export const built = (props: Partial<FleetStackSetPipelineProps> = {}, stack?: Stack) =>
  fleet({ synth: synth(), ...props }, stack);

export const synth = () => new pipelines.ShellStep('Synth', {
  input: pipelines.CodePipelineSource.connection('example/shop', 'main', {
    connectionArn: 'arn:aws:codeconnections:us-east-1:222222222222:connection/example',
  }),
  commands: ['npm ci', 'npm test', 'npx cdk synth'],
});

/** A service that is a topic. */
export function service(of: FleetStackSetPipeline, id: string, props?: FleetStackProps): FleetStack {
  const stack = new FleetStack(of.services, id, props);
  new sns.Topic(stack, 'Topic');
  return stack;
}

function assemblyOf(stack: Stack): CloudAssembly {
  return (stack.node.root as App).synth();
}

/** The stack that is deployed of the services. */
export function versions({ fleet: { services } }: ReturnType<typeof fleet>): Template {
  return Template.fromStack(services.node.findChild('Versions') as Stack);
}

/** What is published of a service, as far as it is known before it is deployed. */
export function publishedBy(of: ReturnType<typeof fleet>, name: string): Record<string, unknown> {
  const parameters = Object.values(versions(of).findResources('AWS::SSM::Parameter')).map(({ Properties }) => Properties);
  const { Value } = parameters.find(({ Name }) => Name === `/cdk-account-per-tenant/tenants/services/${name}`)!;
  const [, parts] = Value['Fn::Join'] as [string, (string | object)[]];
  return JSON.parse(parts.map(part => typeof part === 'string' ? part : '"later"').join('')) as Record<string, unknown>;
}
