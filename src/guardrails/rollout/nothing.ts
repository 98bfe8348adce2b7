import { StatementPolicyType } from '../guardrail-definition';

/** What the statement is called in a policy that CloudFormation has just written, and that holds nobody yet. */
export const NOTHING_YET = 'NothingYet';

/** What it is called in a policy without rules. That is tried like any other content, so it has to be told apart. */
export const NOTHING = 'Nothing';

/** A policy has to deny something: a call that nobody needs, to callers whom nobody can be. */
export function nothing(type: StatementPolicyType, Sid: typeof NOTHING | typeof NOTHING_YET): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{
      Sid,
      Effect: 'Deny',
      ...(type === 'RESOURCE_CONTROL_POLICY' && { Principal: '*' }),
      Action: 'secretsmanager:CancelRotateSecret',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalAccount': 'nobody' } },
    }],
  });
}
