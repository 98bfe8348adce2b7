import { exceptFor } from './roles';
import { StatementRule } from '../guardrail-definition';

/**
 * @see https://docs.aws.amazon.com/ram/latest/userguide/security-scp.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 */
export const SHARING_OUTSIDE: StatementRule = {
  name: 'sharing-outside',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'Nobody shares resources with accounts outside of the organization through RAM, takes what such accounts share, or lets everybody call a function.',
  why: 'A share outlives the reason for it, and nobody inside sees what becomes of it. Resource policies of S3, SQS, KMS, DynamoDB, Secrets Manager, ECR and the '
    + 'like are held by the resource control policy of the data perimeter. No condition key tells to whom SNS topics, Glue catalogs, Lambda layers, SSM documents, '
    + 'images or snapshots are given: TenantConfigRule.publicExposure() finds snapshots '
    + 'of databases that everybody may restore, and nobody looks at the rest unless you make an analyzer of IAM Access Analyzer, which knows topics, layers and snapshots.',
  excepted: 'The roles that no rule may stop. Shares within the organization need no invitation.',
  controls: ['NIST-800-53-r5 AC-3', 'NIST-800-53-r5 AC-4', 'NIST-800-53-r5 AC-21'],
  statements: ({ exempt }) => [
    {
      Effect: 'Deny',
      Action: ['ram:CreateResourceShare', 'ram:UpdateResourceShare'],
      Resource: ['*'],
      Condition: exceptFor(exempt, { Bool: { 'ram:RequestedAllowsExternalPrincipals': ['true'] } }),
    },
    {
      Effect: 'Deny',
      Action: ['ram:AssociateResourceShare'],
      Resource: ['*'],
      Condition: exceptFor(exempt, { Bool: { 'ram:AllowsExternalPrincipals': ['true'] } }),
    },
    { Effect: 'Deny', Action: ['ram:AcceptResourceShareInvitation'], Resource: ['*'], Condition: exceptFor(exempt) },
    {
      Effect: 'Deny',
      Action: ['lambda:AddPermission', 'lambda:PutResourcePolicy'],
      Resource: ['*'],
      Condition: exceptFor(exempt, { StringEquals: { 'lambda:Principal': ['*'] } }),
    },
  ],
};
