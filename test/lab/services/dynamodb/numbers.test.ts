import * as fc from 'fast-check';
import { Cloud } from '../../../../src/lab/cloud';
import { limitsFrom } from '../../../../src/lab/services/dynamodb/errors';
import {
  addNumbers, canonicalNumber, compareNumbers, significantDigits, subtractNumbers,
} from '../../../../src/lab/services/dynamodb/numbers';

const limits = limitsFrom(new Cloud().quotas);
const read = (text: string) => canonicalNumber(text, limits);

/** Whole numbers of up to 36 digits, of which doubles know nothing. */
const wholes = fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n });

test.each(['', ' 1', '1 ', 'abc', '1e', '.', '-', '0x10', '1_000', 'NaN', 'Infinity', '--1', '1.2.3'])('%p is no number', text => {
  expect(() => read(text)).toThrow('The parameter cannot be converted to a numeric value');
});

test('a number of 39 significant digits is refused, one of 38 is not', () => {
  expect(() => read('1'.repeat(39))).toThrow('more than 38 significant digits');
  expect(read('1'.repeat(38))).toBe('1'.repeat(38));
  expect(read(`${'1'.repeat(38)}000`)).toBe(`${'1'.repeat(38)}000`);
});

test('numbers too large and too small are refused', () => {
  expect(() => read('1e126')).toThrow('Number overflow');
  expect(() => read('1e-131')).toThrow('Number underflow');
  expect(read('9.9e125')).toBe(`99${'0'.repeat(124)}`);
  expect(read('1e-130')).toBe(`0.${'0'.repeat(129)}1`);
  expect(() => addNumbers(read('9e125'), read('9e125'), limits)).toThrow('Number overflow');
});

test('a sum that needs more than 38 digits is refused rather than rounded', () => {
  expect(() => addNumbers(read('1e38'), read('1'), limits)).toThrow('more than 38 significant digits');
});

test.each([
  ['007', '7'], ['+7', '7'], ['7.0', '7'], ['7.', '7'], ['.5', '0.5'], ['-0', '0'], ['-0.0', '0'], ['0e9', '0'], ['1.50', '1.5'],
  ['12e3', '12000'], ['12e-3', '0.012'], ['-1.25e1', '-12.5'], ['9007199254740993', '9007199254740993'],
])('%p is kept as %p', (text, kept) => {
  expect(read(text)).toBe(kept);
});

test('sums and differences of whole numbers beyond 2^53 are exact', () => {
  fc.assert(fc.property(wholes, wholes, (a, b) => {
    expect(addNumbers(String(a), String(b), limits)).toBe(String(a + b));
    expect(subtractNumbers(String(a), String(b), limits)).toBe(String(a - b));
  }));
});

test('sums of decimals are exact', () => {
  const shifted = (whole: bigint, places: number) => read(`${whole}e-${places}`);
  const digits = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n });
  fc.assert(fc.property(digits, digits, fc.integer({ min: 0, max: 30 }), (a, b, n) => {
    expect(addNumbers(shifted(a, n), shifted(b, n), limits)).toBe(shifted(a + b, n));
  }));
});

test('order is that of the values, whatever the spelling', () => {
  const spelt = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: -40, max: 40 }));
  fc.assert(fc.property(spelt, spelt, ([a, m], [b, n]) => {
    const expected = a * 10n ** BigInt(m + 40) - b * 10n ** BigInt(n + 40);
    expect(Math.sign(compareNumbers(read(`${a}e${m}`), read(`${b}e${n}`)))).toBe(expected < 0n ? -1 : expected > 0n ? 1 : 0);
  }));
});

test('only significant digits count for the size', () => {
  expect([significantDigits('0'), significantDigits('1000'), significantDigits('-0.0012'), significantDigits('10.01')]).toEqual([0, 1, 2, 4]);
});
