import { ACCOUNT_SETTINGS } from './account-settings';
import { AI_SERVICES_OPT_OUT } from './ai-services-opt-out';
import { BASELINE } from './baseline';
import { CONFUSED_DEPUTY } from './confused-deputy';
import { ENCRYPTION } from './encryption';
import { INSTANCE_METADATA } from './instance-metadata';
import { LEAVING_ORGANIZATION } from './leaving-organization';
import { LONG_LIVED_KEYS } from './long-lived-keys';
import { MFA_FOR_PEOPLE } from './mfa-for-people';
import { ORGANIZATION_ACCOUNT_ACCESS_ROLE } from './organization-account-access-role';
import { PLATFORM_ROLES } from './platform-roles';
import { PUBLIC_ENDPOINTS } from './public-endpoints';
import { PUBLIC_IMAGES_AND_SNAPSHOTS } from './public-images-and-snapshots';
import { PUBLIC_STORAGE } from './public-storage';
import { ROOT_USER } from './root-user';
import { S3_BLOCK_PUBLIC_ACCESS } from './s3-block-public-access';
import { SERIAL_CONSOLE } from './serial-console';
import { SHARING_OUTSIDE } from './sharing-outside';
import { TLS_ONLY } from './tls-only';

/** The rules that need to be told nothing. */
export const CATALOGUE = {
  ACCOUNT_SETTINGS, AI_SERVICES_OPT_OUT, BASELINE, CONFUSED_DEPUTY, ENCRYPTION, INSTANCE_METADATA, LEAVING_ORGANIZATION,
  LONG_LIVED_KEYS, MFA_FOR_PEOPLE, ORGANIZATION_ACCOUNT_ACCESS_ROLE, PLATFORM_ROLES, PUBLIC_ENDPOINTS,
  PUBLIC_IMAGES_AND_SNAPSHOTS, PUBLIC_STORAGE, ROOT_USER, S3_BLOCK_PUBLIC_ACCESS, SERIAL_CONSOLE, SHARING_OUTSIDE,
  TLS_ONLY,
} as const;
