/**
 * The part of an organization in which tenant accounts live, as other accounts see it.
 */
export interface ITenantOrganization {
  /**
   * The name of the platform. Roles and parameters of one platform carry it, so that two platforms fit into one
   * organization.
   */
  readonly platformName: string;

  /**
   * The id of the organization's management account.
   */
  readonly managementAccount: string;

  /**
   * The id of the account that may use the narrow role, if it is known here.
   *
   * @default - not known here, and so not compared with the factory's account
   */
  readonly platformAccount?: string;
}
