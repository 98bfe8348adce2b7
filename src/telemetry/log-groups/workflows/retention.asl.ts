import { EMPTY, PATIENTLY, bounded, jsonata, quoted } from '../../../private/asl';
import { CENTRAL_LOG_PREFIX } from '../log-names';

/** What the workflow is tied to. */
export interface RetentionTies {
  readonly partition: string;
  readonly machineArn: string;
  readonly retentionInDays: number;
}

/** A run has a history of 25,000 events: it hands on before. Of a page seven of them come, of a change six. */
const MOST_PAGES = 500;
const MOST_CHANGES = 2500;

const LOOK = 'Look at a page';

/**
 * Sets a retention on log groups of copies that have none, page by page. A run that has done enough starts the next one
 * where it stands.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export function retention(to: RetentionTies) {
  return {
    Comment: "Copies of tenants' logs are not kept for ever",
    QueryLanguage: 'JSONata',
    TimeoutSeconds: 86400,
    StartAt: 'Begin',
    States: bounded({
      'Begin': {
        Type: 'Pass',
        Assign: { page: jsonata('$exists($states.input.page) ? $states.input.page : ""'), pages: 0, changes: 0, without: [] },
        Next: LOOK,
      },
      [LOOK]: {
        Type: 'Task',
        Resource: `arn:${to.partition}:states:::aws-sdk:cloudwatchlogs:describeLogGroups`,
        Arguments: jsonata(`$merge([{"LogGroupNamePrefix": ${quoted(CENTRAL_LOG_PREFIX)}, "Limit": 50}, $page = "" ? {} : {"NextToken": $page}])`),
        Retry: [PATIENTLY],
        Assign: {
          page: jsonata('$exists($states.result.NextToken) ? $states.result.NextToken : ""'),
          without: jsonata('[$states.result.LogGroups[$not($exists(RetentionInDays))].LogGroupName]'),
          pages: jsonata('$pages + 1'),
        },
        Next: 'Is one of them kept for ever?',
      },
      'Is one of them kept for ever?': {
        Type: 'Choice',
        Choices: [{ Condition: jsonata('$count($without) > 0'), Next: 'Set how long they are kept' }],
        Default: 'Is there more?',
      },
      'Set how long they are kept': {
        Type: 'Map',
        Items: jsonata('$without'),
        MaxConcurrency: 2,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Set it',
          States: {
            'Set it': {
              Type: 'Task',
              Resource: `arn:${to.partition}:states:::aws-sdk:cloudwatchlogs:putRetentionPolicy`,
              Arguments: { LogGroupName: jsonata('$states.input'), RetentionInDays: to.retentionInDays },
              Retry: [PATIENTLY],
              // Somebody has deleted it in the meantime, or it is looked at again with the next run.
              Catch: [{ ErrorEquals: ['States.ALL'], Output: EMPTY, Next: 'Go on' }],
              End: true,
            },
            'Go on': { Type: 'Pass', End: true },
          },
        },
        Assign: { changes: jsonata('$changes + $count($without)') },
        Output: EMPTY,
        Next: 'Is there more?',
      },
      'Is there more?': {
        Type: 'Choice',
        Choices: [
          { Condition: jsonata('$page = ""'), Next: 'All have been looked at' },
          { Condition: jsonata(`$pages >= ${MOST_PAGES} or $changes >= ${MOST_CHANGES}`), Next: 'Hand on' },
        ],
        Default: LOOK,
      },
      'Hand on': {
        Type: 'Task',
        Resource: `arn:${to.partition}:states:::aws-sdk:sfn:startExecution`,
        Arguments: { StateMachineArn: to.machineArn, Input: jsonata('$string({"page": $page})') },
        Retry: [PATIENTLY],
        Next: 'All have been looked at',
      },
      'All have been looked at': { Type: 'Succeed' },
    }),
  };
}

/** The calls that the document makes: API actions as IAM names them. */
export const RETENTION_CALLS = {
  all: ['logs:DescribeLogGroups'], copies: ['logs:PutRetentionPolicy'], machine: ['states:StartExecution'],
} as const;
