import { LOCK, locked } from './locked';
import { SettingsRule } from '../guardrail-definition';

/**
 * The lock at each level keeps others from adding there: services beside the default, and settings beside the one.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ai-opt-out_syntax.html
 */
export const AI_SERVICES_OPT_OUT: SettingsRule = {
  name: 'ai-services-opt-out',
  policyType: 'AISERVICES_OPT_OUT_POLICY',
  stops: 'AI services of AWS do not use what tenants give them to become better.',
  why: 'AWS may otherwise keep what some AI services were given, in other Regions too, to repair and to train them.',
  excepted: 'What a service has to keep to do its work. Services that AWS will add are included.',
  controls: ['NIST-800-53-r5 AC-4', 'NIST-800-53-r5 SA-9(5)'],
  settings: () => ({ services: { ...LOCK, default: { ...LOCK, opt_out_policy: locked('optOut') } } }),
};
