import { Line, call, lineKey, seen } from './line.asl';
import { clientToken, jsonata, number, PATIENTLY, patientlyExcept, States, text, TRANSACTION_CANCELED } from '../../private/asl';
import { GOVERNOR } from '../contract';

/** How often the next in line is looked for again when others change the line at the same time. */
const MOST_TRIES = 20;

/** The longest read that finds the line itself, those who have a place and are not yet off the line, and one more. */
const ENOUGH = 8;

/**
 * Gives the place on to whoever is next, or back when nobody waits. The states' names end in `when`, for a workflow
 * that does so in several places. Whatever goes wrong here goes on to `next`: a place that is not given back costs
 * others time until the sweeper finds it, and is no reason to fail.
 *
 * Variables: `took`, the seconds that this creation took, 0 when nobody knows; `gaveBack` and `contested`, false and 0
 * at first.
 */
export function giveBack(line: Line, when: string, next: string): States {
  const [look, ask, hand, give, wake] = ['Who is next', 'Does anybody wait', 'Hand the place on', 'Give the place back', 'Wake it']
    .map(name => name + when);
  const dropped = [{ ErrorEquals: ['States.ALL'], Next: next }];
  return {
    [`${look}?`]: {
      Type: 'Task',
      Resource: call(line, 'query'),
      Arguments: {
        TableName: line.table,
        KeyConditionExpression: 'api = :api',
        ExpressionAttributeValues: { ':api': { S: line.api } },
        ConsistentRead: true,
        Limit: ENOUGH,
      },
      Assign: { ...seen(LINE_ITEM), nextInLine: jsonata(NEXT_IN_LINE) },
      Retry: [PATIENTLY],
      Catch: dropped,
      Next: `${ask}?`,
    },
    [`${ask}?`]: {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata(`$nextInLine.who != "" and $count($nextInLine.others) < ${line.places} and $contested < ${MOST_TRIES}`), Next: hand },
        { Condition: jsonata('$not($gaveBack)'), Next: give },
      ],
      Default: next,
    },
    [hand]: {
      Type: 'Task',
      Resource: call(line, 'transactWriteItems'),
      Arguments: { ClientRequestToken: clientToken, TransactItems: [handOver(line), calling(line)] },
      Assign: { gaveBack: true },
      Retry: patientlyExcept(TRANSACTION_CANCELED),
      Catch: [{ ErrorEquals: [TRANSACTION_CANCELED], Assign: { contested: jsonata('$contested + 1') }, Next: `${look}?` }, ...dropped],
      Next: wake,
    },
    [give]: {
      Type: 'Task',
      Resource: call(line, 'updateItem'),
      Arguments: {
        TableName: line.table,
        Key: lineKey(line),
        UpdateExpression: 'ADD changes :one DELETE holders :us SET quickest = :quickest',
        ExpressionAttributeValues: { ':one': { N: '1' }, ':us': { Ss: [jsonata('$tenantId')] }, ':quickest': number(QUICKEST) },
      },
      Assign: { gaveBack: true },
      Retry: [PATIENTLY],
      Catch: dropped,
      Next: `${look}?`,
    },
    [wake]: {
      Type: 'Task',
      Resource: `arn:${line.partition}:states:::aws-sdk:sfn:sendTaskSuccess`,
      Arguments: {
        // Who has no token is still on its way to sleep, and will find that it is called.
        TaskToken: jsonata('$nextInLine.token != "" ? $nextInLine.token : $error("the next in line does not sleep")'),
        Output: jsonata('$string({"nextSlot": $nextSlot, "quickest": $quickest})'),
      },
      Retry: patientlyExcept('States.QueryEvaluationError', ...NOBODY_SLEEPS),
      // Who cannot be woken is no more, or is woken by the sweeper.
      Catch: dropped,
      Next: next,
    },
  };
}

/** Names as Step Functions spells the errors of its own API. */
const NOBODY_SLEEPS = ['Sfn.TaskTimedOutException', 'Sfn.TaskDoesNotExistException', 'Sfn.InvalidTokenException'];

/** The line itself gets another holder, if nobody has changed it since it was read. */
const handOver = (line: Line) => ({
  Update: {
    TableName: line.table,
    Key: lineKey(line),
    UpdateExpression: 'SET holders = :holders, changes = changes + :one, quickest = :quickest',
    ConditionExpression: 'changes = :seen',
    ExpressionAttributeValues: {
      ':holders': { Ss: jsonata('[$nextInLine.others, $nextInLine.who]') },
      ':one': { N: '1' },
      ':quickest': number(QUICKEST),
      ':seen': number('$changes'),
    },
  },
});

/** The next in line is called, if its token is the one that was read. */
const calling = (line: Line) => ({
  Update: {
    TableName: line.table,
    Key: { api: { S: line.api }, item: text('$nextInLine.item') },
    UpdateExpression: 'SET calledAt = :now',
    ConditionExpression: jsonata('$nextInLine.token = "" ? "attribute_exists(who) AND attribute_not_exists(taskToken)" : "taskToken = :token"'),
    ExpressionAttributeValues: jsonata('$merge([{":now": {"S": $states.context.State.EnteredTime}}, $nextInLine.token = "" ? {} : {":token": {"S": $nextInLine.token}}])'),
  },
});

const LINE_ITEM = `$states.result.Items[item.S = "${GOVERNOR.line}"]`;

/** The first in line without a place, and who has places beside this tenant. */
const NEXT_IN_LINE = `($held := [${LINE_ITEM}.holders.Ss]; $first := $states.result.Items[$exists(who) and $not(who.S in $held)][0]; {
  "who": $exists($first) ? $first.who.S : "", "item": $exists($first) ? $first.item.S : "",
  "token": $exists($first.taskToken) ? $first.taskToken.S : "", "others": [$held[$ != $tenantId]]
})`.replace(/\n\s*/g, ' ');

/**
 * How long the quickest of the last creations took, so that the next is looked after no sooner. A slower one counts a
 * tenth.
 */
const QUICKEST = '($took = 0 ? $quickest : $quickest = 0 or $took < $quickest ? $took : $round(0.97 * $quickest + 0.03 * $took, 3))';
