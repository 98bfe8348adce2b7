import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { complaintAboutService } from './services-known';
import { known } from '../private/complaints';

/**
 * The operators of IAM.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATOR = new RegExp(`^(ForAllValues:|ForAnyValue:)?(${[
  'String(Not)?Equals(IgnoreCase)?', 'String(Not)?Like', 'Numeric(Not)?Equals', 'Numeric(Less|Greater)Than(Equals)?', 'Date(Not)?Equals',
  'Date(Less|Greater)Than(Equals)?', 'Bool', 'BinaryEquals', '(Not)?IpAddress', 'Arn(Not)?(Equals|Like)',
].join('|')})(IfExists)?$|^Null$`);

/** Operators that leave out whom their values fit. Those of ARNs know wildcards, whatever their name. */
const EXCEPTING = /^(ForAllValues:|ForAnyValue:)?(StringNotLike|ArnNot(Like|Equals))(IfExists)?$/;

const ORGANIZATIONS = ['o-aaaaaaaaaa', 'o-bbbbbbbbbb'];
const ACCOUNTS = ['111111111111', '222222222222'];

/** Some that have nothing to do with each other, by key: a pattern that fits all of them fits everybody. */
const EVERYBODY: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  'aws:PrincipalArn': ['role/a', 'role/b/c', 'user/d', 'root'].map((who, at) => `arn:*:iam::${at}:${who}`),
  'aws:PrincipalAccount': ACCOUNTS,
  'aws:PrincipalOrgID': ORGANIZATIONS,
  'aws:PrincipalOrgPaths': ORGANIZATIONS.map(id => `${id}/r-a/`),
  'aws:SourceAccount': ACCOUNTS,
  'aws:SourceOrgID': ORGANIZATIONS,
}).map(([key, all]) => [key.toLowerCase(), all]));

/** Everything that is wrong with a statement of the user's own, one line each. */
export function complaintsAboutStatement(
  statement: PolicyStatement, newServices: readonly string[], isOfResources: boolean,
): string[] {
  const complaints: string[] = [];
  const { actions, notActions, resources, notResources } = statement;
  if (statement.effect !== 'Deny') { complaints.push("must have the effect Effect.DENY, got Allow: the organization's FullAWSAccess allows already, and a guardrail takes away"); }
  if (actions.length + notActions.length === 0) { complaints.push("needs 'actions' or 'notActions'"); }
  if (resources.length + notResources.length === 0) { complaints.push("needs 'resources' or 'notResources'; AWS refuses it without, ['*'] stands for all"); }
  if (statement.hasPrincipal) { complaints.push("must not name 'principals': an organization policy stands for all principals, limit it by 'conditions' on aws:PrincipalArn"); }
  if (isOfResources && notActions.length > 0) { complaints.push("must not have 'notActions', which resource control policies do not know; name 'actions'"); }
  for (const [list, values] of Object.entries({ notActions, notResources })) {
    if (values.includes('*')) { complaints.push(`has '*' in '${list}', which leaves out everything, so that nothing is stopped; name what may be done all the same`); }
  }
  const named = [...actions, ...notActions].filter(action => known(action) && action !== '*');
  for (const service of new Set(named.map(action => action.split(':')[0]))) {
    const complaint = complaintAboutService(service, newServices);
    if (complaint) { complaints.push(`has actions of '${service}': ${complaint}`); }
  }
  return [...complaints, ...complaintsAboutConditions(statement.conditions as Conditions)];
}

type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

function complaintsAboutConditions(conditions: Conditions): string[] {
  return Object.entries(conditions).filter(([operator]) => known(operator)).flatMap(([operator, keys]) => {
    if (!OPERATOR.test(operator)) { return [`has the condition operator '${operator}', which IAM does not know; StringEquals and ArnLike are operators`]; }
    if (!EXCEPTING.test(operator) || !known(keys)) { return []; }
    return Object.entries(keys).flatMap(([key, values]) => [values].flat()
      .filter(value => leavesOutEverybody(key, value)).map(value => `leaves out everybody by ${operator} ${key} '${String(value)}', so that nobody is stopped; name whom it shall leave out`));
  });
}

function leavesOutEverybody(key: string, value: unknown): boolean {
  if (typeof value !== 'string') { return false; }
  const pattern = value.replace(/^arn:[^:]+:/, 'arn:*:');
  const fits = new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
  return known(pattern) && (/^\*+$/.test(pattern) || EVERYBODY.get(key.toLowerCase())?.every(each => fits.test(each)) === true);
}
