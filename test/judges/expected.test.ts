import { unmet } from '../../judges/cloud/expected';
import { Seen, SeenAccount } from '../../judges/cloud/seen';
import { CloudStory } from '../../judges/cloud/stories';
import { JsonObject } from '../../src/lab';
import { DEFAULT_PLATFORM, operatorRoleName, tenantRoleName } from '../../src/organization/contract';

const story = (end: 'ready' | 'failed' | 'rejected', stage?: string): CloudStory =>
  ({ name: 'a story', rounds: [[{ tenantId: 'acme', stage: stage ?? 'production' }]], compare: 'everything', ends: { acme: end } });

const ACCOUNT: SeenAccount = {
  id: '333333333333', name: 'acme', email: 'a@example.com', state: 'ACTIVE', unit: 'Production',
  tags: { 'cdk-account-per-tenant:tenant': 'acme', 'cdk-account-per-tenant:stage': 'production' },
  roles: [operatorRoleName(DEFAULT_PLATFORM), tenantRoleName(DEFAULT_PLATFORM)],
  facts: { tenantId: 'acme', accountId: '333333333333', stage: 'production' }, baseline: ['us-east-1 CURRENT'],
};

const item = (sk: string, more: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries({ pk: 'TENANT#acme', sk, ...more }).map(([name, value]) => [name, { S: value }]));
const history = (...became: string[]) => became.map((each, at) => item(`AT#2026-01-0${at + 1}#${each}`, { became: each }));

const seen = (records: JsonObject[], type: string, detail: JsonObject, ...accounts: SeenAccount[]): Seen =>
  ({ runs: [], records, events: [{ type, detail: { tenantId: 'acme', ...detail } }], accounts, names: new Map() });

const RECORD = item('RECORD', { state: 'ready', accountId: ACCOUNT.id });
const TRAIL = history('requested', 'creating', 'onboarding', 'ready');
const READY = seen([RECORD, ...TRAIL], 'TenantReady', { accountId: ACCOUNT.id, stage: 'production' }, ACCOUNT);
const FAILED = seen([item('RECORD', { state: 'failed', error: 'E', cause: 'C' }), ...history('requested', 'failed')], 'TenantFailed', { error: 'E' });
const REJECTED = seen([], 'TenantRejected', { reasons: ['it cannot be'] });

test('nothing is said against what is as it should be', () => {
  expect([unmet(story('ready'), READY), unmet(story('failed'), FAILED), unmet(story('rejected'), REJECTED)]).toEqual([[], [], []]);
});

test('who got no answer, or another one, is told', () => {
  expect(unmet(story('ready'), { ...READY, events: [] })).toEqual(['acme should be ready and is without an answer']);
  expect(unmet(story('ready'), FAILED)).toEqual(['acme should be ready and is failed']);
});

test('whoever is ready stays so, also when a later request was rejected', () => {
  expect(unmet(story('ready'), { ...READY, events: [...READY.events, ...REJECTED.events] })).toEqual([]);
});

const account = (change: Partial<SeenAccount>): Seen => ({ ...READY, accounts: [{ ...ACCOUNT, ...change }] });
const event = (detail: JsonObject): Seen => ({ ...READY, events: [{ type: 'TenantReady', detail: { tenantId: 'acme', ...detail } }] });

test.each<[string, Seen, RegExp]>([
  ['no account', { ...READY, accounts: [] }, /one account with its tag, and there are 0/],
  ['a second account', { ...READY, accounts: [ACCOUNT, ACCOUNT] }, /and there are 2/],
  ["an account with another tenant's tag", account({ tags: { 'cdk-account-per-tenant:tenant': 'other' } }), /and there are 0/],
  ['a closed account', account({ state: 'CLOSED' }), /the account is CLOSED/],
  ['the wrong unit', account({ unit: 'Onboarding' }), /in Onboarding, not in Production/],
  ['no tag of the stage', account({ tags: { 'cdk-account-per-tenant:tenant': 'acme' } }), /tag says the stage nothing/],
  ['no baseline', account({ baseline: [] }), /baseline is not there/],
  ['a baseline in one Region of two', account({ baseline: ['us-east-1 CURRENT', 'eu-west-1 INOPERABLE'] }), /baseline is not there/],
  ['a role that is not there', account({ roles: [tenantRoleName(DEFAULT_PLATFORM)] }), /no role .*-operator$/],
  ["another account's facts", account({ facts: { tenantId: 'acme', accountId: '444444444444', stage: 'production' } }), /facts say .*444444444444/],
  ['no record', { ...READY, records: TRAIL }, /the record says nothing/],
  ['an old error on record', { ...READY, records: [item('RECORD', { state: 'ready', accountId: ACCOUNT.id, error: 'E' }), ...TRAIL] }, /the record says .*"error":"E"/],
  ['a gap in the audit trail', { ...READY, records: [RECORD, ...history('requested', 'onboarding', 'ready')] }, /does not say that it became creating/],
  ['an audit trail that goes on', { ...READY, records: [RECORD, ...TRAIL, ...history('x', 'x', 'x', 'x', 'failed').slice(4)] }, /audit trail ends in "failed"/],
  ['an event without the account', event({ stage: 'production' }), /TenantReady says/],
  ['an event with another stage', event({ stage: 'sandbox', accountId: ACCOUNT.id }), /TenantReady says/],
])('ready with %s is not ready', (_, what, message) => {
  expect(unmet(story('ready'), what)).toEqual([expect.stringMatching(message)]);
});

test('a sandbox belongs to Sandbox', () => {
  expect(unmet(story('ready', 'sandbox'), READY).join('\n')).toMatch(/in Production, not in Sandbox/);
});

test.each<[string, Seen, RegExp]>([
  ['leaves an account outside of quarantine', { ...FAILED, accounts: [ACCOUNT] }, /its account is in Production/],
  ['is not on record with its reason', { ...FAILED, records: [item('RECORD', { state: 'failed', error: 'E', cause: '' }), ...history('failed')] }, /does not say why/],
  ['is not in the audit trail', { ...FAILED, records: [item('RECORD', { state: 'failed', error: 'E', cause: 'C' })] }, /audit trail ends in nothing/],
  ['is told with another reason', { ...FAILED, events: [{ type: 'TenantFailed', detail: { tenantId: 'acme', error: 'F' } }] }, /TenantFailed says/],
])('a failure that %s is a complaint', (_, what, message) => {
  expect(unmet(story('failed'), what)).toEqual([expect.stringMatching(message)]);
});

test.each<[string, Seen, RegExp]>([
  ['an account', { ...REJECTED, accounts: [ACCOUNT] }, /has an account/],
  ['a record', { ...REJECTED, records: [RECORD] }, /has a record/],
  ['no reasons', { ...REJECTED, events: [{ type: 'TenantRejected', detail: { tenantId: 'acme', reasons: [] } }] }, /does not say why/],
])('a rejection with %s is a complaint', (_, what, message) => {
  expect(unmet(story('rejected'), what)).toEqual([expect.stringMatching(message)]);
});
