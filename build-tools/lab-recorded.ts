/* Plays executions that were recorded from AWS in the lab, and compares the histories. */
import { difference } from './recorded/compare';
import { readRecordings } from './recorded/recording';
import { LeftOut, replay } from './recorded/replay';
import { readOptions } from '../src/cli/options';

interface Tally { agree: number; played: number }

const USAGE = 'npm run lab:recorded -- FILE [--at DATE] [--only TEXT]';

async function main([file = '--', ...args]: string[]): Promise<void> {
  if (file.startsWith('--')) { throw new Error(`which recordings? ${USAGE}; docs/recordings.md has the form of the file`); }
  const { values: { at, only = '' }, complaints: misread } = readOptions(args, { at: 'value', only: 'value' });
  const complaints = [...misread];
  // Recordings name moments in their future; the lab plays them at the present.
  const startsAt = new Date(at ?? Date.now());
  if (Number.isNaN(startsAt.getTime())) { complaints.push(`--at must be a date, got '${at}'`); }
  if (complaints.length > 0) { throw new Error([...complaints, USAGE].join('\n')); }
  const recordings = readRecordings(file).filter(({ id }) => id.includes(only));
  if (recordings.length === 0) { throw new Error(`no recording in '${file}' has '${only}' in its id`); }
  const tallies = { offline: { agree: 0, played: 0 }, live: { agree: 0, played: 0 } };
  const leftOut = new Map<string, string[]>();
  const differences: string[] = [];

  for (const recording of recordings) {
    const tally: Tally = recording.live ? tallies.live : tallies.offline;
    try {
      const first = difference(recording.events, await replay(recording, startsAt));
      tally.played++;
      if (!first) { tally.agree++; continue; }
      differences.push(`${recording.id}\n  recorded: ${JSON.stringify(first.recorded)}\n  ours:     ${JSON.stringify(first.ours)}`);
    } catch (error) {
      const reason = error instanceof LeftOut || /^the lab does not/.test((error as Error).message) ? (error as Error).message : undefined;
      if (reason !== undefined) { leftOut.set(reason, [...leftOut.get(reason) ?? [], recording.id]); continue; }
      tally.played++;
      differences.push(`${recording.id}\n  ${String(error)}`);
    }
  }

  const { offline, live } = tallies;
  console.log(`agree ${offline.agree + live.agree} of ${offline.played + live.played}`);
  console.log(`  without live resources: ${offline.agree} of ${offline.played}`);
  console.log(`  with live resources:    ${live.agree} of ${live.played}`);
  for (const text of differences) { console.log(`\n${text}`); }
  for (const [reason, ids] of leftOut) { console.log(`\nleft out, ${ids.length}: ${reason}\n${ids.map(id => `  ${id}`).join('\n')}`); }
  process.exitCode = differences.length > 0 ? 1 : 0;
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.name === 'Error' ? error.message : error);
  process.exitCode = 2;
});
