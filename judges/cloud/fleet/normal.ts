import { REGIONS } from './app';
import { SeenRelease } from './seen';
import { ReleaseStory } from './stories';
import { FLEET_KEYS, PREVIEW, PreviewFile } from '../../../src/fleet/contract';
import { Json, JsonObject, isObject } from '../../../src/lab';
import { asWritten, inOrder, json, normalValue, ordered, withoutRepetitions } from '../normal';
import { plainItem } from '../play-here';

/** What is compared of a release: all but what a cloud makes up, and how often was looked at what takes time. */
export function normalRelease(seen: SeenRelease, { service }: ReleaseStory): JsonObject {
  const said = (value: Json): Json => normalValue(value, seen.names);
  const records = recordsOf(seen, service);
  const release = releaseOf(seen, service);
  const { status, output, error, path } = seen.run;
  const calls = withoutRepetitions(seen.run.calls.map(call => said(json({ ...call, parameters: asWritten(call) }))));
  const isAnotherRelease = ({ sk }: JsonObject) =>
    String(sk).startsWith(FLEET_KEYS.release) && sk !== `${FLEET_KEYS.release}${release}`;
  return said(json({
    run: {
      status, output, error,
      path: withoutLoops(path),
      calls: withoutLoops(calls.map(call => JSON.stringify(call))).map(call => JSON.parse(call) as Json),
    },
    records: ordered(records.filter(item => !isAnotherRelease(item)).map(item => said(json(inOrder(unpacked(item)))))),
    events: ordered(seen.events.map(event => said(json(event)))),
    places: Object.fromEntries(Object.entries(seen.places).sort(([a], [b]) => a < b ? -1 : 1)
      .map(([place, { versions, stacks }]) => [place, { versions, stacks: stacks.map(said).map(withoutIds).sort() }])),
    instances: seen.instances.map(said).map(String).sort(),
    assets: Object.fromEntries(Object.entries(seen.assets).map(([bucket, keys]) => [bucket, [...keys].sort()])),
    files: Object.fromEntries(Object.entries(seen.files).filter(([key]) => key.startsWith(`${service}/${release}/`))
      .sort(([a], [b]) => a < b ? -1 : 1).map(([key, content]) => [key.split('/')[2], content] as const)
      .map(([name, content]) => [name, name === `${PREVIEW}.json` ? previewed(content) : content])),
  })) as JsonObject;
}

/** In which order a change set tells its changes is not documented. */
function previewed(content: Json): Json {
  const { accounts, ...rest } = content as unknown as PreviewFile;
  const inTheirOrder = (changes: PreviewFile['accounts'][number]['changes']) =>
    [...changes].sort((a, b) => a.logicalId < b.logicalId ? -1 : 1);
  return json({ ...rest, accounts: accounts.map(account => ({ ...account, changes: inTheirOrder(account.changes) })) });
}

const withoutIds = (text: Json) => String(text).replace(/^(StackSet-[\w-]+?)-(<uuid>|[0-9a-f]{8}\S*) /, '$1-<uuid> ');

/** The plain items of a service. */
export function recordsOf({ records }: SeenRelease, service: string): JsonObject[] {
  return records.map(plainItem).filter(({ pk, sk }) =>
    pk === `${FLEET_KEYS.service}${service}` || (pk === FLEET_KEYS.fleet && sk === `${FLEET_KEYS.service}${service}`));
}

/** The id of the last release of a service. */
export function releaseOf(seen: SeenRelease, service: string): string {
  const ids = recordsOf(seen, service).map(({ sk }) => String(sk)).filter(sk => sk.startsWith(FLEET_KEYS.release));
  return ids.sort().at(-1)?.slice(FLEET_KEYS.release.length) ?? '';
}

/** What is kept as JSON is compared as what it says. */
function unpacked(item: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(item).map(([name, value]) =>
    [name, typeof value === 'string' && /^[[{]/.test(value) ? JSON.parse(value) as Json : value]));
}

/** The states of longest loop: looking whether something is over. */
const LONGEST_LOOP = 12;

/**
 * Whatever comes several times one after the other comes once. How often it is looked whether something is over
 * depends on how long it takes.
 */
export function withoutLoops(steps: readonly string[]): string[] {
  const kept: string[] = [];
  for (const step of steps) {
    kept.push(step);
    for (let length = 1; length <= LONGEST_LOOP && 2 * length <= kept.length; length++) {
      const [before, last] = [kept.slice(-2 * length, -length), kept.slice(-length)];
      if (before.every((each, at) => each === last[at])) { kept.splice(-length); break; }
    }
  }
  return kept;
}

/** What is wrong with what came of a release, by what its story promises. */
export function unmetRelease(story: ReleaseStory, seen: SeenRelease, tenants: readonly string[]): string[] {
  const { service, phase, has } = story;
  const release = recordsOf(seen, service).find(({ sk }) => sk === `${FLEET_KEYS.release}${releaseOf(seen, service)}`);
  const items = recordsOf(seen, service).filter(({ sk }) => String(sk).startsWith(FLEET_KEYS.tenant));
  const versions = new Set(items.map(({ version }) => String(version)));
  return [
    ...release?.phase === phase ? [] : [`the release should be ${phase} and is ${String(release?.phase)}: ${String(release?.because)}`],
    ...tenants.flatMap(tenant => REGIONS.flatMap(region => {
      const there = JSON.stringify(seen.places[`${tenant} ${region}`]?.versions ?? {});
      return there === JSON.stringify(has) ? [] : [`${tenant} should have ${JSON.stringify(has)} in ${region} and has ${there}`];
    })),
    ...items.length === tenants.length && versions.size === 1 ? [] : [`the directory says of ${items.length} tenants that they have ${[...versions].join(', ')}`],
    ...Object.entries(seen.assets).filter(([, keys]) => !keys.some(key => key.endsWith('.zip'))).map(([bucket]) => `no code lies in ${bucket}`),
    ...[...new Set(seen.answers ?? [])].filter(answer => isObject(answer) || answer !== `version ${has.orders}`)
      .map(answer => `a function in a tenant's account says ${JSON.stringify(answer)}`),
  ];
}
