import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { IConstruct } from 'constructs';
import type { FleetStackSetPipelineProps } from './fleet-stack-set-pipeline-props';
import { known } from '../../private/complaints';
import { complaintsAboutRegionNames } from '../../private/places';

/** What StackSets takes in one operation of ours, and in the baseline. */
const MOST_REGIONS = 20;

/**
 * Regions that AWS leaves disabled in new accounts.
 *
 * @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
 */
const OPT_IN_REGIONS: ReadonlySet<string> = new Set([
  'af-south-1', 'ap-east-1', 'ap-east-2', 'ap-south-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6',
  'ap-southeast-7', 'ca-west-1', 'eu-central-2', 'eu-south-1', 'eu-south-2', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1',
]);

const REQUIRED = ['organization', 'organizationId', 'directory', 'bus', 'baseline'] as const;

/** Everything that is wrong with a pipeline's props but for its waves, one line each. */
export function complaintsAboutFleet(scope: IConstruct, props: FleetStackSetPipelineProps): string[] {
  const missing = REQUIRED.filter(prop => props[prop] === undefined);
  if (missing.length > 0) { return missing.map(prop => `'${prop}' is missing`); }
  const { organization, organizationId, baseline, pipelineOptions, synth } = props;
  const complaints = [...complaintsAboutEnvironment(scope), ...complaintsAboutRegions(scope, props)];
  if (known(organizationId) && !/^o-[a-z0-9]{10,32}$/.test(organizationId)) {
    complaints.push(`'organizationId' must be the id of an organization, such as 'o-abcde12345', got '${organizationId}'`);
  }
  if (baseline.platformName !== organization.platformName) {
    complaints.push(`'baseline' belongs to the platform '${baseline.platformName}', and 'organization' to '${organization.platformName}'; give the baseline the same organization`);
  }
  const { managementAccount } = organization;
  if (Token.isUnresolved(managementAccount) && managementAccount !== Stack.of(scope).account) {
    complaints.push("'organization' must be in a stack with a known account; give that stack an 'env' with the management account's id");
  }
  if (pipelineOptions && !synth) {
    complaints.push("'pipelineOptions' are for the pipeline that 'synth' makes; give it a 'synth', or leave them out");
  }
  return complaints;
}

/** Both stand in tenants' templates, and those who publish need them before anything is deployed. */
function complaintsAboutEnvironment(scope: IConstruct): string[] {
  const { account, region, node } = Stack.of(scope);
  const unknown = [known(account) ? '' : 'account', known(region) ? '' : 'Region'].filter(each => each !== '');
  return unknown.length === 0 ? [] : [`the stack '${node.path}' must have a known ${unknown.join(' and ')}, for the places of assets are named after them; `
    + "give it an 'env', such as { account: '222222222222', region: 'us-east-1' }"];
}

function complaintsAboutRegions(scope: IConstruct, props: FleetStackSetPipelineProps): string[] {
  const { regions, optInRegions = [] } = props;
  const home = Stack.of(scope).region;
  const all = regions ?? [home];
  if (regions && ![regions, ...regions].every(each => known<unknown>(each))) {
    return ["'regions' must be known when the app is synthesized, for assets are published in each of them"];
  }
  if (![optInRegions, ...optInRegions].every(each => known<unknown>(each))) { return ["'optInRegions' must be known when the app is synthesized"]; }
  const misspelt = complaintsAboutRegionNames('regions', regions ?? []);
  const complaints = [...misspelt];
  if (all.length === 0 || all.length > MOST_REGIONS) { complaints.push(`'regions' must name 1 to ${MOST_REGIONS} Regions, got ${all.length}`); }
  if (new Set(all).size < all.length) { complaints.push(`'regions' must name each Region once, got ${all.join(', ')}`); }
  const partition = known(home) ? RegionInfo.get(home).partition : undefined;
  for (const region of misspelt.length === 0 && partition !== undefined ? all : []) {
    const its = RegionInfo.get(region).partition;
    if (its !== partition) { complaints.push(`'regions' must be in the partition of this stack, ${partition}, got '${region}', which is in ${its}; a platform is needed there as well`); }
  }
  for (const region of all.filter(each => OPT_IN_REGIONS.has(each) && !optInRegions.includes(each))) {
    complaints.push(`'regions' has '${region}', which AWS leaves disabled in every new account; enable it in each tenant account before services come, and name it in 'optInRegions' too, or leave it out`);
  }
  for (const region of optInRegions.filter(each => !all.includes(each) || !OPT_IN_REGIONS.has(each))) {
    complaints.push(all.includes(region)
      ? `'optInRegions' must be Regions that AWS leaves disabled in new accounts, got '${region}', which it does not; leave it out`
      : `'optInRegions' must be among 'regions', ${all.join(', ')}, got '${region}'; leave it out`);
  }
  return complaints;
}
