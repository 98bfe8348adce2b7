import { Json, JsonObject, isObject } from '../json';
import { TemplateTools, View } from './data';
import { StatesError } from './errors';
import { Expression } from './jsonpath/expression';
import { Payload, evaluated, expressionIn, pathValue, payload } from './jsonpath/payload';
import { Leave, checkAssign, left, withinLimit } from './leaving';
import type { Field, StateData } from './state-data';
import type { Visit } from './visit';

/** The fields that may also hold a call of an intrinsic function. */
const WITH_INTRINSICS = ['ErrorPath', 'CausePath'];

/** JSONPath: InputPath and Parameters shape what comes in, ResultSelector, ResultPath and OutputPath what goes out. */
export class JsonPathData implements StateData {
  public readonly language = 'JSONPath';
  private readonly inputPath: Selection;
  private readonly parameters?: Payload;

  constructor(private readonly fields: JsonObject, private readonly tools: TemplateTools) {
    this.inputPath = this.selection('InputPath', fields);
    const { Parameters: given } = fields;
    this.parameters = given === undefined ? undefined : payload(given, 'Parameters', tools);
  }

  public input(visit: Visit): Json {
    return this.inputPath(visit, visit.input);
  }

  public arguments(visit: Visit): Json {
    const input = this.input(visit);
    return this.parameters ? withinLimit(this.parameters(visit, input), visit) : input;
  }

  public field(name: string, fields = this.fields): Field | undefined {
    const path = `${name}Path`;
    const source = fields[path];
    if (source === undefined) {
      const literal = fields[name];
      return literal === undefined ? undefined : {
        name,
        source: literal,
        dynamic: false,
        evaluate: () => literal,
        wrongType: (view, expected, value) => notValid(view, name, literal, expected, value),
      };
    }
    if (fields[name] !== undefined) { this.tools.complain(`it has both ${name} and ${path}`); }
    const expression = this.pathIn(source, path);
    return {
      name: path,
      source,
      dynamic: true,
      evaluate: view => {
        if (!expression) { return null; }
        const data = this.input(view as Visit);
        if (!WITH_INTRINSICS.includes(path)) { return pathValue(expression, view, data); }
        return evaluated(expression, path, view, data);
      },
      wrongType: (view, expected, value) => notValid(view, path, source, expected, value),
    };
  }

  public template(name: string, fields = this.fields): Payload | undefined {
    const source = fields[name];
    return source === undefined ? undefined : payload(source, name, this.tools);
  }

  public leaving(fields: JsonObject, where: string): Leave {
    const { ResultSelector: selector, ResultPath: resultPath, Assign: assign } = fields;
    checkAssign(namesOf(assign), where, this.tools.complain);
    const variables = assign === undefined ? undefined : payload(assign, `${where}Assign`, this.tools);
    const select = selector === undefined ? undefined : payload(selector, 'ResultSelector', this.tools);
    const place = this.placing(resultPath);
    const outputPath = this.selection('OutputPath', fields);
    return async (visit, view, result) => {
      const effective = select ? select(view, result) : result;
      const assigned = variables?.(view, effective) as JsonObject | undefined;
      return left(visit, outputPath(view, place(visit, effective)), assigned);
    };
  }

  /** InputPath or OutputPath: the whole without one, nothing with null. */
  private selection(name: string, fields: JsonObject): Selection {
    const text = fields[name];
    if (text === null) { return () => ({}); }
    const expression = text === undefined ? undefined : this.pathIn(text, name);
    return expression ? (view, data) => pathValue(expression, view, data) : (_, data) => data;
  }

  /** Puts the result into the raw input, where ResultPath says; null keeps the input alone. */
  private placing(text: Json | undefined): (visit: Visit, result: Json) => Json {
    if (text === null) { return visit => visit.input; }
    if (text === undefined || text === '$') { return (_, result) => result; }
    const steps = this.pathIn(text, 'ResultPath')?.reference;
    if (!steps) {
      this.tools.complain(`ResultPath must be a reference path, got ${JSON.stringify(text)}`);
      return (_, result) => result;
    }
    return (visit, result) => placed(visit.input, steps, result, () => visit.error(
      'States.ResultPathMatchFailure', `Unable to apply ReferencePath ${String(text)} to input ${JSON.stringify(visit.input)}`,
    ));
  }

  private pathIn(text: Json, name: string): Expression | undefined {
    if (typeof text !== 'string' || (!text.startsWith('$') && !WITH_INTRINSICS.includes(name))) {
      this.tools.complain(`${name} must be a path, got ${JSON.stringify(text)}`);
      return undefined;
    }
    return expressionIn(text, name, this.tools);
  }
}

type Selection = (view: View, data: Json) => Json;

/** The variables of an Assign by their own names. */
function namesOf(assign: Json | undefined): Json | undefined {
  if (!isObject(assign)) { return assign; }
  return Object.fromEntries(Object.entries(assign).map(([name, value]) => [name.endsWith('.$') ? name.slice(0, -2) : name, value]));
}

/** A copy of the data with the value at this place; what is missing on the way is made. */
function placed(
  data: Json | undefined, [step, ...rest]: readonly (string | number)[], value: Json, misfit: () => StatesError,
): Json {
  if (step === undefined) { return value; }
  if (typeof step === 'number') {
    if (!Array.isArray(data) || step >= data.length) { throw misfit(); }
    return data.map((part, at) => at === step ? placed(part, rest, value, misfit) : part);
  }
  if (data !== undefined && !isObject(data)) { throw misfit(); }
  return { ...data, [step]: placed(data?.[step], rest, value, misfit) };
}

/** The words for a path that leads to a value of another kind than the field needs. */
function notValid(view: View, name: string, source: Json, expected: string, value: Json): StatesError {
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  return view.runtimeError(`The ${name} field refers to value "${shown}" which is not a valid ${expected}: ${String(source)}`);
}
