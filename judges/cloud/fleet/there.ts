import { ALARM, REGIONS, versionParameter } from './app';
import { fileOf } from './here';
import { SeenPlace, SeenRelease } from './seen';
import { ReleaseStory } from './stories';
import { assetBucketName, serviceStackSets } from '../../../src/fleet/contract';
import { Json, JsonObject } from '../../../src/lab';
import { DEFAULT_PLATFORM } from '../../../src/organization/contract';
import { Look, Run, isDirectory, namesIn, runSeen } from '../play-there';
import { Server } from '../server';

/** How the emulator's client answers `services`. */
interface Services {
  readonly buckets: Readonly<Record<string, readonly string[]>>;
  readonly accounts: Readonly<Record<string, {
    readonly stacks: readonly (readonly [string, string])[];
    readonly parameters: Readonly<Record<string, string>>;
    readonly answers: readonly string[];
  }>>;
  readonly instances: Look['instances'];
}

/** How long a release may take, in seconds. */
const PATIENCE = 120;

/** Plays a release on the emulator; what it is of has been published. */
export async function releaseThere(
  server: Server, platform: string, { service, alarm }: ReleaseStory, tenants: readonly string[],
): Promise<SeenRelease> {
  if (alarm !== undefined) { await server.ask({ do: 'alarm', name: ALARM, state: alarm }); }
  const run = await server.ask({ do: 'release', service, seconds: PATIENCE }) as unknown as Run;
  const look = await server.ask({ do: 'look', tenants: [...tenants], histories: false }) as unknown as Look;
  const there = await server.ask({ do: 'services', tenants: [...tenants], regions: REGIONS }) as unknown as Services;
  const bucket = Object.keys(there.buckets).find(name => name.includes('releasesbucket'))!;
  const keys = there.buckets[bucket];
  const files: [string, Json][] = [];
  for (const key of keys) { files.push([key, fileOf(key, await server.ask({ do: 'file', bucket, key }) as string)]); }
  return {
    run: runSeen(run, platform),
    records: look.tables[Object.keys(look.tables).find(isDirectory)!] as JsonObject[],
    events: look.events.map(event => ({ type: event['detail-type'], detail: event.detail })),
    places: Object.fromEntries(Object.entries(there.accounts).map(([name, place]) => [name, placeThere(place)])),
    instances: there.instances.filter(({ StackSetId }) => StackSetId.startsWith(`${serviceStackSets(DEFAULT_PLATFORM).slice(0, -1)}${service}:`))
      .map(({ Account, Region, Status }) => `${Account} ${Region} ${Status}`),
    assets: Object.fromEntries(REGIONS.map(region => {
      const name = assetBucketName(DEFAULT_PLATFORM, platform, region);
      return [name, there.buckets[name]];
    })),
    files: Object.fromEntries(files),
    answers: Object.values(there.accounts).flatMap(({ answers }) => answers),
    names: new Map([...namesIn(look), [bucket, 'bucket of releases']]),
  };
}

function placeThere({ stacks, parameters }: Services['accounts'][string]): SeenPlace {
  const services = ['users', 'orders'];
  return {
    versions: Object.fromEntries(services.flatMap(service => {
      const value = parameters[versionParameter(service)];
      return value === undefined ? [] : [[service, value]];
    })),
    stacks: stacks.filter(([name]) => name.startsWith(`StackSet-${serviceStackSets(DEFAULT_PLATFORM).slice(0, -1)}`)).map(([name, status]) => `${name} ${status}`),
  };
}
