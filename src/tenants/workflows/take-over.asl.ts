import { addressOf, historyEntry, recordKey, recordOf } from './record';
import { EnrolmentTies } from './ties';
import { States, clientToken, jsonata, otherwise, patientlyExcept, text, TRANSACTION_CANCELED } from '../../private/asl';
import { STATES } from '../contract';

/** The reason of a cancelled transaction in which the address, its second item, belongs to somebody else. */
export const ADDRESS_TAKEN = '[None, ConditionalCheckFailed';

/** A transaction that was cancelled for its rate, or for another one at the same moment, is made again for an hour. */
export const MAY_WRITE_AGAIN = '$cancels < 60';
export const ONCE_MORE = { cancels: jsonata('$cancels + 1') };
export const NEVER_WRITTEN = {
  failure: { step: 'putting the request on record', error: TRANSACTION_CANCELED, cause: jsonata('$cancelled') },
};

/** Reasons of AWS for a creation that failed, and errors of CreateAccount that say that nothing was made. */
const SURELY_NONE = `($contains($found.cause, /^creating the account: /)
  and ($contains($found.error, /^[A-Z_]+$/) and $found.error != "CONCURRENT_ACCOUNT_MODIFICATION"
  or $found.error in ["Organizations.InvalidInputException", "Organizations.AccessDeniedException"]))`.replace(/\n\s*/g, ' ');

/** A note that an account has the name that an earlier request asked for; nothing where it is the same. */
export const keepsName = (name: string) => `$not(${name} in ["", $accountName]) ? "the account keeps the name " & ${name}`;

/** What a request that goes on with another one's account asked for in vain. */
const NOT_AS_ASKED = `$append($notes, [
  $request.email != "" and $lowercase($request.email) != $lowercase($found.email) and ($found.accountId != "" or $not(${SURELY_NONE}))
    ? "the address stays " & $found.email & ", under which there is an account, or may be",
  $found.accountId != "" ? ${keepsName('$found.accountName')}
])`.replace(/\n\s*/g, ' ');

/** A run that is no more, or a request that failed, is taken up where it stands: same tenant, same account. */
export function takeOver(
  to: EnrolmentTies, sdk: (service: string, action: string) => string, newAddress: string,
): States {
  const state = `$accountId != "" ? "${STATES.onboarding}" : "${STATES.requested}"`;
  const fields = { ...recordOf(STATES.requested), state: text(state), queuedAt: text('$queuedAt') };
  const names = Object.keys(fields);
  // An account may exist under the address on record unless AWS said for certain that it made none. Then another may
  // be taken: the one that is asked for, or a new one in the place of one that belongs to somebody else.
  const address = `$found.accountId != "" or $not(${SURELY_NONE}) ? $found.email : $request.email != "" ? $request.email
    : $found.error = "EMAIL_ALREADY_EXISTS" ? ${newAddress} : $found.email`.replace(/\n\s*/g, ' ');
  return {
    'Take the record over': {
      Type: 'Pass',
      Assign: {
        email: jsonata(address),
        accountId: jsonata('$found.accountId'),
        asBorn: jsonata('$found.accountId = ""'),
        // Who was in line stays where it was; who failed and asks again comes last.
        queuedAt: jsonata(`$found.state = "${STATES.failed}" or $found.queuedAt = "" ? $states.context.State.EnteredTime : $found.queuedAt`),
        mayExist: jsonata(`$not(${SURELY_NONE})`),
        notes: jsonata(NOT_AS_ASKED),
        startedAt: jsonata('$toMillis($found.requestedAt)'),
      },
      Next: 'Write that it is taken over',
    },
    'Write that it is taken over': {
      Type: 'Task',
      Resource: sdk('dynamodb', 'transactWriteItems'),
      Arguments: {
        ClientRequestToken: clientToken,
        TransactItems: [{
          Update: {
            TableName: to.directoryTable,
            Key: recordKey,
            UpdateExpression: `SET ${names.map(name => `#${name} = :${name}`).join(', ')} REMOVE #error, #cause, #failedAt`,
            ConditionExpression: '#run = :before',
            ExpressionAttributeNames: Object.fromEntries([...names, 'error', 'cause', 'failedAt'].map(name => [`#${name}`, name])),
            ExpressionAttributeValues: {
              ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])), ':before': text('$found.run'),
            },
          },
        }, addressOf(to.directoryTable), historyEntry(to.directoryTable, state, text('"taken over from " & $found.run'))],
      },
      Retry: patientlyExcept(TRANSACTION_CANCELED),
      Catch: [
        {
          ErrorEquals: [TRANSACTION_CANCELED],
          Assign: { cancelled: jsonata('$exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : ""') },
          Next: 'Was somebody faster?',
        },
        otherwise('taking the record over', 'Enrolment failed'),
      ],
      Next: 'How far had it come?',
    },
    'Was somebody faster?': {
      Type: 'Choice',
      Choices: [
        {
          Condition: jsonata(`$contains($cancelled, "${ADDRESS_TAKEN}")`),
          Assign: { complaints: jsonata('["the address " & $email & " belongs to another tenant"]'), requestedBy: jsonata('$request.requestedBy') },
          Next: 'Keep the rejected request',
        },
        { Condition: jsonata(MAY_WRITE_AGAIN), Assign: ONCE_MORE, Next: 'Let others write first' },
      ],
      Assign: NEVER_WRITTEN,
      Default: 'Enrolment failed',
    },
    'How far had it come?': {
      Type: 'Choice',
      // Whoever had the account written down may have died before it gave its place back.
      Choices: [{ Condition: jsonata('$accountId != ""'), Next: 'Who is next?' }],
      Default: 'Read where accounts are born',
    },
  };
}
