import { anonymousPrincipal, type runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT, ADMINISTRATOR, Case, NOBODY_KNOWN } from '../../src/guardrails/case';

export const ORGANIZATION = 'o-exampleorgid';

/** Who tries, as the evaluator wants to be told. */
export interface Caller {
  readonly principal: Parameters<typeof runSimulation>[0]['request']['principal'];
  /** Identity policies are for who signs with an identity. */
  readonly hasIdentity: boolean;
  /** Service control policies of the tenant's account are for the tenant's people and roles. */
  readonly isOfTenant: boolean;
  /** What AWS says of the caller by itself. */
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Who tries what the case tells.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html for which key is there for whom
 */
export function callerOf({ who = ADMINISTRATOR, whoseAccount = ACCOUNT }: Case, partition: string): Caller {
  if (who === NOBODY_KNOWN) {
    return { principal: anonymousPrincipal, hasIdentity: false, isOfTenant: false, context: { 'aws:PrincipalType': 'Anonymous' } };
  }
  if (who.endsWith('.amazonaws.com')) {
    const context = { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': who };
    return { principal: who, hasIdentity: false, isOfTenant: false, context };
  }
  const principal = `arn:${partition}:iam::${whoseAccount}:${who}`;
  const isOfTenant = whoseAccount === ACCOUNT;
  return {
    principal,
    hasIdentity: true,
    isOfTenant,
    context: {
      'aws:PrincipalArn': principal,
      'aws:PrincipalAccount': whoseAccount,
      ...isOfTenant && { 'aws:PrincipalOrgID': ORGANIZATION },
      'aws:PrincipalType': who === 'root' ? 'Account' : who.startsWith('user/') ? 'User' : 'AssumedRole',
      'aws:PrincipalIsAWSService': 'false',
      'aws:ViaAWSService': 'false',
    },
  };
}
