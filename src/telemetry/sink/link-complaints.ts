import { Token } from 'aws-cdk-lib';
import * as oam from 'aws-cdk-lib/aws-oam';
import { ITelemetrySink } from './i-telemetry-sink';
import { complaintsAboutFilter, logGroupFilter, namespaceFilter } from './link-filter';
import type { TenantLinkProps } from './tenant-link';
import { IExtensibleTenantBaseline } from '../../fleet/i-extensible-tenant-baseline';

/** AWS takes so many links in an account and Region. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const MOST_LINKS = 5;

/** Everything that is wrong with a link, one line each. */
export function complaintsAboutLink(baseline: IExtensibleTenantBaseline, props: TenantLinkProps): string[] {
  return [
    ...complaintsAboutSinks(baseline.regions, props.sinks),
    ...complaintsAboutTypes(props),
    ...complaintsAboutLinks(baseline),
    ...complaintsAboutFilters(props),
  ];
}

function complaintsAboutSinks(regions: readonly string[], sinks: readonly ITelemetrySink[]): string[] {
  if (sinks.length === 0) { return ["'sinks' must hold one sink for each Region of 'baseline', got none; give it 'sink' of the CentralTelemetry"]; }
  const same = regions.length === 1 && sinks.length === 1;
  if (same && [regions[0], sinks[0].region].some(each => Token.isUnresolved(each))) { return []; }
  const unknown = [...regions, ...sinks.map(({ region }) => region)].some(each => Token.isUnresolved(each));
  if (unknown) {
    return ["'sinks' and 'baseline' must be in Regions that are known when the app is synthesized, for one belongs to the other; give their stacks an 'env'"];
  }
  const there = sinks.map(({ region }) => region);
  return [
    ...regions.filter(region => !there.includes(region))
      .map(region => `'sinks' must hold one sink for each Region of 'baseline', there is none in ${region}: links reach no other Region; make a TelemetrySink there`),
    ...new Set(there.filter(region => !regions.includes(region)).map(region =>
      `'sinks' must be in the Regions of 'baseline', ${regions.join(', ')}, got one in ${region}: a sink in another Region than its links gets none; leave it out, or put the baseline there`)),
    ...new Set(there.filter((region, at) => there.indexOf(region) !== at).map(region =>
      `'sinks' must hold one sink for each Region, got ${there.filter(each => each === region).length} in ${region}; AWS takes one in an account and Region, and a tenant shows itself to one`)),
  ];
}

/** AWS refuses the whole link when it asks for more than the sink's policy allows. */
function complaintsAboutTypes({ sinks, resourceTypes }: TenantLinkProps): string[] {
  if (resourceTypes?.length === 0) { return ["'resourceTypes' must hold at least one type; leave it out for what all sinks allow"]; }
  return sinks.flatMap(({ region, resourceTypes: allowed }) => {
    const beyond = (resourceTypes ?? []).filter(type => !allowed.includes(type));
    return beyond.length === 0 ? []
      : [`'resourceTypes' must be allowed by each sink; ${beyond.join(', ')} is not by that in ${region}, which allows ${allowed.join(', ')}; add it to the sink's 'resourceTypes', or leave it out here`];
  });
}

function complaintsAboutLinks({ stack }: IExtensibleTenantBaseline): string[] {
  if (stack.node.tryFindChild('TelemetryLink')) {
    return ["'baseline' has a TenantTelemetry already; give its 'sinks' what this one's should have"];
  }
  const others = stack.node.findAll().filter(each => oam.CfnLink.isCfnLink(each));
  return others.length < MOST_LINKS ? [] : [
    `'baseline' has ${others.length} links already, ${others.map(({ node }) => node.id).join(', ')}, and AWS takes ${MOST_LINKS} in an account and Region; take one out`,
  ];
}

function complaintsAboutFilters({ tiers }: TenantLinkProps): string[] {
  return Object.entries(tiers).flatMap(([tier, { metricNamespaces, logGroupPrefixes }]) => [
    ...complaintsAboutFilter(`tiers.${tier}.metricNamespaces`, namespaceFilter(metricNamespaces)),
    ...complaintsAboutFilter(`tiers.${tier}.logGroupPrefixes`, logGroupFilter(logGroupPrefixes)),
  ]);
}
