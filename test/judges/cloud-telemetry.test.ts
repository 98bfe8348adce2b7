import { createHash } from 'node:crypto';
import { normalFailure, unmetFailure } from '../../judges/cloud/telemetry/normal';
import { SeenFailure } from '../../judges/cloud/telemetry/seen';
import { FAILURES, FailureStory } from '../../judges/cloud/telemetry/stories';
import { JsonObject } from '../../src/lab';

const [GIVEN, , FORGED] = FAILURES;
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const HASH = hashOf('{"order":1}');

const item = (fields: Record<string, string>): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([name, S]) => [name, { S }]));
const failure = ({ requestId, tenant }: FailureStory, state: string, more: Record<string, string> = {}) =>
  item({ pk: 'ACCOUNT#333333333001', sk: `FAILURE#${requestId}`, tenantId: tenant, state, body: '{"order":1}', ...more });

/** What comes of a failure that is given back. */
const GOOD: SeenFailure = {
  before: [failure(GIVEN, 'held')], after: [failure(GIVEN, 'redriven'), item({ pk: 'ACCOUNT#333333333001', sk: 'REQUEST#abc', failure: GIVEN.requestId })],
  run: { input: {}, status: 'SUCCEEDED', path: [], calls: [] }, done: { 'seen-1': HASH, 'seen-2': undefined }, names: new Map(),
};

const unmet = (change: Partial<SeenFailure>, story = GIVEN) => unmetFailure(story, { ...GOOD, ...change }).join('; ');

describe('what has to come of a failure', () => {
  test('nothing is said of one that went as it should', () => {
    expect(unmet({})).toBe('');
  });

  test.each<[string, Partial<SeenFailure>, RegExp]>([
    ['one that is not on record', { before: [] }, /on record should be seen-1 held, and is nothing/],
    ["one that is on record as another tenant's", { before: [failure(GIVEN, 'held', { tenantId: 'seen-2' })] }, /and is seen-2 held/],
    ['one that is held on', { after: [failure(GIVEN, 'held')] }, /afterwards on record should be seen-1 redriven, and is seen-1 held/],
    ['one that nobody got', { done: {} }, /should be given to seen-1, and is to nobody/],
    ['one that another tenant got', { done: { 'seen-2': HASH } }, /should be given to seen-1, and is to seen-2/],
    ['one that another tenant got as well', { done: { 'seen-1': HASH, 'seen-2': HASH } }, /and is to seen-1, seen-2/],
    ['one whose run failed', { run: { ...GOOD.run, status: 'FAILED', error: 'RedriveShutOut' } }, /the run is FAILED: RedriveShutOut/],
  ])('%s is told', (_, change, complaint) => {
    expect(unmet(change)).toMatch(complaint);
  });

  test('one that is forged must be given to nobody, not even to whose it says it is', () => {
    const records = [failure(FORGED, 'refused')];
    expect(unmet({ before: records, after: records, done: { 'seen-1': HASH } }, FORGED)).toBe('');
    expect(unmet({ before: records, after: records, done: { 'seen-2': hashOf('{"order":3}') } }, FORGED)).toMatch(/should be given to nobody, and is to seen-2/);
  });
});

describe('what is compared of a failure', () => {
  test('spaces in JSON and ids of requests make no difference, what is said does', () => {
    const spaced = [failure(GIVEN, 'held', { body: '{"order": 1}' })];
    expect(normalFailure({ ...GOOD, before: spaced })).toEqual(normalFailure(GOOD));
    expect(normalFailure({ ...GOOD, before: [failure(GIVEN, 'held', { body: '{"order":2}' })] })).not.toEqual(normalFailure(GOOD));
    expect(normalFailure({ ...GOOD, before: [failure(GIVEN, 'parked')] })).not.toEqual(normalFailure(GOOD));
    expect(normalFailure({ ...GOOD, done: { 'seen-2': HASH } })).not.toEqual(normalFailure(GOOD));
  });
});
