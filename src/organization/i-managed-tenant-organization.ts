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
  enablePolicyType(policyType: string): IDependable;
}
