import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { evaluator } from './jsonata';
import { FEATURES, goodRequest, shuffled } from './requests';
import * as schema from '../../../src/tenants/schemas/tenant-requested.json';
import {
  ACCOUNT_NAME, ACCOUNT_TAGS, FIELDS, HASH, LONGEST_FACTS, LONGEST_REQUEST, MOST_TAGS, REQUEST, RING, TENANT_ID,
  complaintsAbout,
} from '../../../src/tenants/workflows/request';

const complaints = evaluator<string[]>(complaintsAbout(FEATURES));
const completed = evaluator<Record<string, unknown>>(REQUEST);
const hash = evaluator<string>(HASH);
const accountName = evaluator<string>(ACCOUNT_NAME);
const accountTags = evaluator<unknown[]>(ACCOUNT_TAGS);

const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`tag${at}`, 'x']));
const contact = { name: 'Ada', title: 'CTO', email: 'ada@example.com', phone: '+1 555 0100' };
const quota = { serviceCode: 'lambda', quotaCode: 'L-B99A9384', desiredValue: 5000 };

test.each<[string, unknown, RegExp]>([
  ['a string', 'acme', /^the request must be a JSON object, got string$/],
  ['an array', [{ tenantId: 'acme' }], /must be a JSON object, got array/],
  ['an empty array', [], /must be a JSON object, got array/],
  ['a number', 7, /must be a JSON object, got number/],
  ['null', null, /must be a JSON object, got null/],
  ['true', true, /must be a JSON object, got boolean/],
  ['nothing', {}, /^'tenantId' is missing; it names the tenant for ever$/],
  ['an id in capitals', { tenantId: 'Acme' }, /^'tenantId' must be 2 to 40 lower-case .*, got Acme$/],
  ['an id of one letter', { tenantId: 'a' }, /'tenantId' must be .*, got a$/],
  ['an id of 41 letters', { tenantId: 'a'.repeat(41) }, /'tenantId' must be/],
  ['an id that begins with a digit', { tenantId: '1st' }, /'tenantId' must be/],
  ['an id with a slash', { tenantId: 'a/b' }, /'tenantId' must be/],
  ['an id with a line after it', { tenantId: 'acme\n' }, /'tenantId' must be/],
  ['an empty id', { tenantId: '' }, /'tenantId' must be/],
  ['no id but null', { tenantId: null }, /'tenantId' must be .*, got null$/],
  ['a number as id', { tenantId: 42 }, /'tenantId' must be .*, got 42$/],
  ['an array as id', { tenantId: ['acme'] }, /'tenantId' must be .*, got \["acme"\]$/],
  ['an object as id', { tenantId: { acme: 1 } }, /'tenantId' must be .*, got \{"acme":1\}$/],
  ['an unknown field', { tenantId: 'acme', plan: 'gold' }, /^unknown field plan; known are tenantId, displayName, .*, reason$/],
  ['two unknown fields', { tenantId: 'acme', plan: 'gold', tier: 1 }, /^unknown field plan, tier; known/],
  ['a number as display name', { tenantId: 'acme', displayName: 1 }, /^'displayName' must be a string, got 1$/],
  ['no display name but null', { tenantId: 'acme', displayName: null }, /^'displayName' must be a string, got null$/],
  ['an array as e-mail address', { tenantId: 'acme', email: ['a@example.com'] }, /^'email' must be a string, got \["a@example.com"\]$/],
  ['an object as asker', { tenantId: 'acme', requestedBy: {} }, /^'requestedBy' must be a string, got \{\}$/],
  ['false as reason', { tenantId: 'acme', reason: false }, /^'reason' must be a string, got false$/],
  ['an array as parameters', { tenantId: 'acme', parameters: [] }, /^'parameters' must be an object, got \[\]$/],
  ['a string as contacts', { tenantId: 'acme', contacts: 'Ada' }, /^'contacts' must be an object, got Ada$/],
  ['null as tags', { tenantId: 'acme', tags: null }, /^'tags' must be an object, got null$/],
  ['an array of an object as tags', { tenantId: 'acme', tags: [{ Key: 'a', Value: 'b' }] }, /^'tags' must be an object, got \[/],
  ['a string as features', { tenantId: 'acme', features: 'sso' }, /^'features' must be an array, got sso$/],
  ['an object as quotas', { tenantId: 'acme', quotas: quota }, /^'quotas' must be an array, got \{/],
  ['an unknown stage', { tenantId: 'acme', stage: 'test' }, /^'stage' must be production or sandbox, got test$/],
  ['a list of stages', { tenantId: 'acme', stage: ['production'] }, /^'stage' must be production or sandbox, got/],
  ['a ring in capitals', { tenantId: 'acme', ring: 'Canary' }, /^'ring' must be 1 to 40 lower-case letters, digits and hyphens and begin with a letter, got Canary$/],
  ['a ring of 41 letters', { tenantId: 'acme', ring: 'a'.repeat(41) }, /^'ring' must be/],
  ['a ring that is a number', { tenantId: 'acme', ring: 1 }, /^'ring' must be a string, got 1$/],
  ['an address of 65 characters', { tenantId: 'acme', email: `${'a'.repeat(53)}@example.com` }, /^'email' must be at most 64 characters, .*, got 65$/],
  ['an address without @', { tenantId: 'acme', email: 'acme.example.com' }, /^'email' must be an address that AWS accepts for an account, got acme.example.com$/],
  ['an address with a space', { tenantId: 'acme', email: 'a b@example.com' }, /'email' must be an address/],
  ['an address with quotes', { tenantId: 'acme', email: '"a"@example.com' }, /'email' must be an address/],
  ['an address that begins with a dot', { tenantId: 'acme', email: '.a@example.com' }, /'email' must be an address/],
  ['an address of 5 characters', { tenantId: 'acme', email: 'a@b.c' }, /'email' must be an address/],
  ['an unknown feature', { tenantId: 'acme', features: ['sso', 'gold'] }, /^unknown feature gold; known are analytics, sso$/],
  ['two unknown features', { tenantId: 'acme', features: ['gold', 'iron'] }, /^unknown feature gold, iron; known/],
  ['a number as feature', { tenantId: 'acme', features: [7] }, /^'features' must be strings, got \[7\]$/],
  ['null as feature', { tenantId: 'acme', features: [null] }, /^'features' must be strings, got \[null\]$/],
  ['a list as feature', { tenantId: 'acme', features: [['sso']] }, /^'features' must be strings, got \[\["sso"\]\]$/],
  ['an object as feature', { tenantId: 'acme', features: [{ sso: true }] }, /^'features' must be strings, got \[\{"sso":true\}\]$/],
  ['49 tags', { tenantId: 'acme', tags: tags(49) }, /^at most 48 tags fit on an account beside the platform's own two, got 49$/],
  ['a tag that is a number', { tenantId: 'acme', tags: { size: 3 } }, /^AWS does not take the tag size; keys have up to 128/],
  ['a tag without a key', { tenantId: 'acme', tags: { '': 'x' } }, /^AWS does not take the tag /],
  ['a tag with a key of 129 characters', { tenantId: 'acme', tags: { ['k'.repeat(129)]: 'x' } }, /^AWS does not take the tag k/],
  ['a tag with a value of 257 characters', { tenantId: 'acme', tags: { k: 'x'.repeat(257) } }, /^AWS does not take the tag k;/],
  ['a tag with a sign that AWS does not take', { tenantId: 'acme', tags: { k: 'a#b', l: '{x}', m: 'ok' } }, /^AWS does not take the tag k, l;/],
  ['a tag of AWS itself', { tenantId: 'acme', tags: { 'AWS:x': 'y' } }, /^AWS does not take the tag AWS:x; .* do not begin with aws:/],
  ["one of the platform's own tags", { tenantId: 'acme', tags: { 'cdk-account-per-tenant:tenant': 'other' } }, /^AWS does not take the tag cdk-account-per-tenant:tenant; .* none of the platform's own two$/],
  ['a parameter that is a number', { tenantId: 'acme', parameters: { seats: 5, plan: 'gold' } }, /^parameters are strings, and these are not: seats$/],
  ['two such parameters', { tenantId: 'acme', parameters: { seats: 5, plan: null } }, /^parameters are strings, and these are not: seats, plan$/],
  ['a contact that AWS does not know', { tenantId: 'acme', contacts: { legal: contact } }, /^contacts are billing, operations or security, .*; wrong: legal$/],
  ['a contact without a phone', { tenantId: 'acme', contacts: { billing: { ...contact, phone: undefined } } }, /; wrong: billing$/],
  ['a contact that is a string', { tenantId: 'acme', contacts: { security: 'Ada' } }, /; wrong: security$/],
  ['a contact that is a list', { tenantId: 'acme', contacts: { security: [contact] } }, /; wrong: security$/],
  ['a contact with an unknown field', { tenantId: 'acme', contacts: { billing: { ...contact, fax: '1' } } }, /; wrong: billing$/],
  ['a quota without a value', { tenantId: 'acme', quotas: [{ ...quota, desiredValue: undefined }] }, /^each of 'quotas' needs serviceCode, quotaCode and desiredValue \(a number\)/],
  ['a quota with text as value', { tenantId: 'acme', quotas: [quota, { ...quota, desiredValue: '5' }] }, /^each of 'quotas' needs/],
  ['a quota that is waived by word', { tenantId: 'acme', quotas: [{ ...quota, waive: 'yes' }] }, /^each of 'quotas' needs/],
  ['a quota with an unknown field', { tenantId: 'acme', quotas: [{ ...quota, region: 'eu-west-1' }] }, /^each of 'quotas' needs/],
  ['a quota that is a string', { tenantId: 'acme', quotas: ['lambda'] }, /^each of 'quotas' needs/],
  ['a quota that is a list', { tenantId: 'acme', quotas: [[quota]] }, /^each of 'quotas' needs/],
  ['facts of more than 3,000 characters', { tenantId: 'acme', parameters: { logo: 'x'.repeat(3000) } }, /^features and parameters must be at most 3000 characters of JSON together, .* got 30\d\d$/],
  ['facts of fewer characters that take more bytes', { tenantId: 'acme', parameters: { logo: '🚀'.repeat(800) } }, /^features and parameters must be .*, those beyond ASCII counted as 4, got 32\d\d$/],
  ['a request that does not fit on record', { tenantId: 'acme', reason: 'x'.repeat(50000) }, /^a request must be at most 50000 characters of JSON, got 500\d\d$/],
])('%s is one complaint', async (_what, request, words) => {
  const said = await complaints(request);
  expect(said).toEqual([expect.stringMatching(words)]);
});

test('a platform without features says how to get some', async () => {
  await expect(evaluator(complaintsAbout([]))({ tenantId: 'acme', features: ['sso'] })).resolves
    .toEqual(["unknown feature sso; the platform knows none: name them in the factory's 'features'"]);
});

test('all complaints come at once', async () => {
  const said = await complaints({ tenantId: 'A', stage: 'x', email: 'x', features: ['x'], tags: { 'aws:x': 'y' }, contacts: { x: 1 }, quotas: [1], parameters: { p: 1 }, x: 1 });
  expect(said).toHaveLength(9);
});

test('what was said is quoted, but never more than 100 characters of it', async () => {
  const [said] = await complaints({ tenantId: 'acme', stage: 'x'.repeat(1000) });
  expect(said).toBe(`'stage' must be production or sandbox, got ${'x'.repeat(100)}`);
  const long = { ['k'.repeat(200)]: 1 };
  for (const field of ['tags', 'parameters', 'contacts']) {
    expect((await complaints({ tenantId: 'acme', [field]: long }))[0].length).toBeLessThan(350);
  }
  expect((await complaints({ tenantId: 'acme', ...long }))[0].length).toBeLessThan(250);
});

test.each<[string, unknown]>([
  ['an id and nothing else', { tenantId: 'acme' }],
  ['the longest id', { tenantId: 'a'.repeat(40) }],
  ['everything empty that may be', { tenantId: 'acme', features: [], parameters: {}, contacts: {}, tags: {}, quotas: [] }],
  ['a ring of one letter', { tenantId: 'acme', ring: 'a' }],
  ['no ring, as a request says that was put on record', { tenantId: 'acme', ring: '' }],
  ['48 tags', { tenantId: 'acme', tags: tags(48) }],
  ['a tag in another script', { tenantId: 'acme', tags: { Größe: '大' } }],
  ['a tag that is empty', { tenantId: 'acme', tags: { legacy: '' } }],
  ['an address of 64 characters', { tenantId: 'acme', email: `${'a'.repeat(52)}@example.com` }],
  ['one contact', { tenantId: 'acme', contacts: { billing: contact } }],
  ['one quota', { tenantId: 'acme', quotas: [quota] }],
  ['a quota that is waived', { tenantId: 'acme', quotas: [{ ...quota, waive: true }] }],
  ['a display name that AWS will not like', { tenantId: 'acme', displayName: '🚀'.repeat(500) }],
])('%s is no complaint', async (_what, request) => {
  await expect(complaints(request)).resolves.toEqual([]);
});

test('whatever the schema allows is no complaint', async () => {
  await fc.assert(fc.asyncProperty(goodRequest, async request => {
    expect(await complaints(request)).toEqual([]);
  }));
});

test('whatever comes, it is judged and never an error', async () => {
  const anything = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...FIELDS), fc.jsonValue()));
  await fc.assert(fc.asyncProperty(anything, async request => {
    const said = await complaints(request);
    expect(said.every(each => typeof each === 'string')).toBe(true);
    if (typeof request !== 'object' || request === null || !('tenantId' in request)) { expect(said).not.toEqual([]); }
  }), { numRuns: 300 });
});

test('the JSON schema says the same: fields, ids, tags, stages, sizes', () => {
  expect(Object.keys(schema.properties)).toEqual([...FIELDS]);
  expect(schema.properties.tenantId.pattern).toBe(TENANT_ID);
  expect(schema.properties.ring.pattern).toBe(RING);
  expect(schema.properties.tags.maxProperties).toBe(MOST_TAGS);
  expect(schema.properties.parameters.description).toContain(`${LONGEST_FACTS.toLocaleString('en')} characters`);
  expect(schema.description).toContain(`${LONGEST_REQUEST.toLocaleString('en')} characters`);
  expect(schema.properties.stage.enum).toEqual(['production', 'sandbox']);
});

test('what may be left unsaid is said in the request that goes on', async () => {
  await expect(completed({ tenantId: 'acme' })).resolves.toEqual({
    tenantId: 'acme',
    displayName: 'acme',
    stage: 'production',
    ring: '',
    email: '',
    features: [],
    parameters: {},
    contacts: {},
    tags: {},
    quotas: [],
    requestedBy: 'nobody said',
    reason: 'nobody said',
  });
});

test('what was said goes on as it was said, with features in order', async () => {
  await fc.assert(fc.asyncProperty(goodRequest, async request => {
    const sorted = request.features ? { features: [...request.features as string[]].sort() } : {};
    expect(await completed(request)).toMatchObject({ ...request, ...sorted });
  }));
});

test('the same request has the same hash, whatever the order of its keys and features, whoever asks and why', async () => {
  await fc.assert(fc.asyncProperty(goodRequest, goodRequest, async (request, other) => {
    const again = {
      ...shuffled(request) as object,
      requestedBy: other.requestedBy ?? 'somebody',
      reason: other.reason ?? 'because',
      ...request.features ? { features: [...request.features as string[]].reverse() } : {},
    };
    expect(await hash(again)).toBe(await hash(request));
  }));
});

test('a request in no ring has the hash that it had before there were rings, and another ring is another request', async () => {
  const request = { tenantId: 'acme' };
  const before = '{["contacts"]:{},["displayName"]:["acme"],["email"]:[""],["features"]:[],["parameters"]:{},["quotas"]:[],["stage"]:["production"],["tags"]:{},["tenantId"]:["acme"]}';
  expect(await hash(request)).toBe(createHash('sha256').update(before).digest('hex'));
  expect(await hash({ ...request, ring: '' })).toBe(await hash(request));
  expect(await hash({ ...request, ring: 'canary' })).not.toBe(await hash(request));
});

test('another request has another hash', async () => {
  const contents = async (request: unknown) => {
    const { requestedBy, reason, ...rest } = await completed(request);
    return rest;
  };
  await fc.assert(fc.asyncProperty(goodRequest, goodRequest, async (one, two) => {
    fc.pre(JSON.stringify(await contents(one)) !== JSON.stringify(await contents(two)));
    expect(await hash(one)).not.toBe(await hash(two));
  }));
});

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['a tag with another value', { tags: { a: 'b' } }, { tags: { a: 'c' } }],
  ['a value in place of a key', { tags: { a: 'b' } }, { tags: { b: 'a' } }],
  ['signs of JSON in a value', { parameters: { a: 'b","c":"d' } }, { parameters: { a: 'b', c: 'd' } }],
  ['a parameter in place of a tag', { parameters: { a: 'b' } }, { tags: { a: 'b' } }],
  ['one contact in place of another', { contacts: { billing: contact } }, { contacts: { security: contact } }],
  ['another phone', { contacts: { billing: contact } }, { contacts: { billing: { ...contact, phone: '+1 555 0199' } } }],
  ['a waived quota', { quotas: [quota] }, { quotas: [{ ...quota, waive: true }] }],
  ['a quota twice', { quotas: [quota] }, { quotas: [quota, quota] }],
  ['a feature less', { features: ['sso'] }, { features: [] }],
])('%s makes another hash', async (_what, one, two) => {
  expect(await hash({ tenantId: 'acme', ...one })).not.toBe(await hash({ tenantId: 'acme', ...two }));
});

test('whatever the display name, the account has a name of 1 to 50 printable ASCII characters', async () => {
  const anyName = fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ maxLength: 80 }),
    fc.string({ maxLength: 60 }).map(name => `${name}\ud83d${name}\ude80`));
  await fc.assert(fc.asyncProperty(anyName, async displayName => {
    expect(await accountName({ tenantId: 'acme', displayName })).toMatch(/^[ -~]{1,50}$/);
  }), { numRuns: 300 });
});

test.each([
  ['Acme Inc.', 'Acme Inc.'],
  ['  Acme  ', 'Acme'],
  ['Äcme & Söhne', 'cme & Shne'],
  ['🚀 Rockets', 'Rockets'],
  ['大家', 'acme'],
  ['', 'acme'],
  ['x'.repeat(60), 'x'.repeat(50)],
])('the account of %j is called %j', async (displayName, name) => {
  await expect(accountName({ tenantId: 'acme', displayName })).resolves.toBe(name);
});

test("the account has the platform's two tags and the tenant's own, as a list whatever their number", async () => {
  const own = [{ Key: 'cdk-account-per-tenant:tenant', Value: 'acme' }, { Key: 'cdk-account-per-tenant:stage', Value: 'production' }];
  await expect(accountTags({ tenantId: 'acme' })).resolves.toEqual(own);
  await expect(accountTags({ tenantId: 'acme', tags: { a: 'b' } })).resolves.toEqual([...own, { Key: 'a', Value: 'b' }]);
  await expect(accountTags({ tenantId: 'acme', stage: 'sandbox', tags: { a: 'b', c: '' } })).resolves
    .toEqual([own[0], { ...own[1], Value: 'sandbox' }, { Key: 'a', Value: 'b' }, { Key: 'c', Value: '' }]);
});
