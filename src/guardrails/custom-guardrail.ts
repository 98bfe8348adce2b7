import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { GuardrailPolicyType } from './guardrail-policy-type';

/**
 * A rule of your own.
 */
export interface CustomGuardrailProps {
  /**
   * Lower-case words with hyphens, none of the catalogue's own. Where the rule stands among the policies depends on it,
   * so keep it.
   */
  readonly name: string;

  /**
   * What nobody can do any more, as a sentence for the person who meets it.
   */
  readonly stops: string;

  /**
   * What is denied. Each statement has the effect `DENY` and resources. In a service control policy it does not stop
   * StackSets, the platform and the break-glass roles.
   */
  readonly statements: PolicyStatement[];

  /**
   * Why.
   *
   * @default - nothing is said
   */
  readonly why?: string;

  /**
   * The compliance controls that it serves, such as `NIST-800-53-r5 AC-6`.
   *
   * @default - none
   */
  readonly controls?: string[];

  /**
   * The kind of policy: one of the two that are made of statements.
   *
   * @default GuardrailPolicyType.SERVICE_CONTROL_POLICY
   */
  readonly policyType?: GuardrailPolicyType;

  /**
   * Whether it stops StackSets, the platform and the break-glass roles as well. Resource control policies always do:
   * they hold roles of other accounts, too, which may have any name.
   *
   * @default false
   */
  readonly withoutExceptions?: boolean;

  /**
   * Prefixes of actions of services that are newer than this version of the library, which else takes them for slips.
   *
   * @default - none
   */
  readonly newServices?: string[];
}
