import { readdirSync, readFileSync } from 'fs';
import { join, resolve } from 'path';
import { apiSurface, ReadFile } from './api-surface';
import { calledShort, calledTooSoon, losingTypes, overloads } from './languages';

const SOURCES = resolve(__dirname, '../../src');
const fromDisk: ReadFile = path => readFileSync(path, 'utf8');
const api = apiSurface(join(SOURCES, 'index.ts'), fromDisk);
const constructs = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts') && !/^(lab|cli)\/|\.lambda\.ts$/.test(file))
  .map(file => join(SOURCES, file));

test('no method of the API has overloads, of which other languages have the first alone', () => {
  expect(overloads(api)).toEqual([]);
});

test('no type alias and no union is in the API', () => {
  expect(losingTypes(api, fromDisk)).toEqual([]);
});

test('no constructor calls what users may override: overrides of other languages come later', () => {
  expect(calledTooSoon(api)).toEqual([]);
});

test('what users may override is called with all of its arguments, or an override in Go panics', () => {
  expect(constructs.length).toBeGreaterThan(20);
  expect(calledShort(api, constructs, fromDisk)).toEqual([]);
});

const one = (code: string) => apiSurface('index.ts', () => code);

test('the check of overloads finds those of methods, constructors and interfaces', () => {
  expect(overloads(one(`
    export class A {
      constructor(a: string);
      constructor(a: string, b?: string) {}
      public find(a: string): void;
      public find(a: number): void;
      public find(a: unknown): void {}
      public other(): void {}
    }
    export interface IB { ask(a: string): void; ask(a: number): void }`))).toEqual([
    'A.constructor has overloads', 'A.find has overloads', 'IB.ask has overloads',
  ]);
});

test('the check of types finds aliases wherever they are declared, and unions', () => {
  const files: Record<string, string> = {
    'src/index.ts': "export { A } from './a';",
    'src/a.ts': `
      import { Far, Fine } from './b';
      type Near = string;
      export class A {
        constructor(near: Near) {}
        public readonly far?: Far[];
        public fine(fine: Fine | undefined): Fine { return fine!; }
        public either(): string | number { return 1; }
        private hidden(near: Near): void {}
      }`,
    'src/b.ts': 'export type Far = string; export interface Fine {}',
  };
  const read: ReadFile = path => files[path];
  expect(losingTypes(apiSurface('src/index.ts', read), read)).toEqual([
    'A.constructor has the type alias Near', 'A.far has the type alias Far', 'A.either has the union type string | number',
  ]);
});

test.each([
  ['a method', 'constructor() { this.hook(); } public hook(): void {}'],
  ['a protected method', 'constructor() { this.hook(); } protected hook(): void {}'],
  ['a getter', 'constructor() { use(this.hook); } public get hook(): string { return ""; }'],
  ['a getter taken out of this', 'constructor() { const { hook } = this; } public get hook(): string { return ""; }'],
  ['a field, while it is made', 'private readonly name = this.hook(); public hook(): string { return ""; }'],
  ['a private method of a private method', 'constructor() { this.a(); } private a() { this.b(); } private b() { this.hook(); } public hook(): void {}'],
  ['a callback', 'constructor() { [1].map(() => this.hook()); } public hook(): void {}'],
])('the check of hooks finds one that is called through %s', (_what, body) => {
  expect(calledTooSoon(one(`export class A { ${body} }`))).toEqual(['A.hook is called while a A is constructed']);
});

test('the check of hooks finds one of a parent', () => {
  expect(calledTooSoon(one('export class A { public hook(): void {} } export class B extends A { constructor() { super(); this.hook(); } }')))
    .toEqual(['B.hook is called while a B is constructed']);
});

test.each([
  ['private', 'constructor() { this.own(); } private own(): void {}'],
  ['called later', 'public use(): void { this.hook(); } public hook(): void {}'],
  ['a static', 'constructor() { A.make(); } public static make(): void {}'],
  ['a field', 'public readonly name: string; constructor() { this.name = ""; use(this.name); }'],
])('the check of hooks is content with what is %s', (_what, body) => {
  expect(calledTooSoon(one(`export class A { ${body} }`))).toEqual([]);
});

test('the check of arguments finds a call that leaves one out', () => {
  const files: Record<string, string> = {
    'src/index.ts': `export class A {
      public metric(options: object = {}): void { super.metric(); }
      private own(options?: object): void { this.own(); }
      public static make(id?: string): void {}
    }`,
    'src/use.ts': 'a.metric({}); A.make(); a.own(); a.metric();',
  };
  const read: ReadFile = path => files[path];
  expect(calledShort(apiSurface('src/index.ts', read), Object.keys(files), read)).toEqual(['src/use.ts: a.metric() leaves an argument out']);
});
