import { exceptFor } from './roles';
import { StatementRule } from '../guardrail-definition';

/**
 * How things are, service by service, for an action cannot be asked whether it only reads. What is in them is not
 * among it: services live on reading data, and reading costs. Logs and code are, for who helps the tenant needs them.
 */
const LOOKING: Readonly<Record<string, readonly string[]>> = {
  'access-analyzer': ['Get*', 'List*'],
  'account': ['Get*', 'List*'],
  'acm': ['Describe*', 'List*'],
  'apigateway': ['GET'],
  'appsync': ['Get*', 'List*'],
  'billing': ['GetBill*'],
  'budgets': ['View*'],
  'cloudformation': ['Describe*', 'Get*', 'List*'],
  'cloudfront': ['Get*', 'List*'],
  'cloudtrail': ['Describe*', 'Get*', 'List*', 'LookupEvents'],
  'cloudwatch': ['Describe*', 'List*'],
  'cognito-idp': ['Describe*', 'ListUserPool*'],
  'config': ['Describe*', 'Get*', 'List*'],
  'dynamodb': ['Describe*', 'List*'],
  'ec2': ['Describe*', 'Get*'],
  'ecr': ['Describe*', 'List*'],
  'ecs': ['Describe*', 'List*'],
  'elasticache': ['Describe*'],
  'elasticfilesystem': ['Describe*'],
  'elasticloadbalancing': ['Describe*'],
  'events': ['Describe*', 'List*'],
  'firehose': ['Describe*', 'List*'],
  'guardduty': ['Get*', 'List*'],
  'health': ['Describe*'],
  'iam': ['Get*', 'List*'],
  'kinesis': ['Describe*', 'List*'],
  'kms': ['Describe*', 'Get*', 'List*'],
  'lambda': ['Get*', 'List*'],
  'logs': ['Describe*', 'FilterLogEvents', 'Get*', 'List*'],
  'organizations': ['Describe*'],
  'pipes': ['Describe*', 'List*'],
  'rds': ['Describe*', 'List*'],
  'route53': ['Get*', 'List*'],
  's3': ['Get*Configuration', 'GetBucket*', 'ListAllMyBuckets', 'ListBucket'],
  'scheduler': ['Get*', 'List*'],
  'secretsmanager': ['Describe*', 'List*'],
  'servicequotas': ['Get*', 'List*'],
  'sns': ['Get*', 'List*'],
  'sqs': ['Get*', 'List*'],
  'ssm': ['Describe*', 'List*'],
  // GetActivityTask takes a task away from those who work.
  'states': ['Describe*', 'List*'],
  'tag': ['Get*'],
  'wafv2': ['Describe*', 'Get*', 'List*'],
};

/** For the unit to which accounts are moved whose tenant is suspended. */
export const SUSPENDED: StatementRule = {
  name: 'suspended',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'People see how things are in a suspended account, with its logs, code and settings and what is written in them. Nobody changes anything, makes anything run, or reads what is in tables, buckets, databases, queues, streams and secrets.',
  why: 'A suspended tenant costs no more than what lies there, and finds everything as it was when he comes back.',
  excepted: 'The roles that no rule may stop. Calls that AWS services make as themselves go on, such as events that start a function, but its role can do nothing.',
  controls: ['NIST-800-53-r5 AC-3'],
  statements: ({ exempt }) => [{
    Effect: 'Deny',
    NotAction: Object.entries(LOOKING).flatMap(([service, names]) => names.map(name => `${service}:${name}`)),
    Resource: ['*'],
    Condition: exceptFor(exempt),
  }, {
    Effect: 'Deny',
    Action: ['ec2:GetPasswordData'],
    Resource: ['*'],
    Condition: exceptFor(exempt),
  }],
};
