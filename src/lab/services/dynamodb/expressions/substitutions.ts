import { isObject, Json, JsonObject } from '../../../json';
import { invalid, Limits, unmodelled } from '../errors';
import { attributeOf, Item, readValue, Value } from '../values';
import { Parsed, PathNode, Step, ValueNode } from './ast';

/** A document path with its names put in: attribute names, and indexes of lists. */
export type Path = readonly Step[];

/** What a request gives for the aliases and placeholders of its expressions. */
export class Substitutions {
  private readonly names: Readonly<Record<string, string>>;
  private readonly values: Item;

  constructor(names: Json | undefined, values: Json | undefined, limits: Limits) {
    this.names = readNames(names);
    this.values = readValues(values, limits);
  }

  /** Complains of what an expression uses and nobody gave. */
  public check(parsed: Parsed<unknown>, where: string): void {
    for (const alias of parsed.aliases) {
      if (this.names[alias] === undefined) {
        throw invalid(`Invalid ${where}: An expression attribute name used in the document path is not defined; attribute name: ${alias}`);
      }
    }
    for (const placeholder of parsed.placeholders) {
      if (this.values[placeholder] === undefined) {
        throw invalid(`Invalid ${where}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`);
      }
    }
  }

  /** Complains of what was given and no expression uses. */
  public checkUse(expressions: readonly Parsed<unknown>[]): void {
    const unused = (given: object, used: (parsed: Parsed<unknown>) => readonly string[]) =>
      Object.keys(given).filter(name => !expressions.some(parsed => used(parsed).includes(name)));
    const names = unused(this.names, parsed => parsed.aliases);
    if (names.length > 0) {
      throw invalid(`Value provided in ExpressionAttributeNames unused in expressions: keys: {${names.join(', ')}}`);
    }
    const values = unused(this.values, parsed => parsed.placeholders);
    if (values.length > 0) {
      throw invalid(`Value provided in ExpressionAttributeValues unused in expressions: keys: {${values.join(', ')}}`);
    }
  }

  public name(step: string): string {
    return step.startsWith('#') ? this.names[step] : step;
  }

  public path(node: PathNode): Path {
    return node.steps.map(step => typeof step === 'string' ? this.name(step) : step);
  }

  public value(node: ValueNode): Value {
    return this.values[node.name];
  }

  /** What an item holds at a path, if anything. */
  public find(node: PathNode, item: Item): Value | undefined {
    let found = attributeOf(item, this.name(node.steps[0] as string));
    for (let at = 1; found !== undefined && at < node.steps.length; at++) {
      const step: Step = node.steps[at];
      found = typeof step === 'number' ? found.L?.[step] : attributeOf(found.M, this.name(step));
    }
    return found;
  }
}

/** A path in the form of AWS's complaints. */
export function pathText(path: Path): string {
  return `[${path.map(step => typeof step === 'number' ? `[${step}]` : step).join(', ')}]`;
}

function readNames(names: Json | undefined): Record<string, string> {
  if (names === undefined || names === null) { return {}; }
  const given = members(names, 'ExpressionAttributeNames', '#');
  for (const alias in given) {
    const name = given[alias];
    if (name === '__proto__') { throw unmodelled("an attribute with the name '__proto__'"); }
    if (typeof name !== 'string' || name === '') {
      throw invalid(`ExpressionAttributeNames contains invalid value: Empty attribute name for key ${alias}`);
    }
  }
  return given as Record<string, string>;
}

function readValues(values: Json | undefined, limits: Limits): Item {
  if (values === undefined || values === null) { return {}; }
  const given = members(values, 'ExpressionAttributeValues', ':');
  const read: Item = {};
  for (const placeholder in given) { read[placeholder] = readValue(given[placeholder], limits); }
  return read;
}

function members(json: Json, what: string, sign: '#' | ':'): JsonObject {
  if (!isObject(json)) { throw invalid(`${what} must be a map`); }
  const keys = Object.keys(json);
  if (keys.length === 0) { throw invalid(`${what} must not be empty`); }
  for (const key of keys) {
    if (!key.startsWith(sign) || !/^.[A-Za-z0-9_]+$/.test(key)) {
      throw invalid(`${what} contains invalid key: Syntax error; key: "${key}"`);
    }
  }
  return json;
}
