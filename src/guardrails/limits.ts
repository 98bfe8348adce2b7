import { GuardrailPolicyType } from './guardrail-policy-type';
import type { Room } from './packer/pack';

/**
 * What Organizations takes on one unit: of ten service control policies one is FullAWSAccess, of five resource control
 * policies one is RCPFullAWSAccess.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const ROOM: Readonly<Record<GuardrailPolicyType, Room>> = {
  SERVICE_CONTROL_POLICY: { policies: 9, characters: 10_240 },
  RESOURCE_CONTROL_POLICY: { policies: 4, characters: 5_120 },
};
