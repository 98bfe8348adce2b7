import { CfnParameter, DefaultStackSynthesizer, IStackSynthesizer, ISynthesisSession, Lazy, Stack, SynthesizeStackArtifactOptions } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { FleetService } from './fleet-service';
import { WhileAnother } from './fleet-stack-set-pipeline-props';
import { complaintsAboutLength } from './service-complaints';
import { WaveSpec, serviceParameterName, wavesParameterName } from '../contract';
import { FleetServices } from '../services/fleet-services';
import { FleetStack } from '../services/fleet-stack';

/** What a service's parameter says that the service's own stack does not know. */
export interface Plan {
  readonly label?: string;
  readonly regions: readonly string[];
  readonly order: number;
  readonly provenAfter: number;
  readonly whileAnother: WhileAnother;
}

/** A stack that is deployed once all assets are published on which its manifests depend. */
class AfterPublishing extends DefaultStackSynthesizer {
  constructor(like: IStackSynthesizer, private readonly manifests: () => string[]) {
    super({
      qualifier: like.bootstrapQualifier,
      ...like instanceof DefaultStackSynthesizer
        ? { deployRoleArn: like.deployRoleArn, cloudFormationExecutionRole: like.cloudFormationExecutionRoleArn } : {},
    });
  }

  protected emitArtifact(session: ISynthesisSession, options: SynthesizeStackArtifactOptions = {}): void {
    const { additionalDependencies: own = [] } = options;
    super.emitArtifact(session, { ...options, additionalDependencies: [...own, ...this.manifests()] });
  }
}

/**
 * Says of each service which version is the newest. That is all that is deployed of `services`: whoever deploys it
 * publishes the assets of all services first.
 */
export class Versions extends Stack {
  private readonly services: FleetService[];

  constructor(scope: FleetServices, id: string, like: IStackSynthesizer) {
    const services: FleetService[] = [];
    super(scope, id, {
      stackName: `cdk-account-per-tenant-${scope.place.platformName}-services`,
      description: `The newest versions of services of the platform ${scope.place.platformName}`,
      synthesizer: new AfterPublishing(like, () => services.map(service => service._stack._published().manifestId)),
    });
    this.services = services;
  }

  /**
   * Waves speak of alarms and functions of the platform's stack, and the two stacks cannot refer to each other: they
   * are published apart. So the waves are in a parameter of that stack, and are read when this one is deployed.
   *
   * @param waves as they stand there, to see whether all of it fits into a parameter
   */
  public add(service: FleetService, platformName: string, plan: Plan, waves: readonly WaveSpec[]): void {
    this.services.push(service);
    const { serviceName, _stack: stack } = service;
    const scope = new Construct(this, serviceName);
    const read = new CfnParameter(scope, 'Waves', {
      type: 'AWS::SSM::Parameter::Value<String>',
      default: wavesParameterName(platformName, serviceName),
      description: `How versions of ${serviceName} are released`,
    });
    new ssm.StringParameter(scope, 'Version', {
      parameterName: serviceParameterName(platformName, serviceName),
      description: `The newest version of ${serviceName}`,
      // Rendered anew each time: users add to the service until the end.
      stringValue: Lazy.uncachedString({ produce: () => published(stack, plan, read.valueAsString) }),
    });
    scope.node.addValidation({
      validate: () => complaintsAboutLength(serviceName, published(stack, plan, JSON.stringify(waves))),
    });
  }
}

/** The content of a service's parameter, with the waves as JSON. */
function published(stack: FleetStack, { label, ...plan }: Plan, waves: string): string {
  const { serviceName: service, version, templateUrl: template, mayReplace } = stack._published();
  return `${JSON.stringify({ service, version, label: label ?? version, template, ...plan, mayReplace }).slice(0, -1)},"waves":${waves}}`;
}
