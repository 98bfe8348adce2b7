import { locked } from './locked';
import { SettingsRule } from '../guardrail-definition';

/**
 * A hop more than one, as AWS recommends it where tokens are required: a container is one hop away. Enforcing without
 * requiring would stop each launch that says nothing about tokens.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_ec2_syntax.html
 */
export const INSTANCE_METADATA: SettingsRule = {
  name: 'instance-metadata',
  policyType: 'DECLARATIVE_POLICY_EC2',
  stops: 'Nobody starts an instance that gives its credentials to whoever asks without a session token (IMDSv2).',
  why: 'Without tokens, a web server that can be talked into fetching an address hands out the credentials of its role.',
  excepted: 'Nobody, the roles that no rule may stop included. Instances that run already stay as they are.',
  controls: ['CIS-AWS-3.0.0 5.6', 'NIST-800-53-r5 AC-3', 'NIST-800-53-r5 AC-6'],
  settings: () => ({
    ec2_attributes: {
      instance_metadata_defaults: {
        http_tokens: locked('required'),
        http_tokens_enforced: locked('enabled'),
        http_put_response_hop_limit: locked('2'),
      },
    },
  }),
};
