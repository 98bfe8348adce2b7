import { Argument, ESCAPE, IntrinsicFailure, intrinsic } from './intrinsics';
import { Path, PathNotFound, readPath } from './path';
import { Reader } from './reader';
import { Json } from '../../json';
import { View } from '../data';
import { Sources } from '../functions';

/** What may stand where JSONPath gives a value: a path, one into the context or a variable, a call of a function. */
export interface Expression {
  readonly text: string;
  /** The names and numbers of a reference path into the data. */
  readonly reference?: readonly (string | number)[];
  /** Throws `PathNotFound`; for a function `IntrinsicFailure`. */
  evaluate(view: View, root: Json): Json;
}

/** Reads an expression that takes the whole text. Throws an Error where it is none. */
export function parseExpression(text: string, sources: Sources): Expression {
  const reader = new Reader(text);
  const expression = reader.next === '$' ? pathAt(reader) : callAt(reader, sources);
  if (!reader.done) { throw reader.wrong('the end expected'); }
  return expression;
}

const VARIABLE = /[\p{ID_Start}][\p{ID_Continue}]*/uy;

function pathAt(reader: Reader): Expression {
  const begin = reader.at;
  reader.need('$');
  if (reader.take('$')) {
    const path = readPath(reader, begin);
    return { text: path.text, evaluate: view => path.evaluate(view.context()) };
  }
  const variable = reader.take(new RegExp(VARIABLE));
  const path = readPath(reader, begin);
  if (variable !== undefined) { return variablePath(variable, path); }
  return { ...path, evaluate: (_, root) => path.evaluate(root) };
}

function variablePath(name: string, path: Path): Expression {
  return {
    text: path.text,
    evaluate: view => {
      const value = view.lookup(name) as Json | undefined;
      if (value === undefined) { throw new PathNotFound(`No results for path: $${name}`); }
      return path.evaluate(value);
    },
  };
}

function callAt(reader: Reader, sources: Sources): Expression {
  const begin = reader.at;
  const name = reader.take(/States\.[A-Za-z0-9]+/y);
  if (name === undefined) { throw reader.wrong('a path or a call of an intrinsic function expected'); }
  reader.need('(');
  const given: ((view: View, root: Json) => Argument)[] = [];
  reader.spaces();
  while (!reader.take(')')) {
    if (given.length > 0) { reader.need(','); }
    reader.spaces();
    given.push(argumentAt(reader, sources));
    reader.spaces();
  }
  const text = reader.text.slice(begin, reader.at);
  const call = intrinsic(name, given.length, sources);
  return {
    text,
    evaluate: (view, root) => {
      const values = given.map(argument => argument(view, root));
      try {
        return call(values);
      } catch (error) {
        throw error instanceof IntrinsicFailure ? error : new IntrinsicFailure((error as Error).message);
      }
    },
  };
}

function argumentAt(reader: Reader, sources: Sources): (view: View, root: Json) => Argument {
  if (reader.next === '$') {
    const path = pathAt(reader);
    return (view, root) => {
      try {
        return { value: path.evaluate(view, root) };
      } catch (error) {
        if (!(error instanceof PathNotFound)) { throw error; }
        throw new IntrinsicFailure(`The JsonPath argument for the field '${path.text}' could not be found in the input '${JSON.stringify(root)}'`, 'States.Runtime');
      }
    };
  }
  const quoted = reader.take(/'(\\.|[^'\\])*'/ys);
  if (quoted !== undefined) {
    const written = quoted.slice(1, -1);
    const value = written.replace(ESCAPE, '$1');
    return () => ({ value, written });
  }
  const literal = reader.take(/true|false|null|-?\d+(\.\d+)?([eE][+-]?\d+)?/y);
  if (literal !== undefined) { return () => ({ value: JSON.parse(literal) as Json }); }
  const call = callAt(reader, sources);
  return (view, root) => ({ value: call.evaluate(view, root) });
}
