import { FailureFaults } from './faults';
import { Givings, judge, Verdict, Work } from './judge';
import { nameOf } from '../../../../src/lab';
import { Random } from '../../../../src/lab/random';
import { centralFailuresBusName } from '../../../../src/telemetry/contract';
import { FUNCTION, NAME, OBSERVABILITY, QUICK_FUNCTION } from '../platform';
import { World } from '../world';

export interface Wishes {
  readonly assembly: string;
  readonly tenants: number;
  readonly failures: number;
  readonly seed: number;
  readonly rate: number;
}

export interface Report {
  readonly verdict: Verdict;
  readonly world: World;
  readonly works: readonly Work[];
  readonly givings: Givings;
  /** Looks once more at how things stand now, by what ought to be there. */
  readonly judgeAgain: (works?: readonly Work[]) => Verdict;
  /** Of the failures, by state. */
  readonly states: Readonly<Record<string, number>>;
  readonly failures: number;
  readonly deeds: number;
  readonly redrives: { readonly asked: number; readonly ended: Readonly<Record<string, number>> };
  readonly faults: Readonly<Record<string, number>>;
  /** Hours that the last failure took from its end to its record. */
  readonly longestWayHours: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Work fails for two hours; in the second half of the first the bus goes away. */
const SPAN = 2 * HOUR;
const AWAY = { from: HOUR / 2, until: 3 * HOUR / 2 };
/** Some of it is too big for an item. */
const BIG = 'x'.repeat(5000);

/** Lets work fail, has it given back some times, and looks at what came of it when all is quiet. */
export async function play({ assembly, tenants, failures, seed, rate }: Wishes): Promise<Report> {
  const startsAt = Date.parse('2026-01-05T09:00:00Z');
  const moment = (after: number) => new Date(startsAt + after).toISOString();
  // Enrolling takes some minutes of virtual time; the day begins an hour later.
  const faults = new FailureFaults(seed, rate, {
    bus: centralFailuresBusName(NAME), account: OBSERVABILITY.account,
    from: moment(HOUR + AWAY.from), until: moment(HOUR + AWAY.until),
  });
  const world = await World.of(assembly, tenants, { seed, faults, startsAt: new Date(startsAt) });
  const random = new Random(`chaos ${seed}`);
  const works = Array.from({ length: failures }, (_, index): Work => ({
    tenant: index % tenants, n: index, isPoison: random.next() < 0.01, ...random.next() < 0.01 && { pad: BIG },
  }));
  await world.play((startsAt + HOUR - world.lab.cloud.clock.now()) / HOUR);
  const givings = new Givings();
  givings.begin(() => 1);
  const isGiven = (fails: (work: Work) => boolean): World['fails'] => (payload, _, requestId) => {
    const work = payload as unknown as Work;
    givings.note(work, requestId);
    return fails(work);
  };
  world.fails = isGiven(() => true);
  faults.begin();
  for (const work of works) {
    later(world, random.whole(1, SPAN), work, random.next() < 0.1 ? QUICK_FUNCTION : FUNCTION);
  }
  await world.play();
  const recorded = world.failures().length;
  world.fails = isGiven(({ isPoison }) => isPoison);
  const redrives = await redriveAll(world, tenants, faults, random, givings);
  const all = world.failures();
  return {
    world, works, givings, failures: recorded, redrives, deeds: world.deeds.length,
    verdict: judge(world, works, givings),
    judgeAgain: (expected = works) => judge(world, expected, givings),
    states: count(all.map(({ state }) => state)),
    faults: Object.fromEntries(faults.tally().map(({ fault, applied }) => [nameOf(fault), applied])),
    longestWayHours: Math.max(0, ...all.map(({ at, receivedAt }) => (Date.parse(receivedAt) - Date.parse(at)) / HOUR)),
  };
}

function later(world: World, after: number, work: Work, FunctionName: string): void {
  const { clock } = world.lab.cloud;
  clock.at(clock.now() + after, () => {
    const place = { account: world.accountOf(work.tenant), region: OBSERVABILITY.region };
    const Payload = JSON.stringify(work);
    clock.background(world.call(place, 'lambda', 'invoke', { FunctionName, InvocationType: 'Event', Payload }));
  });
}

/** Everybody's failures are given back while much goes wrong, some of them by two people at once; then in peace. */
async function redriveAll(
  world: World, tenants: number, faults: FailureFaults, random: Random, givings: Givings,
): Promise<Report['redrives']> {
  const runs = [];
  for (const isQuiet of [false, false, true]) {
    if (isQuiet) { faults.end(); }
    const people = Array.from({ length: tenants }, () => random.next() < 0.1 ? 2 : 1);
    givings.begin(tenant => people[tenant]);
    for (let tenant = 0; tenant < tenants; tenant++) {
      for (let person = 0; person < people[tenant]; person++) {
        runs.push(world.redrive({ accountId: world.accountOf(tenant), perSecond: 50 }));
      }
    }
    await world.play();
    // Whoever died at one is not waited for any longer.
    await world.play(1);
  }
  return { asked: runs.length, ended: count(runs.map(({ status, error }) => `${status} ${error ?? ''}`)) };
}

function count(words: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const word of words) { counted[word] = (counted[word] ?? 0) + 1; }
  return counted;
}
