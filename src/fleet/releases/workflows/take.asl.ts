import { wake } from './wake.asl';
import { CONDITION_FAILED, PATIENTLY, States, jsonata, patientlyExcept, quoted, text } from '../../../private/asl';
import { OVER, PHASES, WISHES } from '../../contract';
import { GOOD, POSITION, RUN, logEntry, noteService, releaseKey, serviceKey } from '../record';
import { ReleaseTies, sdk } from '../ties';

const strings = (...names: string[]) => names
  .map(name => `"${name}": $exists($i.${name}.S) ? $i.${name}.S : ""`).join(', ');

/** What a release's record says, as variables. */
const RECORD = `($i := $states.result.Item; {${strings('run', 'phase', 'kind', 'version', 'template', 'label', 'requestedBy', 'because')},
  "plan": $exists($i.plan.S) ? $parse($i.plan.S) : {}, "waves": $exists($i.waves.S) ? [$parse($i.waves.S)] : [],
  "wave": $exists($i.wave.N) ? $number($i.wave.N) : 0, "pickups": $exists($i.pickups.N) ? $number($i.pickups.N) : 0, "committed": $exists($i.committed),
  "before": $exists($i.before.S) ? $parse($i.before.S) : {"version": "", "template": ""},
  "position": $exists($i.position.S) ? $parse($i.position.S) : {"at": "plan"},
  "wish": $exists($i.wish.S) ? $parse($i.wish.S) : {"action": "", "by": "", "reason": ""}})`.replace(/\n\s*/g, ' ');

/** Where a position is not known yet. */
const NOWHERE: Record<typeof POSITION[number], string> = {
  n: '0', list: '""', action: '"UPDATE"', direction: '"forward"', attempt: '0', accounts: '0', concurrency: '1', tolerance: '0',
  succeeded: '0', failed: '0', until: '0',
};

/** After so many runs that ended before the release did, a person has to look. */
const MOST_RUNS = 20;

/** Variables out of what was read. */
const FROM_RECORD = {
  ...Object.fromEntries(['phase', 'kind', 'version', 'template', 'label', 'because', 'plan', 'waves', 'wave', 'before', 'wish', 'pickups', 'committed']
    .map(name => [name, jsonata(`$found.${name}`)])),
  at: jsonata('$found.position.at'),
  ...Object.fromEntries(POSITION.map(name => [name, jsonata(`$exists($found.position.${name}) ? $found.position.${name} : ${NOWHERE[name]}`)])),
  startedAt: jsonata('$millis()'),
  stopping: false,
};

/** A run takes a release, and goes on where it stands: in front of its service, or where another run ended. */
export function take(to: ReleaseTies): States {
  return {
    'Which release is it?': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: { TableName: to.table, Key: releaseKey(), ConsistentRead: true },
      Assign: { found: jsonata(RECORD) },
      Retry: [PATIENTLY],
      Next: 'Whose is it?',
    },
    'Whose is it?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$found.run = ""'), Next: 'There is no such release' },
        { Condition: jsonata('$found.run = $states.context.Execution.Id'), Assign: FROM_RECORD, Next: 'Which is the root?' },
      ],
      Default: 'Is its run still going?',
    },
    'There is no such release': {
      Type: 'Fail', Error: 'NoSuchRelease', Cause: jsonata('"There is no release " & $release & " of " & $service'),
    },
    'Is its run still going?': {
      Type: 'Task',
      Resource: sdk(to, 'sfn', 'describeExecution'),
      Arguments: { ExecutionArn: jsonata('$found.run') },
      Assign: {
        otherRun: jsonata('$states.result.Status & ($exists($states.result.Error) ? ": " & $states.result.Error : "") & ($exists($states.result.Cause) ? " " & $substring($states.result.Cause, 0, 300) : "")'),
      },
      Retry: patientlyExcept('Sfn.ExecutionDoesNotExistException'),
      Catch: [{ ErrorEquals: ['Sfn.ExecutionDoesNotExistException'], Assign: { otherRun: 'GONE' }, Next: 'Is somebody at it?' }],
      Next: 'Is somebody at it?',
    },
    'Is somebody at it?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$otherRun in ["RUNNING", "PENDING_REDRIVE"]'), Next: 'Another run has it' }],
      Default: 'Take it over',
    },
    'Take it over': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'updateItem'),
      Arguments: {
        TableName: to.table,
        Key: releaseKey(),
        UpdateExpression: 'SET #run = :run, #log = list_append(#log, :entry) ADD pickups :one REMOVE taskToken',
        ConditionExpression: '#run = :before',
        ExpressionAttributeNames: { '#run': 'run', '#log': 'log' },
        ExpressionAttributeValues: {
          ':run': RUN, ':before': text('$found.run'), ':one': { N: '1' }, ':entry': { L: [logEntry('"taken up again, for its run was " & $otherRun')] },
        },
      },
      Assign: FROM_RECORD,
      Retry: patientlyExcept(CONDITION_FAILED),
      // Its own answer may have been lost: the record says whose it is.
      Catch: [{ ErrorEquals: [CONDITION_FAILED], Next: 'Which release is it?' }],
      Next: 'Which is the root?',
    },
    'Another run has it': { Type: 'Succeed', Output: { outcome: 'another run has it', service: jsonata('$service'), release: jsonata('$release') } },
    'It sleeps without a run': { Type: 'Succeed', Output: { outcome: 'nobody came', service: jsonata('$service'), release: jsonata('$release') } },
    'Which is the root?': {
      Type: 'Task',
      Resource: sdk(to, 'organizations', 'listRoots'),
      Arguments: {},
      Assign: { root: jsonata('$states.result.Roots[0].Id') },
      Retry: [PATIENTLY],
      Next: 'Where was it?',
    },
    'Where was it?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata(`$phase in ${JSON.stringify(OVER)}`), Next: 'Who is next?' },
        { Condition: jsonata(`$phase = "${PHASES.queued}" and $wish.action = "supersede"`), Assign: { because: jsonata('"a newer release took its place: " & $wish.by') }, Next: 'It is superseded' },
        { Condition: jsonata(`$phase = "${PHASES.queued}" and $wish.action = "${WISHES.rollBack}"`), Assign: { because: jsonata('"called off by " & $wish.by & ": " & $wish.reason') }, Next: 'It is refused' },
        { Condition: jsonata(`$phase = "${PHASES.queued}"`), Next: 'Take the service' },
        { Condition: jsonata(`$pickups > ${MOST_RUNS} and $phase != "${PHASES.stuck}"`), Assign: { because: jsonata(`"its runs ended ${MOST_RUNS} times before the release did"`) }, Next: 'It is stuck' },
        // What is under way is looked after first; whatever is wished is seen there.
        { Condition: jsonata(`$at = "operation" and $phase in ["${PHASES.rolling}", "${PHASES.back}"]`), Next: 'Go on' },
        { Condition: jsonata(`$wish.action = "${WISHES.rollBack}" and $at = "plan" and $phase in ["${PHASES.planning}", "${PHASES.halted}"]`), Assign: { because: jsonata('"called off by " & $wish.by & ": " & $wish.reason') }, Next: 'It is refused' },
        // What is good already goes on to its end: a way back from there is a release of the version before.
        { Condition: jsonata(`$wish.action = "${WISHES.rollBack}" and $phase in ["${PHASES.rolling}", "${PHASES.halted}"] and $not($committed)`), Next: 'Somebody wants it back' },
        { Condition: jsonata(`$wish.action in ["${WISHES.resume}", "${WISHES.rollBack}"] and $phase = "${PHASES.stuck}"`), Next: 'Turn back' },
        { Condition: jsonata(`$phase in ["${PHASES.halted}", "${PHASES.stuck}"] and $wish.action = ""`), Next: 'Sleep' },
        { Condition: jsonata(`$wish.action = "${WISHES.halt}" and $phase in ["${PHASES.planning}", "${PHASES.rolling}"]`), Next: 'Halt' },
        { Condition: jsonata(`$wish.action = "${WISHES.promote}" and $at = "bake" and $wish.wave = $wave`), Next: 'Somebody promotes it' },
        { Condition: jsonata('$wish.action != ""'), Next: 'Go on as wished' },
      ],
      Default: 'Go on',
    },
    'Take the service': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'updateItem'),
      Arguments: {
        TableName: to.table,
        Key: serviceKey,
        UpdateExpression: 'SET running = :release',
        ConditionExpression: 'attribute_not_exists(running) OR running = :release',
        ExpressionAttributeValues: { ':release': text('$release') },
        ReturnValues: 'ALL_NEW',
      },
      Assign: {
        before: jsonata(GOOD),
        goodRegions: jsonata('[$states.result.Attributes.regions.L.S]'),
      },
      Retry: patientlyExcept(CONDITION_FAILED),
      Catch: [{ ErrorEquals: [CONDITION_FAILED], Next: 'Is it worth waiting?' }],
      Next: 'Begin to plan',
    },
    // What runs brings up whom a repair would, and the next look finds who is left.
    'Is it worth waiting?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$kind = "repair"'), Assign: { because: 'another release is under way' }, Next: 'It is superseded' }],
      Default: 'Who is in the line?',
    },
    // Whoever stood there is told before his place is taken: were it the other way round, a run that ends in between
    // would leave somebody who waits for ever.
    'Who is in the line?': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: { TableName: to.table, Key: serviceKey, ConsistentRead: true },
      Assign: {
        ahead: jsonata('$exists($states.result.Item.running.S) and $states.result.Item.running.S != $release ? $states.result.Item.running.S : ""'),
        behind: jsonata('$exists($states.result.Item.queued.S) ? $states.result.Item.queued.S : $release'),
      },
      Retry: [PATIENTLY],
      Next: 'Does it displace one?',
    },
    'Does it displace one?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$ahead = ""'), Next: 'Take the service' },
        { Condition: jsonata('$behind > $release'), Assign: { because: jsonata('"a newer release took its place: " & $behind') }, Next: 'It is superseded' },
        { Condition: jsonata('$behind < $release'), Next: 'Displace it' },
      ],
      Default: 'Stand behind it',
    },
    ...wake(to, {
      name: 'Displace it', release: '$behind', when: [{ S: PHASES.queued }], wish: '"supersede"', by: '"release " & $release', reason: '"newer"', then: 'Stand behind it',
    }),
    ...noteService(to, {
      name: 'Stand behind it', update: 'SET #queued = :release', values: { ':ahead': text('$ahead'), ':behind': text('$behind') },
      condition: '#running = :ahead AND (attribute_not_exists(#queued) OR #queued IN (:behind, :release))',
      then: 'Does it wait?', otherwise: 'Who is in the line?',
    }),
    'Does it wait?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$plan.whileAnother = "supersede"'), Next: 'Supersede the one ahead' }],
      Default: 'Wait for its turn',
    },
    ...wake(to, {
      name: 'Supersede the one ahead', release: '$ahead', when: [PHASES.planning, PHASES.rolling, PHASES.halted].map(S => ({ S })), wish: quoted(WISHES.rollBack),
      by: '"release " & $release', reason: '"superseded"', then: 'Wait for its turn',
    }),
    ...sleep(to, 'Wait for its turn', { S: PHASES.queued }, { seconds: LONGEST_TURN_SECONDS, then: 'Which release is it?' }),
  };
}

/**
 * Sleeps until somebody wishes something of the release. Nobody can wish between the last look and the sleep: it is one
 * write.
 */
export function sleep(
  to: ReleaseTies, name: string, phase: { readonly S: string }, longest = { seconds: LONGEST_SLEEP_SECONDS, then: 'It sleeps without a run' },
): States {
  return {
    [name]: {
      Type: 'Task',
      Resource: `${sdk(to, 'dynamodb', 'updateItem')}.waitForTaskToken`,
      TimeoutSeconds: longest.seconds,
      Arguments: {
        TableName: to.table,
        Key: releaseKey(),
        UpdateExpression: 'SET taskToken = :token, phase = :phase',
        ConditionExpression: '#run = :run AND attribute_not_exists(wish)',
        ExpressionAttributeNames: { '#run': 'run' },
        ExpressionAttributeValues: { ':token': text('$states.context.Task.Token'), ':phase': phase, ':run': RUN },
      },
      Retry: patientlyExcept(CONDITION_FAILED, 'States.Timeout'),
      Catch: [
        { ErrorEquals: [CONDITION_FAILED], Next: 'Which release is it?' },
        { ErrorEquals: ['States.Timeout'], Next: longest.then },
      ],
      Next: 'Which release is it?',
    },
  };
}

/** Whoever waits for his turn looks by himself now and then: he may have been called by somebody whom nobody heard. */
const LONGEST_TURN_SECONDS = 3600;

/** After that whoever wishes something of it begins another run. */
const LONGEST_SLEEP_SECONDS = 14 * 86400;
