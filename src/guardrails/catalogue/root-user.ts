import { StatementRule } from '../guardrail-definition';

export const ROOT_USER: StatementRule = {
  name: 'root-user',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'The root user of an account can do nothing.',
  why: 'It cannot be limited in any other way, and nobody needs it: what only root can do is done from the management account by a root session.',
  excepted: 'Root sessions of the management account (sts:AssumeRoot), whose permissions AWS limits to one task.',
  controls: ['CIS-AWS-3.0.0 1.7', 'NIST-800-53-r5 AC-6'],
  statements: () => [{
    Effect: 'Deny',
    Action: ['*'],
    Resource: ['*'],
    // A root session bears the ARN of the root user as well; AWS marks it.
    Condition: { ArnLike: { 'aws:PrincipalArn': ['arn:*:iam::*:root'] }, Null: { 'aws:AssumedRoot': ['true'] } },
  }],
};
