import { StackMaker, StackRequest } from './model';
import { Duration } from '../../durations';

export interface StackSetsOptions {
  /** Makes the stack of a stack instance in a tenant's account. */
  readonly createStack: StackMaker;
  /** Changes it. Without a way to do so, instances that would have to be updated fail, and say why. */
  readonly updateStack?: StackMaker;
  /** Deletes it. Without a way to do so, only deletions that retain the stacks are taken. */
  readonly deleteStack?: StackMaker;
  /** How long one stack takes. @default 60 to 180 s (an assumption) */
  readonly stackDuration?: Duration;
  /** How long the stack in an account takes, where it takes another time. @default as the others */
  readonly durationOf?: (stack: StackRequest) => Duration | undefined;
  /** How long an operation is prepared before its first stack. @default 2 to 10 s (an assumption) */
  readonly preparation?: Duration;
  /** Whether stack sets may look into the organization from the start. @default 'DISABLED' */
  readonly organizationsAccess?: 'ENABLED' | 'DISABLED';
  /**
   * What waits with managed execution. AWS documents both: that operations which do not conflict run together, and,
   * in a note, that every incoming operation is queued while another one runs or waits.
   *
   * @default 'conflicting'
   */
  readonly managedExecutionQueues?: 'conflicting' | 'all';
  /**
   * When an update of a stack set makes its instances OUTDATED, those that are no target among them. AWS says: if it
   * "includes changes to the template (that is, if TemplateBody or TemplateURL is specified)". That can be read both
   * ways: another template, or any that is given.
   *
   * @default 'changed'
   */
  readonly outdates?: 'changed' | 'given';
  /** Reads the file that an `AccountsUrl` names. @default from S3 */
  readonly accountsAt?: (url: string) => string;
  /** Reads a template at a `TemplateURL` that is no asset of the stack set's own stack. @default from S3 */
  readonly templateAt?: (url: string) => string;
}
