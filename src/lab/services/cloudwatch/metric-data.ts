import { AwsError } from '../../aws-error';
import { isObject, Json, JsonObject } from '../../json';
import { Quotas } from '../../quotas';

/** What one entry of MetricData adds to its metric. */
export interface Sample {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly at: number;
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

const SIZES = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes', 'Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'];
const UNITS = [
  'Seconds', 'Microseconds', 'Milliseconds', ...SIZES, 'Percent', 'Count', ...SIZES.map(size => `${size}/Second`), 'Count/Second', 'None',
];
const LARGEST = 2 ** 360;
const HOUR = 3_600_000;

export function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterValueException', message);
}

function missing(name: string): AwsError {
  return new AwsError('MissingRequiredParameterException', `The parameter ${name} is required.`);
}

export function checkNamespace(namespace: Json | undefined): string {
  if (namespace === undefined || namespace === '') { throw missing('Namespace'); }
  if (typeof namespace !== 'string' || !/^[^:\x00-\x1f\x7f-\uffff][\x20-\x7e]{0,254}$/.test(namespace)) {
    throw invalid(`The value ${JSON.stringify(namespace)} for parameter Namespace is invalid.`);
  }
  // AWS only advises against it in words, but answers with an error.
  if (namespace.startsWith('AWS/')) { throw invalid('The value AWS/ for parameter Namespace is invalid.'); }
  return namespace;
}

export function sampleOf(datum: Json, now: number, quotas: Quotas): Sample {
  if (!isObject(datum)) { throw invalid('An entry of MetricData is an object.'); }
  const { MetricName: name, Unit: unit = 'None', StorageResolution: resolution = 60 } = datum;
  if (name === undefined || name === '') { throw missing('MetricData.member.MetricName'); }
  if (typeof name !== 'string' || name.length > 255) {
    throw invalid('The parameter MetricName is a text of at most 255 characters.');
  }
  if (!UNITS.includes(String(unit))) {
    throw invalid(`The parameter Unit must be a value in the set [ ${UNITS.join(', ')} ].`);
  }
  if (resolution !== 1 && resolution !== 60) { throw invalid('The parameter StorageResolution is 1 or 60.'); }
  const at = datum.Timestamp === undefined ? now : timeOf(datum.Timestamp, now);
  return { name, at, unit: String(unit), dimensions: dimensionsOf(datum, quotas), ...valuesOf(datum, quotas) };
}

/** Data may lie two weeks back and two hours ahead. */
function timeOf(timestamp: Json, now: number): number {
  const time = typeof timestamp === 'number' ? timestamp * 1000 : Date.parse(String(timestamp));
  if (!(time >= now - 14 * 24 * HOUR && time <= now + 2 * HOUR)) {
    throw invalid(`The parameter Timestamp ${JSON.stringify(timestamp)} must specify a time within the past two weeks and no more than two hours ahead.`);
  }
  return time;
}

export function dimensionsOf({ Dimensions: dimensions = [] }: JsonObject, quotas: Quotas): Record<string, string> {
  const most = quotas.value('cloudwatch.dimensions');
  if (!Array.isArray(dimensions) || dimensions.length > most) {
    throw invalid(`The collection Dimensions must not have a size greater than ${most}.`);
  }
  const found: Record<string, string> = {};
  for (const { Name: name, Value: value } of dimensions as JsonObject[]) {
    if (typeof name !== 'string' || !/^(?!:)(?=.*\S)[\x20-\x7e]{1,255}$/.test(name)) {
      throw invalid(`The name ${JSON.stringify(name)} of a dimension is invalid.`);
    }
    if (typeof value !== 'string' || !/^(?=.*\S)[\x20-\x7e]{1,1024}$/.test(value)) {
      throw invalid(`The value ${JSON.stringify(value)} of dimension ${name} is invalid.`);
    }
    if (name in found) { throw invalid(`The dimension ${name} is given more than once.`); }
    found[name] = value;
  }
  return found;
}

function valuesOf(datum: JsonObject, quotas: Quotas): Pick<Sample, 'count' | 'sum' | 'minimum' | 'maximum'> {
  const { Value: value, Values: values, Counts: counts, StatisticValues: statistics } = datum;
  const given = [value, values, statistics].filter(one => one !== undefined).length;
  if (given === 0) { throw missing('MetricData.member.Value'); }
  if (given > 1) {
    throw new AwsError('InvalidParameterCombinationException', 'Value, Values and StatisticValues are mutually exclusive.');
  }
  if (isObject(statistics)) {
    const [count, sum, minimum, maximum] = ['SampleCount', 'Sum', 'Minimum', 'Maximum'].map(key => numberOf(statistics[key], key));
    return { count, sum, minimum, maximum };
  }
  if (value !== undefined) {
    const number = numberOf(value, 'Value');
    return { count: 1, sum: number, minimum: number, maximum: number };
  }
  const numbers = (values as Json[]).map(one => numberOf(one, 'Values'));
  const most = quotas.value('cloudwatch.valuesPerMetric');
  if (numbers.length === 0 || numbers.length > most) {
    throw invalid(`The collection Values has 1 to ${most} values.`);
  }
  const weights = counts === undefined ? numbers.map(() => 1) : (counts as Json[]).map(one => numberOf(one, 'Counts'));
  if (weights.length !== numbers.length) { throw invalid('Counts and Values must have the same length.'); }
  return {
    count: weights.reduce((sum, weight) => sum + weight, 0),
    sum: numbers.reduce((sum, number, at) => sum + number * weights[at], 0),
    minimum: Math.min(...numbers),
    maximum: Math.max(...numbers),
  };
}

function numberOf(value: Json | undefined, name: string): number {
  if (typeof value !== 'number' || !(Math.abs(value) <= LARGEST)) {
    throw invalid(`The value ${JSON.stringify(value)} for parameter ${name} is invalid.`);
  }
  return value;
}
