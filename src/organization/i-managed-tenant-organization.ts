import { IConstruct, IDependable } from 'constructs';
import { ITenantOrganization } from './i-tenant-organization';

/**
 * An organization as the stack that manages it sees it: its units are known, and policies can be put on them.
 */
export interface IManagedTenantOrganization extends ITenantOrganization, IConstruct {
  /**
   * The id of the unit for new accounts of production tenants.
   */
  readonly productionUnitId: string;

  /**
   * The id of the unit for sandbox accounts.
   */
  readonly sandboxUnitId: string;

  /**
   * The id of the unit for accounts that are being made ready.
   */
  readonly onboardingUnitId: string;

  /**
   * The id of the unit for accounts whose tenants pause.
   */
  readonly suspendedUnitId: string;

  /**
   * The id of the unit for accounts that failed or are on their way out.
   */
  readonly quarantineUnitId: string;

  /**
   * Lets policies of a type be attached. Types that are enabled already stay so, also when this stack goes. What needs
   * it waits for what is returned.
   *
   * @internal
   */
  _enablePolicyType(policyType: string): IConstruct;

  /**
   * Makes an account the administrator of AWS Config and, in these Regions, of GuardDuty. What needs it waits for what
   * is returned.
   *
   * @internal
   */
  _delegateSecurity(account: string, regions: string[]): IDependable;

  /**
   * Starts a workflow of this account and Region, by the name of its state machine, at each deployment that changes its
   * input. It has to be there before what is returned: add the dependency.
   *
   * @internal
   */
  _startOnChange(workflow: string, input: string): IConstruct;
}
