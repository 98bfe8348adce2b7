import { QUARANTINE } from './catalogue/quarantine';
import { role } from './catalogue/roles';
import { SUSPENDED } from './catalogue/suspended';
import { GuardrailDefinition, StatementRule, isStatementRule } from './guardrail-definition';
import { ROOM } from './limits';
import { minified } from './packer/minified';

/** The rule that is too large for a policy only because of the roles that it lets through, one line. */
export function complaintsAboutRoom(rules: readonly GuardrailDefinition[], roles: readonly string[]): string[] {
  const [largest] = [...rules, SUSPENDED, QUARANTINE].filter(isStatementRule)
    .map(rule => ({ name: rule.name, room: ROOM[rule.policyType].characters, ...sizes(rule, roles) }))
    .filter(({ without, size, room }) => without <= room && size > room).sort((a, b) => b.size - a.size);
  return largest === undefined ? [] : [
    `'breakGlassRoles' are in each statement: with these ${roles.length} the rule '${largest.name}' has ${largest.size} characters, and a policy takes ${largest.room}; name fewer`,
  ];
}

function sizes({ statements }: StatementRule, roles: readonly string[]) {
  const sizeFor = (exempt: readonly string[]) => minified(statements({ name: '', exempt })).length;
  return { size: sizeFor(roles.map(role)), without: sizeFor([]) };
}
