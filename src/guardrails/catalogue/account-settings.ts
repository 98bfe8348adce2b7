import { exceptFor } from './roles';
import { StatementRule } from '../guardrail-definition';

/** What binds for a term or is paid at once. Wildcards stand where no action that reads begins so. */
const COMMITMENTS = [
  'athena:CreateCapacityReservation', 'bedrock-mantle:CreateReservation', 'bedrock-mantle:UpdateReservation',
  'bedrock:CreateProvisionedModelThroughput', 'cloudfront:CreateSavingsPlan', 'devicefarm:Purchase*', 'devicefarm:Renew*', 'dynamodb:Purchase*',
  'ec2:AcceptReservedInstancesExchangeQuote', 'ec2:CreateCapacityReservation*', 'ec2:CreateReservedInstancesListing', 'ec2:Purchase*',
  'eks:CreateEksAnywhereSubscription', 'elasticache:Purchase*', 'es:Purchase*', 'freetier:Upgrade*', 'glacier:Purchase*',
  'mediaconnect:Purchase*', 'medialive:Purchase*', 'memorydb:Purchase*', 'outposts:CreateOrder',
  'pricingplanmanager:Approve*', 'pricingplanmanager:Create*', 'pricingplanmanager:Update*',
  'qbusiness:CreateSubscription', 'qbusiness:UpdateSubscription',
  'quicksight:CreateAccountSubscription', 'quicksight:Subscribe', 'rds:Purchase*',
  'redshift-serverless:CreateReservation', 'redshift:AcceptReservedNodeExchange', 'redshift:Purchase*',
  'route53domains:RegisterDomain', 'route53domains:RenewDomain', 'route53domains:TransferDomain*',
  'sagemaker:CreateReservedCapacity', 'sagemaker:CreateTrainingPlan', 'sagemaker:ExtendTrainingPlan', 'savingsplans:CreateSavingsPlan',
  'shield:CreateSubscription', 'snowball:Create*',
];

export const ACCOUNT_SETTINGS: StatementRule = {
  name: 'account-settings',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: 'Nobody changes name, contacts or Regions of the account, closes it, touches bills and payments, buys what binds for a term, or gives domains to other accounts.',
  why: 'The organization pays, and the platform says what the account is. What is bought for a term outlives the account that bought it.',
  excepted: 'The roles that no rule may stop; the management account, which does this for its accounts; models that Amazon Bedrock subscribes to when they are first used, for they are paid by use.',
  controls: ['NIST-800-53-r5 AC-6', 'NIST-800-53-r5 CM-5'],
  statements: ({ exempt }) => [{
    Effect: 'Deny',
    Action: [
      'account:*Region', 'account:CloseAccount', 'account:Delete*', 'account:Put*',
      'aws-marketplace:Accept*', 'aws-marketplace:Create*',
      'billing:Put*', 'billing:RedeemCredits', 'billing:Update*', 'invoicing:*', 'payments:*',
      'purchase-orders:*', 'supportplans:Accept*', 'supportplans:Create*', 'supportplans:Start*', 'tax:*',
      ...COMMITMENTS,
    ],
    Resource: ['*'],
    Condition: exceptFor(exempt),
  }, {
    Effect: 'Deny',
    Action: ['aws-marketplace:Subscribe'],
    Resource: ['*'],
    // bedrock and bedrock-mantle. https://docs.aws.amazon.com/bedrock/latest/userguide/security-iam-awsmanpol.html
    Condition: exceptFor(exempt, { StringNotLike: { 'aws:CalledViaLast': ['bedrock*.amazonaws.com'] } }),
  }],
};
