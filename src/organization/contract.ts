/** Names that the management account, the platform account and the tenant accounts all spell. */

/** What a platform is called unless somebody says otherwise. */
export const DEFAULT_PLATFORM = 'tenants';

/** A platform's name goes into role names, which end at 64 characters. */
export const PLATFORM_NAME = /^[a-z][a-z0-9-]{0,23}$/;

/** Where Organizations is called: in the Region of its endpoint, one in each partition. */
export const HOME_REGIONS: readonly string[] = ['us-east-1', 'us-gov-west-1', 'cn-northwest-1'];

/** The service principal under which StackSets is trusted and delegated. */
export const STACKSETS_PRINCIPAL = 'member.org.stacksets.cloudformation.amazonaws.com';

/** The service principal that alternate contacts need. */
export const ACCOUNT_PRINCIPAL = 'account.amazonaws.com';

/** The service principals of AWS Config: who aggregates, and who deploys rules to all accounts. */
export const CONFIG_PRINCIPALS: readonly string[] = ['config.amazonaws.com', 'config-multiaccountsetup.amazonaws.com'];

/** The service principal of GuardDuty. */
export const GUARDDUTY_PRINCIPAL = 'guardduty.amazonaws.com';

/** The narrow role in the management account. */
export const accessRoleName = (platform: string) => `cdk-account-per-tenant-${platform}-access`;

/** The role with which the enrolment workflow runs in the platform account. */
export const enrolmentRoleName = (platform: string) => `cdk-account-per-tenant-${platform}-enrolment`;

/** The enrolment workflow in the platform account. */
export const enrolmentMachineName = (platform: string) => `cdk-account-per-tenant-${platform}-enrolment`;

/** The workflow in the platform account that notes which guardrails hold for each tenant. */
export const stampMachineName = (platform: string) => `cdk-account-per-tenant-${platform}-stamp`;

/** The workflow in the management account that promotes guardrails which were tried. */
export const promotionMachineName = (platform: string) => `cdk-account-per-tenant-${platform}-guardrails`;

/** The role in each tenant account that the enrolment workflow uses. */
export const tenantRoleName = (platform: string) => `cdk-account-per-tenant-${platform}-platform`;

/** The role in each tenant account that operators use. */
export const operatorRoleName = (platform: string) => `cdk-account-per-tenant-${platform}-operator`;

/** Where the management account says which organizational unit is which: a JSON object of type `Land`. */
export const landParameterName = (platform: string) => `/cdk-account-per-tenant/${platform}/organization`;

/** Where the management account says which guardrails hold: a JSON object of type `HeldGuardrails`. */
export const guardrailsParameterName = (platform: string) => `/cdk-account-per-tenant/${platform}/guardrails`;

/** Which guardrails hold where they are not tried first, as a JSON object with a `digest`; not there before they do. */
export const promotedParameterName = (platform: string) => `${guardrailsParameterName(platform)}/promoted`;

/** The content of the guardrails parameter. */
export interface HeldGuardrails {
  /** Changes with any of the policies. */
  readonly digest: string;
  /** The units on which policies are tried before the others get them: keys of `Land`. */
  readonly trial: readonly string[];
}

/** The content of the land parameter. */
export interface Land {
  readonly root: string;
  readonly production: string;
  readonly sandbox: string;
  readonly onboarding: string;
  readonly suspended: string;
  readonly quarantine: string;
}

/** What the enrolment workflow may do through the role in the management account, and on what. */
export const ACCESS_CALLS = {
  anything: ['organizations:CreateAccount', 'organizations:DescribeCreateAccountStatus', 'organizations:ListAccounts'],
  accounts: ['organizations:MoveAccount', 'organizations:ListParents', 'organizations:TagResource', 'account:PutAlternateContact'],
  parents: ['organizations:MoveAccount'],
  root: ['organizations:MoveAccount', 'organizations:ListAccountsForParent'],
  parameters: ['ssm:GetParameters'],
} as const;
