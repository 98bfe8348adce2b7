import { CONDITION_FAILED, States, jsonata, patientlyExcept, text } from '../../../private/asl';
import { NOW, logEntry, releaseKey } from '../record';
import { sdk, startRun } from '../ties';

export interface Wake {
  /** The first state's name; the others' follow from it. */
  readonly name: string;
  /** Whose: an expression. */
  readonly release: string;
  /** The phases in which it is woken, as values of DynamoDB's. */
  readonly when: readonly { readonly S: string }[];
  /** What is wished, by whom and why: expressions. */
  readonly wish: string;
  readonly by: string;
  readonly reason: string;
  /** The wave that it is about: an expression. @default - none */
  readonly wave?: string;
  readonly then: string;
  /** Where the workflow goes when it is in no such phase. @default - as if it were woken */
  readonly otherwise?: string;
  /** The machine that plays releases. @default - this one */
  readonly machine?: string;
}

const NOT_ASLEEP = ['Sfn.TaskTimedOutException', 'Sfn.TaskDoesNotExistException', 'Sfn.InvalidTokenException'];

/**
 * Wishes something of a release and wakes its run. Where that does not sleep, it sees the wish by itself; where it is
 * no more, another one is started.
 *
 * Variables: `service`.
 */
export function wake(to: { partition: string; table: string }, about: Wake): States {
  const { name, release, when, wish, by, reason, wave = '0', then, otherwise = then, machine } = about;
  const [rouse, sleeps, start] = [`${name}: wake its run`, `${name}: does it sleep?`, `${name}: start a run`];
  const phases = Object.fromEntries(when.map((phase, at) => [`:phase${at}`, phase]));
  return {
    [name]: {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'updateItem'),
      Arguments: {
        TableName: to.table,
        Key: releaseKey(release),
        UpdateExpression: 'SET wish = :wish, #log = list_append(#log, :entry)',
        ConditionExpression: `#phase IN (${Object.keys(phases).join(', ')})`,
        ExpressionAttributeNames: { '#phase': 'phase', '#log': 'log' },
        ExpressionAttributeValues: {
          ...phases,
          ':wish': text(`$string({"action": ${wish}, "by": ${by}, "reason": ${reason}, "wave": ${wave}, "at": ${NOW}})`),
          ':entry': { L: [logEntry(`"wished: " & ${wish} & ", " & ${reason}`, by)] },
        },
        ReturnValues: 'ALL_NEW',
      },
      Assign: { token: jsonata('$exists($states.result.Attributes.taskToken.S) ? $states.result.Attributes.taskToken.S : ""') },
      Retry: patientlyExcept(CONDITION_FAILED),
      Catch: [{ ErrorEquals: [CONDITION_FAILED], Next: otherwise }],
      Next: sleeps,
    },
    [sleeps]: { Type: 'Choice', Choices: [{ Condition: jsonata('$token != ""'), Next: rouse }], Default: start },
    [rouse]: {
      Type: 'Task',
      Resource: sdk(to, 'sfn', 'sendTaskSuccess'),
      Arguments: { TaskToken: jsonata('$token'), Output: '{}' },
      Retry: patientlyExcept(...NOT_ASLEEP),
      // Its token is an old one: it is awake, or its run is no more.
      Catch: [{ ErrorEquals: NOT_ASLEEP, Next: start }],
      Next: then,
    },
    [start]: startRun(to, {
      StateMachineArn: machine ?? jsonata('$states.context.StateMachine.Id'),
      Name: jsonata(`"go-on-" & $substring($hash($states.context.Execution.Id & $states.context.State.EnteredTime & $service & ${release}, "SHA-256"), 0, 40)`),
      Input: jsonata(`$string({"service": $service, "release": ${release}})`),
    }, then),
  };
}
