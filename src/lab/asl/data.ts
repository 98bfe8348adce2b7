import { Json, JsonObject, isObject } from '../json';
import { StatesError } from './errors';
import type { Sources } from './functions';
import { Query, UnsupportedResult } from './jsonata';

export type QueryLanguage = 'JSONata' | 'JSONPath';

/** What expressions see at one place: variables and `$states`; and how an error there is told. */
export interface View {
  lookup(name: string): unknown;
  /** The context object, as `$$` and `$states.context` have it. */
  context(): JsonObject;
  /** An error of an expression, in the words in which the service puts it before the state's name. */
  queryError(text: string, location?: string): StatesError;
  /** An error of a path. */
  runtimeError(text: string, error?: string): StatesError;
}

/** A piece of a document with its expressions filled in. */
export type Template = (view: View) => Json | Promise<Json>;

/** The parts of `$states` that only some fields may read. */
export type Reach = 'result' | 'errorOutput';

/** What compiling a template needs of the machine it is part of. */
export interface TemplateTools {
  readonly sources: Sources;
  query(text: string): Query;
  complain(text: string): void;
}

/** Compiles a value of a document: strings in `{% %}`, however deep, become expressions. */
export function template(value: Json, field: string, tools: TemplateTools, reach: readonly Reach[] = []): Template {
  return compiled(value, field, tools, reach) ?? (() => value);
}

/** The template, or undefined where the value holds no expression at all. */
function compiled(value: Json, field: string, tools: TemplateTools, reach: readonly Reach[]): Template | undefined {
  if (typeof value === 'string') { return fromString(value, field, tools, reach); }
  if (Array.isArray(value)) {
    const parts = value.map((part, at) => compiled(part, `${field}[${at}]`, tools, reach));
    if (!parts.some(part => part)) { return undefined; }
    return view => inTurn(parts, (part, at) => part ? part(view) : value[at], []);
  }
  if (!isObject(value)) { return undefined; }
  const names = Object.keys(value);
  const parts = names.map(name => compiled(value[name] as Json, `${field}/${name}`, tools, reach));
  if (!parts.some(part => part)) { return undefined; }
  return view => {
    const values = inTurn(parts, (part, at) => part ? part(view) : value[names[at]] as Json, []);
    return values instanceof Promise ? values.then(all => zip(names, all)) : zip(names, values);
  };
}

function zip(names: string[], values: Json[]): JsonObject {
  const object: JsonObject = {};
  for (let at = 0; at < names.length; at++) { object[names[at]] = values[at]; }
  return object;
}

/** Evaluates the parts one after another, without a promise as long as none of them needs one. */
function inTurn<T>(
  parts: T[], evaluate: (part: T, at: number) => Json | Promise<Json>, done: Json[],
): Json[] | Promise<Json[]> {
  for (let at = done.length; at < parts.length; at++) {
    const value = evaluate(parts[at], at);
    if (value instanceof Promise) {
      return value.then(settled => inTurn(parts, evaluate, [...done, settled]));
    }
    done.push(value);
  }
  return done;
}

function fromString(text: string, field: string, tools: TemplateTools, reach: readonly Reach[]): Template | undefined {
  const opens = text.startsWith('{%');
  const closes = text.endsWith('%}');
  if (!opens && !closes) { return undefined; }
  if (!opens || !closes || text.length < 4) {
    tools.complain(`the expression in '${field}' must start with {% and end with %}, with nothing around them`);
    return undefined;
  }
  let query: Query;
  try {
    query = tools.query(text.slice(2, -2).trim());
  } catch (error) {
    tools.complain(`the expression in '${field}' is no JSONata: ${(error as Error).message}`);
    return undefined;
  }
  for (const part of ['result', 'errorOutput'] as const) {
    if (query.statesFields.includes(part) && !reach.includes(part)) { tools.complain(`$states.${part} cannot be read in '${field}'`); }
  }
  return view => valueOf(query, field, view);
}

function valueOf(query: Query, field: string, view: View): Json | Promise<Json> {
  let value: Json | undefined | Promise<Json | undefined>;
  try {
    value = query.evaluate(name => view.lookup(name));
  } catch (error) {
    throw failure(query, field, view, told(error));
  }
  if (!(value instanceof Promise)) { return present(value, query, field, view); }
  return value.then(
    settled => present(settled, query, field, view),
    (error: unknown) => { throw failure(query, field, view, told(error)); },
  );
}

function present(value: Json | undefined, query: Query, field: string, view: View): Json {
  if (value === undefined) { throw failure(query, field, view, 'returned nothing (undefined).'); }
  return value;
}

function failure(query: Query, field: string, view: View, why: string): StatesError {
  return view.queryError(`The JSONata expression '${query.text}' specified for the field '${field}' ${why}`, field);
}

function told(error: unknown): string {
  if (error instanceof UnsupportedResult) { return 'returned an unsupported result type.'; }
  const { code, message } = error as { code?: string; message?: string };
  return `threw an error during evaluation. ${code ? `${code}: ` : ''}${message ?? String(error)}`;
}

/** The error for a field that took a value of another kind than it needs. */
export function wrongType(view: View, field: string, source: Json, expected: string, value: Json): StatesError {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  const text = typeof source === 'string' && source.startsWith('{%') ? source.slice(2, -2).trim() : JSON.stringify(source);
  return view.queryError(
    `The JSONata expression '${text}' specified for the field '${field}' returned an unexpected result type. `
    + `Expected '${expected}', but was '${kind}' for value: ${JSON.stringify(value)}`,
    field,
  );
}
