import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import * as config from 'aws-cdk-lib/aws-config';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { defineConfigBucket } from './config-bucket';
import { complaintsAboutTenantRules, ruleName } from './rules-complaints';
import { TenantConfigRule } from './tenant-config-rule';
import { ITenantOrganization } from '../../organization/i-tenant-organization';
import { acknowledge, managedPolicy } from '../../private/acknowledge';
import { throwIfAny } from '../../private/complaints';

/**
 * What `TenantConfigRules` can be told.
 */
export interface TenantConfigRulesProps {
  /**
   * The organization whose accounts are looked at.
   */
  readonly organization: ITenantOrganization;

  /**
   * The id of the organization, such as `o-abcde12345`. Nobody outside of it can write to the bucket.
   */
  readonly organizationId: string;

  /**
   * The rules. With an empty list there are the bucket and the aggregator alone: what comes first where tenants have no
   * recorder yet.
   *
   * @default TenantConfigRule.recommended()
   */
  readonly rules?: TenantConfigRule[];

  /**
   * The Regions of the tenant baseline; the first is the tenants' home. AWS keeps rules in each Region apart: make one
   * `TenantConfigRules` in each, all with the same list. The bucket, the aggregator and what an account has once are in
   * the first.
   *
   * @default - the Region of this stack
   */
  readonly regions?: string[];

  /**
   * Accounts that no rule looks at, beside the management account, the platform account, if the organization knows it,
   * and this one. AWS refuses to make or change a rule while an account of the organization has no recorder: name all
   * that have none, such as those whose enrolment failed.
   *
   * @default - none beside those
   */
  readonly excludedAccounts?: string[];

  /**
   * How long records are kept in the bucket.
   *
   * @default Duration.days(2557), as long as AWS Config itself keeps them
   */
  readonly keepFor?: Duration;
}

/** For how long AWS Config keeps what it has recorded. */
const SEVEN_YEARS = Duration.days(2557);

const LIMITS = 'The aggregator shows at most 10,000 accounts, and AWS lets 1,000 a week be added to or taken from all aggregators of an account, which can be raised '
  + '(https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html): faster growth is aggregated late';
const PLATFORM = "'organization' does not know the platform account: name it in 'excludedAccounts' unless it has a recorder, for AWS refuses a rule where an account has none";

/**
 * Finds in all tenant accounts what no policy can prevent: rules of AWS Config for the organization, an aggregator that
 * shows what they found, and the bucket that keeps what was recorded.
 *
 * Deploy it in the security account, once that is a delegated administrator of AWS Config, and before the baseline has
 * the `TenantConfigRecorder`, which needs the bucket. Where there are tenants already, deploy it with `rules: []`, then
 * the baseline, then the rules. The rules apply to all accounts of the organization but the
 * excluded ones; AWS brings them into a new account if its recorder is there within seven hours. The bucket and the
 * aggregator cost nothing while nothing is recorded; what rules cost in a tenant account is printed by the recorder.
 *
 * An aggregator shows at most 10,000 accounts, and 1,000 a week can be added; 150 rules fit into an organization.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/config-rule-multi-account-deployment.html
 * @see https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html
 */
export class TenantConfigRules extends Construct {
  /**
   * The rules of this Region.
   */
  public readonly rules: TenantConfigRule[];

  /**
   * What was recorded, in the home Region; undefined in the others.
   */
  public readonly bucket?: s3.Bucket;

  constructor(scope: Construct, id: string, props: TenantConfigRulesProps) {
    super(scope, id);
    throwIfAny(this, complaintsAboutTenantRules(this, props));
    const { organization, organizationId, excludedAccounts, keepFor = SEVEN_YEARS } = props;
    const { platformName: platform, managementAccount, platformAccount } = organization;
    const { account, region } = Stack.of(this);
    const regions = props.regions ?? [region];
    const isHome = regions[0] === region;

    this.rules = (props.rules ?? TenantConfigRule.recommended()).filter(rule => isHome || !rule._oncePerAccount);
    if (isHome) {
      this.bucket = defineConfigBucket(this, { platform, organizationId, keepFor });
      this.defineAggregator(platform, regions);
      Annotations.of(this).addInfoV2('cdk-account-per-tenant:configLimits', LIMITS);
    }
    if (!platformAccount && !excludedAccounts) {
      Annotations.of(this).addWarningV2('cdk-account-per-tenant:platformWithoutRecorder', PLATFORM);
    }
    const others = [managementAccount, account, ...platformAccount ? [platformAccount] : []];
    this.defineRules(platform, [...new Set([...others, ...excludedAccounts ?? []])]);
  }

  private defineRules(platform: string, excludedAccounts: string[]): void {
    for (const rule of this.rules) {
      new config.CfnOrganizationConfigRule(this, rule.name, {
        organizationConfigRuleName: ruleName(platform, rule),
        excludedAccounts,
        organizationManagedRuleMetadata: {
          ruleIdentifier: rule.identifier,
          description: rule._description,
          ...(rule.periodic && { maximumExecutionFrequency: 'TwentyFour_Hours' }),
          ...(Object.keys(rule._parameters).length > 0 && { inputParameters: JSON.stringify(rule._parameters) }),
        },
      });
    }
  }

  private defineAggregator(platform: string, regions: string[]): void {
    const policy = 'service-role/AWSConfigRoleForOrganizations';
    const role = new iam.Role(this, 'AggregatorRole', {
      description: 'Lets AWS Config list the accounts of the organization',
      assumedBy: new iam.ServicePrincipal('config.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(policy)],
    });
    acknowledge(role, { [managedPolicy(policy)]: 'AWS keeps it up to date with what the aggregator asks Organizations.' });
    new config.CfnConfigurationAggregator(this, 'Aggregator', {
      configurationAggregatorName: `cdk-account-per-tenant-${platform}`,
      organizationAggregationSource: { roleArn: role.roleArn, awsRegions: regions },
    });
  }
}
