import { Json, JsonObject } from '../../json';
import { Source } from '../flow';
import { Visit } from '../visit';

/** A field with expressions in it, filled in on a visit. */
export type Filled = (visit: Visit) => Json | Promise<Json>;

/** A field such as BatchInput, whose `$` is the state's effective input. */
export function payload(source: Source, field: string, fields: JsonObject): Filled | undefined {
  const template = source.data.template(field, fields);
  return template && (visit => template(visit, source.data.input(visit)));
}

/** Where a reader reads or a writer writes: Arguments, or in JSONPath Parameters. */
export function argumentsOf(source: Source, fields: JsonObject, where: string): Filled {
  const [name, other] = source.data.language === 'JSONata' ? ['Arguments', 'Parameters'] : ['Parameters', 'Arguments'];
  const given = payload(source, name, fields);
  if (!given || fields[other] !== undefined) { source.complain(`${where} needs ${name}, and takes no ${other}, in ${source.data.language}`); }
  return given ?? (() => null);
}

export interface NumberRule { readonly from: number; readonly to?: number; readonly fraction?: boolean }

/** A number that may be written down or calculated; undefined where the field is missing. */
export function numberIn(
  source: Source, fields: JsonObject, name: string, rule: NumberRule,
): (visit: Visit) => Promise<number | undefined> {
  const { data } = source;
  const field = data.field(name, fields);
  if (!field) { return async () => undefined; }
  const { from, to = Infinity, fraction = false } = rule;
  const isNumber = (value: Json): value is number => typeof value === 'number' && (fraction ? Number.isFinite(value) : Number.isInteger(value));
  const fits = (value: Json) => isNumber(value) && value >= from && value <= to;
  if (!field.dynamic && !fits(field.source)) {
    source.complain(`${name} must be a ${fraction ? '' : 'whole '}number from ${from}${to < Infinity ? ` to ${to}` : ' up'}, got ${JSON.stringify(field.source)}`);
  }
  const path = data.language === 'JSONPath';
  return async (visit) => {
    const given = await field.evaluate(visit);
    // A path may also lead to the text of a number.
    const value = path && typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
    if (!isNumber(value)) { throw field.wrongType(visit, !path ? 'number' : fraction ? 'float' : 'integer', given); }
    if (fits(value)) { return value; }
    throw path
      ? visit.runtimeError(to < Infinity ? `${name} must be between ${from} and ${to}.` : `${name} cannot be ${from === 0 ? 'negative' : `less than ${from}`}.`)
      : visit.queryError(`The ${name} field is out of range: ${value}`);
  };
}
