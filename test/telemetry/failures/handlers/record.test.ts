import fc from 'fast-check';
import { FailureItem } from '../../../../src/telemetry/contract';
import { BusEvent, eventIn } from '../../../../src/telemetry/failures/handlers/failure';
import { Recorder, World } from '../../../../src/telemetry/failures/handlers/record';

const ACCOUNT = '333333333333';

/** Failures of one function: the first request, and those under which it was redriven. */
const event = (requestId: string, detail: object = {}, time = '2026-11-21T15:00:00Z'): BusEvent => eventIn(JSON.stringify({
  'id': `e-${requestId}`, 'account': ACCOUNT, 'region': 'us-east-1', time, 'source': 'lambda',
  'detail-type': 'Lambda Function Invocation Result - Failure',
  'detail': { requestContext: { requestId, functionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:orders_Work` }, requestPayload: {}, ...detail },
}))!;

/** A table in memory with a failure that was redriven some times. */
function world(redriven: number) {
  const failures = new Map<string, FailureItem>();
  const requests = new Map(Array.from({ length: redriven }, (_, index) =>
    [`r${index + 1}`, { failure: 'r0', expiresAt: 0, failedAt: undefined as string | undefined }]));
  const told: FailureItem[] = [];
  const of: World = {
    now: () => 0,
    whose: async () => ({ tenantId: 'acme' }),
    version: async () => 'v1',
    keep: async (key, body) => ({ bucket: 'bucket', key, bytes: body.length }),
    put: async (item, requestId) => {
      if (requestId && requests.has(requestId)) { return 'redriven'; }
      if (failures.has(item.id)) { return 'known'; }
      failures.set(item.id, item);
      return 'new';
    },
    failure: async (_, id) => failures.get(id),
    request: async (_, id) => requests.get(id),
    again: async (first, requestId, change) => {
      const request = requests.get(requestId)!;
      if (request.failedAt) { return false; }
      request.failedAt = 'now';
      failures.set(first.id, { ...first, ...change });
      return true;
    },
    executionAgain: async () => false,
    tellParked: async item => { told.push(item); },
  };
  return { of, failures, told };
}

const SETTINGS = { platform: 'tenants', retentionSeconds: 10 };

test('duplicates change nothing, in whatever order they come, once the first is there', async () => {
  const orders = fc.array(fc.nat(3), { maxLength: 20 });
  await fc.assert(fc.asyncProperty(fc.integer({ min: 0, max: 3 }), orders, async (redriven, order) => {
    const { of, failures, told } = world(redriven);
    const recorder = new Recorder(of, SETTINGS);
    const came = [0, ...order.filter(index => index <= redriven)];
    let counted = 0;
    for (const index of came) { counted += (await recorder.record(event(`r${index}`))).counts ? 1 : 0; }
    const different = new Set(came).size;
    expect([...failures.keys()]).toEqual(['r0']);
    expect(failures.get('r0')).toMatchObject({ redrives: different - 1, state: different > 3 ? 'parked' : 'held', tenantId: 'acme' });
    expect(counted).toBe(different);
    if (different > 3) { expect(told.length).toBeGreaterThan(0); } else { expect(told).toEqual([]); }
  }));
});

test('what comes of a redrive whose failure was forgotten is on record by itself', async () => {
  const { of, failures } = world(1);
  const { counts } = await new Recorder({ ...of, put: async (item, requestId) => requestId === '' ? (failures.set(item.id, item), 'new') : of.put(item, requestId) }, SETTINGS).record(event('r1'));
  expect([counts, [...failures.values()].map(({ id, redrives, state }) => [id, redrives, state])]).toEqual([true, [['r1', 1, 'held']]]);
});

test.each([
  ['says that it is yet to happen', { timestamp: '9999-01-01T00:00:00Z' }, '2026-11-21T15:00:00Z', '2026-11-21T15:00:00.000Z'],
  ['says so of its event, too', { timestamp: '9999-01-01T00:00:00Z' }, '9999-01-01T00:00:00Z', '2026-11-21T16:00:00.000Z'],
  ['says a year beyond all others', { timestamp: '+010000-01-01T00:00:00Z' }, 'nonsense', '2026-11-21T16:00:00.000Z'],
  ['happened before it was told', { timestamp: '2026-11-21T14:00:00Z' }, '2026-11-21T15:00:00Z', '2026-11-21T14:00:00.000Z'],
])('a failure that %s is on record at a time that is past', async (_, detail, time, at) => {
  const { of, failures } = world(0);
  await new Recorder({ ...of, now: () => Date.parse('2026-11-21T16:00:00Z') }, SETTINGS).record(event('r0', detail, time));
  expect(failures.get('r0')?.at).toBe(at);
});

test('what fails again brings its body anew, for the first is forgotten before it', async () => {
  const { of, failures } = world(1);
  const recorder = new Recorder(of, SETTINGS);
  for (const id of ['r0', 'r1']) { await recorder.record(event(id, { requestPayload: 'x'.repeat(5000) })); }
  expect(failures.get('r0')).toMatchObject({ redrives: 1, bodyAt: { key: `${ACCOUNT}/r1.json` } });
});
