import { wake } from './wake.asl';
import { PATIENTLY, States, bounded, jsonata, patientlyExcept, text } from '../../../private/asl';
import { KEYS } from '../../../tenants/contract';
import { FLEET_KEYS, OVER, PHASES, SERVICE_NAME, WISHED_WHEN, WISHES } from '../../contract';
import { CONDITION_FAILED, NOW, releaseKey, serviceKey } from '../record';
import { ControlTies, sdk } from '../ties';

const actions = [...Object.keys(WISHED_WHEN), 'pin', 'unpin', 'ring'];

/** What is wrong with what is asked: an expression that comes to a list of sentences. */
const COMPLAINTS = `($r := $states.input; $text := function($v, $most) { $type($v) = "string" and $length($v) >= 1 and $length($v) <= $most };
  $type($r) != "object" ? ["the input must be an object with an 'action'"] : [
    $r.action in ${JSON.stringify(actions)} ? [] : "'action' must be one of ${actions.join(', ')}",
    $r.action = "ring" or $text($r.service, 40) and $contains($string($r.service), /${SERVICE_NAME.source}/) ? [] : "'service' must be the name of a service",
    $exists($r.release) and $r.release != null ? ($type($r.release) = "string" and $contains($r.release, /^[0-9]{6}$/) ? [] : "'release' must be the six digits of a release's number") : [],
    $r.action in ["pin", "unpin", "ring"] ? ($text($r.tenantId, 40) ? [] : "'tenantId' must be the id of a tenant") : [],
    $r.action = "ring" ? ($type($r.ring) = "string" and $contains($r.ring, /^([a-z][a-z0-9-]{0,39})?$/) ? [] : "'ring' must be up to 40 lower-case letters, digits and hyphens; empty to leave the ring") : [],
    $r.action = "pin" and $exists($r.until) and $r.until != null ? ($text($r.until, 30) and $contains($r.until, /^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$/) ? [] : "'until' must be a time such as 2026-12-24T00:00:00Z") : [],
    $text($r.by, 200) ? [] : "'by' must say who asks, in at most 200 characters",
    $text($r.reason, 500) ? [] : "'reason' must say why, in at most 500 characters"
  ])`.replace(/\n\s*/g, ' ');

/** What people, and the news of a run's end, do to releases. What is asked twice is done once. */
export const control = (to: ControlTies) => ({
  Comment: 'Halts, resumes, promotes and takes back releases, pins tenants, and takes up releases whose run has ended',
  QueryLanguage: 'JSONata',
  TimeoutSeconds: 3600,
  StartAt: 'What is asked?',
  States: bounded({
    'What is asked?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$exists($states.input.endedRun)'), Next: 'Which service was it?' },
        { Condition: jsonata(`$count(${COMPLAINTS}) > 0`), Assign: { complaints: jsonata(`[${COMPLAINTS}]`) }, Next: 'That cannot be' },
        { Condition: jsonata('$states.input.action = "ring"'), Assign: ASKED, Next: 'Move it to the ring' },
        { Condition: jsonata('$states.input.action in ["pin", "unpin"]'), Assign: ASKED, Next: 'Is there such a tenant?' },
      ],
      Assign: ASKED,
      Default: 'Which release runs?',
    },
    'That cannot be': { Type: 'Fail', Error: 'ControlRejected', Cause: jsonata('$join($complaints, "; ")') },
    ...wishing(to),
    ...pinning(to),
    ...takingUp(to),
  }),
});

const ASKED = {
  action: jsonata('$states.input.action'),
  service: jsonata('$exists($states.input.service) ? $states.input.service : ""'),
  release: jsonata('$exists($states.input.release) and $states.input.release != null ? $states.input.release : ""'),
  tenantId: jsonata('$exists($states.input.tenantId) ? $states.input.tenantId : ""'),
  ring: jsonata('$exists($states.input.ring) ? $states.input.ring : ""'),
  by: jsonata('$states.input.by'),
  reason: jsonata('$states.input.reason'),
  until: jsonata('$exists($states.input.until) and $states.input.until != null ? $states.input.until : ""'),
};

/** Of the release that runs. */
function wishing(to: ControlTies): States {
  return {
    'Which release runs?': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: { TableName: to.table, Key: serviceKey, ConsistentRead: true },
      Assign: {
        release: jsonata('$release != "" ? $release : $exists($states.result.Item.running.S) ? $states.result.Item.running.S : ""'),
        complaints: jsonata('[$exists($states.result.Item) ? "no release of " & $service & " is under way" : "there is no service " & $service & " that was ever released"]'),
      },
      Retry: [PATIENTLY],
      Next: 'Is there one?',
    },
    'Is there one?': { Type: 'Choice', Choices: [{ Condition: jsonata('$release = ""'), Next: 'That cannot be' }], Default: 'How does it stand?' },
    'How does it stand?': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: { TableName: to.table, Key: releaseKey(), ConsistentRead: true },
      Assign: {
        phase: jsonata('$exists($states.result.Item.phase.S) ? $states.result.Item.phase.S : "unknown"'),
        complaints: jsonata('["there is no release " & $release & " of " & $service]'),
      },
      Retry: [PATIENTLY],
      Next: 'May that be wished?',
    },
    'May that be wished?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$phase = "unknown"'), Next: 'That cannot be' },
        { Condition: jsonata(`$phase in $lookup(${JSON.stringify(WISHED_WHEN)}, $action)`), Next: 'Wish it' },
      ],
      Default: 'It makes no difference',
    },
    ...wake(to, {
      name: 'Wish it', release: '$release', when: [text('$phase')], wish: '$action', by: '$by', reason: '$reason', machine: to.machine,
      then: 'It is wished', otherwise: 'How does it stand?',
    }),
    'It is wished': { Type: 'Succeed', Output: { outcome: 'wished', action: jsonata('$action'), service: jsonata('$service'), release: jsonata('$release') } },
    'It makes no difference': {
      Type: 'Succeed', Output: { outcome: 'nothing to do', action: jsonata('$action'), service: jsonata('$service'), release: jsonata('$release'), phase: jsonata('$phase') },
    },
  };
}

function pinning(to: ControlTies): States {
  const tenant = { [KEYS.partition]: text(`"${KEYS.tenant}" & $tenantId`), [KEYS.sort]: { S: KEYS.record } };
  const written = (what: string, then: string) => ({
    Type: 'Task',
    Resource: sdk(to, 'dynamodb', 'putItem'),
    Arguments: {
      TableName: to.table,
      Item: {
        [KEYS.partition]: text(what === 'ring' ? `"${KEYS.tenant}" & $tenantId` : `"${FLEET_KEYS.service}" & $service`),
        [KEYS.sort]: text(`"${FLEET_KEYS.history}" & ${NOW} & "#" & $action & "#" & $tenantId`),
        became: text('$action'), tenantId: text('$tenantId'), at: text(NOW), by: text('$by'), why: text('$reason'), ring: text('$ring'), until: text('$until'),
        run: text('$states.context.Execution.Id'),
      },
    },
    Retry: [PATIENTLY],
    Next: then,
  });
  return {
    'Is there such a tenant?': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: { TableName: to.table, Key: tenant, ConsistentRead: true },
      Assign: { known: jsonata('$exists($states.result.Item)'), complaints: jsonata('["there is no tenant " & $tenantId]') },
      Retry: [PATIENTLY],
      Next: 'Pin or unpin?',
    },
    'Pin or unpin?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$not($known)'), Next: 'That cannot be' },
        { Condition: jsonata('$action = "pin"'), Next: 'Pin it' },
      ],
      Default: 'Unpin it',
    },
    'Pin it': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'updateItem'),
      Arguments: {
        TableName: to.table,
        Key: tenantServiceKey,
        UpdateExpression: 'SET pin = :pin, tenantId = :tenant, service = :service',
        ExpressionAttributeValues: {
          ':pin': text(`$string($merge([{"by": $by, "reason": $reason, "at": ${NOW}}, $until = "" ? {} : {"until": $until}]))`),
          ':tenant': text('$tenantId'), ':service': text('$service'),
        },
      },
      Retry: [PATIENTLY],
      Next: 'Write it down',
    },
    'Unpin it': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'updateItem'),
      Arguments: {
        TableName: to.table, Key: tenantServiceKey, UpdateExpression: 'REMOVE pin SET tenantId = :tenant, service = :service',
        ExpressionAttributeValues: { ':tenant': text('$tenantId'), ':service': text('$service') },
      },
      Retry: [PATIENTLY],
      Next: 'Write it down',
    },
    'Write it down': written('pin', 'It is written'),
    'Move it to the ring': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'updateItem'),
      Arguments: {
        TableName: to.table, Key: tenant, UpdateExpression: 'SET #ring = :ring', ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#ring': 'ring' }, ExpressionAttributeValues: { ':ring': text('$ring') },
      },
      Retry: patientlyExcept(CONDITION_FAILED),
      Catch: [{ ErrorEquals: [CONDITION_FAILED], Assign: { complaints: jsonata('["there is no tenant " & $tenantId]') }, Next: 'That cannot be' }],
      Next: 'Write down its ring',
    },
    'Write down its ring': written('ring', 'It is written'),
    'It is written': { Type: 'Succeed', Output: { outcome: 'written', action: jsonata('$action'), tenantId: jsonata('$tenantId') } },
  };
}

const tenantServiceKey = { [KEYS.partition]: text(`"${FLEET_KEYS.service}" & $service`), [KEYS.sort]: text(`"${FLEET_KEYS.tenant}" & $tenantId`) };

/** A run was ended from outside or failed. The release that it had is taken up by another one. */
function takingUp(to: ControlTies): States {
  const had = '$exists($states.result.Item.run.S) and $states.result.Item.run.S = $ended';
  const look = (name: string, which: string, then: string, more: Record<string, unknown> = {}, isIt = had): States => ({
    [name]: {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: { TableName: to.table, Key: releaseKey(which), ConsistentRead: true },
      Assign: {
        release: jsonata(`${isIt} ? ${which} : $release`),
        over: jsonata(`${isIt} ? $states.result.Item.phase.S in ${JSON.stringify(OVER)} : $over`),
        ...more,
      },
      Retry: [PATIENTLY],
      Next: then,
    },
  });
  return {
    'Which service was it?': {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata('($in := $states.input.input; $type($in) = "string" and $contains($in, /"service" *: *"[a-z][a-z0-9-]+"/))'),
        Assign: {
          ended: jsonata('$states.input.endedRun'), input: jsonata('$states.input.input'), failedWith: jsonata('$exists($states.input.error) and $states.input.error != null ? $states.input.error : ""'),
          service: jsonata('$parse($states.input.input).service'), release: jsonata('""'), over: false,
          count: jsonata('($m := $match($states.input.endedRun, /:(?:go-on|again)-([0-9]+)-/); $exists($m) ? $number($m.groups[0]) : 0)'),
        },
        Next: 'What has the service?',
      }],
      Default: 'Nobody misses it',
    },
    'What has the service?': {
      Type: 'Task',
      Resource: sdk(to, 'dynamodb', 'getItem'),
      Arguments: { TableName: to.table, Key: serviceKey, ConsistentRead: true },
      Assign: {
        running: jsonata('$exists($states.result.Item.running.S) ? $states.result.Item.running.S : "none"'),
        queued: jsonata('$exists($states.result.Item.queued.S) ? $states.result.Item.queued.S : "none"'),
        last: jsonata('$exists($parse($input).release) ? $parse($input).release : $exists($states.result.Item.number.N) ? $formatInteger($number($states.result.Item.number.N), "000000") : "none"'),
      },
      Retry: [PATIENTLY],
      Next: 'Had it the one that runs?',
    },
    ...look('Had it the one that runs?', '$running', 'Had it the one in line?', {
      waits: jsonata(`$exists($states.result.Item.phase.S) and $states.result.Item.phase.S = "${PHASES.queued}"`),
    }),
    ...look('Had it the one in line?', '$queued', 'Had it the newest?'),
    // One that ended before it could take the release that it was begun for has left it to nobody.
    ...look('Had it the newest?', '$last', 'Which one had it?', {}, `(${had}) or ($exists($states.result.Item.run.S) and $exists($parse($input).release))`),
    'Which one had it?': {
      Type: 'Choice',
      Choices: [
        // What fails so often is left to the next look of the reconciliation.
        { Condition: jsonata(`$count >= ${MOST_AT_ONCE}`), Next: 'Nobody misses it' },
        { Condition: jsonata('$release != "" and ($not($over) or $release = $running)'), Next: 'Take it up' },
        // It handed the service on, and ended before it called the next.
        { Condition: jsonata('$waits'), Next: 'Call the next' },
        { Condition: jsonata('$release != ""'), Next: 'Nobody misses it' },
        // It ended before it put anything on record: what it was asked is asked again.
        { Condition: jsonata('$not($exists($parse($input).release)) and $failedWith != "ReleaseRejected" and $failedWith != "ReleaseNotForward"'), Next: 'Ask again' },
      ],
      Default: 'Nobody misses it',
    },
    'Take it up': {
      Type: 'Task',
      Resource: sdk(to, 'sfn', 'startExecution'),
      Arguments: {
        StateMachineArn: to.machine,
        Name: jsonata('"go-on-" & $string($count + 1) & "-" & $substring($hash($ended, "SHA-256"), 0, 40)'),
        Input: jsonata('$string({"service": $service, "release": $release})'),
      },
      Retry: patientlyExcept('Sfn.ExecutionAlreadyExistsException'),
      Catch: [{ ErrorEquals: ['Sfn.ExecutionAlreadyExistsException'], Next: 'Nobody misses it' }],
      Next: 'It is taken up',
    },
    ...wake(to, {
      name: 'Call the next', release: '$running', when: [{ S: PHASES.queued }], wish: JSON.stringify(WISHES.resume), by: '"control"', reason: '"its turn has come"',
      machine: to.machine, then: 'It is taken up',
    }),
    'Ask again': {
      Type: 'Task',
      Resource: sdk(to, 'sfn', 'startExecution'),
      Arguments: {
        StateMachineArn: to.machine, Name: jsonata('"again-" & $string($count + 1) & "-" & $substring($hash($ended, "SHA-256"), 0, 40)'), Input: jsonata('$input'),
      },
      Retry: patientlyExcept('Sfn.ExecutionAlreadyExistsException'),
      Catch: [{ ErrorEquals: ['Sfn.ExecutionAlreadyExistsException'], Next: 'Nobody misses it' }],
      Next: 'It is taken up',
    },
    'It is taken up': { Type: 'Succeed', Output: { outcome: 'taken up', service: jsonata('$service'), release: jsonata('$release') } },
    'Nobody misses it': { Type: 'Succeed', Output: { outcome: 'nothing to do' } },
  };
}

/** How many runs of a release may end one after the other before the next is begun some hours later. */
const MOST_AT_ONCE = 30;

/** The calls that the document makes with its own role, by what they are made on. */
export const CONTROL_CALLS = {
  directory: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  machine: ['states:StartExecution'],
  tokens: ['states:SendTaskSuccess'],
} as const;
