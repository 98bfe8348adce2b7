import { CAPABILITIES, STACK_SETS_REFUSED, stackSet } from './plan.asl';
import { PATIENTLY, States, jsonata, patientlyExcept, quoted } from '../../../private/asl';
import { AGAIN, WISHES } from '../../contract';
import { note } from '../record';
import { ReleaseTies, invoke, sdk } from '../ties';

/** How often accounts are tried again that AWS failed for reasons of its own. */
const MOST_ATTEMPTS = 3;

const EXISTS = 'CloudFormation.OperationIdAlreadyExistsException';
const REGIONS = '[$wave < $count($plan.waves) and $direction = "forward" and $exists($plan.waves[$wave].regions) ? $plan.waves[$wave].regions : $plan.regions]';
const OPERATION = '"release-" & $release & "-" & $list & "-" & $string($n)';

/** The list for those who are tried again. */
const ITS_NEXT = `$substringBefore($list, ${quoted(AGAIN)}) & ${quoted(AGAIN)} & $string($attempt + 1)`;

/**
 * One operation of the stack set, to its end and with what became of it: for a wave, for newcomers, and for the way
 * back.
 *
 * Variables: `action`, `direction`, `list`, `accounts`, `concurrency`, `tolerance`.
 */
export function operation(to: ReleaseTies): States {
  const begun = { stopping: false, pause: FIRST_LOOK_SECONDS, startedAt: jsonata('$millis()') };
  const operated = (action: string, more: Record<string, unknown> = {}) => ({
    Type: 'Task',
    Resource: sdk(to, 'cloudformation', action),
    Arguments: {
      ...stackSet(to),
      Regions: jsonata(REGIONS),
      DeploymentTargets: {
        OrganizationalUnitIds: [jsonata('$root')],
        AccountsUrl: jsonata(`"https://${to.bucket}.s3.${to.region}.${to.urlSuffix}/" & $service & "/" & $release & "/" & $list & ".csv"`),
        AccountFilterType: 'INTERSECTION',
      },
      OperationPreferences: {
        // What is made for the first time may refer to what is in the home Region.
        RegionConcurrencyType: action === 'createStackInstances' ? 'SEQUENTIAL' : 'PARALLEL',
        RegionOrder: jsonata(REGIONS),
        ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
        MaxConcurrentCount: jsonata('$concurrency'),
        FailureToleranceCount: jsonata('$direction = "forward" ? $tolerance : $accounts'),
      },
      OperationId: jsonata(OPERATION),
      ...more,
    },
    Assign: begun,
    Retry: patientlyExcept(EXISTS),
    Catch: [
      // A call whose answer was lost, or a run that has taken the release up: the operation is under way.
      { ErrorEquals: [EXISTS], Assign: begun, Next: 'Give it time' },
      { ErrorEquals: ['States.ALL'], Assign: STACK_SETS_REFUSED, Next: 'Which way was that?' },
    ],
    Next: 'Give it time',
  });
  return {
    ...note(to, {
      name: 'Begin an operation',
      at: 'operation',
      becomes: { n: '$n + 1' },
      then: 'Which operation is it?',
    }),
    'Which operation is it?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$action = "CREATE"'), Next: 'Create' },
        { Condition: jsonata('$action = "DELETE"'), Next: 'Delete' },
        { Condition: jsonata('$kind = "repair" or ($direction = "forward" ? $n > 1 : $attempt > 0)'), Next: 'Update with the same template' },
      ],
      Default: 'Update',
    },
    'Create': operated('createStackInstances'),
    'Update': operated('updateStackSet', {
      TemplateURL: jsonata('$direction = "back" ? $before.template : $template'), Capabilities: CAPABILITIES,
    }),
    // AWS marks all instances OUTDATED when it is given a template, perhaps also when it is given the same again.
    'Update with the same template': operated('updateStackSet', { UsePreviousTemplate: true, Capabilities: CAPABILITIES }),
    'Delete': operated('deleteStackInstances', { RetainStacks: false }),
    'Which way was that?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$direction = "back"'), Next: 'It is stuck' },
        { Condition: jsonata('$direction = "newcomers"'), Next: 'It is done' },
      ],
      Default: 'Turn back',
    },
    'Give it time': { Type: 'Wait', Seconds: jsonata('$pause'), Next: 'How is it?' },
    'How is it?': {
      Type: 'Task',
      Resource: sdk(to, 'cloudformation', 'describeStackSetOperation'),
      Arguments: { ...stackSet(to), OperationId: jsonata(OPERATION) },
      Assign: {
        status: jsonata('$states.result.StackSetOperation.Status'),
        // As long as it lasts it is looked at less often, so that its looks cost a thirtieth of its time.
        pause: jsonata(`$max([${FIRST_LOOK_SECONDS}, $min([300, $floor(($millis() - $startedAt) / 30000)])])`),
      },
      Retry: [PATIENTLY],
      Next: 'What is wished?',
    },
    ...note(to, { name: 'What is wished?', then: 'What now?' }),
    'What now?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$not($status in ["RUNNING", "QUEUED", "STOPPING"])'), Next: 'Settle' },
        {
          Condition: jsonata(`$direction = "forward" and $not($stopping) and $wish.action in ["${WISHES.halt}", "${WISHES.rollBack}"]`),
          Next: 'Stop the operation',
        },
      ],
      Default: 'Give it time',
    },
    'Stop the operation': {
      Type: 'Task',
      Resource: sdk(to, 'cloudformation', 'stopStackSetOperation'),
      Arguments: { ...stackSet(to), OperationId: jsonata(OPERATION) },
      Assign: { stopping: true, pause: 5 },
      Retry: [PATIENTLY],
      // It may have come to its end in the meantime.
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Give it time' }],
      Next: 'Give it time',
    },
    'Settle': {
      ...invoke(to, to.settle, {
        service: jsonata('$service'),
        release: jsonata('$release'),
        operation: jsonata(OPERATION),
        action: jsonata('$action'),
        list: jsonata('$list'),
        again: jsonata(ITS_NEXT),
        version: jsonata('$action = "DELETE" ? "" : $direction = "back" ? $before.version : $version'),
        regions: jsonata('[$plan.regions]'),
        operated: jsonata(REGIONS),
        sequence: jsonata('$number($release) * 1000 + $n'),
      }),
      Assign: { settled: jsonata('$states.result.Payload') },
      Retry: [PATIENTLY],
      Next: 'Count it',
    },
    ...note(to, {
      name: 'Count it',
      at: 'settled',
      becomes: {
        // Judged by what was counted before.
        enough: TRIED_ENOUGH,
        succeeded: '$succeeded + $settled.succeeded', failed: `$failed + $settled.failed + (${TRIED_ENOUGH} and $not($stopping) ? $settled.internal + ($attempt >= ${MOST_ATTEMPTS} ? $settled.cancelled : 0) : 0)`,
      },
      log: `$direction & ": " & $list & " ended " & $status & ", " & $string($settled.succeeded) & " succeeded, " & $string($settled.failed) & " failed, "
        & $string($settled.internal) & " failed for reasons of AWS's" & ($settled.cancelled > 0 ? ", " & $string($settled.cancelled) & " were not begun" : "")`.replace(/\n\s*/g, ' '),
      then: 'What became of it?',
    }),
    'What became of it?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$not($enough)'), Next: 'Let AWS recover' },
        { Condition: jsonata('$direction = "back"'), Next: 'Is everybody back?' },
        { Condition: jsonata('$direction = "newcomers"'), Next: 'It is done' },
      ],
      Default: 'Is the wave well?',
    },
    'Let AWS recover': {
      Type: 'Wait',
      Seconds: jsonata('60 * $power(2, $attempt)'),
      Assign: { list: jsonata(ITS_NEXT), attempt: jsonata('$attempt + 1') },
      Next: 'Begin an operation',
    },
  };
}

/** Nobody is left to be tried, it was tried often, or it would make no difference any more. */
const TRIED_ENOUGH = `($settled.internal + $settled.cancelled = 0 or $attempt >= ${MOST_ATTEMPTS} or $stopping
  or ($direction = "forward" and $failed + $settled.failed > $tolerance))`.replace(/\n\s*/g, ' ');

/** A stack takes longer than this, and nobody waits for less. */
const FIRST_LOOK_SECONDS = 15;
