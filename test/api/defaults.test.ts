import { resolve } from 'path';
import { apiSurface } from './api-surface';
import { silentDefaults, untestedDefaults } from './complaints';
import { testTitles, titlesBelow } from './test-titles';

const api = apiSurface(resolve(__dirname, '../../src/index.ts'));

test('every @default of the API has a test that names it', () => {
  expect(untestedDefaults(api, titlesBelow(resolve(__dirname, '..')))).toEqual([]);
});

test('every optional prop of the API says what happens without it', () => {
  expect(silentDefaults(api)).toEqual([]);
});

const SNIPPET = `
/** Props. */
export interface RoomProps {
  /**
   * How many.
   * @default 3
   */
  readonly size?: number;
  /** What is it called? */
  readonly label?: string;
  /** Needed. */
  readonly owner: string;
}`;
const snippet = apiSurface('index.ts', () => SNIPPET);

test.each([
  ["test('RoomProps.size default: three', f)"],
  ["it('by default, RoomProps.size is three', f)"],
  ["describe('x', () => { test.each([1])('RoomProps.size default: %d', f); });"],
  ['test(`RoomProps.size default: ${n}`, f)'],
])('the check of defaults is content with %s', code => {
  expect(untestedDefaults(snippet, testTitles(code))).toEqual([]);
});

test.each([
  ['no test at all', ''],
  ['another prop', "test('RoomProps.sizes default: three', f)"],
  ['another struct', "test('BathRoomProps.size default: three', f)"],
  ['a title that is about something else', "test('RoomProps.size is three', f)"],
  ['a comment', "// test('RoomProps.size default: three', f)"],
  ['a describe', "describe('RoomProps.size default: three', f)"],
])('the check of defaults is not content with %s', (_what, code) => {
  expect(untestedDefaults(snippet, testTitles(code))).toEqual(["no test 'RoomProps.size default: …' for @default 3"]);
});

test('the check of optional props finds one that does not say', () => {
  expect(silentDefaults(snippet)).toEqual(['RoomProps.label is optional and has no @default']);
});
