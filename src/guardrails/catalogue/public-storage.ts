import { exceptFor } from './roles';
import { StatementRule } from '../guardrail-definition';
import { Conditions, Statement } from '../statement';

const deny = (action: string, condition: Conditions): Statement => ({ Effect: 'Deny', Action: [action], Resource: ['*'], Condition: condition });

/** The headers of S3 that grant something, each a condition key of its own. */
const GRANTS = ['full-control', 'read', 'read-acp', 'write', 'write-acp'];

/**
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html for canned ACLs and the groups of everybody
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html for what outweighs what
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/block-public-access-snapshots.html
 * @see https://aws.amazon.com/blogs/security/unlock-new-possibilities-aws-organizations-service-control-policy-now-supports-full-iam-language/
 */
export const PUBLIC_STORAGE: StatementRule = {
  name: 'public-storage',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'Nobody gives buckets, objects, snapshots or images to everybody, or switches off what keeps them closed.',
  why: 'What is public once is copied within minutes. No condition key tells what a bucket policy, an ACL in a request\'s body, an image (AMI) or a snapshot '
    + 'of RDS is opened to, so those are held by the block public access of the account, which outweighs that of each bucket and which nobody may touch; '
    + 'snapshots of RDS are for AWS Config to find. CloudFront reaches buckets that stay closed.',
  excepted: 'The roles that no rule may stop may set block public access and make public registries; public ACLs and public snapshots nobody.',
  controls: ['CIS-AWS-3.0.0 2.1.4', 'NIST-800-53-r5 AC-3', 'NIST-800-53-r5 AC-21', 'NIST-800-53-r5 SC-7'],
  statements: ({ exempt }) => [
    deny('s3:*', { StringLike: { 's3:x-amz-acl': ['authenticated-read', 'public-*'] } }),
    ...GRANTS.map(grant => deny('s3:*', { StringLike: { [`s3:x-amz-grant-${grant}`]: ['*/groups/global/*'] } })),
    deny('ec2:ModifySnapshotAttribute', { StringEquals: { 'ec2:Add/group': ['all'] } }),
    deny('codebuild:UpdateProjectVisibility', { StringEquals: { 'codebuild:projectVisibility': ['PUBLIC_READ'] } }),
    {
      Effect: 'Deny',
      // Who may enable may also enable the weaker of two modes.
      Action: ['ec2:*BlockPublicAccess', 'ecr-public:CreateRepository', 's3:PutAccountPublicAccessBlock'],
      Resource: ['*'],
      Condition: exceptFor(exempt),
    },
  ],
};
