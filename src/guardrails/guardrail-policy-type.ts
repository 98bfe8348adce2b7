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
}
