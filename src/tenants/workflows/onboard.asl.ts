import { readyEvent } from './ready-event';
import { transition } from './record';
import { EnrolmentTies } from './ties';
import { growing, PATIENTLY, States, jsonata, otherwise, patientlyExcept, text } from '../../private/asl';
import { FACTS_PARAMETER, METRICS, NAMESPACE, STATES } from '../contract';

/**
 * A baseline is looked at after two minutes, and then at growing intervals: for a day at most, since a release may be
 * before it in the queue.
 */
const LOOKS = { firstSeconds: 120, nextSeconds: 60, most: 295 };

/** The account becomes usable: in its place, with its baseline, its facts and its quotas. */
export function onboard(to: EnrolmentTies): States {
  const sdk = (service: string, action: string) => `arn:${to.partition}:states:::aws-sdk:${service}:${action}`;
  const access = { RoleArn: to.accessRoleArn };
  const tenant = { RoleArn: jsonata(`"arn:${to.partition}:iam::" & $accountId & ":role/${to.tenantRoleName}"`) };
  const afterBaseline = to.probe ? 'Ask whether it is ready' : 'Move to its stage';
  const MOVED_ALREADY = 'Organizations.DuplicateAccountException';
  const ELSEWHERE = 'Organizations.SourceParentNotFoundException';
  return {
    'Move to onboarding': {
      Type: 'Task',
      Resource: sdk('organizations', 'moveAccount'),
      Credentials: access,
      Arguments: {
        AccountId: jsonata('$accountId'), SourceParentId: jsonata('$parent'), DestinationParentId: jsonata('$land.onboarding'),
      },
      Assign: { parent: jsonata('$land.onboarding') },
      Retry: patientlyExcept(MOVED_ALREADY, ELSEWHERE),
      Catch: [
        { ErrorEquals: [MOVED_ALREADY, ELSEWHERE], Next: 'Where is it?' },
        otherwise('moving the account to onboarding', 'Quarantine the account'),
      ],
      Next: 'Bring the baseline',
    },
    'Where is it?': {
      Type: 'Task',
      Resource: sdk('organizations', 'listParents'),
      Credentials: access,
      Arguments: { ChildId: jsonata('$accountId') },
      Assign: { parent: jsonata('$states.result.Parents[0].Id') },
      Retry: [PATIENTLY],
      Catch: [otherwise('looking where the account is', 'Quarantine the account')],
      Next: 'Is it in onboarding?',
    },
    'Is it in onboarding?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$parent = $land.onboarding'), Next: 'Bring the baseline' }],
      Default: 'Move to onboarding',
    },
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
        OperationId: jsonata(OPERATION),
      },
      Assign: { operation: jsonata(OPERATION), polls: 0 },
      Retry: patientlyExcept('CloudFormation.OperationIdAlreadyExistsException'),
      Catch: [
        {
          ErrorEquals: ['CloudFormation.OperationIdAlreadyExistsException'],
          Assign: { operation: jsonata(OPERATION), polls: 0 },
          Next: 'Give the baseline time',
        },
        otherwise('bringing the baseline', 'Quarantine the account'),
      ],
      Next: 'Give the baseline time',
    },
    'Give the baseline time': {
      Type: 'Wait',
      Seconds: jsonata(growing('$polls', LOOKS)),
      Assign: { polls: jsonata('$polls + 1') },
      Next: 'How is the baseline?',
    },
    'How is the baseline?': {
      Type: 'Task',
      Resource: sdk('cloudformation', 'describeStackSetOperation'),
      Arguments: { StackSetName: to.stackSetName, OperationId: jsonata('$operation'), CallAs: to.callAs },
      Assign: {
        status: {
          state: jsonata('$states.result.StackSetOperation.Status'),
          // SUCCEEDED says nothing: failures within the tolerance hide behind it.
          failed: jsonata(`$exists($states.result.StackSetOperation.StatusDetails.FailedStackInstancesCount)
            ? $states.result.StackSetOperation.StatusDetails.FailedStackInstancesCount : 0`.replace(/\n\s*/g, ' ')),
        },
      },
      Retry: [PATIENTLY],
      Catch: [otherwise('looking after the baseline', 'Quarantine the account')],
      Next: 'Is the baseline there?',
    },
    'Is the baseline there?': {
      Type: 'Choice',
      Choices: [
        {
          Condition: jsonata('$status.state = "SUCCEEDED" and $status.failed = 0 and $count($keys($request.contacts)) + $count($request.quotas) > 0'),
          Next: 'Name the contacts',
        },
        { Condition: jsonata('$status.state = "SUCCEEDED" and $status.failed = 0'), Next: 'Write the facts' },
        { Condition: jsonata(`$status.state in ["RUNNING", "QUEUED", "STOPPING"] and $polls < ${LOOKS.most}`), Next: 'Give the baseline time' },
      ],
      Default: 'Why did the baseline fail?',
    },
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
      Catch: [otherwise('bringing the baseline', 'Quarantine the account')],
      Next: 'Quarantine the account',
    },
    'Write the facts': {
      Type: 'Task',
      Resource: sdk('ssm', 'putParameter'),
      Credentials: tenant,
      Arguments: {
        Name: FACTS_PARAMETER,
        Type: 'String',
        Overwrite: true,
        Description: 'Who this account belongs to. Written by the platform; changes are overwritten.',
        Value: jsonata(`$string({"tenantId": $tenantId, "accountId": $accountId, "stage": $request.stage,
          "features": $request.features, "parameters": $request.parameters})`.replace(/\n\s*/g, ' ')),
      },
      Retry: [PATIENTLY],
      Catch: [otherwise("writing the tenant's facts into its account", 'Quarantine the account')],
      Next: afterBaseline,
    },
    'Move to its stage': {
      Type: 'Task',
      Resource: sdk('organizations', 'moveAccount'),
      Credentials: access,
      Arguments: { AccountId: jsonata('$accountId'), SourceParentId: jsonata('$land.onboarding'), DestinationParentId: jsonata(STAGE_UNIT) },
      Assign: { parent: jsonata(STAGE_UNIT) },
      Retry: patientlyExcept(MOVED_ALREADY),
      Catch: [
        // The answer of an earlier attempt was lost.
        { ErrorEquals: [MOVED_ALREADY], Assign: { parent: jsonata(STAGE_UNIT) }, Next: 'Mark it ready' },
        otherwise("moving the account to its stage's unit", 'Quarantine the account'),
      ],
      Next: 'Mark it ready',
    },
    ...transition({
      partition: to.partition,
      table: to.directoryTable,
      name: 'Mark it ready',
      to: STATES.ready,
      set: { readyAt: text('$states.context.State.EnteredTime'), notes: text('$join($notes, "; ")') },
      then: 'Count the time to ready',
      failure: { step: 'writing that the account is ready', next: 'Quarantine the account' },
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
            Value: jsonata('$issued'),
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
          accountId: jsonata('$accountId'), notes: jsonata('$notes'), repeated: false,
          secondsToReady: jsonata('$round(($millis() - $startedAt) / 1000)'),
        })],
      },
      Retry: [PATIENTLY],
      Output: { outcome: STATES.ready, tenantId: jsonata('$tenantId'), accountId: jsonata('$accountId') },
      End: true,
    },
  };
}

/** The same for each attempt of one run, another for each redrive: an operation id is AWS's idempotency token. */
const OPERATION = '"enrol-" & $substring($hash($states.context.Execution.Id & $string($states.context.Execution.RedriveCount), "SHA-256"), 0, 40)';

const STAGE_UNIT = '$request.stage = "sandbox" ? $land.sandbox : $land.production';
