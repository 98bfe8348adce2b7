import { everyGuardrail } from './every-guardrail';
import { namedIn, strangeIn } from './tables';
import { Guardrail } from '../../src';
import { BREAK_GLASS, Case } from '../../src/guardrails/case';
import { CASES } from '../../src/guardrails/catalogue/cases';
import { isStatementRule } from '../../src/guardrails/guardrail-definition';
import { Conditions, Statement } from '../../src/guardrails/statement';

/** What the catalogue says in words of AWS. */
export interface Vocabulary {
  /** How much of it. */
  readonly says: string;
  /** What AWS's tables do not have, with where it stands. */
  readonly strange: readonly string[];
}

/** All that rules and cases name, held against the services' own tables. */
export async function vocabulary(): Promise<Vocabulary> {
  // A rule that was told to allow something leaves its words out, so that it is here once more with all of them.
  const rules = [...everyGuardrail(), Guardrail.idleCost()].flatMap(({ name, _definition: definition }) =>
    isStatementRule(definition) ? definition.statements(PLATFORM).map(statement => ({ where: name, statement })) : []);
  const cases = Object.entries(CASES).flatMap(([name, all]) => all.map(each => ({ where: `${name}, "${each.says}"`, statement: asStatement(each) })));
  const strange: string[] = [];
  for (const { where, statement } of [...rules, ...cases]) {
    strange.push(...(await strangeIn(statement)).map(line => `${where}: ${line}`));
  }
  const named = rules.map(({ statement }) => namedIn(statement));
  const count = (of: 'actions' | 'keys' | 'resources') => new Set(named.flatMap(each => each[of])).size;
  const all = strange.length === 0 ? 'all exist' : `${strange.length} do not exist`;
  return { says: `${count('actions')} actions, ${count('keys')} condition keys, ${count('resources')} resource types: ${all}`, strange };
}

const PLATFORM = { name: 'tenants', exempt: [`arn:*:iam::*:${BREAK_GLASS}`] };

/** What a case tries, as if a statement denied just that. */
export function asStatement({ does, to, given }: Pick<Case, 'does' | 'to' | 'given'>): Statement {
  const keys = Object.fromEntries(Object.keys(given ?? {}).map(key => [key, []]));
  const Condition: Conditions = { StringEquals: keys };
  return { Effect: 'Deny', Action: [does], Resource: [to === undefined ? '*' : `arn:*:${to}`], Condition };
}
