import { invalid, Limits } from '../errors';
import { addNumbers, subtractNumbers } from '../numbers';
import { attributeOf, copyItem, copyValue, Item, typeOf, Value } from '../values';
import { PathNode, SetOperand, SetValue, Update, ValueNode } from './ast';
import { checkApart } from './paths';
import { Path, Substitutions } from './substitutions';

const BAD_TYPE = 'An operand in the update expression has an incorrect data type';
const BAD_PATH = 'The document path provided in the update expression is invalid for update';
/** How complaints about ADD and DELETE name the types. */
const LONG_NAMES: Readonly<Record<string, string>> = {
  S: 'STRING', N: 'NUMBER', B: 'BINARY', NULL: 'NULL', BOOL: 'BOOLEAN', L: 'LIST', M: 'MAP',
};

/** Everything that an update touches. */
export function updatedPaths(update: Update, given: Substitutions): Path[] {
  return [
    ...update.set.map(({ path }) => path), ...update.remove,
    ...update.add.map(({ path }) => path), ...update.delete.map(({ path }) => path),
  ].map(path => given.path(path));
}

/** Refuses what is wrong whatever the item holds. */
export function checkUpdate(update: Update, where: string, given: Substitutions): void {
  for (const { value } of update.set) { checkSetValue(value, where, given); }
  for (const [operator, actions] of [['ADD', update.add], ['DELETE', update.delete]] as const) {
    for (const { value } of actions) {
      const type = typeOf(given.value(value));
      if (LONG_NAMES[type] === undefined || (operator === 'ADD' && type === 'N')) { continue; }
      throw invalid(`Invalid ${where}: Incorrect operand type for operator or function; operator: ${operator}, operand type: ${LONG_NAMES[type]}`);
    }
  }
  checkApart(updatedPaths(update, given), where);
}

/** The item after an update. The old one stays as it is, and everything is computed from it. */
export function applyUpdate(update: Update, old: Item, given: Substitutions, limits: Limits): Item {
  return new Application(old, given, limits).run(update);
}

function checkSetValue(value: SetValue, where: string, given: Substitutions): void {
  const wants = (operand: SetOperand, type: 'N' | 'L', name: string) => {
    const literal = operand.kind === 'value' ? given.value(operand) : undefined;
    if (literal && literal[type] === undefined) {
      throw invalid(`Invalid ${where}: Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${typeOf(literal)}`);
    }
    checkSetValue(operand, where, given);
  };
  switch (value.kind) {
    case 'plus': case 'minus':
      [value.left, value.right].forEach(operand => wants(operand, 'N', value.kind === 'plus' ? '+' : '-'));
      return;
    case 'list_append':
      [value.left, value.right].forEach(operand => wants(operand, 'L', 'list_append'));
      return;
    case 'if_not_exists':
      checkSetValue(value.otherwise, where, given);
  }
}

/** Where a value goes: a map and a name, or a list and an index. */
type Place = { readonly map: Item; readonly name: string } | { readonly list: Value[]; readonly index: number };

class Application {
  private readonly item: Item;

  constructor(private readonly old: Item, private readonly given: Substitutions, private readonly limits: Limits) {
    this.item = copyItem(old);
  }

  public run(update: Update): Item {
    // Indexes mean the list as it was, so every place is found before the first change.
    const sets = update.set.map(({ path, value }) =>
      ({ place: this.place(path), value: copyValue(this.compute(value)) }));
    const removals = update.remove.map(path => this.place(path)).filter(place => this.at(place) !== undefined);
    for (const { path, value } of update.add) { sets.push({ place: this.place(path), value: this.sum(path, value) }); }
    for (const { path, value } of update.delete) {
      const place = this.place(path);
      const rest = this.difference(path, value);
      if (rest) { sets.push({ place, value: rest }); } else if (this.at(place)) { removals.push(place); }
    }
    // Elements beyond the end are appended in the order of their indexes.
    sets.sort((a, b) => indexOf(a.place) - indexOf(b.place)).forEach(({ place, value }) => put(place, value));
    removals.sort((a, b) => indexOf(b) - indexOf(a)).forEach(take);
    return this.item;
  }

  private place(node: PathNode): Place {
    const path = this.given.path(node);
    const last = path[path.length - 1];
    const parent: Value | undefined = path.length === 1
      ? { M: this.item }
      : this.given.find({ kind: 'path', steps: node.steps.slice(0, -1) }, this.item);
    if (typeof last === 'number' ? !parent?.L : !parent?.M) { throw invalid(BAD_PATH); }
    return typeof last === 'number' ? { list: parent!.L!, index: last } : { map: parent!.M!, name: last };
  }

  private at(place: Place): Value | undefined {
    return 'map' in place ? attributeOf(place.map, place.name) : place.list[place.index];
  }

  private compute(value: SetValue): Value {
    switch (value.kind) {
      case 'value': return this.given.value(value);
      case 'path': {
        const found = this.given.find(value, this.old);
        if (!found) { throw invalid('The provided expression refers to an attribute that does not exist in the item'); }
        return found;
      }
      case 'if_not_exists': return this.given.find(value.path, this.old) ?? this.compute(value.otherwise);
      case 'list_append': {
        const left = this.compute(value.left).L;
        const right = this.compute(value.right).L;
        if (!left || !right) { throw invalid(BAD_TYPE); }
        return { L: [...left, ...right] };
      }
      case 'plus': case 'minus': {
        const left = this.compute(value.left).N;
        const right = this.compute(value.right).N;
        if (left === undefined || right === undefined) { throw invalid(BAD_TYPE); }
        return { N: value.kind === 'plus' ? addNumbers(left, right, this.limits) : subtractNumbers(left, right, this.limits) };
      }
    }
  }

  /** What ADD makes of the value that is there. */
  private sum(path: PathNode, node: ValueNode): Value {
    const value = this.given.value(node);
    const found = this.given.find(path, this.old);
    if (!found) { return copyValue(value); }
    const type = typeOf(value) as 'N' | 'SS' | 'NS' | 'BS';
    if (typeOf(found) !== type) { throw invalid(BAD_TYPE); }
    if (type === 'N') { return { N: addNumbers(found.N!, value.N!, this.limits) }; }
    return { [type]: [...found[type]!, ...value[type]!.filter(element => !found[type]!.includes(element))] };
  }

  /** What DELETE leaves of the set that is there, if anything. */
  private difference(path: PathNode, node: ValueNode): Value | undefined {
    const value = this.given.value(node);
    const found = this.given.find(path, this.old);
    if (!found) { return undefined; }
    const type = typeOf(value) as 'SS' | 'NS' | 'BS';
    if (typeOf(found) !== type) { throw invalid(BAD_TYPE); }
    const rest = found[type]!.filter(element => !value[type]!.includes(element));
    return rest.length > 0 ? { [type]: rest } : undefined;
  }
}

function indexOf(place: Place): number {
  return 'map' in place ? -1 : place.index;
}

function put(place: Place, value: Value): void {
  if ('map' in place) {
    place.map[place.name] = value;
  } else {
    place.list[Math.min(place.index, place.list.length)] = value;
  }
}

function take(place: Place): void {
  if ('map' in place) {
    delete place.map[place.name];
  } else {
    place.list.splice(place.index, 1);
  }
}
