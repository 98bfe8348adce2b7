import { LIVE, read } from './recording';
import { Json, isObject } from '../../src/lab/json';

/** The words that recordings have in place of names and dates: with dashes, or the name of the field itself. */
const WORD = /^[a-z0-9]+([-_][a-z0-9]+)*$/i;
/** What differs between runs: ARNs, dates, addresses, identifiers. */
const VARIES = /^(arn:|https?:)|^\d{4}-\d\d-\d\d[T ]|^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$|__LIVE__|^[A-Za-z0-9+/=]{60,}$/;

/** Whether a recorded value and one of the lab's, at this place, are the same but for what differs between runs. */
export function alike(recorded: Json | undefined, ours: Json | undefined, path: readonly string[] = []): boolean {
  if (recorded === ours) { return true; }
  if (typeof recorded === 'string') { return alikeText(recorded, ours, path); }
  if (typeof ours === 'string') { return mayBeRead(path) && isTree(read(ours)) && alike(recorded, read(ours), path); }
  if (Array.isArray(recorded)) {
    return Array.isArray(ours) && ours.length === recorded.length
      && recorded.every((part, at) => alike(part, ours[at], [...path, String(at)]));
  }
  if (!isObject(recorded) || !isObject(ours)) { return false; }
  const names = new Set([...Object.keys(recorded), ...Object.keys(ours)]);
  return [...names].every(name => alike(recorded[name], ours[name], [...path, name]));
}

/** Whether a recording may have read the JSON at this place: the data of an event, and each variable. */
function mayBeRead([, field, ...rest]: readonly string[]): boolean {
  return rest.length === (field === 'assignedVariables' ? 1 : 0);
}

function isTree(value: Json): boolean {
  return typeof value === 'object' && value !== null;
}

function alikeText(recorded: string, ours: Json | undefined, path: readonly string[]): boolean {
  // A recording may hide a whole value behind its own place.
  if (recorded === path.slice(-2).join('.')) { return true; }
  if (ours === undefined) { return false; }
  if (typeof ours !== 'string') { return false; }
  const [left, right] = [read(recorded), read(ours)];
  if (isTree(left) && isTree(right)) { return alike(left, right, path); }
  if (/<[^<>]+>/.test(recorded) && pattern(recorded, /<?<[^<>]+>(?::\d+>)?/).test(ours)) { return true; }
  const [theirs, mine] = [recorded.split(':'), ours.split(':')];
  if (theirs[0] === 'arn' && theirs.length > 1 && mine.length === theirs.length && theirs.every((part, at) => alike(part, mine[at], path))) { return true; }
  if (ours.includes(LIVE) && pattern(ours, new RegExp(LIVE)).test(recorded)) { return true; }
  return WORD.test(recorded) && (VARIES.test(ours) || recorded === path[path.length - 1]);
}

/** Matches a text in which each hole may hold anything. */
function pattern(text: string, hole: RegExp): RegExp {
  const parts = text.split(hole).map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*?')}$`);
}
