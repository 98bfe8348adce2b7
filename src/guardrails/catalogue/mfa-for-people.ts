import { StatementRule } from '../guardrail-definition';
import { Conditions } from '../statement';

const WITHOUT_DEVICE: Conditions = {
  StringEquals: { 'aws:PrincipalType': ['FederatedUser', 'User'] },
  BoolIfExists: { 'aws:MultiFactorAuthPresent': ['false'] },
  Bool: { 'aws:ViaAWSService': ['false'] },
};

/**
 * The key is not there for long-lived keys, and false for roles of services and for what a service does with
 * somebody's session. Asked of users alone, it breaks neither; a user who becomes a role has to show the device there.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltype
 */
export const MFA_FOR_PEOPLE: StatementRule = {
  name: 'mfa-for-people',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'IAM users who have not shown a second factor change no permissions of people, roles, keys, buckets and functions, no code and no trails, delete no stores of data and become no roles.',
  why: 'A password or an access key alone is what attackers find. It reaches IAM users, by console and by keys, and the sessions that they make with '
    + 'GetFederationToken. It does not reach people who come through IAM Identity Center or SAML: AWS is not told of their second factor, the identity '
    + 'provider has to ask for it. Nor does it reach roles of services, of pipelines (OIDC) and of the platform, which have none. '
    + 'Pipelines that deploy with the key of a user stop.',
  excepted: 'All roles; items, objects and messages, which programs with the key of a user go on to write and delete one by one; making and enabling one\'s own device; what a service does for a user, '
    + 'since it does not carry the second factor on: CloudFormation is therefore asked beforehand.',
  controls: ['CIS-AWS-3.0.0 1.10', 'NIST-800-53-r5 IA-2(1)', 'NIST-800-53-r5 IA-2(2)', 'NIST-800-53-r5 AC-6'],
  statements: () => [
    {
      Effect: 'Deny',
      Action: [
        'backup:Delete*', 'cloudformation:Create*', 'cloudformation:Delete*', 'cloudformation:Execute*', 'cloudformation:Update*',
        'cloudtrail:Delete*', 'cloudtrail:Put*', 'cloudtrail:Stop*', 'cloudtrail:Update*', 'cognito-idp:DeleteUserPool',
        'dynamodb:DeleteBackup', 'dynamodb:DeleteTable*', 'ec2:DeleteSnapshot', 'ec2:DeleteVolume', 'elasticfilesystem:Delete*',
        'iam:Add*', 'iam:Attach*', 'iam:Deactivate*', 'iam:Detach*', 'iam:PassRole', 'iam:Put*', 'iam:Remove*', 'iam:Set*',
        'iam:Update*', 'iam:Upload*', 'kms:CreateGrant', 'kms:Disable*', 'kms:PutKeyPolicy', 'kms:Schedule*',
        'lambda:*Permission', 'lambda:PutResourcePolicy', 'lambda:UpdateFunction*', 'logs:DeleteLog*', 'rds:Delete*',
        's3:DeleteBucket*', 's3:DeleteObjectVersion', 's3:PutBucket*', 's3:PutLifecycleConfiguration', 'secretsmanager:DeleteSecret',
        'sqs:PurgeQueue', 'sts:AssumeRole', 'sts:GetFederationToken',
      ],
      Resource: ['*'],
      Condition: WITHOUT_DEVICE,
    },
    {
      Effect: 'Deny',
      Action: ['iam:Create*', 'iam:Delete*', 'iam:Tag*', 'iam:Untag*'],
      // Else nobody could ever begin to have a device.
      NotResource: ['arn:*:iam::*:mfa/*'],
      Condition: WITHOUT_DEVICE,
    },
  ],
};
