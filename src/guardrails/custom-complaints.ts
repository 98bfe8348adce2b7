import { NAMES } from './catalogue/names';
import { CustomGuardrailProps } from './custom-guardrail';
import { GuardrailPolicyType } from './guardrail-policy-type';
import { complaintsAboutStatement } from './statement-complaints';
import { known } from '../private/complaints';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_NAME = 60;

/** The types whose policies are made of statements. */
const OF_STATEMENTS: readonly GuardrailPolicyType[] =
  [GuardrailPolicyType.SERVICE_CONTROL_POLICY, GuardrailPolicyType.RESOURCE_CONTROL_POLICY];

/** Everything that is wrong with a rule of the user's own, one line each. */
export function complaintsAboutCustom(props: CustomGuardrailProps): string[] {
  const { name, stops, statements, policyType, newServices = [] } = props;
  const complaints: string[] = [];
  if (known(name) && !(NAME.test(name) && name.length <= LONGEST_NAME)) {
    complaints.push(`'name' must be lower-case words with hyphens, at most ${LONGEST_NAME} characters, got '${name}'`);
  }
  if (NAMES.has(name)) { complaints.push(`'name' is that of a rule of the catalogue: '${name}'; choose another`); }
  if (stops.trim() === '') { complaints.push("'stops' must say what nobody can do any more, for the person who meets the rule"); }
  if (policyType !== undefined && !OF_STATEMENTS.includes(policyType)) {
    complaints.push(`'policyType' must be ${OF_STATEMENTS.join(' or ')}, which are made of statements, got ${policyType}`);
  }
  if (statements.length === 0) { complaints.push("'statements' must hold at least one statement"); }
  const isOfResources = policyType === GuardrailPolicyType.RESOURCE_CONTROL_POLICY;
  return [...complaints, ...statements.flatMap((statement, at) =>
    complaintsAboutStatement(statement, newServices, isOfResources).map(line => `'statements[${at}]' ${line}`))];
}
