import { ArnComponents, Aspects, AspectPriority, Aws, Environment, Stack } from 'aws-cdk-lib';
import { EnvironmentUtils, UNKNOWN_ACCOUNT, UNKNOWN_REGION } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { FleetServices } from './fleet-services';
import { FleetSynthesizer } from './fleet-synthesizer';
import { FleetTemplate, Publication } from './fleet-template';
import { ServiceNames } from './service-names';
import { TenantFacts } from './tenant-facts';
import { DEFAULT_PLATFORM } from '../../organization/contract';
import { known, throwIfAny } from '../../private/complaints';
import { complaintsAboutAccount, complaintsAboutRegionNames } from '../../private/places';
import { SERVICE_NAME, assetRepositoryName } from '../contract';
import { IFleetStack } from '../i-fleet-stack';

/**
 * What a `FleetStack` can be told.
 */
export interface FleetStackProps {
  /**
   * What the service is called in releases, in names of stack sets and on the command line: 2 to 40 lower-case
   * letters, digits and hyphens, such as `orders`. Another name is another service.
   *
   * @default - the id, as in `OrderHistory`: `order-history`
   */
  readonly serviceName?: string;

  /**
   * What the service is for. It is the description of its stack in each tenant account.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Logical ids of resources with data, such as tables and buckets, that this version may replace or delete. A release
   * stops at its preview when it would do so to any other one.
   *
   * @default - none
   */
  readonly mayReplace?: string[];

  /**
   * How many Lambda functions can run at once in each tenant account and Region: the quota that requests for tenants
   * raise it to before services come. Lambda keeps 100 of them for functions that reserve none, so reservations and
   * provisioned concurrency of this service may take the rest.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   * @default 10, as in new accounts, which leaves nothing to reserve
   */
  readonly concurrentExecutions?: number;

  /**
   * Makes it an ordinary stack that `cdk deploy` brings to one account, to try the service out: the same resources,
   * with assets in the bootstrap bucket of that account. Give it outside of a fleet's `services`; `{}` is the account
   * and Region of your credentials.
   *
   * @default - no twin: a service of the fleet in whose `services` the stack is
   */
  readonly debugTwin?: Environment;
}

/**
 * A service that every tenant account gets: an ordinary CDK stack, written as a subclass, which a stack set carries
 * there.
 *
 * Make it in `services` of a `FleetStackSetPipeline` and name it with `addService`. Its files and images are published
 * where all tenant accounts can read them, in each Region of the fleet; `cdk deploy` never deploys it. One template
 * goes to all tenants, so it knows neither their accounts nor its Region while it is synthesized, and has no lookups.
 * Functions and state machines that you give no name are called `<service>_<logical id>`, the same in each account, so
 * that what thousands of accounts say can be told apart by service.
 * Nested stacks, transforms, references to other stacks and parameters without a default are refused, for stack sets do
 * not carry them. It costs what its resources cost, once for each tenant and Region.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
 */
export class FleetStack extends Stack implements IFleetStack {
  /**
   * What the service is called.
   */
  public readonly serviceName: string;

  /**
   * The name of the platform that carries it to tenants; of a twin outside of a fleet `tenants`.
   */
  public readonly platformName: string;

  /**
   * Who the tenant is in whose account the service runs.
   */
  public readonly facts: TenantFacts;

  private readonly fleetTemplate: FleetTemplate;
  private readonly fleetServices?: FleetServices;
  private readonly mayReplace: readonly string[];

  constructor(scope: Construct, id: string, props: FleetStackProps = {}) {
    const services = props.debugTwin === undefined ? FleetServices.around(scope) : undefined;
    const serviceName = props.serviceName ?? kebabCase(id);
    super(scope, id, {
      // Of no account and no Region, whatever its stage says: a twin must have the template that tenants get.
      env: { account: Aws.ACCOUNT_ID, region: Aws.REGION },
      description: props.description,
      analyticsReporting: false,
      suppressTemplateIndentation: true,
      synthesizer: services && new FleetSynthesizer(services.place, serviceName),
    });
    throwIfAny(this, complaintsAbout(scope, id, props, serviceName));

    this.serviceName = serviceName;
    this.platformName = services?.place.platformName ?? DEFAULT_PLATFORM;
    this.facts = TenantFacts._of(this, services?.place.home ?? props.debugTwin?.region ?? this.region);
    Aspects.of(this).add(new ServiceNames(serviceName), { priority: AspectPriority.MUTATING });
    this.fleetTemplate = new FleetTemplate(this, services?.place, props.concurrentExecutions);
    this.fleetServices = services;
    this.mayReplace = props.mayReplace ?? [];
    if (props.debugTwin) {
      this.beTwin(props.debugTwin);
    } else {
      services?.judge(this, () => this.fleetTemplate.complaints());
    }
  }

  /**
   * Whether files are built while the app is synthesized. They are when what is chosen on the command line says that
   * there is a new version.
   */
  public get bundlingRequired(): boolean {
    return super.bundlingRequired || (this.fleetServices?.bundlingRequired ?? false);
  }

  /**
   * The ARN of something in the tenant's account and the Region of the stack, or of the service's images, which are in
   * the platform's account.
   *
   * @param components what is known of it
   */
  public formatArn(components: ArnComponents): string {
    // Who pulls an image is granted it by the name of its repository, which the CDK takes for one of the same account.
    const { service, resourceName, account } = components;
    const place = this.fleetServices?.place;
    const image = place && service === 'ecr' && account === undefined && resourceName === assetRepositoryName(place.platformName);
    return super.formatArn(image ? { ...components, account: place.account } : components);
  }

  /**
   * Where the template is published, and what has to be published before it is of use.
   *
   * @internal
   */
  public _published(): Publication {
    return this.fleetTemplate.published(this.serviceName, this.mayReplace);
  }

  /**
   * Says where it goes in each tenant account, when that is not in all Regions of the fleet.
   *
   * @internal
   */
  public _goesTo(regions: readonly string[]): void {
    this.fleetTemplate.goesTo(regions);
  }

  /** Only the command line of the CDK hears of the account and Region: the template is the one that tenants get. */
  private beTwin({ account = UNKNOWN_ACCOUNT, region = UNKNOWN_REGION }: Environment): void {
    Object.assign(this, { environment: EnvironmentUtils.format(account, region) });
    this.node.addValidation({ validate: () => this.fleetTemplate.complaints() });
  }
}

function kebabCase(id: string): string {
  return id.replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/([A-Z])([A-Z][a-z])/g, '$1-$2').toLowerCase();
}

function complaintsAbout(scope: Construct, id: string, props: FleetStackProps, serviceName: string): string[] {
  return [
    ...complaintsAboutPlace(scope, props),
    ...complaintsAboutName(serviceName, props.serviceName === undefined ? `, from the id '${id}'` : ''),
    ...(props.mayReplace ?? []).filter(each => known(each) && !/^[A-Za-z0-9]{1,255}$/.test(each))
      .map(each => `'mayReplace' must hold logical ids as they stand in the template, such as 'Table0F5C2B1A', got '${each}'`),
    ...complaintsAboutConcurrency(props.concurrentExecutions),
  ];
}

function complaintsAboutName(serviceName: string, from: string): string[] {
  if (!known(serviceName)) {
    return ["'serviceName' must be known when the app is synthesized, for it stands in names of stack sets and files; give one such as 'orders'"];
  }
  return SERVICE_NAME.test(serviceName) ? [] : [
    `'serviceName' must be 2 to 40 lower-case letters, digits and hyphens that begin with a letter, got '${serviceName}'${from}; `
    + "give one such as 'orders'",
  ];
}

function complaintsAboutPlace(scope: Construct, { debugTwin }: FleetStackProps): string[] {
  const inFleet = FleetServices.around(scope) !== undefined;
  if (debugTwin === undefined) {
    return inFleet ? [] : [`a FleetStack must be in the 'services' of a FleetStackSetPipeline, this one is in ${scope.node.path || 'the app'}; `
      + "make it there, or give it 'debugTwin' to try it out in one account"];
  }
  return [
    ...inFleet ? ["'debugTwin' must be left out within the 'services' of a fleet; make a second FleetStack outside of them to try it out"] : [],
    ...complaintsAboutAccount('debugTwin.account', debugTwin.account),
    ...complaintsAboutRegionNames('debugTwin.region', debugTwin.region === undefined ? [] : [debugTwin.region]),
    ...[debugTwin.account, debugTwin.region].every(each => each === undefined || known(each)) ? []
      : ["'debugTwin' must be known when the app is synthesized; leave out what your credentials decide"],
  ];
}

function complaintsAboutConcurrency(count?: number): string[] {
  return known(count) && !(Number.isInteger(count) && count >= 1)
    ? [`'concurrentExecutions' must be a whole number of at least 1, got ${count}; say what Lambda's quota is in each tenant account, such as 1000`] : [];
}
