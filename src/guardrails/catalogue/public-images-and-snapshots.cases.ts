import { SettingsCase, UNLOCK, allowed, assign, denied } from '../settings-case';

const images = (state: string) => ({ ec2_attributes: { image_block_public_access: { state: assign(state) } } });
const snapshots = (state: string) => ({ ec2_attributes: { snapshot_block_public_access: { state: assign(state) } } });

export const PUBLIC_IMAGES_AND_SNAPSHOTS_CASES: readonly SettingsCase[] = [
  denied('an account is to share images with everybody', 'account', images('unblocked')),
  denied('an account is to share snapshots with everybody', 'account', snapshots('unblocked')),
  denied('an account is to leave public the snapshots that are', 'account', snapshots('block_new_sharing')),
  denied('the organization shares images', 'root', images('unblocked')),
  denied('the organization shares snapshots', 'root', snapshots('unblocked')),
  denied('an account opens what is locked', 'account', {
    ec2_attributes: { ...UNLOCK, image_block_public_access: { ...UNLOCK, state: { ...UNLOCK, ...assign('unblocked') } } },
  }),
  allowed('accounts without tenants share images', 'elsewhere', images('unblocked'), { isNearMiss: true }),
  allowed('accounts without tenants share snapshots', 'elsewhere', snapshots('unblocked')),
  allowed('an account may only start images of Amazon', 'account', {
    ec2_attributes: { allowed_images_settings: { state: assign('enabled') } },
  }, { isNearMiss: true }),
];
