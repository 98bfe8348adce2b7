/**
 * The kinds of organization policies.
 */
export enum GuardrailPolicyType {
  /**
   * What principals of tenant accounts may do at most, whatever their own policies say.
   */
  SERVICE_CONTROL_POLICY = 'SERVICE_CONTROL_POLICY',

  /**
   * What anybody may do at most to resources of tenant accounts.
   */
  RESOURCE_CONTROL_POLICY = 'RESOURCE_CONTROL_POLICY',

  /**
   * How EC2, EBS and VPC are set in tenant accounts.
   */
  DECLARATIVE_POLICY_EC2 = 'DECLARATIVE_POLICY_EC2',

  /**
   * How S3 is set in tenant accounts.
   */
  S3_POLICY = 'S3_POLICY',

  /**
   * What GuardDuty watches in tenant accounts.
   */
  GUARDDUTY_POLICY = 'GUARDDUTY_POLICY',

  /**
   * Which AI services of AWS may keep and use what tenants give them.
   */
  AISERVICES_OPT_OUT_POLICY = 'AISERVICES_OPT_OUT_POLICY',

  /**
   * Which tags have which values.
   */
  TAG_POLICY = 'TAG_POLICY',
}
