import { allowed, BREAK_GLASS, denied, OPERATOR, PLATFORM_ROLE, ROOT, STACK_SETS } from '../case';

const TABLE = 'dynamodb:us-east-1:333333333333:table/acme';

export const QUARANTINE_CASES = [
  denied('an administrator reads a bucket', 's3:GetObject', { to: 's3:::acme/orders' }),
  denied('a function writes its log', 'logs:PutLogEvents', { who: 'role/Service', to: 'logs:us-east-1:333333333333:log-group:/aws/lambda/acme:log-stream:1' }),
  denied('a workflow calls a function', 'lambda:InvokeFunction', { who: 'role/Workflow', to: 'lambda:us-east-1:333333333333:function:acme' }),
  denied('an administrator only looks', 'iam:ListRoles', { isNearMiss: true }),
  denied('an administrator becomes another role', 'sts:AssumeRole', { to: 'iam::333333333333:role/Service', isNearMiss: true }),
  denied('an administrator asks for help', 'support:CreateCase', { isNearMiss: true }),
  denied('root makes a bucket', 's3:CreateBucket', { who: ROOT, to: 's3:::acme' }),
  denied('a user with old keys reads a table', 'dynamodb:GetItem', { who: 'user/jane', to: TABLE }),
  denied('a pipeline deploys', 'cloudformation:CreateChangeSet', { who: 'role/cdk-hnb659fds-cfn-exec-role-333333333333-us-east-1', to: 'cloudformation:us-east-1:333333333333:stack/acme/1' }),
  denied('CloudFormation makes a table for somebody', 'dynamodb:CreateTable', { to: TABLE, given: { 'aws:ViaAWSService': 'true', 'aws:CalledVia': ['cloudformation.amazonaws.com'] }, isNearMiss: true }),
  denied('the operators\' role looks at it', 'dynamodb:DescribeTable', { who: OPERATOR, to: TABLE, isNearMiss: true }),
  denied('the same in another partition', 'dynamodb:DescribeTable', { to: TABLE, partition: 'aws-us-gov', isNearMiss: true }),
  denied('the action is written in another case', 'DYNAMODB:describetable', { to: TABLE, isNearMiss: true }),
  denied('a role with the platform\'s name under a path reads a table', 'dynamodb:GetItem', { who: 'role/x/cdk-account-per-tenant-tenants-platform', to: TABLE, isNearMiss: true }),
  denied('a role whose name only begins like break glass reads a table', 'dynamodb:GetItem', { who: 'role/BreakGlass2', to: TABLE, isNearMiss: true }),
  denied('a role that is tagged like the platform\'s reads a table', 'dynamodb:GetItem', { to: TABLE, given: { 'aws:PrincipalTag/cdk-account-per-tenant': 'platform' }, isNearMiss: true }),

  allowed('StackSets takes the baseline away', 'cloudformation:DeleteStack', { who: STACK_SETS, to: 'cloudformation:us-east-1:333333333333:stack/StackSet-cdk-account-per-tenant-tenants-baseline/1' }),
  allowed('StackSets deletes a table', 'dynamodb:DeleteTable', { who: STACK_SETS, to: TABLE }),
  allowed('the platform writes the facts', 'ssm:PutParameter', { who: PLATFORM_ROLE, to: 'ssm:us-east-1:333333333333:parameter/cdk-account-per-tenant/tenant' }),
  allowed('break glass looks into the trail', 'cloudtrail:LookupEvents', { who: BREAK_GLASS }),
  allowed('break glass copies a table for the investigation', 'dynamodb:CreateBackup', { who: BREAK_GLASS, to: TABLE }),
];
