import { People } from './people';
import { HOUR, SERVICES, Stage } from './stage';
import { Watch } from './watch';
import { OVER } from '../../../../src/fleet/contract';
import { Pin } from '../../../../src/fleet/items';
import { Plain } from '../world';

/** What must not be, each with where it is. */
export interface Verdict {
  /** Asked for, taken for done, and on no record. */
  readonly lost: string[];
  /** Releases that never came to an end, services that are not at rest, runs that go on. */
  readonly stuck: string[];
  /** Neither wholly forward nor wholly back. */
  readonly halfway: string[];
  /** Pinned or not ready, and worked on nevertheless. */
  readonly touched: string[];
  readonly unproven: string[];
  /** The directory says another thing than the account. */
  readonly untrue: string[];
  readonly atOnce: string[];
}

/** Looks at everything when all is quiet. */
export function judge(stage: Stage, people: People, watch: Watch): Verdict {
  const { fleet } = stage;
  const items = fleet.items();
  const verdict: Verdict = {
    lost: [], stuck: [], untrue: [],
    halfway: [...watch.halfway], touched: [...watch.touched], unproven: [...watch.unproven], atOnce: [...watch.atOnce],
  };
  const releases = items.filter(({ sk }) => String(sk).startsWith('RELEASE#'));
  const rejected = JSON.stringify(items.filter(({ pk }) => pk === 'REJECTED#release'));
  for (const { reason, run } of people.asked) {
    // Whoever waits for the end of the run sees that it was killed.
    if (!run || fleet.lab.states.execution(run).status === 'ABORTED' || rejected.includes(reason)) { continue; }
    if (!releases.some(release => release.reason === reason)) { verdict.lost.push(reason); }
  }
  for (const { pk, sk, phase, because } of releases) {
    if (!OVER.includes(String(phase))) { verdict.stuck.push(`${String(pk)} ${String(sk)} is ${String(phase)}: ${String(because)}`); }
  }
  for (const { status, arn } of fleet.lab.states.executions()) {
    if (status === 'RUNNING') { verdict.stuck.push(`${arn.split(':').slice(-2).join(' ')} goes on`); }
  }
  unexplained(stage, releases, verdict);
  for (const service of SERVICES) { judgeService(stage, service, items, verdict); }
  return verdict;
}

/** Releases are stuck only where stacks were. */
function unexplained({ versions }: Stage, releases: readonly Plain[], { stuck }: Verdict): void {
  for (const { pk, sk, log, requestedAt } of releases) {
    const service = String(pk).slice('SERVICE#'.length);
    const since = Date.parse(String(requestedAt)) - 48 * HOUR;
    for (const said of log as string[] | undefined ?? []) {
      const entry = JSON.parse(said) as { at: string; what: string };
      if (!entry.what.startsWith('is stuck')) { continue; }
      // Where every other call fails, runs end before they come to anything.
      const explained = entry.what.includes('its runs ended')
        || versions.hurt.some(({ service: of, at }) => of === service && at > since && at < Date.parse(entry.at));
      if (!explained) { stuck.push(`${String(pk)} ${String(sk)} was stuck where no stack was: ${entry.what}`); }
    }
  }
}

function judgeService({ fleet, versions }: Stage, service: string, items: readonly Plain[], verdict: Verdict): void {
  const { stuck, halfway, untrue } = verdict;
  const { open, running, queued, installing, ...has } = fleet.serviceItem(service);
  const { good, held } = has as { good?: Plain; held?: Plain };
  const complaints = [
    running !== undefined && `release ${String(running)} has it`,
    queued !== undefined && `release ${String(queued)} waits`,
    installing !== undefined && `installing ${JSON.stringify(installing)}`,
    good && open !== true && 'closed',
    good && good.version !== held?.version && `holds ${String(held?.version)}, and ${String(good.version)} is good`,
  ].filter(complaint => complaint);
  if (complaints.length > 0) { stuck.push(`${service}: ${complaints.join(', ')}`); }
  const said = new Map(items.filter(({ pk, sk }) => pk === `SERVICE#${service}` && String(sk).startsWith('TENANT#'))
    .map(item => [item.tenantId, item]));
  const records = new Map(items.filter(({ sk }) => sk === 'RECORD').map(record => [record.tenantId, record]));
  for (const tenantId of fleet.tenants) {
    const truth = fleet.truth(tenantId, service);
    const item: Plain = said.get(tenantId) ?? {};
    const state = records.get(tenantId)?.state;
    // An enrolment that failed has not said yet what it left.
    if (item.version !== truth && (state === 'ready' || item.version !== undefined)) { untrue.push(`${service} ${tenantId} (${String(state)}): ${String(item.version)} ${String(item.status)} on record, ${truth} in the account`); }
    const pin = typeof item.pin === 'string' ? JSON.parse(item.pin) as Pin : undefined;
    const { lab: { cloud: { clock } } } = fleet;
    const isPinned = pin && (pin.until === undefined || Date.parse(pin.until) > clock.now() - 30 * HOUR);
    const ill = versions.all.get(String(good?.version))?.ill;
    // A few accounts in which its stack fails may stay behind a version that is good elsewhere.
    const isTolerated = item.status === 'failed' && ill === 'stacks';
    if (state === 'ready' && !isPinned && !isTolerated && truth !== good?.version) {
      halfway.push(`${service} ${tenantId}: has ${truth} (${versions.all.get(truth ?? '')?.ill}), and ${String(good?.version)} (${ill}) is good; ${JSON.stringify(item)}`);
    }
  }
}
