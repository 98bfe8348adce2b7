import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/**
 * Changed rules are tried on sandbox accounts first; all other tenant accounts get them once they have soaked.
 *
 * It is about service and resource control policies. Settings, such as `Guardrail.instanceMetadata()`, go to all
 * accounts at once: there is no document that sets nothing.
 */
export interface GuardrailRollout {
  /**
   * For how long changed rules hold sandbox accounts only, at most 364 days. A sandbox account in which something is
   * going on, such as your own tests, makes it worth the wait.
   */
  readonly soak: Duration;

  /**
   * Alarms of this account and Region, at most 50. One that is in ALARM at one of the looks during the soak, or is not
   * there, ends the rollout: nothing changes for the other accounts, and the execution fails with the alarm's name. It
   * is looked about a hundred times, once a minute at most. INSUFFICIENT_DATA passes: an alarm on errors has no data
   * where nobody works.
   *
   * @default - none; nothing but time has to pass
   */
  readonly alarms?: cloudwatch.IAlarm[];
}
