import { EMPTY, jsonata, number, otherwise, PATIENTLY, patientlyExcept, States, text } from '../../private/asl';

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
  /** With a slot, when its time has come. */
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
 * places given back plus the places there are. Who has to wait leaves a task token under the ticket's number and sleeps;
 * who gives a place back wakes the one whose turn it is. Each step is one write to one item, so nobody can miss a call:
 * the two sides meet at the ticket's item, and whoever comes second sees what the first has left there.
 *
 * Variables: `ticket`, `issued` (how many tickets there ever were), `line.issued`, `line.released`.
 */
export function takePlace(line: Line, turns: Turns): States {
  const counters = { issued: jsonata('$number($states.result.Attributes.issued.N)'), released: jsonata(RELEASED('Attributes')) };
  return {
    'Take a ticket': {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: {
        TableName: line.table, Key: lineKey(line), UpdateExpression: 'ADD issued :one',
        ExpressionAttributeValues: { ':one': { N: '1' } }, ReturnValues: 'ALL_NEW',
      },
      Assign: { ticket: jsonata('$number($states.result.Attributes.issued.N)'), issued: counters.issued, line: counters },
      Retry: [PATIENTLY],
      Catch: [otherwise('taking a ticket for account creation', turns.broken)],
      Next: 'Is a place free?',
    },
    'Is a place free?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata(`$ticket <= $line.released + ${line.places}`), Next: turns.withPlace }],
      Default: 'Stand in line',
    },
    'Stand in line': {
      Type: 'Task',
      Resource: `${call(line, 'updateItem')}.waitForTaskToken`,
      TimeoutSeconds: line.lookAgainSeconds,
      Arguments: {
        TableName: line.table, Key: ticketKey(line, '$ticket'),
        UpdateExpression: 'SET taskToken = :token, expires = :expires',
        ConditionExpression: 'attribute_not_exists(called)',
        ExpressionAttributeValues: { ':token': text('$states.context.Task.Token'), ':expires': expires },
      },
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
      Assign: { line: { issued: jsonata('$number($states.result.Item.issued.N)'), released: jsonata(RELEASED('Item')) } },
      Retry: [PATIENTLY],
      Catch: [otherwise('looking at the line for account creation', turns.brokenWithPlace)],
      Next: turns.stillWaiting,
    },
  };
}

/**
 * The pace: a slot is reserved with one conditional write, and then waited for once. DynamoDB knows no maximum, so the
 * two cases, a line that is busy and one that is idle, are two writes, and one of them holds.
 *
 * Variables: `slot` in milliseconds since 1970.
 */
export function reserveSlot(line: Line, turns: Turns): States {
  const spacing = line.spacingSeconds * 1000;
  return {
    'Reserve a slot in a busy line': {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: {
        TableName: line.table, Key: lineKey(line),
        UpdateExpression: 'SET nextSlot = nextSlot + :spacing', ConditionExpression: 'nextSlot >= :now',
        ExpressionAttributeValues: { ':spacing': { N: `${spacing}` }, ':now': number('$millis()') }, ReturnValues: 'UPDATED_OLD',
      },
      Assign: { slot: jsonata('$number($states.result.Attributes.nextSlot.N)') },
      Retry: patientlyExcept(CONDITION_FAILED),
      Catch: [
        { ErrorEquals: [CONDITION_FAILED], Next: 'Reserve a slot in an idle line' },
        otherwise('reserving a slot for account creation', turns.brokenWithPlace),
      ],
      Next: 'Wait for the slot',
    },
    'Reserve a slot in an idle line': {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: {
        TableName: line.table, Key: lineKey(line), UpdateExpression: 'SET nextSlot = :next',
        ConditionExpression: 'attribute_not_exists(nextSlot) OR nextSlot < :now',
        ExpressionAttributeValues: { ':next': number(`$millis() + ${spacing}`), ':now': number('$millis()') },
      },
      Assign: { slot: jsonata('$millis()') },
      Retry: patientlyExcept(CONDITION_FAILED),
      Catch: [
        { ErrorEquals: [CONDITION_FAILED], Next: 'Reserve a slot in a busy line' },
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
        TableName: line.table, Key: lineKey(line), UpdateExpression: 'SET nextSlot = :later', ConditionExpression: 'nextSlot < :later',
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
 * Gives the place back and wakes the one whose turn it is. Goes on to `afterwards`, which has to be a Choice or anything
 * else that does not mind being the next after each of these states.
 */
export function giveBack(line: Line, afterwards: string): States {
  return {
    'Give the place back': {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: {
        TableName: line.table, Key: lineKey(line), UpdateExpression: 'ADD released :one',
        ExpressionAttributeValues: { ':one': { N: '1' } }, ReturnValues: 'ALL_NEW',
      },
      Assign: {
        ticket: 0,
        line: { issued: jsonata('$number($states.result.Attributes.issued.N)'), released: jsonata(RELEASED('Attributes')) },
      },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], Assign: { line: { issued: 0, released: 0 } }, Next: afterwards }],
      Next: afterwards,
    },
    'Call the next in line': {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: {
        TableName: line.table, Key: ticketKey(line, `$line.released + ${line.places}`),
        UpdateExpression: 'SET called = :now, expires = :expires',
        ExpressionAttributeValues: { ':now': text('$states.context.State.EnteredTime'), ':expires': expires }, ReturnValues: 'ALL_NEW',
      },
      Assign: {
        line: { issued: 0, released: 0 },
        sleeper: jsonata('$exists($states.result.Attributes.taskToken.S) ? $states.result.Attributes.taskToken.S : ""'),
      },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], Assign: { line: { issued: 0, released: 0 } }, Next: afterwards }],
      Next: afterwards,
    },
    'Wake it': {
      Type: 'Task',
      Resource: `arn:${line.partition}:states:::aws-sdk:sfn:sendTaskSuccess`,
      Arguments: { TaskToken: jsonata('$sleeper'), Output: '{}' },
      Assign: { sleeper: EMPTY },
      // Who cannot be woken looks at the line by itself after a while, or is no more.
      Catch: [{ ErrorEquals: ['States.ALL'], Assign: { sleeper: EMPTY }, Next: afterwards }],
      Next: afterwards,
    },
  };
}

/** The rules of the Choice after `giveBack`. Once nobody has to be called or woken, the caller's own rules decide. */
export const callingRules = (line: Line) => [
  { Condition: jsonata(`$line.issued >= $line.released + ${line.places} and $line.issued > 0`), Next: 'Call the next in line' },
  { Condition: jsonata('$sleeper != ""'), Next: 'Wake it' },
];

const RELEASED = (from: 'Attributes' | 'Item') =>
  `$exists($states.result.${from}.released.N) ? $number($states.result.${from}.released.N) : 0`;

const expires = number(`$floor($millis() / 1000) + ${KEPT_SECONDS}`);

const call = (line: Line, action: string) => `arn:${line.partition}:states:::aws-sdk:dynamodb:${action}`;

const lineKey = (line: Line) => ({ api: { S: line.api }, item: { S: 'LINE' } });

const ticketKey = (line: Line, ticket: string) => ({ api: { S: line.api }, item: text(`"TICKET#" & $string(${ticket})`) });
