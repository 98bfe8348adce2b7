import { tell } from './finish.asl';
import { PATIENTLY, States, jsonata, text } from '../../../private/asl';
import { METRICS, NAMESPACE } from '../../../tenants/contract';
import { PHASES } from '../../contract';
import { NOW, note, noteService, versionItem, withWave } from '../record';
import { sleep } from './take.asl';
import { ReleaseTies, invoke, sdk } from '../ties';

/** Everybody whom the release touched gets the last good version again, and the stack set its template. */
export function back(to: ReleaseTies): States {
  const waveFailed = withWave(`$merge([{"status": "failed", "endedAt": ${NOW}}, $direction = "forward" ? {"succeeded": $succeeded, "failed": $failed} : {}])`);
  return {
    'Somebody wants it back': {
      Type: 'Pass',
      Assign: { because: jsonata('"rolled back by " & $wish.by & ": " & $wish.reason') },
      Next: 'Turn back',
    },
    ...note(to, {
      name: 'Turn back',
      set: {
        phase: { S: PHASES.back }, because: text('$because'), ...waveFailed.set, pickups: { N: '0' },
      },
      remove: ['wish', 'taskToken'],
      at: 'back',
      becomes: { ...waveFailed.becomes, direction: '"back"', attempt: '0', failed: '0', succeeded: '0' },
      log: '"goes back: " & $because',
      then: 'Is there a way back?',
    }),
    'Is there a way back?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$kind = "repair"'), Next: 'It is rolled back' }],
      Default: 'Close the service',
    },
    'Plan the way back': {
      ...invoke(to, to.plan, { task: 'back', service: jsonata('$service'), release: jsonata('$release') }),
      Assign: {
        accounts: jsonata('$states.result.Payload.accounts'),
        concurrency: jsonata('$states.result.Payload.concurrency'),
        list: jsonata('$states.result.Payload.list'),
        action: jsonata('$before.version = "" ? "DELETE" : "UPDATE"'),
        direction: 'back',
        attempt: 0,
        succeeded: 0,
        failed: 0,
        tolerance: 0,
      },
      Retry: [PATIENTLY],
      Next: 'What was good?',
    },
    'What was good?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$before.version != ""'), Next: 'Say what it will hold' },
        { Condition: jsonata('$accounts = 0'), Next: 'It is rolled back' },
      ],
      Default: 'Begin an operation',
    },
    ...noteService(to, {
      name: 'Say what it will hold', update: 'SET #held = :held', values: { ':held': versionItem('$before.version', '$before.template') },
      then: 'Was anybody touched?',
    }),
    'Was anybody touched?': {
      Type: 'Choice', Choices: [{ Condition: jsonata('$accounts = 0'), Next: 'Open it again' }], Default: 'Begin an operation',
    },
    'Is everybody back?': {
      Type: 'Choice',
      Choices: [
        {
          // Whoever has no stack any more is back: a run that went on has found nobody left.
          Condition: jsonata('$failed > 0 or ($succeeded = 0 and $status != "SUCCEEDED")'),
          // Said anew each time somebody has it tried again.
          Assign: { because: jsonata('$substringBefore($because, "; and ") & "; and " & $string($failed) & " of " & $string($accounts) & " did not come back" & ($count($settled.reasons) > 0 ? ": " & $settled.reasons[0].reason : "")') },
          Next: 'It is stuck',
        },
        { Condition: jsonata('$before.version = ""'), Next: 'It is rolled back' },
      ],
      Default: 'Open it again',
    },
    ...noteService(to, {
      name: 'Open it again', update: 'SET #open = :yes', values: { ':yes': { Bool: true } }, then: 'It is rolled back',
    }),
    ...note(to, {
      name: 'It is stuck',
      set: { phase: { S: PHASES.stuck }, because: text('$because') },
      remove: ['wish', 'taskToken'],
      at: 'back',
      log: '"is stuck: " & $because',
      then: 'Raise the alarm',
    }),
    'Raise the alarm': {
      Type: 'Task',
      Resource: sdk(to, 'cloudwatch', 'putMetricData'),
      Arguments: {
        Namespace: NAMESPACE,
        MetricData: [{ MetricName: METRICS.releasesStuck, Value: 1, Unit: 'Count', Dimensions: [{ Name: 'Platform', Value: to.platform }] }],
      },
      Retry: [PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Tell that it is stuck' }],
      Next: 'Tell that it is stuck',
    },
    ...tell(to, 'Tell that it is stuck', PHASES.stuck, 'Sleep'),
    ...sleep(to, 'Sleep', text('$phase')),
  };
}
