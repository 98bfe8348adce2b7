import { Annotations, Aspects, Aws, Duration, Stack, Stage } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as pipelines from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { defineFleetAlarms } from './fleet-alarms';
import { FleetCodePipeline } from './fleet-code-pipeline';
import { complaintsAboutFleet } from './fleet-complaints';
import { FleetGrants } from './fleet-grants';
import { FleetService, FleetServiceOptions } from './fleet-service';
import { FleetStackSetPipelineProps, WhileAnother } from './fleet-stack-set-pipeline-props';
import { complaintsAboutForgotten, complaintsAboutOthers } from './late-complaints';
import { definePreviewRole } from './preview-role';
import { complaintsAboutConcurrency, complaintsAboutItsWaves, complaintsAboutProof, complaintsAboutService } from './service-complaints';
import { Plan, Versions } from './versions';
import { throwIfAny } from '../../private/complaints';
import { ruleOn } from '../../private/event-rule';
import { METRICS, NAMESPACE, SOURCE } from '../../tenants/contract';
import { FleetAssets } from '../assets/fleet-assets';
import { FLEET_EVENTS, WaveSpec, assetBucketName, wavesParameterName } from '../contract';
import { Releases } from '../releases/releases';
import { AssetPlace, FleetServices } from '../services/fleet-services';
import { FleetStack } from '../services/fleet-stack';
import { Wave } from '../waves/wave';
import { wavesOf } from '../waves/waves-of';

/** How long CodePipeline waits for an action that runs a state machine. */
const LONGEST_ACTION_SECONDS = 7 * 86400;

/**
 * Carries services to every tenant account, wave by wave, and takes a bad version back everywhere by itself. A table
 * says which version each tenant has.
 *
 * Services are `FleetStack`s in `services`, named with `addService`. `cdk deploy 'Platform/Fleet/**'` publishes what
 * they are made of, in all Regions of the fleet, and says that there is a new version; `cdk deploy --all` does not. A
 * release brings it to the tenants. With `synth` a CodePipeline does both for each commit. It deploys its own stack,
 * too, but none in other accounts: leave the management account's to people who may deploy there.
 *
 * Make it in the platform account, beside the baseline and the account factory, in a stack with a known account and
 * Region. Assets of other Regions are in stacks of their own that come with it; only the platform's Region has to be
 * bootstrapped. Buckets and repositories of assets stay when it goes. Templates and files are deleted 30 days after no
 * tenant and no way back may need them any more; container images stay.
 *
 * While nobody releases it costs what its assets do: 0.023 USD a GB and month in S3, 0.10 USD in ECR. With `synth` it
 * costs 1 USD in a month with commits, and what builds cost.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export class FleetStackSetPipeline extends Construct {
  /**
   * Where services are made: `new Orders(fleet.services, 'Orders')`.
   */
  public readonly services: Stage;

  /**
   * Who may do what with releases.
   */
  public readonly grants: FleetGrants;

  /**
   * The pipeline that publishes and releases what is added here; undefined without `synth`. Waves and stages that are
   * added to it come before the services.
   */
  public readonly pipeline?: pipelines.CodePipeline;

  private readonly place: AssetPlace;
  private readonly bus: events.IEventBus;
  private readonly versions: Versions;
  private readonly releases: Releases;
  private readonly waves: readonly WaveSpec[];
  private readonly plan: Pick<Plan, 'provenAfter' | 'whileAnother'>;
  private readonly plans: Construct;
  private readonly added: FleetService[] = [];
  private readonly planned = new Map<string, readonly WaveSpec[]>();

  constructor(scope: Construct, id: string, props: FleetStackSetPipelineProps) {
    super(scope, id);
    const complaints = complaintsAboutFleet(this, props);
    const { organization, organizationId, directory, bus, baseline } = props;
    const { provenAfter = 1, whileAnother = WhileAnother.QUEUE } = props;
    const { account, region: home } = Stack.of(this);
    const regions = props.regions ?? [home];
    const { waves, complaints: inWaves } = wavesOf(new Construct(this, 'Waves'), props.waves ?? Wave.standard(), regions);
    throwIfAny(this, [...complaints, ...inWaves, ...complaintsAboutProof(provenAfter, waves)]);

    const { platformName } = organization;
    this.place = { platformName, account, home, regions };
    this.bus = bus;
    this.waves = waves;
    this.plan = { provenAfter, whileAnother };
    this.plans = new Construct(this, 'Plans');
    new FleetAssets(this, 'Assets', { place: this.place, organizationId });
    definePreviewRole(baseline, this.place);
    const services = new FleetServices(this, 'Services', { place: this.place });
    this.services = services;
    this.versions = new Versions(services, 'Versions', Stack.of(this).synthesizer);
    const templates = `arn:${Aws.PARTITION}:s3:::${assetBucketName(platformName, account, home)}/*.json`;
    this.releases = new Releases(this, 'Releases', { organization, callAs: baseline.callAs, directory, bus, templates });
    const { machine, control, bucket } = this.releases;
    this.grants = FleetGrants._of({ platformName, directory, machine, control, bucket });
    this.mayAskGates(waves);
    const { synth, pipelineOptions: options } = props;
    this.pipeline = synth && new FleetCodePipeline(this, 'Pipeline', { synth, options, services, added: this.added });
    this.judgeInTheEnd();
  }

  /**
   * Carries a service to the tenants.
   *
   * @param stack the service, made in `services`
   * @param options how it is released
   */
  public addService(stack: FleetStack, options: FleetServiceOptions = {}): FleetService {
    const { place: { regions: all, platformName }, added, planned } = this;
    const { serviceName } = stack;
    const { label, regions = all, dependsOn = [] } = options;
    const scope = new Construct(this.plans, planned.has(serviceName) ? `${serviceName} again` : serviceName);
    const own = options.waves && wavesOf(new Construct(scope, 'Waves'), options.waves, regions);
    const waves = own?.waves ?? this.waves;
    throwIfAny(this, [
      ...complaintsAboutService({ services: this.services, regions: all, added }, stack, options),
      ...own?.complaints ?? complaintsAboutItsWaves(regions, waves),
      ...complaintsAboutProof(this.plan.provenAfter, waves),
      ...complaintsAboutConcurrency(new Map([...planned, [serviceName, waves]])),
    ]);
    stack._goesTo(regions);
    const service = FleetService._of(stack, platformName, dependsOn);
    planned.set(serviceName, waves);
    this.mayAskGates(own?.waves ?? []);
    this.versions.add(service, platformName, { ...this.plan, label, regions, order: added.length }, waves);
    added.push(service);
    new ssm.StringParameter(scope, 'Plan', {
      parameterName: wavesParameterName(platformName, serviceName),
      description: `How versions of ${serviceName} are released`,
      stringValue: Stack.of(this).toJsonString(waves),
    });
    if (this.pipeline && waves.reduce((sum, { bakeSeconds }) => sum + bakeSeconds, 0) >= LONGEST_ACTION_SECONDS) {
      Annotations.of(this).addWarningV2(`cdk-account-per-tenant:FleetStackSetPipeline.longRelease:${serviceName}`,
        `waves of '${serviceName}' bake for 7 days or more, and CodePipeline waits no longer: its action will fail, and the release will go on all the same`);
    }
    return service;
  }

  /**
   * Something happens whenever a release is over, halted or stuck.
   *
   * @param id the id of the rule
   * @param options the target, and a narrower pattern if you like
   */
  public onReleaseChanged(id: string, options: events.OnEventOptions = {}): events.Rule {
    return ruleOn(this, id, this.bus, SOURCE, FLEET_EVENTS.changed, options);
  }

  /**
   * How many releases could not be taken back everywhere, so that somebody has to look. CloudWatch charges 0.30 USD in
   * a month in which that happens.
   *
   * @param options of the metric
   */
  public metricStuck(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: NAMESPACE,
      metricName: METRICS.releasesStuck,
      dimensionsMap: { Platform: this.place.platformName },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.hours(1),
      ...options,
    });
  }

  /**
   * How many releases did not go forward: they were refused, or taken back. Free of charge.
   *
   * @param options of the metric
   */
  public metricNotForward(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.releases.machine.metricFailed(options);
  }

  /**
   * Alarms: a release that is stuck, and one that did not go forward. Each has an entry in docs/runbook.md. They cost
   * 0.10 USD each and month, which is why they are not there by themselves.
   *
   * @param actions what happens when an alarm goes off, for example `new SnsAction(topic)`
   */
  public addAlarms(...actions: cloudwatch.IAlarmAction[]): cloudwatch.Alarm[] {
    return defineFleetAlarms(new Construct(this, 'Alarms'), actions, this);
  }

  private mayAskGates(waves: readonly WaveSpec[]): void {
    for (const { kind, arn } of waves.flatMap(({ gates }) => gates)) { this.releases.mayAsk(kind, arn); }
  }

  /** What was forgotten is known once the app is complete. */
  private judgeInTheEnd(): void {
    const { services, versions, added, pipeline } = this;
    services.node.addValidation({ validate: () => complaintsAboutForgotten(services, versions, added) });
    this.node.addValidation({ validate: () => complaintsAboutOthers(this, pipeline) });
    Aspects.of(this).add({
      visit: node => {
        if (node !== this || this.added.length > 0) { return; }
        Annotations.of(this).addError("carries no service: make a FleetStack in 'services' and name it with addService(), or leave the pipeline out");
      },
    });
  }
}
