import { Statement } from './statement';

/** Organization policies that are made of statements, as AWS names them. */
export type StatementPolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

/** Organization policies that are a document of settings, as AWS names them. */
export type DocumentPolicyType =
  'DECLARATIVE_POLICY_EC2' | 'S3_POLICY' | 'GUARDDUTY_POLICY' | 'AISERVICES_OPT_OUT_POLICY' | 'TAG_POLICY';

/** The kinds of organization policies, as AWS names them. */
export type PolicyType = StatementPolicyType | DocumentPolicyType;

/** What a rule may refer to of the platform that it guards. No account ids: they differ from tenant to tenant. */
export interface Platform {
  readonly name: string;
  /** The roles in tenant accounts that no rule may stop, as patterns for `aws:PrincipalArn`. */
  readonly exempt: readonly string[];
}

/** What is said of each rule. */
interface Rule {
  /** Lower-case words with hyphens. Where its statements stand depends on it, so it stays what it is. */
  readonly name: string;
  /** What nobody can do any more, as a sentence for the person who meets it. */
  readonly stops: string;
  readonly why: string;
  /** Who may all the same, in words. */
  readonly excepted: string;
  /** The controls that it serves: `CIS-AWS-3.0.0 1.7`, `NIST-800-53-r5 AC-6`. */
  readonly controls: readonly string[];
}

/** A rule that AWS asks at each request. */
export interface StatementRule extends Rule {
  readonly policyType: StatementPolicyType;
  readonly statements: (platform: Platform) => readonly Statement[];
}

/** A document of settings: names → settings, ending in `@@assign` and the like. */
export interface Settings {
  readonly [name: string]: Settings | string | number | boolean | readonly string[];
}

/** A rule that is a setting of accounts, which nobody in them can change. */
export interface SettingsRule extends Rule {
  readonly policyType: DocumentPolicyType;
  readonly settings: (platform: Platform) => Settings;
}

/** One rule: what it stops, why, and how. */
export type GuardrailDefinition = StatementRule | SettingsRule;

export const isStatementRule = (rule: GuardrailDefinition): rule is StatementRule => 'statements' in rule;
export const isSettingsRule = (rule: GuardrailDefinition): rule is SettingsRule => 'settings' in rule;
