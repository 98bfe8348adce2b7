import { takingUp } from './taking-up.asl';
import { wake } from './wake.asl';
import { CONDITION_FAILED, PATIENTLY, States, bounded, jsonata, patientlyExcept, text } from '../../../private/asl';
import { KEYS } from '../../../tenants/contract';
import { FLEET_KEYS, SERVICE_NAME, WISHED_WHEN, WISHES } from '../../contract';
import { NOW, releaseKey, serviceKey } from '../record';
import { ControlTies, sdk } from '../ties';

/** The wishes that a wish gives way to. */
const STRONGER: Readonly<Record<string, readonly string[]>> = {
  [WISHES.rollBack]: [WISHES.rollBack],
  [WISHES.halt]: [WISHES.halt, WISHES.rollBack],
  [WISHES.promote]: [WISHES.promote, WISHES.halt, WISHES.rollBack],
  [WISHES.resume]: [WISHES.resume, WISHES.rollBack],
};

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
        wave: jsonata('$exists($states.result.Item.wave.N) ? $number($states.result.Item.wave.N) : 0'),
        at: jsonata('$exists($states.result.Item.position.S) ? $parse($states.result.Item.position.S).at : "plan"'),
        wished: jsonata('$exists($states.result.Item.wish.S) ? $parse($states.result.Item.wish.S).action : ""'),
        complaints: jsonata('["there is no release " & $release & " of " & $service]'),
      },
      Retry: [PATIENTLY],
      Next: 'May that be wished?',
    },
    'May that be wished?': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata('$phase = "unknown"'), Next: 'That cannot be' },
        // Whoever is more careful is heard, and who asks for what is asked for already is not written down again.
        { Condition: jsonata(`$wished in $lookup(${JSON.stringify(STRONGER)}, $action)`), Next: 'It makes no difference' },
        { Condition: jsonata(`$action = "${WISHES.promote}" and $at != "bake"`), Next: 'It makes no difference' },
        { Condition: jsonata(`$phase in $lookup(${JSON.stringify(WISHED_WHEN)}, $action)`), Next: 'Wish it' },
      ],
      Default: 'It makes no difference',
    },
    ...wake(to, {
      name: 'Wish it', release: '$release', when: [text('$phase')], wish: '$action', by: '$by', reason: '$reason', wave: '$wave', machine: to.machine,
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

/** The calls that the document makes with its own role, by what they are made on. */
export const CONTROL_CALLS = {
  directory: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  machine: ['states:StartExecution'],
  tokens: ['states:SendTaskSuccess'],
} as const;
