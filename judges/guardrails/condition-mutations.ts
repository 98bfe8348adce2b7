import type { Change, Statement } from './mutations';

type Conditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What no key of any request ever is. */
const NEVER = 'never';

/** The other answer. */
const OPPOSITES: ReadonlyMap<string, string> = new Map([['true', 'false'], ['false', 'true']]);

const WITHOUT_KEY = 'asks those without the key otherwise';

const ALWAYS_THERE = 'each request has it: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html';
const NO_SUCH_REQUEST = 'AWS documents no request without it';

/** What changes nothing, because there is no request without the key → why there is none. */
export const CHANGES_NOTHING: ReadonlyMap<string, string> = new Map(Object.entries({
  'ArnLike aws:PrincipalArn': 'each signed request has it, and service control policies are about these alone',
  'StringEquals aws:PrincipalType': ALWAYS_THERE,
  'Bool aws:ViaAWSService': ALWAYS_THERE,
  'Bool aws:SecureTransport': ALWAYS_THERE,
  'Bool aws:PrincipalIsAWSService': 'who signs nothing has none, nor has he an aws:SourceAccount, which is asked for beside it',
  'StringEquals codebuild:projectVisibility': 'the one action that is denied needs it: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_UpdateProjectVisibility.html',
  'StringEquals lambda:Principal': 'who gives a permission says to whom: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html',
  'Bool ram:AllowsExternalPrincipals': 'each share has it: https://docs.aws.amazon.com/ram/latest/APIReference/API_ResourceShare.html',
  'Bool elasticfilesystem:Encrypted': `${NO_SUCH_REQUEST}, and publishes a policy that asks so: https://docs.aws.amazon.com/efs/latest/ug/security_iam_id-based-policy-examples.html`,
  'Bool rds:StorageEncrypted': NO_SUCH_REQUEST,
  'Bool elasticache:AtRestEncryptionEnabled': NO_SUCH_REQUEST,
}).map(([condition, why]) => [`${condition} ${WITHOUT_KEY}`, why]));

/** Each condition and each of its values is taken out, its operator made the opposite, and who lacks the key asked. */
export function conditionsChanged(statement: Statement): Change[] {
  const conditions = (statement.Condition ?? {}) as Conditions;
  return Object.entries(conditions).flatMap(([operator, keys]) => Object.entries(keys)
    .flatMap(([key, value]) => changed(statement, operator, key, [value].flat().map(String))));
}

function changed(statement: Statement, operator: string, key: string, values: readonly string[]): Change[] {
  const change = (what: string, other: string | undefined, left: readonly string[]): Change[] =>
    other === undefined ? [] : [[`${operator} ${key} ${what}`, replaced(statement, operator, key, other, left)]];
  const opposite = OPPOSITES.get(values[0]) ?? NEVER;
  return [
    ...change('is not there', operator, []),
    ...values.length === 1 ? change(`is ${opposite}`, operator, [opposite])
      : values.flatMap(each => change(`has no ${each}`, operator, values.filter(other => other !== each))),
    ...change('is the opposite', oppositeOf(operator), values),
    ...change(WITHOUT_KEY, withoutKey(operator), values),
    ...change('is for all values instead of any', forAll(operator), values),
  ];
}

/** Bool and Null are made the opposite by their value. */
function oppositeOf(operator: string): string | undefined {
  if (/Not/.test(operator)) { return operator.replace('Not', ''); }
  return /String|Arn/.test(operator) ? operator.replace(/(String|Arn)/, '$1Not') : undefined;
}

/**
 * Operators with Not hold anyhow where there is no key, and those for any value never do.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function withoutKey(operator: string): string | undefined {
  if (/Null|Not|ForAnyValue/.test(operator)) { return undefined; }
  return operator.endsWith('IfExists') ? operator.replace('IfExists', '') : `${operator}IfExists`;
}

function forAll(operator: string): string | undefined {
  return operator.startsWith('ForAnyValue:') ? operator.replace('ForAnyValue', 'ForAllValues') : undefined;
}

/** A statement with a condition on a key in the place of another. */
function replaced(
  statement: Statement, operator: string, key: string, other: string, values: readonly string[],
): Statement {
  const { [operator]: { [key]: _, ...left }, ...conditions } = statement.Condition as Conditions;
  const all: Conditions = { ...conditions, ...Object.keys(left).length > 0 && { [operator]: left } };
  const asked = values.length > 0 ? { ...all, [other]: { ...all[other], [key]: values } } : all;
  const { Condition, ...rest } = statement;
  return Object.keys(asked).length > 0 ? { ...rest, Condition: asked } : rest;
}
