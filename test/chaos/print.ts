import { Report } from './play';
import { Fault, nameOf } from '../../src/lab';

type Say = (line: string) => void;

/** What must be nothing at the end. */
const MUST_NOT = ['lost', 'duplicate', 'stuck', 'orphaned', 'violations', 'broken'] as const;
const MOST_EXAMPLES = 8;

/** The kinds of faults, as the report counts them. */
const KINDS = [
  'error before', 'error after', 'late before', 'late after', 'never before', 'never after', 'twice', 'crash', 'kill before', 'kill after',
  'creation', 'stack', 'delivery doubled', 'delivery delayed', 'delivery lost',
] as const;

export function kindOf(fault: Fault): string {
  switch (fault.kind) {
    case 'error': case 'kill': return `${fault.kind} ${fault.when}`;
    case 'late': return `${fault.seconds === undefined ? 'never' : 'late'} ${fault.when}`;
    case 'delivery': return `delivery ${fault.how}`;
    default: return fault.kind;
  }
}

/** Kinds of faults that never came. */
export function neverApplied({ faults }: Report): string[] {
  const came = new Set(faults.map(({ fault }) => kindOf(fault)));
  return KINDS.filter(kind => !came.has(kind));
}

/** From so many tenants on, each kind should have come by chance. */
const ENOUGH_TENANTS = 1000;

export function isWell(report: Report, tenants: number): boolean {
  return MUST_NOT.every(name => report.verdict[name].length === 0)
    && (tenants < ENOUGH_TENANTS || neverApplied(report).length === 0);
}

/** What there is to say of kinds that never came: a failure only where there were tenants enough. */
export function sayNeverApplied(report: Report, tenants: number, say: Say): void {
  const missing = neverApplied(report).map(kind => `'${kind}'`).join(', ');
  if (missing === '') { return; }
  say(tenants < ENOUGH_TENANTS
    ? `Note: no fault of the kind ${missing} came. Fewer than ${ENOUGH_TENANTS} tenants may be too few for that.`
    : `FAILS: no fault of the kind ${missing} came.`);
}

export function print(report: Report, all: boolean, say: Say): void {
  const { verdict, outcomes, why, deeds, faults, hit, creations } = report;
  say('What must not be');
  for (const name of MUST_NOT) {
    say(`  ${name.padEnd(12)} ${String(verdict[name].length).padStart(6)}`);
    for (const each of verdict[name].slice(0, all ? Infinity : MOST_EXAMPLES)) { say(`    ${each}`); }
  }
  say('');
  list('Outcomes', outcomes, say);
  list('Why tenants failed', why, say);
  list('Faults', sums(faults.map(({ fault, applied }) => [kindOf(fault), applied])), say);
  if (all) { list('Faults one by one', sums(faults.map(({ fault, applied }) => [nameOf(fault), applied])), say); }
  list('What people did', deeds, say);
  const percent = (100 * hit).toFixed(1);
  say(`${percent} % of the tenants met a fault in their runs; ${creations.calls} calls of CreateAccount, ${creations.watched} of them as the platform meant them, ${creations.refused} refused for AWS's limits`);
}

function list(title: string, counts: Readonly<Record<string, number>>, say: Say): void {
  say(title);
  const widest = Math.max(0, ...Object.keys(counts).map(name => name.length));
  for (const [name, number] of Object.entries(counts).sort(([a], [b]) => a < b ? -1 : 1)) { say(`  ${name.padEnd(widest)} ${String(number).padStart(6)}`); }
  say('');
}

function sums(pairs: readonly (readonly [string, number])[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const [name, number] of pairs) { sum[name] = (sum[name] ?? 0) + number; }
  return sum;
}
