import { Json, JsonObject, isObject } from '../../json';
import { Template, template, wrongType } from '../data';
import { StatesError } from '../errors';
import { Kind, Source } from '../flow';
import { Leaving } from '../state-data';

interface Rule extends Leaving { readonly source: Json; readonly condition: Template; readonly next: string }

export const choice: Kind = {
  fields: ['Choices', 'Default', 'Assign', 'Output'],
  compile: source => {
    const { Choices: choices, Default: otherwise } = source.fields;
    if (!Array.isArray(choices) || choices.length === 0) { source.complain('Choices must be a list with at least one rule'); }
    const rules = (Array.isArray(choices) ? choices : []).map((rule, at) => ruleOf(rule, `Choices[${at}]`, source));
    const leaving = source.data.leaving(source.fields, '', []);

    return async (visit) => {
      for (const rule of rules) {
        const holds = await rule.condition(visit);
        if (typeof holds !== 'boolean') { throw wrongType(visit, 'Condition', rule.source, 'boolean', holds); }
        // A rule's own Assign and Output replace those of the state; they never add up.
        if (holds) { return { ...await source.data.leave(rule, visit, visit, visit.input), next: rule.next }; }
      }
      if (typeof otherwise !== 'string') {
        throw new StatesError('States.NoChoiceMatched', `No Choice rule of the state '${source.name}' matched, and it has no Default.`);
      }
      return { ...await source.data.leave(leaving, visit, visit, visit.input), next: otherwise };
    };
  },
};

const RULE_FIELDS = ['Condition', 'Next', 'Assign', 'Output', 'Comment'];

function ruleOf(rule: Json, where: string, source: Source): Rule {
  const fields: JsonObject = isObject(rule) ? rule : {};
  for (const field of Object.keys(fields)) {
    if (!RULE_FIELDS.includes(field)) { source.complain(`a rule of a Choice in JSONata does not know the field '${field}'`); }
  }
  const condition = fields.Condition;
  if (typeof condition !== 'boolean' && !(typeof condition === 'string' && condition.startsWith('{%'))) {
    source.complain(`the Condition of ${where} must be an expression, true or false`);
  }
  if (typeof fields.Next !== 'string') { source.complain(`${where} needs a Next`); }
  return {
    source: condition ?? null,
    condition: template(condition ?? null, 'Condition', source),
    next: String(fields.Next),
    ...source.data.leaving(fields, `${where}/`, []),
  };
}
