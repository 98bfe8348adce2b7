import { allowed, Case, denied, PLATFORM_ROLE, STRANGER } from '../case';

const OBJECT = 's3:::acme/AWSLogs/x';
const QUEUE = 'sqs:us-east-1:333333333333:orders';
const KEY = 'kms:us-east-1:333333333333:key/01234567-89ab-cdef-0123-456789abcdef';
const forStranger = { 'aws:SourceAccount': STRANGER, 'aws:SourceOrgID': 'o-strangers00' };
const forNobodys = { 'aws:SourceAccount': STRANGER };
const forUs = { 'aws:SourceAccount': '444444444444', 'aws:SourceOrgID': 'o-exampleorgid' };

const SERVICES: readonly (readonly [string, string, string, string])[] = [
  ['a trail', 'cloudtrail.amazonaws.com', 's3:PutObject', OBJECT],
  ['a topic', 'sns.amazonaws.com', 'sqs:SendMessage', QUEUE],
  ['a bucket', 's3.amazonaws.com', 'kms:GenerateDataKey', KEY],
  ['a function', 'lambda.amazonaws.com', 'ecr:BatchGetImage', 'ecr:us-east-1:333333333333:repository/orders'],
  ['an alarm', 'cloudwatch.amazonaws.com', 'events:PutEvents', 'events:us-east-1:333333333333:event-bus/orders'],
  ['a hosted zone', 'route53.amazonaws.com', 'logs:PutLogEvents', 'logs:us-east-1:333333333333:log-group:orders:log-stream:1'],
  ['a warehouse', 'redshift.amazonaws.com', 'dynamodb:PutResourcePolicy', 'dynamodb:us-east-1:333333333333:table/orders'],
  ['a connection', 'events.amazonaws.com', 'secretsmanager:GetSecretValue', 'secretsmanager:us-east-1:333333333333:secret:orders-AbCdEf'],
  ['a pipeline', 'osis.amazonaws.com', 'aoss:APIAccessAll', 'aoss:us-east-1:333333333333:collection/0123'],
  ['a state machine', 'states.amazonaws.com', 'sts:AssumeRole', 'iam::333333333333:role/service'],
];

export const CONFUSED_DEPUTY_CASES: readonly Case[] = [
  ...SERVICES.flatMap(([what, who, does, to]) => [
    denied(`${what} of a stranger comes by its service`, does, { who, to, given: forStranger }),
    allowed(`${what} of the organization comes by its service`, does, { who, to, given: forUs }),
  ]),
  denied('a trail of an account without an organization', 's3:PutObject', { who: 'cloudtrail.amazonaws.com', to: OBJECT, given: forNobodys, isNearMiss: true }),
  denied('a trail of a stranger, in another partition', 's3:PutObject', { who: 'cloudtrail.amazonaws.com', to: OBJECT, partition: 'aws-us-gov', given: forStranger, isNearMiss: true }),
  allowed('StackSets of the management account becomes its role', 'sts:AssumeRole', {
    who: 'member.org.stacksets.cloudformation.amazonaws.com', to: 'iam::333333333333:role/stacksets-exec-0123456789abcdef0123456789abcdef',
    given: { 'aws:SourceAccount': '111111111111', 'aws:SourceOrgID': 'o-exampleorgid' },
  }),
  allowed('a service that does not say for whom', 'sts:AssumeRole', { who: 'lambda.amazonaws.com', to: 'iam::333333333333:role/service', isNearMiss: true }),
  allowed('a load balancer writes its log', 's3:PutObject', { who: 'logdelivery.elasticloadbalancing.amazonaws.com', to: OBJECT }),
  allowed('somebody of the tenant writes', 's3:PutObject', { to: OBJECT }),
  allowed('somebody of the tenant writes, with a header of a stranger\'s', 's3:PutObject', { to: OBJECT, given: forStranger, isNearMiss: true }),
  allowed('the platform reads', 's3:GetObject', { who: PLATFORM_ROLE, to: OBJECT }),
];
