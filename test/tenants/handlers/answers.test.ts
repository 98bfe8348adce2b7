import * as fc from 'fast-check';
import { asEvent, failureAnswer, throwUnlessTold } from '../../../src/tenants/handlers/answers';
import { RecordSeen } from '../../../src/tenants/handlers/sweep';
import schema from '../../../src/tenants/schemas/tenant-failed.json';

const failed = (over: Partial<RecordSeen> = {}): RecordSeen => ({
  state: 'failed', changedAt: '2026-01-05T12:00:00Z', run: 'arn:run', request: '{}', accountId: '333333333333', queuedAt: '',
  stage: 'sandbox', requestedBy: 'jane', error: 'BaselineFailed', cause: 'bringing the baseline: no', notes: '', toldBy: '', ...over,
});

test('a failure is told out of the record in all that its schema asks for', () => {
  const { detailType, detail } = failureAnswer('acme', failed());
  expect(detailType).toBe('TenantFailed');
  expect(Object.keys(detail).sort()).toEqual([...schema.required].sort());
});

test('what was being done, and what AWS said of it, stand apart in the event, whatever AWS said', () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z ]*$/), fc.string(), (step, cause) => {
    expect(failureAnswer('acme', failed({ cause: `${step}: ${cause}` })).detail).toMatchObject({ step, cause });
  }));
});

test('a cause that somebody has written by hand is told as it is', () => {
  expect(failureAnswer('acme', failed({ cause: 'because' })).detail).toMatchObject({ step: '', cause: 'because' });
});

test.each([
  ['', []],
  ['not moved', ['not moved']],
  ['not moved; not asked', ['not moved', 'not asked']],
])('the notes %j are told one by one', (notes, told) => {
  expect(failureAnswer('acme', failed({ notes })).detail.notes).toEqual(told);
});

test('an event that EventBridge did not take, and said so in its answer only, was not told', () => {
  const answer = failureAnswer('acme', failed());
  const refusal = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure', ErrorMessage: 'try again' }], $metadata: {} };
  expect(() => throwUnlessTold(refusal, answer)).toThrow('the TenantFailed of acme could not be told: try again');
  expect(() => throwUnlessTold({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }], $metadata: {} }, answer)).not.toThrow();
});

test('an answer goes to the bus that it is meant for', () => {
  expect(asEvent('bus', failureAnswer('acme', failed())).Entries).toMatchObject([{ EventBusName: 'bus', Source: 'cdk-account-per-tenant' }]);
});
