import { transition } from './record';
import { EnrolmentTies } from './ties';
import { growing, EMPTY, jsonata, NO_FAILURE, number, otherwise, PATIENTLY, States, text } from '../../private/asl';
import { KEYS, METRICS, NAMESPACE, STATES } from '../contract';
import { Line, giveBack, holdLineBack, reserveSlot, takePlace } from '../governor/line.asl';

/** How often a creation is begun again after AWS had no time for it or failed by itself. */
const MOST_TRIES = 10;

/** A creation is looked at after a minute, and then at growing intervals: for half an hour at most. */
const LOOKS = { firstSeconds: 60, nextSeconds: 40, most: 10 };

/**
 * How often the root is looked through for an account that an earlier, unfinished request may still bring: for 15
 * minutes.
 */
const MOST_LOOKS = 30;

/** A place that came to nothing. */
const AFTER_FAILURE = ' after the failure';
const UNUSED = `Give the place back${AFTER_FAILURE}`;

/** Errors of CreateAccount that go away by waiting. The last may have made the account all the same. */
const BUSY = ['TooManyRequests', 'ConstraintViolation', 'ConcurrentModification', 'FinalizingOrganization', 'Service']
  .map(name => `Organizations.${name}Exception`);

/**
 * The line in front of CreateAccount: AWS takes one call each 10 seconds and 5 creations at once.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const creationLine = (to: EnrolmentTies): Line => ({
  partition: to.partition, table: to.governorTable, api: 'CreateAccount', places: 5, spacingSeconds: 10, lookAgainSeconds: 24 * 3600,
});

/** An account comes into being, at the pace that AWS allows, once. */
export function create(to: EnrolmentTies): States {
  const sdk = (service: string, action: string) => `arn:${to.partition}:states:::aws-sdk:${service}:${action}`;
  const Credentials = { RoleArn: to.accessRoleArn };
  const line = creationLine(to);
  const turns = {
    withPlace: 'Begin to create',
    atSlot: 'Create account',
    broken: 'Record the failure',
    brokenWithPlace: UNUSED,
    stillWaiting: 'Say that it still waits',
  };
  return {
    ...takePlace(line, turns),
    'Say that it still waits': {
      Type: 'Task',
      Resource: sdk('cloudwatch', 'putMetricData'),
      Arguments: {
        Namespace: NAMESPACE,
        MetricData: [{ MetricName: METRICS.stillInLine, Value: 1, Unit: 'Count', Dimensions: [{ Name: 'Platform', Value: to.platform }] }],
      },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Is a place free?' }],
      Next: 'Is a place free?',
    },
    ...transition({
      partition: to.partition,
      table: to.directoryTable,
      name: 'Begin to create',
      to: STATES.creating,
      set: { ticket: number('$ticket') },
      then: 'Reserve a slot',
      failure: { step: 'writing that creation begins', next: UNUSED },
    }),
    ...reserveSlot(line, turns),
    'Create account': {
      Type: 'Task',
      Resource: sdk('organizations', 'createAccount'),
      Credentials,
      Arguments: {
        AccountName: jsonata('$accountName'), Email: jsonata('$email'), IamUserAccessToBilling: 'DENY', Tags: jsonata('$accountTags'),
      },
      Assign: { creation: jsonata('$states.result.CreateAccountStatus.Id'), polls: 0 },
      Catch: [
        otherwiseAmong(BUSY, 'Hold the line back', { mayExist: true }),
        otherwiseAmong(['Organizations.InvalidInputException'], 'Was it the name?', {}),
        otherwise('creating the account', UNUSED),
      ],
      Next: 'Give Organizations time',
    },
    ...holdLineBack(line, 'Once more?', UNUSED),
    'Once more?': {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata(`$tries < ${MOST_TRIES}`), Assign: NO_FAILURE, Next: 'Reserve a slot',
      }],
      Default: UNUSED,
    },
    'Was it the name?': {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata('$accountName != $tenantId or $count($accountTags) > 2'),
        Assign: {
          accountName: jsonata('$tenantId'),
          accountTags: jsonata('[$accountTags[0], $accountTags[1]]'),
          notes: jsonata('$append($notes, ["AWS refused the display name or a tag, so the account has neither: " & $failure.cause])'),
          ...NO_FAILURE,
        },
        Next: 'Reserve a slot',
      }],
      Default: UNUSED,
    },
    'Give Organizations time': {
      Type: 'Wait',
      Seconds: jsonata(growing('$polls', LOOKS)),
      Assign: { polls: jsonata('$polls + 1') },
      Next: 'How is the account?',
    },
    'How is the account?': {
      Type: 'Task',
      Resource: sdk('organizations', 'describeCreateAccountStatus'),
      Credentials,
      Arguments: { CreateAccountRequestId: jsonata('$creation') },
      Assign: {
        status: {
          state: jsonata('$states.result.CreateAccountStatus.State'),
          accountId: jsonata('$exists($states.result.CreateAccountStatus.AccountId) ? $states.result.CreateAccountStatus.AccountId : ""'),
          reason: jsonata('$exists($states.result.CreateAccountStatus.FailureReason) ? $states.result.CreateAccountStatus.FailureReason : ""'),
        },
      },
      Retry: [PATIENTLY],
      Catch: [otherwise('looking after the creation', UNUSED)],
      Next: 'Is it there?',
    },
    'Is it there?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$status.state = "SUCCEEDED"'), Assign: { accountId: jsonata('$status.accountId') }, Next: 'Write the account down' },
        { Condition: jsonata(`$status.state = "IN_PROGRESS" and $polls < ${LOOKS.most}`), Next: 'Give Organizations time' },
        {
          Condition: jsonata('$status.reason in ["EMAIL_ALREADY_EXISTS", "CONCURRENT_ACCOUNT_MODIFICATION"]'),
          Assign: { refused: jsonata('$status.reason'), looks: 0 },
          Next: 'Look for it in the root',
        },
        {
          Condition: jsonata(`$status.reason = "INTERNAL_FAILURE" and $tries < ${MOST_TRIES}`),
          Assign: { tries: jsonata('$tries + 1') },
          Next: 'Reserve a slot',
        },
      ],
      Assign: {
        failure: {
          step: 'creating the account',
          error: jsonata('$status.reason = "" ? "AccountCreationTooSlow" : $status.reason'),
          cause: jsonata('"Organizations left the creation " & $creation & " " & $status.state & " after " & $string($polls) & " looks"'),
        },
      },
      Default: UNUSED,
    },
    ...adopt(to, sdk),
    ...transition({
      partition: to.partition,
      table: to.directoryTable,
      name: 'Write the account down',
      to: STATES.onboarding,
      set: { accountId: text('$accountId') },
      remove: ['ticket'],
      alongside: [{
        Put: {
          TableName: to.directoryTable,
          Item: { [KEYS.partition]: text(`"${KEYS.account}" & $accountId`), [KEYS.sort]: { S: KEYS.record }, tenantId: text('$tenantId') },
          ConditionExpression: 'attribute_not_exists(pk) OR tenantId = :tenant',
          ExpressionAttributeValues: { ':tenant': text('$tenantId') },
        },
      }],
      then: 'Give the place back',
      // An account that could not be written down may be another tenant's: it is left alone.
      failure: { step: 'writing the account down', next: UNUSED, assign: { accountId: EMPTY } },
    }),
    ...giveBack(line, '', 'Move to onboarding'),
    ...giveBack(line, AFTER_FAILURE, 'Record the failure'),
  };
}

/**
 * After a crash nobody knows whether the account was made. It is born in the root and stays there until it is moved, so
 * the few accounts in the root are looked through, never all of the organization.
 */
function adopt(to: EnrolmentTies, sdk: (service: string, action: string) => string): States {
  return {
    'Look for it in the root': {
      Type: 'Task',
      Resource: sdk('organizations', 'listAccountsForParent'),
      Credentials: { RoleArn: to.accessRoleArn },
      Arguments: jsonata('$merge([{"ParentId": $land.root}, $page = "" ? {} : {"NextToken": $page}])'),
      Assign: {
        // Younger than the request: an account that was there before it is somebody else's.
        adopted: jsonata(`($found := $states.result.Accounts[$lowercase(Email) = $lowercase($email) and $toMillis(JoinedTimestamp) >= $startedAt];
          $exists($found) ? $found[0].Id : "")`.replace(/\n\s*/g, ' ')),
        page: jsonata('$exists($states.result.NextToken) ? $states.result.NextToken : ""'),
      },
      Retry: [PATIENTLY],
      Catch: [otherwise('looking for the account in the root', UNUSED)],
      Next: 'Is it in the root?',
    },
    'Is it in the root?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$adopted != ""'), Assign: { accountId: jsonata('$adopted') }, Next: 'Write the account down' },
        { Condition: jsonata('$page != ""'), Next: 'Look for it in the root' },
        { Condition: jsonata('$refused = "" and $ticket > 0'), Next: 'Begin to create' },
        { Condition: jsonata('$refused = ""'), Next: 'Take a ticket' },
        { Condition: jsonata(`$mayExist and $looks < ${MOST_LOOKS}`), Next: 'Let the earlier request finish' },
      ],
      Assign: {
        failure: {
          step: 'creating the account',
          error: jsonata('$refused'),
          cause: jsonata('"another AWS account has the address " & $email & "; ask again with another one"'),
        },
      },
      Default: UNUSED,
    },
    'Let the earlier request finish': {
      Type: 'Wait', Seconds: 30, Assign: { looks: jsonata('$looks + 1') }, Next: 'Look for it in the root',
    },
  };
}

/** These errors are noted like any other, in case that they turn out to be the last word. */
const otherwiseAmong = (errors: string[], next: string, assign: Record<string, unknown>) =>
  ({ ...otherwise('creating the account', next, assign), ErrorEquals: errors });
