import { CONDITION_FAILED, jsonata, number, otherwise, patientlyExcept, REDRIVEN, States, text, unlessRedriven } from '../../private/asl';
import { GOVERNOR, LOOK_AGAIN } from '../contract';

/** A limited API, its pace and its places. */
export interface Line {
  readonly partition: string;
  readonly table: string;
  /** Names the line; all workflows that call the same API in the same organization stand in the same one. */
  readonly api: string;
  /** How many may be under way at once. */
  readonly places: number;
  /** How far apart calls have to be in the long run. Two may come at once after a pause. */
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
  /** When the run was redriven: nobody knows whether it still has its place. */
  readonly redriven: string;
  /** When the line itself fails. */
  readonly broken: string;
  /** Every time that somebody has waited `lookAgainSeconds`. */
  readonly stillWaiting: string;
}

/**
 * Who waits has an item in the line, under the time at which it came: first come, first served. It is put there
 * together with the tenant's record, so that nobody can be on record and not in line.
 */
export const inLine = (line: Line) => ({ Put: { TableName: line.table, Item: { ...waitKey(line), who: text('$tenantId') } } });

/** Taken off the line together with the next change of the record. */
export const offTheLine = (line: Line) => ({ Delete: { TableName: line.table, Key: waitKey(line) } });

/**
 * A place in flight, without polling. Places are held by name, so that whatever is done twice is done once: a call
 * that is repeated, a run that is redriven, another run for the same tenant.
 *
 * Who finds no place leaves a task token in its item and sleeps. A place is free only while nobody is in line, for who
 * gives one back hands it to the next. Who comes enters the line before looking for a place, and who gives one back for
 * which nobody waits looks at the line once more: so the two cannot miss each other.
 *
 * Variables: `tenantId`, `queuedAt` (when it came), and `nextSlot` and `quickest` as they were when the line was last
 * seen.
 */
export function takePlace(line: Line, turns: Turns): States {
  return {
    'Take a place': {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: {
        TableName: line.table,
        Key: lineKey(line),
        UpdateExpression: 'ADD holders :us, changes :one',
        ConditionExpression: 'attribute_not_exists(holders) OR contains(holders, :me) OR size(holders) < :places',
        ExpressionAttributeValues: {
          ':us': { Ss: [jsonata('$tenantId')] }, ':me': text('$tenantId'), ':one': { N: '1' }, ':places': { N: `${line.places}` },
        },
        ReturnValues: 'ALL_NEW',
      },
      Assign: seen('$states.result.Attributes'),
      Retry: patientlyExcept(CONDITION_FAILED),
      Catch: [
        { ErrorEquals: [CONDITION_FAILED], Next: 'Stand in line' },
        otherwise('taking a place for account creation', turns.broken),
      ],
      Next: turns.withPlace,
    },
    'Stand in line': {
      Type: 'Task',
      Resource: `${call(line, 'updateItem')}.waitForTaskToken`,
      TimeoutSeconds: line.lookAgainSeconds,
      Arguments: {
        TableName: line.table,
        Key: waitKey(line),
        UpdateExpression: 'SET taskToken = :token, who = :me',
        ConditionExpression: 'attribute_not_exists(calledAt)',
        ExpressionAttributeValues: { ':token': text('$states.context.Task.Token'), ':me': text('$tenantId') },
      },
      Assign: { nextSlot: jsonata('$states.result.nextSlot'), quickest: jsonata('$states.result.quickest') },
      Retry: patientlyExcept(CONDITION_FAILED, LOOK_AGAIN, 'States.Timeout'),
      Catch: [
        { ErrorEquals: [CONDITION_FAILED], Next: turns.withPlace },
        { ErrorEquals: [LOOK_AGAIN], Next: 'Take a place' },
        { ErrorEquals: ['States.Timeout'], Next: turns.stillWaiting },
        otherwise('standing in line for account creation', turns.broken),
      ],
      Next: turns.withPlace,
    },
  };
}

/**
 * The pace: a slot is reserved with one conditional write, and then waited for once. DynamoDB knows no maximum, so
 * there are two forms of the write, one for a line that is busy and one for an idle one. The form follows from when the
 * line was last seen; when that was too long ago, the condition fails and the other form is taken.
 *
 * After a pause two may go at once: AWS's bucket holds three, and one is left for others.
 *
 * Variables: `nextSlot` and `slot`, in milliseconds since 1970, and `askedFor`, the slots there ever were.
 */
export function reserveSlot(line: Line, turns: Turns): States {
  const spacing = line.spacingSeconds * 1000;
  const write = `($pause := $millis() - ${spacing}; $merge([
    ${JSON.stringify({ TableName: '#', Key: lineKey(line), ReturnValues: 'UPDATED_NEW' }).replace('"#"', JSON.stringify(line.table))},
    $nextSlot >= $pause ? {
      "UpdateExpression": "SET nextSlot = nextSlot + :spacing ADD asked :one", "ConditionExpression": "nextSlot >= :pause",
      "ExpressionAttributeValues": {":one": {"N": "1"}, ":spacing": {"N": "${spacing}"}, ":pause": {"N": $string($pause)}}
    } : {
      "UpdateExpression": "SET nextSlot = :next ADD asked :one", "ConditionExpression": "attribute_not_exists(nextSlot) OR nextSlot < :pause",
      "ExpressionAttributeValues": {":one": {"N": "1"}, ":next": {"N": $string($pause + ${spacing})}, ":pause": {"N": $string($pause)}}
    }]))`.replace(/\n\s*/g, ' ');
  return {
    'Reserve a slot': {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: unlessRedriven(write),
      Assign: {
        slot: jsonata(`$number($states.result.Attributes.nextSlot.N) - ${spacing}`),
        askedFor: jsonata('$number($states.result.Attributes.asked.N)'),
      },
      Retry: patientlyExcept(CONDITION_FAILED, REDRIVEN),
      Catch: [
        { ErrorEquals: [REDRIVEN], Next: turns.redriven },
        {
          ErrorEquals: [CONDITION_FAILED],
          Assign: { nextSlot: jsonata(`$nextSlot >= $millis() - ${spacing} ? 0 : ${FAR_AWAY}`) },
          Next: 'Reserve a slot',
        },
        otherwise('reserving a slot for account creation', turns.broken),
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

/** What an item says of the line. */
export const seen = (item: string) => Object.fromEntries(['nextSlot', 'quickest', 'changes'].map(name => [
  name, jsonata(`$exists(${item}.${name}.N) ? $number(${item}.${name}.N) : 0`),
]));

/** Later than any slot. */
const FAR_AWAY = 9e15;

export const call = (line: Line, action: string) => `arn:${line.partition}:states:::aws-sdk:dynamodb:${action}`;

export const lineKey = (line: Line) => ({ api: { S: line.api }, item: { S: GOVERNOR.line } });

const waitKey = (line: Line) => ({ api: { S: line.api }, item: text(`"${GOVERNOR.waiting}" & $queuedAt & "#" & $tenantId`) });
