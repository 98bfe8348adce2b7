import { createHash } from 'crypto';
import jsonata from 'jsonata';
import { Expressions } from './expressions';
import { Clock } from '../clock';
import { Json } from '../json';
import { Random } from '../random';

/** Where expressions get time and chance from, so that a run is the same for the same seed. */
export interface Sources {
  readonly clock: Clock;
  readonly random: Random;
  /** What was read before. */
  readonly expressions?: Expressions;
}

const ALGORITHMS: Record<string, string> = { 'MD5': 'md5', 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };

/** The most elements that `$range` gives, as for States.ArrayRange. */
const LONGEST_RANGE = 1000;

/** Gives an expression the functions that Step Functions adds to JSONata, and takes away what it does not have. */
export function addFunctions(expression: jsonata.Expression, sources: Sources): void {
  const { clock, random } = sources;
  const written = jsonata('$fromMillis($millis, $picture, $timezone)');
  expression.registerFunction('partition', partition, '<a-n:a>');
  expression.registerFunction('range', range, '<nnn:a>');
  expression.registerFunction('hash', hash, '<s-s:s>');
  expression.registerFunction('random', (seed?: number) => (seed === undefined ? random : new Random(Math.floor(seed))).next(), '<n?:n>');
  expression.registerFunction('uuid', () => random.uuid(), '<:s>');
  expression.registerFunction('parse', parse, '<s-:x>');
  expression.registerFunction('shuffle', (list: Json[]) => shuffle(list, random), '<a:a>');
  expression.registerFunction('millis', () => Math.floor(clock.now()), '<:n>');
  expression.registerFunction('now', (picture?: string, timezone?: string) => picture === undefined && timezone === undefined
    ? new Date(clock.now()).toISOString()
    : written.evaluate(undefined, { millis: Math.floor(clock.now()), picture, timezone }), '<s?s?:s>');
  expression.assign('eval', undefined);
}

/**
 * Lets `$toMillis` read the virtual date: what its picture leaves out, it fills from the date of the frame it is called
 * in. That costs a call at each step of the evaluation, so it is done only where the function is used.
 */
export function setDate(expression: jsonata.Expression, clock: Clock): void {
  const onEntry = (_: unknown, __: unknown, frame: { timestamp: Date }) => { frame.timestamp = new Date(clock.now()); };
  expression.assign(Symbol.for('jsonata.__evaluate_entry') as unknown as string, onEntry);
}

function partition(list: Json[] | undefined, size: number): Json[][] | undefined {
  if (list === undefined) { return undefined; }
  const whole = Math.floor(size);
  if (!(whole > 0)) { throw new Error('The second argument of $partition must be a positive number'); }
  const parts: Json[][] = [];
  for (let at = 0; at < list.length; at += whole) { parts.push(list.slice(at, at + whole)); }
  return parts;
}

function range(first: number, last: number, step: number): number[] {
  const [from, to, by] = [first, last, step].map(Math.floor);
  if (by === 0) { throw new Error('The third argument of $range must not be 0'); }
  const length = Math.floor((to - from) / by) + 1;
  if (length > LONGEST_RANGE) { throw new Error(`$range gives at most ${LONGEST_RANGE} elements, asked for ${length}`); }
  return Array.from({ length: Math.max(0, length) }, (_, at) => from + at * by);
}

export function hash(text: string | undefined, algorithm: string): string | undefined {
  if (text === undefined) { return undefined; }
  const known = Object.prototype.hasOwnProperty.call(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
  if (!known) { throw new Error(`The second argument of $hash must be one of ${Object.keys(ALGORITHMS).join(', ')}, got ${algorithm}`); }
  return createHash(known).update(text, 'utf8').digest('hex');
}

export function parse(text: string | undefined): Json | undefined {
  return text === undefined ? undefined : JSON.parse(text) as Json;
}

function shuffle(list: Json[] | undefined, random: Random): Json[] | undefined {
  const mixed = list && [...list];
  for (let at = (mixed?.length ?? 0) - 1; mixed && at > 0; at--) {
    const other = random.whole(0, at);
    [mixed[at], mixed[other]] = [mixed[other], mixed[at]];
  }
  return mixed;
}
