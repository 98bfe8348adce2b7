import { locked } from './locked';
import { SettingsRule } from '../guardrail-definition';

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ec2_syntax.html */
export const SERIAL_CONSOLE: SettingsRule = {
  name: 'serial-console',
  policyType: 'DECLARATIVE_POLICY_EC2',
  stops: 'Nobody reaches an instance through the serial console of EC2.',
  why: 'The serial console passes by every network, security group and log of connections.',
  excepted: 'Nobody, the roles that no rule may stop included. Session Manager and EC2 Instance Connect go on.',
  controls: ['NIST-800-53-r5 AC-17', 'NIST-800-53-r5 CM-7'],
  settings: () => ({ ec2_attributes: { serial_console_access: { status: locked('disabled') } } }),
};
