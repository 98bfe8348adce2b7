import { normalRelease, unmetRelease, withoutLoops } from '../../judges/cloud/fleet/normal';
import { SeenRelease } from '../../judges/cloud/fleet/seen';
import { FLEET, ReleaseStory, isRelease, tenantsUpTo } from '../../judges/cloud/fleet/stories';
import { PROBING, SECURED, STORIES } from '../../judges/cloud/stories';

const STORY: ReleaseStory = { name: 'a story', service: 'orders', phase: 'done', has: { users: '1', orders: '2' } };

const item = (fields: Record<string, string>) =>
  Object.fromEntries(Object.entries(fields).map(([name, S]) => [name, { S }]));

/** What comes of a release that goes well. */
const GOOD: SeenRelease = {
  run: { input: {}, status: 'SUCCEEDED', path: ['Plan', 'It is done'], calls: [] },
  records: [
    item({ pk: 'FLEET', sk: 'SERVICE#orders' }), item({ pk: 'SERVICE#orders', sk: 'RELEASE#000001', phase: 'rolled back' }),
    item({ pk: 'SERVICE#orders', sk: 'RELEASE#000002', phase: 'done' }), item({ pk: 'SERVICE#orders', sk: 'TENANT#acme', version: 'abc' }),
    item({ pk: 'SERVICE#users', sk: 'TENANT#acme', version: 'def' }),
  ],
  events: [],
  places: {
    'acme us-east-1': { versions: { users: '1', orders: '2' }, stacks: ['StackSet-a-service-orders-12345678-0000 UPDATE_COMPLETE'] },
    'acme eu-central-1': { versions: { users: '1', orders: '2' }, stacks: [] },
  },
  instances: [],
  assets: { one: ['f00.zip'], other: ['f00.zip'] },
  files: {
    'orders/000001/wave-1.json': ['old'],
    'orders/000002/preview.json': {
      accounts: [{
        tenantId: 'acme', accountId: '1', region: 'us-east-1',
        changes: ['Api', 'Table'].map(logicalId => ({ action: 'Modify', logicalId, type: 'AWS::A::B', replacement: 'False' })),
      }],
    },
  },
  answers: ['version 2', 'version 2'],
  names: new Map(),
};

const unmet = (change: Partial<SeenRelease>, tenants = ['acme']) => unmetRelease(STORY, { ...GOOD, ...change }, tenants).join('; ');

describe('what has to come of a release', () => {
  test('nothing is said of one that went as it should', () => {
    expect(unmet({})).toBe('');
  });

  test.each<[string, Partial<SeenRelease>, RegExp]>([
    ['another end', { records: GOOD.records.slice(0, 2) }, /should be done and is rolled back/],
    ['an old version in one Region', { places: { ...GOOD.places, 'acme eu-central-1': { versions: { users: '1', orders: '1' }, stacks: [] } } }, /acme should have .* in eu-central-1/],
    ['a directory that says nothing of a tenant', { records: GOOD.records.slice(0, 3) }, /the directory says of 0 tenants/],
    ['a Region without the code', { assets: { one: ['f00.zip'], other: ['orders/1.json'] } }, /no code lies in other/],
    ['a function with old code', { answers: ['version 2', 'version 1'] }, /says "version 1"/],
  ])('%s is told', (_, change, complaint) => {
    expect(unmet(change)).toMatch(complaint);
  });

  test('a tenant who was left out is told, in each Region', () => {
    expect(unmet({}, ['acme', 'beta']).match(/beta should have/g)).toHaveLength(2);
  });
});

describe('what is compared of a release', () => {
  test('looking again whether something is over is looking once; the order of all else counts', () => {
    expect(withoutLoops(['Begin', 'Wait', 'Look', 'Wait', 'Look', 'Wait', 'Look', 'End'])).toEqual(['Begin', 'Wait', 'Look', 'End']);
    expect(withoutLoops(['Look', 'Look', 'Wait', 'Look'])).toEqual(['Look', 'Wait', 'Look']);
    expect(withoutLoops(['Update', 'Settle', 'Turn back', 'Update', 'Settle'])).toEqual(['Update', 'Settle', 'Turn back', 'Update', 'Settle']);
  });

  test('of its files, those of the last release of this service', () => {
    expect(Object.keys(normalRelease(GOOD, STORY).files as object)).toEqual(['preview.json']);
  });

  test('the order of the changes of a change set makes no difference, what they say does', () => {
    const preview = (GOOD.files['orders/000002/preview.json'] as { accounts: { changes: object[] }[] }).accounts[0];
    const withChanges = (changes: object[]) => normalRelease(
      { ...GOOD, files: { 'orders/000002/preview.json': JSON.parse(JSON.stringify({ accounts: [{ ...preview, changes }] })) } }, STORY);
    expect(withChanges([...preview.changes].reverse())).toEqual(normalRelease({ ...GOOD, files: { 'orders/000002/preview.json': GOOD.files['orders/000002/preview.json'] } }, STORY));
    expect(withChanges(preview.changes.slice(1))).not.toEqual(withChanges(preview.changes));
  });
});

test('stories of the fleet have names and tenants of their own, and each release knows the tenants so far', () => {
  const names = [...STORIES, ...PROBING, ...SECURED, ...FLEET].map(({ name }) => name);
  const tenants = [...STORIES, ...PROBING, ...SECURED, ...FLEET.flatMap(chapter => isRelease(chapter) ? [] : [chapter])]
    .flatMap(({ ends }) => Object.keys(ends));
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(tenants).size).toBe(tenants.length);
  expect(tenantsUpTo(FLEET[1])).toEqual(tenantsUpTo(FLEET[0]));
  expect(tenantsUpTo(FLEET.at(-1)!).length).toBeGreaterThan(tenantsUpTo(FLEET[0]).length);
});
