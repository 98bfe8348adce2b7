import { Broken } from './judge';
import { History } from './play';
import { Deed, tenantName, World } from './world';
import { Entry, Fault, isObject, nameOf } from '../../src/lab';

/** A world that broke a promise, as a story: who asks when, what goes wrong where, what came out. */
export function tell(history: History, broken: readonly Broken[]): string {
  const concerned = new Set(broken.map(({ tenantId }) => tenantId));
  return [
    'Who asks, and what people do', ...people(history.world),
    'What goes wrong', ...history.world.faults.map(fault => `  ${wrong(fault)}`),
    'What happens', ...happened(history, tenantId => concerned.has(undefined) || concerned.has(tenantId)),
    'What does not hold', ...broken.map(({ promise, tenantId, why }) => `  ${promise}${tenantId ? ` ${tenantId}` : ''}: ${why}`),
    `The world, to play it again\n  ${JSON.stringify(history.world)}`,
  ].join('\n');
}

function people({ asks, deeds, creationSeconds }: World): string[] {
  const lines = [
    ...asks.map(({ who, after, contents, way, times }) => ({
      after, line: `${tenantName(who)} asks ${way}${times > 1 ? `, ${times} times at once` : ''}${contents === 'same' ? '' : `, with ${contents === 'other' ? 'other contents' : contents}`}`,
    })),
    ...deeds.map(deed => ({ after: deed.after, line: `${tenantName(deed.who)}: somebody ${done(deed)}` })),
  ];
  return [`  creations take ${creationSeconds.join(' to ')} s`, ...lines.sort((a, b) => a.after - b.after).map(({ after, line }) => `  ${clock(after * 1000)} ${line}`)];
}

function done(deed: Deed): string {
  switch (deed.what) {
    case 'moves its account': return `${deed.what} to ${deed.to}`;
    case 'edits its record': return `${deed.what}: ${deed.so}`;
    case 'makes accounts for another team': return `${deed.what}, ${deed.calls}`;
    default: return deed.what;
  }
}

function wrong(fault: Fault): string {
  const { when, inState } = fault as { when?: string; inState?: string };
  return [
    nameOf(fault), fault.kind === 'error' && `${when} it took effect`, inState && fault.kind !== 'kill' && `in '${inState}'`,
    fault.mentions && `(${fault.mentions})`, fault.times !== 1 && `${fault.times ?? 1} times`, fault.skip && `after ${fault.skip} that go well`,
  ].filter(Boolean).join(' ');
}

/** One line for each stretch of a run between two things of note. */
function happened({ entries, askedAgain }: History, concerns: (tenantId: string) => boolean): string[] {
  const lines: string[] = [];
  const runs = new Map<string, { name: string; states: string[] }>();
  const [{ at: start }] = entries;
  const say = (at: string, line: string) => lines.push(`  ${clock(Date.parse(at) - Date.parse(start))} ${line}`);
  const flush = (at: string, execution = '') => {
    const run = runs.get(execution);
    if (run?.states.length) { say(at, `${run.name}: ${run.states.splice(0).join(' → ')}`); }
  };
  for (const entry of entries) {
    if (entry.type === 'execution' && entry.status === 'RUNNING' && !runs.has(entry.execution)) {
      const tenantId = isObject(entry.input) ? String(entry.input.tenantId) : 'nobody';
      if (!concerns(tenantId)) { continue; }
      runs.set(entry.execution, { name: `${tenantId}, run ${[...runs.values()].filter(({ name }) => name.startsWith(`${tenantId},`)).length + 1}`, states: [] });
    }
    if (entry.type === 'event' && entry.detailType.startsWith('Tenant') && isObject(entry.detail) && concerns(String(entry.detail.tenantId))) {
      for (const execution of runs.keys()) { flush(entry.at, execution); }
      say(entry.at, `${entry.detailType} ${String(entry.detail.tenantId)} ${String(entry.detail.accountId ?? entry.detail.reasons ?? '')}`);
    }
    const run = 'execution' in entry && entry.execution !== undefined ? runs.get(entry.execution) : undefined;
    if (!run) { continue; }
    if (entry.type === 'transition' && entry.event === 'entered') { run.states.push(entry.state); }
    const note = noteOf(entry);
    if (note) {
      flush(entry.at, (entry as { execution?: string }).execution);
      say(entry.at, `${run.name}: ${note}`);
    }
  }
  return [...lines, ...askedAgain.filter(concerns).map(tenantId => `  ${tenantId} had no answer when all was quiet, and asked once more`)];
}

function noteOf(entry: Entry): string | undefined {
  switch (entry.type) {
    case 'fault': return `** ${entry.fault}`;
    case 'execution': return entry.status === 'RUNNING' ? 'begins' : `ends ${[entry.status, entry.error, entry.cause].filter(Boolean).join(' ')}`;
    case 'transition': return entry.event === 'caught' ? `caught ${entry.error}` : undefined;
    case 'call': return entry.action === 'createAccount' || (entry.action === 'moveAccount' && entry.error === undefined)
      ? `${entry.action} → ${JSON.stringify(entry.error ?? entry.result).slice(0, 200)}` : undefined;
    default: return undefined;
  }
}

const clock = (milliseconds: number) =>
  new Date(milliseconds).toISOString().slice(milliseconds < 86_400_000 ? 11 : 8, 19);
