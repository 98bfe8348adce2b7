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
   * Lets policies of a type be attached, such as `SERVICE_CONTROL_POLICY`. What needs it waits for what is returned.
   *
   * @param policyType the type, as AWS names it
   */
  enablePolicyType(policyType: string): IConstruct;

  /**
   * Makes an account the administrator of AWS Config and of GuardDuty for all accounts of the organization. What needs
   * it waits for what is returned. Call it once, with all Regions.
   *
   * @param account the id of the account, 12 digits; not the management account
   * @param regions where it administers GuardDuty
   */
  delegateSecurity(account: string, regions: string[]): IDependable;

  /**
   * Starts a workflow of this account and Region at each deployment that changes its input. It has to be there before
   * what is returned: add the dependency.
   *
   * @param workflow the name of the state machine
   * @param input a JSON object
   */
  startOnChange(workflow: string, input: string): IConstruct;
}
