import { PATIENTLY, States, jsonata, number, text } from '../../../private/asl';
import { PHASES, WISHES } from '../../contract';
import { NOW, note, noteService, releaseKey, serviceKey, versionItem, versionKey, withWave } from '../record';
import { ReleaseTies, invoke, sdk } from '../ties';

/** How often it is looked during all bakes of a plan at most, and how many seconds lie between two looks at least. */
const LOOKS = 800;
const LEAST_SECONDS = 60;

/** One wave after the other: rolled out, baked, judged. */
export function waves(to: ReleaseTies): States {
  const rolling = withWave(`{"status": "rolling", "tenants": $accounts, "startedAt": ${NOW}}`);
  const baking = withWave('{"status": "baking", "bakedUntil": $fromMillis($millis() + 1000 * $plan.waves[$wave].bakeSeconds), "succeeded": $succeeded, "failed": $failed, "internal": $settled.internal, "cancelled": $settled.cancelled, "reasons": [$settled.reasons]}');
  const passed = withWave(`{"status": $accounts = 0 ? "nobody" : "passed", "endedAt": ${NOW}, "readings": [$readings]}`);
  return {
    'Next wave': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$wave < $count($plan.waves)'), Next: 'Plan the wave' },
        { Condition: jsonata('$wave > $count($plan.waves)'), Next: 'It is done' },
        { Condition: jsonata('$n = 0 and $kind = "release" and $before.version != "" and $before.version != $version'), Next: 'Is anybody in the stack set?' },
      ],
      Default: 'It is good',
    },
    'Plan the wave': {
      ...invoke(to, to.plan, { task: 'wave', service: jsonata('$service'), release: jsonata('$release'), wave: jsonata('$wave') }),
      Assign: {
        accounts: jsonata('$states.result.Payload.accounts'),
        concurrency: jsonata('$states.result.Payload.concurrency'),
        tolerance: jsonata('$states.result.Payload.tolerance'),
        list: jsonata('$states.result.Payload.list'),
        action: jsonata('$wave = $count($plan.waves) or ($before.version = "" and $kind = "release") ? "CREATE" : "UPDATE"'),
        direction: jsonata('$wave = $count($plan.waves) ? "newcomers" : "forward"'),
        attempt: 0,
        succeeded: 0,
        failed: 0,
        readings: [],
        settled: { internal: 0, cancelled: 0, reasons: [] },
      },
      Retry: [PATIENTLY],
      Next: 'Is anybody in it?',
    },
    'Is anybody in it?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$accounts = 0 and $direction = "newcomers"'), Next: 'It is done' },
        { Condition: jsonata('$accounts = 0'), Next: 'The wave has passed' },
        { Condition: jsonata('$direction = "newcomers"'), Next: 'Begin an operation' },
      ],
      Default: 'Begin the wave',
    },
    ...note(to, { name: 'Begin the wave', ...rolling, then: 'Begin an operation' }),
    'Is the wave well?': {
      Type: 'Choice',
      Choices: [
        {
          Condition: jsonata('$failed > $tolerance'),
          Assign: {
            because: jsonata('"wave " & $plan.waves[$wave].name & ": " & $string($failed) & " of " & $string($accounts) & " failed, and " & $string($tolerance) & " may" & ($count($settled.reasons) > 0 ? ": " & $settled.reasons[0].reason : "")'),
          },
          Next: 'Turn back',
        },
        { Condition: jsonata('$stopping'), Next: 'Which release is it?' },
        {
          Condition: jsonata('$succeeded = 0 and $failed = 0'),
          Assign: { because: jsonata('"wave " & $plan.waves[$wave].name & ": nothing became of any account, the operation ended " & $status') },
          Next: 'Turn back',
        },
      ],
      Default: 'Begin to bake',
    },
    ...note(to, {
      name: 'Begin to bake',
      set: baking.set,
      at: 'bake',
      becomes: { ...baking.becomes, until: '$millis() + 1000 * $plan.waves[$wave].bakeSeconds' },
      then: 'Has it baked?',
    }),
    'Has it baked?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata(`$wish.action in ["${WISHES.halt}", "${WISHES.rollBack}"] or $wish.action = "${WISHES.promote}" and $wish.wave = $wave`), Next: 'Which release is it?' },
        { Condition: jsonata('$count($plan.waves[$wave].alarms) > 0'), Next: 'How are the alarms?' },
        { Condition: jsonata('$millis() >= $until'), Assign: { gate: 0 }, Next: 'Which gate is next?' },
      ],
      Default: 'Let it bake',
    },
    'Let it bake': {
      Type: 'Wait',
      Seconds: jsonata(`$max([1, $min([$ceil(($until - $millis()) / 1000), $max([${LEAST_SECONDS}, $ceil($sum($plan.waves.bakeSeconds) / ${LOOKS})])])])`),
      Next: 'Look at it while it bakes',
    },
    ...note(to, { name: 'Look at it while it bakes', then: 'Has it baked?' }),
    'How are the alarms?': {
      Type: 'Task',
      Resource: sdk(to, 'cloudwatch', 'describeAlarms'),
      Arguments: { AlarmNames: jsonata('[$plan.waves[$wave].alarms]'), AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 },
      Assign: { readings: jsonata(READINGS), unwell: jsonata(`($r := ${READINGS}; $over := $millis() >= $until; [$r[$contains($, / is ALARM$| is not there$/) or ($over and $not($contains($, / is OK$/)))]])`) },
      Retry: [PATIENTLY],
      Next: 'Do they speak against it?',
    },
    'Do they speak against it?': {
      Type: 'Choice',
      Choices: [
        {
          Condition: jsonata('$count($unwell) > 0'),
          Assign: { because: jsonata('"wave " & $plan.waves[$wave].name & ": " & $join($unwell, ", ")') },
          Next: 'Turn back',
        },
        { Condition: jsonata('$millis() >= $until'), Assign: { gate: 0 }, Next: 'Which gate is next?' },
      ],
      Default: 'Let it bake',
    },
    'Which gate is next?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$gate >= $count($plan.waves[$wave].gates)'), Next: 'The wave has passed' },
        { Condition: jsonata('$plan.waves[$wave].gates[$gate].kind = "function"'), Next: 'Ask the function' },
      ],
      Default: 'Ask the state machine',
    },
    'Ask the function': {
      ...invoke(to, jsonata('$plan.waves[$wave].gates[$gate].arn'), jsonata(gateRequest(to))),
      Assign: { answer: jsonata(answerIn('$states.result.Payload')) },
      Retry: [PATIENTLY],
      Catch: [UNHEALTHY],
      Next: 'Is it healthy?',
    },
    'Ask the state machine': {
      Type: 'Task',
      Resource: `arn:${to.partition}:states:::states:startExecution.sync:2`,
      TimeoutSeconds: LONGEST_GATE_SECONDS,
      Arguments: { StateMachineArn: jsonata('$plan.waves[$wave].gates[$gate].arn'), Input: jsonata(gateRequest(to)) },
      Assign: { answer: jsonata(answerIn('$states.result.Output')) },
      Catch: [UNHEALTHY],
      Next: 'Is it healthy?',
    },
    'Is it healthy?': {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata('$answer.healthy'),
        Assign: {
          readings: jsonata('$append($readings, $plan.waves[$wave].gates[$gate].name & " says healthy" & ($answer.reason = "" ? "" : ": " & $answer.reason))'),
          gate: jsonata('$gate + 1'),
        },
        Next: 'Which gate is next?',
      }],
      Assign: {
        because: jsonata('"wave " & $plan.waves[$wave].name & ": " & $plan.waves[$wave].gates[$gate].name & " says unhealthy: " & ($answer.reason = "" ? "no reason given" : $answer.reason)'),
      },
      Default: 'Turn back',
    },
    ...note(to, {
      name: 'Somebody promotes it',
      remove: ['wish', 'taskToken'],
      set: { phase: { S: PHASES.rolling } },
      becomes: { readings: '["promoted by " & $wish.by & ": " & $wish.reason]' },
      then: 'The wave has passed',
    }),
    ...note(to, {
      name: 'The wave has passed',
      set: { ...passed.set, wave: number('$wave + 1'), pickups: { N: '0' } },
      at: 'wave',
      becomes: { ...passed.becomes, wave: '$wave + 1' },
      log: '"wave " & $plan.waves[$wave].name & ($accounts = 0 ? " has nobody in it" : " has passed") & ($count($readings) > 0 ? ": " & $join([$readings], ", ") : "")',
      then: 'Is it proven?',
    }),
    'Is it proven?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata(`$wish.action in ["${WISHES.halt}", "${WISHES.rollBack}"]`), Next: 'Which release is it?' },
        { Condition: jsonata('$wave >= $plan.provenAfter and $before.version != "" and $kind = "release"'), Next: 'Open the service' },
      ],
      Default: 'Next wave',
    },
    ...noteService(to, {
      name: 'Open the service', update: 'SET #open = :yes', values: { ':yes': { Bool: true } }, then: 'Next wave',
    }),
    // From now on it is what new tenants get, and where later ways back lead.
    'It is good': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'transactWriteItems'),
      Arguments: {
        TransactItems: [
          {
            Update: {
              TableName: to.table,
              Key: serviceKey,
              UpdateExpression: 'SET good = :good, held = :held, #open = :yes, #order = :order, regions = :regions',
              ConditionExpression: 'running = :release',
              ExpressionAttributeNames: { '#open': 'open', '#order': 'order' },
              ExpressionAttributeValues: {
                ':order': { N: jsonata('$string($plan.order)') },
                ':regions': { L: jsonata('[$plan.regions.{"S": $}]') },
                ':good': { M: { version: text('$version'), template: text('$template'), release: text('$release'), at: text(NOW) } },
                ':held': versionItem('$version', '$template'),
                ':yes': { Bool: true },
                ':release': text('$release'),
              },
            },
          },
          {
            Update: {
              TableName: to.table,
              Key: versionKey('$version'),
              UpdateExpression: 'SET goodAt = :now',
              ExpressionAttributeValues: { ':now': text(NOW) },
            },
          },
          {
            Update: {
              TableName: to.table,
              Key: releaseKey(),
              UpdateExpression: 'SET committed = :now',
              ConditionExpression: '#run = :run',
              ExpressionAttributeNames: { '#run': 'run' },
              ExpressionAttributeValues: { ':run': text('$states.context.Execution.Id'), ':now': text(NOW) },
            },
          },
        ],
      },
      Assign: { committed: true },
      Retry: [PATIENTLY],
      Next: 'Plan the wave',
    },
  };
}

/** What each alarm says, in words. */
const READINGS = '($seen := [$states.result.MetricAlarms, $states.result.CompositeAlarms]; [$plan.waves[$wave].alarms.($name := $; $alarm := $seen[AlarmName = $name]; "the alarm " & $name & ($exists($alarm) ? " is " & $alarm.StateValue : " is not there"))])';

/** What a gate has answered, whatever that is. */
const answerIn = (result: string) => `($a := ${result}; {"healthy": $type($a) = "object" and $a.healthy = true, "reason": $type($a) = "object" and $exists($a.reason) ? $string($a.reason) : ""})`;

/** A gate that cannot be asked has not said that all is well. */
const UNHEALTHY = {
  ErrorEquals: ['States.ALL'],
  Assign: { answer: { healthy: false, reason: jsonata('$states.errorOutput.Error & " " & $substring($exists($states.errorOutput.Cause) ? $states.errorOutput.Cause : "", 0, 500)') } },
  Next: 'Is it healthy?',
};

const LONGEST_GATE_SECONDS = 24 * 3600;

const gateRequest = (to: ReleaseTies) => `{"service": $service, "release": $release, "version": $version, "wave": $plan.waves[$wave].name,
  "tenants": $accounts, "tenantsAt": "s3://${to.bucket}/" & $service & "/" & $release & "/wave-" & $string($wave + 1) & ".json"}`.replace(/\n\s*/g, ' ');
