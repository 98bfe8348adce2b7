import { transition } from './record';
import { EnrolmentTies } from './ties';
import { PATIENTLY, States, jsonata, text } from '../../private/asl';
import { EVENTS, SOURCE, STATES } from '../contract';

/** What cannot be made ready ends in quarantine, on record, and is told. The request can be repeated. */
export function fail(to: EnrolmentTies): States {
  return {
    'Quarantine the account': {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::aws-sdk:organizations:moveAccount`,
      Credentials: { RoleArn: to.accessRoleArn },
      Arguments: {
        AccountId: jsonata('$accountId'), SourceParentId: jsonata('$parent'), DestinationParentId: jsonata('$land.quarantine'),
      },
      Retry: [PATIENTLY],
      Catch: [{
        ErrorEquals: ['States.ALL'],
        Assign: { notes: jsonata('$append($notes, ["the account could not be moved to quarantine: " & $states.errorOutput.Error])') },
        Next: 'Record the failure',
      }],
      Next: 'Record the failure',
    },
    ...transition({
      partition: to.partition,
      table: to.directoryTable,
      name: 'Record the failure',
      to: STATES.failed,
      set: {
        error: text('$failure.error'),
        cause: text('$failure.step & ": " & $failure.cause'),
        failedAt: text('$states.context.State.EnteredTime'),
        notes: text('$join($notes, "; ")'),
      },
      remove: ['ticket'],
      why: text('$failure.step & ": " & $failure.error'),
      then: 'Tell that it failed',
      failure: { step: 'recording the failure', next: 'Enrolment failed' },
    }),
    'Tell that it failed': {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::events:putEvents`,
      Arguments: {
        Entries: [{
          EventBusName: to.busName,
          Source: SOURCE,
          DetailType: EVENTS.failed,
          Detail: {
            tenantId: jsonata('$tenantId'),
            accountId: jsonata('$accountId'),
            stage: jsonata('$request.stage'),
            step: jsonata('$failure.step'),
            error: jsonata('$failure.error'),
            cause: jsonata('$failure.cause'),
            requestedBy: jsonata('$request.requestedBy'),
            notes: jsonata('$notes'),
            run: jsonata('$states.context.Execution.Id'),
          },
        }],
      },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Enrolment failed' }],
      Next: 'Enrolment failed',
    },
    'Enrolment failed': { Type: 'Fail', Error: jsonata('$failure.error'), Cause: jsonata('$failure.step & ": " & $failure.cause') },
  };
}
