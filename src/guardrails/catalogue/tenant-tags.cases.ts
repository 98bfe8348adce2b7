import { STAGE_TAG, TENANT_TAG } from '../../tenants/contract';
import { Settings } from '../guardrail-definition';
import { SettingsCase, UNLOCK, allowed, assign, denied } from '../settings-case';

const tag = (key: string, settings: Settings): Settings => ({ tags: { [key]: settings } });

export const TENANT_TAGS_CASES: readonly SettingsCase[] = [
  denied('an account is to spell the tenant otherwise', 'account', tag(TENANT_TAG, { tag_key: assign(TENANT_TAG.toUpperCase()) })),
  denied('an account is to spell the stage otherwise', 'account', tag(STAGE_TAG, { tag_key: assign(STAGE_TAG.toUpperCase()) })),
  denied('an account is to have a stage of its own', 'account', tag(STAGE_TAG, { tag_value: { '@@append': ['test'] } })),
  denied('an account is to have other stages', 'account', tag(STAGE_TAG, { tag_value: assign(['test']) })),
  denied('an account stops nothing', 'account', tag(STAGE_TAG, { enforced_for: { '@@remove': ['dynamodb:table'] } })),
  denied('an account is to stop nothing', 'account', tag(TENANT_TAG, { enforced_for: assign([]) })),
  denied('the organization has tenants in capitals', 'root', tag(TENANT_TAG, { tag_key: assign(TENANT_TAG.toUpperCase()) })),
  denied('the organization has stages in capitals', 'root', tag(STAGE_TAG, { tag_key: assign(STAGE_TAG.toUpperCase()) })),
  denied('the organization has other stages', 'root', tag(STAGE_TAG, { tag_value: assign(['test']) })),
  denied('the organization stops it in other services', 'root', tag(TENANT_TAG, { enforced_for: assign(['ec2:instance']) })),
  denied('the organization stops other stages in other services', 'root', tag(STAGE_TAG, { enforced_for: assign(['ec2:instance']) })),
  denied('an account opens what is locked', 'account', tag(STAGE_TAG, { tag_value: { ...UNLOCK, ...assign(['test']) } })),
  allowed('the organization has tags of its own', 'root', tag('CostCenter', { tag_key: assign('CostCenter') })),
  allowed('an account has tags of its own', 'account', tag('project', { tag_key: assign('project') }), { isNearMiss: true }),
  allowed('accounts without tenants have other stages', 'elsewhere', tag(STAGE_TAG, { tag_value: assign(['test']) }), { isNearMiss: true }),
];
