/**
 * The stack that every tenant account gets first, as the account factory sees it.
 */
export interface ITenantBaseline {
  /**
   * The name of the stack set that brings it.
   */
  readonly stackSetName: string;

  /**
   * As whom the stack set is used: `SELF` in the management account, else `DELEGATED_ADMIN`.
   */
  readonly callAs: string;

  /**
   * The Regions it goes to. The first is the tenant account's home.
   */
  readonly regions: string[];
}
