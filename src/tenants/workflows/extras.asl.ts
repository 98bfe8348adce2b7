import { FAILED } from './fail.asl';
import { EnrolmentTies } from './ties';
import { EMPTY, jsonata, otherwise, PATIENTLY, patientlyExcept, States, untilItIsOver } from '../../private/asl';

/**
 * A quota is looked after for a day: Service Quotas decides in minutes or hands it to a person. Each look takes events
 * of the history, of which there are 25,000 for all quotas together.
 */
const FIRST_LOOK_SECONDS = 300;
const LONGEST_SECONDS = 24 * 3600;
const LOOKS = { IntervalSeconds: 300, BackoffRate: 1.1, MaxDelaySeconds: 1800, MaxAttempts: 80 };

/** What a request for a quota is while nobody has decided. */
const OPEN = '["PENDING", "CASE_OPENED"]';

const NO_INCREASE = 'ServiceQuotas.IllegalArgumentException';

/** What some tenants ask for beyond the baseline: contacts, quotas, and the user's own word that all is well. */
export function extras(to: EnrolmentTies): States {
  const sdk = (service: string, action: string) => `arn:${to.partition}:states:::aws-sdk:${service}:${action}`;
  const tenant = { RoleArn: jsonata(`"arn:${to.partition}:iam::" & $accountId & ":role/${to.tenantRoleName}"`) };
  return {
    'Name the contacts': {
      Type: 'Map',
      Items: jsonata('[$each($request.contacts, function($v, $k) { $merge([$v, {"type": $uppercase($k)}]) })]'),
      ItemProcessor: {
        StartAt: 'Name a contact',
        States: {
          'Name a contact': {
            Type: 'Task',
            Resource: sdk('account', 'putAlternateContact'),
            Credentials: { RoleArn: to.accessRoleArn },
            Arguments: {
              AccountId: jsonata('$accountId'),
              AlternateContactType: jsonata('$states.input.type'),
              Name: jsonata('$states.input.name'),
              Title: jsonata('$states.input.title'),
              EmailAddress: jsonata('$states.input.email'),
              PhoneNumber: jsonata('$states.input.phone'),
            },
            Retry: [PATIENTLY],
            Output: { contact: jsonata('$states.input.type'), refused: EMPTY },
            // A contact that AWS refuses is noted; it costs nobody the account.
            Catch: [{
              ErrorEquals: ['States.ALL'],
              Output: { contact: jsonata('$states.input.type'), refused: jsonata('$states.errorOutput.Error') },
              Next: 'Contact named',
            }],
            Next: 'Contact named',
          },
          'Contact named': { Type: 'Pass', End: true },
        },
      },
      Assign: {
        notes: jsonata('$append($notes, $states.result[refused != ""].("AWS refused the contact " & contact & ": " & refused))'),
      },
      Next: 'Ask for quotas',
    },
    'Ask for quotas': {
      Type: 'Map',
      Items: jsonata('$request.quotas'),
      ItemProcessor: {
        StartAt: 'Ask for a quota',
        States: {
          'Ask for a quota': {
            Type: 'Task',
            Resource: sdk('servicequotas', 'requestServiceQuotaIncrease'),
            Credentials: tenant,
            Arguments: {
              ServiceCode: jsonata('$states.input.serviceCode'),
              QuotaCode: jsonata('$states.input.quotaCode'),
              DesiredValue: jsonata('$states.input.desiredValue'),
            },
            Assign: { asked: jsonata('$states.result.RequestedQuota.Id'), quotaAskedAt: jsonata('$millis()'), quotaPause: FIRST_LOOK_SECONDS },
            Output: jsonata('$states.input'),
            Retry: patientlyExcept('ServiceQuotas.ResourceAlreadyExistsException', NO_INCREASE),
            Catch: [
              { ErrorEquals: ['ServiceQuotas.ResourceAlreadyExistsException'], Output: jsonata('$states.input'), Next: 'Which request is open?' },
              // It is no more than what there is, when an earlier run was granted it.
              { ErrorEquals: [NO_INCREASE], Assign: { asked: 'none' }, Output: jsonata('$states.input'), Next: 'What is the quota now?' },
            ],
            Next: 'Has it to be granted?',
          },
          // An earlier run has asked for it: its request is looked after.
          'Which request is open?': {
            Type: 'Task',
            Resource: sdk('servicequotas', 'listRequestedServiceQuotaChangeHistoryByQuota'),
            Credentials: tenant,
            Arguments: { ServiceCode: jsonata('$states.input.serviceCode'), QuotaCode: jsonata('$states.input.quotaCode') },
            Assign: {
              asked: jsonata(`($open := $states.result.RequestedQuotas[Status in ${OPEN}]; $exists($open) ? $open[0].Id : "none")`),
              quotaAskedAt: jsonata('$millis()'),
              quotaPause: FIRST_LOOK_SECONDS,
            },
            Output: jsonata('$states.input'),
            Retry: [PATIENTLY],
            Next: 'Is one open?',
          },
          'Is one open?': {
            Type: 'Choice',
            Choices: [{ Condition: jsonata('$asked = "none"'), Next: 'What is the quota now?' }],
            Default: 'Has it to be granted?',
          },
          'What is the quota now?': {
            Type: 'Task',
            Resource: sdk('servicequotas', 'getServiceQuota'),
            Credentials: tenant,
            Arguments: { ServiceCode: jsonata('$states.input.serviceCode'), QuotaCode: jsonata('$states.input.quotaCode') },
            Assign: { quota: jsonata('$states.result.Quota.Value >= $states.input.desiredValue ? "APPROVED" : "no increase"') },
            Retry: [PATIENTLY],
            Next: 'Is it granted?',
          },
          'Has it to be granted?': {
            Type: 'Choice',
            Choices: [{ Condition: jsonata('$states.input.waive = true'), Next: 'Quota settled' }],
            Default: 'Give Service Quotas time',
          },
          'Give Service Quotas time': { Type: 'Wait', Seconds: jsonata('$quotaPause'), Next: 'How is the quota?' },
          ...untilItIsOver({
            name: 'How is the quota?',
            call: {
              Resource: sdk('servicequotas', 'getRequestedServiceQuotaChange'), Credentials: tenant, Arguments: { RequestId: jsonata('$asked') },
            },
            isGoingOn: `$states.result.RequestedQuota.Status in ${OPEN} and $millis() < $quotaAskedAt + ${LONGEST_SECONDS * 1000}`,
            variable: 'quota',
            value: '$states.result.RequestedQuota.Status',
            looks: LOOKS,
            pause: { state: 'Give Service Quotas time', variable: 'quotaPause' },
            failure: { ErrorEquals: ['States.ALL'], Assign: { quota: jsonata('$states.errorOutput.Error') }, Next: 'Quota not granted' },
            then: 'Is it granted?',
          }),
          'Is it granted?': {
            Type: 'Choice',
            Choices: [{ Condition: jsonata('$quota = "APPROVED"'), Next: 'Quota settled' }],
            Default: 'Quota not granted',
          },
          'Quota not granted': {
            Type: 'Fail',
            Error: 'QuotaNotGranted',
            Cause: jsonata('"request " & $asked & " is " & $quota & "; ask for less, or waive it in a repeated request"'),
          },
          'Quota settled': { Type: 'Succeed' },
        },
      },
      Catch: [otherwise('asking for quotas', FAILED)],
      Next: 'Write the facts',
    },
    ...to.probe ? probing(to, to.probe) : {},
  };
}

function probing(to: EnrolmentTies, probe: Required<EnrolmentTies>['probe']): States {
  return {
    'Ask whether it is ready': {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::lambda:invoke`,
      // A function may run for 15 minutes.
      TimeoutSeconds: 930,
      Arguments: {
        FunctionName: probe.functionArn,
        Payload: {
          tenantId: jsonata('$tenantId'),
          accountId: jsonata('$accountId'),
          stage: jsonata('$request.stage'),
          features: jsonata('$request.features'),
          parameters: jsonata('$request.parameters'),
        },
      },
      Assign: {
        answer: {
          ready: jsonata('$states.result.Payload.ready = true'),
          reason: jsonata('$exists($states.result.Payload.reason) ? $string($states.result.Payload.reason) : "no reason given"'),
        },
        probes: jsonata('$exists($probes) ? $probes + 1 : 1'),
      },
      Retry: [PATIENTLY],
      Catch: [otherwise('asking the readiness probe', FAILED)],
      Next: 'Is it ready?',
    },
    'Is it ready?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$answer.ready'), Next: 'Move to its stage' },
        { Condition: jsonata(`$probes < ${probe.attempts}`), Next: 'Let it become ready' },
      ],
      Assign: {
        failure: {
          step: 'asking the readiness probe',
          error: 'NotReady',
          cause: jsonata('"the probe said no " & $string($probes) & " times, last: " & $answer.reason'),
        },
      },
      Default: FAILED,
    },
    'Let it become ready': { Type: 'Wait', Seconds: probe.intervalSeconds, Next: 'Ask whether it is ready' },
  };
}
