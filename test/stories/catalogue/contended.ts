import { Fault } from '../../../src/lab';
import { Story, tenant } from '../story';

const cancelled = (inState: string, reasons: string, times = 1): Fault => ({
  kind: 'error', service: 'dynamodb', action: 'transactWriteItems', error: 'TransactionCanceledException', inState, times,
  message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons}]`,
});

const WRITES = ['Open the record', 'Begin to create', 'Write the account down', 'Mark it ready'];

/** DynamoDB cancels a transaction for its rate, too, and for another one at the same moment: that goes away. */
export const contended: Story[] = [
  ...WRITES.map((state): Story => ({
    name: `a transaction that is cancelled for its rate is made again: ${state}`, asks: [tenant('acme')], ends: { acme: 'ready' },
    faults: [cancelled(state, 'None, None, None, ThrottlingError', 3)],
    check: ({ events }) => expect(events('TenantRejected')).toEqual([]),
  })),
  {
    name: 'so is the one that takes a dead run over', asks: [tenant('acme')], ends: { acme: 'ready' },
    faults: [{ kind: 'kill', inState: 'Create account' }, cancelled('Write that it is taken over', 'TransactionConflict, None, None', 3)],
  },
  {
    name: 'and the one that records a failure', asks: [tenant('acme')], ends: { acme: 'failed' },
    faults: [{ kind: 'stack', reason: 'no' }, cancelled('Record the failure', 'ProvisionedThroughputExceeded, None', 3)],
    check: ({ events, record }) => {
      expect(events('TenantFailed')).toHaveLength(1);
      expect(record('acme').error).toBe('BaselineFailed');
    },
  },
  {
    name: 'a request that cannot be put on record for an hour ends its run, and the next one goes on', asks: [tenant('acme')], ends: { acme: 'ready' },
    faults: [cancelled('Open the record', 'None, None, None, ThrottlingError', 61)],
    check: ({ events, lab }) => {
      expect(events('TenantRejected')).toEqual([]);
      expect(lab.states.executions()).toHaveLength(2);
    },
  },
];
