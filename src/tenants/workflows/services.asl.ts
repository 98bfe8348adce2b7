import { bring } from './bring.asl';
import { FAILED } from './fail.asl';
import { fence, fenceNames } from './fence.asl';
import { CONTENDED, recordKey } from './record';
import { EnrolmentTies } from './ties';
import { FLEET_KEYS } from '../../fleet/contract';
import {
  CONDITION_FAILED, PATIENTLY, REDRIVEN, States, clientToken, jsonata, otherwise, patientlyExcept, quoted, text,
  unlessRedriven, untilItIsOver,
} from '../../private/asl';
import { KEYS } from '../contract';

/** Where the account gets the services that there are. */
export const WHICH_SERVICES = 'Which services are there?';

/**
 * A service is closed from the first change that a release makes until enough waves have passed. Each look is one
 * transition, and takes some events of the run's history.
 */
const LONGEST_CLOSED_HOURS = 12;
const LOOKS = { IntervalSeconds: 30, BackoffRate: 1.1, MaxDelaySeconds: 300, MaxAttempts: 300 };

const BEFORE_SERVICE = fenceNames(' before it brings a service');
const GIVE_UP = 'Give the install up';
const NEXT = 'Is there another service?';
const TAKE = 'Begin to install';

/** Whether new tenants may get what the stack set holds, of the service's item in an answer. */
const isOpen = (item: string) => `(${item}.open.Bool = true and $exists(${item}.held.M.version.S))`;

/**
 * A new tenant gets each service in its last good version, one after the other. It names itself on the service's item
 * for as long as that takes, and a release changes nothing while anybody is named there; while a release has the
 * service closed, the tenant waits. A service that was never good is none yet: the release that makes it so takes the
 * tenant along.
 *
 * Variables: `services`, those to come; `service`, that which is brought, and `version`, which; `installed`, in words.
 */
export function services(to: EnrolmentTies, then: string): States {
  const sdk = (action: string) => `arn:${to.partition}:states:::aws-sdk:dynamodb:${action}`;
  const called = (doing: string) => jsonata(`"${doing} the service " & $service.name`);
  const broken = otherwise(called('bringing'), GIVE_UP);
  const serviceKey = { [KEYS.partition]: { S: FLEET_KEYS.fleet }, [KEYS.sort]: text(`"${FLEET_KEYS.service}" & $service.name`) };
  const me = { Ss: [jsonata('$tenantId')] };
  const noMoreInstalling = {
    Update: { TableName: to.directoryTable, Key: serviceKey, UpdateExpression: 'DELETE installing :me', ExpressionAttributeValues: { ':me': me } },
  };
  // Who was taken over and redriven leaves alone what the other run does.
  const stillMine = {
    ConditionCheck: {
      TableName: to.directoryTable,
      Key: recordKey,
      ConditionExpression: '#run = :run',
      ExpressionAttributeNames: { '#run': 'run' },
      ExpressionAttributeValues: { ':run': text('$states.context.Execution.Id') },
    },
  };
  return {
    [WHICH_SERVICES]: {
      Type: 'Task',
      Resource: sdk('query'),
      // There are a hundred at most, of which this answer says some hundred bytes each.
      Arguments: {
        TableName: to.directoryTable,
        KeyConditionExpression: '#pk = :fleet AND begins_with(#sk, :service)',
        FilterExpression: 'attribute_exists(#good)',
        ProjectionExpression: '#sk, #stackSetName, #regions, #order',
        ExpressionAttributeNames: {
          '#pk': KEYS.partition, '#sk': KEYS.sort,
          ...Object.fromEntries(['good', 'stackSetName', 'regions', 'order'].map(name => [`#${name}`, name])),
        },
        ExpressionAttributeValues: { ':fleet': { S: FLEET_KEYS.fleet }, ':service': { S: FLEET_KEYS.service } },
        ConsistentRead: true,
      },
      Assign: { services: jsonata(IN_ORDER), installed: [] },
      Retry: [PATIENTLY],
      Catch: [otherwise('reading which services there are', FAILED)],
      Next: NEXT,
    },
    [NEXT]: {
      Type: 'Choice',
      Choices: [{
        Condition: jsonata('$count($services) > 0'),
        Assign: {
          service: jsonata('$services[0]'),
          services: jsonata('[$filter($services, function($each, $at) { $at > 0 })]'),
          brought: 0,
        },
        Next: TAKE,
      }],
      Default: then,
    },
    [TAKE]: {
      Type: 'Task',
      Resource: sdk('updateItem'),
      Arguments: {
        TableName: unlessRedriven(quoted(to.directoryTable)),
        Key: serviceKey,
        UpdateExpression: 'ADD installing :us',
        // Whoever is named there already, by a run that is no more, is still waited for by the release.
        ConditionExpression: 'attribute_exists(#held.#version) AND (#open = :true OR contains(installing, :me))',
        ExpressionAttributeNames: { '#held': 'held', '#version': 'version', '#open': 'open' },
        ExpressionAttributeValues: { ':us': me, ':me': text('$tenantId'), ':true': { Bool: true } },
        ReturnValues: 'ALL_NEW',
      },
      Assign: { version: jsonata('$states.result.Attributes.held.M.version.S') },
      Retry: patientlyExcept(REDRIVEN, CONDITION_FAILED),
      Catch: [
        { ErrorEquals: [REDRIVEN], Next: BEFORE_SERVICE.look },
        { ErrorEquals: [CONDITION_FAILED], Assign: { closedAt: jsonata('$millis()') }, Next: 'Is the service open?' },
        broken,
      ],
      Next: 'Bring the service',
    },
    ...fence(to, BEFORE_SERVICE, TAKE, broken),
    'Give its release time': { Type: 'Wait', Seconds: jsonata('$pause'), Next: 'Is the service open?' },
    ...untilItIsOver({
      name: 'Is the service open?',
      call: { Resource: sdk('getItem'), Arguments: { TableName: to.directoryTable, Key: serviceKey, ConsistentRead: true } },
      isGoingOn: `$not(${isOpen('$states.result.Item')})`
        + ` and $millis() < $closedAt + ${LONGEST_CLOSED_HOURS * 3_600_000}`,
      variable: 'found',
      value: FOUND,
      looks: LOOKS,
      pause: { state: 'Give its release time', variable: 'pause' },
      failure: otherwise(called('waiting for'), GIVE_UP),
      then: 'May it be brought now?',
    }),
    'May it be brought now?': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$found.open'), Next: TAKE }],
      Assign: {
        failure: {
          step: called('waiting for'),
          error: 'ServiceClosed',
          cause: jsonata(`"for ${LONGEST_CLOSED_HOURS} hours no new tenant could get it, since " & ($found.release = "" ? "its item in the directory is not open"
            : "release " & $found.release & " has not proven its version") & "; see what 'fleet status' says of it, let the release go on or roll it back,
            and make the same request again"`.replace(/\n\s*/g, ' ')),
        },
      },
      Default: GIVE_UP,
    },
    ...bring(to, {
      what: 'the service',
      when: ' for a service',
      stackSetName: jsonata('$service.stackSetName'),
      // Hours may have passed, in which somebody has moved the account.
      unit: '$land.root',
      regions: jsonata('$service.regions'),
      homeRegion: jsonata('$service.regions[0]'),
      id: '$service.name',
      called,
      error: 'ServiceFailed',
      then: [{ next: 'Note the service' }],
      broken: GIVE_UP,
      fence: BEFORE_SERVICE,
    }),
    'Note the service': {
      Type: 'Task',
      Resource: sdk('transactWriteItems'),
      Arguments: {
        ClientRequestToken: clientToken, TransactItems: [stillMine, noMoreInstalling, has(to.directoryTable)],
      },
      Assign: { installed: jsonata('$append($installed, [$service.name & " " & $version])') },
      Retry: [CONTENDED, PATIENTLY],
      Catch: [broken],
      Next: NEXT,
    },
    // A release drops those whose enrolment is over, should this fail.
    [GIVE_UP]: {
      Type: 'Task',
      Resource: sdk('transactWriteItems'),
      Arguments: { ClientRequestToken: clientToken, TransactItems: [stillMine, noMoreInstalling] },
      Retry: [CONTENDED, PATIENTLY],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: FAILED }],
      Next: FAILED,
    },
  };
}

const IN_ORDER = `[$sort($states.result.Items, function($a, $b) { $number($a.order.N) > $number($b.order.N) }).{
  "name": $substringAfter(${KEYS.sort}.S, "${FLEET_KEYS.service}"),
  "stackSetName": $exists(stackSetName.S) ? stackSetName.S : "",
  "regions": [regions.L.S]
}]`.replace(/\n\s*/g, ' ');

/** Whether the service is open, and the release that has it. */
const FOUND = `($i := $states.result.Item; {
  "open": ${isOpen('$i')}, "release": $exists($i.running.S) ? $i.running.S : ""
})`.replace(/\n\s*/g, ' ');

/** What the tenant has of the service. A pin that may be there stays. */
function has(table: string): Record<string, unknown> {
  const fields = {
    service: text('$service.name'),
    tenantId: text('$tenantId'),
    accountId: text('$accountId'),
    version: text('$version'),
    release: { S: 'enrolment' },
    status: { S: 'current' },
    at: text('$states.context.State.EnteredTime'),
  };
  const names = Object.keys(fields);
  return {
    Update: {
      TableName: table,
      Key: {
        [KEYS.partition]: text(`"${FLEET_KEYS.service}" & $service.name`),
        [KEYS.sort]: text(`"${FLEET_KEYS.tenant}" & $tenantId`),
      },
      UpdateExpression: `SET ${names.map(name => `#${name} = :${name}`).join(', ')} REMOVE #reason, #through`,
      ExpressionAttributeNames: Object.fromEntries([...names, 'reason', 'through'].map(name => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
    },
  };
}
