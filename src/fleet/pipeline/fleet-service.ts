import { serviceStackSetName } from '../contract';
import type { FleetStack } from '../services/fleet-stack';
import type { Wave } from '../waves/wave';

/**
 * How a service is released.
 */
export interface FleetServiceOptions {
  /**
   * Services of the same pipeline that a tenant account must have first. The pipeline releases them first, and new
   * tenants get them first.
   *
   * @default - none
   */
  readonly dependsOn?: FleetService[];

  /**
   * What people call this version, such as a commit or a number: at most 100 characters. Where the pipeline builds, the
   * environment variable `CODEBUILD_RESOLVED_SOURCE_VERSION` has the commit.
   *
   * @default - the hash of its template
   */
  readonly label?: string;

  /**
   * The waves of this service's releases.
   *
   * @default - those of the pipeline
   */
  readonly waves?: Wave[];

  /**
   * The Regions that the service goes to in each tenant account: some of those of the pipeline. Releases go through
   * them in this order.
   *
   * @default - all of the pipeline
   */
  readonly regions?: string[];
}

/**
 * A service that a pipeline carries to the tenants.
 */
export class FleetService {
  /** @internal */
  public static _of(stack: FleetStack, platformName: string, dependsOn: readonly FleetService[]): FleetService {
    return new FleetService(stack, serviceStackSetName(platformName, stack.serviceName), dependsOn);
  }

  /**
   * What the service is called.
   */
  public readonly serviceName: string;

  private constructor(
    /** @internal */
    public readonly _stack: FleetStack,

    /**
     * The name of the stack set that brings the service.
     */
    public readonly stackSetName: string,

    /** @internal */
    public readonly _dependsOn: readonly FleetService[],
  ) {
    this.serviceName = _stack.serviceName;
  }
}
