import { MINE, recordKey } from './record';
import { EnrolmentTies } from './ties';
import { PATIENTLY, States, jsonata } from '../../private/asl';

/** The state in which a run looks whether it still has its tenant. */
export const fenceOf = (when: string) => `Has this run the record${when}?`;

/**
 * A run that was redriven after another took its tenant over must not touch an account that is ready. So before it goes
 * on with `then`, it looks whether the record is still its own. `when` stands behind the names of the states, for there
 * are several such places.
 */
export function fence(to: EnrolmentTies, when: string, then: string, broken: Record<string, unknown>): States {
  return {
    [fenceOf(when)]: {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::aws-sdk:dynamodb:getItem`,
      Arguments: { TableName: to.directoryTable, Key: recordKey, ConsistentRead: true },
      Assign: MINE,
      Retry: [PATIENTLY],
      Catch: [broken],
      Next: `May it go on${when}?`,
    },
    [`May it go on${when}?`]: {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$mine'), Next: then }],
      Default: 'Another run has it',
    },
  };
}
