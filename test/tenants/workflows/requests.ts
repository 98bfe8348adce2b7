import * as fc from 'fast-check';
import * as schema from '../../../src/tenants/schemas/tenant-requested.json';

/** What the tests' platform can do. */
export const FEATURES = ['analytics', 'sso'];

const text = fc.string({ maxLength: 60, unit: 'grapheme' });

const tenantId = fc.stringMatching(new RegExp(schema.properties.tenantId.pattern));

const email = fc.tuple(fc.stringMatching(/^[a-z0-9_+-]{1,20}$/), fc.stringMatching(/^[a-z0-9-]{1,20}$/)).map(([name, domain]) => `${name}@${domain}.example.com`);

const contact = fc.record({ name: text, title: text, email, phone: text });

const tagText = fc.stringMatching(/^[A-Za-z0-9 _.:/=+@-]{1,50}$/);

const quota = fc.record({
  serviceCode: fc.constantFrom('lambda', 'ec2'),
  quotaCode: fc.stringMatching(/^L-[0-9A-F]{8}$/),
  desiredValue: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }),
  waive: fc.boolean(),
}, { requiredKeys: ['serviceCode', 'quotaCode', 'desiredValue'] });

/** Requests as the JSON schema describes them, of which the platform knows all features. */
export const goodRequest = fc.record({
  tenantId,
  displayName: text,
  stage: fc.constantFrom(...schema.properties.stage.enum),
  ring: fc.stringMatching(new RegExp(schema.properties.ring.pattern)),
  email,
  features: fc.array(fc.constantFrom(...FEATURES), { maxLength: 3 }),
  parameters: fc.dictionary(fc.string({ maxLength: 20 }).filter(key => key !== '__proto__'), fc.string({ maxLength: 20, unit: 'grapheme' }), { maxKeys: 3 }),
  contacts: fc.record({ billing: contact, operations: contact, security: contact }, { requiredKeys: [] }),
  tags: fc.dictionary(tagText.filter(key => !/^(aws|cdk-account-per-tenant):/i.test(key)), fc.oneof(fc.constant(''), tagText), { maxKeys: 5 }),
  quotas: fc.array(quota, { maxLength: 3 }),
  requestedBy: text,
  reason: text,
}, { requiredKeys: ['tenantId'] }).map(request => JSON.parse(JSON.stringify(request)) as Record<string, unknown>);

/** The same, with the keys of every object in another order. */
export function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) { return value.map(shuffled); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).reverse().map(([key, member]) => [key, shuffled(member)]));
}
