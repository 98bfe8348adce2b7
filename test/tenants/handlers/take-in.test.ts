import * as fc from 'fast-check';
import { LARGEST_REQUEST } from '../../../src/tenants/contract';
import { Reception, Rejection, RequestEvent, takeIn } from '../../../src/tenants/handlers/take-in';

/** A reception that writes down what is done, and starts no execution twice under one name, as Step Functions does. */
function reception() {
  const started = new Map<string, string>();
  const rejected: Rejection[] = [];
  const made: Reception = {
    start: async (name, input) => { started.set(name, started.get(name) ?? input); },
    reject: async rejection => { rejected.push(rejection); },
  };
  return { made, started, rejected };
}

const event = (detail: unknown, changes: Partial<RequestEvent> = {}): RequestEvent =>
  ({ id: 'e1', time: '2026-11-21T00:00:00Z', source: 'shop', account: '111111111111', detail, ...changes });

const anyRequest = fc.record({ tenantId: fc.string(), requestedBy: fc.jsonValue() }, { requiredKeys: [] });

const anyDetail = fc.oneof(fc.jsonValue(), anyRequest);

test('what is not too large starts exactly one execution, named after the event, however often it is delivered', async () => {
  const anyDeliveries = fc.integer({ min: 1, max: 3 });
  await fc.assert(fc.asyncProperty(anyDetail, fc.uuid(), anyDeliveries, async (detail, id, deliveries) => {
    const { made, started, rejected } = reception();
    for (let at = 0; at < deliveries; at += 1) { await takeIn(event(detail, { id }), made); }
    expect([...started.keys()]).toEqual([id]);
    expect(rejected).toEqual([]);
  }));
});

test('nothing that was said is lost or changed on the way', async () => {
  await fc.assert(fc.asyncProperty(anyDetail, async detail => {
    const { made, started } = reception();
    await takeIn(event(detail), made);
    const input = JSON.parse(started.get('e1')!) as unknown;
    const isObject = typeof detail === 'object' && detail !== null && !Array.isArray(detail);
    expect(input).toEqual(isObject ? { requestedBy: 'shop in account 111111111111', ...JSON.parse(JSON.stringify(detail)) as object } : JSON.parse(JSON.stringify(detail)));
  }));
});

test('what does not say who asks is asked by the source of the event', async () => {
  const { made, started } = reception();
  await takeIn(event({ tenantId: 'acme' }), made);
  expect(started.get('e1')).toBe('{"requestedBy":"shop in account 111111111111","tenantId":"acme"}');
});

test.each([['ada'], [''], [null], [7]])('who is said to ask stays %j, for the workflow to judge', async requestedBy => {
  const { made, started } = reception();
  await takeIn(event({ tenantId: 'acme', requestedBy }), made);
  expect(JSON.parse(started.get('e1')!)).toEqual({ tenantId: 'acme', requestedBy });
});

/** A request whose execution's input has exactly so many bytes. */
const ofSize = (bytes: number, sign = 'x') => {
  const frame = Buffer.byteLength(JSON.stringify({ tenantId: 'acme', requestedBy: 'ada', reason: '' }));
  const count = Math.floor((bytes - frame) / Buffer.byteLength(sign));
  return { tenantId: 'acme', requestedBy: 'ada', reason: sign.repeat(count) + 'x'.repeat(bytes - frame - count * Buffer.byteLength(sign)) };
};

test.each([['x'], ['é'], ['🚀']])('the limit is in bytes: %s', async sign => {
  const fits = reception();
  await takeIn(event(ofSize(LARGEST_REQUEST, sign)), fits.made);
  expect(fits.started.size).toBe(1);
  const over = reception();
  await takeIn(event(ofSize(LARGEST_REQUEST + 1, sign)), over.made);
  expect([over.started.size, over.rejected.length]).toEqual([0, 1]);
});

test('what is too large is kept and answered, with as much of it as fits on record', async () => {
  const { made, rejected } = reception();
  await takeIn(event(ofSize(1000000)), made);
  expect(rejected).toEqual([{
    id: 'e1',
    time: '2026-11-21T00:00:00Z',
    tenantId: 'acme',
    requestedBy: 'ada',
    reasons: ['the request has 1000000 bytes, and a workflow takes 262144'],
    request: expect.stringMatching(/^\{"requestedBy":"ada","tenantId":"acme".*x$/),
  }]);
  // DynamoDB takes items of 400 KB.
  expect(Buffer.byteLength(JSON.stringify(rejected[0]))).toBeLessThan(400 * 1024);
});

test('what is too large fits on record whatever its signs', async () => {
  const { made, rejected } = reception();
  await takeIn(event(ofSize(1000000, '🚀')), made);
  expect(Buffer.byteLength(rejected[0].request)).toBeLessThan(400 * 1024 - 5000);
});

test.each<[string, unknown, string, string]>([
  ['a string', 'x'.repeat(300000), 'unknown', 'shop in account 111111111111'],
  ['a list', ['x'.repeat(300000)], 'unknown', 'shop in account 111111111111'],
  ['a name that is no text', { tenantId: 7, requestedBy: 8, reason: 'x'.repeat(300000) }, 'unknown', 'shop in account 111111111111'],
  ['names that are the large part', { tenantId: 'x'.repeat(300000), requestedBy: 'y'.repeat(300000) }, 'x'.repeat(100), 'y'.repeat(100)],
])('%s that is too large is kept under a name, too', async (_what, detail, tenantId, requestedBy) => {
  const { made, rejected } = reception();
  await takeIn(event(detail), made);
  expect(rejected[0]).toMatchObject({ tenantId, requestedBy });
});

test('a failure to start or to keep is passed on, so that the event is tried again', async () => {
  const broken: Reception = { start: () => Promise.reject(new Error('no start')), reject: () => Promise.reject(new Error('no record')) };
  await expect(takeIn(event({ tenantId: 'acme' }), broken)).rejects.toThrow('no start');
  await expect(takeIn(event(ofSize(1000000)), broken)).rejects.toThrow('no record');
});
