import { Batch } from './arrivals';
import { bottleneckOf, LineUse, lineUse, Need, needsOf } from './needs';
import { Phases, Standing, Stretch, Way } from './phases';
import { Played } from './play';
import { bill, Charge, count, Spread, spread } from '../figures';

export interface BatchReport {
  readonly label: string;
  readonly at: string;
  readonly tenants: number;
  readonly ready: number;
  /** Absent when nobody became ready. */
  readonly secondsToReady?: Spread;
  /** Absent when nobody became ready. */
  readonly lastReadyAt?: string;
}

/** How things stand at a moment. */
export interface Moment extends Standing {
  /** How many places of the line are taken: by accounts being made, and by finished ones that nobody has looked at. */
  readonly places: number;
}

/** What a simulation says. Moments are ISO 8601 in UTC, lengths of time are seconds. */
export interface SimulationReport {
  readonly existing: number;
  readonly accountsBefore: number;
  readonly accountsMade: number;
  readonly tenants: number;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Why tenants did not become ready, and how many. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly firstAsksAt: string;
  readonly lastAsksAt: string;
  /** Absent when nobody became ready, as are the times to it and the cost of each. */
  readonly lastReadyAt?: string;
  readonly secondsToReady?: Spread;
  readonly meanSeconds: { readonly inLine: number; readonly creating: number; readonly onboarding: number };
  readonly batches: readonly BatchReport[];
  readonly longestLine: { readonly tenants: number; readonly at: string };
  readonly line: LineUse;
  readonly standings: readonly Moment[];
  readonly needs: readonly Need[];
  /** How often AWS answered that it was too much. */
  readonly refused: Readonly<Record<string, number>>;
  readonly bottleneck: string;
  readonly usd: readonly Charge[];
  readonly usdTotal: number;
  readonly usdPerTenant?: number;
  /** Resources of the app that the lab does not play, by type. */
  readonly notModelled: Readonly<Record<string, number>>;
}

/** How many moments the course of things is told at, beside the one at which the line is longest. */
const MOMENTS = 48;

export function reportOn(
  played: Played, batches: readonly Batch[], plan: { existing: number; accountQuota?: number },
): SimulationReport {
  const { lab, watch, accountsBefore, tenants } = played;
  const ways = tenants.map(names => names.map(name => watch.way(name)));
  const all = ways.flat();
  const phases = new Phases(all);
  const use = lineUse(played, phases);
  const ready = all.filter(way => way.ready);
  const reasons = count(all.filter(way => !way.ready).map(way => way.reason || 'no answer'));
  const usd = bill(lab, watch.calls);
  const usdTotal = usd.reduce((sum, charge) => sum + charge.usd, 0);
  const line = phases.most('inLine');
  return {
    existing: plan.existing,
    accountsBefore,
    accountsMade: watch.made,
    tenants: all.length,
    outcomes: count(all.map(way => way.outcome ?? 'no answer')),
    reasons,
    firstAsksAt: iso(Math.min(...all.map(way => way.askedAt))),
    lastAsksAt: iso(latest(all.map(way => way.askedAt))),
    ...toReady(all),
    meanSeconds: { inLine: phases.mean('inLine'), creating: phases.mean('creating'), onboarding: phases.mean('onboarding') },
    batches: batches.map(({ label, at }, index) => ({
      label,
      at: iso(at),
      tenants: ways[index].length,
      ready: ways[index].filter(way => way.ready).length,
      ...toReady(ways[index]),
    })),
    longestLine: { tenants: line.number, at: iso(line.at) },
    line: use,
    standings: course(phases, all, line.at, watch.held()),
    needs: needsOf(played, phases, use, plan.accountQuota),
    refused: Object.fromEntries(watch.refused),
    bottleneck: bottleneckOf(played, phases, use, reasons, plan.accountQuota),
    usd,
    usdTotal,
    ...(ready.length > 0 && { usdPerTenant: usdTotal / ready.length }),
    notModelled: count(lab.stacks.flatMap(stack => stack.notModelled.map(({ type }) => type))),
  };
}

const iso = (time: number): string => new Date(time).toISOString();

const latest = (times: readonly number[]): number => times.reduce((a, b) => Math.max(a, b), -Infinity);

/** How long it took, and until when. */
function toReady(ways: readonly Way[]): { secondsToReady?: Spread; lastReadyAt?: string } {
  const ready = ways.filter(way => way.ready);
  return ready.length === 0 ? {} : {
    secondsToReady: spread(ready.map(({ askedAt, endedAt }) => Math.round((endedAt! - askedAt) / 1000))),
    lastReadyAt: iso(latest(ready.map(({ endedAt }) => endedAt!))),
  };
}

/** What has to be done before the first tenant asks. */
export const firstOf = ({ needs }: SimulationReport): string[] => needs.flatMap(({ first }) => first ?? []);

/** From the first request to the last answer, evenly, and the moment at which the line is longest. */
function course(phases: Phases, ways: readonly Way[], longest: number, held: readonly Stretch[]): Moment[] {
  const from = ways.reduce((least, { askedAt }) => Math.min(least, askedAt), Infinity);
  const to = latest(ways.map(({ askedAt, endedAt }) => endedAt ?? askedAt));
  const evenly = Array.from({ length: MOMENTS + 1 }, (_, index) => Math.round(from + index * (to - from) / MOMENTS));
  const places = (at: number) => held.filter(stretch => stretch.from <= at && at < stretch.to).length;
  return [...new Set([...evenly, longest])].sort((a, b) => a - b).map(at => ({ ...phases.at(at), places: places(at) }));
}
