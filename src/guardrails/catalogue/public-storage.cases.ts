import { ADMINISTRATOR, allowed, BREAK_GLASS, denied, PLATFORM_ROLE, STACK_SETS } from '../case';

const BUCKET = 's3:::acme';
const OBJECT = 's3:::acme/report.pdf';
const SNAPSHOT = 'ec2:us-east-1::snapshot/snap-0123456789abcdef0';
const IMAGE = 'ec2:us-east-1::image/ami-0123456789abcdef0';
const PROJECT = 'codebuild:us-east-1:333333333333:project/build';
const EVERYBODY = 'uri="http://acs.amazonaws.com/groups/global/AllUsers"';
const ANYBODY_OF_AWS = 'uri="http://acs.amazonaws.com/groups/global/AuthenticatedUsers"';
const LOG_DELIVERY = 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"';

export const PUBLIC_STORAGE_CASES = [
  denied('a bucket is made for everybody to read', 's3:CreateBucket', { to: BUCKET, given: { 's3:x-amz-acl': 'public-read' } }),
  denied('a bucket is opened for everybody to write', 's3:PutBucketAcl', { to: BUCKET, given: { 's3:x-amz-acl': 'public-read-write' } }),
  denied('an object is put for everybody to read', 's3:PutObject', { to: OBJECT, given: { 's3:x-amz-acl': 'public-read' } }),
  denied('an object is opened later', 's3:PutObjectAcl', { to: OBJECT, given: { 's3:x-amz-acl': 'public-read' } }),
  denied('an old version of an object is opened', 's3:PutObjectVersionAcl', { to: OBJECT, given: { 's3:x-amz-acl': 'public-read' }, isNearMiss: true }),
  denied('an object is opened to everybody with some account of AWS', 's3:PutObjectAcl', { to: OBJECT, given: { 's3:x-amz-acl': 'authenticated-read' }, isNearMiss: true }),
  denied('an object is opened, the action written in another case', 'S3:putobjectACL', { to: OBJECT, given: { 's3:x-amz-acl': 'public-read' }, isNearMiss: true }),
  denied('an object is opened in another partition', 's3:PutObjectAcl', { to: OBJECT, partition: 'aws-cn', given: { 's3:x-amz-acl': 'public-read' }, isNearMiss: true }),
  denied('the break-glass role opens an object', 's3:PutObjectAcl', { who: BREAK_GLASS, to: OBJECT, given: { 's3:x-amz-acl': 'public-read' }, isNearMiss: true }),
  denied('CloudFormation opens a bucket for a pipeline', 's3:PutBucketAcl', { to: BUCKET, given: { 's3:x-amz-acl': 'public-read', 'aws:ViaAWSService': 'true' }, isNearMiss: true }),
  denied('an object is granted to everybody to read', 's3:PutObject', { to: OBJECT, given: { 's3:x-amz-grant-read': EVERYBODY } }),
  denied('an object is granted to one and to everybody', 's3:PutObjectAcl', { to: OBJECT, given: { 's3:x-amz-grant-read': `id="0123", ${EVERYBODY}` }, isNearMiss: true }),
  denied('the ACL of an object is granted to everybody to read', 's3:PutObjectAcl', { to: OBJECT, given: { 's3:x-amz-grant-read-acp': ANYBODY_OF_AWS } }),
  denied('the ACL of a bucket is granted to everybody to write', 's3:PutBucketAcl', { to: BUCKET, given: { 's3:x-amz-grant-write-acp': EVERYBODY } }),
  denied('a bucket is granted to everybody to write', 's3:PutBucketAcl', { to: BUCKET, given: { 's3:x-amz-grant-write': ANYBODY_OF_AWS } }),
  denied('a bucket is granted to everybody with full control', 's3:PutBucketAcl', { to: BUCKET, given: { 's3:x-amz-grant-full-control': EVERYBODY } }),
  denied('a snapshot is shared with everybody', 'ec2:ModifySnapshotAttribute', { to: SNAPSHOT, given: { 'ec2:Add/group': 'all' } }),
  denied('the platform shares a snapshot with everybody', 'ec2:ModifySnapshotAttribute', { who: PLATFORM_ROLE, to: SNAPSHOT, given: { 'ec2:Add/group': 'all' }, isNearMiss: true }),
  denied('logs and artifacts of builds are shown to everybody', 'codebuild:UpdateProjectVisibility', { to: PROJECT, given: { 'codebuild:projectVisibility': 'PUBLIC_READ' } }),
  denied('public snapshots are let through', 'ec2:DisableSnapshotBlockPublicAccess'),
  denied('block public access of snapshots is set to its weaker mode', 'ec2:EnableSnapshotBlockPublicAccess', { isNearMiss: true }),
  denied('public images are let through', 'ec2:DisableImageBlockPublicAccess'),
  denied('block public access of the account is changed', 's3:PutAccountPublicAccessBlock'),
  denied('the same by a role whose name only ends like the platform\'s', 's3:PutAccountPublicAccessBlock', {
    who: 'role/my-cdk-account-per-tenant-tenants-platform', isNearMiss: true,
  }),
  denied('the same by a user with the name of the break-glass role', 's3:PutAccountPublicAccessBlock', { who: 'user/BreakGlass', isNearMiss: true }),
  denied('a public registry of images is made', 'ecr-public:CreateRepository', { to: 'ecr-public::333333333333:repository/acme' }),
  allowed('a bucket is made', 's3:CreateBucket', { to: BUCKET }),
  allowed('an object is put', 's3:PutObject', { to: OBJECT }),
  allowed('an object is put for its owner alone', 's3:PutObject', { to: OBJECT, given: { 's3:x-amz-acl': 'private' }, isNearMiss: true }),
  allowed('an object is put into a bucket of another account', 's3:PutObject', { to: OBJECT, given: { 's3:x-amz-acl': 'bucket-owner-full-control' }, isNearMiss: true }),
  allowed('a bucket takes logs of S3', 's3:PutBucketAcl', { to: BUCKET, given: { 's3:x-amz-acl': 'log-delivery-write' }, isNearMiss: true }),
  allowed('a bucket is granted to the delivery of logs', 's3:PutBucketAcl', { to: BUCKET, given: { 's3:x-amz-grant-write': LOG_DELIVERY, 's3:x-amz-grant-read-acp': LOG_DELIVERY }, isNearMiss: true }),
  allowed('an object is granted to one other account', 's3:PutObjectAcl', {
    to: OBJECT, given: { 's3:x-amz-grant-read': 'id="0123"', 's3:x-amz-grant-full-control': 'id="0123"', 's3:x-amz-grant-write-acp': 'id="0123"' },
  }),
  allowed('CloudFormation closes a bucket as its template says', 's3:PutBucketPublicAccessBlock', { to: BUCKET, given: { 'aws:ViaAWSService': 'true' } }),
  allowed('CloudFormation sets a bucket\'s policy', 's3:PutBucketPolicy', { to: BUCKET, given: { 'aws:ViaAWSService': 'true' } }),
  allowed('a public object is taken back', 's3:DeleteObject', { to: OBJECT, isNearMiss: true }),
  allowed('a snapshot is shared with one account', 'ec2:ModifySnapshotAttribute', { to: SNAPSHOT, given: { 'ec2:Add/userId': '444444444444' }, isNearMiss: true }),
  allowed('a snapshot is taken back from everybody', 'ec2:ModifySnapshotAttribute', { to: SNAPSHOT, given: { 'ec2:Remove/group': 'all' }, isNearMiss: true }),
  allowed('an image is shared', 'ec2:ModifyImageAttribute', { to: IMAGE }),
  allowed('builds are hidden again', 'codebuild:UpdateProjectVisibility', { to: PROJECT, given: { 'codebuild:projectVisibility': 'PRIVATE' }, isNearMiss: true }),
  allowed('somebody asks whether public snapshots are blocked', 'ec2:GetSnapshotBlockPublicAccessState', { isNearMiss: true }),
  allowed('somebody asks for the block of the account', 's3:GetAccountPublicAccessBlock', { isNearMiss: true }),
  allowed('StackSets sets the block of the account', 's3:PutAccountPublicAccessBlock', { who: STACK_SETS }),
  allowed('the platform blocks public snapshots', 'ec2:EnableSnapshotBlockPublicAccess', { who: PLATFORM_ROLE }),
  allowed('the break-glass role lets public images through', 'ec2:DisableImageBlockPublicAccess', { who: BREAK_GLASS }),
  allowed('a private registry of images is made', 'ecr:CreateRepository', { who: ADMINISTRATOR, to: 'ecr:us-east-1:333333333333:repository/acme', isNearMiss: true }),
];
