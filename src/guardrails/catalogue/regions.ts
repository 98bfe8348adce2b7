import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { exceptFor } from './roles';
import { known } from '../../private/complaints';
import { complaintsAboutRegionNames } from '../../private/places';
import { StatementRule } from '../guardrail-definition';

/**
 * Services with one endpoint for the world, most of them in us-east-1 or us-west-2, and what global services take from
 * there: certificates and keys for CloudFront and Route 53. The lists of AWS without what is retired or has endpoints
 * in each Region. Parameters are among it because the tenant's facts are where the platform works.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
 * @see https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html for where a bucket is made
 */
const GLOBAL = [
  'account:*', 'acm:*', 'artifact:*', 'aws-marketplace:*', 'billing:*', 'budgets:*', 'ce:*', 'chatbot:*',
  'cloudfront-keyvaluestore:*', 'cloudfront:*', 'cloudtrail:LookupEvents', 'consolidatedbilling:*', 'cur:*',
  'ec2:DescribeRegions', 'ecr-public:*', 'freetier:*', 'globalaccelerator:*', 'health:*', 'iam:*', 'invoicing:*', 'kms:*',
  'networkmanager:*', 'notifications-contacts:*', 'notifications:*', 'organizations:*', 'payments:*', 'pricing:*',
  'route53-recovery-cluster:*', 'route53-recovery-control-config:*', 'route53-recovery-readiness:*', 'route53:*', 'route53domains:*',
  's3:*AccountPublicAccessBlock', 's3:*MultiRegionAccessPoint*', 's3:GetBucketLocation', 's3:ListAllMyBuckets',
  'savingsplans:*', 'shield:*', 'ssm:GetParameter*', 'sts:*', 'support:*', 'supportplans:*', 'tag:GetResources', 'tax:*', 'trustedadvisor:*', 'wafv2:*',
];

export const regions = (allowed: readonly string[]): StatementRule => ({
  name: 'regions',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: `Nobody works in other Regions than ${allowed.join(', ')}.`,
  why: 'What nobody looks at is not missed: Regions without business are where strangers settle, and where data may not be.',
  excepted: 'The roles that no rule may stop; services that are the same for all Regions, and certificates, keys and web ACLs for them; reading parameters.',
  controls: ['NIST-800-53-r5 CM-7', 'NIST-800-53-r5 SA-9(5)'],
  statements: ({ exempt }) => [{
    Effect: 'Deny',
    NotAction: GLOBAL,
    Resource: ['*'],
    Condition: exceptFor(exempt, { StringNotEquals: { 'aws:RequestedRegion': allowed } }),
  }, {
    Effect: 'Deny',
    Action: ['s3:CreateBucket'],
    Resource: ['*'],
    // The endpoint in us-east-1 makes buckets everywhere. Who says nothing gets one there.
    Condition: exceptFor(exempt, {
      StringNotEquals: { 's3:locationconstraint': allowed.includes('eu-west-1') ? [...allowed, 'EU'] : allowed },
      Null: { 's3:locationconstraint': ['false'] },
    }),
  }],
});

/** Everything that is wrong with the Regions, one line each. */
export function complaintsAboutRegions(allowed: readonly string[], prop = 'allowed'): string[] {
  if (Token.isUnresolved(allowed)) { return [`'${prop}' must be known when the app is synthesized; name each Region, if need be by a token`]; }
  if (allowed.length === 0) { return [`'${prop}' must name at least one Region, for nothing would work anywhere`]; }
  const named = allowed.filter(known);
  const partitions = new Map(RegionInfo.regions.map(({ name, partition }) => [name, partition]));
  const used = [...new Set(named.map(region => partitions.get(region)).filter(partition => partition !== undefined))];
  const mixed = used.length > 1 ? [`'${prop}' has Regions of ${used.map(each => `'${each}'`).join(' and ')}, and an organization is in one partition alone; name those of one`] : [];
  return [...mixed, ...complaintsAboutRegionNames(prop, allowed)];
}
