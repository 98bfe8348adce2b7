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

/** What to print: the verdict stands last. */
export function report({ headline, complaints, unknown }: Judged, all: boolean): string[] {
  const indented = (some: readonly string[]) => some.map(line => `  ${line}`);
  const runTime = all
    ? ['Known only when it runs, and judged no further than this:', ...indented(unknown)]
    : [`${unknown.length} states hold what is known only when it runs, and is judged no further; npm run calls -- --all names it`];
  return [...unknown.length > 0 ? runTime : [], ...indented(complaints), headline];
}

async function main(args: string[], stop: AbortSignal): Promise<number> {
  const [option, ...more] = args;
  if (more.length > 0 || ![undefined, '--all', '--mistakes'].includes(option)) {
    throw new Error(`no such option: ${args.join(' ')}; npm run calls [-- --all | --mistakes]`);
  }
  if (option === '--mistakes') { return await tellMistakes(console.log) ? 0 : 1; }
  const judged = await judgeAll(stop);
  console.log(report(judged, option === '--all').join('\n'));
  return judged.complaints.length > 0 ? 1 : 0;
}

if (require.main === module) { program(main, 'nothing was judged'); }
