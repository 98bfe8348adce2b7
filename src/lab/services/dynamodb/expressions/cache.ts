import { JsonObject } from '../../../json';
import { invalid, Limits } from '../errors';
import { Condition, Parsed, PathNode, Update } from './ast';
import { parseCondition } from './condition-grammar';
import { checkCondition } from './conditions';
import { checkApart } from './paths';
import { Path, Substitutions } from './substitutions';
import { parseProjection, parseUpdate } from './update-grammar';
import { checkUpdate } from './updates';

type Grammar<T> = (expression: string, where: string, limits: Limits) => Parsed<T>;

/** So many expressions of a kind are kept. A workflow has a few dozen; one that makes them out of data, no end. */
const CAPACITY = 1000;

/** Parses each expression once. */
export class ExpressionCache {
  private readonly parsed = new Map<string, Map<string, Parsed<unknown>>>();

  constructor(private readonly limits: Limits) {}

  public parse<T>(where: string, expression: string, grammar: Grammar<T>): Parsed<T> {
    const alike = this.parsed.get(where) ?? this.open(where);
    let parsed = alike.get(expression);
    if (!parsed) {
      parsed = grammar(expression, where, this.limits);
      if (alike.size >= CAPACITY) { alike.clear(); }
      alike.set(expression, parsed);
    }
    return parsed as Parsed<T>;
  }

  private open(where: string): Map<string, Parsed<unknown>> {
    const alike = new Map<string, Parsed<unknown>>();
    this.parsed.set(where, alike);
    return alike;
  }
}

/** The expressions of one request, parsed, checked, and with the names and values that belong to them. */
export interface Expressions {
  readonly given: Substitutions;
  readonly condition?: Condition;
  readonly filter?: Condition;
  readonly keyCondition?: Condition;
  readonly projection?: readonly Path[];
  readonly update?: Update;
  /** The top-level attributes that the expressions name. */
  readonly attributes: () => readonly string[];
  /** Those of them that the filter names. */
  readonly filterAttributes: readonly string[];
}

export function readExpressions(parameters: JsonObject, cache: ExpressionCache, limits: Limits): Expressions {
  const all: Parsed<unknown>[] = [];
  let filterAttributes: readonly string[] = [];
  checkPresence(parameters);
  const given = new Substitutions(parameters.ExpressionAttributeNames, parameters.ExpressionAttributeValues, limits);
  const read = <T>(where: string, grammar: Grammar<T>): T | undefined => {
    const expression = parameters[where];
    if (expression === undefined || expression === null) { return undefined; }
    if (typeof expression !== 'string') { throw invalid(`${where} must be a string`); }
    const parsed = cache.parse(where, expression, grammar);
    given.check(parsed, where);
    all.push(parsed);
    if (where === 'FilterExpression') { filterAttributes = parsed.attributes.map(name => given.name(name)); }
    return parsed.root;
  };
  const readCondition = (where: string) => {
    const condition = read(where, parseCondition);
    if (condition) { checkCondition(condition, where, given); }
    return condition;
  };
  const update = read('UpdateExpression', parseUpdate);
  if (update) { checkUpdate(update, 'UpdateExpression', given); }
  const expressions = {
    given,
    update,
    condition: readCondition('ConditionExpression'),
    keyCondition: readCondition('KeyConditionExpression'),
    filter: readCondition('FilterExpression'),
    projection: readPaths(read('ProjectionExpression', parseProjection), given),
  };
  given.checkUse(all);
  return {
    ...expressions,
    filterAttributes,
    attributes: () => [...new Set(all.flatMap(parsed => parsed.attributes).map(name => given.name(name)))],
  };
}

function readPaths(nodes: PathNode[] | undefined, given: Substitutions): Path[] | undefined {
  const paths = nodes?.map(node => given.path(node));
  if (paths) { checkApart(paths, 'ProjectionExpression'); }
  return paths;
}

function checkPresence(parameters: JsonObject): void {
  const withValues = ['UpdateExpression', 'ConditionExpression', 'KeyConditionExpression', 'FilterExpression'];
  const has = (name: string) => parameters[name] !== undefined && parameters[name] !== null;
  if (has('ExpressionAttributeNames') && ![...withValues, 'ProjectionExpression'].some(has)) {
    throw invalid('ExpressionAttributeNames can only be specified when using expressions');
  }
  if (has('ExpressionAttributeValues') && !withValues.some(has)) {
    throw invalid('ExpressionAttributeValues can only be specified when using expressions');
  }
}
