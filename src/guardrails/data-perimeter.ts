/**
 * What `Guardrail.dataPerimeter` can be told.
 */
export interface DataPerimeterProps {
  /**
   * Ids of accounts outside of the organization that may reach what policies open to them, such as that of a vendor.
   *
   * @default - none
   */
  readonly trustedAccounts?: string[];
}
