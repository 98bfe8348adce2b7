import { creationLine } from './create.asl';
import { readyEvent } from './ready-event';
import { addressOf, historyEntry, recordKey, recordOf } from './record';
import { rejected } from './reject.asl';
import { ACCOUNT_NAME, ACCOUNT_TAGS, HASH, REQUEST, complaintsAbout } from './request';
import { ADDRESS_TAKEN, MAY_WRITE_AGAIN, NEVER_WRITTEN, ONCE_MORE, takeOver } from './take-over.asl';
import { EnrolmentTies } from './ties';
import { EMPTY, clientToken, jsonata, NO_FAILURE, otherwise, PATIENTLY, patientlyExcept, quoted, States, text, TRANSACTION_CANCELED } from '../../private/asl';
import { STATES } from '../contract';
import { inLine } from '../governor/line.asl';

const NOW = text('$states.context.State.EnteredTime');

/** The request is looked at, and put on record before AWS hears of it. */
export function open(to: EnrolmentTies): States {
  const sdk = (service: string, action: string) => `arn:${to.partition}:states:::aws-sdk:${service}:${action}`;
  const complaints = complaintsAbout(to.features);
  const newAddress = `${quoted(to.email.before)} & $substring($replace($uuid(), "-", ""), 0, 26) & ${quoted(to.email.after)}`;
  const email = `$exists($states.input.email) and $states.input.email != "" ? $states.input.email : ${newAddress}`;
  return {
    'Is it a request?': {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata(`$count(${complaints}) > 0`),
        Assign: { complaints: jsonata(complaints), tenantId: jsonata(said('tenantId')), requestedBy: jsonata(said('requestedBy')) },
        Next: 'Keep the rejected request',
      }],
      Assign: {
        request: jsonata(REQUEST),
        requestHash: jsonata(HASH),
        tenantId: jsonata('$states.input.tenantId'),
        email: jsonata(email),
        accountName: jsonata(ACCOUNT_NAME),
        accountTags: jsonata(ACCOUNT_TAGS),
        startedAt: jsonata('$millis()'),
        notes: [],
        accountId: EMPTY,
        asBorn: true,
        queuedAt: jsonata('$states.context.State.EnteredTime'),
        tries: 0,
        moves: 0,
        redrives: 0,
        brought: 0,
        looks: 0,
        page: EMPTY,
        refused: EMPTY,
        contested: 0,
        cancels: 0,
        mayExist: false,
        nextSlot: 0,
        askedFor: 0,
        quickest: 0,
        took: 0,
        gaveBack: false,
        land: { root: EMPTY, quarantine: EMPTY },
        guardrails: EMPTY,
        parent: EMPTY,
        ...NO_FAILURE,
      },
      Default: 'Open the record',
    },
    'Open the record': {
      Type: 'Task',
      Resource: sdk('dynamodb', 'transactWriteItems'),
      Arguments: {
        ClientRequestToken: clientToken,
        TransactItems: [
          {
            Put: {
              TableName: to.directoryTable,
              Item: { ...recordKey, ...recordOf(STATES.requested), requestedAt: NOW, queuedAt: text('$queuedAt') },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
          addressOf(to.directoryTable),
          historyEntry(to.directoryTable, quoted(STATES.requested)),
          inLine(creationLine(to)),
        ],
      },
      Retry: patientlyExcept(TRANSACTION_CANCELED),
      Catch: [
        {
          ErrorEquals: [TRANSACTION_CANCELED],
          Assign: { cancelled: jsonata('$exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : ""') },
          Next: 'Who has this id?',
        },
        otherwise('putting the request on record', 'Enrolment failed'),
      ],
      Next: 'Take a place',
    },
    'Who has this id?': {
      Type: 'Task',
      Resource: sdk('dynamodb', 'getItem'),
      Arguments: { TableName: to.directoryTable, Key: recordKey, ConsistentRead: true },
      Assign: {
        found: jsonata(`($i := $states.result.Item; {${['state', 'hash', 'run', 'email', 'accountId', 'accountName', 'error', 'cause', 'requestedAt', 'queuedAt', 'readyAt', 'guardrails']
          .map(name => `"${name}": $exists($i.${name}.S) ? $i.${name}.S : ""`).join(', ')}})`.replace(/\n\s*/g, ' ')),
      },
      Retry: [PATIENTLY],
      Catch: [otherwise('reading the record', 'Enrolment failed')],
      Next: 'May this request go on?',
    },
    'May this request go on?': {
      Type: 'Choice',
      Choices: [
        {
          Condition: jsonata(`$found.state = "" and $contains($cancelled, "${ADDRESS_TAKEN}")`),
          Assign: { complaints: jsonata('["the address " & $email & " belongs to another tenant"]'), requestedBy: jsonata('$request.requestedBy') },
          Next: 'Keep the rejected request',
        },
        { Condition: jsonata(`$found.state = "" and ${MAY_WRITE_AGAIN}`), Assign: ONCE_MORE, Next: 'Let others write first' },
        { Condition: jsonata('$found.state = ""'), Assign: NEVER_WRITTEN, Next: 'Enrolment failed' },
        { Condition: jsonata('$found.run = $states.context.Execution.Id'), Next: 'Take the record over' },
        {
          Condition: jsonata(`$found.hash != $requestHash and $found.state != "${STATES.failed}"`),
          Assign: {
            complaints: jsonata('["another request was made for tenant " & $tenantId & ", which is " & $found.state & "; a tenant cannot be asked for twice with different contents"]'),
            requestedBy: jsonata('$request.requestedBy'),
          },
          Next: 'Keep the rejected request',
        },
        { Condition: jsonata(`$found.state = "${STATES.failed}"`), Next: 'Take the record over' },
        { Condition: jsonata(`$found.state = "${STATES.ready}"`), Next: 'Tell again that it is ready' },
        {
          Condition: jsonata(`${UNDER_WAY} and ${OURS}`),
          Next: 'Is its run still going?',
        },
        // Somebody has edited the record: what it names is no run of this workflow.
        { Condition: jsonata(UNDER_WAY), Next: 'Take the record over' },
      ],
      Default: 'Asked for before',
    },
    'Let others write first': {
      Type: 'Wait', Seconds: jsonata('$min([60, $power(2, $cancels)])'), Next: 'Open the record',
    },
    // Whoever asks gets an answer, also when the first one was lost.
    'Tell again that it is ready': {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::events:putEvents`,
      Arguments: {
        Entries: [readyEvent(to.busName, {
          accountId: jsonata('$found.accountId'), guardrails: jsonata('$found.guardrails'), notes: [], repeated: true,
          secondsToReady: jsonata('$round(($toMillis($found.readyAt) - $toMillis($found.requestedAt)) / 1000)'),
        })],
      },
      Retry: [PATIENTLY],
      Catch: [otherwise('telling again that the account is ready', 'Enrolment failed')],
      Next: 'Asked for before',
    },
    'Is its run still going?': {
      Type: 'Task',
      Resource: sdk('sfn', 'describeExecution'),
      Arguments: { ExecutionArn: jsonata('$found.run') },
      Assign: { otherRun: jsonata('$states.result.Status') },
      Retry: patientlyExcept('Sfn.ExecutionDoesNotExistException'),
      Catch: [
        { ErrorEquals: ['Sfn.ExecutionDoesNotExistException'], Next: 'Take the record over' },
        otherwise('looking after the run that has the record', 'Enrolment failed'),
      ],
      Next: 'Is somebody at it?',
    },
    'Is somebody at it?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$otherRun = "RUNNING"'), Next: 'Asked for before' }],
      Default: 'Take the record over',
    },
    'Asked for before': {
      Type: 'Succeed',
      Output: {
        outcome: 'asked for before',
        tenantId: jsonata('$tenantId'),
        state: jsonata('$found.state'),
        run: jsonata('$found.run'),
        accountId: jsonata('$found.accountId'),
      },
    },
    ...takeOver(to, sdk, newAddress),
    ...rejected(to, sdk),
  };
}

const UNDER_WAY = `$found.state in ${JSON.stringify([STATES.requested, STATES.creating, STATES.onboarding])}`;

/** Whether the run on record is one of this workflow's. */
const OURS = '$contains($found.run, $substringBefore($states.context.Execution.Id, $states.context.Execution.Name))';

/** What a request that may be anything says of itself. */
const said = (field: string) => `($r := $states.input; $type($r) = "object" and $type($r.${field}) = "string" and $length($r.${field}) > 0
  ? $substring($r.${field}, 0, 100) : "unknown")`.replace(/\n\s*/g, ' ');
