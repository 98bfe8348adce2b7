import { allowed, BREAK_GLASS, Case, denied, NOBODY_KNOWN, ROOT, STRANGER } from '../case';
import { OBJECT, RESOURCE_CALLS } from './resource-calls';

const plain = { 'aws:SecureTransport': 'false' };

export const TLS_ONLY_CASES: readonly Case[] = [
  ...RESOURCE_CALLS.flatMap(([what, does, to]) => [
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
