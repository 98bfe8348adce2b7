import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import type { BaselineGuardrailsProps } from './baseline-guardrails';
import { AI_SERVICES_OPT_OUT } from './catalogue/ai-services-opt-out';
import { ORGANIZATION_ACCOUNT_ACCESS_ROLE } from './catalogue/organization-account-access-role';
import { HELD_METADATA } from './contract';
import { contradictions } from './contradictions';
import { Guardrail } from './guardrail';
import { GuardrailDefinition, isSettingsRule } from './guardrail-definition';
import { SPREAD_TWICE } from './rollout/rings';
import { complaintsAboutRollout } from './rollout/rollout-complaints';
import { complaintsAboutRoom } from './room-complaints';
import { known } from '../private/complaints';
import { complaintsAboutAccount, complaintsAboutRegionNames } from '../private/places';

const ROLE_NAME = /^[\w+=,.@/-]{1,64}$/;

/** One place is for FullAWSAccess, one for what holds suspended and quarantined accounts. */
const MOST_POLICIES = 8;

/** Everything that is wrong with the props, one line each. */
export function complaintsAboutGuardrails(scope: IConstruct, props: BaselineGuardrailsProps): string[] {
  const { organization, guardrails, breakGlassRoles = [], serviceControlPolicies: policies } = props;
  const complaints: string[] = [];
  const held: unknown = organization.node.metadata.find(({ type }) => type === HELD_METADATA)?.data;
  if (held !== undefined) {
    complaints.push(`'organization' is held by ${String(held)} already; give that one all rules, for a unit has one set of policies`);
  }
  if (Stack.of(organization) !== Stack.of(scope)) {
    complaints.push(`'organization' must be in the same stack, ${Stack.of(scope).node.path || Stack.of(scope).stackName}; it is in ${Stack.of(organization).node.path}`);
  }
  const { suspendedUnitId, quarantineUnitId, ...others } = organization;
  const open = [others.productionUnitId, others.sandboxUnitId, others.onboardingUnitId];
  for (const [unit, used] of [['suspended', open.includes(suspendedUnitId)], ['quarantine', [...open, suspendedUnitId].includes(quarantineUnitId)]]) {
    if (used) { complaints.push(`'organization' has the same unit for ${unit} as for others, and what locks the one would lock the other; give it a unit of its own`); }
  }
  const rules = (guardrails ?? Guardrail.recommended()).map(({ _definition }) => _definition);
  const names = rules.map(({ name }) => name);
  const twice = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  if (twice.length > 0) { complaints.push(`'guardrails' holds ${twice.map(name => `'${name}'`).join(', ')} twice; each rule once`); }
  if (guardrails?.length === 0) { complaints.push("'guardrails' must hold at least one rule; leave it out for Guardrail.recommended()"); }
  for (const name of breakGlassRoles.filter(known)) {
    if (/^\**$/.test(name) || !ROLE_NAME.test(name)) { complaints.push(`'breakGlassRoles' must hold names of roles without wildcards, got '${name}'`); }
  }
  if (names.includes(ORGANIZATION_ACCOUNT_ACCESS_ROLE.name) && breakGlassRoles.includes('OrganizationAccountAccessRole')) {
    complaints.push("'breakGlassRoles' holds 'OrganizationAccountAccessRole', which Guardrail.organizationAccountAccessRole() locks; leave one of them out");
  }
  if (names.includes('threat-detection') && props.securityAccount === undefined) {
    complaints.push("'guardrails' has 'threat-detection', which needs 'securityAccount': AWS takes no policies of GuardDuty before the organization trusts it, and findings are seen by its administrator");
  }
  const most = props.rollout ? SPREAD_TWICE.SERVICE_CONTROL_POLICY : MOST_POLICIES;
  if (known(policies) && !(Number.isInteger(policies) && policies >= 1 && policies <= most)) {
    complaints.push(`'serviceControlPolicies' must be a whole number from 1 to ${most}, got ${policies}; AWS takes ten on a unit, and two are needed otherwise${props.rollout ? ". With 'rollout' there are two of each" : ''}`);
  }
  return [
    ...complaints, ...contradictions(rules), ...complaintsAboutRoom(rules, breakGlassRoles),
    ...complaintsAboutRollout(scope, props), ...complaintsAboutSecurity(Stack.of(scope).region, props),
    ...complaintsAboutPartition(Stack.of(scope).region, names),
  ];
}

function complaintsAboutSecurity(region: string, props: BaselineGuardrailsProps): string[] {
  const { organization, securityAccount, securityRegions, guardrails = [] } = props;
  const complaints = complaintsAboutAccount('securityAccount', securityAccount);
  if (known(securityAccount) && securityAccount === organization.managementAccount) {
    complaints.push(`'securityAccount' must be a member of the organization, got '${securityAccount}', the management account, which AWS Config does not take`);
  }
  if (securityRegions?.length === 0) { complaints.push("'securityRegions' must name at least one Region; leave it out for that of this stack"); }
  if (securityRegions && securityAccount === undefined) {
    complaints.push("'securityRegions' are where 'securityAccount' administers GuardDuty, and it is not given; name it too");
  }
  const administered = securityRegions ?? [region];
  for (const each of guardrails.flatMap(({ _definition }) => watchedRegions(_definition)).filter(known)) {
    if (securityAccount !== undefined && administered.every(known) && !administered.includes(each)) {
      complaints.push(`'securityRegions' must hold '${each}' as well, where Guardrail.threatDetection() switches GuardDuty on: nobody would see what it finds there`);
    }
  }
  return [...complaints, ...complaintsAboutRegionNames('securityRegions', securityRegions ?? [])];
}

/** https://docs.amazonaws.cn/en_us/aws/latest/userguide/organizations.html */
function complaintsAboutPartition(region: string, names: readonly string[]): string[] {
  return region.startsWith('cn-') && names.includes(AI_SERVICES_OPT_OUT.name)
    ? [`'guardrails' hold '${AI_SERVICES_OPT_OUT.name}', and AWS has no opt-out policies in China (${region}); name the other rules and leave it out`] : [];
}

/** The Regions in which a rule switches GuardDuty on, where it names them. */
function watchedRegions(rule: GuardrailDefinition): string[] {
  if (!isSettingsRule(rule) || rule.policyType !== 'GUARDDUTY_POLICY') { return []; }
  const { guardduty } = rule.settings({ name: '', exempt: [] }) as { guardduty: { enablement: object } };
  return Object.keys(guardduty.enablement).filter(region => region !== 'default');
}
