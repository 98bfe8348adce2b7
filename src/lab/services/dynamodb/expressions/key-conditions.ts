import { invalid, invalidParameter, Limits } from '../errors';
import { checkKeyValues, KeyAttribute, KeySchema } from '../keys';
import { compareValues, Item, typeOf, Value } from '../values';
import { Comparator, Condition, Operand } from './ast';
import { beginsWith } from './conditions';
import { Substitutions } from './substitutions';

/** What a query looks for: one partition, and a stretch of it. */
export interface KeyRange {
  readonly partition: Value;
  /** Nothing below this sort key is included. */
  readonly low?: Value;
  includes(sort: Value | undefined): boolean;
  /** True where neither this nor any greater sort key is included. */
  isBeyond(sort: Value | undefined): boolean;
}

type Test = { readonly operator: Comparator | 'BETWEEN' | 'begins_with'; readonly values: readonly Value[] };

/** Of all conditions, key conditions may only say `partition = x`, and one simple thing about the sort key. */
export function rangeOf(condition: Condition, keys: KeySchema, given: Substitutions, limits: Limits): KeyRange {
  const tests = new Map<string, Test>();
  for (const part of conjuncts(condition)) {
    const { attribute, test } = readTest(part, given);
    if (tests.has(attribute)) { throw refuse('KeyConditionExpressions must only contain one condition per key'); }
    tests.set(attribute, test);
  }
  if (tests.size > 2) { throw invalid('Conditions can be of length 1 or 2 only'); }
  const partition = tests.get(keys.partition.name);
  if (!partition) { throw invalid(`Query condition missed key schema element: ${keys.partition.name}`); }
  const sort = keys.sort && tests.get(keys.sort.name);
  if (tests.size === 2 && !sort) {
    throw keys.sort
      ? invalid(`Query condition missed key schema element: ${keys.sort.name}`)
      : invalid('Query key condition not supported');
  }
  if (partition.operator !== '=') { throw invalid('Query key condition not supported'); }
  checkTypes(partition, keys.partition, keys, limits);
  if (sort) { checkTypes(sort, keys.sort!, keys, limits); }
  return { partition: partition.values[0], ...(sort ? stretch(sort) : everything()) };
}

function conjuncts(condition: Condition): Condition[] {
  switch (condition.kind) {
    case 'and': return [...conjuncts(condition.left), ...conjuncts(condition.right)];
    case 'or': throw refuse('Invalid operator used in KeyConditionExpression: OR');
    case 'not': throw refuse('Invalid operator used in KeyConditionExpression: NOT');
    case 'in': throw refuse('Invalid operator used in KeyConditionExpression: IN');
    default: return [condition];
  }
}

function readTest(condition: Condition, given: Substitutions): { attribute: string; test: Test } {
  if (condition.kind === 'between') {
    return {
      attribute: keyName(condition.of, given, 'BETWEEN'),
      test: { operator: 'BETWEEN', values: [literal(condition.low, given), literal(condition.high, given)] },
    };
  }
  if (condition.kind === 'test') {
    if (condition.name !== 'begins_with') { throw refuse(`Invalid operator used in KeyConditionExpression: ${condition.name}`); }
    const [of, prefix] = condition.operands;
    return { attribute: keyName(of, given, 'begins_with'), test: { operator: 'begins_with', values: [literal(prefix, given)] } };
  }
  if (condition.kind !== 'compare') { throw refuse('Invalid condition in KeyConditionExpression'); }
  if (condition.operator === '<>') { throw refuse('Invalid operator used in KeyConditionExpression: <>'); }
  const { left, right, operator } = condition;
  const [key, bound, relation] = left.kind === 'value' ? [right, left, turned(operator)] : [left, right, operator];
  return { attribute: keyName(key, given, operator), test: { operator: relation, values: [literal(bound, given)] } };
}

function keyName(operand: Operand, given: Substitutions, operator: string): string {
  if (operand.kind === 'size') { throw refuse('KeyConditionExpressions cannot contain nested operations'); }
  if (operand.kind === 'value') {
    throw refuse(`Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`);
  }
  if (operand.steps.length > 1) { throw refuse('KeyConditionExpressions cannot have conditions on nested attributes'); }
  return given.name(operand.steps[0] as string);
}

function literal(operand: Operand, given: Substitutions): Value {
  if (operand.kind === 'size') { throw refuse('KeyConditionExpressions cannot contain nested operations'); }
  if (operand.kind === 'path') {
    throw refuse('Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition');
  }
  return given.value(operand);
}

function turned(operator: Comparator): Comparator {
  const opposite: Record<Comparator, Comparator> = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
  return opposite[operator];
}

function checkTypes(test: Test, key: KeyAttribute, keys: KeySchema, limits: Limits): void {
  for (const value of test.values) {
    if (typeOf(value) !== key.type) { throw invalidParameter('Condition parameter type does not match schema type'); }
    const item: Item = { [key.name]: value };
    checkKeyValues(item, keys, limits);
  }
}

function everything(): Omit<KeyRange, 'partition'> {
  return { includes: () => true, isBeyond: () => false };
}

function stretch({ operator, values: [first, second] }: Test): Omit<KeyRange, 'partition'> {
  const order = (sort: Value | undefined, bound: Value) => compareValues(sort!, bound)!;
  switch (operator) {
    case '=': return { low: first, includes: sort => order(sort, first) === 0, isBeyond: sort => order(sort, first) > 0 };
    case '<': return { includes: sort => order(sort, first) < 0, isBeyond: sort => order(sort, first) >= 0 };
    case '<=': return { includes: sort => order(sort, first) <= 0, isBeyond: sort => order(sort, first) > 0 };
    case '>': return { low: first, includes: sort => order(sort, first) > 0, isBeyond: () => false };
    case '>=': return { low: first, includes: sort => order(sort, first) >= 0, isBeyond: () => false };
    case 'BETWEEN': return {
      low: first,
      includes: sort => order(sort, first) >= 0 && order(sort, second) <= 0,
      isBeyond: sort => order(sort, second) > 0,
    };
    default: return {
      low: first,
      includes: sort => beginsWith(sort!, first),
      isBeyond: sort => order(sort, first) > 0 && !beginsWith(sort!, first),
    };
  }
}

function refuse(reason: string): Error {
  return invalid(reason.startsWith('Invalid') ? reason : `Invalid KeyConditionExpression: ${reason}`);
}
