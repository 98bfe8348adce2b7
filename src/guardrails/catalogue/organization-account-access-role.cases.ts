import { allowed, BREAK_GLASS, denied, OPERATOR, PLATFORM_ROLE, STACK_SETS } from '../case';

const WHO = 'role/OrganizationAccountAccessRole';
const ROLE = `iam::333333333333:${WHO}`;

export const ORGANIZATION_ACCOUNT_ACCESS_ROLE_CASES = [
  denied('somebody of the management account reads a bucket with it', 's3:GetObject', { who: WHO, to: 's3:::acme/orders' }),
  denied('somebody of the management account makes a role with it', 'iam:CreateRole', { who: WHO, to: 'iam::333333333333:role/mine' }),
  denied('somebody of the management account becomes another role through it', 'sts:AssumeRole', { who: WHO, to: 'iam::333333333333:role/Administrator' }),
  denied('it changes itself', 'iam:UpdateAssumeRolePolicy', { who: WHO, to: ROLE }),
  denied('it does something in another Region', 'lambda:CreateFunction', { who: WHO, to: 'lambda:eu-west-1:333333333333:function:x', given: { 'aws:RequestedRegion': 'eu-west-1' }, isNearMiss: true }),
  denied('it does something in another partition', 's3:ListAllMyBuckets', { who: WHO, partition: 'aws-cn', isNearMiss: true }),
  denied('it does something through CloudFormation', 's3:CreateBucket', { who: WHO, to: 's3:::acme', given: { 'aws:ViaAWSService': 'true', 'aws:CalledVia': ['cloudformation.amazonaws.com'] }, isNearMiss: true }),
  denied('it only looks', 'iam:ListRoles', { who: WHO, isNearMiss: true }),
  denied('an administrator has it trust somebody else', 'iam:UpdateAssumeRolePolicy', { to: ROLE }),
  denied('an administrator deletes it', 'iam:DeleteRole', { to: ROLE }),
  denied('an administrator makes it again', 'iam:CreateRole', { to: ROLE, isNearMiss: true }),
  denied('an administrator tags it', 'iam:TagRole', { to: ROLE, isNearMiss: true }),
  denied('an administrator hands it to a function', 'iam:PassRole', { to: ROLE }),
  denied('the action is written in another case', 'IAM:DELETEROLE', { to: ROLE, isNearMiss: true }),
  denied('the operators\' role changes it', 'iam:AttachRolePolicy', { who: OPERATOR, to: ROLE, isNearMiss: true }),

  allowed('StackSets deletes it', 'iam:DeleteRole', { who: STACK_SETS, to: ROLE }),
  allowed('break glass deletes it', 'iam:DeleteRole', { who: BREAK_GLASS, to: ROLE }),
  allowed('the platform deletes it', 'iam:DeleteRole', { who: PLATFORM_ROLE, to: ROLE }),
  allowed('an administrator looks at it', 'iam:GetRole', { to: ROLE, isNearMiss: true }),
  allowed('an administrator lists its policies', 'iam:ListAttachedRolePolicies', { to: ROLE, isNearMiss: true }),
  allowed('an auditor asks when it was last used', 'iam:GenerateServiceLastAccessedDetails', { to: ROLE, isNearMiss: true }),
  allowed('an auditor simulates what it may do', 'iam:SimulatePrincipalPolicy', { to: ROLE, isNearMiss: true }),
  allowed('somebody assumes it, for nothing', 'sts:AssumeRole', { to: ROLE, isNearMiss: true }),
  allowed('the platform writes the facts of the tenant', 'ssm:PutParameter', { who: PLATFORM_ROLE, to: 'ssm:us-east-1:333333333333:parameter/cdk-account-per-tenant/tenant' }),
  allowed('an administrator makes a role', 'iam:CreateRole', { to: 'iam::333333333333:role/service' }),
  allowed('a role that is named almost so makes a bucket', 's3:CreateBucket', { who: 'role/OrganizationAccountAccessRole2', to: 's3:::acme', isNearMiss: true }),
  allowed('a role with that name under a path makes a bucket, for it is another one', 's3:CreateBucket', { who: 'role/acme/OrganizationAccountAccessRole', to: 's3:::acme', isNearMiss: true }),
];
