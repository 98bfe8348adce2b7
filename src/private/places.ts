import { RegionInfo } from 'aws-cdk-lib/region-info';
import { known } from './complaints';

/** What is wrong with the id of an account. */
export function complaintsAboutAccount(prop: string, account?: string): string[] {
  return known(account) && !/^\d{12}$/.test(account) ? [`'${prop}' must be an account id of 12 digits, got '${account}'`] : [];
}

/** What is wrong with names of Regions. */
export function complaintsAboutRegionNames(prop: string, regions: readonly string[]): string[] {
  const existing = new Set(RegionInfo.regions.map(({ name }) => name));
  return regions.filter(region => known(region) && !existing.has(region))
    .map(region => `'${prop}' must hold names of Regions such as 'eu-central-1', got '${region}'; if AWS opened it of late, update aws-cdk-lib`);
}
