import { IConstruct } from 'constructs';

/**
 * A service that every tenant account gets, as those see it who add to it.
 */
export interface IFleetStack extends IConstruct {
  /**
   * What the service is called.
   */
  readonly serviceName: string;

  /**
   * The name of the platform that carries it to tenants; of a twin outside of a fleet `tenants`.
   */
  readonly platformName: string;
}
