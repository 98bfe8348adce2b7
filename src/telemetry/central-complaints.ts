import { Duration, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CentralTelemetryProps } from './central-telemetry-props';
import { PLATFORM_NAME } from '../organization/contract';
import { known } from '../private/complaints';
import { complaintsAboutAccount, complaintsAboutRegionNames } from '../private/places';

/** As many as were tried. */
const MOST_TENANTS = 10_000;

/** What is wrong with what a `CentralTelemetry` was told. */
export function complaintsAboutCentral(scope: IConstruct, props: CentralTelemetryProps): string[] {
  const { platformAccount, platformName, unhealthyShare, runbookUrl } = props;
  return [
    ...complaintsAboutAccount('platformAccount', platformAccount),
    ...known(platformName) && !PLATFORM_NAME.test(platformName)
      ? [`'platformName' must be 1 to 24 lower-case letters, digits and hyphens and begin with a letter, got '${platformName}'`] : [],
    ...complaintsAboutRegions(scope, props.regions),
    ...complaintsAboutTenants(props.tenants),
    ...complaintsAboutInterval(props.healthInterval),
    ...known(unhealthyShare) && !(unhealthyShare > 0 && unhealthyShare <= 1)
      ? [`'unhealthyShare' must be above 0 and at most 1, got ${unhealthyShare}; 0.05 is one invocation in twenty`] : [],
    ...complaintsAboutRetention(props.failureRetention),
    ...known(runbookUrl) && !/^https:\/\/[^\s#]+$/.test(runbookUrl)
      ? [`'runbookUrl' must be an address that begins with https:// and has no '#', for alarms add one, got '${runbookUrl}'`] : [],
  ];
}

function complaintsAboutRegions(scope: IConstruct, regions?: string[]): string[] {
  if (regions === undefined) { return []; }
  if (Token.isUnresolved(regions)) { return ["'regions' must be known when the app is synthesized; name each, if need be each by a token"]; }
  const { region } = Stack.of(scope);
  return [
    ...complaintsAboutRegionNames('regions', regions),
    ...new Set(regions).size < regions.length ? [`'regions' must name each Region once, got ${regions.join(', ')}`] : [],
    ...regions.every(known) && known(region) && !regions.includes(region)
      ? [`'regions' must hold the Region of this stack, '${region}', got ${regions.join(', ') || 'none'}; its sink is there, and failures come together there`] : [],
  ];
}

/** The same of a `TenantTelemetry`. */
export function complaintsAboutTenants(tenants?: number): string[] {
  return known(tenants) && !(Number.isInteger(tenants) && tenants >= 1 && tenants <= MOST_TENANTS)
    ? [`'tenants' must be a whole number of 1 to ${MOST_TENANTS}, got ${tenants}; more were not tried in one observability account`] : [];
}

/** Looks come in even steps of an hour, and metrics of AWS in points of five minutes. */
const INTERVALS = [5, 10, 15, 20, 30, 60];

function complaintsAboutInterval(interval?: Duration): string[] {
  return interval && !interval.isUnresolved() && !INTERVALS.some(minutes => interval.toSeconds() === 60 * minutes)
    ? [`'healthInterval' must be ${INTERVALS.join(', ')} minutes, got ${interval.toHumanString()}`] : [];
}

function complaintsAboutRetention(retention?: Duration): string[] {
  if (!retention || retention.isUnresolved()) { return []; }
  const days = retention.toSeconds() / 86_400;
  return Number.isInteger(days) && days >= 1 && days <= 365
    ? [] : [`'failureRetention' must be 1 to 365 whole days, got ${retention.toHumanString()}`];
}
