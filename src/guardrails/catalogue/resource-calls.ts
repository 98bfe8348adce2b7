export const OBJECT = 's3:::acme/report.pdf';
export const ROLE = 'iam::333333333333:role/service';

/** What is done to resources of each service that resource control policies cover: words, action, ARN. */
export const RESOURCE_CALLS: readonly (readonly [string, string, string])[] = [
  ['reads a table', 'dynamodb:GetItem', 'dynamodb:us-east-1:333333333333:table/orders'],
  ['pulls an image', 'ecr:BatchGetImage', 'ecr:us-east-1:333333333333:repository/orders'],
  ['sends an event', 'events:PutEvents', 'events:us-east-1:333333333333:event-bus/orders'],
  ['decrypts', 'kms:Decrypt', 'kms:us-east-1:333333333333:key/01234567-89ab-cdef-0123-456789abcdef'],
  ['reads logs', 'logs:GetLogEvents', 'logs:us-east-1:333333333333:log-group:orders:log-stream:1'],
  ['reads an object', 's3:GetObject', OBJECT],
  ['reads a secret', 'secretsmanager:GetSecretValue', 'secretsmanager:us-east-1:333333333333:secret:orders-AbCdEf'],
  ['sends a message', 'sqs:SendMessage', 'sqs:us-east-1:333333333333:orders'],
  ['searches', 'aoss:APIAccessAll', 'aoss:us-east-1:333333333333:collection/0123'],
  ['becomes a role', 'sts:AssumeRole', ROLE],
];
