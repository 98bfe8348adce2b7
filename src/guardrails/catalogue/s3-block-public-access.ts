import { locked } from './locked';
import { SettingsRule } from '../guardrail-definition';

/**
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_s3_syntax.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export const S3_BLOCK_PUBLIC_ACCESS: SettingsRule = {
  name: 's3-block-public-access',
  policyType: 'S3_POLICY',
  stops: 'No bucket and no object of S3 is public, whatever its policy and ACLs say.',
  why: 'What is public once is copied within minutes. This setting holds from the first minute of an account, outweighs those of the account and of each bucket, and nobody in the account can change it.',
  excepted: 'Nobody, the roles that no rule may stop included. CloudFront reaches buckets that stay closed by origin access control.',
  controls: ['CIS-AWS-3.0.0 2.1.4', 'NIST-800-53-r5 AC-3', 'NIST-800-53-r5 AC-21', 'NIST-800-53-r5 SC-7'],
  settings: () => ({ s3_attributes: { public_access_block_configuration: locked('all') } }),
};
