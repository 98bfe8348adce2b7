import { ADMINISTRATOR, allowed, Case, denied, NOBODY_KNOWN, PLATFORM_ROLE, STACK_SETS, STRANGER } from '../case';
import { OBJECT, RESOURCE_CALLS, ROLE } from './resource-calls';

const VENDOR = '888888888888';
const ours = { 'aws:PrincipalOrgID': 'o-exampleorgid' };

export const DATA_PERIMETER_CASES: readonly Case[] = [
  ...RESOURCE_CALLS.flatMap(([what, does, to]) => [
    denied(`a stranger ${what}`, does, { whoseAccount: STRANGER, to }),
    allowed(`another account of the organization ${what}`, does, { whoseAccount: '444444444444', to, given: ours }),
    allowed(`somebody of the tenant ${what}`, does, { to }),
  ]),
  denied('a stranger of another organization reads an object', 's3:GetObject', { whoseAccount: STRANGER, to: OBJECT, given: { 'aws:PrincipalOrgID': 'o-strangers00' } }),
  denied('everybody on the internet reads an object', 's3:GetObject', { who: NOBODY_KNOWN, to: OBJECT }),
  denied('a stranger with a role called like the platform\'s reads an object', 's3:GetObject', { who: PLATFORM_ROLE, whoseAccount: STRANGER, to: OBJECT, isNearMiss: true }),
  denied('a stranger with a role called like StackSets\' becomes a role', 'sts:AssumeRole', { who: STACK_SETS, whoseAccount: STRANGER, to: ROLE, isNearMiss: true }),
  denied('a stranger\'s root reads an object, in another partition and case', 'S3:getOBJECT', { who: 'root', whoseAccount: STRANGER, to: OBJECT, partition: 'aws-cn', isNearMiss: true }),
  denied('a service of AWS, called by a stranger, reads an object for him', 's3:GetObject', { whoseAccount: STRANGER, to: OBJECT, given: { 'aws:ViaAWSService': 'true' }, isNearMiss: true }),
  denied('CloudFront reads an object by an origin access identity, which is somebody of AWS\'s', 's3:GetObject', {
    who: 'user/CloudFront Origin Access Identity E0123', whoseAccount: 'cloudfront', to: OBJECT, isNearMiss: true,
  }),
  allowed('StackSets becomes its role', 'sts:AssumeRole', { who: 'member.org.stacksets.cloudformation.amazonaws.com', to: `iam::333333333333:${STACK_SETS}` }),
  allowed('the platform\'s workflow becomes the platform\'s role', 'sts:AssumeRole', {
    who: 'role/cdk-account-per-tenant-tenants-enrolment', whoseAccount: '222222222222', to: `iam::333333333333:${PLATFORM_ROLE}`, given: ours,
  }),
  allowed('a customer reads an object by a URL that a function signed', 's3:GetObject', { who: 'role/orders-function', to: OBJECT, given: { 's3:authType': 'REST-QUERY-STRING' }, isNearMiss: true }),
  allowed('CloudFormation reads a template for a pipeline', 's3:GetObject', { who: 'role/deploy', to: OBJECT, given: { 'aws:ViaAWSService': 'true' } }),
  allowed('a vendor that is trusted becomes a role', 'sts:AssumeRole', { whoseAccount: VENDOR, to: ROLE, isNearMiss: true }),
  allowed('CloudFront reads an object by origin access control', 's3:GetObject', { who: 'cloudfront.amazonaws.com', to: OBJECT, isNearMiss: true }),
  allowed('CloudTrail writes an object', 's3:PutObject', { who: 'cloudtrail.amazonaws.com', to: OBJECT }),
  allowed('Lambda becomes the role of a function', 'sts:AssumeRole', { who: 'lambda.amazonaws.com', to: ROLE }),
  allowed('a pipeline comes by OIDC', 'sts:AssumeRoleWithWebIdentity', { who: NOBODY_KNOWN, to: ROLE, isNearMiss: true }),
  allowed('people come by SAML', 'sts:AssumeRoleWithSAML', { who: NOBODY_KNOWN, to: ROLE, isNearMiss: true }),
  allowed('a customer signs in', 'cognito-idp:AdminInitiateAuth', { who: ADMINISTRATOR, to: 'cognito-idp:us-east-1:333333333333:userpool/us-east-1_AbCdEf', isNearMiss: true }),
];
