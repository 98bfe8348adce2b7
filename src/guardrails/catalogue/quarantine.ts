import { exceptFor } from './roles';
import { StatementRule } from '../guardrail-definition';

/** For the unit to which accounts are moved that are suspected or given up. */
export const QUARANTINE: StatementRule = {
  name: 'quarantine',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'Nothing works in an account in quarantine.',
  why: 'Whoever holds a role in the account does no more harm, and nothing that could be looked into is lost.',
  excepted: 'The roles that no rule may stop. Roles of AWS services that no organization policy reaches go on, and so do calls that AWS services make as themselves.',
  controls: ['NIST-800-53-r5 IR-4'],
  statements: ({ exempt }) => [{ Effect: 'Deny', Action: ['*'], Resource: ['*'], Condition: exceptFor(exempt) }],
};
