import { Json, JsonObject, isObject } from '../json';
import { QueryLanguage, Reach, Template, TemplateTools, View, template } from './data';
import { StatesError, dataLimitExceeded } from './errors';
import { bytesOf, exceeds } from './size';
import type { Visit } from './visit';

/** The data that leave a state. */
export interface Left { readonly output: Json; readonly assign?: JsonObject }

/** Where Assign and Output stand: in the state itself, in a rule of a Choice, in an entry of Catch. */
export interface Leaving { readonly assign?: Template; readonly output?: Template }

/**
 * How data pass through one state. This is the only place that depends on the query language: JSONata has Arguments,
 * Assign and Output; JSONPath would bring its five paths here.
 */
export interface StateData {
  /** What the state's work is given. */
  arguments(visit: Visit): Json | Promise<Json>;
  /** Compiles Assign and Output of the state itself, or of a rule or a catcher. */
  leaving(fields: JsonObject, where: string, reach: readonly Reach[]): Leaving;
  /** Applies them; without Output, the state's output is what it worked out. */
  leave(leaving: Leaving, visit: Visit, view: View, otherwise: Json): Promise<Left>;
}

/** The data flow of a state in its query language. */
export function stateData(language: QueryLanguage, fields: JsonObject, tools: TemplateTools): StateData {
  if (language !== 'JSONata') { throw new Error('the lab does not model the query language JSONPath'); }
  return new JsonataData(fields, tools);
}

const VARIABLE = /^\p{ID_Start}\p{ID_Continue}*$/u;

class JsonataData implements StateData {
  private readonly given?: Template;

  constructor(fields: JsonObject, private readonly tools: TemplateTools) {
    if (fields.Arguments === undefined) { return; }
    if (!isObject(fields.Arguments) && typeof fields.Arguments !== 'string') { tools.complain('Arguments must be an object or an expression'); }
    this.given = template(fields.Arguments, 'Arguments', tools);
  }

  public arguments(visit: Visit): Json | Promise<Json> {
    if (!this.given) { return visit.input; }
    const value = this.given(visit);
    return value instanceof Promise ? value.then(settled => withinLimit(settled, visit)) : withinLimit(value, visit);
  }

  public leaving(fields: JsonObject, where: string, reach: readonly Reach[]): Leaving {
    const { Assign: assign, Output: output } = fields;
    if (assign !== undefined && !isObject(assign)) { this.tools.complain(`${where}Assign must be an object`); }
    for (const name of isObject(assign) ? Object.keys(assign) : []) {
      if (!VARIABLE.test(name) || name.length > 80 || name === 'states') { this.tools.complain(`'${name}' in ${where}Assign is no name for a variable`); }
    }
    return {
      assign: assign === undefined ? undefined : template(assign, `${where}Assign`, this.tools, reach),
      output: output === undefined ? undefined : template(output, `${where}Output`, this.tools, reach),
    };
  }

  public async leave(leaving: Leaving, visit: Visit, view: View, otherwise: Json): Promise<Left> {
    const assign = leaving.assign && await leaving.assign(view) as JsonObject;
    const output = leaving.output ? await leaving.output(view) : otherwise;
    // What came in was measured when it came in.
    if (output !== visit.input) { withinLimit(output, visit); }
    if (assign) { checkVariables(assign, visit); }
    return { output, assign };
  }
}

function withinLimit(value: Json, visit: Visit): Json {
  if (exceeds(value, visit.limit('payloadBytes'))) { throw dataLimitExceeded(visit.state.name); }
  return value;
}

function checkVariables(assign: JsonObject, visit: Visit): void {
  const sizes: Record<string, number> = {};
  let together = 0;
  for (const [name, value] of Object.entries(assign)) { together += sizes[name] = bytesOf(value as Json); }
  const growth = visit.branch.growth(sizes);
  if (together > visit.limit('assignedBytes') || visit.branch.run.variableBytes + growth > visit.limit('variablesBytes')) {
    throw new StatesError(
      'States.DataLimitExceeded',
      `The variables that the state '${visit.state.name}' assigns exceed the maximum number of bytes service limit.`,
    );
  }
  visit.branch.grow(sizes, growth);
}
