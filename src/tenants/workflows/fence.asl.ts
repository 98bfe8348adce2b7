import { recordKey } from './record';
import { EnrolmentTies } from './ties';
import { PATIENTLY, States, jsonata } from '../../private/asl';
import { STATES } from '../contract';

/** Whether this run has the record, what the record says, and how often the run was redriven when it looked. */
const MINE = {
  mine: jsonata('$exists($states.result.Item.run.S) and $states.result.Item.run.S = $states.context.Execution.Id'),
  onRecord: jsonata('$exists($states.result.Item.state.S) ? $states.result.Item.state.S : ""'),
  redrives: jsonata('$states.context.Execution.RedriveCount'),
};

/** The names of a fence's two states. */
export interface FenceNames {
  /** In which a run looks whether it still has its tenant. */
  readonly look: string;
  readonly may: string;
}

/** `when` stands behind the names, for there are several such places. */
export const fenceNames = (when: string): FenceNames => ({ look: `Has this run the record${when}?`, may: `May it go on${when}?` });

/**
 * A run that was redriven after another took its tenant over must not touch an account that is ready. So before it goes
 * on with `then`, it looks whether the record is still its own. Who finds its tenant ready by itself goes on with
 * `whenReady`: it was written, and only the answer did not come.
 */
export function fence(
  to: EnrolmentTies, { look, may }: FenceNames, then: string, broken: Record<string, unknown>, whenReady?: string,
): States {
  return {
    [look]: {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::aws-sdk:dynamodb:getItem`,
      Arguments: { TableName: to.directoryTable, Key: recordKey, ConsistentRead: true },
      Assign: MINE,
      Retry: [PATIENTLY],
      Catch: [broken],
      Next: may,
    },
    [may]: {
      Type: 'Choice',
      Choices: [
        ...whenReady ? [{ Condition: jsonata(`$mine and $onRecord = "${STATES.ready}"`), Next: whenReady }] : [],
        { Condition: jsonata('$mine'), Next: then },
      ],
      Default: 'Another run has it',
    },
  };
}
