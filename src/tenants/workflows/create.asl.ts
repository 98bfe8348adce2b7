import { adopt } from './adopt.asl';
import { FAILED } from './fail.asl';
import { fence, fenceNames } from './fence.asl';
import { readLand } from './land.asl';
import { transition } from './record';
import { EnrolmentTies } from './ties';
import {
  EMPTY, jsonata, NO_FAILURE, otherwise, PATIENTLY, REDRIVEN, States, text, unlessRedriven, untilItIsOver,
} from '../../private/asl';
import { CREATION_LINE, KEYS, METRICS, NAMESPACE, PLACES, STATES } from '../contract';
import { giveBack } from '../governor/hand-over.asl';
import { Line, holdLineBack, offTheLine, reserveSlot, takePlace } from '../governor/line.asl';

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
    ...adopt(to, line, 'Take a place', 'Write the account down'),
    ...transition({
      partition: to.partition,
      table: to.directoryTable,
      name: 'Write the account down',
      to: STATES.onboarding,
      set: { accountId: text('$accountId'), accountName: text('$accountName') },
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
    ...readLand(to, 'Read which unit is which', 'Move to onboarding', { next: FAILED }),
  };
}

/** Nobody could see what became of the creation: where it would be is looked through for as long as it may take. */
const UNSEEN = { refused: 'unseen', mayExist: true, looks: 0 };

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
