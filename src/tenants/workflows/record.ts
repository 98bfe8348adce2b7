import { PATIENTLY, States, TRANSACTION_CANCELED, clientToken, otherwise, quoted, text } from '../../private/asl';
import { KEYS } from '../contract';

type Item = Record<string, unknown>;

/**
 * A transaction is cancelled for a condition that does not hold, and as well for a rate that was too high or for
 * somebody else's transaction at the same moment, which goes away. Retriers cannot tell these from each other, so all
 * are made again; a condition that does not hold costs some seconds by it.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const CONTENDED = {
  ErrorEquals: [TRANSACTION_CANCELED], IntervalSeconds: 1, MaxAttempts: 5, BackoffRate: 2, JitterStrategy: 'FULL',
};

/** Who asks for what, and by which run: the same on every record and every entry of the history. */
const RUN = text('$states.context.Execution.Id');
const NOW = text('$states.context.State.EnteredTime');

export const recordKey = { [KEYS.partition]: text(`"${KEYS.tenant}" & $tenantId`), [KEYS.sort]: { S: KEYS.record } };

/** An entry in the tenant's history. Each has a key of its own, so that none is ever overwritten. */
export const historyEntry = (table: string, became: string, why = text('$request.reason'), more: Item = {}): Item => ({
  Put: {
    TableName: table,
    Item: {
      [KEYS.partition]: text(`"${KEYS.tenant}" & $tenantId`),
      [KEYS.sort]: text(`"${KEYS.history}" & $states.context.State.EnteredTime & "#" & (${became})`),
      became: text(became),
      at: NOW,
      by: text('$request.requestedBy'),
      why,
      run: RUN,
      ...more,
    },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

/** What the record says of a request. */
export function recordOf(state: string): Record<string, { S: string }> {
  return {
    state: { S: state },
    changedAt: NOW,
    tenantId: text('$tenantId'),
    displayName: text('$request.displayName'),
    stage: text('$request.stage'),
    ring: text('$request.ring'),
    tags: text('$string($request.tags)'),
    email: text('$email'),
    request: text('$string($request)'),
    hash: text('$requestHash'),
    requestedBy: text('$request.requestedBy'),
    reason: text('$request.reason'),
    run: RUN,
  };
}

/** One address belongs to one tenant, even when two ask at once. */
export const addressOf = (table: string) => ({
  Put: {
    TableName: table,
    Item: { [KEYS.partition]: text(`"${KEYS.email}" & $lowercase($email)`), [KEYS.sort]: { S: KEYS.record }, tenantId: text('$tenantId') },
    ConditionExpression: 'attribute_not_exists(pk) OR tenantId = :tenant',
    ExpressionAttributeValues: { ':tenant': text('$tenantId') },
  },
});

export interface Transition {
  readonly partition: string;
  readonly table: string;
  /** The state of the workflow. */
  readonly name: string;
  readonly to: string;
  /** What else is set on the record: attribute → value. */
  readonly set?: Item;
  readonly remove?: readonly string[];
  /** What else the entry in the history says. */
  readonly entry?: Item;
  readonly alongside?: readonly Item[];
  readonly why?: { S: string };
  readonly then: string;
  /** What the step is called when it fails, and where the workflow goes then. */
  readonly failure: { readonly step: string; readonly next: string; readonly assign?: Item };
}

/**
 * The record changes its state, and the history says so, in one write or not at all. Only the run that has the record
 * may.
 */
export function transition(t: Transition): States {
  const set = { state: { S: t.to }, changedAt: NOW, ...t.set };
  const names = Object.fromEntries([...Object.keys(set), ...t.remove ?? [], 'run'].map(name => [`#${name}`, name]));
  const values = Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value]));
  const update = `SET ${Object.keys(set).map(name => `#${name} = :${name}`).join(', ')}`
    + (t.remove?.length ? ` REMOVE ${t.remove.map(name => `#${name}`).join(', ')}` : '');
  return {
    [t.name]: {
      Type: 'Task',
      Resource: `arn:${t.partition}:states:::aws-sdk:dynamodb:transactWriteItems`,
      Arguments: {
        ClientRequestToken: clientToken,
        TransactItems: [{
          Update: {
            TableName: t.table,
            Key: recordKey,
            UpdateExpression: update,
            ConditionExpression: '#run = :run',
            ExpressionAttributeNames: names,
            ExpressionAttributeValues: { ...values, ':run': RUN },
          },
        }, historyEntry(t.table, quoted(t.to), t.why, t.entry), ...t.alongside ?? []],
      },
      Retry: [CONTENDED, PATIENTLY],
      Catch: [otherwise(t.failure.step, t.failure.next, t.failure.assign)],
      Next: t.then,
    },
  };
}
