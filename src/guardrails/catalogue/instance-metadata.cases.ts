import { Settings } from '../guardrail-definition';
import { SettingsCase, UNLOCK, allowed, assign, denied } from '../settings-case';

const metadata = (settings: Settings): Settings => ({ ec2_attributes: { instance_metadata_defaults: settings } });

export const INSTANCE_METADATA_CASES: readonly SettingsCase[] = [
  denied('an account is to start instances with IMDSv1', 'account', metadata({ http_tokens: assign('optional') })),
  denied('an account is to let launches ask for IMDSv1', 'account', metadata({ http_tokens_enforced: assign('disabled') })),
  denied('an account is to keep containers from tokens', 'account', metadata({ http_put_response_hop_limit: assign('1') })),
  denied('the organization leaves the choice to each account', 'root', metadata({ http_tokens: assign('no_preference') })),
  denied('the organization lets launches ask for IMDSv1', 'root', metadata({ http_tokens_enforced: assign('disabled') })),
  denied('the organization keeps containers from tokens', 'root', metadata({ http_put_response_hop_limit: assign('1') })),
  denied('an account opens what is locked', 'account', metadata({ http_tokens: { ...UNLOCK, ...assign('optional') } })),
  allowed('instances show their tags', 'account', metadata({ instance_metadata_tags: assign('enabled') }), { isNearMiss: true }),
  allowed('accounts without tenants start instances with IMDSv1', 'elsewhere', metadata({ http_tokens: assign('optional') }), { isNearMiss: true }),
  allowed('the organization leaves the choice to accounts without tenants', 'root', metadata({ http_tokens: assign('no_preference') })),
];
