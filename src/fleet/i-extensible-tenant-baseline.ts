import { CfnCondition, CfnParameter, Stack } from 'aws-cdk-lib';
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
   * The account of the organization, which the stack set that brings it belongs to.
   */
  readonly managementAccount: string;

  /**
   * What goes into each tenant account.
   */
  readonly stack: Stack;

  /**
   * True in the tenant account's home Region only.
   */
  readonly inHomeRegion: CfnCondition;

  /**
   * Adds a parameter to what goes into each tenant account: for values that only the platform's stack knows.
   *
   * @param id the name of the parameter in the template
   * @param value what all tenant accounts get: it may be a token of the platform's stack
   */
  addParameter(id: string, value: string): CfnParameter;
}
