import { FenceNames } from './fence.asl';
import { EnrolmentTies } from './ties';
import {
  NO_FAILURE, PATIENTLY, REDRIVEN, States, jsonata, otherwise, patientlyExcept, unlessRedriven, untilItIsOver,
} from '../../private/asl';

/**
 * A stack takes at least this long, and is looked after for a day, since another operation may be before it in the
 * queue.
 */
const FIRST_LOOK_SECONDS = 30;
const LONGEST_SECONDS = 24 * 3600;
const LOOKS = { IntervalSeconds: 10, BackoffRate: 1.1, MaxDelaySeconds: 300, MaxAttempts: 400 };

/**
 * AWS does not say when a new account can be used. Services refuse it for some minutes, some for up to four hours; no
 * other failure of a stack goes away by waiting.
 */
const TOO_YOUNG = '/OptInRequired|SubscriptionRequired|PendingVerification|not (yet )?subscribed|pending verification/i';
const GROWING_UP_SECONDS = 120;
const LONGEST_YOUTH_SECONDS = 4.5 * 3600;

const ID_EXISTS = 'CloudFormation.OperationIdAlreadyExistsException';

/** A stack that comes to the account out of a stack set. */
export interface Brought {
  /** What the states call it. */
  readonly what: string;
  /** What stands behind names of states that do not say what it is. */
  readonly when: string;
  readonly stackSetName: string;
  /** An expression for the unit in which the account is; where it is elsewhere by then, nothing comes, and no error. */
  readonly unit: string;
  /** The first is the home Region. */
  readonly regions: unknown;
  readonly homeRegion: string;
  /** An expression that tells it from what else this run brings; empty where there is nothing else of the kind. */
  readonly id: string;
  /** What a person would call what is done with it. */
  readonly called: (doing: string) => string;
  /** The error when it fails. */
  readonly error: string;
  /** Where it goes once it is there: the first way that is open. */
  readonly then: readonly { readonly when?: string; readonly next: string }[];
  readonly broken: string;
  /** Where a run looks that was redriven in the meantime, when it must not go on without. */
  readonly fence?: FenceNames;
}

/**
 * Brings a stack to the account, and looks until it is there. An account that is too young for it is given time.
 *
 * Variables: `brought`, 0 at first.
 */
export function bring(to: EnrolmentTies, b: Brought): States {
  const sdk = (action: string) => `arn:${to.partition}:states:::aws-sdk:cloudformation:${action}`;
  const [begin, time, look, there, why] = [`Bring ${b.what}`, `Give ${b.what} time`, `How is ${b.what}?`, `Is ${b.what} there?`, `Why did ${b.what} fail?`];
  const [young, growing] = [`Is the account too young${b.when}?`, `Let the account grow up${b.when}`];
  const operation = operationId(b.id);
  const begun = { operation: jsonata(operation), broughtAt: jsonata('$millis()'), pause: FIRST_LOOK_SECONDS };
  const broken = otherwise(b.called('bringing'), b.broken);
  return {
    [begin]: {
      Type: 'Task',
      Resource: sdk('createStackInstances'),
      Arguments: {
        StackSetName: b.stackSetName,
        CallAs: to.callAs,
        Regions: b.regions,
        DeploymentTargets: {
          OrganizationalUnitIds: [jsonata(b.unit)],
          Accounts: [b.fence ? unlessRedriven('$accountId') : jsonata('$accountId')],
          AccountFilterType: 'INTERSECTION',
        },
        // What an account has once is in its home Region, and the others refer to it.
        OperationPreferences: { RegionOrder: b.regions, RegionConcurrencyType: 'SEQUENTIAL' },
        OperationId: jsonata(operation),
      },
      Assign: begun,
      Retry: patientlyExcept(...b.fence ? [REDRIVEN] : [], ID_EXISTS),
      Catch: [
        ...b.fence ? [{ ErrorEquals: [REDRIVEN], Next: b.fence.look }] : [],
        { ErrorEquals: [ID_EXISTS], Assign: begun, Next: time },
        broken,
      ],
      Next: time,
    },
    [time]: { Type: 'Wait', Seconds: jsonata('$pause'), Next: look },
    ...untilItIsOver({
      name: look,
      call: {
        Resource: sdk('describeStackSetOperation'),
        Arguments: { StackSetName: b.stackSetName, OperationId: jsonata('$operation'), CallAs: to.callAs },
      },
      isGoingOn: '$states.result.StackSetOperation.Status in ["RUNNING", "QUEUED", "STOPPING"]'
        + ` and $millis() < $broughtAt + ${LONGEST_SECONDS * 1000}`,
      variable: 'status',
      value: STATUS,
      looks: LOOKS,
      pause: { state: time, variable: 'pause' },
      failure: otherwise(b.called('looking after'), b.broken),
      then: there,
    }),
    [there]: {
      Type: 'Choice',
      Choices: b.then.map(({ when, next }) => ({ Condition: jsonata(when ? `${IS_THERE} and ${when}` : IS_THERE), Next: next })),
      Default: why,
    },
    [why]: {
      Type: 'Task',
      Resource: sdk('describeStackInstance'),
      Arguments: {
        StackSetName: b.stackSetName, StackInstanceAccount: jsonata('$accountId'), StackInstanceRegion: b.homeRegion, CallAs: to.callAs,
      },
      Assign: {
        failure: {
          step: b.called('bringing'),
          error: b.error,
          cause: jsonata(`"operation " & $operation & " ended " & $status.state & ": " & ($exists($states.result.StackInstance.StatusReason)
            ? $substring($states.result.StackInstance.StatusReason, 0, 2000) : "no reason given")`.replace(/\n\s*/g, ' ')),
        },
      },
      Retry: [PATIENTLY],
      Catch: [broken],
      Next: young,
    },
    [young]: {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata(`$contains($failure.cause, ${TOO_YOUNG}) and $brought * ${GROWING_UP_SECONDS} < ${LONGEST_YOUTH_SECONDS}`),
        Assign: { brought: jsonata('$brought + 1'), ...NO_FAILURE },
        Next: growing,
      }],
      Default: b.broken,
    },
    [growing]: { Type: 'Wait', Seconds: GROWING_UP_SECONDS, Next: begin },
  };
}

/** SUCCEEDED says nothing: failures within the tolerance hide behind it. */
const STATUS = `($o := $states.result.StackSetOperation; {
  "state": $o.Status,
  "failed": $exists($o.StatusDetails.FailedStackInstancesCount) ? $o.StatusDetails.FailedStackInstancesCount : 0
})`.replace(/\n\s*/g, ' ');

const IS_THERE = '$status.state = "SUCCEEDED" and $status.failed = 0';

/**
 * The same for each attempt of one call, another for each redrive and each new try: an operation id is AWS's
 * idempotency token.
 */
const operationId = (id: string) => '"enrol-" & $substring($hash($states.context.Execution.Id & "#" & $string($states.context.Execution.RedriveCount)'
  + ` & "#" & $string($brought)${id && ` & "#" & ${id}`}, "SHA-256"), 0, 40)`;
