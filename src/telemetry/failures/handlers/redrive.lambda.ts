import { Bodies } from './bodies';
import { tellParked } from './parked';
import { NotSent, Page, Redriver, Task } from './redrive';
import { Replayed, ReplayTask, replay } from './replay';
import { FailureStore } from './store';
import { TenantAccount } from './tenant-account';

interface Context { getRemainingTimeInMillis(): number }

/** With less time left, no other failure is begun. */
const LEAST_MS = 60_000;

export async function handler(task: Task | ReplayTask, context: Context): Promise<Page | Replayed> {
  const { TABLE = '', BUCKET = '', BUS = '', PLATFORM = '', PARTITION = '', RETENTION_SECONDS = '' } = process.env;
  const place = { platform: PLATFORM, partition: PARTITION, by: task.request.by };
  const tenant = new TenantAccount(place);
  if ('replay' in task) { return replay(task, PLATFORM, (...asked) => tenant.replay(...asked)); }
  const store = new FailureStore(TABLE);
  const bodies = new Bodies(BUCKET);
  return new Redriver({
    now: () => Date.now(),
    sleep: milliseconds => new Promise(resolve => { setTimeout(resolve, milliseconds); }),
    isLate: () => context.getRemainingTimeInMillis() < LEAST_MS,
    page: (accountId, after) => store.page(accountId, after),
    failure: (accountId, id) => store.failure(accountId, id),
    request: (accountId, requestId) => store.request(accountId, requestId),
    claim: (item, by) => store.claim(item, by),
    leave: (claimed, state, changedAt, reason) => store.leave(claimed, state, changedAt, reason),
    sent: (claimed, requestId, changedAt, expiresAt) => store.sent(claimed, requestId, changedAt, expiresAt),
    fold: (claimed, second, change) => store.fold(claimed, second, change),
    takeOver: (claimed, first, requestId, change) => store.takeOver(claimed, first, requestId, change),
    tellParked: item => tellParked(BUS, item),
    body: key => bodies.read(key).catch(error => { throw new NotSent(`the body could not be read: ${error}`); }),
    object: item => tenant.object(item),
    invoke: (accountId, functionArn, payload) => tenant.invoke(accountId, functionArn, payload),
    redrive: (accountId, executionArn, token) => tenant.redrive(accountId, executionArn, token),
  }, task, Number(RETENTION_SECONDS)).page();
}
