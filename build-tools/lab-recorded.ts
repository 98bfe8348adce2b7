/* Plays executions that were recorded from AWS in the lab, and compares the histories. */
import { readFileSync } from 'fs';
import { difference } from './recorded/compare';
import { Recording } from './recorded/recording';
import { LeftOut, replay } from './recorded/replay';

interface Tally { agree: number; played: number }

async function main([file, ...options]: string[]): Promise<void> {
  if (!file) { throw new Error('which recordings? lab:recorded -- FILE [--at DATE] [--only TEXT]'); }
  const option = (name: string) => options.includes(name) ? options[options.indexOf(name) + 1] : undefined;
  // Recordings name moments in their future; the lab plays them at the present.
  const startsAt = new Date(option('--at') ?? Date.now());
  const recordings = (JSON.parse(readFileSync(file, 'utf8')) as Recording[]).filter(({ id }) => id.includes(option('--only') ?? ''));
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

void main(process.argv.slice(2));
