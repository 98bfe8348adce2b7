import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import type { BaselineGuardrailsProps } from './baseline-guardrails';
import { ORGANIZATION_ACCOUNT_ACCESS_ROLE } from './catalogue/organization-account-access-role';
import { Guardrail } from './guardrail';
import { known } from '../private/complaints';

const ROLE_NAME = /^[\w+=,.@/-]{1,64}$/;

/** One place is for FullAWSAccess, one for what holds suspended and quarantined accounts. */
const MOST_POLICIES = 8;

/** Everything that is wrong with the props, one line each. */
export function complaintsAboutGuardrails(scope: IConstruct, props: BaselineGuardrailsProps): string[] {
  const { organization, guardrails, breakGlassRoles = [], serviceControlPolicies: policies } = props;
  const complaints: string[] = [];
  if (Stack.of(organization) !== Stack.of(scope)) {
    complaints.push(`'organization' must be in the same stack, ${Stack.of(scope).node.path || Stack.of(scope).stackName}; it is in ${Stack.of(organization).node.path}`);
  }
  const { suspendedUnitId, quarantineUnitId, ...others } = organization;
  const open = [others.productionUnitId, others.sandboxUnitId, others.onboardingUnitId];
  for (const [unit, used] of [['suspended', open.includes(suspendedUnitId)], ['quarantine', [...open, suspendedUnitId].includes(quarantineUnitId)]]) {
    if (used) { complaints.push(`'organization' has the same unit for ${unit} as for others, and what locks the one would lock the other; give it a unit of its own`); }
  }
  const names = (guardrails ?? Guardrail.recommended()).map(({ name }) => name);
  const twice = [...new Set(names.filter((name, at) => names.indexOf(name) !== at))];
  if (twice.length > 0) { complaints.push(`'guardrails' holds ${twice.map(name => `'${name}'`).join(', ')} twice; each rule once`); }
  if (guardrails?.length === 0) { complaints.push("'guardrails' must hold at least one rule; leave it out for Guardrail.recommended()"); }
  for (const name of breakGlassRoles.filter(known)) {
    if (/^\**$/.test(name) || !ROLE_NAME.test(name)) { complaints.push(`'breakGlassRoles' must hold names of roles without wildcards, got '${name}'`); }
  }
  if (names.includes(ORGANIZATION_ACCOUNT_ACCESS_ROLE.name) && breakGlassRoles.includes('OrganizationAccountAccessRole')) {
    complaints.push("'breakGlassRoles' holds 'OrganizationAccountAccessRole', which Guardrail.organizationAccountAccessRole() locks; leave one of them out");
  }
  if (known(policies) && !(Number.isInteger(policies) && policies >= 1 && policies <= MOST_POLICIES)) {
    complaints.push(`'serviceControlPolicies' must be a whole number from 1 to ${MOST_POLICIES}, got ${policies}; AWS takes ten on a unit, and two are needed otherwise`);
  }
  return complaints;
}
