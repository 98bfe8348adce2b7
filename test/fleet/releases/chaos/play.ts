import { Enrolments } from './enrolments';
import { ReleaseFaults } from './faults';
import { judge, Verdict } from './judge';
import { People } from './people';
import { HOUR, MINUTE, Stage } from './stage';
import { Versions } from './versions';
import { Watch } from './watch';
import { Chaos, Entry, Fault } from '../../../../src/lab';
import { Random } from '../../../../src/lab/random';
import { EventBridgeRoom } from '../../../../src/lab/services/eventbridge/eventbridge-room';
import { Fleet } from '../world';

export interface Wishes {
  readonly assembly: string;
  readonly releases: number;
  readonly tenants: number;
  readonly seed: number;
  readonly rate: number;
  /** Hears everything that happens from the first release on. */
  readonly listen?: (entry: Entry) => void;
}

export interface Report {
  readonly verdict: Verdict;
  readonly releases: number;
  readonly phases: Readonly<Record<string, number>>;
  readonly because: Readonly<Record<string, number>>;
  readonly failures: Readonly<Record<string, number>>;
  readonly deeds: Readonly<Record<string, number>>;
  readonly faults: readonly { fault: Fault; applied: number }[];
  readonly longestHistory: number;
  readonly largestPayload: { readonly bytes: number; readonly what: string };
  readonly largestRecord: number;
  readonly virtualHours: number;
  readonly fleet: Fleet;
  /** Looks once more at how things stand now. */
  readonly judgeAgain: () => Verdict;
}

/** What is asked for comes about an hour apart; then everybody has the time to come to an end. */
const BETWEEN = 70 * MINUTE;
const LAST_WISHES = 24 * HOUR;
const QUIET = 72 * HOUR;
const STEP = 12 * HOUR;

/** Plays some releases of a fleet under chaos, until nothing moves any more. */
export async function play({ assembly, releases, tenants, seed, rate, listen }: Wishes): Promise<Report> {
  const chaos = new Chaos({ seed, rate });
  const faults = new ReleaseFaults(chaos);
  const fleet = await Fleet.of(assembly, tenants, { seed, faults });
  const { lab: { cloud: { clock } } } = fleet;
  if (listen) { fleet.lab.cloud.journal.listen(listen); }
  const deeds: Record<string, number> = {};
  const startedAt = clock.now();
  const span = releases * BETWEEN;
  const random = new Random(`people ${seed}`);
  const versions = new Versions(random.fork('versions'), () => clock.now());
  const stage: Stage = {
    fleet, random, versions, notReady: new Map(), until: startedAt + span + LAST_WISHES + QUIET / 2,
    did: what => { deeds[what] = (deeds[what] ?? 0) + 1; },
  };
  const watch = new Watch(stage, faults);
  const people = new People(stage, Math.ceil((span + LAST_WISHES + QUIET) / (4 * HOUR)));
  clock.at(clock.now() + 1, () => { clock.background(people.plan(releases)); });
  new Enrolments(stage).plan(tenants, Math.ceil(releases / 3), span);
  faults.begin();
  clock.at(startedAt + span + LAST_WISHES, () => {
    faults.end();
    versions.end();
  });
  const events = fleet.lab.cloud.room<EventBridgeRoom>('eventbridge');
  for (let until = startedAt + STEP; until <= startedAt + span + LAST_WISHES + QUIET; until += STEP) {
    events.startSchedules(until);
    await fleet.lab.play(until);
  }
  await fleet.lab.play();
  return report(stage, people, watch, chaos, { deeds, startedAt });
}

function report(
  stage: Stage, people: People, watch: Watch, chaos: Chaos, { deeds, startedAt }: Pick<Report, 'deeds'> & { readonly startedAt: number },
): Report {
  const { fleet, versions } = stage;
  const all = fleet.items().filter(({ sk }) => String(sk).startsWith('RELEASE#'));
  return {
    verdict: judge(stage, people, watch),
    judgeAgain: () => judge(stage, people, watch),
    fleet,
    releases: all.length,
    phases: count(all.map(({ phase, kind, version }) => `${String(phase)}: ${kind === 'repair' ? 'a repair' : `wrong with it: ${versions.all.get(String(version))?.ill}`}`)),
    because: count(all.filter(({ because }) => because !== '' && because !== undefined).map(({ because }) => String(because).replace(/\d+/g, 'N').replace(/\bt?N\b/g, 'N').slice(0, 110))),
    failures: Object.fromEntries(watch.failures),
    deeds,
    faults: chaos.tally(),
    longestHistory: Math.max(...fleet.lab.states.executions().map(({ events }) => events)),
    largestPayload: watch.largestPayload,
    largestRecord: Math.max(...all.map(item => JSON.stringify(item).length)),
    virtualHours: Math.round((fleet.lab.cloud.clock.now() - startedAt) / HOUR),
  };
}

export function count(words: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const word of words) { counted[word] = (counted[word] ?? 0) + 1; }
  return counted;
}
