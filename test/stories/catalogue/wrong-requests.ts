import { Story, tenant } from '../story';

const rejected = (name: string, tenantId: string, detail: Story['asks'][number]['detail'], reason: RegExp, direct = false): Story => ({
  name, asks: [{ detail, direct }], ends: { [tenantId]: 'rejected' },
  check: ({ events, items, calls }) => {
    expect(events('TenantRejected')).toEqual([expect.objectContaining({ tenantId, reasons: expect.arrayContaining([expect.stringMatching(reason)]) })]);
    const [kept] = items().filter(item => item.pk === `REJECTED#${tenantId}`);
    expect(kept).toMatchObject({ state: 'rejected', reason: expect.stringMatching(reason) });
    expect(calls('organizations', 'createAccount')).toEqual([]);
  },
});

const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`tag${index}`, 'x']));

/** Requests that cannot be right: each is kept with its reason and answered, and no account is made for it. */
export const wrongRequests: Story[] = [
  rejected('no id', 'unknown', { requestedBy: 'jane' }, /'tenantId' is missing/),
  rejected('illegal characters in the id', 'Acme Inc!', { tenantId: 'Acme Inc!' }, /'tenantId' must be 2 to 40 .* got Acme Inc!/),
  rejected('an address over 64 characters', 'acme', { tenantId: 'acme', email: `${'a'.repeat(60)}@example.com` }, /at most 64 characters, .* got 72/),
  rejected('an address that is none', 'acme', { tenantId: 'acme', email: 'nobody' }, /must be an address that AWS accepts/),
  rejected('more tags than an account takes', 'acme', { tenantId: 'acme', tags: many }, /at most 48 tags .* got 51/),
  rejected('a tag that AWS reserves', 'acme', { tenantId: 'acme', tags: { 'aws:owner': 'x' } }, /does not take the tag aws:owner/),
  rejected('a feature nobody knows', 'acme', { tenantId: 'acme', features: ['teleport'] }, /unknown feature teleport; known are analytics, sso/),
  rejected('a field nobody knows', 'acme', { tenantId: 'acme', displayname: 'Acme' }, /unknown field displayname; known are tenantId, /),
  rejected('a stage nobody knows', 'acme', { tenantId: 'acme', stage: 'test' }, /'stage' must be production or sandbox, got test/),
  rejected('parameters too long for the account', 'acme', { tenantId: 'acme', parameters: { text: 'x'.repeat(4000) } }, /at most 3000 characters/),
  rejected('a text', 'unknown', 'acme', /must be a JSON object, got string/, true),
  rejected('an array', 'unknown', [{ tenantId: 'acme' }], /must be a JSON object, got array/, true),
  rejected('a number', 'unknown', 42, /must be a JSON object, got number/, true),
  rejected('null', 'unknown', null, /must be a JSON object, got null/, true),
  rejected('everything wrong at once', 'acme', { tenantId: 'acme', stage: 'x', features: ['y'], email: 'z' }, /'stage'/),
  {
    ...rejected('a request too large for a workflow', 'acme', { tenantId: 'acme', requestedBy: 'jane', reason: 'x'.repeat(300_000) }, /has \d+ bytes, and a workflow takes 262144/),
    name: 'a request too large for a workflow never reaches one',
  },
  {
    name: 'a request that cannot be taken in, because AWS is in trouble, is kept among the lost', asks: [tenant('acme')], ends: {},
    faults: [{ kind: 'error', service: 'sfn', action: 'startExecution', error: 'InternalServerError', times: 100 }],
    check: ({ lab }) => {
      const [lost] = lab.queues.messages(lab.only('AWS::SQS::Queue', 'Lost').arn!);
      expect(JSON.parse(lost.body).requestPayload.detail.tenantId).toBe('acme');
    },
  },
  {
    name: 'another request under the same id', asks: [tenant('acme'), { ...tenant('acme', { stage: 'sandbox' }), after: 3600 }], ends: { acme: 'ready' }, rejects: ['acme'],
    check: ({ events, record, calls }) => {
      expect(events('TenantRejected')[0].reasons).toEqual([expect.stringMatching(/another request was made for tenant acme, which is ready/)]);
      expect(record('acme').stage).toBe('production');
      expect(calls('organizations', 'createAccount')).toHaveLength(1);
    },
  },
  {
    name: 'an address that another tenant has', asks: [tenant('acme', { email: 'it@acme.example' }), { ...tenant('evil', { email: 'it@acme.example' }), after: 60 }],
    ends: { acme: 'ready', evil: 'rejected' },
    check: ({ events }) => expect(events('TenantRejected')[0].reasons).toEqual(['the address it@acme.example belongs to another tenant']),
  },
];
