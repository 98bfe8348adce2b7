import { ACCOUNT_SETTINGS_CASES } from './account-settings.cases';
import { BASELINE_CASES } from './baseline.cases';
import { CONFUSED_DEPUTY_CASES } from './confused-deputy.cases';
import { DATA_PERIMETER_CASES } from './data-perimeter.cases';
import { ENCRYPTION_CASES } from './encryption.cases';
import { IDLE_COST_CASES } from './idle-cost.cases';
import { LEAVING_ORGANIZATION_CASES } from './leaving-organization.cases';
import { LONG_LIVED_KEYS_CASES } from './long-lived-keys.cases';
import { MFA_FOR_PEOPLE_CASES } from './mfa-for-people.cases';
import { OIDC_PROVIDERS_CASES } from './oidc-providers.cases';
import { ORGANIZATION_ACCOUNT_ACCESS_ROLE_CASES } from './organization-account-access-role.cases';
import { PLATFORM_ROLES_CASES } from './platform-roles.cases';
import { PUBLIC_ENDPOINTS_CASES } from './public-endpoints.cases';
import { PUBLIC_STORAGE_CASES } from './public-storage.cases';
import { QUARANTINE_CASES } from './quarantine.cases';
import { REGIONS_CASES } from './regions.cases';
import { ROOT_USER_CASES } from './root-user.cases';
import { SERVICES_CASES } from './services.cases';
import { SHARING_OUTSIDE_CASES } from './sharing-outside.cases';
import { SUSPENDED_CASES } from './suspended.cases';
import { TLS_ONLY_CASES } from './tls-only.cases';
import { Case } from '../case';

/** What is tried of each rule, by its name. */
export const CASES: Readonly<Record<string, readonly Case[]>> = {
  'leaving-organization': LEAVING_ORGANIZATION_CASES,
  'root-user': ROOT_USER_CASES,
  'long-lived-keys': LONG_LIVED_KEYS_CASES,
  'platform-roles': PLATFORM_ROLES_CASES,
  'baseline': BASELINE_CASES,
  'organization-account-access-role': ORGANIZATION_ACCOUNT_ACCESS_ROLE_CASES,
  'public-storage': PUBLIC_STORAGE_CASES,
  'public-endpoints': PUBLIC_ENDPOINTS_CASES,
  'sharing-outside': SHARING_OUTSIDE_CASES,
  'encryption': ENCRYPTION_CASES,
  'account-settings': ACCOUNT_SETTINGS_CASES,
  'mfa-for-people': MFA_FOR_PEOPLE_CASES,
  'idle-cost': IDLE_COST_CASES,
  'regions': REGIONS_CASES,
  'services': SERVICES_CASES,
  'tls-only': TLS_ONLY_CASES,
  'confused-deputy': CONFUSED_DEPUTY_CASES,
  'data-perimeter': DATA_PERIMETER_CASES,
  'oidc-providers': OIDC_PROVIDERS_CASES,
  'quarantine': QUARANTINE_CASES,
  'suspended': SUSPENDED_CASES,
};
