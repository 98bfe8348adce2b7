import { Lab, LabOptions } from '../src/lab';

/** How long AWS takes to create an account. */
export type Creation = NonNullable<LabOptions['organizations']>['creation'];

/** What AWS allows: one creation each ten seconds, five at once. */
const SPACING_SECONDS = 10;
const PLACES = 5;

export interface LineFigures {
  readonly tenants: number;
  /** From the first request to the last tenant that is ready, over what no platform can be quicker than. */
  readonly makespan: number;
  /** The share of calls of CreateAccount that AWS refused. */
  readonly refused: number;
  /** The longest that anybody waited beyond first come, first served, as a share of that wait. */
  readonly unfairness: number;
  /** Seconds from request to ready. */
  readonly p50: number;
  readonly p95: number;
  /** The 95th percentile of what AWS takes by itself, for the account and its baseline. */
  readonly aws95: number;
  readonly looks: number;
  readonly transitions: number;
  /** Seconds from the end of a creation to the moment at which the workflow knows. */
  readonly news: number;
  readonly longestHistory: number;
}

/** Plays tenants who ask at given seconds, in a cloud where creations take so long. */
export async function playLine(
  assembly: string, creation: Creation, arrivals: readonly number[], seed = 1,
): Promise<LineFigures> {
  const lab = new Lab({ seed, accountQuota: arrivals.length + 10, organizations: { creation } });
  await lab.deploy(assembly);
  const start = lab.cloud.clock.now();
  const asked = new Map<string, number>();
  const ready = new Map<string, number>();
  const called = new Map<string, number>();
  const durations: number[] = [];
  /** What AWS takes by itself, by execution. */
  const aws = new Map<string, number>();
  const takes = (execution = '', from = '', to = '') => {
    const took = (Date.parse(to) - Date.parse(from)) / 1000;
    aws.set(execution, (aws.get(execution) ?? 0) + took);
    return took;
  };
  const news: number[] = [];
  let calls = 0;
  let refused = 0;
  let looks = 0;
  const seconds = () => (lab.cloud.clock.now() - start) / 1000;
  lab.cloud.journal.listen(entry => {
    if (entry.type === 'call' && entry.service === 'organizations' && entry.action === 'createAccount') {
      calls++;
      const name = String(entry.parameters.AccountName);
      if (entry.error) { refused++; } else if (!called.has(name)) { called.set(name, seconds()); }
    }
    if (entry.type === 'call' && entry.action === 'describeCreateAccountStatus') {
      looks++;
      const status = answered(entry.result, 'CreateAccountStatus');
      if (status.State === 'SUCCEEDED') {
        durations.push(takes(entry.execution, status.RequestedTimestamp, status.CompletedTimestamp));
        news.push((lab.cloud.clock.now() - Date.parse(status.CompletedTimestamp)) / 1000);
      }
    }
    if (entry.type === 'call' && entry.action === 'describeStackSetOperation') {
      const operation = answered(entry.result, 'StackSetOperation');
      if (operation.Status === 'SUCCEEDED') { takes(entry.execution, operation.CreationTimestamp, operation.EndTimestamp); }
    }
    if (entry.type === 'event' && entry.detailType === 'TenantReady') {
      ready.set(String((entry.detail as { tenantId: string }).tenantId), seconds());
    }
  });
  const bus = lab.only('AWS::Events::EventBus');
  arrivals.forEach((at, index) => {
    const tenantId = `tenant-${String(index).padStart(6, '0')}`;
    asked.set(tenantId, at);
    lab.cloud.clock.at(start + at * 1000, () => {
      void lab.putEvents(bus, [{ Source: 'bench', DetailType: 'TenantRequested', Detail: JSON.stringify({ tenantId }) }]);
    });
  });
  await lab.play();
  if (ready.size !== arrivals.length) {
    const [first] = lab.states.executions().filter(run => run.status !== 'SUCCEEDED');
    throw new Error(`${arrivals.length - ready.size} tenants did not become ready; first: ${first?.error} ${first?.cause}`);
  }
  const times = [...ready].map(([tenantId, at]) => at - asked.get(tenantId)!).sort((a, b) => a - b);
  const runs = lab.states.executions();
  const sum = (numbers: number[]) => numbers.reduce((all, each) => all + each, 0);
  const bound = Math.max(arrivals.length * SPACING_SECONDS, sum(durations) / PLACES);
  return {
    tenants: arrivals.length,
    makespan: (Math.max(...ready.values()) - arrivals[0]) / bound,
    refused: refused / calls,
    unfairness: unfairness([...called].map(([tenantId, at]) => ({ asked: asked.get(tenantId)!, at }))),
    p50: times[Math.floor(times.length * 0.5)],
    p95: times[Math.floor(times.length * 0.95)],
    aws95: [...aws.values()].sort((a, b) => a - b)[Math.floor(aws.size * 0.95)],
    looks: looks / arrivals.length,
    transitions: sum(runs.map(run => run.transitions)) / arrivals.length,
    news: sum(news) / news.length,
    longestHistory: Math.max(...runs.map(run => run.events)),
  };
}

/** A part of an answer, empty when there was none. */
const answered = (result: unknown, part: string) =>
  (result as Record<string, Record<string, string>> | undefined)?.[part] ?? {};

/** Who came k-th would have had the k-th call. */
function unfairness(calls: { asked: number; at: number }[]): number {
  const inOrder = calls.map(call => call.at).sort((a, b) => a - b);
  const byArrival = [...calls].sort((a, b) => a.asked - b.asked || a.at - b.at);
  return Math.max(...byArrival.map(({ asked, at }, rank) => {
    const due = inOrder[rank] - asked;
    return Math.max(0, at - inOrder[rank]) / Math.max(due, SPACING_SECONDS);
  }));
}
