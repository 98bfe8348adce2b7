/**
 * Resources that hold what no template can make again: data, keys, names that others know, identities of users. Where
 * one of these would be replaced or deleted, somebody has to say that it is meant.
 *
 * CloudFormation itself only says of which of them it can take a snapshot first. The rest is judged by what a resource
 * is for, and holds at least the types that cfn-lint takes for stateful in its rule I3011.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 * @see https://github.com/aws-cloudformation/cfn-lint/blob/main/docs/rules.md
 */
export const STATEFUL_TYPES: ReadonlySet<string> = new Set([
  // Tables, databases, caches that are kept.
  'AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table',
  'AWS::RDS::DBCluster', 'AWS::RDS::DBInstance', 'AWS::RDS::GlobalCluster', 'AWS::DSQL::Cluster',
  'AWS::DocDB::DBCluster', 'AWS::DocDB::DBInstance', 'AWS::DocDBElastic::Cluster',
  'AWS::Neptune::DBCluster', 'AWS::Neptune::DBInstance', 'AWS::NeptuneGraph::Graph',
  'AWS::Cassandra::Keyspace', 'AWS::Cassandra::Table', 'AWS::Timestream::Database', 'AWS::Timestream::InfluxDBInstance',
  'AWS::Timestream::Table', 'AWS::QLDB::Ledger', 'AWS::SDB::Domain',
  'AWS::Redshift::Cluster', 'AWS::RedshiftServerless::Namespace', 'AWS::EMR::Cluster',
  'AWS::ElastiCache::CacheCluster', 'AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::ServerlessCache', 'AWS::MemoryDB::Cluster',
  'AWS::Elasticsearch::Domain', 'AWS::OpenSearchService::Domain', 'AWS::OpenSearchServerless::Collection',
  // Files, volumes, images and their copies.
  'AWS::S3::Bucket', 'AWS::S3Express::DirectoryBucket', 'AWS::S3Tables::Table', 'AWS::S3Tables::TableBucket',
  'AWS::S3Vectors::Index', 'AWS::S3Vectors::VectorBucket',
  'AWS::EFS::FileSystem', 'AWS::FSx::FileSystem', 'AWS::FSx::Volume', 'AWS::EC2::Volume', 'AWS::Backup::BackupVault',
  'AWS::ECR::Repository', 'AWS::ECR::PublicRepository', 'AWS::CodeCommit::Repository', 'AWS::CodeArtifact::Repository',
  // What is on its way, or was written down.
  'AWS::SQS::Queue', 'AWS::Kinesis::Stream', 'AWS::KinesisVideo::Stream', 'AWS::MSK::Cluster', 'AWS::MSK::ServerlessCluster',
  'AWS::AmazonMQ::Broker', 'AWS::Events::Archive', 'AWS::Logs::LogGroup', 'AWS::CloudTrail::EventDataStore', 'AWS::APS::Workspace',
  // Keys and secrets.
  'AWS::KMS::Key', 'AWS::KMS::ReplicaKey', 'AWS::SecretsManager::Secret', 'AWS::ACMPCA::CertificateAuthority',
  // Users, and names that the world knows.
  'AWS::Cognito::IdentityPool', 'AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolUser', 'AWS::Route53::HostedZone',
  'AWS::SES::EmailIdentity', 'AWS::Organizations::Account',
  // What is inside of it is not told.
  'AWS::CloudFormation::Stack',
]);
