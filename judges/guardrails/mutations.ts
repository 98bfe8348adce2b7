import { conditionsChanged } from './condition-mutations';
import { Deployed } from './decide';

export type Statement = Readonly<Record<string, unknown>>;

/** A statement with something else about it, and what that is. */
export type Change = readonly [what: string, changed: Statement];

/** Policies of which one has a mistake in it. */
export interface Mutation {
  readonly where: string;
  /** The mistake, in words that are the same in each statement. */
  readonly what: string;
  readonly policies: Deployed[];
}

/** Policies that are made of statements; others are settings. */
const STATEMENTS = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'];

const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource'];

/** Denies what nobody does, for AWS takes no policy without a statement. */
const NOTHING = { Effect: 'Deny', Action: 'none:Nothing', Resource: '*' };

/** Each statement is taken out, each of what it lists, and each of its conditions made another, one at a time. */
export function mutationsOf(policies: readonly Deployed[]): Mutation[] {
  return policies.filter(({ type }) => STATEMENTS.includes(type)).flatMap(policy => {
    const all = [(JSON.parse(policy.content) as { Statement: Statement | Statement[] }).Statement].flat();
    return all.flatMap((statement, which) => changesOf(statement).map(([what, changed]) => {
      const Statement = all.map((each, at) => at === which ? changed : each);
      const content = JSON.stringify({ Version: '2012-10-17', Statement });
      const left = policies.map(each => each === policy ? { ...policy, content } : each);
      return { where: `${policy.name}, statement ${which + 1}`, what, policies: left };
    }));
  });
}

function changesOf(statement: Statement): Change[] {
  const lists = LISTS.flatMap(name => {
    const values = [statement[name] ?? []].flat();
    return values.length < 2 ? [] : values.map((value): Change => [
      `${name} ${String(value)} is not there`, { ...statement, [name]: values.filter(each => each !== value) },
    ]);
  });
  return [
    ['it is not there', statement.Principal ? { ...NOTHING, Principal: '*' } : NOTHING],
    ...lists,
    ...everything(statement),
    ...conditionsChanged(statement),
  ];
}

/** A statement that is about some resources is about all of them. */
function everything({ NotResource, ...statement }: Statement): Change[] {
  return statement.Resource === '*' ? [] : [['Resource is *', { ...statement, Resource: '*' }]];
}
