import { CfnCondition, Stack } from 'aws-cdk-lib';
import { ITenantBaseline } from './i-tenant-baseline';

/**
 * The stack that every tenant account gets first, as those see it who add to it.
 */
export interface IExtensibleTenantBaseline extends ITenantBaseline {
  /**
   * The name of the platform that it belongs to.
   */
  readonly platformName: string;

  /**
   * What goes into each tenant account.
   */
  readonly stack: Stack;

  /**
   * True in the tenant account's home Region only.
   */
  readonly inHomeRegion: CfnCondition;
}
