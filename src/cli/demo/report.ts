import { Tried } from './attempts';
import { Observer, TenantStory } from './observer';
import { Promised } from './plan';
import { Played } from './release';
import { Seen } from './telemetry';
import { Execution, Lab, nameOf } from '../../lab';
import { bill, Charge, count, Spread, spread } from '../figures';

/** AWS's own limits, against which the line is measured. */
const CREATIONS_PER_SECOND = 0.1;
const PLACES = 5;

export interface Report {
  readonly tenants: number;
  readonly outcomes: Record<string, number>;
  readonly unanswered: string[];
  readonly secondsToReady: Spread;
  readonly line: {
    creations: number; refused: number; mostInFlight: number;
    seconds: number; shareOfRate: number; shareOfPlaces: number;
  };
  readonly transitions: { mean: number; p95: number; max: number };
  readonly usdPerTenant: number;
  readonly usd: Charge[];
  readonly promises: (Promised & { kept: boolean; saw: string })[];
  readonly faults: { fault: string; planned: number; applied: number }[];
  readonly accounts: { made: number; serving: number; orphaned: string[] };
  readonly tried: readonly Tried[];
  /** All that was played, releases too. */
  readonly virtualSeconds: number;
  /** None where the platform has no fleet. */
  readonly releases: readonly Played[];
  /** Not there where the platform has no telemetry. */
  readonly telemetry?: Seen;
}

/** Everything that can be said after the play, out of what was seen. */
export function reportOn(
  lab: Lab, observer: Observer, promises: readonly Promised[], directoryTable: string, tried: readonly Tried[],
): Omit<Report, 'releases' | 'telemetry' | 'virtualSeconds'> {
  const stories = [...observer.tenants.values()];
  const ready = stories.filter(story => story.outcome === 'ready');
  const executions = lab.states.executions();
  const calls = observer.creations;
  const span = calls.length > 1 ? (calls[calls.length - 1].at - calls[0].at) / 1000 : 0;
  const usd = bill(lab, observer.calls);
  return {
    tenants: stories.length,
    outcomes: count(stories.map(story => story.outcome ?? 'no answer')),
    unanswered: stories.filter(story => !story.outcome).map(story => story.tenantId),
    secondsToReady: spread(ready.map(story => Math.round((story.endedAt! - story.askedAt) / 1000))),
    line: {
      creations: calls.length,
      refused: calls.filter(call => call.error !== undefined).length,
      seconds: Math.round(span),
      shareOfRate: span ? (calls.length - 1) / span / CREATIONS_PER_SECOND : 0,
      shareOfPlaces: span ? observer.secondsInProgress / (PLACES * span) : 0,
      mostInFlight: observer.mostInFlight,
    },
    transitions: transitionsOf(executions),
    usdPerTenant: usd.reduce((sum, item) => sum + item.usd, 0) / Math.max(1, stories.length),
    usd,
    promises: promises.map(promise => verdict(promise, observer.tenants.get(promise.tenantId))),
    faults: lab.cloud.faults.tally()
      .map(({ fault, applied }) => ({ fault: nameOf(fault), planned: fault.times ?? 1, applied })),
    accounts: accountsOf(lab, directoryTable),
    tried,
  };
}

function verdict(promise: Promised, story?: TenantStory): Report['promises'][number] {
  const saw = story?.outcome ?? 'no answer';
  return { ...promise, kept: saw === promise.outcome, saw: [saw, story?.reason, ...story?.notes ?? []].filter(Boolean).join(' · ') };
}

/** Every member account belongs to a tenant on record, or it is an orphan. */
function accountsOf(lab: Lab, table: string): Report['accounts'] {
  const keys = lab.items(table).map(item => text(item.pk));
  const owned = new Set(keys.filter(key => key.startsWith('ACCOUNT#')).map(key => key.slice('ACCOUNT#'.length)));
  const made = lab.organization.accounts().filter(account => account.joinedMethod === 'CREATED').map(({ id }) => id);
  return { made: made.length, serving: owned.size, orphaned: made.filter(id => !owned.has(id)) };
}

const text = (value: unknown) => String((value as { S?: string } | undefined)?.S ?? '');

function transitionsOf(executions: readonly Execution[]): Report['transitions'] {
  const numbers = executions.filter(each => each.output?.includes('"ready"')).map(each => each.transitions);
  const { p95, max } = spread(numbers);
  return { mean: numbers.reduce((sum, each) => sum + each, 0) / Math.max(1, numbers.length), p95, max };
}
