import { Context, Pattern, plainText } from './pattern';

/** One line of a Condition block, made ready. */
export interface Condition {
  holds(context: Context): boolean;
}

/**
 * Compares one value of the request with one value of the policy. Undefined: that one holds a variable without a value.
 */
type Comparison = (asked: string, context: Context) => boolean | undefined;

interface Operator {
  /** Makes a value of the policy ready to be compared. */
  readonly prepare: (value: string, variables: boolean) => Comparison;
  /** The operator says that no value may fit. It then holds also where the key is absent. */
  readonly negated?: boolean;
}

const text = (compare: (asked: string, wanted: string) => boolean): Operator['prepare'] => (value, variables) =>
  (asked, context) => {
    const wanted = plainText(value, variables, context);
    return wanted === undefined ? undefined : compare(asked, wanted);
  };

const pattern = (of: 'text' | 'arn'): Operator['prepare'] => (value, variables) => {
  const wanted = new Pattern(value, variables, of);
  return (asked, context) => wanted.resolves(context) ? wanted.matches(asked, context) : undefined;
};

const measured = (read: (value: string) => number, compare: (asked: number, wanted: number) => boolean) =>
  text((asked, wanted) => {
    const [left, right] = [read(asked), read(wanted)];
    return !Number.isNaN(left) && !Number.isNaN(right) && compare(left, right);
  });

const number = (value: string) => value.trim() === '' ? NaN : Number(value);

/** A date of ISO 8601, or seconds since 1970. */
const moment = (value: string) => /^-?\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value);

const same = text((asked, wanted) => asked === wanted);
const sameIgnoringCase = text((asked, wanted) => asked.toLowerCase() === wanted.toLowerCase());

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { prepare: same },
  StringNotEquals: { prepare: same, negated: true },
  StringEqualsIgnoreCase: { prepare: sameIgnoringCase },
  StringNotEqualsIgnoreCase: { prepare: sameIgnoringCase, negated: true },
  StringLike: { prepare: pattern('text') },
  StringNotLike: { prepare: pattern('text'), negated: true },
  ArnEquals: { prepare: pattern('arn') },
  ArnLike: { prepare: pattern('arn') },
  ArnNotEquals: { prepare: pattern('arn'), negated: true },
  ArnNotLike: { prepare: pattern('arn'), negated: true },
  NumericEquals: { prepare: measured(number, (a, b) => a === b) },
  NumericNotEquals: { prepare: measured(number, (a, b) => a === b), negated: true },
  NumericLessThan: { prepare: measured(number, (a, b) => a < b) },
  NumericLessThanEquals: { prepare: measured(number, (a, b) => a <= b) },
  NumericGreaterThan: { prepare: measured(number, (a, b) => a > b) },
  NumericGreaterThanEquals: { prepare: measured(number, (a, b) => a >= b) },
  DateEquals: { prepare: measured(moment, (a, b) => a === b) },
  DateNotEquals: { prepare: measured(moment, (a, b) => a === b), negated: true },
  DateLessThan: { prepare: measured(moment, (a, b) => a < b) },
  DateLessThanEquals: { prepare: measured(moment, (a, b) => a <= b) },
  DateGreaterThan: { prepare: measured(moment, (a, b) => a > b) },
  DateGreaterThanEquals: { prepare: measured(moment, (a, b) => a >= b) },
  Bool: { prepare: sameIgnoringCase },
  BinaryEquals: { prepare: same },
};

/**
 * Makes one `operator: { key: values }` of a policy ready. An operator that is not modelled is refused here, at once.
 */
export function condition(operator: string, key: string, values: readonly string[], variables: boolean): Condition {
  const asked = key.toLowerCase();
  if (operator.toLowerCase() === 'null') {
    return { holds: context => values.some(value => (value.toLowerCase() === 'true') === (context(asked) === undefined)) };
  }
  const [, set, bare, ifExists] = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/i.exec(operator)!;
  const name = Object.keys(OPERATORS).find(known => known.toLowerCase() === bare.toLowerCase());
  if (!name) { throw new Error(`the lab does not model the condition operator '${operator}'`); }
  const { prepare, negated = false } = OPERATORS[name];
  const comparisons = values.map(value => prepare(value, variables));
  // A value that cannot be told fits nothing, neither plainly nor negated.
  const fits = (value: string, context: Context) => negated
    ? comparisons.every(compare => compare(value, context) === false)
    : comparisons.some(compare => compare(value, context));

  return {
    holds: context => {
      const given = context(asked);
      const values_ = given === undefined ? [] : typeof given === 'string' ? [given] : given;
      if (set?.toLowerCase() === 'forallvalues') { return values_.every(value => fits(value, context)); }
      if (given === undefined && ifExists) { return true; }
      if (set) { return values_.some(value => fits(value, context)); }
      if (given === undefined) { return negated; }
      return negated ? values_.every(value => fits(value, context)) : values_.some(value => fits(value, context));
    },
  };
}
