import { exceptFor, LOOKING_AT_ROLES, role } from './roles';
import { StatementRule } from '../guardrail-definition';

/**
 * Organizations makes it in each account that it creates, under whatever name CreateAccount gives; this one is the
 * default. An administrator's rights and the trust of the whole management account are in it.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html
 */
const ACCESS_ROLE = role('OrganizationAccountAccessRole');

export const ORGANIZATION_ACCOUNT_ACCESS_ROLE: StatementRule = {
  name: 'organization-account-access-role',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'The role OrganizationAccountAccessRole can do nothing, and nobody makes or changes it.',
  why: 'Whoever gets into the management account would be administrator of all tenants with it. Nothing here needs it.',
  excepted: 'Nobody may use it. The roles that no rule may stop may delete it. Everybody may look at it.',
  controls: ['NIST-800-53-r5 AC-3', 'NIST-800-53-r5 AC-6'],
  statements: ({ exempt }) => [
    { Effect: 'Deny', Action: ['*'], Resource: ['*'], Condition: { ArnLike: { 'aws:PrincipalArn': [ACCESS_ROLE] } } },
    { Effect: 'Deny', NotAction: LOOKING_AT_ROLES, Resource: [ACCESS_ROLE], Condition: exceptFor(exempt) },
  ],
};
