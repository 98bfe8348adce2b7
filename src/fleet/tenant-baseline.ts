import { Aws, CfnCondition, CfnParameter, CfnStackSet, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, IConstruct } from 'constructs';
import { IExtensibleTenantBaseline } from './i-extensible-tenant-baseline';
import { StackSetTemplate } from './stack-set-template';
import { enrolmentRoleName, operatorRoleName, tenantRoleName } from '../organization/contract';
import { ITenantOrganization } from '../organization/i-tenant-organization';
import { acknowledge, managedPolicy, wildcard } from '../private/acknowledge';
import { known, throwIfAny } from '../private/complaints';
import { FACTS_PARAMETER } from '../tenants/contract';

/**
 * What a `TenantBaseline` can be told.
 */
export interface TenantBaselineProps {
  /**
   * The organization in which the tenant accounts live.
   */
  readonly organization: ITenantOrganization;

  /**
   * The Regions that the baseline goes to, 1 to 20. The first is the home of each tenant account: what an account
   * has once, such as roles, is there.
   *
   * @default - the Region of this stack
   */
  readonly regions?: string[];

  /**
   * AWS managed policies for the operators' role, by name.
   *
   * @default ['job-function/ViewOnlyAccess']
   */
  readonly operatorPolicies?: string[];
}

const VIEW_ONLY = 'job-function/ViewOnlyAccess';

/**
 * The stack that every tenant account gets first: a role for the platform, a role for operators, no long-lived keys.
 * Whatever else every tenant needs is added to `stack`.
 *
 * Deploy it in the platform account; a stack set carries it into the tenants' accounts. It costs nothing, neither here
 * nor there.
 */
export class TenantBaseline extends Construct implements IExtensibleTenantBaseline {
  /**
   * What goes into each tenant account. Add resources that need no assets; AWS takes 51,200 bytes of template.
   */
  public readonly stack: Stack;

  /**
   * True in the tenant account's home Region only. For resources that an account has once, such as roles.
   */
  public readonly inHomeRegion: CfnCondition;

  public readonly platformName: string;
  public readonly managementAccount: string;
  public readonly stackSetName: string;
  public readonly callAs: string;
  public readonly regions: string[];

  private readonly parameters: CfnStackSet.ParameterProperty[] = [];

  constructor(scope: Construct, id: string, props: TenantBaselineProps) {
    super(scope, id);
    throwIfAny(this, complaintsAbout(this, props));
    const { organization } = props;
    const platform = Stack.of(this);
    const delegated = platform.account !== organization.managementAccount;

    this.platformName = organization.platformName;
    this.managementAccount = organization.managementAccount;
    this.regions = props.regions ?? [platform.region];
    this.callAs = delegated ? 'DELEGATED_ADMIN' : 'SELF';
    this.stackSetName = `cdk-account-per-tenant-${organization.platformName}-baseline`;

    const template = new StackSetTemplate(this, 'Tenant');
    this.stack = template;
    const platformAccount = this.defineParameter('PlatformAccount', platform.account);
    const homeRegion = this.defineParameter('HomeRegion', this.regions[0]);
    this.inHomeRegion = new CfnCondition(template, 'InHomeRegion', { expression: Fn.conditionEquals(Aws.REGION, homeRegion.valueAsString) });
    this.definePlatformRole(organization.platformName, platformAccount.valueAsString);
    const policies = props.operatorPolicies ?? [VIEW_ONLY];
    this.defineOperatorRole(organization.platformName, platformAccount.valueAsString, policies);
    this.defineStackSet(template);
  }

  public addParameter(id: string, value: string): CfnParameter {
    return this.defineParameter(id, value);
  }

  private defineParameter(id: string, value: string): CfnParameter {
    this.parameters.push({ parameterKey: id, parameterValue: value });
    return new CfnParameter(this.stack, id);
  }

  /** For the enrolment workflow, in no other hands: it writes the tenant's facts and asks for quotas. */
  private definePlatformRole(platformName: string, platformAccount: string): void {
    const workflow = `arn:${Aws.PARTITION}:iam::${platformAccount}:role/${enrolmentRoleName(platformName)}`;
    const role = new iam.Role(this.stack, 'PlatformRole', {
      roleName: tenantRoleName(platformName),
      description: 'Lets the platform write the facts of the tenant and ask for quotas',
      assumedBy: new iam.AccountPrincipal(platformAccount).withConditions({ ArnEquals: { 'aws:PrincipalArn': workflow } }),
    });
    const facts = `arn:${Aws.PARTITION}:ssm:*:${Aws.ACCOUNT_ID}:parameter${FACTS_PARAMETER}`;
    const quotas = `arn:${Aws.PARTITION}:servicequotas:*:${Aws.ACCOUNT_ID}:*`;
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['ssm:PutParameter'],
      resources: [facts],
    }));
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['servicequotas:RequestServiceQuotaIncrease'], resources: [quotas],
    }));
    role.addToPolicy(new iam.PolicyStatement({
      actions: [
        'servicequotas:GetRequestedServiceQuotaChange', 'servicequotas:GetServiceQuota',
        'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota',
      ],
      resources: ['*'],
    }));
    acknowledge(role, {
      [wildcard('*')]: 'What reads quotas knows no resources.',
      [wildcard(facts)]: 'One parameter, in whatever Region the platform works.',
      [wildcard(quotas)]: 'A request for a tenant may ask for any quota of its account.',
    });
    this.onlyInHomeRegion(role);
  }

  /** For people: they must say who they are, and it stands in the tenant's trail. */
  private defineOperatorRole(platformName: string, platformAccount: string, policies: string[]): void {
    const role = new iam.Role(this.stack, 'OperatorRole', {
      roleName: operatorRoleName(platformName),
      description: 'Lets operators of the platform look into the account under their own name',
      assumedBy: new iam.AccountPrincipal(platformAccount).withConditions({ Null: { 'sts:SourceIdentity': 'false' } }),
      managedPolicies: policies.map(name => iam.ManagedPolicy.fromAwsManagedPolicyName(name)),
    });
    role.assumeRolePolicy?.addStatements(new iam.PolicyStatement({
      actions: ['sts:SetSourceIdentity'], principals: [new iam.AccountPrincipal(platformAccount)],
    }));
    acknowledge(role, { [managedPolicy(VIEW_ONLY)]: 'AWS keeps what may be viewed up to date as its services grow.' });
    this.onlyInHomeRegion(role);
  }

  private onlyInHomeRegion(role: iam.Role): void {
    for (const child of role.node.findAll()) {
      if (child instanceof iam.CfnRole || child instanceof iam.CfnPolicy) {
        child.cfnOptions.condition = this.inHomeRegion;
      }
    }
  }

  private defineStackSet(template: StackSetTemplate): CfnStackSet {
    return new CfnStackSet(this, 'StackSet', {
      stackSetName: this.stackSetName,
      description: 'What every tenant account gets first',
      permissionModel: 'SERVICE_MANAGED',
      callAs: this.callAs,
      capabilities: ['CAPABILITY_NAMED_IAM'],
      // Rendered anew each time: users add to the stack, and references change until the end.
      templateBody: Lazy.uncachedString({ produce: () => template.render() }),
      parameters: Lazy.any({ produce: () => this.parameters }),
      // Releases and enrolments would block each other without it; auto-deployment would ignore all preferences.
      managedExecution: { Active: true },
      // What an account has once is in its home Region, and the others refer to it.
      operationPreferences: { regionOrder: this.regions, regionConcurrencyType: 'SEQUENTIAL' },
      autoDeployment: { enabled: false },
    });
  }
}

function complaintsAbout(scope: IConstruct, props: TenantBaselineProps): string[] {
  const complaints: string[] = [];
  const { regions, organization } = props;
  if (Token.isUnresolved(regions)) {
    return ["'regions' must be known when the app is synthesized, for the first is told apart; name each, if need be each by a token"];
  }
  if (regions && (regions.length === 0 || regions.length > 20)) {
    complaints.push(`'regions' must name 1 to 20 Regions, got ${regions.length}`);
  }
  for (const region of regions ?? []) {
    if (known(region) && !/^[a-z]{2,4}(-[a-z]+)+-\d$/.test(region)) {
      complaints.push(`'regions' must hold names of Regions such as 'us-east-1', got '${region}'`);
    }
  }
  if (new Set(regions).size !== (regions ?? []).length) {
    complaints.push(`'regions' must name each Region once, got ${regions!.join(', ')}`);
  }
  const { managementAccount } = organization;
  if (Token.isUnresolved(managementAccount) && managementAccount !== Stack.of(scope).account) {
    complaints.push("'organization' must be in a stack with a known account; give that stack an 'env' with the management account's id");
  }
  return complaints;
}
