import { exceptFor, LOOKING_AT_ROLES, role } from './roles';
import { tenantRoleName } from '../../organization/contract';
import { StatementRule } from '../guardrail-definition';

/**
 * Whatever ARN fits an exception is guarded by the same pattern, so that nobody can make himself a role that the
 * exceptions of all rules let through, not by its path either: a wildcard goes over slashes.
 *
 * What is not named is denied, so that actions which IAM learns later are denied as well.
 */
export const PLATFORM_ROLES: StatementRule = {
  name: 'platform-roles',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'Nobody makes, changes, deletes, tags or hands on the roles of the platform, of StackSets and of break glass, or managed policies of their names.',
  why: 'All rules let these roles through by their names. Who can make or change one of them is held by no rule.',
  excepted: 'The roles themselves, for StackSets makes them. Everybody may look at them, and assume those that trust him. Managed policies of other names that are attached to these roles are not held.',
  controls: ['NIST-800-53-r5 AC-3', 'NIST-800-53-r5 AC-6', 'NIST-800-53-r5 CM-5'],
  statements: ({ name, exempt }) => {
    const roles = [role(`cdk-account-per-tenant-${name}-*`), ...exempt.filter(each => each !== role(tenantRoleName(name)))];
    return [{
      Effect: 'Deny',
      NotAction: LOOKING_AT_ROLES,
      // Who can change a policy that is attached to a role can change the role.
      Resource: [...roles, ...roles.map(each => each.replace(':role/', ':policy/'))],
      Condition: exceptFor(exempt),
    }];
  },
};
