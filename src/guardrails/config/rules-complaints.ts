import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { TenantConfigRule } from './tenant-config-rule';
import type { TenantConfigRulesProps } from './tenant-config-rules';
import { known } from '../../private/complaints';
import { complaintsAboutRegionNames } from '../../private/places';

/**
 * How many rules an organization may have.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html
 */
const MOST_RULES = 150;

/** https://docs.aws.amazon.com/config/latest/APIReference/API_OrganizationConfigRule.html */
const MOST_EXCLUDED = 1000;
const LONGEST_NAME = 64;

/** The management account, the platform's and the one of the rules. */
const EXCLUDED_ANYWAY = 3;

/** Two platforms fit into one organization. The longest names lose a letter or two. */
export const ruleName = (platform: string, { name }: TenantConfigRule): string => `${platform}-${name}`.slice(0, LONGEST_NAME);

/** What is wrong with a list of rules, wherever it is given. */
export function complaintsAboutRules(platform: string, rules: readonly TenantConfigRule[]): string[] {
  const complaints: string[] = [];
  if (rules.length > MOST_RULES) { complaints.push(`'rules' must hold at most ${MOST_RULES} rules, got ${rules.length}; AWS takes no more in an organization`); }
  const names = rules.map(rule => ruleName(platform, rule));
  const twice = rules.filter((_, at) => names.indexOf(names[at]) !== at).map(({ name }) => name);
  for (const name of new Set(twice)) {
    complaints.push(`'rules' holds '${name}' twice, or a name that is the same in the first ${LONGEST_NAME} characters with '${platform}-' before it; give one of them another 'name', or leave it out`);
  }
  return complaints;
}

/** Everything that is wrong with the props, one line each. */
export function complaintsAboutTenantRules(scope: IConstruct, props: TenantConfigRulesProps): string[] {
  const { organizationId, rules = TenantConfigRule.recommended(), regions, excludedAccounts = [] } = props;
  const complaints = complaintsAboutRules(props.organization.platformName, rules);
  if (known(organizationId) && !/^o-[a-z0-9]{10,32}$/.test(organizationId)) {
    complaints.push(`'organizationId' must be the id of an organization, such as 'o-abcde12345', got '${organizationId}'`);
  }
  if (regions) { complaints.push(...complaintsAboutRegions(Stack.of(scope).region, regions), ...complaintsAboutRegionNames('regions', regions)); }
  for (const account of excludedAccounts) {
    if (known(account) && !/^\d{12}$/.test(account)) { complaints.push(`'excludedAccounts' must hold ids of accounts, 12 digits, got '${account}'`); }
  }
  const most = MOST_EXCLUDED - EXCLUDED_ANYWAY;
  if (excludedAccounts.length > most) {
    complaints.push(`'excludedAccounts' must hold at most ${most} accounts, got ${excludedAccounts.length}; AWS takes ${MOST_EXCLUDED}, and ${EXCLUDED_ANYWAY} are excluded anyway: put recorders into the others`);
  }
  return [...complaints, ...complaintsAboutKeeping(props)];
}

function complaintsAboutRegions(region: string, regions: readonly string[]): string[] {
  if (!known(region) || ![regions, ...regions].every(each => known<unknown>(each))) {
    return ["'regions' must be known when the app is synthesized, and so must the Region of this stack, for the first of them is told apart; give the stack an 'env'"];
  }
  const complaints: string[] = [];
  if (!regions.includes(region)) { complaints.push(`'regions' must hold the Region of this stack, ${region}, got ${regions.join(', ') || 'none'}`); }
  if (new Set(regions).size < regions.length) { complaints.push(`'regions' must name each Region once, got ${regions.join(', ')}`); }
  return complaints;
}

function complaintsAboutKeeping({ keepFor }: TenantConfigRulesProps): string[] {
  if (!keepFor || keepFor.isUnresolved()) { return []; }
  const days = keepFor.toDays({ integral: false });
  return Number.isInteger(days) && days > 0 ? [] : [`'keepFor' must be a whole number of days, got ${keepFor.toHumanString()}; S3 counts in days`];
}
