import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { App, SecretValue, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { REGIONS, built, fleet, service } from './fleet';
import { FleetService, FleetStackSetPipelineProps } from '../../../src';
import { folder } from '../services/orders';

const PIPELINE = 'AWS::CodePipeline::Pipeline';

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly ActionTypeId: { Provider: string };
  readonly Configuration: Record<string, unknown>;
}

/** The pipeline's stages, with the actions of each. */
function stagesOf({ template }: ReturnType<typeof built>): Map<string, Action[]> {
  const [{ Properties }] = Object.values(template().findResources(PIPELINE));
  const stages = Properties.Stages as { Name: string; Actions: Action[] }[];
  return new Map(stages.map(({ Name, Actions }) => [Name, Actions]));
}

/** A pipeline with services, each after those that it depends on. */
function shop(props: Partial<FleetStackSetPipelineProps> = {}) {
  const of = built({ regions: REGIONS, ...props });
  const users: FleetService = of.fleet.addService(service(of.fleet, 'Users'));
  of.fleet.addService(service(of.fleet, 'Orders'), { dependsOn: [users] });
  of.fleet.addService(service(of.fleet, 'Carts'), { dependsOn: [users] });
  return of;
}

test('source, synth, its own stack, assets, services', () => {
  expect([...stagesOf(shop()).keys()]).toEqual(['Source', 'Build', 'UpdatePipeline', 'Assets', 'Services']);
});

test('releases services after the versions are deployed, each after those that it depends on, others together', () => {
  const actions = stagesOf(shop()).get('Services')!;
  const order = (name: RegExp) => actions.find(({ Name }) => name.test(Name))!.RunOrder;
  expect(order(/users/)).toBeGreaterThan(order(/Deploy$/));
  expect(order(/orders/)).toBeGreaterThan(order(/users/));
  expect(order(/carts/)).toBe(order(/orders/));
});

test('starts the release of a service by its name, says which execution asks, and waits for its end', () => {
  const action = stagesOf(shop()).get('Services')!.find(({ Name }) => /orders/.test(Name))!;
  expect(action.ActionTypeId.Provider).toBe('StepFunctions');
  expect(JSON.stringify(action.Configuration.StateMachineArn)).toMatch(/:stateMachine:cdk-account-per-tenant-tenants-release"/);
  expect(JSON.parse(action.Configuration.Input as string)).toEqual({
    service: 'orders', requestedBy: 'pipeline', reason: 'execution #{codepipeline.PipelineExecutionId} of a pipeline',
  });
});

test('publishes each file in each Region, and each template once, under the role that may', () => {
  const of = built({ regions: REGIONS });
  const orders = service(of.fleet, 'Orders');
  new lambda.Function(orders, 'Api', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset(folder({ 'index.js': '//' })) });
  of.fleet.addService(orders);
  const template = of.template();
  const { outdir } = of.stack.node.root as App;
  const [file] = readdirSync(outdir).filter(name => /^buildspec-.*FileAsset/.test(name));
  const commands = readFileSync(join(outdir, file), 'utf8').split('\n').filter(line => line.includes('cdk-assets --path'));
  expect(commands).toHaveLength(3);
  expect(new Set(commands).size).toBe(3);
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: 'sts:AssumeRole', Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::222222222222:role/cdk-account-per-tenant-tenants-publishing' },
      })]),
    },
  });
});

test('builds each image where Docker runs, and publishes it in each Region', () => {
  const of = built({ regions: REGIONS });
  const orders = service(of.fleet, 'Orders');
  const code = lambda.DockerImageCode.fromImageAsset(folder({ Dockerfile: 'FROM scratch' }), { platform: Platform.LINUX_ARM64 });
  new lambda.DockerImageFunction(orders, 'Api', { code, architecture: lambda.Architecture.ARM_64 });
  of.fleet.addService(orders);
  of.template().hasResourceProperties('AWS::CodeBuild::Project', {
    Environment: Match.objectLike({ PrivilegedMode: true }), Source: Match.objectLike({ BuildSpec: Match.stringLikeRegexp('DockerAsset') }),
  });
  const { outdir } = of.stack.node.root as App;
  const [file] = readdirSync(outdir).filter(name => /^buildspec-.*DockerAsset/.test(name));
  expect(readFileSync(join(outdir, file), 'utf8').split('\n').filter(line => line.includes('cdk-assets --path'))).toHaveLength(2);
});

test('does not change itself when the code of a service changes', () => {
  const withCode = (code: string) => {
    const of = built();
    const orders = service(of.fleet, 'Orders');
    new lambda.Function(orders, 'Api', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromAsset(folder({ 'index.js': code })) });
    of.fleet.addService(orders);
    return of.template().toJSON() as object;
  };
  expect(withCode('one')).toEqual(withCode('two'));
});

test('is paid by the month and not by the minute, for releases wait for hours', () => {
  shop().template().hasResourceProperties(PIPELINE, { PipelineType: 'V1' });
});

test('what users add to the pipeline comes before the services', () => {
  const of = shop();
  of.fleet.pipeline!.addWave('Ask').addPost(new pipelines.ManualApprovalStep('Approve'));
  const stages = [...stagesOf(of).keys()];
  expect(stages.indexOf('Ask')).toBeGreaterThan(0);
  expect(stages.indexOf('Ask')).toBeLessThan(stages.indexOf('Services'));
});

test('without a service there is nothing to deploy, and the pipeline is all the same', () => {
  expect([...stagesOf(built()).keys()]).toEqual(['Source', 'Build', 'UpdatePipeline']);
});

test('FleetStackSetPipelineProps.synth default: no pipeline', () => {
  const of = fleet();
  expect(of.fleet.pipeline).toBeUndefined();
  of.template().resourceCountIs(PIPELINE, 0);
});

test('FleetStackSetPipelineProps.pipelineOptions default and FleetPipelineOptions.pipelineName default: a name by CloudFormation', () => {
  shop().template().hasResourceProperties(PIPELINE, { Name: Match.absent() });
  shop({ pipelineOptions: { pipelineName: 'shop' } }).template().hasResourceProperties(PIPELINE, { Name: 'shop' });
});

test('FleetPipelineOptions.selfMutation default: it deploys its own stack first', () => {
  expect(stagesOf(shop()).has('UpdatePipeline')).toBe(true);
  expect(stagesOf(shop({ pipelineOptions: { selfMutation: false } })).has('UpdatePipeline')).toBe(false);
});

test('FleetPipelineOptions.dockerEnabledForSynth default: no Docker', () => {
  const privileged = (dockerEnabledForSynth?: boolean) => {
    const template = shop({ pipelineOptions: { dockerEnabledForSynth } }).template();
    const found = template.findResources('AWS::CodeBuild::Project', { Properties: { Environment: { PrivilegedMode: true } } });
    return Object.keys(found).length;
  };
  expect(privileged()).toBe(0);
  expect(privileged(true)).toBe(1);
});

test('FleetPipelineOptions.dockerCredentials default: builds log in nowhere', () => {
  const secrets = (credentials: boolean) => {
    const stack = new Stack(new App(), 'Platform', { env: { account: '222222222222', region: 'us-east-1' } });
    const secret = new secretsmanager.Secret(stack, 'Hub', { secretStringValue: SecretValue.unsafePlainText('x') });
    const dockerCredentials = credentials ? [pipelines.DockerCredential.dockerHub(secret)] : undefined;
    const of = built({ pipelineOptions: { dockerCredentials } }, stack);
    return JSON.stringify(of.template()).includes('secretsmanager:GetSecretValue');
  };
  expect(secrets(false)).toBe(false);
  expect(secrets(true)).toBe(true);
});

test("FleetPipelineOptions.codeBuildDefaults default: CDK Pipelines' own", () => {
  const types = (codeBuildDefaults?: pipelines.CodeBuildOptions) => {
    const projects = Object.values(shop({ pipelineOptions: { codeBuildDefaults } }).template().findResources('AWS::CodeBuild::Project'));
    return projects.map(({ Properties: { Environment: { ComputeType } } }) => ComputeType as string);
  };
  expect(new Set(types())).toEqual(new Set(['BUILD_GENERAL1_SMALL']));
  expect(new Set(types({ buildEnvironment: { computeType: codebuild.ComputeType.LARGE } }))).toEqual(new Set(['BUILD_GENERAL1_LARGE']));
});
