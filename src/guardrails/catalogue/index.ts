import { ACCOUNT_SETTINGS } from './account-settings';
import { BASELINE } from './baseline';
import { CONFUSED_DEPUTY } from './confused-deputy';
import { ENCRYPTION } from './encryption';
import { LEAVING_ORGANIZATION } from './leaving-organization';
import { LONG_LIVED_KEYS } from './long-lived-keys';
import { MFA_FOR_PEOPLE } from './mfa-for-people';
import { ORGANIZATION_ACCOUNT_ACCESS_ROLE } from './organization-account-access-role';
import { PLATFORM_ROLES } from './platform-roles';
import { PUBLIC_ENDPOINTS } from './public-endpoints';
import { PUBLIC_STORAGE } from './public-storage';
import { ROOT_USER } from './root-user';
import { SHARING_OUTSIDE } from './sharing-outside';
import { TLS_ONLY } from './tls-only';

/** The rules that need to be told nothing. */
export const CATALOGUE = [
  LEAVING_ORGANIZATION, ROOT_USER, LONG_LIVED_KEYS, PLATFORM_ROLES, BASELINE, ORGANIZATION_ACCOUNT_ACCESS_ROLE,
  PUBLIC_STORAGE, PUBLIC_ENDPOINTS, SHARING_OUTSIDE, ENCRYPTION, ACCOUNT_SETTINGS, MFA_FOR_PEOPLE, TLS_ONLY,
  CONFUSED_DEPUTY,
] as const;
