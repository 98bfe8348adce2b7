import { Json, JsonObject, isObject } from '../json';
import { Reach, Template, TemplateTools, template, wrongType } from './data';
import { Leave, checkAssign, left, withinLimit } from './leaving';
import type { Field, StateData } from './state-data';
import type { Visit } from './visit';

/** JSONata: expressions stand in `{% %}` wherever a value may stand, and read everything through `$states`. */
export class JsonataData implements StateData {
  public readonly language = 'JSONata';
  private readonly given?: Template;

  constructor(private readonly fields: JsonObject, private readonly tools: TemplateTools) {
    if (fields.Arguments === undefined) { return; }
    if (!isObject(fields.Arguments) && typeof fields.Arguments !== 'string') { tools.complain('Arguments must be an object or an expression'); }
    this.given = template(fields.Arguments, 'Arguments', tools);
  }

  public input(visit: Visit): Json {
    return visit.input;
  }

  public arguments(visit: Visit): Json | Promise<Json> {
    if (!this.given) { return visit.input; }
    const value = this.given(visit);
    return value instanceof Promise ? value.then(settled => withinLimit(settled, visit)) : withinLimit(value, visit);
  }

  public field(name: string, fields = this.fields): Field | undefined {
    const source = fields[name];
    if (source === undefined) { return undefined; }
    const evaluate = template(source, name, this.tools);
    return {
      name,
      source,
      dynamic: typeof source === 'string' && source.startsWith('{%'),
      evaluate,
      wrongType: (view, expected, value) => wrongType(view, name, source, expected, value),
    };
  }

  public template(name: string, fields = this.fields, reach: readonly Reach[] = []): Template | undefined {
    const source = fields[name];
    return source === undefined ? undefined : template(source, name, this.tools, reach);
  }

  public leaving(fields: JsonObject, where: string, reach: readonly Reach[]): Leave {
    const { Assign: assign, Output: output } = fields;
    checkAssign(assign, where, this.tools.complain);
    const variables = assign === undefined ? undefined : template(assign, `${where}Assign`, this.tools, reach);
    const data = output === undefined ? undefined : template(output, `${where}Output`, this.tools, reach);
    return async (visit, view, result) => {
      const assigned = variables && await variables(view) as JsonObject;
      return left(visit, data ? await data(view) : result, assigned);
    };
  }
}
