import { Json, JsonObject } from '../json';
import { QueryLanguage, Reach, TemplateTools, View } from './data';
import { StatesError } from './errors';
import { JsonataData } from './jsonata-data';
import { JsonPathData } from './jsonpath-data';
import { Leave } from './leaving';
import type { Visit } from './visit';

/** A field whose value a document may leave to an expression. */
export interface Field {
  /** As the document has it: `Seconds`, or `SecondsPath`. */
  readonly name: string;
  /** What stands there. */
  readonly source: Json;
  /** Whether it is known only at run time. */
  readonly dynamic: boolean;
  evaluate(view: View): Json | Promise<Json>;
  /** The error for a value that the field cannot take. */
  wrongType(view: View, expected: string, value: Json): StatesError;
}

/**
 * How data pass through one state. This is the only place that depends on the query language: JSONata has Arguments,
 * Assign and Output; JSONPath has its five paths, and a field with another name wherever a value is calculated.
 */
export interface StateData {
  readonly language: QueryLanguage;
  /** What the state works with: in JSONPath, what InputPath leaves of the input. */
  input(visit: Visit): Json;
  /** What the state's work is given: Arguments, or Parameters. */
  arguments(visit: Visit): Json | Promise<Json>;
  /** A field by its name in JSONata: `TimeoutSeconds` stands for `TimeoutSecondsPath` too. */
  field(name: string, fields?: JsonObject): Field | undefined;
  /** A field whose value is a template, such as ItemSelector; in JSONPath, `root` is its `$`. */
  template(
    name: string, fields?: JsonObject, reach?: readonly Reach[],
  ): ((view: View, root: Json) => Json | Promise<Json>) | undefined;
  /** Compiles what shapes the data that leave: of the state itself, of a rule of a Choice, of an entry of Catch. */
  leaving(fields: JsonObject, where: string, reach: readonly Reach[]): Leave;
}

/** The data flow of a state in its query language. */
export function stateData(language: QueryLanguage, fields: JsonObject, tools: TemplateTools): StateData {
  return language === 'JSONata' ? new JsonataData(fields, tools) : new JsonPathData(fields, tools);
}
