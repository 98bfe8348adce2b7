import { fence } from './fence.asl';
import { readLand } from './land.asl';
import { move } from './move.asl';
import { transition } from './record';
import { EnrolmentTies } from './ties';
import { PATIENTLY, REDRIVEN, States, jsonata, patientlyExcept, quoted, text, unlessRedriven } from '../../private/asl';
import { EVENTS, SOURCE, STATES } from '../contract';
import { giveBack } from '../governor/hand-over.asl';
import { Line, offTheLine } from '../governor/line.asl';

/** Where a run goes on that cannot make its tenant ready. */
export const FAILED = 'Is it still mine?';

const AFTER_FAILURE = ' after the failure';

const NOT_MOVED = '$append($notes, ["the account could not be moved to quarantine"])';

/**
 * What cannot be made ready leaves the line, ends in quarantine, on record, and is told. The request can be repeated.
 *
 * A run whose tenant another run has taken over, and that was redriven afterwards, touches nothing.
 */
export function fail(to: EnrolmentTies, line: Line): States {
  // The reason why it came here is worth more than this one.
  const notMoved = { next: 'Record the failure', assign: { failure: jsonata('$failure'), notes: jsonata(NOT_MOVED) } };
  return {
    // The sweeper finds what nobody has finished.
    ...fence(to, { look: FAILED, may: 'May it clean up?' }, 'Leave the line', { ErrorEquals: ['States.ALL'], Next: 'Enrolment failed' }, 'Count the time to ready'),
    'Another run has it': { Type: 'Succeed', Output: { outcome: 'another run has the tenant', tenantId: jsonata('$tenantId') } },
    'Leave the line': {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::aws-sdk:dynamodb:deleteItem`,
      Arguments: { ...offTheLine(line).Delete, TableName: unlessRedriven(quoted(line.table)) },
      Retry: patientlyExcept(REDRIVEN),
      Catch: [{ ErrorEquals: [REDRIVEN], Next: FAILED }, { ErrorEquals: ['States.ALL'], Next: `Who is next${AFTER_FAILURE}?` }],
      Next: `Who is next${AFTER_FAILURE}?`,
    },
    ...giveBack(line, AFTER_FAILURE, 'Is there an account?'),
    'Is there an account?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$accountId != "" and $land.root = ""'), Next: 'Read where quarantine is' },
        { Condition: jsonata('$accountId != ""'), Next: 'Quarantine the account' },
      ],
      Default: 'Record the failure',
    },
    ...readLand(to, 'Read where quarantine is', 'Quarantine the account', notMoved),
    ...move(to, {
      name: 'Quarantine the account',
      when: ' before quarantine',
      step: 'moving the account to quarantine',
      to: '$land.quarantine',
      then: 'Record the failure',
      broken: notMoved,
    }),
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
      // Who cannot tell ends with another error than the one on record: then the sweeper tells.
      Retry: [PATIENTLY],
      Next: 'Enrolment failed',
    },
    'Enrolment failed': { Type: 'Fail', Error: jsonata('$failure.error'), Cause: jsonata('$failure.step & ": " & $failure.cause') },
  };
}
