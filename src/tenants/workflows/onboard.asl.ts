import { FAILED } from './fail.asl';
import { fence, fenceNames } from './fence.asl';
import { move } from './move.asl';
import { readyEvent } from './ready-event';
import { transition } from './record';
import { TAG, tag } from './tag.asl';
import { EnrolmentTies } from './ties';
import {
  NO_FAILURE, PATIENTLY, REDRIVEN, States, jsonata, otherwise, patientlyExcept, quoted, text,
  unlessRedriven, untilItIsOver,
} from '../../private/asl';
import { FACTS_PARAMETER, METRICS, NAMESPACE, STATES } from '../contract';

/**
 * A baseline takes at least this long, and is looked after for a day, since a release may be before it in the queue.
 */
const FIRST_LOOK_SECONDS = 30;
const LONGEST_SECONDS = 24 * 3600;
const LOOKS = { IntervalSeconds: 10, BackoffRate: 1.1, MaxDelaySeconds: 300, MaxAttempts: 400 };

/**
 * AWS does not say when a new account can be used. Services refuse it for some minutes, some for up to four hours; no
 * other failure of the baseline goes away by waiting.
 */
const TOO_YOUNG = '/OptInRequired|SubscriptionRequired|PendingVerification|not (yet )?subscribed|pending verification/i';
const GROWING_UP_SECONDS = 120;
const LONGEST_YOUTH_SECONDS = 4.5 * 3600;

const BEFORE_FACTS = fenceNames(' before the facts are written');

/** The account becomes usable: in its place, with its baseline, its facts and its quotas. */
export function onboard(to: EnrolmentTies): States {
  const sdk = (service: string, action: string) => `arn:${to.partition}:states:::aws-sdk:${service}:${action}`;
  const tenant = { RoleArn: jsonata(`"arn:${to.partition}:iam::" & $accountId & ":role/${to.tenantRoleName}"`) };
  const factsFailed = otherwise("writing the tenant's facts into its account", FAILED);
  const afterBaseline = to.probe ? 'Ask whether it is ready' : 'Move to its stage';
  return {
    ...move(to, {
      name: 'Move to onboarding',
      when: ' before onboarding',
      step: 'moving the account to onboarding',
      to: '$land.onboarding',
      then: 'Bring the baseline',
      broken: { next: FAILED },
    }),
    'Bring the baseline': {
      Type: 'Task',
      Resource: sdk('cloudformation', 'createStackInstances'),
      Arguments: {
        StackSetName: to.stackSetName,
        CallAs: to.callAs,
        Regions: to.regions,
        DeploymentTargets: {
          OrganizationalUnitIds: [jsonata('$land.onboarding')], Accounts: [jsonata('$accountId')], AccountFilterType: 'INTERSECTION',
        },
        // What an account has once is in its home Region, and the others refer to it.
        OperationPreferences: { RegionOrder: to.regions, RegionConcurrencyType: 'SEQUENTIAL' },
        OperationId: jsonata(OPERATION),
      },
      Assign: { operation: jsonata(OPERATION), broughtAt: jsonata('$millis()'), pause: FIRST_LOOK_SECONDS },
      Retry: patientlyExcept('CloudFormation.OperationIdAlreadyExistsException'),
      Catch: [
        {
          ErrorEquals: ['CloudFormation.OperationIdAlreadyExistsException'],
          Assign: { operation: jsonata(OPERATION), broughtAt: jsonata('$millis()'), pause: FIRST_LOOK_SECONDS },
          Next: 'Give the baseline time',
        },
        otherwise('bringing the baseline', FAILED),
      ],
      Next: 'Give the baseline time',
    },
    'Give the baseline time': { Type: 'Wait', Seconds: jsonata('$pause'), Next: 'How is the baseline?' },
    ...untilItIsOver({
      name: 'How is the baseline?',
      call: {
        Resource: sdk('cloudformation', 'describeStackSetOperation'),
        Arguments: { StackSetName: to.stackSetName, OperationId: jsonata('$operation'), CallAs: to.callAs },
      },
      isGoingOn: '$states.result.StackSetOperation.Status in ["RUNNING", "QUEUED", "STOPPING"]'
        + ` and $millis() < $broughtAt + ${LONGEST_SECONDS * 1000}`,
      variable: 'status',
      value: STATUS,
      looks: LOOKS,
      pause: { state: 'Give the baseline time', variable: 'pause' },
      failure: otherwise('looking after the baseline', FAILED),
      then: 'Is the baseline there?',
    }),
    'Is the baseline there?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata(`${BASELINE_IS_THERE} and $not($asBorn)`), Next: TAG },
        {
          Condition: jsonata(`${BASELINE_IS_THERE} and $count($keys($request.contacts)) + $count($request.quotas) > 0`),
          Next: 'Name the contacts',
        },
        { Condition: jsonata(BASELINE_IS_THERE), Next: 'Write the facts' },
      ],
      Default: 'Why did the baseline fail?',
    },
    ...tag(to, 'Is the baseline there?'),
    'Why did the baseline fail?': {
      Type: 'Task',
      Resource: sdk('cloudformation', 'describeStackInstance'),
      Arguments: {
        StackSetName: to.stackSetName, StackInstanceAccount: jsonata('$accountId'), StackInstanceRegion: to.regions[0], CallAs: to.callAs,
      },
      Assign: {
        failure: {
          step: 'bringing the baseline',
          error: 'BaselineFailed',
          cause: jsonata(`"operation " & $operation & " ended " & $status.state & ": " & ($exists($states.result.StackInstance.StatusReason)
            ? $substring($states.result.StackInstance.StatusReason, 0, 2000) : "no reason given")`.replace(/\n\s*/g, ' ')),
        },
      },
      Retry: [PATIENTLY],
      Catch: [otherwise('bringing the baseline', FAILED)],
      Next: 'Is the account too young?',
    },
    'Is the account too young?': {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata(`$contains($failure.cause, ${TOO_YOUNG}) and $brought * ${GROWING_UP_SECONDS} < ${LONGEST_YOUTH_SECONDS}`),
        Assign: { brought: jsonata('$brought + 1'), ...NO_FAILURE },
        Next: 'Let the account grow up',
      }],
      Default: FAILED,
    },
    'Let the account grow up': { Type: 'Wait', Seconds: GROWING_UP_SECONDS, Next: 'Bring the baseline' },
    'Write the facts': {
      Type: 'Task',
      Resource: sdk('ssm', 'putParameter'),
      Credentials: tenant,
      Arguments: {
        Name: unlessRedriven(quoted(FACTS_PARAMETER)),
        Type: 'String',
        Overwrite: true,
        Description: 'Who this account belongs to. Written by the platform; changes are overwritten.',
        Value: jsonata(`$string({"tenantId": $tenantId, "accountId": $accountId, "stage": $request.stage,
          "features": $request.features, "parameters": $request.parameters})`.replace(/\n\s*/g, ' ')),
      },
      Retry: patientlyExcept(REDRIVEN),
      Catch: [{ ErrorEquals: [REDRIVEN], Next: BEFORE_FACTS.look }, factsFailed],
      Next: afterBaseline,
    },
    ...fence(to, BEFORE_FACTS, 'Write the facts', factsFailed),
    ...move(to, {
      name: 'Move to its stage',
      when: ' before its stage',
      step: "moving the account to its stage's unit",
      to: STAGE_UNIT,
      then: 'Mark it ready',
      broken: { next: FAILED },
    }),
    ...transition({
      partition: to.partition,
      table: to.directoryTable,
      name: 'Mark it ready',
      to: STATES.ready,
      set: {
        accountId: text('$accountId'),
        readyAt: text('$states.context.State.EnteredTime'),
        notes: text('$join($notes, "; ")'),
        guardrails: text('$guardrails'),
      },
      entry: { guardrails: text('$guardrails') },
      remove: ['error', 'cause', 'failedAt'],
      then: 'Count the time to ready',
      failure: { step: 'writing that the account is ready', next: FAILED },
    }),
    'Count the time to ready': {
      Type: 'Task',
      Resource: sdk('cloudwatch', 'putMetricData'),
      Arguments: {
        Namespace: NAMESPACE,
        MetricData: [
          {
            MetricName: METRICS.timeToReady,
            Value: jsonata('($millis() - $startedAt) / 1000'),
            Unit: 'Seconds',
            Dimensions: [{ Name: 'Platform', Value: to.platform }],
          },
          {
            MetricName: METRICS.accountsAskedFor,
            Value: jsonata('$askedFor'),
            Unit: 'Count',
            Dimensions: [{ Name: 'Platform', Value: to.platform }],
          },
        ],
      },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Tell that it is ready' }],
      Next: 'Tell that it is ready',
    },
    'Tell that it is ready': {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::events:putEvents`,
      Arguments: {
        Entries: [readyEvent(to.busName, {
          accountId: jsonata('$accountId'), guardrails: jsonata('$guardrails'), notes: jsonata('$notes'), repeated: false,
          secondsToReady: jsonata('$round(($millis() - $startedAt) / 1000)'),
        })],
      },
      Retry: [PATIENTLY],
      Output: { outcome: STATES.ready, tenantId: jsonata('$tenantId'), accountId: jsonata('$accountId') },
      End: true,
    },
  };
}

/** SUCCEEDED says nothing: failures within the tolerance hide behind it. */
const STATUS = `($o := $states.result.StackSetOperation; {
  "state": $o.Status,
  "failed": $exists($o.StatusDetails.FailedStackInstancesCount) ? $o.StatusDetails.FailedStackInstancesCount : 0
})`.replace(/\n\s*/g, ' ');

const BASELINE_IS_THERE = '$status.state = "SUCCEEDED" and $status.failed = 0';

/**
 * The same for each attempt of one call, another for each redrive and each new try: an operation id is AWS's
 * idempotency token.
 */
const OPERATION = '"enrol-" & $substring($hash($states.context.Execution.Id & "#" & $string($states.context.Execution.RedriveCount)'
  + ' & "#" & $string($brought), "SHA-256"), 0, 40)';

const STAGE_UNIT = '$request.stage = "sandbox" ? $land.sandbox : $land.production';
