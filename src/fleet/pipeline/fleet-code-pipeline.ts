import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { FleetService } from './fleet-service';
import type { FleetPipelineOptions } from './fleet-stack-set-pipeline-props';
import { acknowledgeFindings } from './pipeline-findings';
import { ReleaseStep } from './release-step';
import { releaseMachineName } from '../contract';
import { FleetServices } from '../services/fleet-services';

interface FleetCodePipelineProps {
  readonly synth: pipelines.IFileSetProducer;
  readonly options?: FleetPipelineOptions;
  readonly services: FleetServices;
  readonly added: readonly FleetService[];
}

/** Publishes services and releases them, each after those that it depends on. */
export class FleetCodePipeline extends pipelines.CodePipeline {
  constructor(scope: Construct, id: string, private readonly fleet: FleetCodePipelineProps) {
    super(scope, id, {
      ...fleet.options,
      synth: fleet.synth,
      // One that runs costs 1 USD a month. The other type is paid by the minute, and releases wait for hours.
      pipelineType: codepipeline.PipelineType.V1,
      // With a build for each file, every change of code would change the pipeline, which then begins anew.
      publishAssetsInParallel: false,
      usePipelineRoleForActions: true,
    });
  }

  /** Only now are all services known, for a stage is synthesized when it is added. */
  protected doBuildPipeline(): void {
    const { services, added } = this.fleet;
    const machineName = releaseMachineName(services.place.platformName);
    if (added.length > 0) {
      // By its name, so that the parts of its ARN are known.
      const machine = sfn.StateMachine.fromStateMachineName(this, 'Releases', machineName);
      const steps = new Map(added.map(service => [service, new ReleaseStep(service.serviceName, machine)]));
      for (const [service, step] of steps) {
        for (const other of service._dependsOn) { step.addStepDependency(steps.get(other)!); }
      }
      this.addStage(services, { post: [...steps.values()] });
    }
    super.doBuildPipeline();
    acknowledgeFindings(this, machineName);
  }
}
