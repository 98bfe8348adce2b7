import { HOME_REGIONS, PLATFORM_NAME } from './contract';
import { IManagedTenantOrganization } from './i-managed-tenant-organization';
import type { TenantOrganizationProps } from './tenant-organization';
import { known } from '../private/complaints';
import { complaintsAboutAccount, complaintsAboutRegionNames } from '../private/places';

/** Everything that is wrong with an organization's props, one line each. */
export function complaintsAboutOrganization(props: TenantOrganizationProps): string[] {
  const complaints: string[] = [];
  complaints.push(...complaintsAboutAccount('platformAccount', props.platformAccount), ...complaintsAboutName(props.platformName));
  if (known(props.parentId) && !/^(r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})$/.test(props.parentId)) {
    complaints.push(`'parentId' must be the id of a root (r-…) or of an organizational unit (ou-…), got '${props.parentId}'`);
  }
  for (const [unit, given] of Object.entries(props.organizationalUnits ?? {})) {
    if (known(given) && !/^ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/.test(given)) {
      complaints.push(`'organizationalUnits.${unit}' must be the id of an organizational unit (ou-…), got '${given}'`);
    }
  }
  return complaints;
}

/** The factory looks for what this leaves it in its own Region, which is that of Organizations. */
export function complaintsAboutRegion(region: string): string[] {
  return known(region) && !HOME_REGIONS.includes(region)
    ? [`the organization must be in us-east-1 (or its partition's home Region), where the factory reads which unit is which, got '${region}'`] : [];
}

/** What is wrong with the name of a platform. */
export function complaintsAboutName(platformName?: string): string[] {
  if (platformName === undefined || PLATFORM_NAME.test(platformName)) {
    return [];
  }
  const got = known(platformName) ? `'${platformName}'` : 'a value that CloudFormation fills in later';
  return [`'platformName' must be 1 to 24 lower-case letters, digits and hyphens and begin with a letter, got ${got}; it goes into role names`];
}

/** What is wrong with who is to administer security, and where. */
export function complaintsAboutSecurity(
  organization: IManagedTenantOrganization, account: string, regions: readonly string[],
): string[] {
  const complaints = [...complaintsAboutAccount('account', account), ...complaintsAboutRegionNames('regions', regions)];
  if (known(account) && account === organization.managementAccount) {
    complaints.push(`'account' must be a member of the organization, got '${account}', the management account, which AWS Config does not take`);
  }
  if (regions.length === 0) {
    complaints.push("'regions' must name at least one Region, got none; GuardDuty is administered in each Region");
  }
  if (organization.node.tryFindChild('DelegateSecurity')) {
    complaints.push('it was called before; call it once, with all Regions, for there is one administrator');
  }
  return complaints.map(complaint => `delegateSecurity: ${complaint}`);
}
