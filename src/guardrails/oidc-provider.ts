/**
 * Who may vouch for people and pipelines that become roles by OpenID Connect.
 */
export interface TrustedOidcProvider {
  /**
   * The address of the provider without `https://`, such as `token.actions.githubusercontent.com`.
   */
  readonly issuer: string;

  /**
   * For whom it may vouch: values of the claim `sub`, with `*` and `?`, such as `repo:acme/*`. Providers that vouch for
   * everybody, such as GitHub, need them.
   *
   * @default - everybody that it knows
   */
  readonly subjects?: string[];
}
