/**
 * What `Guardrail.tenantTags` can be told.
 */
export interface TenantTagsProps {
  /**
   * Types of resources that cannot be tagged otherwise, such as `dynamodb:table`, or `s3:ALL_SUPPORTED` for all of a
   * service. Elsewhere it is only reported.
   *
   * @default - none: it is reported, and nothing is stopped
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_supported-resources-enforcement.html
   */
  readonly enforcedFor?: string[];
}
