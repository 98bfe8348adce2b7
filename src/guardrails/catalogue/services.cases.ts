import { allowed, BREAK_GLASS, denied, OPERATOR, PLATFORM_ROLE, STACK_SETS } from '../case';

const PIPELINE = 'role/cdk-hnb659fds-cfn-exec-role-333333333333-us-east-1';

/** Tried of a platform whose tenants may use DynamoDB, Lambda, CloudWatch Logs and S3. */
export const SERVICES_CASES = [
  denied('an administrator starts a machine', 'ec2:RunInstances', { to: 'ec2:us-east-1:333333333333:instance/*' }),
  denied('an administrator makes a database', 'rds:CreateDBInstance', { to: 'rds:us-east-1:333333333333:db:acme' }),
  denied('an administrator makes a queue', 'sqs:CreateQueue', { to: 'sqs:us-east-1:333333333333:acme' }),
  denied('a pipeline makes a queue through CloudFormation', 'sqs:CreateQueue', {
    who: PIPELINE, to: 'sqs:us-east-1:333333333333:acme', given: { 'aws:ViaAWSService': 'true', 'aws:CalledVia': ['cloudformation.amazonaws.com'] }, isNearMiss: true,
  }),
  denied('an administrator uses a service whose name begins like one that is allowed', 's3-outposts:CreateBucket', { to: 's3-outposts:us-east-1:333333333333:outpost/op-1/bucket/acme', isNearMiss: true }),
  denied('an administrator uses another one such', 's3vectors:CreateVectorBucket', { to: 's3vectors:us-east-1:333333333333:bucket/acme', isNearMiss: true }),
  denied('an administrator makes a cache for DynamoDB', 'dax:CreateCluster', { to: 'dax:us-east-1:333333333333:cache/acme', isNearMiss: true }),
  denied('the action is written in another case', 'SQS:createqueue', { to: 'sqs:us-east-1:333333333333:acme', isNearMiss: true }),
  denied('the same in another partition', 'sqs:CreateQueue', { to: 'sqs:cn-north-1:333333333333:acme', partition: 'aws-cn', isNearMiss: true }),
  denied('an administrator writes a parameter', 'ssm:PutParameter', { to: 'ssm:us-east-1:333333333333:parameter/acme', isNearMiss: true }),
  denied('an administrator opens a shell on a machine', 'ssm:StartSession', { to: 'ec2:us-east-1:333333333333:instance/i-0a1b', isNearMiss: true }),
  denied('an administrator only looks', 'ec2:DescribeInstances', { isNearMiss: true }),
  denied('the operators\' role makes a queue', 'sqs:CreateQueue', { who: OPERATOR, to: 'sqs:us-east-1:333333333333:acme', isNearMiss: true }),
  denied('a role with the platform\'s name under a path makes a queue', 'sqs:CreateQueue', { who: 'role/x/cdk-account-per-tenant-tenants-platform', to: 'sqs:us-east-1:333333333333:acme', isNearMiss: true }),

  allowed('a pipeline makes a table', 'dynamodb:CreateTable', { who: PIPELINE, to: 'dynamodb:us-east-1:333333333333:table/acme' }),
  allowed('a pipeline makes a function', 'lambda:CreateFunction', { who: PIPELINE, to: 'lambda:us-east-1:333333333333:function:acme' }),
  allowed('a function writes its log', 'logs:PutLogEvents', { who: 'role/Service', to: 'logs:us-east-1:333333333333:log-group:/aws/lambda/acme:log-stream:1' }),
  allowed('a function reads an object', 's3:GetObject', { who: 'role/Service', to: 's3:::acme/orders' }),
  allowed('a pipeline deploys', 'cloudformation:CreateChangeSet', { who: PIPELINE, to: 'cloudformation:us-east-1:333333333333:stack/acme/1' }),
  allowed('a pipeline hands a role to a function', 'iam:PassRole', { who: PIPELINE, to: 'iam::333333333333:role/Service' }),
  allowed('a person becomes another role', 'sts:AssumeRole', { to: 'iam::333333333333:role/Service' }),
  allowed('a function reads the facts of its tenant', 'ssm:GetParameter', { who: 'role/Service', to: 'ssm:us-east-1:333333333333:parameter/cdk-account-per-tenant/tenant', isNearMiss: true }),
  allowed('a pipeline reads the version of its bootstrap', 'ssm:GetParameters', { who: PIPELINE, to: 'ssm:us-east-1:333333333333:parameter/cdk-bootstrap/hnb659fds/version', isNearMiss: true }),
  allowed('an administrator asks for help', 'support:CreateCase'),
  allowed('StackSets makes the link to the central logs', 'oam:CreateLink', { who: STACK_SETS, to: 'oam:us-east-1:222222222222:sink/1' }),
  allowed('the platform asks for a quota', 'servicequotas:RequestServiceQuotaIncrease', { who: PLATFORM_ROLE, to: 'servicequotas:us-east-1:333333333333:lambda/L-B99A9384' }),
  allowed('break glass looks at machines', 'ec2:DescribeInstances', { who: BREAK_GLASS }),
];
