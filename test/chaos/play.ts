import { HOUR, SECONDS_BETWEEN_REQUESTS, Stage } from './contents';
import { Customers } from './customers';
import { Directory } from './directory';
import { judge, Verdict } from './judge';
import { Operators } from './operators';
import { Releases } from './releases';
import { Watch } from './watch';
import { Chaos, Entry, Fault, Lab } from '../../src/lab';
import { Random } from '../../src/lab/random';
import { EventBridgeRoom } from '../../src/lab/services/eventbridge/eventbridge-room';
import { lackingWhenReady } from '../stories/promised';

export interface Wishes {
  readonly assembly: string;
  readonly tenants: number;
  readonly seed: number;
  readonly rate: number;
  /** Hears everything that happens after the deployment. */
  readonly listen?: (entry: Entry) => void;
}

export interface Report {
  readonly verdict: Verdict;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly why: Readonly<Record<string, number>>;
  readonly faults: readonly { fault: Fault; applied: number }[];
  readonly deeds: Readonly<Record<string, number>>;
  /** Tenants whose executions met a fault, as a share. */
  readonly hit: number;
  readonly creations: { calls: number; watched: number; refused: number };
  readonly virtualSeconds: number;
  readonly lab: Lab;
  /** Looks once more at how things stand now. */
  readonly judgeAgain: () => Verdict;
}

/** How long the play may last after the last request: more than anybody's patience and any run's time-out. */
const LONGEST = 20 * 24 * HOUR;
/** How long schedules tick on before it is looked whether all is quiet. */
const STEP = 12 * HOUR;

/** Deploys the platform on a fresh lab, and plays its enrolments under chaos until nothing moves any more. */
export async function play({ assembly, tenants, seed, rate, listen }: Wishes): Promise<Report> {
  const chaos = new Chaos({ seed, rate });
  const lab = new Lab({ seed, faults: chaos, accountQuota: 3 * tenants + 500 });
  await lab.deploy(assembly);
  if (listen) { lab.cloud.journal.listen(listen); }
  const deeds: Record<string, number> = {};
  const stage: Stage = { lab, random: new Random(`people ${seed}`), did: what => { deeds[what] = (deeds[what] ?? 0) + 1; } };
  const hit = hits(lab);
  const watch = new Watch(lab);
  const lackedWhenReady = lackingWhenReady(lab);
  const events = lab.cloud.room<EventBridgeRoom>('eventbridge');
  const swept = events.rules().some(({ schedule, enabled }) => schedule !== undefined && enabled);
  const lastly = lab.cloud.clock.now() + tenants * SECONDS_BETWEEN_REQUESTS * 1000 + LONGEST;
  const customers = new Customers(stage, lab.only('AWS::Events::EventBus'), swept);
  const operators = new Operators(stage, customers);

  const startedAt = lab.cloud.clock.now();
  customers.arrive(tenants);
  operators.plan(tenants);
  new Releases(stage).plan(tenants);
  chaos.begin();
  if (!swept) { await lab.play(); }
  // Quiet once is not enough: somebody may be about to ask again, or to redrive a run that is dead.
  for (let quiet = 0; swept && quiet < 2 && lab.cloud.clock.now() < lastly;) {
    const until = lab.cloud.clock.now() + STEP;
    events.startSchedules(until);
    await lab.play(until);
    quiet = isQuiet(lab) && !customers.isAnybodyWaiting() ? quiet + 1 : 0;
  }

  const judgeAgain = () => judge(stage, customers, operators, watch, lackedWhenReady);
  const records = [...new Directory(lab).records.values()];
  return {
    verdict: judgeAgain(),
    judgeAgain,
    lab,
    outcomes: count(records.map(({ state }) => state)),
    why: count(records.filter(({ state }) => state === 'failed').map(({ cause, error }) => `${cause?.split(':')[0]}: ${error}`)),
    faults: chaos.tally(),
    deeds,
    hit: hit.size / tenants,
    creations: watch,
    virtualSeconds: Math.round((lab.cloud.clock.now() - startedAt) / 1000),
  };
}

/** Nobody is on the way, so nothing is left for the sweeper. */
function isQuiet(lab: Lab): boolean {
  const settled = [...new Directory(lab).records.values()].every(({ state }) => state === 'ready' || state === 'failed');
  return settled && lab.states.executions().every(({ status }) => status !== 'RUNNING');
}

/** The tenants in whose executions a fault was applied. */
function hits(lab: Lab): ReadonlySet<string> {
  const hit = new Set<string>();
  const tenants = new Map<string, string>();
  lab.cloud.journal.listen(entry => {
    if (entry.type === 'execution' && entry.input !== undefined) { tenants.set(entry.execution, String((entry.input as { tenantId?: string }).tenantId)); }
    if (entry.type === 'fault' && entry.execution) { hit.add(tenants.get(entry.execution) ?? ''); }
  });
  return hit;
}

function count(words: readonly (string | undefined)[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const word of words) { counted[String(word)] = (counted[String(word)] ?? 0) + 1; }
  return counted;
}
