import { Settings } from '../guardrail-definition';
import { SettingsCase, UNLOCK, allowed, assign, denied } from '../settings-case';

const gateways = (settings: Settings): Settings => ({
  ec2_attributes: { vpc_block_public_access: { internet_gateway_block: settings } },
});

export const VPC_BLOCK_PUBLIC_ACCESS_CASES: readonly SettingsCase[] = [
  denied('an account is to open its VPCs', 'account', gateways({ mode: assign('off') })),
  denied('an account is to except VPCs', 'account', gateways({ exclusions_allowed: assign('enabled') })),
  denied('the organization leaves VPCs open', 'root', gateways({ mode: assign('off'), exclusions_allowed: assign('enabled') })),
  denied('an account opens what is locked', 'account', gateways({ mode: { ...UNLOCK, ...assign('off') } })),
  allowed('accounts without tenants have open VPCs', 'elsewhere', gateways({ mode: assign('off') }), { isNearMiss: true }),
  allowed('the organization leaves VPCs open where no tenants are', 'root', gateways({ mode: assign('off') })),
  allowed('an account encrypts what goes through its VPCs', 'account', { ec2_attributes: { vpc_encryption_control: { mode: assign('monitor') } } }),
];
