import { Json } from '../../../src/lab';
import { FailureState } from '../../../src/telemetry/contract';
import { CloudStory } from '../stories';

/** Work of a tenant that fails, is on record, and is given back. */
export interface FailureStory {
  readonly name: string;
  readonly tenant: string;
  /** The tenant whose account it says that it is of. */
  readonly says?: string;
  readonly requestId: string;
  readonly payload: Json;
  /** How it stands before and after it was to be given back. */
  readonly before: FailureState;
  readonly after: FailureState;
}

const ask = (tenantId: string) => ({ tenantId, requestedBy: 'jane', reason: 'signed up' });

export const OBSERVED: CloudStory = {
  name: 'tenants that are observed', rounds: [[ask('seen-1'), ask('seen-2')]], compare: 'what came of it',
  ends: { 'seen-1': 'ready', 'seen-2': 'ready' },
};

/** They follow one another. */
export const FAILURES: readonly FailureStory[] = [
  {
    name: 'a failure is given back', tenant: 'seen-1', payload: { order: 1 }, before: 'held', after: 'redriven',
    requestId: 'aaaaaaaa-0000-4000-8000-000000000001',
  },
  {
    name: 'a failure that is too big for an item is given back', tenant: 'seen-2', payload: { order: 'x'.repeat(5000) }, before: 'held', after: 'redriven',
    requestId: 'aaaaaaaa-0000-4000-8000-000000000002',
  },
  {
    name: "a failure that says that it is another tenant's is given to nobody", tenant: 'seen-1', says: 'seen-2', payload: { order: 3 }, before: 'refused', after: 'refused',
    requestId: 'aaaaaaaa-0000-4000-8000-000000000003',
  },
];

/** A failed invocation, as Lambda writes it. */
export const detailOf = ({ requestId, payload }: FailureStory, functionArn: string) => ({
  version: '1.0', timestamp: '2026-01-05T09:02:00.000Z',
  requestContext: { requestId, functionArn: `${functionArn}:$LATEST`, condition: 'RetriesExhausted', approximateInvokeCount: 3 },
  requestPayload: payload, responsePayload: { errorType: 'NoStock', errorMessage: 'the shelf is empty' },
});
