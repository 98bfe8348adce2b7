import { allowed, Case, denied, OPERATOR, PLATFORM_ROLE, ROOT, STACK_SETS } from '../case';

const JANE = 'user/jane';
const ROLE = 'iam::333333333333:role/service';
const HER_DEVICE = 'iam::333333333333:mfa/jane';
const HERSELF = 'iam::333333333333:user/jane';
const signedIn = { 'aws:MultiFactorAuthPresent': 'false' };
const withDevice = { 'aws:MultiFactorAuthPresent': 'true' };

/** What a user tries with an access key, which says nothing of a second factor. */
const PRIVILEGED: readonly (readonly [string, string])[] = [
  ['deletes a vault of backups', 'backup:DeleteBackupVault'], ['makes a stack', 'cloudformation:CreateStack'], ['deletes a stack', 'cloudformation:DeleteStack'],
  ['executes a change set', 'cloudformation:ExecuteChangeSet'], ['updates a stack', 'cloudformation:UpdateStack'], ['deletes a trail', 'cloudtrail:DeleteTrail'],
  ['selects what a trail records', 'cloudtrail:PutEventSelectors'], ['stops a trail', 'cloudtrail:StopLogging'], ['changes a trail', 'cloudtrail:UpdateTrail'],
  ['deletes a pool of users', 'cognito-idp:DeleteUserPool'], ['deletes a backup of a table', 'dynamodb:DeleteBackup'], ['deletes a table', 'dynamodb:DeleteTable'],
  ['deletes a snapshot', 'ec2:DeleteSnapshot'], ['deletes a volume', 'ec2:DeleteVolume'], ['deletes a file system', 'elasticfilesystem:DeleteFileSystem'],
  ['adds a user to a group', 'iam:AddUserToGroup'], ['attaches a policy', 'iam:AttachRolePolicy'],
  ['gives up a device', 'iam:DeactivateMFADevice'], ['detaches a policy', 'iam:DetachRolePolicy'],
  ['passes a role', 'iam:PassRole'], ['writes a policy', 'iam:PutRolePolicy'], ['removes a user from a group', 'iam:RemoveUserFromGroup'],
  ['sets which version of a policy holds', 'iam:SetDefaultPolicyVersion'],
  ['changes whom a role trusts', 'iam:UpdateAssumeRolePolicy'], ['uploads a certificate', 'iam:UploadServerCertificate'],
  ['disables a key', 'kms:DisableKey'], ['writes the policy of a key', 'kms:PutKeyPolicy'], ['deletes a key', 'kms:ScheduleKeyDeletion'],
  ['deletes logs', 'logs:DeleteLogGroup'], ['deletes a database', 'rds:DeleteDBInstance'], ['deletes a bucket', 's3:DeleteBucket'],
  ['writes the policy of a bucket', 's3:PutBucketPolicy'], ['lets objects expire', 's3:PutLifecycleConfiguration'],
  ['opens a bucket by its ACL', 's3:PutBucketAcl'], ['deletes a version of an object for good', 's3:DeleteObjectVersion'],
  ['lets somebody use a key', 'kms:CreateGrant'], ['lets somebody call a function', 'lambda:AddPermission'],
  ['writes the policy of a function', 'lambda:PutResourcePolicy'], ['changes what a function does', 'lambda:UpdateFunctionCode'],
  ['deletes all messages', 'sqs:PurgeQueue'],
  ['deletes a secret', 'secretsmanager:DeleteSecret'], ['becomes a role', 'sts:AssumeRole'], ['makes a session for somebody else', 'sts:GetFederationToken'],
];

export const MFA_FOR_PEOPLE_CASES: readonly Case[] = [
  ...PRIVILEGED.map(([what, action]) => denied(`a user with an access key ${what}`, action, { who: JANE })),
  ...['CreateRole', 'DeleteRole', 'TagRole', 'UntagRole'].map(call => denied(`a user with an access key calls ${call}`, `iam:${call}`, { who: JANE, to: ROLE })),
  denied('a user who signed in with a password alone makes a role', 'iam:CreateRole', { who: JANE, to: ROLE, given: signedIn }),
  denied('the same in another partition, written in another case', 'IAM:createROLE', { who: JANE, to: ROLE, partition: 'aws-us-gov', given: signedIn, isNearMiss: true }),
  denied('a user under a path like a platform role', 'iam:CreateRole', { who: 'user/role/cdk-account-per-tenant-tenants-platform', to: ROLE, isNearMiss: true }),
  denied('a user with the name of the break-glass role', 'iam:CreateRole', { who: 'user/BreakGlass', to: ROLE, isNearMiss: true }),
  denied('a session that a user made without a device', 'iam:CreateRole', { who: 'user/session', to: ROLE, given: { 'aws:PrincipalType': 'FederatedUser' }, isNearMiss: true }),
  denied('such a session deletes a table', 'dynamodb:DeleteTable', { who: 'user/session', given: { 'aws:PrincipalType': 'FederatedUser' }, isNearMiss: true }),
  allowed('a user who showed a device makes a role', 'iam:CreateRole', { who: JANE, to: ROLE, given: withDevice }),
  allowed('a user who showed a device becomes a role', 'sts:AssumeRole', { who: JANE, to: ROLE, given: withDevice, isNearMiss: true }),
  allowed('a user who showed a device deletes a table through CloudFormation', 'dynamodb:DeleteTable', {
    who: JANE, given: { ...signedIn, 'aws:ViaAWSService': 'true' }, isNearMiss: true,
  }),
  allowed('a user who showed a device makes a role through CloudFormation', 'iam:CreateRole', {
    who: JANE, to: ROLE, given: { ...signedIn, 'aws:ViaAWSService': 'true' }, isNearMiss: true,
  }),
  allowed('a user makes a device', 'iam:CreateVirtualMFADevice', { who: JANE, to: HER_DEVICE, given: signedIn, isNearMiss: true }),
  allowed('a user begins anew with a device', 'iam:DeleteVirtualMFADevice', { who: JANE, to: HER_DEVICE, isNearMiss: true }),
  allowed('a user enables a device', 'iam:EnableMFADevice', { who: JANE, to: HERSELF, given: signedIn, isNearMiss: true }),
  allowed('a user shows a device', 'sts:GetSessionToken', { who: JANE }),
  allowed('a user changes the password', 'iam:ChangePassword', { who: JANE, to: HERSELF, given: signedIn }),
  allowed('a user looks at roles', 'iam:ListRoles', { who: JANE }),
  allowed('a program with a key of a user reads a table', 'dynamodb:GetItem', { who: JANE, to: 'dynamodb:us-east-1:333333333333:table/orders' }),
  allowed('a program with a key of a user deletes an item', 'dynamodb:DeleteItem', { who: JANE, to: 'dynamodb:us-east-1:333333333333:table/orders', isNearMiss: true }),
  allowed('a program with a key of a user deletes an object', 's3:DeleteObject', { who: JANE, to: 's3:::acme/report.pdf', isNearMiss: true }),
  allowed('a program with a key of a user deletes a message', 'sqs:DeleteMessage', { who: JANE, to: 'sqs:us-east-1:333333333333:orders', isNearMiss: true }),
  allowed('a program with a key of a user calls a function', 'lambda:InvokeFunction', { who: JANE, to: 'lambda:us-east-1:333333333333:function:orders', isNearMiss: true }),
  allowed('a service lets itself use a key for a user', 'kms:CreateGrant', { who: JANE, given: { ...signedIn, 'aws:ViaAWSService': 'true' }, isNearMiss: true }),
  allowed('a pipeline that came by OIDC makes a role', 'iam:CreateRole', { who: 'role/deploy', to: ROLE }),
  allowed('CloudFormation\'s own role makes a role', 'iam:CreateRole', { who: 'role/cdk-hnb659fds-cfn-exec-role-333333333333-us-east-1', to: ROLE, given: signedIn, isNearMiss: true }),
  allowed('a function deletes a table', 'dynamodb:DeleteTable', { who: 'role/orders-function', given: signedIn, isNearMiss: true }),
  allowed('somebody from IAM Identity Center makes a role', 'iam:CreateRole', {
    who: 'role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef', to: ROLE, given: signedIn, isNearMiss: true,
  }),
  allowed('StackSets deletes a stack', 'cloudformation:DeleteStack', { who: STACK_SETS }),
  allowed('the platform makes a role', 'iam:CreateRole', { who: PLATFORM_ROLE, to: ROLE, given: signedIn }),
  allowed('an operator makes a role', 'iam:CreateRole', { who: OPERATOR, to: ROLE, given: signedIn }),
  allowed('a root session of the management account writes a policy of a bucket', 's3:PutBucketPolicy', { who: ROOT, to: 's3:::acme', given: { 'aws:AssumedRoot': 'true' }, isNearMiss: true }),
];
