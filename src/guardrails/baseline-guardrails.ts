import { Annotations } from 'aws-cdk-lib';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import { Construct, IDependable } from 'constructs';
import { PLATFORM_ROLES } from './catalogue/platform-roles';
import { QUARANTINE } from './catalogue/quarantine';
import { STACK_SETS_ROLE, role } from './catalogue/roles';
import { SUSPENDED } from './catalogue/suspended';
import { Guardrail } from './guardrail';
import { GuardrailDefinition, Platform } from './guardrail-definition';
import { GuardrailPolicyType } from './guardrail-policy-type';
import { complaintsAboutGuardrails } from './guardrails-complaints';
import { ROOM } from './limits';
import { minified } from './packer/minified';
import { Packed, Parcel, TooLarge, pack } from './packer/pack';
import { tenantRoleName } from '../organization/contract';
import { IManagedTenantOrganization } from '../organization/i-managed-tenant-organization';
import { errorAbout, throwIfAny } from '../private/complaints';

/**
 * What `BaselineGuardrails` can be told.
 */
export interface BaselineGuardrailsProps {
  /**
   * The organization whose tenant accounts are held. It has to be in the same stack.
   */
  readonly organization: IManagedTenantOrganization;

  /**
   * The rules.
   *
   * @default Guardrail.recommended()
   */
  readonly guardrails?: Guardrail[];

  /**
   * Names of roles in tenant accounts that no rule may stop: how people get in when everything else is broken.
   *
   * @default - none but the platform's own
   */
  readonly breakGlassRoles?: string[];

  /**
   * Among how many service control policies the rules are spread, 1 to 8. AWS takes ten on each unit; one is
   * FullAWSAccess, one more holds suspended or quarantined accounts. Rules move when this is changed.
   *
   * @default 5
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
   */
  readonly serviceControlPolicies?: number;
}

/** How a type of policy is called in names. */
const SHORT: Readonly<Record<GuardrailPolicyType, string>> = { SERVICE_CONTROL_POLICY: 'scp', RESOURCE_CONTROL_POLICY: 'rcp' };

const DEFAULT_POLICIES = 5;

/** A policy, and on which units it is put. */
interface Policy extends Omit<Packed, 'number'> {
  readonly name: string;
  readonly units: readonly string[];
}

/** A policy of one rule, for one unit. */
const alone = ({ name, statements }: GuardrailDefinition, platform: Platform, unit: string): Policy =>
  ({ name, content: minified(statements(platform)), parcels: [name], units: [unit] });

const UNGUARDED = "All rules let the platform's roles through by their names, and nobody guards these: add Guardrail.platformRoles() to 'guardrails'";

/** What Organizations takes as the description of a policy. */
const LONGEST_DESCRIPTION = 512;

/**
 * What no tenant account may do, whoever asks inside it: organization policies on the units of the tenants, for all
 * accounts there are and will be. Accounts in the suspended unit can be looked at and no more, those in quarantine not
 * even that.
 *
 * Deploy it in the management account, in the stack of the `TenantOrganization`. Organization policies cost nothing.
 * The policies of others on the same units stay and hold as well.
 */
export class BaselineGuardrails extends Construct {
  /**
   * The rules that hold.
   */
  public readonly guardrails: Guardrail[];

  private readonly platformName: string;

  constructor(scope: Construct, id: string, props: BaselineGuardrailsProps) {
    super(scope, id);
    throwIfAny(this, complaintsAboutGuardrails(this, props));
    const { organization, serviceControlPolicies = DEFAULT_POLICIES } = props;
    this.guardrails = props.guardrails ?? Guardrail.recommended();
    this.platformName = organization.platformName;
    if (!this.guardrails.some(({ name }) => name === PLATFORM_ROLES.name)) {
      Annotations.of(this).addWarningV2('cdk-account-per-tenant:platformRoles', UNGUARDED);
    }
    const platform: Platform = {
      name: this.platformName,
      exempt: [STACK_SETS_ROLE, tenantRoleName(this.platformName), ...props.breakGlassRoles ?? []].map(role),
    };
    const units = [
      organization.productionUnitId, organization.sandboxUnitId, organization.onboardingUnitId,
      organization.suspendedUnitId, organization.quarantineUnitId,
    ];
    const spread = (type: GuardrailPolicyType, policies: number): Policy[] =>
      this.packed(type, platform, policies).map(packed => ({ ...packed, name: String(packed.number), units }));
    const { SERVICE_CONTROL_POLICY, RESOURCE_CONTROL_POLICY } = GuardrailPolicyType;
    const last = this.definePolicies(SERVICE_CONTROL_POLICY, [
      ...spread(SERVICE_CONTROL_POLICY, serviceControlPolicies),
      alone(SUSPENDED, platform, organization.suspendedUnitId),
      alone(QUARANTINE, platform, organization.quarantineUnitId),
    ], organization.enablePolicyType(SERVICE_CONTROL_POLICY));
    const resourceControl = spread(RESOURCE_CONTROL_POLICY, ROOM.RESOURCE_CONTROL_POLICY.policies);
    if (resourceControl.length > 0) {
      const enabled = organization.enablePolicyType(RESOURCE_CONTROL_POLICY);
      this.definePolicies(RESOURCE_CONTROL_POLICY, resourceControl, enabled, last);
    }
  }

  /** Organizations refuses to change two policies at once, so that each waits for the one before. Answers the last. */
  private definePolicies(type: GuardrailPolicyType, policies: readonly Policy[], ...first: IDependable[]): IDependable {
    let previous = first;
    for (const { name, content, parcels, units } of policies) {
      const policy = new organizations.CfnPolicy(this, `${SHORT[type]}-${name}`, {
        name: `cdk-account-per-tenant-${this.platformName}-${SHORT[type]}-${name}`,
        description: `Guardrails of tenant accounts: ${parcels.join(', ')}`.slice(0, LONGEST_DESCRIPTION),
        type,
        content: {},
        targetIds: [...new Set(units)],
      });
      // Text arrives as it is. How CloudFormation writes an object is documented nowhere, and white space counts.
      policy.addPropertyOverride('Content', content);
      policy.node.addDependency(...previous);
      previous = [policy];
    }
    return previous[0];
  }

  private packed(type: GuardrailPolicyType, platform: Platform, policies: number): Packed[] {
    const parcels = this.guardrails.filter(each => each.policyType === type)
      .map(({ name, _definition }): Parcel => ({ name, statements: _definition.statements(platform) }));
    const room = { ...ROOM[type], policies };
    try {
      return pack(parcels, room);
    } catch (error) {
      if (!(error instanceof TooLarge)) { throw error; }
      const more = type === GuardrailPolicyType.SERVICE_CONTROL_POLICY ? ", or raise 'serviceControlPolicies'" : '';
      const sizes = [...error.sizes].sort(([, a], [, b]) => b - a).map(([name, size]) => `${name} ${size}`).join(', ');
      throw errorAbout(this, [`'guardrails' do not fit into ${policies} policies of ${room.characters} characters; no room for ${error.without.join(', ')}: leave some out${more}. Characters by rule: ${sizes}`]);
    }
  }
}
