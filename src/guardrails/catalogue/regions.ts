import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { exceptFor } from './roles';
import { known } from '../../private/complaints';
import { StatementRule } from '../guardrail-definition';

/**
 * Services with one endpoint for the world, most of them in us-east-1 or us-west-2, and what global services take from
 * there: certificates and keys for CloudFront and Route 53. The lists of AWS without what is retired or has endpoints
 * in each Region.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
 * @see https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html
 */
const GLOBAL = [
  'account:*', 'acm:*', 'artifact:*', 'aws-marketplace:*', 'billing:*', 'budgets:*', 'ce:*', 'chatbot:*',
  'cloudfront-keyvaluestore:*', 'cloudfront:*', 'cloudtrail:LookupEvents', 'consolidatedbilling:*', 'cur:*',
  'ec2:DescribeRegions', 'ecr-public:*', 'freetier:*', 'globalaccelerator:*', 'health:*', 'iam:*', 'invoicing:*', 'kms:*',
  'networkmanager:*', 'notifications-contacts:*', 'notifications:*', 'organizations:*', 'payments:*', 'pricing:*',
  'route53-recovery-cluster:*', 'route53-recovery-control-config:*', 'route53-recovery-readiness:*', 'route53:*', 'route53domains:*',
  's3:*AccountPublicAccessBlock', 's3:*MultiRegionAccessPoint*', 's3:GetBucketLocation', 's3:ListAllMyBuckets',
  'savingsplans:*', 'shield:*', 'sts:*', 'support:*', 'supportplans:*', 'tag:GetResources', 'tax:*', 'trustedadvisor:*', 'wafv2:*',
];

export const regions = (allowed: readonly string[]): StatementRule => ({
  name: 'regions',
  policyType: 'SERVICE_CONTROL_POLICY',
  stops: `Nobody works in other Regions than ${allowed.join(', ')}.`,
  why: 'What nobody looks at is not missed: Regions without business are where strangers settle, and where data may not be.',
  excepted: 'The roles that no rule may stop; services that are the same for all Regions, and certificates, keys and web ACLs for them.',
  controls: ['NIST-800-53-r5 CM-7', 'NIST-800-53-r5 SA-9(5)'],
  statements: ({ exempt }) => [{
    Effect: 'Deny',
    NotAction: GLOBAL,
    Resource: ['*'],
    Condition: exceptFor(exempt, { StringNotEquals: { 'aws:RequestedRegion': allowed } }),
  }],
});

/** Everything that is wrong with the Regions, one line each. */
export function complaintsAboutRegions(allowed: readonly string[]): string[] {
  if (Token.isUnresolved(allowed)) { return ["'allowed' must be known when the app is synthesized; name each Region, if need be by a token"]; }
  if (allowed.length === 0) { return ["'allowed' must name at least one Region, for nothing would work anywhere"]; }
  const existing = new Set(RegionInfo.regions.map(({ name }) => name));
  return allowed.filter(region => known(region) && !existing.has(region))
    .map(region => `'allowed' must hold names of Regions such as 'eu-central-1', got '${region}'; if AWS opened it of late, update aws-cdk-lib`);
}
