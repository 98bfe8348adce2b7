import { transition } from './record';
import { NOTES_OF_ADOPTED } from './take-over.asl';
import { EnrolmentTies } from './ties';
import {
  EMPTY, jsonata, NO_FAILURE, otherwise, PATIENTLY, REDRIVEN, States, text, unlessRedriven, untilItIsOver,
} from '../../private/asl';
import { CREATION_LINE, KEYS, METRICS, NAMESPACE, PLACES, STATES } from '../contract';
import { FAILED } from './fail.asl';
import { fence, fenceNames } from './fence.asl';
import { readLand } from './land.asl';
import { giveBack } from '../governor/hand-over.asl';
import { Line, holdLineBack, inLine, offTheLine, reserveSlot, takePlace } from '../governor/line.asl';

/** How often a creation is begun again after AWS had no time for it or failed by itself. */
const MOST_TRIES = 10;

/** How long a creation is looked after. */
const LONGEST_SECONDS = 1800;

/** How long a creation takes at least, until the line has seen some. */
const QUICKEST_SECONDS = 30;

/**
 * How often it is looked whether a creation is over. A place is free only once that is known, and places bind when
 * creations take longer than 50 seconds: each second here is one for everybody in line.
 */
const LOOKS = { IntervalSeconds: 6, BackoffRate: 1.02, MaxDelaySeconds: 30, MaxAttempts: 120 };

/**
 * How often the root is looked through for an account that an earlier, unfinished request may still bring: for as long
 * as a creation is looked after, and some minutes.
 */
const MOST_LOOKS = 70;

/** Errors of CreateAccount that say for certain that no account was made, and do not go away by waiting. */
const REFUSED = ['AccessDenied', 'AwsOrganizationsNotInUse', 'UnsupportedApiEndpoint']
  .map(name => `Organizations.${name}Exception`);

/**
 * The line in front of CreateAccount: AWS takes one call each 10 seconds and 5 creations at once.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const creationLine = (to: EnrolmentTies): Line => ({
  partition: to.partition,
  table: to.governorTable,
  api: CREATION_LINE,
  places: PLACES,
  spacingSeconds: 10,
  lookAgainSeconds: 24 * 3600,
});

const BEFORE_CREATING = fenceNames(' before it creates');

/** An account comes into being, at the pace that AWS allows, once. */
export function create(to: EnrolmentTies): States {
  const sdk = (service: string, action: string) => `arn:${to.partition}:states:::aws-sdk:${service}:${action}`;
  const Credentials = { RoleArn: to.accessRoleArn };
  const line = creationLine(to);
  const turns = {
    withPlace: 'Begin to create',
    atSlot: 'Create account',
    redriven: BEFORE_CREATING.look,
    broken: FAILED,
    stillWaiting: 'Say that it still waits',
  };
  return {
    ...takePlace(line, turns),
    ...fence(to, BEFORE_CREATING, 'Take a place', otherwise('creating the account', FAILED)),
    'Say that it still waits': {
      Type: 'Task',
      Resource: sdk('cloudwatch', 'putMetricData'),
      Arguments: {
        Namespace: NAMESPACE,
        MetricData: [{ MetricName: METRICS.stillInLine, Value: 1, Unit: 'Count', Dimensions: [{ Name: 'Platform', Value: to.platform }] }],
      },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Take a place' }],
      Next: 'Take a place',
    },
    ...transition({
      partition: to.partition,
      table: to.directoryTable,
      name: 'Begin to create',
      to: STATES.creating,
      alongside: [offTheLine(line)],
      then: 'Reserve a slot',
      failure: { step: 'writing that creation begins', next: FAILED },
    }),
    ...reserveSlot(line, turns),
    'Create account': {
      Type: 'Task',
      Resource: sdk('organizations', 'createAccount'),
      Credentials,
      Arguments: {
        AccountName: unlessRedriven('$accountName'), Email: jsonata('$email'), IamUserAccessToBilling: 'DENY', Tags: jsonata('$accountTags'),
      },
      Assign: { creation: jsonata('$states.result.CreateAccountStatus.Id'), askedAt: jsonata('$millis()'), pause: jsonata(FIRST_LOOK) },
      Catch: [
        { ErrorEquals: [REDRIVEN], Next: turns.redriven },
        otherwiseAmong(['Organizations.InvalidInputException'], 'Was it the name?', {}),
        otherwiseAmong(REFUSED, FAILED, {}),
        // Any other answer, or none, may hide an account that was made. To ask again tells: its address is taken then.
        otherwise('creating the account', 'Hold the line back', { mayExist: true }),
      ],
      Next: 'Give Organizations time',
    },
    ...holdLineBack(line, 'Once more?', FAILED),
    'Once more?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata(`$tries < ${MOST_TRIES}`), Assign: NO_FAILURE, Next: 'Reserve a slot' },
        { Condition: jsonata('$mayExist'), Assign: UNSEEN, Next: 'Read where accounts are born' },
      ],
      Default: FAILED,
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
      Default: FAILED,
    },
    'Give Organizations time': { Type: 'Wait', Seconds: jsonata('$pause'), Next: 'How is the account?' },
    ...untilItIsOver({
      name: 'How is the account?',
      call: {
        Resource: sdk('organizations', 'describeCreateAccountStatus'),
        Credentials,
        Arguments: { CreateAccountRequestId: jsonata('$creation') },
      },
      isGoingOn: `$states.result.CreateAccountStatus.State = "IN_PROGRESS" and $millis() < $askedAt + ${LONGEST_SECONDS * 1000}`,
      variable: 'status',
      value: STATUS,
      looks: LOOKS,
      pause: { state: 'Give Organizations time', variable: 'pause' },
      failure: otherwise('looking after the creation', 'Read where accounts are born', UNSEEN),
      then: 'Is it there?',
    }),
    'Is it there?': {
      Type: 'Choice',
      Choices: [
        {
          Condition: jsonata('$status.state = "SUCCEEDED"'),
          Assign: { accountId: jsonata('$status.accountId'), took: jsonata('$status.took') },
          Next: 'Write the account down',
        },
        {
          Condition: jsonata('$status.reason in ["EMAIL_ALREADY_EXISTS", "CONCURRENT_ACCOUNT_MODIFICATION"]'),
          // Nobody else has an address that was made here, and a creation under way is one that was asked for twice.
          Assign: {
            refused: jsonata('$status.reason'),
            mayExist: jsonata('$mayExist or $request.email = "" or $status.reason = "CONCURRENT_ACCOUNT_MODIFICATION"'),
            looks: 0,
          },
          Next: 'Read where accounts are born',
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
          cause: jsonata('"Organizations left the creation " & $creation & " " & $status.state & " after " & $string($round(($millis() - $askedAt) / 1000)) & " s"'),
        },
      },
      Default: FAILED,
    },
    ...adopt(to, sdk),
    ...transition({
      partition: to.partition,
      table: to.directoryTable,
      name: 'Write the account down',
      to: STATES.onboarding,
      set: { accountId: text('$accountId') },
      // Who found an account that was there already has never left the line.
      alongside: [offTheLine(line), {
        Put: {
          TableName: to.directoryTable,
          Item: { [KEYS.partition]: text(`"${KEYS.account}" & $accountId`), [KEYS.sort]: { S: KEYS.record }, tenantId: text('$tenantId') },
          ConditionExpression: 'attribute_not_exists(pk) OR tenantId = :tenant',
          ExpressionAttributeValues: { ':tenant': text('$tenantId') },
        },
      }],
      then: 'Who is next?',
      // An account that could not be written down may be another tenant's: it is left alone.
      failure: { step: 'writing the account down', next: FAILED, assign: { accountId: EMPTY } },
    }),
    ...giveBack(line, '', 'Read which unit is which'),
    // Behind the line: in front of it, thousands would read at once.
    ...readLand(to, 'Read which unit is which', 'Move to onboarding'),
  };
}

/**
 * After a crash nobody knows whether the account was made. It is born in the root and stays there until it is moved, so
 * the few accounts in the root are looked through, never all of the organization.
 */
function adopt(to: EnrolmentTies, sdk: (service: string, action: string) => string): States {
  const looking = (where: string, action: string, args: string, next: string) => ({
    Type: 'Task',
    Resource: sdk('organizations', action),
    Credentials: { RoleArn: to.accessRoleArn },
    Arguments: jsonata(`$merge([${args}, $page = "" ? {} : {"NextToken": $page}])`),
    Assign: FOUND,
    Retry: [PATIENTLY],
    Catch: [otherwise(`looking for the account ${where}`, FAILED)],
    Next: next,
  });
  return {
    ...readLand(to, 'Read where accounts are born', 'Look for it in the root'),
    'Look for it in the root': looking('in the root', 'listAccountsForParent', '{"ParentId": $land.root}', 'Is it in the root?'),
    'Is it in the root?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$adopted != ""'), Assign: ADOPTED, Next: 'Write the account down' },
        { Condition: jsonata('$page != ""'), Next: 'Look for it in the root' },
        { Condition: jsonata('$refused = ""'), Next: 'Join the line again' },
        { Condition: jsonata(`$mayExist and $looks < ${MOST_LOOKS}`), Next: 'Let the earlier request finish' },
        { Condition: jsonata('$mayExist'), Next: 'Look for it everywhere' },
      ],
      Assign: NOT_FOUND,
      Default: FAILED,
    },
    // Somebody has moved it out of the root. All accounts are looked through, twenty at a time, in this one case.
    'Look for it everywhere': looking('everywhere', 'listAccounts', '{}', 'Is it anywhere?'),
    'Is it anywhere?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$adopted != ""'), Assign: ADOPTED, Next: 'Write the account down' },
        { Condition: jsonata('$page != ""'), Next: 'Look for it everywhere' },
      ],
      Assign: NOT_FOUND,
      Default: FAILED,
    },
    // A place that the run before had is still there, since places are held by name.
    'Join the line again': {
      Type: 'Task',
      Resource: sdk('dynamodb', 'putItem'),
      Arguments: inLine(creationLine(to)).Put,
      Retry: [PATIENTLY],
      Catch: [otherwise('joining the line for account creation', FAILED)],
      Next: 'Take a place',
    },
    'Let the earlier request finish': {
      Type: 'Wait', Seconds: 30, Assign: { looks: jsonata('$looks + 1') }, Next: 'Look for it in the root',
    },
  };
}

/** The tenant's account, if it is on this page. One that was there before the request is somebody else's. */
const FOUND = {
  adopted: jsonata(`($found := $states.result.Accounts[$lowercase(Email) = $lowercase($email) and $toMillis(JoinedTimestamp) >= $startedAt];
    $exists($found) ? $found[0].Id : "")`.replace(/\n\s*/g, ' ')),
  page: jsonata('$exists($states.result.NextToken) ? $states.result.NextToken : ""'),
};

/** It may have been made for an earlier request of this tenant. */
const ADOPTED = { accountId: jsonata('$adopted'), notes: jsonata(NOTES_OF_ADOPTED) };

/** Nobody could see what became of the creation: where it would be is looked through for as long as it may take. */
const UNSEEN = { refused: 'unseen', mayExist: true, looks: 0 };

/** Why there is no account. Of a creation that could not be seen, the reason is known already. */
const NOT_FOUND = {
  failure: jsonata(`$refused = "unseen" ? $failure : {
    "step": "creating the account",
    "error": $refused,
    "cause": $refused = "EMAIL_ALREADY_EXISTS" ? "another AWS account has the address " & $email & "; ask again with another one"
      : "AWS was still at work on an earlier request for the address " & $email & "; ask again"
  }`.replace(/\n\s*/g, ' ')),
};

/** What AWS says of a creation, and how many seconds it took. */
const STATUS = `($s := $states.result.CreateAccountStatus; {
  "state": $s.State,
  "accountId": $exists($s.AccountId) ? $s.AccountId : "",
  "reason": $exists($s.FailureReason) ? $s.FailureReason : "",
  "took": $exists($s.CompletedTimestamp) and $exists($s.RequestedTimestamp) ? ($toMillis($s.CompletedTimestamp) - $toMillis($s.RequestedTimestamp)) / 1000 : 0
})`.replace(/\n\s*/g, ' ');

/** No creation of late was over sooner; in whole seconds, for that is what a Wait takes. */
const FIRST_LOOK = `$ceil($min([300, $quickest = 0 ? ${QUICKEST_SECONDS} : $quickest])) + 1`;

/** These errors are noted like any other, in case that they turn out to be the last word. */
const otherwiseAmong = (errors: string[], next: string, assign: Record<string, unknown>) =>
  ({ ...otherwise('creating the account', next, assign), ErrorEquals: errors });
