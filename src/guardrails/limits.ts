import type { PolicyType } from './guardrail-definition';
import type { Room } from './packer/pack';

/**
 * What Organizations takes on one unit: of ten service control policies one is FullAWSAccess, of five resource control
 * policies one is RCPFullAWSAccess. Settings of one type are one policy. The size of GuardDuty's is in no list, and
 * taken to be that of the others.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const ROOM: Readonly<Record<PolicyType, Room>> = {
  SERVICE_CONTROL_POLICY: { policies: 9, characters: 10_240 },
  RESOURCE_CONTROL_POLICY: { policies: 4, characters: 5_120 },
  DECLARATIVE_POLICY_EC2: { policies: 1, characters: 10_000 },
  S3_POLICY: { policies: 1, characters: 10_000 },
  GUARDDUTY_POLICY: { policies: 1, characters: 10_000 },
  AISERVICES_OPT_OUT_POLICY: { policies: 1, characters: 2_500 },
  TAG_POLICY: { policies: 1, characters: 10_000 },
};
