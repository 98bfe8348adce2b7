import { StatementRule } from '../guardrail-definition';

export const LEAVING_ORGANIZATION: StatementRule = {
  name: 'leaving-organization',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'An account cannot leave the organization.',
  why: 'Outside of it no guardrail holds, and its bill is nobody\'s.',
  excepted: 'Nobody. The management account removes accounts from its own side.',
  controls: ['NIST-800-53-r5 AC-3', 'NIST-800-53-r5 CM-3'],
  // Who accepts the invitation of another organization goes there directly, without leaving first.
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_account_migration.html
  statements: () => [{
    Effect: 'Deny', Action: ['organizations:AcceptHandshake', 'organizations:LeaveOrganization'], Resource: ['*'],
  }],
};
