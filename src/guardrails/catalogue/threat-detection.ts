import { Token } from 'aws-cdk-lib';
import { locked } from './locked';
import { known } from '../../private/complaints';
import { complaintsAboutRegionNames } from '../../private/places';
import { Settings, SettingsRule } from '../guardrail-definition';
import { GuardDutyPlan, ThreatDetectionProps } from '../threat-detection';

const AGENTS = ['ec2_agent_management', 'ecs_fargate_agent_management', 'eks_addon_management'];

/** Everything that is wrong with what the rule was told, one line each. */
export function complaintsAboutThreatDetection({ regions, plans = [] }: ThreatDetectionProps): string[] {
  const all: readonly string[] = Object.values(GuardDutyPlan);
  const complaints = plans.filter(plan => !all.includes(plan))
    .map(plan => `'plans' has '${plan}', which is none of GuardDutyPlan: ${all.join(', ')}`);
  if (Token.isUnresolved(regions)) { return [...complaints, "'regions' must be known when the app is synthesized; name each Region"]; }
  if (regions?.length === 0) { complaints.push("'regions' must name at least one Region, for nothing would be watched anywhere; leave it out for all"); }
  // The name of a Region is a key of the policy, and CloudFormation fills in values only.
  for (const region of regions ?? []) {
    if (!known(region)) { complaints.push("'regions' must be known when the app is synthesized, got a value that CloudFormation fills in later"); }
  }
  return [...complaints, ...complaintsAboutRegionNames('regions', regions ?? [])];
}

/**
 * Plans that nobody asked for are said to be off: what a policy does not name, each account may switch on.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_guardduty_syntax.html
 */
export function threatDetection({ regions, plans = [] }: ThreatDetectionProps): SettingsRule {
  const watched = Object.values(GuardDutyPlan).filter(plan => plans.includes(plan));
  const where = [...new Set(regions ?? ['default'])].sort();
  const more = regions ? ` Other Regions than ${where.join(', ')} stay as they are.` : ' A policy on a unit or account below may have a Region of its own, with other plans.';
  return {
    name: 'threat-detection',
    policyType: 'GUARDDUTY_POLICY',
    stops: `Nobody switches off GuardDuty, or changes what it watches: ${['management events, flow logs and queries of names', ...watched].join(', ')}.`,
    why: 'What no rule stops is at least seen. New accounts are watched without anything being done in them.',
    excepted: `Nobody in an account.${more}`,
    controls: ['NIST-800-53-r5 RA-5', 'NIST-800-53-r5 SI-4'],
    settings: () => ({ guardduty: { enablement: Object.fromEntries(where.map(region => [region, block(watched)])) } }),
  };
}

function block(watched: readonly GuardDutyPlan[]): Settings {
  const status = (isOn: boolean) => ({ status: locked(isOn ? 'enabled' : 'disabled') });
  const plans = Object.values(GuardDutyPlan).map(plan => [plan, status(watched.includes(plan))] as const);
  const features: Record<string, Settings> = { foundational: status(true), ...Object.fromEntries(plans) };
  if (!watched.includes(GuardDutyPlan.RUNTIME_MONITORING)) { return features; }
  const agents = Object.fromEntries(AGENTS.map(agent => [agent, status(true)]));
  return { ...features, runtime_monitoring: { ...status(true), additional_configuration: agents } };
}
