import { Aws, Stack } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { acknowledge, wildcard } from '../../private/acknowledge';

/** How CDK Pipelines lets its roles read and write the artifacts of a pipeline. */
const ARTIFACTS = ['s3:Abort*', 's3:DeleteObject*', 's3:GetBucket*', 's3:GetObject*', 's3:List*'];

/** What CDK Pipelines grants by itself. What users add to their builds is theirs to answer for. */
export function acknowledgeFindings(pipeline: pipelines.CodePipeline, machineName: string): void {
  const stack = Stack.of(pipeline);
  const here = (service: string) => `arn:${Aws.PARTITION}:${service}:${stack.region}:${stack.account}`;
  const bucket = stack.getLogicalId(pipeline.pipeline.artifactBucket.node.defaultChild as s3.CfnBucket);
  const projects = pipeline.node.findAll().filter(each => each instanceof codebuild.CfnProject)
    .map(project => `<${stack.getLogicalId(project)}>`);
  const builds = [
    ...projects.flatMap(project => [`${here('logs')}:log-group:/aws/codebuild/${project}:*`, `${here('codebuild')}:report-group/${project}-*`]),
    `${here('logs')}:log-group:/aws/codebuild/*`, `${here('codebuild')}:report-group/*`,
  ];
  acknowledge(pipeline, {
    'AwsSolutions-S1': 'The pipeline and its builds alone read and write artifacts, and their histories say when.',
    'AwsSolutions-CB3': 'Container images are built where Docker runs, and nothing else is.',
    'AwsSolutions-CB4': 'Artifacts are what is in the repository anyway; S3 encrypts them with its own key.',
    ...Object.fromEntries(ARTIFACTS.map(action => [`AwsSolutions-IAM5[Action::${action}]`, "The pipeline's own artifacts."])),
    [wildcard(`<${bucket}.Arn>/*`)]: "The pipeline's own artifacts.",
    ...Object.fromEntries(builds.map(each => [wildcard(each), "The builds' own logs and reports."])),
    [wildcard(`arn:*:iam::${stack.account}:role/*`)]: 'The roles that the account was bootstrapped with, as a condition says.',
    [wildcard(`${here('states')}:execution:${machineName}:*`)]: 'The executions of the one workflow that the pipeline starts.',
  });
  const itself = pipeline.node.tryFindChild('UpdatePipeline');
  if (itself) { acknowledge(itself, { [wildcard('*')]: 'It asks whether stacks and buckets are there, whose names are not known before.' }); }
}
