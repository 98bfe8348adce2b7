import { assemblies, documentsOf } from './documents';
import { callOf, playedCalls } from './functions';
import { tellMistakes } from './seeded';
import { tasksOf } from './tasks';
import { Finding, judge } from './verdict';
import { program } from '../../build-tools/processes';
import { python } from '../python';

/** What was judged, and what there is to say of it. */
export interface Judged {
  readonly headline: string;
  readonly complaints: readonly string[];
  /** What nobody can judge before it runs, by state. */
  readonly unknown: readonly string[];
}

/** Judges all documents of the examples and the stories, and all handlers. */
export async function judgeAll(stop?: AbortSignal): Promise<Judged> {
  await python();
  const apps = await assemblies();
  stop?.throwIfAborted();
  const documents = apps.flatMap(documentsOf);
  apps.forEach(app => app.remove());
  const tasks = documents.map(({ name, definition }) => tasksOf(definition, name));
  const { calls: made, unplayed } = await playedCalls();
  stop?.throwIfAborted();
  const calls = [...tasks.flatMap(each => each.calls), ...made.map((each, at) => callOf(each, at))];
  const { complaints, unknown } = await judge(calls);
  const all = [...inEach(complaints), ...unplayed];
  const functions = new Set(made.map(({ name }) => name)).size;
  return {
    headline: `${calls.length} calls of ${documents.length} documents and ${functions} functions judged, ${all.length} complaints`,
    complaints: all,
    unknown: [...byState(unknown), ...tasks.flatMap(({ unjudged }) => unjudged)],
  };
}

/** A line for each, and for the documents that have the same one only once. */
function inEach(findings: readonly Finding[]): string[] {
  const lines = new Map<string, string[]>();
  for (const { call, what } of findings) {
    const line = `${call.state} (${call.service}:${call.action}): ${what}`;
    lines.set(line, [...lines.get(line) ?? [], call.document]);
  }
  return [...lines].map(([line, documents]) => `${[...new Set(documents)].join('; ')} / ${line}`);
}

function byState(findings: readonly Finding[]): string[] {
  const states = new Map<string, Set<string>>();
  for (const { call, what } of findings) { states.set(call.state, (states.get(call.state) ?? new Set()).add(what)); }
  return [...states].map(([state, values]) => `${state}: ${[...values].join(', ')}`);
}

async function main(args: string[], stop: AbortSignal): Promise<number> {
  const others = args.filter(arg => arg !== '--mistakes');
  if (others.length > 0) { throw new Error(`no such option: ${others.join(' ')}; npm run calls [-- --mistakes]`); }
  if (args.length > 0) { return await tellMistakes(console.log) ? 0 : 1; }
  const { headline, complaints, unknown } = await judgeAll(stop);
  console.log([headline, ...complaints.map(line => `  ${line}`)].join('\n'));
  if (unknown.length > 0) {
    console.log([`Known only when it runs, in ${unknown.length} states, and judged no further than this:`, ...unknown.map(line => `  ${line}`)].join('\n'));
  }
  return complaints.length > 0 ? 1 : 0;
}

if (require.main === module) { program(main, 'nothing was judged'); }
