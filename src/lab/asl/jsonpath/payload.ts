import { Json, JsonObject, isObject } from '../../json';
import { TemplateTools, View } from '../data';
import { StatesError } from '../errors';
import { Expression, parseExpression } from './expression';
import { IntrinsicFailure } from './intrinsics';
import { PathNotFound } from './path';

/** A piece of a document with its paths filled in; `$` is the data at hand. */
export type Payload = (view: View, root: Json) => Json;

/** Compiles a payload template: the names that end in `.$` stand for what their paths lead to. */
export function payload(value: Json, field: string, tools: TemplateTools): Payload {
  return compiled(value, field, tools) ?? (() => value);
}

/** The template, or undefined where the value holds no path at all. */
function compiled(value: Json, field: string, tools: TemplateTools): Payload | undefined {
  if (Array.isArray(value)) {
    const parts = value.map((part, at) => compiled(part, `${field}[${at}]`, tools));
    if (!parts.some(part => part)) { return undefined; }
    return (view, root) => value.map((part, at) => parts[at]?.(view, root) ?? part);
  }
  if (!isObject(value)) { return undefined; }
  const members = Object.entries(value).map(([name, part]) => {
    const dynamic = name.endsWith('.$');
    const evaluate = dynamic ? valueOf(part as Json, name, tools) : compiled(part as Json, `${field}/${name}`, tools);
    return { name: dynamic ? name.slice(0, -2) : name, part: part as Json, evaluate };
  });
  if (!members.some(member => member.evaluate)) { return undefined; }
  if (new Set(members.map(member => member.name)).size < members.length) { tools.complain(`${field} has a name twice, with and without .$`); }
  return (view, root) => {
    const object: JsonObject = {};
    for (const { name, part, evaluate } of members) { object[name] = evaluate ? evaluate(view, root) : part; }
    return object;
  };
}

/** The value of a name that ends in `.$`. */
function valueOf(text: Json, name: string, tools: TemplateTools): Payload | undefined {
  const expression = expressionIn(text, name, tools);
  return expression && ((view, root) => evaluated(expression, name, view, root));
}

/** Reads an expression of a document; complains where it is none. */
export function expressionIn(text: Json, field: string, tools: TemplateTools): Expression | undefined {
  try {
    return parseExpression(typeof text === 'string' ? text : JSON.stringify(text), tools.sources);
  } catch (error) {
    tools.complain(`The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call: ${(error as Error).message}`);
    return undefined;
  }
}

/** What an expression gives in a payload template, with the errors in the service's words. */
export function evaluated(expression: Expression, field: string, view: View, root: Json): Json {
  try {
    return expression.evaluate(view, root);
  } catch (error) {
    if (error instanceof PathNotFound) {
      throw view.runtimeError(`The JSONPath '${expression.text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(root)}'`);
    }
    throw error instanceof IntrinsicFailure ? failed(expression, error, view) : error;
  }
}

/** What the path of a field such as InputPath leads to. */
export function pathValue(expression: Expression, view: View, root: Json): Json {
  try {
    return expression.evaluate(view, root);
  } catch (error) {
    if (error instanceof PathNotFound) { throw view.runtimeError(`Invalid path '${expression.text}' : ${error.message}`); }
    throw error instanceof IntrinsicFailure ? failed(expression, error, view) : error;
  }
}

function failed(expression: Expression, failure: IntrinsicFailure, view: View): StatesError {
  return view.runtimeError(`The function '${expression.text}' had the following error: ${failure.message}`, failure.error);
}
