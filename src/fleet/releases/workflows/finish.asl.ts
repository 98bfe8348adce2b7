import { wake } from './wake.asl';
import { PATIENTLY, States, jsonata, quoted, text } from '../../../private/asl';
import { KEYS, SOURCE } from '../../../tenants/contract';
import { FLEET_EVENTS, PHASES, WISHES } from '../../contract';
import { NOW, note, noteService, serviceKey } from '../record';
import { ReleaseTies, sdk } from '../ties';

/** Says on the bus how a release stands. */
export const tell = (to: ReleaseTies, name: string, phase: string, then: string): States => ({
  [name]: {
    Type: 'Task',
    Resource: `arn:${to.partition}:states:::events:putEvents`,
    Arguments: {
      Entries: [{
        EventBusName: to.busName,
        Source: SOURCE,
        DetailType: FLEET_EVENTS.changed,
        Detail: {
          service: jsonata('$service'), release: jsonata('$release'), version: jsonata('$version'), label: jsonata('$label'), phase,
          because: jsonata('$because'), waves: jsonata('[$waves]'),
        },
      }],
    },
    Assign: { phase },
    Retry: [PATIENTLY],
    // Whoever listens is told again by nobody, but the record says it.
    Catch: [{ ErrorEquals: ['States.ALL'], Assign: { phase }, Next: then }],
    Next: then,
  },
});

/** A release comes to its end, and the next one has its turn. */
export function finish(to: ReleaseTies): States {
  const over = (name: string, phase: string): States => ({
    ...note(to, {
      name,
      set: { phase: { S: phase }, endedAt: text(NOW), because: text('$because') },
      remove: ['wish', 'taskToken'],
      log: `"is ${phase}" & ($because = "" ? "" : ": " & $because)`,
      then: `Tell that it is ${phase}`,
    }),
    ...tell(to, `Tell that it is ${phase}`, phase, 'Who is next?'),
  });
  return {
    ...over('It is done', PHASES.done),
    ...over('It is rolled back', PHASES.rolledBack),
    ...over('It is refused', PHASES.refused),
    ...over('It is superseded', PHASES.superseded),
    ...note(to, {
      name: 'Halt',
      set: { phase: { S: PHASES.halted } },
      remove: ['wish', 'taskToken'],
      log: '"is halted"',
      then: 'Tell that it is halted',
    }),
    ...tell(to, 'Tell that it is halted', PHASES.halted, 'Sleep'),
    // Resumed, or wished something that makes no difference where it is.
    'Go on as wished': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$at = "plan"'), Next: 'Plan again' }],
      Default: 'Roll again',
    },
    ...note(to, { name: 'Plan again', set: { phase: { S: PHASES.planning } }, remove: ['wish', 'taskToken'], then: 'Go on' }),
    ...note(to, {
      name: 'Roll again',
      set: { phase: text(`$direction = "back" ? "${PHASES.back}" : "${PHASES.rolling}"`), pickups: { N: '0' } },
      remove: ['wish', 'taskToken'],
      then: 'Go on',
    }),
    'Go on': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$at = "plan"'), Next: 'Plan' },
        { Condition: jsonata('$at = "back"'), Assign: { made: true }, Next: 'Is there a way back?' },
        // A halted wave is begun again from its list: who has the version already is not touched twice.
        { Condition: jsonata(`$at in ["settled", "operation"] and $phase = "${PHASES.halted}"`), Next: 'Plan the wave' },
        { Condition: jsonata('$at = "operation"'), Next: 'Which operation is it?' },
        { Condition: jsonata('$at = "settled" and $direction = "back"'), Assign: { made: true }, Next: 'Plan the way back' },
        { Condition: jsonata('$at = "settled"'), Next: 'Plan the wave' },
        { Condition: jsonata('$at = "bake"'), Assign: { readings: [] }, Next: 'Has it baked?' },
        { Condition: jsonata('$at = "wave" and $wave = 0'), Next: 'Is there a stack set?' },
      ],
      Assign: { readings: [] },
      Default: 'Is it proven?',
    },
    'Who is next?': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: { TableName: to.table, Key: serviceKey, ConsistentRead: true },
      Assign: {
        running: jsonata('$exists($states.result.Item.running.S) ? $states.result.Item.running.S : ""'),
        queued: jsonata('$exists($states.result.Item.queued.S) ? $states.result.Item.queued.S : ""'),
      },
      Retry: [PATIENTLY],
      Next: 'Does anybody wait?',
    },
    'Does anybody wait?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$running = $release and $queued = ""'), Next: 'Let the service go' },
        { Condition: jsonata('$running = $release'), Next: 'Hand the service on' },
        { Condition: jsonata('$queued = $release'), Next: 'Leave the line' },
        { Condition: jsonata('$running != ""'), Next: 'Call the next' },
      ],
      Default: 'How did it end?',
    },
    ...noteService(to, {
      name: 'Let the service go', update: 'REMOVE #running', condition: '#running = :release AND attribute_not_exists(#queued)',
      then: 'How did it end?', otherwise: 'Who is next?',
    }),
    ...noteService(to, {
      name: 'Leave the line', update: 'REMOVE #queued', condition: '#queued = :release', then: 'How did it end?', otherwise: 'Who is next?',
    }),
    ...noteService(to, {
      name: 'Hand the service on', update: 'SET #running = :next REMOVE #queued', values: { ':next': text('$queued') },
      condition: '#running = :release AND #queued = :next', then: 'Who is next?', otherwise: 'Who is next?',
    }),
    ...wake(to, {
      name: 'Call the next', release: '$running', when: [{ S: PHASES.queued }], wish: quoted(WISHES.resume), by: '"release " & $release', reason: '"its turn has come"',
      then: 'How did it end?',
    }),
    'How did it end?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata(`$phase in ["${PHASES.done}", "${PHASES.superseded}"]`), Next: 'It ended well' }],
      Default: 'It did not go forward',
    },
    'It ended well': {
      Type: 'Succeed',
      Output: { outcome: jsonata('$phase'), service: jsonata('$service'), release: jsonata('$release'), version: jsonata('$version') },
    },
    'It did not go forward': {
      Type: 'Fail',
      Error: 'ReleaseNotForward',
      Cause: jsonata('"Release " & $release & " of " & $service & " is " & $phase & ": " & $because'),
    },
    'Keep the rejected request': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'putItem'),
      Arguments: {
        TableName: to.table,
        Item: {
          [KEYS.partition]: { S: `${KEYS.rejected}release` },
          [KEYS.sort]: text(`"${KEYS.history}" & ${NOW} & "#" & $states.context.Execution.Name`),
          at: text(NOW),
          input: text('$substring($string($states.context.Execution.Input), 0, 10000)'),
          reasons: text('$join([$complaints], "; ")'),
          run: text('$states.context.Execution.Id'),
        },
      },
      Retry: [PATIENTLY],
      Next: 'It was no request',
    },
    'It was no request': { Type: 'Fail', Error: 'ReleaseRejected', Cause: jsonata('$join([$complaints], "; ")') },
  };
}
