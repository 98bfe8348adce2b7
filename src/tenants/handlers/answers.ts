import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { PutEventsCommandInput, PutEventsCommandOutput } from '@aws-sdk/client-eventbridge';
import type { RecordSeen } from './sweep';
import { EVENTS, KEYS, SOURCE } from '../contract';

/** What whoever asked for a tenant is told on the factory's bus. */
export interface Answer {
  readonly detailType: string;
  readonly detail: { readonly tenantId: string; readonly [more: string]: unknown };
}

/** A request of which no tenant comes. */
export interface Rejection {
  readonly tenantId: string;
  readonly requestedBy: string;
  readonly reasons: readonly string[];
  /** As much of the request as fits on record. */
  readonly request: string;
  readonly run: string;
  readonly at: string;
  /** Tells one rejection of the tenant's requests from the others. */
  readonly id: string;
}

/** Where the table has a rejection. */
export const rejectionKey = (tenantId: string, id: string) =>
  ({ [KEYS.partition]: { S: `${KEYS.rejected}${tenantId}` }, [KEYS.sort]: { S: `${KEYS.history}${id}` } });

/** A rejection as it is kept. */
export const rejectionItem = (of: Rejection): NonNullable<TransactWriteItem['Put']>['Item'] => ({
  ...rejectionKey(of.tenantId, of.id),
  state: { S: 'rejected' },
  changedAt: { S: of.at },
  tenantId: { S: of.tenantId },
  reason: { S: of.reasons.join('; ') },
  requestedBy: { S: of.requestedBy },
  request: { S: of.request },
  run: { S: of.run },
});

export const rejectionAnswer = ({ tenantId, reasons, requestedBy, run }: Rejection): Answer =>
  ({ detailType: EVENTS.rejected, detail: { tenantId, reasons, requestedBy, run } });

/** Why a tenant failed, out of its record, in the words of the run that put it there. */
export function failureAnswer(tenantId: string, record: RecordSeen): Answer {
  const { accountId, stage, error, requestedBy, run } = record;
  // On record the cause stands behind the step; no step has a colon.
  const [, step, cause] = /^([^:]*): (.*)$/s.exec(record.cause) ?? ['', '', record.cause];
  const notes = record.notes === '' ? [] : record.notes.split('; ');
  const detail = { tenantId, accountId, stage, step, error, cause, requestedBy, notes, run };
  return { detailType: EVENTS.failed, detail };
}

/** An answer as EventBridge takes it. */
export const asEvent = (EventBusName: string, { detailType, detail }: Answer): PutEventsCommandInput =>
  ({ Entries: [{ EventBusName, Source: SOURCE, DetailType: detailType, Detail: JSON.stringify(detail) }] });

/** EventBridge says without an error that it did not take an event. */
export function throwUnlessTold(said: PutEventsCommandOutput, { detailType, detail }: Answer): void {
  if (said.FailedEntryCount) {
    throw new Error(`the ${detailType} of ${detail.tenantId} could not be told: ${said.Entries?.[0]?.ErrorMessage}`);
  }
}
