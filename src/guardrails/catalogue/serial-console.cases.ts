import { SettingsCase, UNLOCK, allowed, assign, denied } from '../settings-case';

const ON = { ec2_attributes: { serial_console_access: { status: assign('enabled') } } };

export const SERIAL_CONSOLE_CASES: readonly SettingsCase[] = [
  denied('an account is to have the serial console', 'account', ON),
  denied('the organization has the serial console', 'root', ON),
  denied('an account opens what is locked', 'account', {
    ec2_attributes: { serial_console_access: { status: { ...UNLOCK, ...assign('enabled') } } },
  }),
  allowed('accounts without tenants have the serial console', 'elsewhere', ON, { isNearMiss: true }),
  allowed('the organization has it where no tenants are', 'root', ON),
  allowed('people are told whom to ask', 'account', { ec2_attributes: { exception_message: assign('Ask the platform team.') } }),
];
