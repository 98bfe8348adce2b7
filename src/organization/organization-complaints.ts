import { HOME_REGIONS, PLATFORM_NAME } from './contract';
import type { TenantOrganizationProps } from './tenant-organization';
import { known } from '../private/complaints';
import { complaintsAboutAccount } from '../private/places';

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
