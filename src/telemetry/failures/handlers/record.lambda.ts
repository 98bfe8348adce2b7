import { Bodies } from './bodies';
import { DirectoryReader } from './directory';
import { eventIn } from './failure';
import { metricsLine } from './metrics';
import { tellParked } from './parked';
import { Recorded, Recorder } from './record';
import { FailureStore } from './store';
import { FAILURE_STATES, TELEMETRY_METRICS } from '../../contract';

interface Batch { readonly Records: readonly { readonly messageId: string; readonly body: string }[] }
interface Context { readonly invokedFunctionArn: string }
interface Answer { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] }

const {
  TABLE = '', BUCKET = '', BUS = '', PLATFORM = '', PLATFORM_ACCOUNT = '', PARTITION = '', RETENTION_SECONDS = '',
} = process.env;

/** What it learns of tenants it remembers as long as the function is warm. */
const directory = new DirectoryReader({ name: PLATFORM, account: PLATFORM_ACCOUNT, partition: PARTITION });

export async function handler({ Records: messages }: Batch, _: Context): Promise<Answer> {
  const store = new FailureStore(TABLE);
  const bodies = new Bodies(BUCKET);
  const recorder = new Recorder({
    now: () => Date.now(),
    whose: accountId => directory.whose(accountId),
    version: (service, tenantId) => directory.version(service, tenantId),
    keep: (key, body) => bodies.keep(key, body),
    put: (item, requestId) => store.put(item, requestId),
    failure: (accountId, id) => store.failure(accountId, id),
    request: (accountId, requestId) => store.request(accountId, requestId),
    again: (first, requestId, change) => store.again(first, requestId, change),
    executionAgain: (first, change) => store.executionAgain(first, change),
    tellParked: item => tellParked(BUS, item),
  }, { platform: PLATFORM, retentionSeconds: Number(RETENTION_SECONDS) });
  const recorded: Recorded[] = [];
  const failed: { itemIdentifier: string }[] = [];
  // One after the other: two that are about the same failure would be in each other's way.
  for (const { messageId, body } of messages) {
    try {
      const event = eventIn(body);
      if (!event) { throw new Error('this is no event of EventBridge'); }
      recorded.push(await recorder.record(event));
    } catch (error) {
      console.log(JSON.stringify({ level: 'ERROR', message: 'a failure could not be recorded', messageId, error: String(error) }));
      failed.push({ itemIdentifier: messageId });
    }
  }
  report(recorded.filter(({ counts }) => counts));
  return { batchItemFailures: failed };
}

/** A line for each failure: metrics are made of it, and people look for a tenant's failures in it. */
function report(recorded: readonly Recorded[]): void {
  for (const { item: { state, service, version, tenantId, accountId, region, kind, reason } } of recorded) {
    console.log(metricsLine(Date.now(), {
      [TELEMETRY_METRICS.failures]: 1,
      ...state === FAILURE_STATES.parked && { [TELEMETRY_METRICS.parked]: 1 },
      ...state === FAILURE_STATES.refused && { [TELEMETRY_METRICS.refused]: 1 },
    }, {
      Platform: PLATFORM,
      // What a tenant calls its functions must not make metrics, for which CloudWatch charges.
      service: version === undefined ? 'unknown' : service,
    }, { tenantId, accountId, region, kind, reason }));
  }
}
