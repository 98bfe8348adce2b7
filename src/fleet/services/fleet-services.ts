import { Stack, Stage, StageSynthesisOptions } from 'aws-cdk-lib';
import { ArtifactMetadataEntryType } from 'aws-cdk-lib/cloud-assembly-schema';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { Construct, IConstruct } from 'constructs';
import { elementsOf, messagesOf, pathOf, referencesOf } from './references';
import { throwIfAny } from '../../private/complaints';

/** Where assets of the fleet go, so that every tenant account can read them. */
export interface AssetPlace {
  readonly platformName: string;
  /** The platform's account; known when the app is synthesized, for it stands in tenants' templates. */
  readonly account: string;
  /** The Region of the platform, where templates are read from. */
  readonly home: string;
  /** The Regions of the fleet. */
  readonly regions: readonly string[];
}

export interface FleetServicesProps {
  readonly place: AssetPlace;
}

/** The part of an app that holds the services of a fleet, and is published as a whole. */
export class FleetServices extends Stage {
  /** The one that a construct is or is in, if any. */
  public static around(construct: IConstruct): FleetServices | undefined {
    const stage = stageOf(construct);
    return stage instanceof FleetServices ? stage : undefined;
  }

  public readonly place: AssetPlace;
  private readonly judged: { readonly stack: Stack; readonly complaints: () => string[] }[] = [];

  constructor(scope: Construct, id: string, { place }: FleetServicesProps) {
    super(scope, id, { env: { account: place.account, region: place.home } });
    this.place = place;
    this.node.addValidation({ validate: () => [...this.complaints(), ...this.passWarningsOn()] });
    scope.node.addValidation({ validate: () => this.complaintsAboutStrangers(stageOf(scope)) });
  }

  /** Has a service say what is wrong with it when it comes to synthesis. */
  public judge(stack: Stack, complaints: () => string[]): void {
    this.judged.push({ stack, complaints });
  }

  /** Whether the command line chose something that publishes the services: it cannot choose them. */
  public get bundlingRequired(): boolean {
    return this.others().some(stack => stack.bundlingRequired);
  }

  /**
   * One service that cannot be carried ends the synthesis, and so do references between accounts, of which the CDK
   * speaks in words of its own. Whoever mends the app wants to read of all services at once.
   */
  public synth(options?: StageSynthesisOptions): CloudAssembly {
    try {
      return super.synth(options);
    } catch (error) {
      throwIfAny(this, this.complaints());
      throw error;
    }
  }

  private complaints(): string[] {
    return [...this.judged.flatMap(({ complaints }) => complaints()), ...this.complaintsAboutStrangers(this)];
  }

  /** The command line shows the warnings of stacks that it deploys. Services are none, so another stack says them. */
  private passWarningsOn(): string[] {
    const [speaker] = this.others();
    const warnings = this.judged.flatMap(({ stack }) => messagesOf(stack, ArtifactMetadataEntryType.WARN));
    const said = speaker?.node.metadata.map(({ data }) => data) ?? [];
    for (const warning of warnings.filter(each => !said.includes(each))) {
      speaker?.node.addMetadata(ArtifactMetadataEntryType.WARN, warning);
    }
    return [];
  }

  /** The stacks of the stage that are no services: they are deployed. */
  private others(): Stack[] {
    return this.node.children.filter(Stack.isStack).filter(each => this.judged.every(({ stack }) => stack !== each));
  }

  /** Other stacks know nothing of resources that are in tenants' accounts, though the CDK lets them have names. */
  private complaintsAboutStrangers(stage?: Stage): string[] {
    const services = this.judged.map(({ stack }) => stack);
    const strangers = (stage?.node.findAll() ?? []).filter(Stack.isStack)
      .filter(each => stageOf(each) === stage && !services.includes(each));
    return strangers.flatMap(elementsOf).flatMap(element => referencesOf(element).targets
      .filter(target => services.includes(Stack.of(target)))
      .map(target => `${pathOf(element)}: refers to ${pathOf(target)}, which is in tenants' accounts and not in this one; `
        + 'have the service tell what it knows when it runs, such as by an event'));
  }
}

function stageOf(construct: IConstruct): Stage | undefined {
  return Stage.isStage(construct) ? construct : Stage.of(construct);
}
