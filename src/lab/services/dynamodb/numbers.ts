import { invalid, Limits } from './errors';

/**
 * DynamoDB's numbers: decimal, up to 38 significant digits, sent as text. They are kept as text in one canonical
 * form (no exponent, no superfluous zeros), so that equal numbers are equal texts.
 */
interface Decimal {
  /** All digits as a whole number. */
  readonly digits: bigint;
  /** How many of them stand behind the point. */
  readonly scale: number;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;
/** Most numbers in practice: whole, and exact as a double. */
const SMALL = /^(?:0|-?[1-9]\d{0,14})$/;

/** The canonical text of a number as a caller wrote it. */
export function canonicalNumber(text: string, limits: Limits): string {
  if (SMALL.test(text)) { return text; }
  const match = NUMBER.exec(text);
  if (!match || (match[2] + (match[3] ?? '')).length === 0) {
    throw invalid(text === ''
      ? 'The parameter cannot be converted to a numeric value'
      : `The parameter cannot be converted to a numeric value: ${text}`);
  }
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  return canonical(sign === '-', whole + fraction, fraction.length - Number(exponent), limits);
}

export function addNumbers(a: string, b: string, limits: Limits): string {
  return combined(a, b, 1, limits);
}

export function subtractNumbers(a: string, b: string, limits: Limits): string {
  return combined(a, b, -1, limits);
}

/** Negative, zero or positive, as sorting wants it. Both must be canonical. */
export function compareNumbers(a: string, b: string): number {
  if (SMALL.test(a) && SMALL.test(b)) { return Number(a) - Number(b); }
  const [left, right] = aligned(decimal(a), decimal(b));
  return left < right ? -1 : left > right ? 1 : 0;
}

/** How many digits of a canonical number count for its size. */
export function significantDigits(text: string): number {
  return text.replace(/^-?0*\.?0*/, '').replace('.', '').replace(/0+$/, '').length;
}

function combined(a: string, b: string, sign: 1 | -1, limits: Limits): string {
  if (SMALL.test(a) && SMALL.test(b)) { return canonicalNumber(String(Number(a) + sign * Number(b)), limits); }
  const first = decimal(a);
  const second = decimal(b);
  const [left, right] = aligned(first, second);
  const sum = sign === 1 ? left + right : left - right;
  const digits = (sum < 0n ? -sum : sum).toString();
  return canonical(sum < 0n, digits, Math.max(first.scale, second.scale), limits);
}

function decimal(text: string): Decimal {
  const point = text.indexOf('.');
  return point < 0
    ? { digits: BigInt(text), scale: 0 }
    : { digits: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 };
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale)];
}

/** The value is `digits` with the point `scale` places from the right; a negative scale appends zeros. */
function canonical(negative: boolean, digits: string, scale: number, limits: Limits): string {
  const significant = digits.replace(/^0+/, '');
  const trimmed = significant.replace(/0+$/, '');
  if (trimmed === '') { return '0'; }
  const places = scale - (significant.length - trimmed.length);
  if (trimmed.length > limits.numberDigits) {
    throw invalid(`Attempting to store more than ${limits.numberDigits} significant digits in a Number`);
  }
  const magnitude = trimmed.length - places - 1;
  if (magnitude > limits.numberLargestExponent) {
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  }
  if (magnitude < limits.numberSmallestExponent) {
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  }
  return (negative ? '-' : '') + plain(trimmed, places);
}

function plain(digits: string, places: number): string {
  if (places <= 0) { return digits + '0'.repeat(-places); }
  if (places >= digits.length) { return `0.${'0'.repeat(places - digits.length)}${digits}`; }
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
