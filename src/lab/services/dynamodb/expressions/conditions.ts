import { invalid } from '../errors';
import { bytesOf, compareValues, equalValues, isValueType, Item, typeOf, Value, ValueType } from '../values';
import { Condition, Operand } from './ast';
import { Substitutions } from './substitutions';

/** Whether an item meets a condition. An item that does not exist is one without attributes. */
export function meets(condition: Condition, item: Item, given: Substitutions): boolean {
  switch (condition.kind) {
    case 'and': return meets(condition.left, item, given) && meets(condition.right, item, given);
    case 'or': return meets(condition.left, item, given) || meets(condition.right, item, given);
    case 'not': return !meets(condition.of, item, given);
    case 'compare': {
      const left = valueOf(condition.left, item, given);
      const right = valueOf(condition.right, item, given);
      // A missing attribute differs from everything, and has no order.
      if (left === undefined || right === undefined) { return condition.operator === '<>' && left !== right; }
      return holds(condition.operator, left, right);
    }
    case 'between': {
      const value = valueOf(condition.of, item, given);
      const low = valueOf(condition.low, item, given);
      const high = valueOf(condition.high, item, given);
      if (!value || !low || !high) { return false; }
      return holds('>=', value, low) && holds('<=', value, high);
    }
    case 'in': {
      const value = valueOf(condition.of, item, given);
      return value !== undefined && condition.list.some(operand => {
        const candidate = valueOf(operand, item, given);
        return candidate !== undefined && equalValues(value, candidate);
      });
    }
    case 'test': {
      const value = valueOf(condition.operands[0], item, given);
      if (condition.name === 'attribute_exists') { return value !== undefined; }
      if (condition.name === 'attribute_not_exists') { return value === undefined; }
      const other = valueOf(condition.operands[1], item, given);
      return value !== undefined && other !== undefined && passes(condition.name, value, other);
    }
  }
}

/** Refuses what AWS can see to be wrong without looking at an item: values of types that an operator does not take. */
export function checkCondition(condition: Condition, where: string, given: Substitutions): void {
  const literal = (operand: Operand) => operand.kind === 'value' ? given.value(operand) : undefined;
  const orderable = (operator: string, operand: Operand) => {
    const value = literal(operand);
    if (value && !isOrderable(typeOf(value))) { throw wrongType(where, 'operator', operator, value); }
  };
  const checkSize = (operand: Operand) => {
    const value = operand.kind === 'size' && operand.of.kind === 'value' ? given.value(operand.of) : undefined;
    if (value && ['N', 'BOOL', 'NULL'].includes(typeOf(value))) { throw wrongType(where, 'operator or function', 'size', value); }
  };
  switch (condition.kind) {
    case 'and': case 'or':
      checkCondition(condition.left, where, given);
      checkCondition(condition.right, where, given);
      return;
    case 'not':
      checkCondition(condition.of, where, given);
      return;
    case 'compare':
      [condition.left, condition.right].forEach(checkSize);
      if (condition.operator !== '=' && condition.operator !== '<>') {
        [condition.left, condition.right].forEach(operand => orderable(condition.operator, operand));
      }
      return;
    case 'between': {
      [condition.of, condition.low, condition.high].forEach(operand => { checkSize(operand); orderable('BETWEEN', operand); });
      checkBounds(literal(condition.low), literal(condition.high), where);
      return;
    }
    case 'in':
      [condition.of, ...condition.list].forEach(checkSize);
      return;
    case 'test':
      condition.operands.forEach(checkSize);
      checkTest(condition.name, condition.operands.map(literal), where);
  }
}

function checkBounds(low: Value | undefined, high: Value | undefined, where: string): void {
  if (!low || !high) { return; }
  if (typeOf(low) !== typeOf(high)) {
    throw invalid(`Invalid ${where}: The BETWEEN operator requires same data type for lower and upper bounds; `
      + `lower bound operand: AttributeValue: {${shown(low)}}, upper bound operand: AttributeValue: {${shown(high)}}`);
  }
  if (compareValues(low, high)! > 0) {
    throw invalid(`Invalid ${where}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; `
      + `lower bound operand: AttributeValue: {${shown(low)}}, upper bound operand: AttributeValue: {${shown(high)}}`);
  }
}

function checkTest(name: string, literals: readonly (Value | undefined)[], where: string): void {
  if (name === 'begins_with') {
    for (const value of literals) {
      if (value && value.S === undefined && value.B === undefined) { throw wrongType(where, 'operator or function', name, value); }
    }
  }
  if (name === 'attribute_type') {
    const type = literals[1];
    if (!type) {
      throw invalid(`Invalid ${where}: Incorrect operand type for operator or function; `
        + 'operator or function: attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
    }
    if (type.S === undefined) { throw wrongType(where, 'operator or function', name, type); }
    if (!isValueType(type.S)) {
      throw invalid(`Invalid ${where}: Invalid attribute type name found; type: ${type.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`);
    }
  }
}

function wrongType(where: string, what: string, name: string, value: Value): Error {
  return invalid(`Invalid ${where}: Incorrect operand type for operator or function; ${what}: ${name}, operand type: ${typeOf(value)}`);
}

function isOrderable(type: ValueType): boolean {
  return type === 'S' || type === 'N' || type === 'B';
}

function shown(value: Value): string {
  const type = typeOf(value);
  return `${type}:${String(value[type])}`;
}

function holds(operator: string, left: Value, right: Value): boolean {
  if (operator === '=') { return equalValues(left, right); }
  if (operator === '<>') { return !equalValues(left, right); }
  const order = compareValues(left, right);
  if (order === undefined) { return false; }
  switch (operator) {
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    default: return order >= 0;
  }
}

function passes(test: string, value: Value, other: Value): boolean {
  switch (test) {
    case 'attribute_type': return typeOf(value) === other.S;
    case 'begins_with': return beginsWith(value, other);
    default: return contains(value, other);
  }
}

export function beginsWith(value: Value, prefix: Value): boolean {
  if (value.S !== undefined && prefix.S !== undefined) { return value.S.startsWith(prefix.S); }
  if (value.B === undefined || prefix.B === undefined) { return false; }
  const start = bytesOf(prefix.B);
  return bytesOf(value.B).subarray(0, start.length).equals(start);
}

function contains(value: Value, part: Value): boolean {
  if (value.L) { return value.L.some(element => equalValues(element, part)); }
  if (part.S !== undefined) { return value.S?.includes(part.S) ?? value.SS?.includes(part.S) ?? false; }
  if (part.N !== undefined) { return value.NS?.includes(part.N) ?? false; }
  if (part.B === undefined) { return false; }
  return value.B !== undefined ? bytesOf(value.B).includes(bytesOf(part.B)) : value.BS?.includes(part.B) ?? false;
}

function valueOf(operand: Operand, item: Item, given: Substitutions): Value | undefined {
  switch (operand.kind) {
    case 'path': return given.find(operand, item);
    case 'value': return given.value(operand);
    case 'size': return countOf(valueOf(operand.of, item, given));
  }
}

/** Numbers, booleans and nulls have no size. */
function countOf(value: Value | undefined): Value | undefined {
  if (!value) { return undefined; }
  const count = value.S?.length ?? (value.B !== undefined ? bytesOf(value.B).length : undefined)
    ?? (value.SS ?? value.NS ?? value.BS ?? value.L)?.length ?? (value.M && Object.keys(value.M).length);
  return count === undefined ? undefined : { N: String(count) };
}
