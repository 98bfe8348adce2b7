import { CustomGuardrailProps } from './custom-guardrail';
import { StatementPolicyType, StatementRule } from './guardrail-definition';
import { GuardrailPolicyType } from './guardrail-policy-type';
import { Statement, statementOf } from './statement';

/** A rule of the user's own. */
export function customRule(props: CustomGuardrailProps): StatementRule {
  const { name, stops, why = '', controls = [], policyType = GuardrailPolicyType.SERVICE_CONTROL_POLICY } = props;
  const isOfResources = policyType === GuardrailPolicyType.RESOURCE_CONTROL_POLICY;
  // Only there, AWS wants to be told that everybody is meant. A role of somebody else's may have any name there.
  const everybody = isOfResources && { Principal: '*' };
  const hasExceptions = !isOfResources && !props.withoutExceptions;
  const statements = props.statements.map(statement => statementOf({ ...statement.toStatementJson(), ...everybody }));
  return {
    name, stops, why, controls,
    policyType: policyType as StatementPolicyType,
    excepted: `Whom its statements leave out${hasExceptions ? ', and the roles that no rule may stop' : ''}.`,
    statements: ({ exempt }) => hasExceptions ? statements.map(each => leavingOut(exempt, each)) : statements,
  };
}

const PRINCIPAL = 'aws:PrincipalArn';

/** The statement for everybody but these roles, and whom it leaves out anyway. */
function leavingOut(exempt: readonly string[], { Condition = {}, ...statement }: Statement): Statement {
  const { ArnNotLike = {}, ...others } = Condition;
  const isPrincipal = (key: string) => key.toLowerCase() === PRINCIPAL.toLowerCase();
  const kept = Object.entries(ArnNotLike).filter(([key]) => !isPrincipal(key));
  const already = Object.entries(ArnNotLike).filter(([key]) => isPrincipal(key)).flatMap(([, values]) => values);
  const who = { ...Object.fromEntries(kept), [PRINCIPAL]: [...already, ...exempt] };
  return { ...statement, Condition: { ...others, ArnNotLike: who } };
}
