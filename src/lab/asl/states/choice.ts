import { Json, JsonObject, isObject } from '../../json';
import { template, wrongType } from '../data';
import { Kind, Source } from '../flow';
import { pathCondition } from '../jsonpath/conditions';
import { Leave } from '../leaving';
import { Visit } from '../visit';

/** Whether a rule applies. */
export type Condition = (visit: Visit) => boolean | Promise<boolean>;

interface Rule { readonly holds: Condition; readonly leave: Leave; readonly next: string }

export const choice: Kind = {
  fields: ['Choices', 'Default', 'Assign'],
  only: { JSONata: ['Output'], JSONPath: ['InputPath', 'OutputPath'] },
  compile: source => {
    const { Choices: choices, Default: otherwise } = source.fields;
    if (!Array.isArray(choices) || choices.length === 0) { source.complain('Choices must be a list with at least one rule'); }
    const rules = (Array.isArray(choices) ? choices : []).map((rule, at) => ruleOf(rule, `Choices[${at}]`, source));
    const leave = source.data.leaving(source.fields, '', []);

    return async (visit) => {
      for (const rule of rules) {
        // A rule's own Assign and Output replace those of the state; they never add up.
        if (await rule.holds(visit)) {
          return { ...await rule.leave(visit, visit, source.data.input(visit)), next: rule.next };
        }
      }
      if (typeof otherwise !== 'string') {
        throw visit.error('States.NoChoiceMatched', 'Failed to transition out of the state. The state does not point to a next state.');
      }
      return { ...await leave(visit, visit, source.data.input(visit)), next: otherwise };
    };
  },
};

function ruleOf(rule: Json, where: string, source: Source): Rule {
  const fields: JsonObject = isObject(rule) ? rule : {};
  if (typeof fields.Next !== 'string') { source.complain(`${where} needs a Next`); }
  const { Next: next, Assign: assign, Output: output, Comment: _, ...rest } = fields;
  const paths = source.data.language === 'JSONPath';
  if (paths && output !== undefined) { source.complain(`${where} does not know the field 'Output' in JSONPath`); }
  return {
    holds: paths ? pathCondition(rest, where, source) : condition(rest, where, source),
    leave: source.data.leaving({ Assign: assign, Output: output, OutputPath: source.fields.OutputPath }, `${where}/`, []),
    next: String(next),
  };
}

/** The Condition of a rule in JSONata. */
function condition({ Condition: given, ...others }: JsonObject, where: string, source: Source): Condition {
  for (const field of Object.keys(others)) { source.complain(`a rule of a Choice in JSONata does not know the field '${field}'`); }
  if (typeof given !== 'boolean' && !(typeof given === 'string' && given.startsWith('{%'))) {
    source.complain(`the Condition of ${where} must be an expression, true or false`);
  }
  const field = 'Condition';
  const evaluate = template(given ?? null, field, source);
  return async (visit) => {
    const holds = await evaluate(visit);
    if (typeof holds !== 'boolean') { throw wrongType(visit, field, given ?? null, 'boolean', holds); }
    return holds;
  };
}
