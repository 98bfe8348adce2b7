import { exceptFor } from './roles';
import { StatementRule } from '../guardrail-definition';

/**
 * @see https://docs.aws.amazon.com/efs/latest/ug/using-iam-to-enforce-encryption-at-rest.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html for instances of Aurora
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticache.html
 */
export const ENCRYPTION: StatementRule = {
  name: 'encryption',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'Nobody makes volumes, file systems, databases or caches whose storage is not encrypted.',
  why: 'What lies unencrypted on disks cannot be encrypted later without a copy. S3, DynamoDB, SQS, FSx, MSK and Backup encrypt always. There is no condition key '
    + 'for OpenSearch or a restore of RDS, which keeps what its snapshot has: TenantConfigRule.encryptionAtRest() finds them. There is none either for Redshift, DAX or '
    + 'Neptune Analytics, and no rule that is recommended looks at those.',
  excepted: 'The roles that no rule may stop. Instances of Aurora, DocumentDB and Neptune, whose storage is that of their cluster.',
  controls: ['CIS-AWS-3.0.0 2.2.1', 'CIS-AWS-3.0.0 2.3.1', 'CIS-AWS-3.0.0 2.4.1', 'NIST-800-53-r5 SC-28', 'NIST-800-53-r5 SC-28(1)'],
  statements: ({ exempt }) => [
    {
      Effect: 'Deny',
      Action: ['ec2:CreateVolume', 'ec2:RunInstances'],
      Resource: ['*'],
      Condition: exceptFor(exempt, { Bool: { 'ec2:Encrypted': ['false'] } }),
    },
    { Effect: 'Deny', Action: ['ec2:DisableEbsEncryptionByDefault'], Resource: ['*'], Condition: exceptFor(exempt) },
    {
      Effect: 'Deny',
      Action: ['elasticfilesystem:CreateFileSystem'],
      Resource: ['*'],
      Condition: exceptFor(exempt, { Bool: { 'elasticfilesystem:Encrypted': ['false'] } }),
    },
    {
      Effect: 'Deny',
      Action: ['rds:CreateDBCluster', 'rds:RestoreDBClusterFromS3'],
      Resource: ['*'],
      Condition: exceptFor(exempt, { Bool: { 'rds:StorageEncrypted': ['false'] } }),
    },
    {
      Effect: 'Deny',
      Action: ['rds:CreateDBInstance'],
      Resource: ['*'],
      Condition: exceptFor(exempt, {
        Bool: { 'rds:StorageEncrypted': ['false'] },
        StringNotLike: { 'rds:DatabaseEngine': ['aurora*', 'docdb', 'neptune'] },
      }),
    },
    {
      Effect: 'Deny',
      Action: ['elasticache:CreateReplicationGroup'],
      Resource: ['*'],
      Condition: exceptFor(exempt, { Bool: { 'elasticache:AtRestEncryptionEnabled': ['false'] } }),
    },
  ],
};
