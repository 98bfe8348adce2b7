import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as pipelines from 'aws-cdk-lib/pipelines';

/** Releases the newest version of a service, and waits until that is over: for 7 days, CodePipeline's limit. */
export class ReleaseStep extends pipelines.Step implements pipelines.ICodePipelineActionFactory {
  constructor(private readonly serviceName: string, private readonly machine: sfn.IStateMachine) {
    super(`Release ${serviceName}`);
  }

  public produceAction(
    stage: codepipeline.IStage, options: pipelines.ProduceActionOptions,
  ): pipelines.CodePipelineActionFactoryResult {
    stage.addAction(new actions.StepFunctionInvokeAction({
      actionName: options.actionName,
      runOrder: options.runOrder,
      stateMachine: this.machine,
      stateMachineInput: actions.StateMachineInput.literal({
        service: this.serviceName,
        requestedBy: 'pipeline',
        reason: `execution ${codepipeline.GlobalVariables.executionId} of a pipeline`,
      }),
    }));
    return { runOrdersConsumed: 1 };
  }
}
