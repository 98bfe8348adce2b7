import { Annotations, Stack } from 'aws-cdk-lib';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct, IDependable } from 'constructs';
import { PLATFORM_ROLES } from './catalogue/platform-roles';
import { STACK_SETS_ROLE, role } from './catalogue/roles';
import { digestOf } from './digest';
import { Guardrail } from './guardrail';
import { complaintsAboutGuardrails } from './guardrails-complaints';
import { ROOM } from './limits';
import { PlannedPolicy, Unit, plannedPolicies } from './planned-policy';
import { HeldGuardrails, guardrailsParameterName, tenantRoleName } from '../organization/contract';
import { IManagedTenantOrganization } from '../organization/i-managed-tenant-organization';
import { throwIfAny } from '../private/complaints';

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

const DEFAULT_POLICIES = 5;

const UNGUARDED = "All rules let the platform's roles through by their names, and nobody guards these: add Guardrail.platformRoles() to 'guardrails'";

/** What Organizations takes as the description of a policy. */
const LONGEST_DESCRIPTION = 512;

/** Where a policy in a template says which rules it holds. */
const METADATA = 'cdk-account-per-tenant:guardrails';

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

  /**
   * Changes with any of the policies: 16 characters. Each tenant's record says which one holds for the tenant.
   */
  public readonly digest: string;

  private readonly platformName: string;
  private readonly organization: IManagedTenantOrganization;

  constructor(scope: Construct, id: string, props: BaselineGuardrailsProps) {
    super(scope, id);
    throwIfAny(this, complaintsAboutGuardrails(this, props));
    const { organization, serviceControlPolicies = DEFAULT_POLICIES } = props;
    this.organization = organization;
    this.guardrails = props.guardrails ?? Guardrail.recommended();
    this.platformName = organization.platformName;
    if (!this.guardrails.some(({ name }) => name === PLATFORM_ROLES.name)) {
      Annotations.of(this).addWarningV2('cdk-account-per-tenant:platformRoles', UNGUARDED);
    }
    const policies = plannedPolicies(this, this.guardrails.map(({ _definition }) => _definition), {
      name: this.platformName,
      exempt: [STACK_SETS_ROLE, tenantRoleName(this.platformName), ...props.breakGlassRoles ?? []].map(role),
    }, serviceControlPolicies);
    this.digest = digestOf(policies);
    this.definePolicies(policies);
    this.sayWhatHolds({ digest: this.digest, trial: [] });
    Annotations.of(this).addInfoV2('cdk-account-per-tenant:room', roomOf(policies));
  }

  /** Organizations refuses to change two policies at once, so that each waits for the one before. */
  private definePolicies(policies: readonly PlannedPolicy[]): void {
    let previous: IDependable[] = [];
    for (const { name, type, content, guardrails, units } of policies) {
      const policy = new organizations.CfnPolicy(this, name, {
        name: `cdk-account-per-tenant-${this.platformName}-${name}`,
        description: `Guardrails of tenant accounts: ${guardrails.map(each => each.name).join(', ')}`.slice(0, LONGEST_DESCRIPTION),
        type,
        content: {},
        targetIds: [...new Set(units.map(unit => this.idOf(unit)))],
      });
      // Text arrives as it is. How CloudFormation writes an object is documented nowhere, and white space counts.
      policy.addPropertyOverride('Content', content);
      policy.addMetadata(METADATA, guardrails.map(({ name: rule, stops, why, excepted, controls }) =>
        ({ name: rule, stops, why, excepted, controls })));
      policy.node.addDependency(this.organization.enablePolicyType(type), ...previous);
      previous = [policy];
    }
  }

  private idOf(unit: Unit): string {
    return this.organization[`${unit}UnitId`];
  }

  /** Written where the factory reads it, so that each tenant's record says which rules hold. */
  private sayWhatHolds(held: HeldGuardrails): void {
    const parameter = new ssm.StringParameter(this, 'Held', {
      parameterName: guardrailsParameterName(this.platformName),
      stringValue: Stack.of(this).toJsonString(held),
      description: 'Which guardrails hold, read by the tenant account factory',
    });
    // It says what is so already.
    parameter.node.addDependency(...this.node.children.filter(each => each instanceof organizations.CfnPolicy));
  }
}

/** How full each policy is, for whoever wants to add to them. */
function roomOf(policies: readonly PlannedPolicy[]): string {
  const used = policies.map(({ name, type, content }) => `${name} ${content.length} of ${ROOM[type].characters}`);
  return `Characters used: ${used.join(', ')}`;
}
