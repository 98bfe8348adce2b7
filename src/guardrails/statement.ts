/** Operator → key → values: what a statement asks of a request. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** One statement of an organization policy. All lists are lists, also those of one. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  /** Resource control policies say whom they mean; service control policies have no word for it. */
  readonly Principal?: '*';
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: Conditions;
}

/** A statement as IAM writes it, with lists of one as lists. */
export function statementOf(json: Record<string, unknown>): Statement {
  const listed = (value: unknown) => Array.isArray(value) ? value : [value];
  const { Condition: condition, Effect, Principal, ...lists } = json;
  const conditions = Object.entries(condition ?? {}).map(([operator, keys]) =>
    [operator, Object.fromEntries(Object.entries(keys as object).map(([key, values]) => [key, listed(values)]))]);
  return {
    Effect,
    ...Principal !== undefined && { Principal },
    ...Object.fromEntries(Object.entries(lists).filter(([name]) => name !== 'Sid').map(([name, values]) => [name, listed(values)])),
    ...conditions.length > 0 && { Condition: Object.fromEntries(conditions) as Conditions },
  } as Statement;
}
