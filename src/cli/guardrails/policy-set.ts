import { culprits } from './culprits';
import { Answer, Deny } from './judge';
import { DeployedPolicy } from './policies';
import { Request } from './request';
import { isObject, JsonObject } from '../../lab';
import { isCovered } from '../../lab/services/iam/organization-policies';

/** The policy that stops something, and the rules in it that may be why. */
export interface Stop {
  readonly policy: string;
  readonly guardrails: readonly string[];
}

/** What a set of policies says of a request. */
export type Verdict =
  | { readonly is: 'allowed' }
  | { readonly is: 'denied'; readonly by: readonly Stop[] }
  | { readonly is: 'open'; readonly by: readonly Stop[]; readonly on: readonly string[] };

interface Entry extends Stop {
  readonly type: string;
  readonly deny: Deny;
}

/** The types of policies that are asked at each request. Others are settings. */
export const ASKED: readonly string[] = ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'];

/** The policies of one unit. Beside them AWS's own FullAWSAccess is taken to be there. */
export class PolicySet {
  private readonly entries: readonly Entry[];
  /** By action, what concerns it. */
  private readonly concerned = new Map<string, readonly Entry[]>();

  constructor(policies: readonly DeployedPolicy[]) {
    this.entries = policies.filter(({ type }) => ASKED.includes(type)).flatMap(entriesOf);
  }

  public verdict(request: Request): Verdict {
    const answers = this.concerning(request.action)
      .map((entry): [Entry, Answer] => [entry, holds(entry.type, request) && entry.deny.denies(request)]);
    const denying = answers.filter(([, answer]) => answer === true);
    if (denying.length > 0) { return { is: 'denied', by: stops(denying) }; }
    const open = answers.filter(([, answer]) => answer !== false);
    if (open.length === 0) { return { is: 'allowed' }; }
    const on = open.flatMap(([, answer]) => typeof answer === 'boolean' ? [] : [...answer]);
    return { is: 'open', by: stops(open), on: [...new Set(on)].sort() };
  }

  private concerning(action: string): readonly Entry[] {
    const found = this.concerned.get(action) ?? this.entries.filter(({ deny }) => deny.concerns(action))
      .map(entry => ({ ...entry, guardrails: culprits(entry.deny.document, entry.guardrails, action) }));
    this.concerned.set(action, found);
    return found;
  }
}

/** Each policy and rule once. */
function stops(answers: readonly (readonly [Entry, Answer])[]): Stop[] {
  const all = answers.map(([{ policy, guardrails }]): Stop => ({ policy, guardrails }));
  return [...new Map(all.map(each => [JSON.stringify(each), each])).values()];
}

function holds(type: string, request: Request): boolean {
  if (type === 'SERVICE_CONTROL_POLICY') { return request.bySubject; }
  return request.inAccount && request.resources.some(resource => isCovered({ action: request.action, resource }));
}

function entriesOf({ name, type, content, rules }: DeployedPolicy): Entry[] {
  const { Statement: statements } = documentOf(name, content);
  return [statements].flat().filter(isObject).filter(({ Effect: effect }) => effect === 'Deny').map(statement => {
    try {
      return { policy: name, type, guardrails: rules.map(rule => rule.name), deny: new Deny(statement) };
    } catch (error) {
      throw new Error(`the policy ${name} cannot be judged: ${(error as Error).message}`);
    }
  });
}

function documentOf(name: string, content: string): JsonObject {
  try {
    return JSON.parse(content) as JsonObject;
  } catch {
    throw new Error(`the content of the policy ${name} is known to CloudFormation alone, so that it cannot be judged; give BaselineGuardrails no tokens, such as parameters, in its rules`);
  }
}
