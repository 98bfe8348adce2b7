import { FAILED } from './fail.asl';
import { fence, fenceNames } from './fence.asl';
import { EnrolmentTies } from './ties';
import { NO_FAILURE, REDRIVEN, States, jsonata, otherwise, patientlyExcept, unlessRedriven } from '../../private/asl';

/** Where an account gets its tags that was made before this run. */
export const TAG = 'Tag the account';

const BEFORE_TAGS = fenceNames(' before it tags');

/** AWS says these of tags that it does not take, and of more than it takes beside those of an earlier request. */
const NOT_THESE = ['Organizations.InvalidInputException', 'Organizations.ConstraintViolationException'];

/**
 * An account that was made for an earlier request gets the tags of this one. What the earlier one asked for under other
 * keys stays: nothing is taken away here.
 *
 * Variables: `asBorn`, whether the account has what it was created with, and needs nothing of this.
 */
export function tag(to: EnrolmentTies, then: string): States {
  const broken = otherwise('tagging the account', FAILED);
  return {
    [TAG]: {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::aws-sdk:organizations:tagResource`,
      Credentials: { RoleArn: to.accessRoleArn },
      Arguments: { ResourceId: unlessRedriven('$accountId'), Tags: jsonata('$accountTags') },
      Assign: { asBorn: true },
      Retry: patientlyExcept(REDRIVEN, ...NOT_THESE),
      Catch: [
        { ErrorEquals: [REDRIVEN], Next: BEFORE_TAGS.look },
        { ...broken, ErrorEquals: NOT_THESE, Next: 'Was it a tag?' },
        broken,
      ],
      Next: then,
    },
    'Was it a tag?': {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata('$count($accountTags) > 2'),
        Assign: {
          accountTags: jsonata('[$accountTags[0], $accountTags[1]]'),
          notes: jsonata('$append($notes, ["AWS refused a tag, so the account has none of those asked for: " & $failure.cause])'),
          ...NO_FAILURE,
        },
        Next: TAG,
      }],
      Default: FAILED,
    },
    ...fence(to, BEFORE_TAGS, TAG, broken),
  };
}
