import { Ended, LineSeen, RecordSeen, Sweeper, World } from '../../../src/tenants/handlers/sweep';

const NOW = Date.parse('2026-01-05T12:00:00Z');
export const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const MACHINE = 'arn:aws:states:us-east-1:222222222222:stateMachine:enrolment';
export const runNamed = (name: string) => `${MACHINE.replace('stateMachine', 'execution')}:${name}`;

export const record = (over: Partial<RecordSeen> = {}): RecordSeen => ({
  state: 'creating', changedAt: ago(30), run: runNamed('first'), request: '{"tenantId":"acme"}', accountId: '', queuedAt: ago(40),
  stage: 'production', requestedBy: 'jane', error: '', cause: '', notes: '', toldBy: '', ...over,
});

export interface Scene {
  readonly line: LineSeen;
  readonly records: Record<string, RecordSeen>;
  readonly running: string[];
  readonly asleep: string[];
  readonly begun: string[];
  readonly over: Record<string, string>;
  readonly ended: Ended[];
  /** The error with which the run failed that ended. */
  readonly failedWith: string;
  /** Tenants that were given up before, with no record of them. */
  readonly gone: string[];
  /** Whom somebody else takes up while they are given up. */
  readonly contested: string[];
}

/** How Step Functions tells that the first run was ended from outside. */
export const stopped = (over: Partial<Ended> = {}): Ended =>
  ({ run: runNamed('first'), status: 'ABORTED', input: '{"tenantId":"acme"}', ...over });

/** A world of its own, and what was done to it. */
export function world(is: Partial<Scene> = {}) {
  const { line = { holders: [], waiting: [] }, records = {}, running = [], asleep = [], begun = [] } = is;
  const done: string[] = [];
  const runs = new Set(begun);
  const alive = new Set(running);
  const all: World = {
    now: () => NOW,
    line: async () => line,
    inLine: async () => line.waiting.map(each => each.who),
    record: async tenantId => records[tenantId],
    since: async (state, before) => Object.keys(records)
      .filter(each => records[each].state === state && records[each].changedAt < before),
    statusOf: async run => alive.has(run) ? 'RUNNING' : is.over?.[run],
    errorOf: async () => is.failedWith ?? '',
    ended: async () => is.ended ?? [],
    start: async (name, input) => {
      if (runs.has(name)) { return false; }
      runs.add(name);
      alive.add(runNamed(name));
      done.push(`start ${name.replace(/-[0-9a-f]{40}$/, '')} ${input}`);
      return true;
    },
    stop: async run => {
      alive.delete(run);
      done.push(`stop ${run.split(':').pop()}`);
    },
    runNamed,
    giveBack: async tenantId => { done.push(`give back ${tenantId}`); },
    tellFailure: async (tenantId, { run }) => {
      done.push(`tell ${tenantId}`);
      records[tenantId] = { ...records[tenantId], toldBy: run };
    },
    wasGivenUp: async tenantId => is.gone?.includes(tenantId) ?? false,
    giveUp: async tenantId => {
      done.push(`give up ${tenantId}`);
      return !is.contested?.includes(tenantId);
    },
    leaveLine: async item => { done.push(`leave ${item}`); },
    lookAgain: async token => {
      if (!asleep.includes(token)) { return false; }
      done.push(`look again ${token}`);
      return true;
    },
  };
  return { sweeper: new Sweeper(all), done };
}
