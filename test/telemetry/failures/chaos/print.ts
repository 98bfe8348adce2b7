import { Report } from './play';

export const isWell = ({ verdict }: Report): boolean => Object.values(verdict).every(wrong => wrong.length === 0);

/** What must not be first, then what was. */
export function print(report: Report, say: (line: string) => void): void {
  const { verdict, works, failures, deeds, states, redrives, faults, longestWayHours } = report;
  say('What must not be');
  for (const [name, wrong] of Object.entries(verdict)) { say(line(name, wrong.length)); }
  list('How failures stand', states, say);
  list(`What came of ${redrives.asked} redrives`, redrives.ended, say);
  list('Faults', faults, say);
  say('');
  say(`${works.length} pieces of work failed, ${failures} are on record, ${deeds} were done after they had been given back`);
  say(`The longest way to the record took ${longestWayHours.toFixed(1)} h`);
}

const line = (name: string, count: number) => `  ${name.padEnd(52)} ${String(count).padStart(7)}`;

function list(title: string, counts: Readonly<Record<string, number>>, say: (line: string) => void): void {
  say('');
  say(title);
  for (const [name, count] of Object.entries(counts).sort(([a], [b]) => a < b ? -1 : 1)) { say(line(name, count)); }
}
