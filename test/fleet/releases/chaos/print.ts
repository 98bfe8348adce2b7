import { Report } from './play';
import { nameOf } from '../../../../src/lab';
import { kindOf } from '../../../chaos/print';

type Say = (line: string) => void;

export function isWell({ verdict }: Told): boolean {
  return Object.values(verdict).every(wrong => (wrong as string[]).length === 0);
}

/** What is told of several worlds. */
export type Told = Omit<Report, 'fleet' | 'judgeAgain'>;

export function sum(reports: readonly Told[]): Told {
  const largest = [...reports].sort((a, b) => b.largestPayload.bytes - a.largestPayload.bytes)[0];
  const most = (what: 'longestHistory' | 'largestRecord' | 'virtualHours') => Math.max(...reports.map(report => report[what]));
  return {
    verdict: Object.fromEntries(Object.keys(largest.verdict).map(name => [name, reports.flatMap(({ verdict }) => verdict[name as keyof Report['verdict']])])) as unknown as Report['verdict'],
    releases: reports.reduce((all, { releases }) => all + releases, 0),
    phases: added(reports.map(({ phases }) => phases)),
    because: added(reports.map(({ because }) => because)),
    failures: added(reports.map(({ failures }) => failures)),
    deeds: added(reports.map(({ deeds }) => deeds)),
    faults: reports.flatMap(({ faults }) => faults),
    longestHistory: most('longestHistory'),
    largestRecord: most('largestRecord'),
    virtualHours: most('virtualHours'),
    largestPayload: largest.largestPayload,
  };
}

export function print(report: Told, all: boolean, say: Say): void {
  say('What must not be');
  for (const [name, wrong] of Object.entries(report.verdict)) { say(`  ${name.padEnd(12)} ${String((wrong as string[]).length).padStart(6)}`); }
  say('');
  list(`What became of ${report.releases} releases`, report.phases, say);
  if (all) { list('Why they did not go forward', report.because, say); }
  list('Runs that failed', report.failures, say);
  list('Faults', added(report.faults.map(({ fault, applied }) => ({ [kindOf(fault)]: applied }))), say);
  if (all) { list('Faults one by one', added(report.faults.map(({ fault, applied }) => ({ [nameOf(fault)]: applied }))), say); }
  list('What people did', report.deeds, say);
  const { bytes, what } = report.largestPayload;
  say(`The longest history has ${report.longestHistory} events of 25,000; the largest payload ${bytes} bytes of 262,144 (${what}); the largest record ${report.largestRecord}`);
}

function list(title: string, counts: Readonly<Record<string, number>>, say: Say): void {
  say(title);
  const widest = Math.max(0, ...Object.keys(counts).map(name => name.length));
  for (const [name, number] of Object.entries(counts).sort(([a], [b]) => a < b ? -1 : 1)) { say(`  ${name.padEnd(widest)} ${String(number).padStart(6)}`); }
  say('');
}

function added(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const [name, number] of counts.flatMap(each => Object.entries(each))) { all[name] = (all[name] ?? 0) + number; }
  return all;
}
