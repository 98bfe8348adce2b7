import { resolve } from 'path';
import { apiSurface, ReadFile } from './api-surface';
import { lostInTranslation, tooManyProps, undocumented } from './complaints';

const api = apiSurface(resolve(__dirname, '../../src/index.ts'));

test('no struct of the API has more than 12 props', () => {
  expect(tooManyProps(api)).toEqual([]);
});

test('everything in the API has a docstring', () => {
  expect(undocumented(api)).toEqual([]);
});

test('everything in the API exists in every language', () => {
  expect(lostInTranslation(api)).toEqual([]);
});

/** A library of a few files, by path. */
function library(files: Record<string, string>): ReadFile {
  return path => files[path] ?? fail(`there is no ${path}`);
}

function fail(message: string): never {
  throw new Error(message);
}

test('the surface is what the index names, through aliases, stars and submodules', () => {
  const types = apiSurface('src/index.ts', library({
    'src/index.ts': "export { A, B as C } from './room/a'; export * from './b'; export * as sub from './c';",
    'src/room/a.ts': 'export class A {} export class B {} export class Hidden {} class Local {}',
    'src/b.ts': "export enum D {} export { E } from './room/e';",
    'src/room/e.ts': 'export interface E {} export interface F {}',
    'src/c.ts': 'export interface IG {}',
  }));
  expect(types.map(type => `${type.kind} ${type.name}`)).toEqual([
    'class A', 'class C', 'enum D', 'struct E', 'interface IG',
  ]);
});

test('the check of sizes counts inherited props', () => {
  const props = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `readonly p${from + i}: string;`);
  const types = apiSurface('index.ts', () => `
    export interface Base { ${props(0, 7).join(' ')} }
    export interface Fits extends Base { ${props(7, 12).join(' ')} }
    export interface Bursts extends Base { ${props(7, 13).join(' ')} }`);
  expect(tooManyProps(types)).toEqual(['Bursts has 13 props, more than 12']);
});

test('the check of docstrings finds what has none', () => {
  const types = apiSurface('index.ts', () => `
    export class A {
      /** Told. */
      public static of(): A { return new A(); }
      public readonly untold = 1;
      /** @see elsewhere */
      public onlyTags(): void {}
      private secret(): void {}
      /** @internal */
      public _inner(): void {}
      public override toString(): string { return ''; }
      constructor() {}
    }
    /** Told. */
    export enum E { UNTOLD }`);
  expect(undocumented(types)).toEqual([
    'A has no docstring', 'A.untold has no docstring', 'A.onlyTags has no docstring', 'E.UNTOLD has no docstring',
  ]);
});

test('the check of docstrings accepts what an interface has told', () => {
  const types = apiSurface('index.ts', () => `
    /** A plug. */
    export interface IPlug {
      /** Ties it. */
      bind(): void;
    }
    /** One of them. */
    export class Plug implements IPlug {
      public bind(): void {}
      public other(): void {}
    }`);
  expect(undocumented(types)).toEqual(['Plug.other has no docstring']);
});

test('the check of languages finds functions, constants and type aliases', () => {
  const types = apiSurface('index.ts', () => 'export const a = 1; export function f() {} export type T = string; export class C {}');
  expect(lostInTranslation(types).map(complaint => complaint.split(' ')[0])).toEqual(['a', 'f', 'T']);
});

test.each([
  ["export { Stack } from 'aws-cdk-lib';"],
  ['class A {} export { A };'],
])('the check of languages finds what jsii passes over: %s', code => {
  expect(lostInTranslation(apiSurface('index.ts', () => code))).toHaveLength(1);
});
