import { Aws, Stack } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { AssetPlace } from './fleet-services';
import { render, templateKey, versionOf } from './fleet-synthesizer';
import { complaintsAboutTemplate } from './template-complaints';
import { known } from '../../private/complaints';
import { assetBucketName } from '../contract';

/** Where a service is published. */
export interface Publication {
  readonly version: string;
  readonly templateUrl: string;
  /** The artifact of the cloud assembly that has to be published before. */
  readonly manifestId: string;
  readonly serviceName: string;
  readonly mayReplace: readonly string[];
}

/** What a new account has been seen with. The documentation says `reduced`. */
const NEW_ACCOUNT = 10;

/** A service's stack as the template that a stack set carries. */
export class FleetTemplate {
  private regions: readonly string[];

  /** The place is that of a fleet; a debug twin has none. */
  constructor(
    private readonly stack: Stack, private readonly place?: AssetPlace, private readonly concurrentExecutions?: number,
  ) {
    this.regions = place?.regions ?? [];
  }

  public goesTo(regions: readonly string[]): void {
    this.regions = regions;
  }

  /** Why a stack set could not carry it. */
  public complaints(): string[] {
    const { concurrentExecutions: quota = NEW_ACCOUNT, regions } = this;
    return complaintsAboutTemplate(this.stack, { concurrentExecutions: known(quota) ? quota : Infinity, regions });
  }

  /** Right from when all aspects have been applied. */
  public published(serviceName: string, mayReplace: readonly string[]): Publication {
    if (!this.place) {
      throw new Error(`${this.stack.node.path}: a debug twin is not published; give 'addService' a FleetStack of the fleet's 'services'`);
    }
    const { platformName, account, home } = this.place;
    const version = versionOf(render(this.stack));
    const bucket = assetBucketName(platformName, account, home);
    return {
      version,
      templateUrl: `https://${bucket}.s3.${home}.${RegionInfo.get(home).domainSuffix ?? Aws.URL_SUFFIX}/${templateKey(serviceName, version)}`,
      manifestId: `${this.stack.artifactId}.assets`,
      serviceName,
      mayReplace,
    };
  }
}
