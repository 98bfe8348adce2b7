import { bring } from './bring.asl';
import { FAILED } from './fail.asl';
import { fence, fenceNames } from './fence.asl';
import { move } from './move.asl';
import { readyEvent } from './ready-event';
import { transition } from './record';
import { WHICH_SERVICES, services } from './services.asl';
import { TAG, tag } from './tag.asl';
import { EnrolmentTies } from './ties';
import {
  PATIENTLY, REDRIVEN, States, jsonata, otherwise, patientlyExcept, quoted, text, unlessRedriven,
} from '../../private/asl';
import { FACTS_PARAMETER, METRICS, NAMESPACE, STATES } from '../contract';

const BEFORE_FACTS = fenceNames(' before the facts are written');

/** The account becomes usable: in its place, with its baseline, its facts, its quotas and its services. */
export function onboard(to: EnrolmentTies): States {
  const sdk = (service: string, action: string) => `arn:${to.partition}:states:::aws-sdk:${service}:${action}`;
  const tenant = { RoleArn: jsonata(`"arn:${to.partition}:iam::" & $accountId & ":role/${to.tenantRoleName}"`) };
  const factsFailed = otherwise("writing the tenant's facts into its account", FAILED);
  return {
    ...move(to, {
      name: 'Move to onboarding',
      when: ' before onboarding',
      step: 'moving the account to onboarding',
      to: '$land.onboarding',
      then: 'Bring the baseline',
      broken: { next: FAILED },
    }),
    ...bring(to, {
      what: 'the baseline',
      when: '',
      stackSetName: to.stackSetName,
      unit: '$land.onboarding',
      regions: to.regions,
      homeRegion: to.regions[0],
      id: '',
      called: doing => `${doing} the baseline`,
      error: 'BaselineFailed',
      then: [
        { when: '$not($asBorn)', next: TAG },
        { when: '$count($keys($request.contacts)) + $count($request.quotas) > 0', next: 'Name the contacts' },
        { next: 'Write the facts' },
      ],
      broken: FAILED,
    }),
    ...tag(to, 'Is the baseline there?'),
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
      Next: WHICH_SERVICES,
    },
    ...fence(to, BEFORE_FACTS, 'Write the facts', factsFailed),
    // A probe may want to see them.
    ...services(to, to.probe ? 'Ask whether it is ready' : 'Move to its stage'),
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
      entry: { guardrails: text('$guardrails'), services: text('$join($installed, ", ")') },
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

const STAGE_UNIT = '$request.stage = "sandbox" ? $land.sandbox : $land.production';
