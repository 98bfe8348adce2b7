import { invalid } from '../errors';
import { attributeOf, copyValue, Item, Value } from '../values';
import { Path, pathText } from './substitutions';

/** Refuses two paths of which one lies inside the other, or which take the same thing for a list and for a map. */
export function checkApart(paths: readonly Path[], where: string): void {
  for (let later = 1; later < paths.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const clash = clashOf(paths[earlier], paths[later]);
      if (!clash) { continue; }
      throw invalid(`Invalid ${where}: Two document paths ${clash} with each other; must remove or rewrite one of these paths; `
        + `path one: ${pathText(paths[earlier])}, path two: ${pathText(paths[later])}`);
    }
  }
}

/** The parts of an item that lie at the paths: maps keep their names, lists close their gaps. */
export function project(item: Item, paths: readonly Path[]): Item {
  const wanted: Wanted = { parts: new Map() };
  for (const path of paths) { want(wanted, path); }
  return projectMap(item, wanted);
}

/** A tree of the steps of all paths; without parts, everything below is wanted. */
interface Wanted { parts?: Map<string | number, Wanted> }

function want(tree: Wanted, path: Path): void {
  let node = tree;
  for (const step of path) {
    node.parts ??= new Map();
    let part = node.parts.get(step);
    if (!part) { node.parts.set(step, part = {}); }
    node = part;
  }
}

function projectMap(item: Item, wanted: Wanted): Item {
  const result: Item = {};
  for (const [step, below] of wanted.parts!) {
    const value = attributeOf(item, String(step));
    const part = value && projectValue(value, below);
    if (part) { result[String(step)] = part; }
  }
  return result;
}

function projectValue(value: Value, wanted: Wanted): Value | undefined {
  if (!wanted.parts) { return copyValue(value); }
  if (value.M) {
    const map = projectMap(value.M, wanted);
    return Object.keys(map).length > 0 ? { M: map } : undefined;
  }
  if (!value.L) { return undefined; }
  const elements: Value[] = [];
  for (let at = 0; at < value.L.length; at++) {
    const below = wanted.parts.get(at);
    const element = below && projectValue(value.L[at], below);
    if (element) { elements.push(element); }
  }
  return elements.length > 0 ? { L: elements } : undefined;
}

function clashOf(one: Path, two: Path): 'overlap' | 'conflict' | undefined {
  for (let at = 0; at < one.length && at < two.length; at++) {
    if (typeof one[at] !== typeof two[at]) { return 'conflict'; }
    if (one[at] !== two[at]) { return undefined; }
  }
  return 'overlap';
}
