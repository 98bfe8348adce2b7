import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, IConstruct, IDependable } from 'constructs';
import {
  ACCESS_CALLS, DEFAULT_PLATFORM, Land, accessRoleName, enrolmentRoleName, guardrailsParameterName, landParameterName,
  promotedParameterName,
} from './contract';
import { IManagedTenantOrganization } from './i-managed-tenant-organization';
import { ITenantOrganization } from './i-tenant-organization';
import {
  complaintsAboutName, complaintsAboutOrganization, complaintsAboutRegion,
} from './organization-complaints';
import { OrganizationIds, definePreparation, delegateSecurity, enablePolicyType, startOnChange } from './preparation';
import { acknowledge, wildcard } from '../private/acknowledge';
import { throwIfAny } from '../private/complaints';
import { complaintsAboutAccount } from '../private/places';

/**
 * Organizational units that exist already and are to be used instead of new ones.
 */
export interface TenantOrganizationalUnits {
  /**
   * For accounts of paying tenants.
   *
   * @default - a new unit `Production`
   */
  readonly production?: string;

  /**
   * For accounts that look like production and belong to developers.
   *
   * @default - a new unit `Sandbox`
   */
  readonly sandbox?: string;

  /**
   * For accounts that are being made ready.
   *
   * @default - a new unit `Onboarding`
   */
  readonly onboarding?: string;

  /**
   * For accounts whose tenants pause.
   *
   * @default - a new unit `Suspended`
   */
  readonly suspended?: string;

  /**
   * For accounts that failed or are on their way out.
   *
   * @default - a new unit `Quarantine`
   */
  readonly quarantine?: string;
}

/**
 * What a `TenantOrganization` can be told.
 */
export interface TenantOrganizationProps {
  /**
   * The account in which the `TenantAccountFactory` works, 12 digits.
   *
   * @default - the management account itself
   */
  readonly platformAccount?: string;

  /**
   * A name for this platform: 1 to 24 lower-case letters, digits and hyphens. Needed only where several platforms share
   * an organization.
   *
   * @default 'tenants'
   */
  readonly platformName?: string;

  /**
   * The root (`r-…`) or organizational unit (`ou-…`) under which the unit `Tenants` is made.
   *
   * @default - the root of the organization
   */
  readonly parentId?: string;

  /**
   * Units that exist already.
   *
   * @default - all five are made, under one unit `Tenants`
   */
  readonly organizationalUnits?: TenantOrganizationalUnits;
}

type Unit = keyof TenantOrganizationalUnits & string;

/** In the order in which they are made: Organizations refuses to change two units at once. */
const UNITS: readonly Unit[] = ['production', 'sandbox', 'onboarding', 'suspended', 'quarantine'];

/**
 * The land on which tenant accounts stand: organizational units, what StackSets needs to work in them, and one narrow
 * role through which the account factory may create and move accounts.
 *
 * Deploy it in the management account, in us-east-1. It costs nothing by itself. Deleting the stack keeps the units,
 * the trusted access and the delegation, since accounts and others may depend on them.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export class TenantOrganization extends Construct implements IManagedTenantOrganization {
  /**
   * An organization that another app has prepared, seen from the platform account. Nothing has to be copied but the
   * account id.
   *
   * @param managementAccount the id of the management account, 12 digits
   * @param platformName the `platformName` that was given there, `tenants` by default
   */
  public static fromManagementAccount(managementAccount: string, platformName?: string): ITenantOrganization {
    const complaints = [...complaintsAboutAccount('managementAccount', managementAccount), ...complaintsAboutName(platformName)];
    if (complaints.length > 0) {
      throw new Error(`TenantOrganization.fromManagementAccount: ${complaints.join('; ')}`);
    }
    return { managementAccount, platformName: platformName ?? DEFAULT_PLATFORM };
  }

  public readonly platformName: string;
  public readonly platformAccount?: string;

  /**
   * The role through which the account factory works in the management account.
   */
  public readonly accessRole: iam.Role;

  public readonly productionUnitId: string;

  public readonly sandboxUnitId: string;

  public readonly onboardingUnitId: string;

  public readonly suspendedUnitId: string;

  public readonly quarantineUnitId: string;

  /**
   * The account this is deployed in. Its id has to be known when another stack uses it, so that no reference has to
   * cross accounts.
   */
  public readonly managementAccount: string;

  private readonly units: Record<Unit, string>;

  constructor(scope: Construct, id: string, props: TenantOrganizationProps = {}) {
    super(scope, id);
    throwIfAny(this, [...complaintsAboutOrganization(props), ...complaintsAboutRegion(Stack.of(this).region)]);
    this.platformName = props.platformName ?? DEFAULT_PLATFORM;
    this.managementAccount = Stack.of(this).account;
    this.platformAccount = props.platformAccount ?? this.managementAccount;

    const ids = definePreparation(this, this.delegatedAdministrator(props.platformAccount));
    this.units = this.defineUnits(props, ids.root);
    this.productionUnitId = this.units.production;
    this.sandboxUnitId = this.units.sandbox;
    this.onboardingUnitId = this.units.onboarding;
    this.suspendedUnitId = this.units.suspended;
    this.quarantineUnitId = this.units.quarantine;

    const land = this.defineLand(ids.root);
    this.accessRole = this.defineAccessRole(props, ids, land);
  }

  /** @internal */
  public _enablePolicyType(policyType: string): IConstruct {
    return this.node.tryFindChild(`Enable${policyType}`) ?? enablePolicyType(this, policyType);
  }

  /** @internal */
  public _delegateSecurity(account: string, regions: string[]): IDependable {
    return delegateSecurity(this, account, regions);
  }

  /** @internal */
  public _startOnChange(workflow: string, input: string): IConstruct {
    return startOnChange(this, workflow, input);
  }

  /** The management account cannot be its own delegate. */
  private delegatedAdministrator(platformAccount?: string): string | undefined {
    return platformAccount === this.managementAccount ? undefined : platformAccount;
  }

  private defineUnits(props: TenantOrganizationProps, rootId: string): Record<Unit, string> {
    const given = props.organizationalUnits ?? {};
    const missing = UNITS.filter(unit => given[unit] === undefined);
    if (missing.length === 0) {
      return given as Record<Unit, string>;
    }
    const tenants = this.defineUnit('Tenants', props.parentId ?? rootId);
    let previous = tenants;
    const made: Partial<Record<Unit, string>> = {};
    for (const unit of missing) {
      const next = this.defineUnit(unit[0].toUpperCase() + unit.slice(1), tenants.ref);
      next.addResourceDependency(previous);
      previous = next;
      made[unit] = next.ref;
    }
    return { ...made, ...given } as Record<Unit, string>;
  }

  private defineUnit(name: string, parentId: string): organizations.CfnOrganizationalUnit {
    const unit = new organizations.CfnOrganizationalUnit(this, name, { name, parentId });
    unit.applyRemovalPolicy(RemovalPolicy.RETAIN);
    return unit;
  }

  /**
   * Written where the factory reads it at run time, so that no id crosses the account border at deployment
   * (docs/adr/0002).
   */
  private defineLand(rootId: string): ssm.StringParameter {
    const land: Land = { root: rootId, ...this.units };
    return new ssm.StringParameter(this, 'Land', {
      parameterName: landParameterName(this.platformName),
      stringValue: Stack.of(this).toJsonString(land),
      description: 'Which organizational unit is which, read by the tenant account factory',
    });
  }

  private defineAccessRole(props: TenantOrganizationProps, ids: OrganizationIds, land: ssm.StringParameter): iam.Role {
    const platform = props.platformAccount ?? this.managementAccount;
    const factory = `arn:${Aws.PARTITION}:iam::${platform}:role/${enrolmentRoleName(this.platformName)}`;
    const role = new iam.Role(this, 'AccessRole', {
      roleName: accessRoleName(this.platformName),
      description: 'Lets the tenant account factory create, tag and move accounts, and nothing else',
      // The factory's role is named in a condition: as a principal it would have to exist before this stack.
      assumedBy: new iam.AccountPrincipal(platform).withConditions({ ArnEquals: { 'aws:PrincipalArn': factory } }),
    });
    const inOrganization = (what: string) => `arn:${Aws.PARTITION}:organizations::${this.managementAccount}:${what}`;
    // A management account has one organization, so this is all accounts of this one.
    const accounts = inOrganization('account/o-*/*');
    const contacts = `arn:${Aws.PARTITION}:account::${this.managementAccount}:account/o-*/*`;
    const root = inOrganization(`root/${ids.organization}/${ids.root}`);
    const units = [this.onboardingUnitId, this.productionUnitId, this.sandboxUnitId, this.quarantineUnitId]
      .map(unit => inOrganization(`ou/${ids.organization}/${unit}`));
    // Which of these there are is for BaselineGuardrails and its users to say.
    const held = [guardrailsParameterName, promotedParameterName].map(named => Stack.of(this).formatArn({
      service: 'ssm', resource: `parameter${named(this.platformName)}`,
    }));
    const allow = (actions: readonly string[], resources: string[]) =>
      role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources }));

    allow(ACCESS_CALLS.anything, ['*']);
    allow(ACCESS_CALLS.parents, [...new Set(units)]);
    allow(ACCESS_CALLS.root, [root]);
    allow(ACCESS_CALLS.accounts.filter(action => action.startsWith('organizations:')), [accounts]);
    allow(ACCESS_CALLS.accounts.filter(action => action.startsWith('account:')), [contacts]);
    allow(ACCESS_CALLS.parameters, [land.parameterArn, ...held]);
    acknowledge(role, {
      [wildcard('*')]: 'CreateAccount and DescribeCreateAccountStatus know no resources.',
      [wildcard(accounts)]: 'Accounts that are yet to be made have no ids.',
      [wildcard(contacts)]: 'Accounts that are yet to be made have no ids.',
    });
    return role;
  }
}
