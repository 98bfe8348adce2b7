import * as events from 'aws-cdk-lib/aws-events';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { ITenantOrganization } from '../../organization/i-tenant-organization';
import { ITenantDirectory } from '../../tenants/i-tenant-directory';
import { IExtensibleTenantBaseline } from '../i-extensible-tenant-baseline';
import { Wave } from '../waves/wave';

/**
 * What becomes of a release that is asked for while another one of the same service runs.
 */
export enum WhileAnother {
  /**
   * It waits until the other one is over. One waits at most, the newest.
   */
  QUEUE = 'queue',

  /**
   * It ends the other one, whose accounts get the newer version.
   */
  SUPERSEDE = 'supersede',
}

/**
 * How the CodePipeline of a fleet is built.
 */
export interface FleetPipelineOptions {
  /**
   * The name of the pipeline.
   *
   * @default - made by CloudFormation
   */
  readonly pipelineName?: string;

  /**
   * Whether the pipeline deploys its own stack first, with whatever was added to it.
   *
   * @default true
   */
  readonly selfMutation?: boolean;

  /**
   * Whether the app is synthesized where Docker runs, as bundling of assets may need.
   *
   * @default false
   */
  readonly dockerEnabledForSynth?: boolean;

  /**
   * How its builds log in to registries of container images.
   *
   * @default - not at all
   */
  readonly dockerCredentials?: pipelines.DockerCredential[];

  /**
   * How its builds run: image, size, network, cache.
   *
   * @default - as CDK Pipelines does
   */
  readonly codeBuildDefaults?: pipelines.CodeBuildOptions;
}

/**
 * What a `FleetStackSetPipeline` can be told.
 */
export interface FleetStackSetPipelineProps {
  /**
   * The organization in which the tenant accounts live.
   */
  readonly organization: ITenantOrganization;

  /**
   * The id of the organization, such as `o-abcde12345`. Every account in it can read what services are made of.
   */
  readonly organizationId: string;

  /**
   * Where tenants are on record, and which version of what each has.
   */
  readonly directory: ITenantDirectory;

  /**
   * The bus for requests and news: that of the account factory.
   */
  readonly bus: events.IEventBus;

  /**
   * The stack that every tenant account gets first. A role is added to it with which releases are previewed.
   */
  readonly baseline: IExtensibleTenantBaseline;

  /**
   * The Regions of each tenant account that services go to, 1 to 20. Releases go through them in this order.
   *
   * @default - the Region of this stack
   */
  readonly regions?: string[];

  /**
   * Those of `regions` which AWS leaves disabled in a new account, and which something of yours enables in each tenant
   * account before services come. Nothing here does it: where one is not enabled, releases and enrolments fail.
   *
   * @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
   * @default - none
   */
  readonly optInRegions?: string[];

  /**
   * How a version goes to the tenants.
   *
   * @default Wave.standard()
   */
  readonly waves?: Wave[];

  /**
   * After how many waves a version counts as proven: tenants who come after that are born on it, those who come before
   * wait for it or get the last good version. 1 to the number of waves.
   *
   * @default 1
   */
  readonly provenAfter?: number;

  /**
   * What becomes of a release that is asked for while another one of the same service runs.
   *
   * @default WhileAnother.QUEUE
   */
  readonly whileAnother?: WhileAnother;

  /**
   * The step that synthesizes this app, with its source and its tests. A CodePipeline is made with it, which publishes
   * the services and releases them.
   *
   * @default - none; services are published with `cdk deploy` and released with the grant or the command line
   */
  readonly synth?: pipelines.IFileSetProducer;

  /**
   * How that pipeline is built.
   *
   * @default - as CDK Pipelines does
   */
  readonly pipelineOptions?: FleetPipelineOptions;
}
