import { allowed, BREAK_GLASS, Case, denied, NOBODY_KNOWN, ROOT, STRANGER } from '../case';

const OBJECT = 's3:::acme/report.pdf';
const plain = { 'aws:SecureTransport': 'false' };

const SERVICES: readonly (readonly [string, string, string])[] = [
  ['reads a table', 'dynamodb:GetItem', 'dynamodb:us-east-1:333333333333:table/orders'],
  ['pulls an image', 'ecr:BatchGetImage', 'ecr:us-east-1:333333333333:repository/orders'],
  ['sends an event', 'events:PutEvents', 'events:us-east-1:333333333333:event-bus/orders'],
  ['decrypts', 'kms:Decrypt', 'kms:us-east-1:333333333333:key/01234567-89ab-cdef-0123-456789abcdef'],
  ['reads logs', 'logs:GetLogEvents', 'logs:us-east-1:333333333333:log-group:orders:log-stream:1'],
  ['reads an object', 's3:GetObject', OBJECT],
  ['reads a secret', 'secretsmanager:GetSecretValue', 'secretsmanager:us-east-1:333333333333:secret:orders-AbCdEf'],
  ['sends a message', 'sqs:SendMessage', 'sqs:us-east-1:333333333333:orders'],
  ['searches', 'aoss:APIAccessAll', 'aoss:us-east-1:333333333333:collection/0123'],
  ['becomes a role', 'sts:AssumeRole', 'iam::333333333333:role/service'],
];

export const TLS_ONLY_CASES: readonly Case[] = [
  ...SERVICES.flatMap(([what, does, to]) => [
    denied(`somebody ${what} by plain HTTP`, does, { to, given: plain }),
    allowed(`somebody ${what}`, does, { to }),
  ]),
  denied('somebody from the internet reads an object by plain HTTP', 's3:GetObject', { who: NOBODY_KNOWN, to: OBJECT, given: plain }),
  denied('a stranger reads an object by plain HTTP', 's3:GetObject', { whoseAccount: STRANGER, to: OBJECT, given: plain, isNearMiss: true }),
  denied('a service writes an object by plain HTTP', 's3:PutObject', { who: 'logging.s3.amazonaws.com', to: OBJECT, given: plain, isNearMiss: true }),
  denied('the break-glass role reads an object by plain HTTP', 's3:GetObject', { who: BREAK_GLASS, to: OBJECT, given: plain, isNearMiss: true }),
  denied('root reads an object by plain HTTP, in another partition and case', 'S3:getobject', { who: ROOT, to: OBJECT, partition: 'aws-cn', given: plain, isNearMiss: true }),
  allowed('a service writes an object', 's3:PutObject', { who: 'logging.s3.amazonaws.com', to: OBJECT, isNearMiss: true }),
  allowed('CloudFormation makes a bucket for somebody', 's3:CreateBucket', { to: 's3:::acme', given: { 'aws:ViaAWSService': 'true' } }),
  allowed('somebody starts a state machine, whose service takes nothing but TLS', 'states:StartExecution', {
    to: 'states:us-east-1:333333333333:stateMachine:orders', isNearMiss: true,
  }),
];
