import { Token } from 'aws-cdk-lib';
import { complaintsAboutRules } from './rules-complaints';
import type { TenantConfigRecorderProps } from './tenant-config-recorder';
import { TenantConfigRule, isGlobal } from './tenant-config-rule';

/**
 * Where AWS Config records nothing of IAM.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/select-resources.html
 */
const WITHOUT_IAM: ReadonlySet<string> = new Set([
  'ap-south-2', 'ap-southeast-4', 'ca-west-1', 'eu-central-2', 'eu-south-2', 'il-central-1', 'me-central-1',
]);

/** Everything that is wrong with the props, one line each. */
export function complaintsAboutRecorder(props: TenantConfigRecorderProps): string[] {
  const { baseline, securityAccount, rules = TenantConfigRule.recommended() } = props;
  const complaints = complaintsAboutRules(baseline.platformName, rules);
  if (rules.length === 0) { complaints.push("'rules' must hold at least one rule; leave it out for TenantConfigRule.recommended()"); }
  const [home] = baseline.regions;
  if (baseline.stack.node.tryFindChild('ConfigRecorder')) {
    complaints.push("'baseline' has a recorder already, and AWS takes one in each account and Region; give this one's 'rules' to the first");
  }
  if (Token.isUnresolved(securityAccount)) {
    complaints.push("'securityAccount' must be known when the app is synthesized, for it is part of a bucket's name in other accounts");
  } else if (!/^\d{12}$/.test(securityAccount)) {
    complaints.push(`'securityAccount' must be the id of an account, 12 digits, got '${securityAccount}'`);
  }
  if (rules.length > 0 && rules.every(rule => rule.resourceTypes.length === 0)) {
    complaints.push("'rules' look at no types of resources, so that there is nothing to record; leave the recorder out, or add a rule that does");
  }
  const global = rules.filter(rule => rule.resourceTypes.some(isGlobal)).map(({ name }) => name);
  if (WITHOUT_IAM.has(home) && global.length > 0) {
    complaints.push(`'rules' hold ${global.join(', ')}, which look at IAM, and AWS Config records nothing of IAM in ${home}, the home Region of 'baseline'; leave them out, or name another Region first`);
  }
  return complaints;
}
