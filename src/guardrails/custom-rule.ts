import { CustomGuardrailProps } from './custom-guardrail';
import { StatementPolicyType, StatementRule } from './guardrail-definition';
import { GuardrailPolicyType } from './guardrail-policy-type';
import { statementOf } from './statement';

/** A rule of the user's own. */
export function customRule(props: CustomGuardrailProps): StatementRule {
  const { name, stops, why = '', controls = [], policyType = GuardrailPolicyType.SERVICE_CONTROL_POLICY } = props;
  // Only there, AWS wants to be told that everybody is meant.
  const everybody = policyType === GuardrailPolicyType.RESOURCE_CONTROL_POLICY && { Principal: '*' };
  return {
    name, stops, why, controls,
    policyType: policyType as StatementPolicyType,
    excepted: 'Whom its statements leave out.',
    statements: () => props.statements.map(statement => statementOf({ ...statement.toStatementJson(), ...everybody })),
  };
}
