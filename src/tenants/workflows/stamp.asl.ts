import { HeldParameters, heldByStage } from './held';
import { CONTENDED } from './record';
import { PATIENTLY, TRANSACTION_CANCELED, bounded, clientToken, jsonata, quoted, unlessRedriven } from '../../private/asl';
import { BY_STATE, KEYS, STATES } from '../contract';

/** What ties the document to the stack it is deployed in. */
export interface StampTies extends HeldParameters {
  readonly partition: string;
  readonly directoryTable: string;
  /** The role in the management account. */
  readonly accessRoleArn: string;
}

/** The longest answer of a query, of which each tenant takes 90 bytes at most, stays below the 256 KiB of a state. */
const PAGE = 2500;

/** A transaction has 100 items at most, and a tenant takes two. */
const BATCH = 50;

/**
 * So many pages are written in one run: 500 transactions, each of which may be made ten times before the history of the
 * run is near its 25,000 events. Who comes after that has its turn the next day.
 */
const MOST_PAGES = 10;

const SETTLED_DAYS = 40;

/**
 * Notes which guardrails hold for each tenant who is ready, where its record says otherwise. To be run as often as one
 * likes: whose record is right is not touched, and whoever changes at the same moment has its turn the next day.
 */
export const stamp = (to: StampTies) => ({
  Comment: 'Notes which guardrails hold for each tenant',
  QueryLanguage: 'JSONata',
  TimeoutSeconds: 6 * 3600,
  StartAt: 'Which guardrails hold?',
  States: bounded({
    'Which guardrails hold?': {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::aws-sdk:ssm:getParameters`,
      Credentials: { RoleArn: to.accessRoleArn },
      Arguments: { Names: [to.guardrailsParameter, to.promotedParameter] },
      Output: jsonata('$states.input'),
      Assign: { held: jsonata(heldByStage(to)), redrives: jsonata('$states.context.Execution.RedriveCount'), from: {}, pages: 0, noted: 0, left: 0 },
      Retry: [PATIENTLY],
      Next: 'Are there any?',
    },
    'Are there any?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$held.production.digest & $held.sandbox.digest = ""'), Next: 'Noted' },
        { Condition: jsonata(`$states.input.daily = true and ${SETTLED}`), Next: 'Noted' },
      ],
      Default: 'Whose record says otherwise?',
    },
    'Whose record says otherwise?': {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::aws-sdk:dynamodb:query`,
      Arguments: jsonata(`$merge([${QUERY(to)}, $count($keys($from)) = 0 ? {} : {"ExclusiveStartKey": $from}])`),
      Assign: { from: jsonata('$exists($states.result.LastEvaluatedKey) ? $states.result.LastEvaluatedKey : {}') },
      Output: jsonata('[$states.result.Items]'),
      Retry: [PATIENTLY],
      Next: 'Does any?',
    },
    'Does any?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$count($states.input) > 0'), Next: 'Note it' },
        { Condition: jsonata(THERE_IS_MORE), Next: 'Whose record says otherwise?' },
      ],
      Default: 'Noted',
    },
    'Note it': {
      Type: 'Map',
      Items: jsonata(`$partition($states.input, ${BATCH})`),
      MaxConcurrency: 1,
      ItemProcessor: {
        StartAt: 'Note it for some',
        States: {
          'Note it for some': {
            Type: 'Task',
            Resource: `arn:${to.partition}:states:::aws-sdk:dynamodb:transactWriteItems`,
            // What held when this run looked may not hold any more when somebody redrives it: a new run looks anew.
            Arguments: { ClientRequestToken: clientToken, TransactItems: unlessRedriven(items(to)) },
            Output: { noted: jsonata('$count($states.input)'), left: 0 },
            Retry: [CONTENDED, PATIENTLY],
            Catch: [{ ErrorEquals: [TRANSACTION_CANCELED], Output: { noted: 0, left: jsonata('$count($states.input)') }, Next: 'Another day' }],
            End: true,
          },
          // One of them is not ready any more, or was noted already.
          'Another day': { Type: 'Succeed' },
        },
      },
      Assign: {
        pages: jsonata('$pages + 1'), noted: jsonata('$noted + $sum($states.result.noted)'), left: jsonata('$left + $sum($states.result.left)'),
      },
      Next: 'Is there more?',
    },
    'Is there more?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata(`${THERE_IS_MORE} and $pages < ${MOST_PAGES}`), Next: 'Whose record says otherwise?' }],
      Default: 'Noted',
    },
    'Noted': { Type: 'Succeed', Output: { noted: jsonata('$noted'), left: jsonata('$left') } },
  }),
});

/** The calls that the document makes with its own role: API actions as IAM names them, by what they are made on. */
export const STAMP_CALLS = {
  directory: ['dynamodb:PutItem', 'dynamodb:UpdateItem'],
  index: ['dynamodb:Query'],
  roles: ['sts:AssumeRole'],
} as const;

/**
 * An enrolment knows what held when it began, a month before at most. After that and some days nobody's record says
 * otherwise. Should it all the same, the first of the month brings it to light.
 */
const SETTLED = `$count([$held.*.since][$ > $fromMillis($millis() - ${SETTLED_DAYS} * 86400000)]) = 0
  and $substring($states.context.State.EnteredTime, 8, 2) != "01"`.replace(/\n\s*/g, ' ');

const THERE_IS_MORE = '$count($keys($from)) > 0';
const OTHERWISE = (digest: string) => `(attribute_not_exists(#guardrails) OR #guardrails <> ${digest})`;

/** A stage of which nobody knows what holds there is asked for under a name that none has. */
const QUERY = (to: StampTies) => `{
  "TableName": ${quoted(to.directoryTable)},
  "IndexName": "${BY_STATE}",
  "KeyConditionExpression": "#state = :ready",
  "FilterExpression": "#sk = :record AND (#stage = :production AND ${OTHERWISE(':inProduction')} OR #stage = :sandbox AND ${OTHERWISE(':inSandbox')})",
  "ProjectionExpression": "#pk, #stage",
  "ExpressionAttributeNames": {"#pk": "${KEYS.partition}", "#sk": "${KEYS.sort}", "#state": "state", "#stage": "stage", "#guardrails": "guardrails"},
  "ExpressionAttributeValues": {
    ":ready": {"S": "${STATES.ready}"}, ":record": {"S": "${KEYS.record}"},
    ":production": {"S": $held.production.digest = "" ? "-" : "production"}, ":inProduction": {"S": $held.production.digest},
    ":sandbox": {"S": $held.sandbox.digest = "" ? "-" : "sandbox"}, ":inSandbox": {"S": $held.sandbox.digest}
  },
  "Limit": ${PAGE}
}`.replace(/\n\s*/g, ' ');

/** The records, and an entry in the history of each: all of them, or none. */
const items = (to: StampTies) => `(
  $table := ${quoted(to.directoryTable)}; $now := $states.context.State.EnteredTime; $run := $states.context.Execution.Id;
  $append([$states.input.($in := $lookup($held, stage.S); {"Update": {
    "TableName": $table,
    "Key": {"${KEYS.partition}": ${KEYS.partition}, "${KEYS.sort}": {"S": "${KEYS.record}"}},
    "UpdateExpression": "SET #guardrails = :held",
    "ConditionExpression": "#state = :ready AND ${OTHERWISE(':held')}",
    "ExpressionAttributeNames": {"#guardrails": "guardrails", "#state": "state"},
    "ExpressionAttributeValues": {":held": {"S": $in.digest}, ":ready": {"S": "${STATES.ready}"}}
  }})], [$states.input.($in := $lookup($held, stage.S); {"Put": {
    "TableName": $table,
    "Item": {
      "${KEYS.partition}": ${KEYS.partition}, "${KEYS.sort}": {"S": "${KEYS.history}" & $now & "#guardrails"},
      "became": {"S": "guardrails"}, "guardrails": {"S": $in.digest}, "since": {"S": $in.since},
      "at": {"S": $now}, "by": {"S": "stamp"}, "why": {"S": "other guardrails hold in its unit"}, "run": {"S": $run}
    },
    "ConditionExpression": "attribute_not_exists(${KEYS.partition})"
  }})])
)`.replace(/\n\s*/g, ' ');
