import { patientlyExcept } from '../../private/asl';

/** What ties the workflows of releases to the stack that they are deployed in. */
export interface ReleaseTies {
  readonly partition: string;
  readonly region: string;
  readonly urlSuffix: string;
  readonly platform: string;
  /** `SELF` in the management account, else `DELEGATED_ADMIN`. */
  readonly callAs: string;
  /** The directory's table. */
  readonly table: string;
  /** The bucket of releases. */
  readonly bucket: string;
  readonly busName: string;
  /** ARNs of functions. */
  readonly plan: string;
  readonly settle: string;
  readonly preview: string;
}

/** What ties the control of releases to its stack. */
export interface ControlTies {
  readonly partition: string;
  readonly table: string;
  /** The ARN of the release machine. */
  readonly machine: string;
}

export const sdk = ({ partition }: { partition: string }, service: string, action: string) =>
  `arn:${partition}:states:::aws-sdk:${service}:${action}`;

const RUNS_ALREADY = 'Sfn.ExecutionAlreadyExistsException';

/** Starts a run under a name that is its own: whoever comes second with it goes `otherwise`. */
export const startRun = (
  to: { partition: string }, run: { readonly StateMachineArn: string; readonly Name: string; readonly Input: string },
  then: string, otherwise: string = then,
) => ({
  Type: 'Task',
  Resource: sdk(to, 'sfn', 'startExecution'),
  Arguments: run,
  Retry: patientlyExcept(RUNS_ALREADY),
  Catch: [{ ErrorEquals: [RUNS_ALREADY], Next: otherwise }],
  Next: then,
});

/** Asks a function of ours. */
export const invoke = ({ partition }: { partition: string }, arn: string, Payload: unknown) => ({
  Type: 'Task',
  Resource: `arn:${partition}:states:::lambda:invoke`,
  TimeoutSeconds: 910,
  Arguments: { FunctionName: arn, Payload },
});
