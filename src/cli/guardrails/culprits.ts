import { CATALOGUE } from '../../guardrails/catalogue';
import { dataPerimeter } from '../../guardrails/catalogue/data-perimeter';
import { idleCost } from '../../guardrails/catalogue/idle-cost';
import { oidcProviders } from '../../guardrails/catalogue/oidc-providers';
import { QUARANTINE } from '../../guardrails/catalogue/quarantine';
import { regions } from '../../guardrails/catalogue/regions';
import { services } from '../../guardrails/catalogue/services';
import { SUSPENDED } from '../../guardrails/catalogue/suspended';
import { GuardrailDefinition, isStatementRule } from '../../guardrails/guardrail-definition';
import { isObject, JsonObject } from '../../lab';
import { Statement } from '../../lab/services/iam/policy';

/** Rules as they might have been told; who is let through and what is allowed stands in conditions and lists. */
const KNOWN: ReadonlyMap<string, GuardrailDefinition> = new Map([
  ...Object.values(CATALOGUE) as readonly GuardrailDefinition[], SUSPENDED, QUARANTINE, idleCost({}), regions(['us-east-1']), services(['none']),
  dataPerimeter({ trustedAccounts: ['000000000000'] }), oidcProviders([{ issuer: 'example.com', subjects: ['somebody'] }]),
].map(rule => [rule.name, rule]));

const PLATFORM = { name: 'tenants', exempt: ['arn:*:iam::*:role/somebody'] };

/**
 * Which of a policy's rules may have brought a statement of it: the packer unites statements of several rules if their
 * conditions are the same. Rules of the user's own are not known here, so that they may always have.
 */
export function culprits(statement: JsonObject, rules: readonly string[], action: string): readonly string[] {
  const likely = rules.filter(name => {
    const rule = KNOWN.get(name);
    return !rule || (isStatementRule(rule)
      && rule.statements(PLATFORM).some(own => mayBecome(own as unknown as JsonObject, statement, action)));
  });
  return likely.length > 0 ? likely : rules;
}

const mayBecome = (own: JsonObject, statement: JsonObject, action: string): boolean => shape(own) === shape(statement)
  && new Statement({ ...own, Condition: undefined }, true).concerns(action, () => undefined);

/** What merging of statements leaves as it is, but for what rules are told. */
function shape({ NotAction, NotResource, Condition }: JsonObject): string {
  const conditions = Object.entries(isObject(Condition) ? Condition : {})
    .flatMap(([operator, keys]) => Object.keys(keys as JsonObject).filter(key => !key.endsWith(':sub') && key !== 'aws:PrincipalAccount').map(key => `${operator} ${key}`));
  return JSON.stringify([NotAction !== undefined, NotResource !== undefined, conditions.sort()]);
}
