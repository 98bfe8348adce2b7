import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Failure, RecordSeen } from './sweep';
import { CREATION_LINE, EVENTS, GOVERNOR, KEYS, STATES } from '../contract';

interface Tables { readonly directory: string; readonly governor: string; readonly at: string }

interface Rejection {
  readonly tenantId: string;
  readonly reasons: readonly string[];
  readonly requestedBy: string;
  readonly run: string;
}

interface GivingUp {
  readonly detailType: string;
  readonly detail: object;
  readonly items: TransactWriteItem[];
}

const STEP = 'beginning again';

/**
 * What is written, and what is told, when a tenant is given up. A request that never came on record is kept as one that
 * was rejected.
 */
export function givingUp(
  tenantId: string, record: RecordSeen | undefined, input: string, failure: Failure, tables: Tables,
): GivingUp {
  const { error, cause, run } = failure;
  const { stage = 'production', requestedBy = 'unknown' } = JSON.parse(input) as { stage?: string; requestedBy?: string };
  if (!record) {
    const reasons = [`the request could not be put on record: ${cause}`];
    const detail = { tenantId, reasons, requestedBy, run };
    return { detailType: EVENTS.rejected, detail, items: [rejected(detail, input, tables)] };
  }
  const { accountId } = record;
  const detail = { tenantId, accountId, stage, step: STEP, error, cause, requestedBy, notes: [], run };
  const items = [leavingTheLine(tenantId, record, tables), ...onRecord(tenantId, record, failure, tables)];
  return { detailType: EVENTS.failed, detail, items };
}

const leavingTheLine = (tenantId: string, { queuedAt }: RecordSeen, { governor }: Tables): TransactWriteItem => ({
  Delete: { TableName: governor, Key: { api: { S: CREATION_LINE }, item: { S: `${GOVERNOR.waiting}${queuedAt}#${tenantId}` } } },
});

const rejected = (of: Rejection, request: string, { directory, at }: Tables): TransactWriteItem => ({
  Put: {
    TableName: directory,
    Item: {
      [KEYS.partition]: { S: `${KEYS.rejected}${of.tenantId}` },
      [KEYS.sort]: { S: `${KEYS.history}${at}#${of.run.split(':').pop()}` },
      state: { S: 'rejected' },
      changedAt: { S: at },
      tenantId: { S: of.tenantId },
      reason: { S: of.reasons.join('; ') },
      requestedBy: { S: of.requestedBy },
      request: { S: request },
      run: { S: of.run },
    },
  },
});

function onRecord(
  tenantId: string, record: RecordSeen, { error, cause }: Failure, { directory, at }: Tables,
): TransactWriteItem[] {
  const pk = { S: `${KEYS.tenant}${tenantId}` };
  return [
    {
      Update: {
        TableName: directory,
        Key: { [KEYS.partition]: pk, [KEYS.sort]: { S: KEYS.record } },
        UpdateExpression: 'SET #state = :state, changedAt = :at, failedAt = :at, #error = :error, cause = :cause',
        ConditionExpression: '#run = :run',
        ExpressionAttributeNames: { '#state': 'state', '#error': 'error', '#run': 'run' },
        ExpressionAttributeValues: {
          ':state': { S: STATES.failed }, ':at': { S: at }, ':error': { S: error }, ':cause': { S: `${STEP}: ${cause}` }, ':run': { S: record.run },
        },
      },
    },
    {
      Put: {
        TableName: directory,
        Item: {
          [KEYS.partition]: pk,
          [KEYS.sort]: { S: `${KEYS.history}${at}#${STATES.failed}` },
          became: { S: STATES.failed }, at: { S: at }, by: { S: 'sweeper' }, why: { S: `${STEP}: ${error}` }, run: { S: record.run },
        },
      },
    },
  ];
}
