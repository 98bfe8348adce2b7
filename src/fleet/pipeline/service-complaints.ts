import { Stage } from 'aws-cdk-lib';
import { FleetService, FleetServiceOptions } from './fleet-service';
import { known } from '../../private/complaints';
import { complaintsAboutRegionNames } from '../../private/places';
import type { WaveSpec } from '../contract';
import type { FleetStack } from '../services/fleet-stack';

/** What a standard parameter of Systems Manager takes. */
const LONGEST_PARAMETER = 4096;

/** Stack instances that StackSets operates on at once, in each Region, over all stack sets of an administrator. */
const MOST_AT_ONCE = 10000;

/** What people can still read in a line. */
const LONGEST_LABEL = 100;

interface Fleet {
  readonly services: Stage;
  readonly regions: readonly string[];
  readonly added: readonly FleetService[];
}

/** What is wrong with adding a service to a fleet, its waves aside. */
export function complaintsAboutService(
  { services, regions, added }: Fleet, stack: FleetStack, options: FleetServiceOptions,
): string[] {
  const { serviceName } = stack;
  const complaints: string[] = [];
  if (stack.node.scopes.every(each => each !== services)) {
    complaints.push(`'${stack.node.path}' must be in 'services' of this pipeline, ${services.node.path}; make it there`);
  }
  if (added.some(each => each._stack === stack)) {
    complaints.push(`'${stack.node.path}' was added before; add each service once`);
  } else if (added.some(each => each.serviceName === serviceName)) {
    complaints.push(`'${stack.node.path}' is called '${serviceName}' as another service is; give one of them another 'serviceName'`);
  }
  for (const other of (options.dependsOn ?? []).filter(each => !added.includes(each))) {
    complaints.push(`'dependsOn' has '${other.serviceName}' of another pipeline; what one pipeline releases cannot wait for another one`);
  }
  if (options.label !== undefined && (!known(options.label) || !/^[\x20-\x7e]{1,100}$/.test(options.label))) {
    complaints.push(`'label' must be 1 to ${LONGEST_LABEL} printable characters of ASCII that are known when the app is synthesized, got '${options.label}'`);
  }
  return [...complaints, ...complaintsAboutItsRegions(regions, options.regions)];
}

function complaintsAboutItsRegions(all: readonly string[], own?: readonly string[]): string[] {
  if (own === undefined) { return []; }
  if (![own, ...own].every(each => known<unknown>(each))) { return ["'regions' must be known when the app is synthesized"]; }
  const misspelt = complaintsAboutRegionNames('regions', own);
  if (misspelt.length > 0) { return misspelt; }
  const others = own.filter(each => !all.includes(each));
  return [
    ...own.length === 0 ? ["'regions' must name at least one Region; leave it out for all of the pipeline"] : [],
    ...new Set(own).size < own.length ? [`'regions' must name each Region once, got ${own.join(', ')}`] : [],
    ...others.length > 0 ? [`'regions' must be among those of the pipeline, ${all.join(', ')}, got ${others.join(', ')}; add them to the pipeline's 'regions'`] : [],
  ];
}

/** A wave for some Regions only is of no use to a service that does not go there. */
export function complaintsAboutItsWaves(own: readonly string[], waves: readonly WaveSpec[]): string[] {
  return waves.filter(({ regions }) => regions?.some(each => !own.includes(each)))
    .map(({ name, regions }) => `'regions' must have those of wave '${name}', ${regions!.join(', ')}, got ${own.join(', ')}; give the service 'waves' of its own`);
}

/** A version counts as proven after a wave that there is. */
export function complaintsAboutProof(provenAfter: number, waves: readonly WaveSpec[]): string[] {
  if (!known(provenAfter)) { return ["'provenAfter' must be known when the app is synthesized, for it is written into the plan"]; }
  // Of a plan without waves, that is said.
  return waves.length === 0 || Number.isInteger(provenAfter) && provenAfter >= 1 && provenAfter <= waves.length ? []
    : [`'provenAfter' must be a whole number of waves from 1 to ${waves.length}, got ${provenAfter}`];
}

/** All services may be released at the same time, whatever one pipeline does one after the other. */
export function complaintsAboutConcurrency(plans: ReadonlyMap<string, readonly WaveSpec[]>): string[] {
  const most = [...plans].map(([service, waves]) => ({
    service, accounts: Math.max(0, ...waves.map(({ concurrency }) => 'accounts' in concurrency ? concurrency.accounts : 0)),
  }));
  const sum = most.reduce((all, { accounts }) => all + accounts, 0);
  if (!(sum > MOST_AT_ONCE)) { return []; }
  const each = most.filter(({ accounts }) => accounts > 0).map(({ service, accounts }) => `${service} ${accounts}`).join(', ');
  return [`the 'concurrency' of waves must be at most ${MOST_AT_ONCE} accounts over all services together, AWS's limit for what is deployed at once, `
    + `got ${sum} (${each}); use fewer for some of them`];
}

/** What a service's parameter takes. A token counts as it stands, for nobody knows what comes in its place. */
export function complaintsAboutLength(service: string, parameter: string): string[] {
  const { length } = Buffer.from(parameter);
  return length <= LONGEST_PARAMETER ? []
    : [`what '${service}' publishes has ${length} bytes, and a parameter of Systems Manager takes ${LONGEST_PARAMETER}; use fewer or shorter names of waves, alarms and gates, or a composite alarm`];
}
