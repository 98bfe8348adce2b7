import { jsonata, number, otherwise, PATIENTLY, patientlyExcept, States, text } from '../../private/asl';

/** A limited API, its pace and its places. */
export interface Line {
  readonly partition: string;
  readonly table: string;
  /** Names the line; all workflows that call the same API in the same organization stand in the same one. */
  readonly api: string;
  /** How many may be under way at once. */
  readonly places: number;
  /** How far apart calls have to be. */
  readonly spacingSeconds: number;
  /** How long somebody waits before looking whether the call to go on was lost. */
  readonly lookAgainSeconds: number;
}

/** Where the workflow goes on. */
export interface Turns {
  /** With a place. */
  readonly withPlace: string;
  /** When the time of the slot has come. */
  readonly atSlot: string;
  /** When the line itself fails before a place was had. */
  readonly broken: string;
  /** When the line fails for one who has a place. */
  readonly brokenWithPlace: string;
  /** Every time that somebody has waited `lookAgainSeconds`. */
  readonly stillWaiting: string;
}

/** How long tickets and calls stay on the table: longer than anybody waits. */
const KEPT_SECONDS = 30 * 24 * 3600;

const CONDITION_FAILED = 'DynamoDb.ConditionalCheckFailedException';

/**
 * Places in flight: first come, first served, without polling.
 *
 * One counter hands out tickets, one counts the places given back. A ticket may go in when its number is not above the
 * places given back plus the places there are. Who has to wait leaves a task token under the ticket's number and
 * sleeps; who gives a place back wakes the one whose turn it is. Each step is one write to one item, so nobody can miss
 * a call: the two sides meet at the ticket's item, and whoever comes second sees what the first has left there.
 *
 * Variables: `ticket`, and `issued`, `released` and `nextSlot` as they were when the line was last seen.
 */
export function takePlace(line: Line, turns: Turns): States {
  return {
    'Take a ticket': {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: {
        TableName: line.table,
        Key: lineKey(line),
        UpdateExpression: 'ADD issued :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
        ReturnValues: 'ALL_NEW',
      },
      Assign: { ticket: jsonata('$number($states.result.Attributes.issued.N)'), ...lineIn('Attributes') },
      Retry: [PATIENTLY],
      Catch: [otherwise('taking a ticket for account creation', turns.broken)],
      Next: 'Is a place free?',
    },
    'Is a place free?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata(`$ticket <= $released + ${line.places}`), Next: turns.withPlace }],
      Default: 'Stand in line',
    },
    'Stand in line': {
      Type: 'Task',
      Resource: `${call(line, 'updateItem')}.waitForTaskToken`,
      TimeoutSeconds: line.lookAgainSeconds,
      Arguments: {
        TableName: line.table,
        Key: ticketKey(line, '$ticket'),
        UpdateExpression: 'SET taskToken = :token, expires = :expires',
        ConditionExpression: 'attribute_not_exists(calledAt)',
        ExpressionAttributeValues: { ':token': text('$states.context.Task.Token'), ':expires': expires },
      },
      Assign: { nextSlot: jsonata('$states.result.nextSlot') },
      Retry: patientlyExcept(CONDITION_FAILED),
      Catch: [
        { ErrorEquals: [CONDITION_FAILED], Next: turns.withPlace },
        { ErrorEquals: ['States.Timeout'], Next: 'Look at the line again' },
        otherwise('standing in line for account creation', turns.brokenWithPlace),
      ],
      Next: turns.withPlace,
    },
    'Look at the line again': {
      Type: 'Task',
      Resource: call(line, 'getItem'),
      Arguments: { TableName: line.table, Key: lineKey(line), ConsistentRead: true },
      Assign: lineIn('Item'),
      Retry: [PATIENTLY],
      Catch: [otherwise('looking at the line for account creation', turns.brokenWithPlace)],
      Next: turns.stillWaiting,
    },
  };
}

/**
 * The pace: a slot is reserved with one conditional write, and then waited for once. DynamoDB knows no maximum, so
 * there are two forms of the write, one for a line that is busy and one for an idle one. The form follows from when the
 * line was last seen; when that was too long ago, the condition fails and the other form is taken.
 *
 * Variables: `nextSlot` and `slot`, in milliseconds since 1970.
 */
export function reserveSlot(line: Line, turns: Turns): States {
  const spacing = line.spacingSeconds * 1000;
  const write = `($now := $string($millis()); $merge([
    ${JSON.stringify({ TableName: '#', Key: lineKey(line), ReturnValues: 'UPDATED_NEW' }).replace('"#"', JSON.stringify(line.table))},
    $nextSlot >= $millis() ? {
      "UpdateExpression": "SET nextSlot = nextSlot + :spacing", "ConditionExpression": "nextSlot >= :now",
      "ExpressionAttributeValues": {":spacing": {"N": "${spacing}"}, ":now": {"N": $now}}
    } : {
      "UpdateExpression": "SET nextSlot = :next", "ConditionExpression": "attribute_not_exists(nextSlot) OR nextSlot < :now",
      "ExpressionAttributeValues": {":next": {"N": $string($millis() + ${spacing})}, ":now": {"N": $now}}
    }]))`.replace(/\n\s*/g, ' ');
  return {
    'Reserve a slot': {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: jsonata(write),
      Assign: { slot: jsonata(`$number($states.result.Attributes.nextSlot.N) - ${spacing}`) },
      Retry: patientlyExcept(CONDITION_FAILED),
      Catch: [
        {
          ErrorEquals: [CONDITION_FAILED],
          Assign: { nextSlot: jsonata(`$nextSlot >= $millis() ? 0 : ${FAR_AWAY}`) },
          Next: 'Reserve a slot',
        },
        otherwise('reserving a slot for account creation', turns.brokenWithPlace),
      ],
      Next: 'Wait for the slot',
    },
    'Wait for the slot': { Type: 'Wait', Timestamp: jsonata('$fromMillis($slot)'), Next: turns.atSlot },
  };
}

/**
 * When AWS refuses for its rate all the same, somebody else uses the same API. The whole line is pushed back, longer
 * each time, so that those behind do not run into the same wall.
 *
 * Variables: `tries`.
 */
export function holdLineBack(line: Line, next: string, broken: string): States {
  const later = number('$millis() + $min([3600000, 15000 * $power(2, $tries)])');
  return {
    'Hold the line back': {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: {
        TableName: line.table,
        Key: lineKey(line),
        UpdateExpression: 'SET nextSlot = :later',
        ConditionExpression: 'nextSlot < :later',
        ExpressionAttributeValues: { ':later': later },
      },
      Assign: { tries: jsonata('$tries + 1') },
      Retry: patientlyExcept(CONDITION_FAILED),
      Catch: [
        // Others have pushed it back as far already.
        { ErrorEquals: [CONDITION_FAILED], Assign: { tries: jsonata('$tries + 1') }, Next: next },
        otherwise('holding the line for account creation back', broken),
      ],
      Next: next,
    },
  };
}

/**
 * Gives the place back, if there is one, and wakes the one whose turn it is. The states' names end in `when`, for a
 * workflow that does so in several places. Whatever goes wrong here goes on to `next`: a place that is not given back
 * costs others time, and is no reason to fail.
 */
export function giveBack(line: Line, when: string, next: string): States {
  const [give, ask, call_, wake] = ['Give the place back', 'Does anybody wait', 'Call the next in line', 'Wake it'].map(name => name + when);
  return {
    [give]: {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: {
        TableName: line.table,
        Key: lineKey(line),
        UpdateExpression: 'ADD released :places',
        ExpressionAttributeValues: { ':places': { N: jsonata('$ticket > 0 ? "1" : "0"') } },
        ReturnValues: 'ALL_NEW',
      },
      Assign: { ticket: 0, ...lineIn('Attributes') },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: next }],
      Next: `${ask}?`,
    },
    [`${ask}?`]: {
      Type: 'Choice',
      Choices: [{ Condition: jsonata(`$issued >= $released + ${line.places}`), Next: call_ }],
      Default: next,
    },
    [call_]: {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: {
        TableName: line.table,
        Key: ticketKey(line, `$released + ${line.places}`),
        UpdateExpression: 'SET calledAt = :now, expires = :expires',
        ExpressionAttributeValues: { ':now': text('$states.context.State.EnteredTime'), ':expires': expires },
        ReturnValues: 'ALL_NEW',
      },
      // Without a token the next in line is still on its way to it, and will find that it is called. Then this is no
      // result.
      Assign: { sleeper: jsonata('$states.result.Attributes.taskToken.S') },
      Retry: patientlyExcept('States.QueryEvaluationError'),
      Catch: [{ ErrorEquals: ['States.ALL'], Next: next }],
      Next: wake,
    },
    [wake]: {
      Type: 'Task',
      Resource: `arn:${line.partition}:states:::aws-sdk:sfn:sendTaskSuccess`,
      Arguments: { TaskToken: jsonata('$sleeper'), Output: jsonata('$string({"nextSlot": $nextSlot})') },
      // Who cannot be woken looks at the line by itself after a while, or is no more.
      Catch: [{ ErrorEquals: ['States.ALL'], Next: next }],
      Next: next,
    },
  };
}

/** What an answer of DynamoDB says of the line. */
const lineIn = (where: 'Attributes' | 'Item') => Object.fromEntries(['issued', 'released', 'nextSlot'].map(name => [
  name, jsonata(`$exists($states.result.${where}.${name}.N) ? $number($states.result.${where}.${name}.N) : 0`),
]));

/** Later than any slot. */
const FAR_AWAY = 9e15;

const expires = number(`$floor($millis() / 1000) + ${KEPT_SECONDS}`);

const call = (line: Line, action: string) => `arn:${line.partition}:states:::aws-sdk:dynamodb:${action}`;

const lineKey = (line: Line) => ({ api: { S: line.api }, item: { S: 'LINE' } });

const ticketKey = (line: Line, ticket: string) => ({ api: { S: line.api }, item: text(`"TICKET#" & $string(${ticket})`) });
