import { allowed, allowedToExempt, denied } from '../case';

const VOLUME = 'ec2:us-east-1:333333333333:volume/vol-0123456789abcdef0';
const SNAPSHOT = 'ec2:us-east-1::snapshot/snap-0123456789abcdef0';
const CLUSTER = 'rds:us-east-1:333333333333:cluster:orders';
const DATABASE = 'rds:us-east-1:333333333333:db:orders';
const CACHE = 'elasticache:us-east-1:333333333333:replicationgroup:orders';
const IMPOSTOR = 'role/BreakGlass2';
const plain = (key: string) => ({ [key]: 'false' });
const encrypted = (key: string) => ({ [key]: 'true' });

export const ENCRYPTION_CASES = [
  denied('a plain volume is made', 'ec2:CreateVolume', { to: VOLUME, given: plain('ec2:Encrypted') }),
  denied('an instance starts with a plain volume', 'ec2:RunInstances', { to: VOLUME, given: plain('ec2:Encrypted') }),
  denied('a plain volume in another Region and partition', 'ec2:CreateVolume', {
    to: VOLUME.replace('us-east-1', 'cn-north-1'), partition: 'aws-cn', given: { ...plain('ec2:Encrypted'), 'aws:RequestedRegion': 'cn-north-1' }, isNearMiss: true,
  }),
  denied('a plain volume, written in another case', 'EC2:createvolume', { to: VOLUME, given: plain('ec2:Encrypted'), isNearMiss: true }),
  denied('CloudFormation makes a plain volume', 'ec2:CreateVolume', { to: VOLUME, given: { ...plain('ec2:Encrypted'), 'aws:ViaAWSService': 'true' }, isNearMiss: true }),
  denied('a role whose name begins like the break-glass role\'s makes a plain volume', 'ec2:CreateVolume', { who: IMPOSTOR, to: VOLUME, given: plain('ec2:Encrypted'), isNearMiss: true }),
  denied('volumes are made plain by default', 'ec2:DisableEbsEncryptionByDefault'),
  denied('a plain file system is made', 'elasticfilesystem:CreateFileSystem', { given: plain('elasticfilesystem:Encrypted') }),
  denied('a plain cluster of databases is made', 'rds:CreateDBCluster', { to: CLUSTER, given: { ...plain('rds:StorageEncrypted'), 'rds:DatabaseEngine': 'aurora-postgresql' } }),
  denied('a plain cluster of DocumentDB is made', 'rds:CreateDBCluster', { to: CLUSTER, given: { ...plain('rds:StorageEncrypted'), 'rds:DatabaseEngine': 'docdb' }, isNearMiss: true }),
  denied('a plain cluster is restored from S3', 'rds:RestoreDBClusterFromS3', { to: CLUSTER, given: plain('rds:StorageEncrypted') }),
  denied('a plain database is made', 'rds:CreateDBInstance', { to: DATABASE, given: { ...plain('rds:StorageEncrypted'), 'rds:DatabaseEngine': 'postgres' } }),
  denied('a plain cache is made', 'elasticache:CreateReplicationGroup', { to: CACHE, given: plain('elasticache:AtRestEncryptionEnabled') }),
  allowed('an encrypted volume is made', 'ec2:CreateVolume', { to: VOLUME, given: encrypted('ec2:Encrypted'), isNearMiss: true }),
  allowed('an instance starts with an encrypted volume', 'ec2:RunInstances', { to: VOLUME, given: encrypted('ec2:Encrypted'), isNearMiss: true }),
  allowed('an instance starts, which is no volume', 'ec2:RunInstances', { to: 'ec2:us-east-1:333333333333:instance/i-0123456789abcdef0', isNearMiss: true }),
  allowed('a plain volume of old days is deleted', 'ec2:DeleteVolume', { to: VOLUME, given: plain('ec2:Encrypted'), isNearMiss: true }),
  allowed('a plain snapshot of old days is copied into an encrypted one', 'ec2:CopySnapshot', { to: SNAPSHOT, isNearMiss: true }),
  allowed('volumes are encrypted by default', 'ec2:EnableEbsEncryptionByDefault', { isNearMiss: true }),
  allowed('an encrypted file system is made', 'elasticfilesystem:CreateFileSystem', { given: encrypted('elasticfilesystem:Encrypted'), isNearMiss: true }),
  allowed('an encrypted cluster is made', 'rds:CreateDBCluster', { to: CLUSTER, given: { ...encrypted('rds:StorageEncrypted'), 'rds:DatabaseEngine': 'aurora-postgresql' }, isNearMiss: true }),
  allowed('an encrypted database is made', 'rds:CreateDBInstance', { to: DATABASE, given: { ...encrypted('rds:StorageEncrypted'), 'rds:DatabaseEngine': 'postgres' }, isNearMiss: true }),
  allowed('an instance joins an encrypted Aurora cluster', 'rds:CreateDBInstance', { to: DATABASE, given: { ...plain('rds:StorageEncrypted'), 'rds:DatabaseEngine': 'aurora-mysql' }, isNearMiss: true }),
  allowed('an instance joins an encrypted DocumentDB cluster', 'rds:CreateDBInstance', { to: DATABASE, given: { ...plain('rds:StorageEncrypted'), 'rds:DatabaseEngine': 'docdb' }, isNearMiss: true }),
  allowed('an instance joins an encrypted Neptune cluster', 'rds:CreateDBInstance', { to: DATABASE, given: { ...plain('rds:StorageEncrypted'), 'rds:DatabaseEngine': 'neptune' }, isNearMiss: true }),
  allowed('an encrypted cache is made', 'elasticache:CreateReplicationGroup', { to: CACHE, given: encrypted('elasticache:AtRestEncryptionEnabled'), isNearMiss: true }),
  allowed('a table is made', 'dynamodb:CreateTable', { to: 'dynamodb:us-east-1:333333333333:table/orders' }),
  allowed('a bucket is made', 's3:CreateBucket', { to: 's3:::acme' }),
  ...allowedToExempt('ec2:CreateVolume', { to: VOLUME, given: plain('ec2:Encrypted') }),
  ...allowedToExempt('ec2:DisableEbsEncryptionByDefault'),
  ...allowedToExempt('elasticfilesystem:CreateFileSystem', { given: plain('elasticfilesystem:Encrypted') }),
  ...allowedToExempt('rds:CreateDBCluster', { to: CLUSTER, given: plain('rds:StorageEncrypted') }),
  ...allowedToExempt('rds:CreateDBInstance', { to: DATABASE, given: { ...plain('rds:StorageEncrypted'), 'rds:DatabaseEngine': 'postgres' } }),
  ...allowedToExempt('elasticache:CreateReplicationGroup', { to: CACHE, given: plain('elasticache:AtRestEncryptionEnabled') }),
];
