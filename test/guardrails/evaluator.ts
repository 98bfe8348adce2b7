import { Statement } from '../../src/guardrails/statement';

/** IAM's rules, as plain as can be, to compare policies with each other. What they do is judged elsewhere. */

export interface Document {
  readonly Statement: readonly Statement[];
}

export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Whether any statement denies. */
export function judge(documents: readonly Document[], request: Request): boolean {
  return documents.flatMap(each => each.Statement).some(statement => applies(statement, request));
}

function applies(statement: Statement, { action, resource, context }: Request): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  const anAction = (list: readonly string[]) => list.some(pattern => fits(pattern.toLowerCase(), action.toLowerCase()));
  const aResource = (list: readonly string[]) => list.some(pattern => fits(pattern, resource));
  return (Action ? anAction(Action) : !anAction(NotAction!))
    && (Resource ? aResource(Resource) : !aResource(NotResource!))
    && Object.entries(Condition).every(([operator, keys]) => Object.entries(keys).every(([key, values]) => {
      const any = values.some(value => operator.includes('Like') ? fits(value, context[key]) : value === context[key]);
      return operator.includes('Not') ? !any : any;
    }));
}

const known = new Map<string, RegExp>();

function fits(pattern: string, text: string): boolean {
  let written = known.get(pattern);
  if (!written) {
    written = new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
    known.set(pattern, written);
  }
  return written.test(text);
}
