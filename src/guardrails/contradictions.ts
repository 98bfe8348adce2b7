import { allowedAnyhow } from './catalogue/idle-cost';
import { GuardrailDefinition, StatementRule } from './guardrail-definition';

/** What one rule is told to let through, and another one stops all the same, one line each. */
export function contradictions(rules: readonly GuardrailDefinition[]): string[] {
  const [services, idleCost] = ['services', 'idle-cost']
    .map(name => rules.find(rule => rule.name === name) as StatementRule | undefined);
  if (!services || !idleCost) { return []; }
  const usable = services.statements(NOBODY).flatMap(({ NotAction = [] }) => NotAction).map(action => action.split(':')[0]);
  return [...allowedAnyhow(idleCost.statements(NOBODY))]
    .filter(([, prefixes]) => !prefixes.some(prefix => usable.includes(prefix)))
    .map(([kind, prefixes]) => `'guardrails' hold a contradiction: 'idle-cost' allows IdleCost.${kind}, and 'services' has none of ${prefixes.map(prefix => `'${prefix}'`).join(', ')}; name one there, or leave ${kind} out of 'allow'`);
}

/** Who is excepted makes no difference. */
const NOBODY = { name: '', exempt: [] };
