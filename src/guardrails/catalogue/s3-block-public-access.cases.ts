import { Settings } from '../guardrail-definition';
import { SettingsCase, UNLOCK, allowed, assign, denied } from '../settings-case';

const buckets = (settings: Settings): Settings => ({ s3_attributes: { public_access_block_configuration: settings } });

export const S3_BLOCK_PUBLIC_ACCESS_CASES: readonly SettingsCase[] = [
  denied('an account is to have public buckets', 'account', buckets(assign('none'))),
  denied('the organization has public buckets', 'root', buckets(assign('none'))),
  denied('an account opens what is locked', 'account', buckets({ ...UNLOCK, ...assign('none') })),
  allowed('accounts without tenants have public buckets', 'elsewhere', buckets(assign('none')), { isNearMiss: true }),
  allowed('the organization has public buckets where no tenants are', 'root', buckets(assign('none')), { isNearMiss: true }),
  allowed('the organization has no public buckets either', 'root', buckets(assign('all'))),
];
