import { AwsError } from '../../../aws-error';
import { isObject, Json } from '../../../json';

/** A value at the end of a path. */
export type Leaf = null | boolean | number | string;

/** Whether a value fits one entry of a pattern's list. */
export type Test = (value: Leaf) => boolean;

export function invalid(why: string): AwsError {
  return new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${why}`);
}

/** Makes one entry of a pattern's list ready; undefined for `exists: false`, which is about the absence of values. */
export function testOf(entry: Json, at: string): Test | undefined {
  if (Array.isArray(entry)) { throw invalid(`${at}: a list of values holds no lists`); }
  if (!isObject(entry)) { return value => value === entry; }
  const [[operator, operand], ...more] = Object.entries(entry).length > 0 ? Object.entries(entry) : [['', undefined]];
  if (more.length > 0 || operand === undefined) { throw invalid(`${at}: a match expression has exactly one operator`); }
  switch (operator) {
    case 'prefix': return caseOf(operand, at, operator, (value, wanted) => value.startsWith(wanted));
    case 'suffix': return caseOf(operand, at, operator, (value, wanted) => value.endsWith(wanted));
    case 'equals-ignore-case': return ignoringCase(text(operand, at, operator), (value, wanted) => value === wanted);
    case 'wildcard': return wildcard(text(operand, at, operator), at);
    case 'numeric': return numeric(operand, at);
    case 'anything-but': return anythingBut(operand, at);
    case 'exists':
      if (typeof operand !== 'boolean') { throw invalid(`${at}: exists is true or false`); }
      return operand ? () => true : undefined;
    case 'cidr': throw new Error(`the lab does not model the operator 'cidr' of event patterns (${at})`);
    default: throw invalid(`${at}: unrecognized match type ${operator}`);
  }
}

type Comparison = (value: string, wanted: string) => boolean;

const exactly = (wanted: string, compare: Comparison): Test => value => typeof value === 'string' && compare(value, wanted);

const ignoringCase = (wanted: string, compare: Comparison): Test =>
  exactly(wanted.toLowerCase(), (value, low) => compare(value.toLowerCase(), low));

function caseOf(operand: Json, at: string, operator: string, compare: Comparison): Test {
  if (!isObject(operand)) { return exactly(text(operand, at, operator), compare); }
  if (Object.keys(operand).join() !== 'equals-ignore-case') {
    throw invalid(`${at}: ${operator} takes a string or equals-ignore-case`);
  }
  return ignoringCase(text(operand['equals-ignore-case'], at, operator), compare);
}

function text(operand: Json | undefined, at: string, operator: string): string {
  if (typeof operand !== 'string') { throw invalid(`${at}: ${operator} match pattern must be a string`); }
  return operand;
}

function wildcard(operand: string, at: string): Test {
  let source = '';
  for (let index = 0; index < operand.length; index++) {
    const character = operand[index];
    if (character === '*') {
      if (operand[index + 1] === '*') { throw invalid(`${at}: consecutive wildcard characters are not supported`); }
      source += '.*';
    } else if (character === '\\') {
      const escaped = operand[++index];
      if (escaped !== '*' && escaped !== '\\') { throw invalid(`${at}: a backslash escapes only * and \\`); }
      source += `\\${escaped}`;
    } else {
      source += character.replace(/[.+?^${}()|[\]/-]/, '\\$&');
    }
  }
  const expression = new RegExp(`^${source}$`, 's');
  return value => typeof value === 'string' && expression.test(value);
}

function numeric(operand: Json, at: string): Test {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw invalid(`${at}: numeric takes an operator and a number, or two of each`);
  }
  const bounds = operand.length === 2 ? [operand] : [operand.slice(0, 2), operand.slice(2)];
  const tests = bounds.map(([operator, wanted]) => {
    if (typeof wanted !== 'number' || Math.abs(wanted) > Number.MAX_SAFE_INTEGER + 1) {
      throw invalid(`${at}: value of numeric is not a number that can be compared`);
    }
    switch (operator) {
      case '=': return (value: number) => value === wanted;
      case '<': return (value: number) => value < wanted;
      case '<=': return (value: number) => value <= wanted;
      case '>': return (value: number) => value > wanted;
      case '>=': return (value: number) => value >= wanted;
      default: throw invalid(`${at}: unrecognized numeric range operator ${String(operator)}`);
    }
  });
  if (bounds.length === 2) {
    const [[lower, from], [upper, to]] = bounds as [string, number][];
    if (!lower.startsWith('>') || !upper.startsWith('<')) {
      throw invalid(`${at}: a numeric range is a lower bound and then an upper one`);
    }
    if (from >= to) { throw invalid(`${at}: bottom must be less than top`); }
  }
  return value => typeof value === 'number' && tests.every(test => test(value));
}

function anythingBut(operand: Json, at: string): Test {
  if (isObject(operand)) {
    const [operator, ...more] = Object.keys(operand);
    if (more.length > 0 || !['prefix', 'suffix', 'wildcard', 'equals-ignore-case'].includes(operator)) {
      throw invalid(`${at}: anything-but takes values or one of prefix, suffix, wildcard, equals-ignore-case`);
    }
    const given = operand[operator];
    const excluded = (Array.isArray(given) ? given : [given]).map(one => {
      if (text(one, at, 'anything-but') === '') { throw invalid(`${at}: null ${operator} not allowed`); }
      return testOf({ [operator]: one }, at)!;
    });
    if (excluded.length === 0) { throw invalid(`${at}: empty arrays are not allowed`); }
    return value => !excluded.some(test => test(value));
  }
  const excluded = Array.isArray(operand) ? operand : [operand];
  const [kind] = excluded.map(value => typeof value);
  if ((kind !== 'string' && kind !== 'number') || excluded.some(value => typeof value !== kind)) {
    throw invalid(`${at}: inside anything-but there are only strings or only numbers`);
  }
  return value => !excluded.includes(value);
}
