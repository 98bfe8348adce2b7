import { CostInput, populationOf } from './bill';
import { billItem, BillItem, grouped, KB_IN_GB, POLLS, sumOf } from './bill-item';

/** What telemetry costs when each tenant gets what one account would get. */
export interface NaiveBill {
  readonly active: readonly BillItem[];
  readonly dormant: readonly BillItem[];
  readonly activeUsd: number;
  readonly dormantUsd: number;
  readonly usd: number;
}

const ALARMS = 20;
/** A streamed value as JSON. */
const UPDATE_KB = 0.4;

/** Alarms, a dashboard, a polled queue, streams and forwarding in each account. What a vendor asks for is not in it. */
export function naiveBillOf(input: CostInput): NaiveBill {
  const { priorityLogGb, bulkLogGb, requests, customMetrics, metricUpdates } = input.workload;
  const tenant = billItem('tenant');
  const gb = priorityLogGb + bulkLogGb;
  const streamed = metricUpdates * UPDATE_KB / KB_IN_GB;
  const dormant = [
    tenant('alarms in each account', 'alarms', ALARMS, `${ALARMS} alarms`),
    tenant('a dashboard in each account', 'dashboards', 1, '1 dashboard'),
    tenant('a polled dead-letter queue', 'queue', POLLS, '5 polls each 20 seconds'),
  ];
  const active = [
    ...dormant,
    tenant('all metrics, streamed', 'metricStreams', metricUpdates, `${grouped(metricUpdates)} updates`),
    tenant('all metrics, through Firehose', 'firehose', streamed, `${grouped(metricUpdates)} updates × ${UPDATE_KB} KB`),
    tenant('all logs, standard class', 'logs', gb, `${grouped(gb)} GB`),
    tenant('all logs, kept for 30 days', 'logStorage', gb, `${grouped(gb)} GB`),
    tenant('all logs, through Firehose', 'firehose', gb, `${grouped(gb)} GB`),
    tenant('every request traced', 'traces', requests, `${grouped(requests)} requests`),
    tenant('metrics of its own', 'customMetrics', customMetrics, `${grouped(customMetrics)} metrics`),
  ];
  const [activeUsd, dormantUsd] = [sumOf(active), sumOf(dormant)];
  const count = populationOf(input);
  return { active, dormant, activeUsd, dormantUsd, usd: count.active * activeUsd + count.dormant * dormantUsd };
}
