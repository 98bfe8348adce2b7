import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CATALOGUE } from './catalogue';
import { QUARANTINE } from './catalogue/quarantine';
import { SUSPENDED } from './catalogue/suspended';
import { CustomGuardrailProps } from './custom-guardrail';
import { GuardrailPolicyType } from './guardrail-policy-type';
import { known } from '../private/complaints';

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const LONGEST_NAME = 60;

/**
 * The operators of IAM.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATOR = new RegExp(`^(ForAllValues:|ForAnyValue:)?(${[
  'String(Not)?Equals(IgnoreCase)?', 'String(Not)?Like', 'Numeric(Not)?Equals', 'Numeric(Less|Greater)Than(Equals)?', 'Date(Not)?Equals',
  'Date(Less|Greater)Than(Equals)?', 'Bool', 'BinaryEquals', '(Not)?IpAddress', 'Arn(Not)?(Equals|Like)',
].join('|')})(IfExists)?$|^Null$`);

/** The types whose policies are made of statements. */
const OF_STATEMENTS: readonly GuardrailPolicyType[] =
  [GuardrailPolicyType.SERVICE_CONTROL_POLICY, GuardrailPolicyType.RESOURCE_CONTROL_POLICY];

/** The names of all rules there are. */
const TAKEN: readonly string[] = [
  ...CATALOGUE.map(({ name }) => name), 'regions', 'services', 'idle-cost', 'data-perimeter', 'oidc-providers', SUSPENDED.name, QUARANTINE.name,
];

/** Everything that is wrong with a rule of the user's own, one line each. */
export function complaintsAboutCustom({ name, stops, statements, policyType }: CustomGuardrailProps): string[] {
  const complaints: string[] = [];
  if (known(name) && !(NAME.test(name) && name.length <= LONGEST_NAME)) {
    complaints.push(`'name' must be lower-case words with hyphens, at most ${LONGEST_NAME} characters, got '${name}'`);
  }
  if (TAKEN.includes(name)) { complaints.push(`'name' is that of a rule of the catalogue: '${name}'; choose another`); }
  if (stops.trim() === '') { complaints.push("'stops' must say what nobody can do any more, for the person who meets the rule"); }
  if (policyType !== undefined && !OF_STATEMENTS.includes(policyType)) {
    complaints.push(`'policyType' must be ${OF_STATEMENTS.join(' or ')}, which are made of statements, got ${policyType}`);
  }
  if (statements.length === 0) { complaints.push("'statements' must hold at least one statement"); }
  return [...complaints, ...statements.flatMap((statement, at) => complaintsAboutStatement(statement).map(line => `'statements[${at}]' ${line}`))];
}

function complaintsAboutStatement(statement: PolicyStatement): string[] {
  const complaints: string[] = [];
  if (statement.effect !== 'Deny') { complaints.push("must have the effect Effect.DENY, got Allow: the organization's FullAWSAccess allows already, and a guardrail takes away"); }
  if (statement.actions.length + statement.notActions.length === 0) { complaints.push("needs 'actions' or 'notActions'"); }
  if (statement.resources.length + statement.notResources.length === 0) { complaints.push("needs 'resources' or 'notResources'; AWS refuses it without, ['*'] stands for all"); }
  if (statement.hasPrincipal) { complaints.push("must not name 'principals': an organization policy stands for all principals, limit it by 'conditions' on aws:PrincipalArn"); }
  for (const operator of Object.keys(statement.conditions as object).filter(known)) {
    if (!OPERATOR.test(operator)) { complaints.push(`has the condition operator '${operator}', which IAM does not know; StringEquals and ArnLike are operators`); }
  }
  return complaints;
}
