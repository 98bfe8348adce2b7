import { Token } from 'aws-cdk-lib';
import { CENTRAL_LOG_PREFIX, LONGEST_LOG_GROUP, LONGEST_TENANT_LOG_GROUP, MOST_LOG_GROUPS } from './log-names';
import type { TenantLogCentralizationProps } from './tenant-log-centralization';
import { PLATFORM_NAME } from '../../organization/contract';
import { known } from '../../private/complaints';
import { complaintsAboutAccount, complaintsAboutRegionNames } from '../../private/places';

type Known = TenantLogCentralizationProps
  & Required<Pick<TenantLogCentralizationProps, 'regions' | 'logGroupsPerTenant' | 'logGroupNamePattern' | 'platformName'>>;

const ACCOUNT = '${source.accountId}';
const REGION = '${source.region}';
const LOG_GROUP = '${source.logGroup}';

/** What a pattern may hold, and how long it becomes. https://docs.aws.amazon.com/cli/latest/reference/observabilityadmin/create-centralization-rule-for-organization.html */
const VARIABLES: ReadonlyMap<string, number> = new Map([
  [LOG_GROUP, LONGEST_TENANT_LOG_GROUP], [ACCOUNT, 12], [REGION, 20],
  ['${source.org.id}', 34], ['${source.org.ouId}', 68], ['${source.org.rootId}', 34], ['${source.org.path}', 445],
]);

/** Everything that is wrong with the props, one line each. */
export function complaintsAboutCentralization(props: Known): string[] {
  return [
    ...complaintsAboutUnits(props.organizationalUnits),
    ...complaintsAboutNumber('tenants', props.tenants),
    ...complaintsAboutNumber('logGroupsPerTenant', props.logGroupsPerTenant),
    ...complaintsAboutRegionNames('regions', props.regions),
    ...props.regions.length === 0 ? ["'regions' must hold at least one Region; leave it out for that of this stack"] : [],
    ...complaintsAboutAccount('destinationAccount', props.destinationAccount),
    ...complaintsAboutRegionNames('destinationRegion', props.destinationRegion === undefined ? [] : [props.destinationRegion]),
    ...known(props.platformName) && !PLATFORM_NAME.test(props.platformName)
      ? [`'platformName' must be 1 to 24 lower-case letters, digits and hyphens, got '${props.platformName}'`] : [],
    ...complaintsAboutPattern(props),
  ];
}

function complaintsAboutUnits(units: readonly string[]): string[] {
  if (Token.isUnresolved(units)) { return ["'organizationalUnits' must be a list whose length is known when the app is synthesized; name each, if need be each by a token"]; }
  if (units.length === 0) { return ["'organizationalUnits' must hold at least one unit; give it those of production and sandbox"]; }
  return units.filter(unit => known(unit) && !/^ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/.test(unit))
    .map(unit => `'organizationalUnits' must hold ids of units, such as 'ou-ab12-11111111', got '${unit}'`);
}

function complaintsAboutNumber(prop: string, value: number): string[] {
  return known(value) && !(Number.isInteger(value) && value >= 1)
    ? [`'${prop}' must be a whole number of at least 1, got ${value}`] : [];
}

function complaintsAboutPattern({ logGroupNamePattern: pattern, ...props }: Known): string[] {
  if (!known(pattern)) { return ["'logGroupNamePattern' must be known when the app is synthesized, for it keeps tenants apart"]; }
  const beginning = `${CENTRAL_LOG_PREFIX}${ACCOUNT}`;
  const complaints: string[] = [];
  if (pattern !== beginning && !pattern.startsWith(`${beginning}/`)) {
    complaints.push(`'logGroupNamePattern' must begin with '${beginning}/', or tenants' logs would come together, or where nobody looks for them, got '${pattern}'`);
  }
  const used = pattern.match(/\$\{[^}]*\}?/g) ?? [];
  const unknown = used.filter(each => !VARIABLES.has(each));
  if (unknown.length > 0) {
    complaints.push(`'logGroupNamePattern' must hold variables that AWS knows, ${[...VARIABLES.keys()].join(', ')}, got ${unknown.join(', ')}`);
  }
  const text = pattern.replace(/\$\{[^}]*\}?/g, '');
  if (!/^[\w./#-]*$/.test(text)) { complaints.push(`'logGroupNamePattern' must hold letters, digits and '_', '-', '.', '/', '#' beside its variables, got '${pattern}'`); }
  const longest = used.reduce((sum, each) => sum + (VARIABLES.get(each) ?? 0), text.length);
  if (Math.max(longest, pattern.length) > LONGEST_LOG_GROUP) {
    complaints.push(`'logGroupNamePattern' must come to names of at most ${LONGEST_LOG_GROUP} characters, got up to ${longest} with log groups of ${LONGEST_TENANT_LOG_GROUP}; make it shorter`);
  }
  if (props.regions.length > 1 && pattern.includes(LOG_GROUP) && !pattern.includes(REGION)) {
    complaints.push(`'logGroupNamePattern' must hold '${REGION}' where there are several Regions, or log groups of the same name would become one, got '${pattern}'`);
  }
  return [...complaints, ...complaintsAboutCount(pattern, props)];
}

function complaintsAboutCount(pattern: string, { tenants, logGroupsPerTenant, regions }: Omit<Known, 'logGroupNamePattern'>): string[] {
  if (![tenants, logGroupsPerTenant].every(each => known(each))) { return []; }
  const each = (pattern.includes(LOG_GROUP) ? logGroupsPerTenant : 1) * (pattern.includes(REGION) ? regions.length : 1);
  const count = tenants * each;
  return count <= MOST_LOG_GROUPS ? [] : [
    `'logGroupNamePattern' comes to ${count} log groups (${tenants} tenants with ${each} each), and AWS takes ${MOST_LOG_GROUPS} in an account and Region; leave '${LOG_GROUP}' out of it, so that each tenant has one`,
  ];
}
