import { EMPTY, PATIENTLY, bounded, jsonata, text } from '../../private/asl';
import { EVENTS, KEYS, SOURCE } from '../../tenants/contract';

/** What the workflow is tied to. */
export interface FindingTies {
  readonly partition: string;
  readonly directoryTable: string;
  readonly busName: string;
}

const TELL = 'Tell whose finding it is';

/**
 * What was found, and whose account it was found in. Nothing is lost: where the directory does not say it, the finding
 * is told without it.
 */
export function finding(to: FindingTies) {
  const lookUp = (kind: string, id: string) => ({
    Type: 'Task',
    Resource: `arn:${to.partition}:states:::aws-sdk:dynamodb:getItem`,
    Arguments: { TableName: to.directoryTable, Key: { [KEYS.partition]: text(`"${kind}" & ${id}`), [KEYS.sort]: { S: KEYS.record } } },
    Retry: [PATIENTLY],
  });
  const unread = jsonata('["the directory could not be read: " & $states.errorOutput.Error]');
  return {
    Comment: "From a finding of GuardDuty's to the tenant whom it is about",
    QueryLanguage: 'JSONata',
    TimeoutSeconds: 3600,
    StartAt: 'Whose account is it?',
    States: bounded({
      'Whose account is it?': {
        ...lookUp(KEYS.account, '$states.input.accountId'),
        Assign: { tenantId: jsonata(found('tenantId')), stage: EMPTY, notes: [] },
        Catch: [{ ErrorEquals: ['States.ALL'], Assign: { tenantId: EMPTY, stage: EMPTY, notes: unread }, Next: TELL }],
        Next: "Is it a tenant's?",
      },
      "Is it a tenant's?": {
        Type: 'Choice',
        Choices: [{ Condition: jsonata('$tenantId = ""'), Next: TELL }],
        Default: 'Which stage is it?',
      },
      'Which stage is it?': {
        ...lookUp(KEYS.tenant, '$tenantId'),
        Assign: { stage: jsonata(found('stage')) },
        Catch: [{ ErrorEquals: ['States.ALL'], Assign: { notes: unread }, Next: TELL }],
        Next: TELL,
      },
      [TELL]: {
        Type: 'Task',
        Resource: `arn:${to.partition}:states:::events:putEvents`,
        Arguments: {
          Entries: [{ EventBusName: to.busName, Source: SOURCE, DetailType: EVENTS.finding, Detail: jsonata(DETAIL) }],
        },
        Retry: [PATIENTLY],
        End: true,
      },
    }),
  };
}

/** A field of what was looked up, or an empty string. */
const found = (field: string) => `$exists($states.result.Item.${field}.S) ? $states.result.Item.${field}.S : ""`;

const DETAIL = '$merge([$states.context.Execution.Input, {"notes": $notes}, '
  + '$tenantId = "" ? {} : {"tenantId": $tenantId}, $stage = "" ? {} : {"stage": $stage}])';

/** The calls that the document makes: API actions as IAM names them. */
export const FINDING_CALLS = { directory: ['dynamodb:GetItem'], bus: ['events:PutEvents'] } as const;
