import fc from 'fast-check';
import { BusEvent, eventIn, failureOf } from '../../../../src/telemetry/failures/handlers/failure';
import { keyOf } from '../../../../src/telemetry/failures/handlers/record';

const ACCOUNT = '333333333333';
const OTHER = '333333333334';

const messageOf = (detail: object, more: object = {}) => JSON.stringify({
  'version': '0', 'id': 'e-1', 'account': ACCOUNT, 'region': 'us-east-1', 'time': '2026-11-21T15:00:00Z', 'resources': [],
  'source': 'lambda', 'detail-type': 'Lambda Function Invocation Result - Failure', detail, ...more,
});
const invocation = (over: object = {}, context: object = {}) => ({
  timestamp: '2026-11-21T14:59:58.123Z',
  requestContext: { requestId: 'r-1', functionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:orders_Work:$LATEST`, condition: 'RetriesExhausted', ...context },
  requestPayload: { order: 1 }, responsePayload: { errorType: 'NoStock', errorMessage: 'the shelf is empty' }, ...over,
});
const read = (message: string) => failureOf(eventIn(message) as BusEvent, 'tenants');
const object = (key: string, bucket = `cdk-apt-tenants-${ACCOUNT}-us-east-1-f`) => messageOf({ bucket: { name: bucket }, object: { key, size: 2_000_000 } }, {
  'source': 'aws.s3', 'detail-type': 'Object Created', 'resources': [`arn:aws:s3:::${bucket}`],
});
const KEY = 'aws/lambda/async/orders_Work/2026/11/21/2026-11-21T14.59.58-0b9b7b0e';

test.each(['', 'nonsense', '[]', 'null', '{"detail":{}}', messageOf({}, { account: '12' }), messageOf([] as object)])('is no event: %s', message => {
  expect(eventIn(message)).toBeUndefined();
});

test('an invocation is known by its first request, with what it was given and why it failed', () => {
  expect(read(messageOf(invocation()))).toEqual({
    id: 'r-1', requestId: 'r-1', kind: 'invocation', at: '2026-11-21T14:59:58.123Z', service: 'orders', traceId: 'r-1', forged: false,
    what: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:orders_Work`, reason: 'NoStock: the shelf is empty', body: '{"order":1}',
  });
});

test('an invocation that was never answered says how Lambda gave up', () => {
  expect(read(messageOf(invocation({ responsePayload: undefined }, { condition: 'EventAgeExceeded' }))).reason).toMatch(/^EventAgeExceeded/);
});

test('what was invoked by an alias is given back to the alias', () => {
  const functionArn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:orders_Work:live`;
  expect(read(messageOf(invocation({}, { functionArn }))).what).toBe(functionArn);
});

test.each([
  ['a function of another account', messageOf(invocation({}, { functionArn: `arn:aws:lambda:us-east-1:${OTHER}:function:orders_Work` }))],
  ['an execution of another account', messageOf({ executionArn: `arn:aws:states:us-east-1:${OTHER}:execution:orders_Ship:one`, status: 'FAILED' }, { 'source': 'aws.states', 'detail-type': 'Step Functions Execution Status Change' })],
  ['an object in a bucket of another account', object(KEY, `cdk-apt-tenants-${OTHER}-us-east-1-f`)],
])('%s is forged', (_, message) => {
  expect(read(message).forged).toBe(true);
});

test.each([
  ['a request id that is a path', { requestId: '../..' }],
  ['a request id that is too long', { requestId: 'r'.repeat(129) }],
  ['no function', { functionArn: 'arn:aws:s3:::bucket' }],
])('%s is kept as it is, and is never given back', (_, context) => {
  expect(read(messageOf(invocation({}, context)))).toMatchObject({ kind: 'custom', id: 'e-1', forged: false });
});

test('an object is known by its key, and its function by it', () => {
  expect(read(object(KEY))).toMatchObject({
    kind: 'object', id: KEY, service: 'orders', what: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:orders_Work`,
    object: { bucket: `cdk-apt-tenants-${ACCOUNT}-us-east-1-f`, key: KEY, bytes: 2_000_000 },
  });
});

test.each(['other/things.json', `${KEY}/more`, `aws/lambda/async/orders_Work/2026/11/21/${'x'.repeat(900)}`])('an object that Lambda has not written is kept as it is: %s', key => {
  expect(read(object(key)).kind).toBe('custom');
});

test('an execution is known by its Region, machine and name, so that it stays the same when it is redriven', () => {
  const detail = { executionArn: `arn:aws:states:us-east-1:${ACCOUNT}:execution:orders_Ship:one`, status: 'TIMED_OUT', stopDate: 1_795_273_198_123, input: '{"a":1}' };
  expect(read(messageOf(detail, { 'source': 'aws.states', 'detail-type': 'Step Functions Execution Status Change' }))).toMatchObject({
    id: 'us-east-1:orders_Ship:one', kind: 'execution', at: '2026-11-21T14:59:58.123Z', reason: 'TIMED_OUT', body: '{"a":1}', service: 'orders',
  });
});

test('a trace is found wherever the source of the event has put it', () => {
  const trace = '1-67f0c0de-0123456789abcdef01234567';
  const payload = { Records: [{ attributes: { AWSTraceHeader: `Root=${trace};Parent=1;Sampled=1` } }] };
  expect(read(messageOf(invocation({ requestPayload: payload }))).traceId).toBe(trace);
});

test('an id of which no key could be made is cut, and told apart by its hash', () => {
  const execution = (name: string) => read(messageOf({ executionArn: `arn:aws:states:us-east-1:${ACCOUNT}:execution:${'机'.repeat(80)}:${name}`, status: 'FAILED' }, {
    'source': 'aws.states', 'detail-type': 'Step Functions Execution Status Change',
  }));
  const keyOfMany = `${KEY}${'語'.repeat(320)}`;
  for (const failure of [execution('名'.repeat(80)), execution('名'.repeat(79)), read(object(keyOfMany))]) {
    expect(failure.id).toMatch(/~[0-9a-f]{64}$/);
    expect(Buffer.byteLength(`FAILURE#${failure.id}`)).toBeLessThanOrEqual(1024);
    expect(Buffer.byteLength(keyOf(ACCOUNT, failure.id))).toBeLessThanOrEqual(1024);
  }
  expect(execution('名'.repeat(80)).id).toBe(execution('名'.repeat(80)).id);
  expect(execution('名'.repeat(80)).id).not.toBe(execution('名'.repeat(79)).id);
  expect(read(object(keyOfMany)).object?.key).toBe(keyOfMany);
});

test.each([['Work', 'unknown'], ['Orders_Work', 'unknown'], ['_Work', 'unknown'], ['order-history_Work_1', 'order-history']])('%s is of the service %s', (name, service) => {
  expect(read(messageOf(invocation({}, { functionArn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:${name}` }))).service).toBe(service);
});

test('whatever somebody in a tenant account says, it is of that account, and given back to no other', () => {
  fc.assert(fc.property(fc.jsonValue(), fc.constantFrom(ACCOUNT, OTHER, '*', ''), fc.string(), (payload, account, name) => {
    const failure = read(messageOf({ ...invocation({ requestPayload: payload }, { functionArn: `arn:aws:lambda:us-east-1:${account}:function:${name}` }), account: OTHER, tenantId: 'other' }));
    expect(failure.forged || failure.kind === 'custom' || failure.what?.split(':')[4] === ACCOUNT).toBe(true);
  }));
});
