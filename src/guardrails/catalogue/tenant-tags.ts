import { locked } from './locked';
import { known } from '../../private/complaints';
import { STAGE_TAG, TENANT_TAG } from '../../tenants/contract';
import { Settings, SettingsRule } from '../guardrail-definition';
import { TenantTagsProps } from '../tenant-tags';

const STAGES = ['production', 'sandbox'];
const TYPE = /^[a-z][a-z0-9-]*:[A-Za-z][\w/-]*$/;

/** Everything that is wrong with what the rule was told, one line each. */
export function complaintsAboutTenantTags({ enforcedFor }: TenantTagsProps): string[] {
  if (enforcedFor?.length === 0) { return ["'enforcedFor' must hold at least one type of resources; leave it out to have it reported only"]; }
  return (enforcedFor ?? []).filter(type => known(type) && !TYPE.test(type))
    .map(type => `'enforcedFor' must hold types of resources such as 'dynamodb:table' or 's3:ALL_SUPPORTED', got '${type}'`);
}

/**
 * Tag policies look at resources in accounts, not at the tags of the accounts themselves; those nobody in an account
 * can change. Resources without the tags are none of their business.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_example-tag-policies.html
 */
export function tenantTags({ enforcedFor = [] }: TenantTagsProps): SettingsRule {
  const types = [...new Set(enforcedFor)].sort();
  const tag = (key: string, values?: readonly string[]): Settings => ({
    tag_key: locked(key),
    ...values && { tag_value: locked(values) },
    ...types.length > 0 && { enforced_for: locked(types) },
  });
  return {
    name: 'tenant-tags',
    policyType: 'TAG_POLICY',
    stops: types.length > 0
      ? `Nobody tags resources of these types with the platform's tags in other spellings, or with stages that there are not: ${types.join(', ')}.`
      : "Resources with the platform's tags in other spellings, or with stages that there are not, are reported.",
    why: 'A tag that is spelt in two ways is two tags, and each is half the bill.',
    excepted: `Resources without these tags${types.length > 0 ? ', and those of other types, which are only reported' : ''}.`,
    controls: ['NIST-800-53-r5 CM-8'],
    settings: () => ({ tags: { [TENANT_TAG]: tag(TENANT_TAG), [STAGE_TAG]: tag(STAGE_TAG, STAGES) } }),
  };
}
