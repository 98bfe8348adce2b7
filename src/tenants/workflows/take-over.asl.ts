import { readLand } from './land.asl';
import { addressOf, historyEntry, recordKey, recordOf } from './record';
import { EnrolmentTies } from './ties';
import { States, clientToken, jsonata, otherwise, patientlyExcept, text } from '../../private/asl';
import { STATES } from '../contract';

/** A run that is no more, or a request that failed, is taken up where it stands: same tenant, same account. */
export function takeOver(
  to: EnrolmentTies, sdk: (service: string, action: string) => string, newAddress: string,
): States {
  const fields = { ...recordOf(STATES.requested), queuedAt: text('$queuedAt') };
  const names = Object.keys(fields);
  // An address that turned out to be taken is not tried again; any other stays, for an account may exist under it.
  const address = `$found.accountId != "" ? $found.email : $request.email != "" ? $request.email
    : $found.error = "EMAIL_ALREADY_EXISTS" ? ${newAddress} : $found.email`.replace(/\n\s*/g, ' ');
  return {
    'Take the record over': {
      Type: 'Pass',
      Assign: {
        email: jsonata(address),
        accountId: jsonata('$found.accountId'),
        // Who was in line stays where it was; who failed and asks again comes last.
        queuedAt: jsonata(`$found.state = "${STATES.failed}" or $found.queuedAt = "" ? $states.context.State.EnteredTime : $found.queuedAt`),
        mayExist: true,
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
        }, addressOf(to.directoryTable), historyEntry(to.directoryTable, STATES.requested, text('"taken over from " & $found.run'))],
      },
      Retry: patientlyExcept('DynamoDb.TransactionCanceledException'),
      Catch: [
        {
          ErrorEquals: ['DynamoDb.TransactionCanceledException'],
          Assign: { cancelled: jsonata('$exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : ""'), contested: jsonata('$contested + 1') },
          Next: 'Was somebody faster?',
        },
        otherwise('taking the record over', 'Enrolment failed'),
      ],
      Next: 'Read again which unit is which',
    },
    'Was somebody faster?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$contested <= 5'), Next: 'Who has this id?' }],
      Assign: { complaints: jsonata('["the address " & $email & " belongs to another tenant"]'), requestedBy: jsonata('$request.requestedBy') },
      Default: 'Keep the rejected request',
    },
    ...readLand(to, 'Read again which unit is which', 'How far had it come?'),
    'How far had it come?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$accountId != ""'), Next: 'Move to onboarding' }],
      Default: 'Look for it in the root',
    },
  };
}
