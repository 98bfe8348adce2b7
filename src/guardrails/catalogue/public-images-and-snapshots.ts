import { locked } from './locked';
import { SettingsRule } from '../guardrail-definition';

/**
 * Images know no state in which those that are public already are closed.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ec2_syntax.html
 */
export const PUBLIC_IMAGES_AND_SNAPSHOTS: SettingsRule = {
  name: 'public-images-and-snapshots',
  policyType: 'DECLARATIVE_POLICY_EC2',
  stops: 'Nobody shares images (AMIs) or snapshots of volumes with everybody; snapshots that were public are not any more.',
  why: 'An image or a snapshot is a disk with all that was ever written to it. This setting holds whatever actions AWS adds, and for what AWS services do as well.',
  excepted: 'Nobody, the roles that no rule may stop included. Images that are public already stay so. Sharing with accounts by their ids goes on.',
  controls: ['NIST-800-53-r5 AC-3', 'NIST-800-53-r5 AC-4', 'NIST-800-53-r5 AC-21', 'NIST-800-53-r5 SC-7'],
  settings: () => ({
    ec2_attributes: {
      image_block_public_access: { state: locked('block_new_sharing') },
      snapshot_block_public_access: { state: locked('block_all_sharing') },
    },
  }),
};
