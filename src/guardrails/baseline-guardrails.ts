import { Annotations, Stack } from 'aws-cdk-lib';
import * as organizations from 'aws-cdk-lib/aws-organizations';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, IConstruct, IDependable } from 'constructs';
import { PLATFORM_ROLES } from './catalogue/platform-roles';
import { STACK_SETS_ROLE, role } from './catalogue/roles';
import { HELD_METADATA, RULES_METADATA, TRIED_AS_METADATA } from './contract';
import { digestOf } from './digest';
import { Guardrail } from './guardrail';
import { PolicyType } from './guardrail-definition';
import { complaintsAboutGuardrails } from './guardrails-complaints';
import { ROOM } from './limits';
import { PlannedPolicy, PolicyRoom, Unit, plannedPolicies } from './planned-policy';
import { GuardrailRollout } from './rollout/guardrail-rollout';
import { Promotion } from './rollout/promotion';
import { SPREAD_TWICE, TRIAL_UNITS, inPairs } from './rollout/rings';
import { HeldGuardrails, guardrailsParameterName, tenantRoleName } from '../organization/contract';
import { IManagedTenantOrganization } from '../organization/i-managed-tenant-organization';
import { acknowledge } from '../private/acknowledge';
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
   * Names of roles in tenant accounts that rules let through: how people get in when everything else is broken. Nobody
   * at all leaves the organization or opens storage to everybody, and a rule of your own may be told to stop them, too.
   * Give them AWS managed or inline policies, or a managed policy of the role's own name: others can be changed in the
   * account.
   *
   * @default - none but the platform's own
   */
  readonly breakGlassRoles?: string[];

  /**
   * Among how many service control policies the rules are spread, 1 to 8. AWS takes ten on each unit; one is
   * FullAWSAccess, one more holds suspended or quarantined accounts. Rules move when this is changed. With a `rollout`
   * it is 4 at most; when one comes or goes, change this to anything but 4 or 5 in a deployment of its own.
   *
   * @default - 5; 4 with a `rollout`
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
   */
  readonly serviceControlPolicies?: number;

  /**
   * Changed rules are tried on sandbox accounts first. The others get them once they have soaked, by a workflow,
   * at less than 0.01 USD for each change.
   *
   * The first deployment with it brings its rules to all accounts as soon as it is over. Where there were guardrails
   * before, accounts outside of the sandbox unit are without service and resource control policies for the minutes that
   * CloudFormation takes to change these; so change nothing else with it. The same is so when tags of the policies or
   * units change; after `cdk deploy --tags` with other tags, start `promotion` by hand. Before you take it away, stop
   * executions that wait: CloudFormation cannot delete a workflow before they are over.
   *
   * @default - none; a deployment changes the rules of all accounts at once
   */
  readonly rollout?: GuardrailRollout;

  /**
   * The account from which AWS Config and GuardDuty are administered for all accounts of the organization, 12 digits;
   * not the management account. It is made their delegated administrator, and stays so when this stack goes. AWS Config
   * may have others beside it. GuardDuty has one for all Regions: where another account is it already, nothing is
   * changed, and the deployment fails with what to do. Malware protection is not delegated.
   *
   * It costs nothing by itself. In that account GuardDuty is switched on: 4 USD per million management events there.
   *
   * @default - nobody is made administrator
   * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_organizations.html
   */
  readonly securityAccount?: string;

  /**
   * The Regions in which it administers GuardDuty: all in which tenants may work.
   *
   * @default - the Region of this stack
   */
  readonly securityRegions?: string[];
}

/**
 * Among how many policies rules are spread that hold all accounts at once. That a rollout may come, and go again, the
 * resource control policies are as few as with one, unless more are needed.
 */
const SPREAD: PolicyRoom = { ...SPREAD_TWICE, SERVICE_CONTROL_POLICY: 5 };

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

  /**
   * Changes with any of the policies: 16 characters. Each tenant's record says which one holds for the tenant.
   */
  public readonly digest: string;

  /**
   * The workflow that promotes rules which were tried; undefined without a `rollout`. It fails when an alarm holds
   * them, so put an alarm on `promotion.metricFailed()`. Started by hand with `{}`, it lets what is tried soak again;
   * with `{"now": true}` it promotes it at once, whatever the alarms say:
   *
   * `aws stepfunctions start-execution --input '{"now": true}' --state-machine-arn ARN`
   */
  public readonly promotion?: sfn.IStateMachine;

  private readonly platformName: string;
  private readonly organization: IManagedTenantOrganization;
  private readonly security: readonly IDependable[];

  constructor(scope: Construct, id: string, props: BaselineGuardrailsProps) {
    super(scope, id);
    throwIfAny(this, complaintsAboutGuardrails(this, props));
    const { organization, rollout } = props;
    this.organization = organization;
    organization.node.addMetadata(HELD_METADATA, this.node.path);
    this.guardrails = props.guardrails ?? Guardrail.recommended();
    this.platformName = organization.platformName;
    if (!this.guardrails.some(({ name }) => name === PLATFORM_ROLES.name)) {
      Annotations.of(this).addWarningV2('cdk-account-per-tenant:platformRoles', UNGUARDED);
    }
    const spread = rollout ? SPREAD_TWICE : SPREAD;
    const room = { ...spread, SERVICE_CONTROL_POLICY: props.serviceControlPolicies ?? spread.SERVICE_CONTROL_POLICY };
    const most = rollout ? room : { ...room, RESOURCE_CONTROL_POLICY: ROOM.RESOURCE_CONTROL_POLICY.policies };
    const policies = plannedPolicies(this, this.guardrails.map(({ _definition }) => _definition), {
      name: this.platformName,
      exempt: [STACK_SETS_ROLE, tenantRoleName(this.platformName), ...props.breakGlassRoles ?? []].map(role),
    }, room, most);
    this.digest = digestOf(policies);
    const pairs = rollout ? inPairs(policies, room) : [];
    this.security = props.securityAccount === undefined ? []
      : [organization._delegateSecurity(props.securityAccount, props.securityRegions ?? [Stack.of(this).region])];
    const single = policies.filter(({ name }) => !pairs.some(({ rest }) => rest.name === name));
    const defined = this.definePolicies([
      ...pairs.map(({ trial }) => trial), ...pairs.map(({ rest }) => rest), ...single,
    ]);
    const held = this.sayWhatHolds({ digest: this.digest, trial: rollout ? TRIAL_UNITS : [] }, [...defined.values()]);
    this.promotion = rollout && new Promotion(this, 'Promotion', {
      organization, rollout, held, digest: this.digest,
      pairs: pairs.map(({ trial, rest }) => ({ trial: defined.get(trial.name)!, rest: defined.get(rest.name)! })),
    }).machine;
    Annotations.of(this).addInfoV2('cdk-account-per-tenant:room', roomOf(policies));
  }

  /** Organizations refuses to change two policies at once, so that each waits for the one before. */
  private definePolicies(policies: readonly PlannedPolicy[]): Map<string, organizations.CfnPolicy> {
    const defined = new Map<string, organizations.CfnPolicy>();
    let previous: IDependable[] = [];
    for (const { name, type, content, guardrails, units, triedAs } of policies) {
      const policy = new organizations.CfnPolicy(this, name, {
        name: `cdk-account-per-tenant-${this.platformName}-${name}`,
        // An update of this text would have CloudFormation write the content as well, which is no longer its own.
        description: triedAs ? `Guardrails of tenant accounts: what was tried as ${triedAs}`
          : `Guardrails of tenant accounts: ${guardrails.map(each => each.name).join(', ') || 'none'}`.slice(0, LONGEST_DESCRIPTION),
        type,
        content: {},
        targetIds: [...new Set(units.map(unit => this.idOf(unit)))],
      });
      // Text arrives as it is. How CloudFormation writes an object is documented nowhere, and white space counts.
      policy.addPropertyOverride('Content', content);
      policy.addMetadata(RULES_METADATA, guardrails.map(({ name: rule, stops, why, excepted, controls }) =>
        ({ name: rule, stops, why, excepted, controls })));
      if (triedAs) { policy.addMetadata(TRIED_AS_METADATA, triedAs); }
      if (type === 'GUARDDUTY_POLICY') { acknowledge(policy, { 'CloudFormation-Validate::W3030': 'The type is newer than the list of types in aws-cdk-lib.' }); }
      policy.node.addDependency(this.enable(type), ...previous);
      previous = [policy];
      defined.set(name, policy);
    }
    return defined;
  }

  private enable(type: PolicyType): IConstruct {
    const enabled = this.organization._enablePolicyType(type);
    // The type needs trusted access, which GuardDuty gets with its administrator.
    if (type === 'GUARDDUTY_POLICY') { enabled.node.addDependency(...this.security); }
    return enabled;
  }

  private idOf(unit: Unit): string {
    return this.organization[`${unit}UnitId`];
  }

  /** Written where the factory reads it, so that each tenant's record says which rules hold. */
  private sayWhatHolds(held: HeldGuardrails, policies: readonly organizations.CfnPolicy[]): ssm.StringParameter {
    const parameter = new ssm.StringParameter(this, 'Held', {
      parameterName: guardrailsParameterName(this.platformName),
      stringValue: Stack.of(this).toJsonString(held),
      description: 'Which guardrails hold, read by the tenant account factory',
    });
    // It says what is so already.
    parameter.node.addDependency(...policies);
    return parameter;
  }
}

/** How full each policy is, for whoever wants to add to them. */
function roomOf(policies: readonly PlannedPolicy[]): string {
  const used = policies.map(({ name, type, content }) => `${name} ${content.length} of ${ROOM[type].characters}`);
  return `Characters used: ${used.join(', ')}`;
}
