import * as fc from 'fast-check';
import { has, hours, NOW, range, SERVICE } from './release-world';
import { ServiceItem } from '../../../../src/fleet/contract';
import { Collector, VersionSeen, World } from '../../../../src/fleet/releases/handlers/collect';

const LONG_AGO = hours(-24 * 40);
const hash = (number: number) => number.toString(16).padStart(64, '0');
const id = (number: number) => number.toString(16).padStart(16, '0');
const keyOf = (number: number, service = SERVICE) => `${service}/${id(number)}.json`;

/** Versions of a service, each of which refers to a file of its own and shares one with its neighbour. */
const template = (number: number) => JSON.stringify({ Key: `${hash(100 + number)}.zip`, Image: `repository:${hash(200 + Math.floor(number / 2))}` });
const filesOf = (...numbers: number[]) => numbers.flatMap(number => [`${hash(100 + number)}.zip`, `${hash(200 + Math.floor(number / 2))}.json`]);

interface Scene {
  readonly versions: readonly VersionSeen[];
  readonly service: Partial<ServiceItem>;
  readonly published: string | undefined;
  readonly has: readonly string[];
  readonly through: readonly string[];
  readonly inRelease: readonly string[];
  readonly unreadable: readonly string[];
  readonly modifiedAt: number;
  /** Templates that no record knows of. */
  readonly others: readonly number[];
}

function world(is: Partial<Scene> = {}) {
  const versions = new Map((is.versions ?? []).map(each => [each.version, each]));
  const numbers = [...[...versions.keys()].map(version => parseInt(version, 16)), ...is.others ?? []];
  const home = new Set([...numbers.map(number => keyOf(number)), 'readme.txt']);
  const files = () => new Set([...filesOf(...numbers), `${hash(999)}.zip`]);
  const regions = new Map(['us-east-1', 'eu-central-1'].map(region => [region, files()]));
  const filesIn = (region?: string) => region === undefined ? home : regions.get(region)!;
  const at = is.modifiedAt ?? Date.parse(LONG_AGO);
  const all: World = {
    now: () => NOW,
    versions: async () => [...versions.values()],
    items: async () => [
      ...(is.has ?? []).map((version, number) => has(number, { version })),
      ...(is.through ?? []).map(version => has(99, { version: id(1), status: 'partly', through: new Set([`${version}@eu-central-1`]) })),
    ],
    inRelease: async () => [...is.inRelease ?? []],
    published: async () => 'published' in is ? is.published : id(0xff),
    files: async region => [...filesIn(region)].map(key => ({ key, modifiedAt: at })),
    template: async key => is.unreadable?.includes(key) ? undefined : template(parseInt(key.split('/')[1], 16)),
    remove: async (keys, region) => keys.forEach(key => filesIn(region).delete(key)),
    forget: async (_, version) => { versions.delete(version); },
  };
  const present = { good: { version: id(1) }, held: { version: id(1) } };
  const service = { service: SERVICE, regions: [...regions.keys()], ...present, ...is.service } as ServiceItem;
  return { home, regions, versions, collect: () => new Collector(all).collect([service]) };
}

const old = (number: number, over: Partial<VersionSeen> = {}): VersionSeen =>
  ({ version: id(number), releasedAt: LONG_AGO, ...over });

test('nothing is taken away where a template cannot be read, or nobody can say what is published', async () => {
  const versions = [old(1), old(2), old(3)];
  expect(await world({ versions, unreadable: [keyOf(1)] }).collect()).toEqual([]);
  expect(await world({ versions, unreadable: [keyOf(2)] }).collect()).toEqual([]);
  expect(await world({ versions, published: undefined }).collect()).toEqual([]);
});

test.each<[string, Partial<Scene>]>([
  ['a tenant has', { has: [id(2)] }], ['a tenant has in one Region', { through: [id(2)] }],
  ['is good', { service: { good: { version: id(2) } as ServiceItem['good'] } }],
  ['the stack set holds', { service: { held: { version: id(2), template: '' } } }], ['is in a release', { inRelease: [id(2)] }], ['is published', { published: id(2) }],
  ['is young', { versions: [old(1), old(2, { releasedAt: hours(-24 * 29) })] }], ['was good not long ago', { versions: [old(1), old(2, { goodAt: LONG_AGO })] }],
  ['nobody knows the age of', { versions: [old(1), old(2, { releasedAt: undefined })] }],
])('a version stays that %s', async (_, is) => {
  const { collect, home } = world({ versions: [old(1), old(2)], ...is });
  await collect();
  expect(home).toContain(keyOf(2));
});

test('a version that nobody needs goes with the files that only it refers to, in all Regions', async () => {
  const is = world({ versions: [old(1), old(2), old(5)], others: [3] });
  expect(await is.collect()).toEqual([keyOf(2), keyOf(5)]);
  expect([...is.home]).toEqual([keyOf(1), keyOf(3), 'readme.txt']);
  expect([...is.versions.keys()]).toEqual([id(1)]);
  // What no template ever referred to may be on its way: its template comes last.
  for (const files of is.regions.values()) { expect([...files].sort()).toEqual([...new Set([...filesOf(1, 3), `${hash(999)}.zip`])].sort()); }
});

test('a file stays that was put there again not long ago', async () => {
  const is = world({ versions: [old(1), old(4)], modifiedAt: NOW - 1000 });
  await is.collect();
  for (const files of is.regions.values()) { expect(files).toContain(`${hash(104)}.zip`); }
});

test('of good ones, the last five before the present one stay', async () => {
  const versions = range(8).map(number => old(number, { goodAt: hours(-1000 + 10 * number) }));
  const is = world({ versions, service: { good: { version: id(8) } as ServiceItem['good'], held: undefined } });
  expect(await is.collect()).toEqual([keyOf(1), keyOf(2)]);
});

test('property: whatever is left has all that it refers to', async () => {
  const number = fc.integer({ min: 1, max: 20 });
  const version = fc.record({ number, isOld: fc.boolean(), wasGood: fc.boolean() });
  const versions = fc.uniqueArray(version, { selector: each => each.number });
  await fc.assert(fc.asyncProperty(versions, fc.array(number), async (given, had) => {
    const seen = given.map(each => old(each.number, {
      ...!each.isOld && { releasedAt: hours(-1) }, ...each.wasGood && { goodAt: LONG_AGO },
    }));
    const is = world({ versions: seen, has: had.map(id) });
    await is.collect();
    const left = [...is.home].filter(key => key.endsWith('.json')).map(key => parseInt(key.split('/')[1], 16));
    for (const files of is.regions.values()) { expect([...files]).toEqual(expect.arrayContaining(filesOf(...left))); }
    for (const one of had) { if (given.some(each => each.number === one)) { expect(left).toContain(one); } }
  }));
});
