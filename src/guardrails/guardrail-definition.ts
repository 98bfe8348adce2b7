import { Statement } from './statement';

/** The kinds of organization policies, as AWS names them. */
export type PolicyType = 'SERVICE_CONTROL_POLICY' | 'RESOURCE_CONTROL_POLICY';

/** What a rule may refer to of the platform that it guards. No account ids: they differ from tenant to tenant. */
export interface Platform {
  readonly name: string;
  /** The roles in tenant accounts that no rule may stop, as patterns for `aws:PrincipalArn`. */
  readonly exempt: readonly string[];
}

/** One rule: what it stops, why, and how. */
export interface GuardrailDefinition {
  /** Lower-case words with hyphens. Where its statements stand depends on it, so it stays what it is. */
  readonly name: string;
  readonly policyType: PolicyType;
  /** What nobody can do any more, as a sentence for the person who meets it. */
  readonly stops: string;
  readonly why: string;
  /** Who may all the same, in words. */
  readonly excepted: string;
  /** The controls that it serves: `CIS-AWS-3.0.0 1.7`, `NIST-800-53-r5 AC-6`. */
  readonly controls: readonly string[];
  readonly statements: (platform: Platform) => readonly Statement[];
}
