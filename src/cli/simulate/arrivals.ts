import { existsSync, readFileSync } from 'node:fs';
import { isObject, Json } from '../../lab';
import { grouped } from '../words';

/** Tenants who ask together: at once, or evenly over a length of time. */
export interface Batch {
  /** As its line says it. */
  readonly label: string;
  /** When the first one asks, in milliseconds since 1970. */
  readonly at: number;
  /** When each one asks, in milliseconds after the first one. */
  readonly after: readonly number[];
}

/** What is wrong, or the batches in the order of time. */
export interface Arrivals {
  readonly batches: readonly Batch[];
  readonly complaints: readonly string[];
}

/** One line as it was written. */
interface Line {
  readonly where: string;
  readonly time: string;
  readonly tenants: string;
  readonly over?: string;
  /** Why it cannot be read. */
  readonly broken?: string;
}

/** Where times without a date begin: a Monday morning. */
export const MONDAY = Date.UTC(2026, 0, 5, 9);

const MOST_TENANTS = 100_000;

/** Who asks at once is still one after the other: 100 a second, which EventBridge takes in every Region. */
const AT_ONCE_MILLISECONDS = 10;

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['s', 1], ['second', 1], ['min', 60], ['minute', 60], ['h', 3600], ['hour', 3600], ['day', 86400], ['week', 604800],
]);

const SHORT = /^(\d+(?:\/\w+)?)(?: over (.+))?$/;

export const ARRIVALS_HELP = "'2000', '500 over 8 hours' or '40/day over 30 days'";

/** Reads a file of arrivals, or a short form of them. */
export function readArrivals(text: string): Arrivals {
  const refuse = (...complaints: string[]): Arrivals => (
    { batches: [], complaints: complaints.map(complaint => `--arrivals ${text}: ${complaint}`) });
  const [, tenants, over] = SHORT.exec(text) ?? [];
  if (tenants === undefined && !existsSync(text)) {
    return refuse(`is no file, nor written like ${ARRIVALS_HELP} (docs/simulate.md)`);
  }
  try {
    const lines = tenants === undefined ? linesOf(readFileSync(text, 'utf8')) : [{ where: '', time: '+0 s', tenants, over }];
    const { batches, complaints } = batchesOf(lines);
    return complaints.length > 0 ? refuse(...complaints) : { batches, complaints };
  } catch (error) {
    return refuse((error as Error).message);
  }
}

function linesOf(content: string): Line[] {
  const text = content.replace(/^\uFEFF/, '').trim();
  return text.startsWith('[') || text.startsWith('{') ? jsonLines(text) : csvLines(text);
}

function csvLines(text: string): Line[] {
  const rows = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), where: `line ${index + 1}: ` }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'));
  const [head, ...rest] = rows.map(({ line, where }) => ({ where, cells: line.split(',').map(unquoted) }));
  if (!head || !/^time,tenants(,over)?$/.test(head.cells.join())) {
    throw new Error(`the first line must be 'time,tenants' or 'time,tenants,over', got '${head?.cells.join() ?? ''}'`);
  }
  return rest.map(({ where, cells: [time, tenants = '', over, ...more] }) => {
    const broken = more.length > 0 ? `has ${more.length + 3} columns; there are time, tenants, over` : undefined;
    return { where, time, tenants, over: over || undefined, broken };
  });
}

const unquoted = (cell: string): string => cell.trim().replace(/^"(.*)"$/, '$1').trim();

function jsonLines(text: string): Line[] {
  let content: Json;
  try {
    content = JSON.parse(text) as Json;
  } catch (error) {
    throw new Error(`cannot be read as JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(content)) { throw new Error('must hold an array: [{"time": "2026-01-05T09:00Z", "tenants": 2000}]'); }
  return content.map((each, index) => {
    const where = `[${index}]: `;
    if (!isObject(each)) { return { where, time: '', tenants: '', broken: `must be an object, got ${JSON.stringify(each)}` }; }
    const { time = '', tenants = '', over, ...more } = each;
    const [unknown] = Object.keys(more);
    const broken = unknown === undefined ? undefined : `the field '${unknown}' is unknown; there are time, tenants, over`;
    return {
      where, time: String(time), tenants: String(tenants), over: over === undefined ? undefined : String(over), broken,
    };
  });
}

function batchesOf(lines: readonly Line[]): Arrivals {
  const complaints: string[] = [];
  const start = Math.min(...lines.map(line => Date.parse(utc(line.time))).filter(time => !Number.isNaN(time)));
  const base = Number.isFinite(start) ? start : MONDAY;
  const batches = lines.map((line): Batch => {
    const about = (what: string) => complaints.push(line.where + what);
    const at = timeOf(line.time, base);
    if (line.broken !== undefined) {
      about(line.broken);
      return { label: '', at, after: [] };
    }
    if (Number.isNaN(at)) {
      about(`'time' must be a date such as 2026-01-05, a time such as 2026-01-05T09:00Z or what passes before it such as '+2 days', got '${line.time}'`);
    }
    return { label: labelOf(line), at, after: aftersOf(line, about) };
  });
  const tenants = batches.reduce((sum, { after }) => sum + after.length, 0);
  if (complaints.length === 0 && tenants === 0) { complaints.push('nobody asks; write a line such as 2026-01-05T09:00Z,2000'); }
  if (tenants > MOST_TENANTS) {
    complaints.push(`${grouped(tenants)} tenants are more than the ${grouped(MOST_TENANTS)} that can be played; take a part of them`);
  }
  return { batches: batches.sort((a, b) => a.at - b.at), complaints };
}

const labelOf = ({ time, tenants, over }: Line): string =>
  [tenants, over && `over ${over}`, time !== '+0 s' && (time.startsWith('+') ? `after ${time.slice(1)}` : `at ${time}`)].filter(Boolean).join(' ');

/** A time without a zone is UTC, wherever the machine stands. */
const utc = (time: string): string => /T[\d:.]+$/.test(time) ? `${time}Z` : time;

function timeOf(time: string, base: number): number {
  if (time.startsWith('+')) { return base + 1000 * secondsOf(time.slice(1)); }
  return /^\d{4}-\d\d-\d\d(T|$)/.test(time) ? Date.parse(utc(time)) : NaN;
}

/** `90 min`, `8 hours`, `2 d`; NaN for anything else. */
function secondsOf(text: string): number {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?) ?([a-z]+)\s*$/.exec(text) ?? [];
  const seconds = unit === undefined ? undefined : SECONDS.get(unit) ?? SECONDS.get(unit.replace(/s$/, ''));
  return seconds === undefined ? NaN : Number(number) * seconds;
}

/** When each one asks. Complains, and then says that nobody does. */
function aftersOf({ tenants, over }: Line, about: (what: string) => void): number[] {
  const seconds = over === undefined ? undefined : secondsOf(over);
  const [, number, unit] = /^(\d{1,9})(?:\/(\w+))?$/.exec(tenants) ?? [];
  const each = unit === undefined ? undefined : SECONDS.get(unit);
  const isNumber = Number(number) >= 1 && (unit === undefined || each !== undefined);
  const isLength = seconds === undefined || seconds > 0;
  if (!isNumber) { about(`'tenants' must be a whole number from 1 on, or a rate such as 40/day or 5/hour, got '${tenants}'`); }
  if (!isLength) { about(`'over' must be a length of time such as '8 hours' or '30 days', got '${over}'`); }
  if (!isNumber || !isLength) { return []; }
  if (each !== undefined && seconds === undefined) {
    about(`a rate such as '${tenants}' needs 'over', such as '30 days'`);
    return [];
  }
  // A rate begins with its first tenant at once, so that 1/day over 3 days are three.
  const all = each === undefined ? Number(number) : Math.ceil(Number(number) * seconds! / each - 1e-9);
  const apart = seconds === undefined ? AT_ONCE_MILLISECONDS : 1000 * seconds / all;
  return Array.from({ length: Math.min(all, MOST_TENANTS + 1) }, (_, index) => Math.round(index * apart));
}
