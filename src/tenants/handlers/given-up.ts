import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { Answer, rejectionAnswer, rejectionItem } from './answers';
import type { Failure, RecordSeen } from './sweep';
import { CREATION_LINE, EVENTS, GOVERNOR, KEYS, STATES } from '../contract';

interface Tables { readonly directory: string; readonly governor: string; readonly at: string }

interface GivingUp {
  readonly answer: Answer;
  readonly items: TransactWriteItem[];
}

const STEP = 'beginning again';

/** What takes no more room on record than a request that was rejected otherwise. */
const KEPT = { name: 100, request: 100_000 };

/**
 * What is told, and what is written, when a tenant is given up. A request that never came on record is kept as one that
 * was rejected.
 */
export function givingUp(
  tenantId: string, record: RecordSeen | undefined, input: string, failure: Failure, tables: Tables,
): GivingUp {
  const { error, cause, run } = failure;
  const { stage = 'production', requestedBy } = (JSON.parse(input) ?? {}) as { stage?: string; requestedBy?: unknown };
  const who = typeof requestedBy === 'string' ? requestedBy : 'unknown';
  if (!record) { return neverOnRecord(tenantId, who, input, failure, tables); }
  const { accountId } = record;
  const detail = { tenantId, accountId, stage, step: STEP, error, cause, requestedBy: who, notes: [], run };
  const items = [leavingTheLine(tenantId, record, tables), ...onRecord(tenantId, record, failure, tables)];
  return { answer: { detailType: EVENTS.failed, detail }, items };
}

/** By which id a rejection is kept when a tenant is given up after this run: the same at every look. */
export const givenUpAfter = (run: string) => run.split(':').pop()!;

/** The name of a tenant that may be none, for nobody has judged it. */
export const nameKept = (tenantId: string) => tenantId.slice(0, KEPT.name);

function neverOnRecord(
  tenantId: string, requestedBy: string, input: string, { cause, run }: Failure, { directory, at }: Tables,
): GivingUp {
  const rejection = {
    tenantId: nameKept(tenantId), requestedBy: requestedBy.slice(0, KEPT.name), run, at, id: givenUpAfter(run),
    reasons: [`the request could not be put on record: ${cause}`], request: input.slice(0, KEPT.request),
  };
  const Put = { TableName: directory, Item: rejectionItem(rejection), ConditionExpression: `attribute_not_exists(${KEYS.partition})` };
  return { answer: rejectionAnswer(rejection), items: [{ Put }] };
}

const leavingTheLine = (tenantId: string, { queuedAt }: RecordSeen, { governor }: Tables): TransactWriteItem => ({
  Delete: { TableName: governor, Key: { api: { S: CREATION_LINE }, item: { S: `${GOVERNOR.waiting}${queuedAt}#${tenantId}` } } },
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
        UpdateExpression: 'SET #state = :state, changedAt = :at, failedAt = :at, #error = :error, cause = :cause, toldBy = :run',
        ConditionExpression: '#run = :run AND #state = :before',
        ExpressionAttributeNames: { '#state': 'state', '#error': 'error', '#run': 'run' },
        ExpressionAttributeValues: {
          ':state': { S: STATES.failed }, ':at': { S: at }, ':error': { S: error }, ':cause': { S: `${STEP}: ${cause}` },
          ':run': { S: record.run }, ':before': { S: record.state },
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
