import { Settings } from '../guardrail-definition';
import { SettingsCase, UNLOCK, allowed, assign, denied } from '../settings-case';

const services = (...names: string[]): Settings =>
  ({ services: Object.fromEntries(names.map(name => [name, { opt_out_policy: assign('optIn') }])) });

export const AI_SERVICES_OPT_OUT_CASES: readonly SettingsCase[] = [
  denied('an account is to give all services what it has', 'account', services('default')),
  denied('an account is to give one service what it has', 'account', services('rekognition')),
  denied('the organization gives all services what it has', 'root', services('default')),
  denied('an account opens what is locked', 'account', {
    services: { ...UNLOCK, lex: { ...UNLOCK, opt_out_policy: { ...UNLOCK, ...assign('optIn') } } },
  }),
  denied('an account adds to the setting', 'account', { services: { default: { other_policy: assign('optIn') } } }),
  allowed('accounts without tenants give all services what they have', 'elsewhere', services('default'), { isNearMiss: true }),
  allowed('accounts without tenants give one service what they have', 'elsewhere', services('rekognition')),
  allowed('the organization gives what it has where no tenants are', 'root', services('default')),
];
